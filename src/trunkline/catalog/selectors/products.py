"""Reads of products."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from trunkline.catalog.errors import ProductNotFoundError
from trunkline.catalog.models import (
    Product,
    ProductTerms,
    ResourceRequirement,
    ResourceSpecification,
)
from trunkline.catalog.policies.characteristics import CharacteristicRule
from trunkline.catalog.policies.eligibility import Offer
from trunkline.catalog.states import Category, ChargingKind, Composition, UsageMode


def list_products(brand_ids: frozenset[int] | None) -> QuerySet[Product]:
    """This will list products with their lists, those of some brands and of none (None: all brands)."""
    products = Product.objects.select_related("product_type", "family", "resource_specification").prefetch_related(
        "features", "service_reliances", "resource_requirements__specification"
    )
    if brand_ids is not None:
        products = products.filter(Q(brand__isnull=True) | Q(brand_id__in=brand_ids))
    return products.order_by("pk")


def get_product(product_id: int, brand_ids: frozenset[int] | None = None) -> Product:
    """This will find a product by its number inside; raises ProductNotFoundError."""
    product = list_products(brand_ids).filter(pk=product_id).first()
    if product is None:
        raise ProductNotFoundError(f"No product {product_id} exists; list the products to find its number.")
    return product


def get_product_by_public_id(public_id: str, brand_ids: frozenset[int] | None) -> Product:
    """This will find a product by its public id; raises ProductNotFoundError."""
    product = list_products(brand_ids).filter(public_id=public_id).first()
    if product is None:
        raise ProductNotFoundError(f"No product {public_id} exists; list the products to find its id.")
    return product


def get_product_ids(public_ids: Collection[UUID], brand_ids: frozenset[int] | None) -> dict[UUID, int]:
    """This will find the numbers inside of several products by their public ids; those not to be seen are left out.

    Seen are those of some brands and of none (None: all brands).
    """
    products = Product.objects.filter(public_id__in=set(public_ids))
    if brand_ids is not None:
        products = products.filter(Q(brand__isnull=True) | Q(brand_id__in=brand_ids))
    return dict(products.values_list("public_id", "pk"))


def map_products(product_ids: Collection[int]) -> dict[int, Product]:
    """This will read several products with what an order of them reads: what they rely on and what stock they need.

    Raises ProductNotFoundError.
    """
    required = Prefetch("resource_requirements", ResourceRequirement.objects.select_related("specification"))
    found = Product.objects.select_related("product_type", "resource_specification").prefetch_related(
        required, "characteristics"
    )
    products = found.in_bulk(set(product_ids))
    add_ons = [product for product in products.values() if product.category == Category.ADDON]
    prefetch_related_objects(add_ons, "service_reliances")
    for product_id in product_ids:
        if product_id not in products:
            raise ProductNotFoundError(f"No product {product_id} exists; list the products to find its number.")
    return products


def required_specifications(product: Product) -> list[ResourceSpecification]:
    """This will list of which kinds an item each is picked for an order: what is required, and what is itself sold."""
    required = [row.specification for row in product.resource_requirements.all()]
    own = product.resource_specification
    return required if own is None or own in required else [*required, own]


def list_characteristic_rules(product: Product) -> list[CharacteristicRule]:
    """This will list what can be told of what a customer has of a product."""
    return [
        CharacteristicRule(
            name=row.name,
            value_type=row.value_type,
            choices=row.choices,
            minimum=row.minimum,
            maximum=row.maximum,
            default=row.default,
            is_required=row.is_required,
            is_secret=row.is_secret,
            set_by=row.set_by,
        )
        for row in product.characteristics.all()
    ]


def find_terms(product_id: int) -> ProductTerms | None:
    """This will find the present version of a product's terms, or None when it has none."""
    return ProductTerms.objects.filter(product_id=product_id).order_by("-version").first()


def find_terms_of(product_ids: Sequence[int]) -> dict[int, ProductTerms]:
    """This will find the present version of the terms of several products, by their numbers."""
    versions = ProductTerms.objects.filter(product_id__in=product_ids).order_by("version")
    return {terms.product_id: terms for terms in versions}


def needs_price(product: Product) -> bool:
    """This will tell whether a product is sold at a rate only.

    What costs by its use alone is priced elsewhere; the price of a bundle may be that of its parts.
    """
    product_type = product.product_type
    return is_sold_at_a_rate(product_type.charging_kind, product.usage_mode, product_type.composition)


def is_sold_at_a_rate(charging_kind: str | None, usage_mode: str | None, composition: str) -> bool:
    """This will tell of a product's type and mode what `needs_price` tells of a product."""
    is_by_use = charging_kind == ChargingKind.USAGE or usage_mode == UsageMode.USAGE
    return not is_by_use and composition == Composition.FLAT


def describe_offer(product: Product, *, has_price: bool) -> Offer:
    """This will collect what eligibility reads of a product."""
    return Offer(
        is_enabled=product.is_enabled,
        category=product.category,
        is_for_residential=product.is_for_residential,
        is_for_business=product.is_for_business,
        customer_can_purchase=product.customer_can_purchase,
        available_from=product.available_from,
        available_until=product.available_until,
        brand_id=product.brand_id,
        has_price=has_price or not needs_price(product),
        service_type=product.service_type,
        lifecycle=product.lifecycle,
        is_composed=product.product_type.composition != Composition.FLAT,
        relies_on=(
            [row.service_name for row in product.service_reliances.all()] if product.category == Category.ADDON else []
        ),
    )
