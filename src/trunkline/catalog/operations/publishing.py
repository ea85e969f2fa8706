"""Publishing, retiring and copying products."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from trunkline.catalog.models import Product, RateVersion
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations import definitions
from trunkline.catalog.operations.types_checks import publishing_violations
from trunkline.catalog.policies.violations import Violation, refuse
from trunkline.catalog.selectors.definitions import content
from trunkline.catalog.selectors.products import needs_price
from trunkline.catalog.states import PRODUCT_LIFECYCLE, Composition, Lifecycle, RelationshipKind

# What a copy takes over; all else of it is told anew.
COPIED = (
    "product_type",
    "brand",
    "product_brand",
    "family",
    "description",
    "long_description",
    "available_from",
    "available_until",
    "categories",
)


def publication_problems(product: Product, at: datetime) -> list[Violation]:
    """This will list all that keeps a product from being sold, as far as the catalogue knows."""
    return list(_problems(product, at))


def _problems(product: Product, at: datetime) -> Iterator[Violation]:
    if not product.product_type.is_active:
        yield Violation("product_type", f"{product.product_type.code} is retired; choose another.")
    if product.family is not None and not product.family.is_active:
        yield Violation("family", f"{product.family.code} is retired; choose another.")
    if product.available_until is not None and product.available_until <= at:
        yield Violation("available_until", "is past; nobody could order the product.")
    composition = product.product_type.composition
    if composition == Composition.FLAT and needs_price(product) and not _has_price(product, at):
        yield Violation("prices", "are missing: give it a rate in a price plan that is active.")
    if composition == Composition.FLAT and needs_price(product) and not product.service_type:
        yield Violation("service_type", "must be told: plays and add-ons go by it.")
    yield from publishing_violations(product)
    links = product.relationships.select_related("to_product").order_by("pk")
    for index, link in enumerate(links):
        is_needed = link.kind in {RelationshipKind.REQUIRES, RelationshipKind.PROMOTION}
        if is_needed and link.to_product.lifecycle != Lifecycle.ACTIVE:
            reason = f"{link.to_product.code} is {link.to_product.lifecycle}, and this product is not had without it."
            yield Violation(f"relationships[{index}].to_product", reason)


def _has_price(product: Product, at: datetime) -> bool:
    versions = RateVersion.objects.filter(
        rate__product=product, rate__bundle__isnull=True, rate__price_plan__is_active=True, withdrawn_at__isnull=True
    )
    return versions.filter(valid_until__isnull=True).exists() or versions.filter(valid_until__gt=at).exists()


def publish(product: Product, at: datetime) -> None:
    """This will put a product on sale; raises InvalidTransitionError, or InvalidInputError with all its problems."""
    following = PRODUCT_LIFECYCLE.next(product.lifecycle, "publish")
    refuse(_problems(product, at))
    _set_lifecycle(product, following)


def retire(product: Product) -> None:
    """This will take a product off sale; what customers have of it goes on. Raises InvalidTransitionError.

    Raises InvalidInputError while products on sale consist of it or need it.
    """
    following = PRODUCT_LIFECYCLE.next(product.lifecycle, "retire")
    refuse(_needed_by(product))
    _set_lifecycle(product, following)


def _needed_by(product: Product) -> Iterator[Violation]:
    bundles = Product.objects.filter(components__product=product, lifecycle=Lifecycle.ACTIVE)
    for code in bundles.values_list("code", flat=True).distinct().order_by("code"):
        yield Violation("lifecycle", f"{code} consists of it; retire that first, or take it out there.")
    needing = Product.objects.filter(
        relationships__to_product=product, relationships__kind=RelationshipKind.REQUIRES, lifecycle=Lifecycle.ACTIVE
    )
    for code in needing.values_list("code", flat=True).distinct().order_by("code"):
        yield Violation("lifecycle", f"{code} requires it; retire that first, or take the relationship out there.")


def _set_lifecycle(product: Product, lifecycle: str) -> None:
    product.lifecycle = lifecycle
    product.version += 1
    product.save(update_fields=["lifecycle", "version"])


def copy(product: Product, document: dict[str, Any], *, at: datetime) -> Product:
    """This will make a draft with what a copy takes over of a product, and with what the document tells besides.

    Raises InvalidInputError or DefinitionTakenError.
    """
    kind = KINDS["products"]
    present = content(kind, product)
    (draft,) = definitions.create(kind, [{**{name: present[name] for name in COPIED}, **document}], at=at)
    definitions.after_saving(draft)
    made: Product = draft.instance
    return made
