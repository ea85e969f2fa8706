"""Reads of what is sold."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from trunkline.catalog.errors import ProductNotFoundError, ResourceSpecificationNotFoundError
from trunkline.catalog.models import (
    Product,
    ProductTerms,
    RateVersion,
    ResourceRequirement,
    ResourceSpecification,
    ServiceState,
)
from trunkline.catalog.policies import Offer
from trunkline.catalog.states import BaseStatus, Category, RateAudience
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.locks import LockKind, note_lock


def list_products(brand_ids: frozenset[int] | None) -> QuerySet[Product]:
    """This will list products with their lists, those of some brands and of none (None: all brands)."""
    products = Product.objects.select_related("product_type").prefetch_related(
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
    products = Product.objects.prefetch_related(required).in_bulk(set(product_ids))
    add_ons = [product for product in products.values() if product.category == Category.ADDON]
    prefetch_related_objects(add_ons, "service_reliances")
    for product_id in product_ids:
        if product_id not in products:
            raise ProductNotFoundError(f"No product {product_id} exists; list the products to find its number.")
    return products


def _sold(at: datetime) -> QuerySet[RateVersion]:
    """The versions of the default plans' rates that are sold at an instant."""
    return RateVersion.objects.select_related("rate__price_plan").filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=at), rate__price_plan__is_default=True, valid_from__lte=at
    )


def find_sold_rate(product_id: int, currency: str, at: datetime) -> RateVersion | None:
    """This will find the version of a product's rate in the currency's default plan that is sold at an instant."""
    return find_sold_rates([product_id], currency, at).get(product_id)


def find_sold_rates(product_ids: Sequence[int], currency: str, at: datetime) -> dict[int, RateVersion]:
    """This will find what `find_sold_rate` does for several products at once, by their numbers."""
    versions = _sold(at).filter(rate__product_id__in=product_ids, rate__price_plan__currency=currency)
    return {version.rate.product_id: version for version in versions}


def find_renewal_version(version: RateVersion, at: datetime) -> RateVersion:
    """This will find at which version of its rate a service is renewed for a period that begins at an instant.

    That is the latest since its own that was for everybody; one for new sales only changes nothing for it.
    """
    later = RateVersion.objects.select_related("rate__price_plan").filter(
        rate_id=version.rate_id, audience=RateAudience.EVERYBODY, valid_from__gt=version.valid_from, valid_from__lte=at
    )
    return later.order_by("-valid_from").first() or version


def find_any_rate(product_id: int, at: datetime) -> RateVersion | None:
    """This will find a rate of a product that is sold at an instant, in whichever currency was priced first."""
    return _sold(at).filter(rate__product_id=product_id).order_by("pk").first()


def find_terms(product_id: int) -> ProductTerms | None:
    """This will find the present version of a product's terms, or None when it has none."""
    return ProductTerms.objects.filter(product_id=product_id).order_by("-version").first()


def find_terms_of(product_ids: Sequence[int]) -> dict[int, ProductTerms]:
    """This will find the present version of the terms of several products, by their numbers."""
    versions = ProductTerms.objects.filter(product_id__in=product_ids).order_by("version")
    return {terms.product_id: terms for terms in versions}


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
        has_price=has_price,
        service_type=product.service_type,
        relies_on=(
            [row.service_name for row in product.service_reliances.all()] if product.category == Category.ADDON else []
        ),
    )


def get_service_state(code: str) -> ServiceState:
    """This will find a service state by its word; raises InvalidInputError that lists the known ones."""
    state = ServiceState.objects.filter(code=code).first()
    if state is None:
        known = ", ".join(ServiceState.objects.order_by("pk").values_list("code", flat=True))
        raise InvalidInputError.for_field("service_status", f"{code[:40]!r} is none of {known}.")
    return state


def is_ended(state: ServiceState) -> bool:
    """This will tell whether a state means that the service has ended."""
    return state.base_status == BaseStatus.CANCELLED


def list_resource_specifications() -> QuerySet[ResourceSpecification]:
    """This will list the resource specifications with their labels."""
    return ResourceSpecification.objects.prefetch_related("texts").order_by("name")


def lock_resource_specifications(specification_ids: Iterable[int]) -> list[ResourceSpecification]:
    """This will lock specifications until the transaction ends, so that what stock is of them keeps its rules.

    Items can be received and picked meanwhile. Raises ResourceSpecificationNotFoundError.
    """
    wanted = sorted(set(specification_ids))
    for specification_id in wanted:
        note_lock(LockKind.SPECIFICATION, specification_id)
    rows = ResourceSpecification.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    found = list(rows)
    missing = set(wanted) - {row.pk for row in found}
    if missing:
        raise ResourceSpecificationNotFoundError(f"No resource specification {min(missing)} exists.")
    return found


def get_resource_specification_by_public_id(public_id: str) -> ResourceSpecification:
    """This will find a specification by its public id; raises ResourceSpecificationNotFoundError."""
    specification = list_resource_specifications().filter(public_id=public_id).first()
    if specification is None:
        raise ResourceSpecificationNotFoundError(f"No resource specification {public_id} exists; check the id.")
    return specification
