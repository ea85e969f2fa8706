"""Definitions for tests; every call makes new ones."""

from datetime import datetime, timedelta
from typing import Any

from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import command, unique
from trunkline.catalog.models import Product, RateVersion
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.prices import PriceDraft, PricePlace, Prices
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions, prices
from trunkline.parties.models import Brand
from trunkline.platform.clocks import business_now

OWN_PLACE = PricePlace()
_CHANGING_FOR_GOOD = ("/products/{product_id}", "/retire", "/terms", "/prices", "/images")


def define(kind: str, /, **document: object) -> Any:
    """Make a definition, with a code and a name of its own unless they are given."""
    code = f"{kind.removesuffix('s')}-{unique()}"
    number = definitions.create(command(), kind, {"code": code, "name": f"Name of {code}", **document})["id"]
    (definition,) = selectors.get_definitions(KINDS[kind], [number])
    return definition


def write_product(**changes: object) -> dict[str, Any]:
    """Write a product for the catalogue's own routes."""
    code = f"fibre-{unique()}"
    return {"code": code, "name": "Fibre 100", "slug": code, "product_type": "recurring-service", **changes}


def define_product(**changes: object) -> Any:
    """Make a product of the catalogue, still a draft."""
    return define("products", **write_product(**changes))


def set_price(
    product_id: int, amounts: Prices, /, place: PricePlace = OWN_PLACE, *, at: datetime | None = None, **draft: Any
) -> int:
    """Price a product, in its currency's default plan and for its own period unless told otherwise."""
    return prices.set_price(command(at=at or business_now()), product_id, PriceDraft(amounts, place, **draft))


def plan_price(product: Product | None = None) -> RateVersion:
    """Price a product (None: a new one) anew, from a day on that is still to come."""
    priced = product or make_product()
    last = RateVersion.objects.filter(rate__product=priced).latest("valid_from").valid_from
    tomorrow = max(last, business_now()) + timedelta(days=1)
    return RateVersion.objects.get(pk=set_price(priced.pk, FIFTEEN_OVER_FIVE, valid_from=tomorrow))


def write_copy() -> dict[str, Any]:
    """Write what a copy of a product is told."""
    code = f"copy-{unique()}"
    return {"code": code, "slug": code, "name": "A copy"}


def define_unpriced_product(**changes: object) -> Any:
    """Make a draft that can be published as it is: it costs by its use."""
    usage = define("product-types", classification="service", charging_kind="usage")
    return define_product(product_type=usage.code, **changes)


def product_for(path: str, product: Product, brand: Brand) -> Any:
    """Make a product to which a route that changes one for good may be applied; any other route gets `product`."""
    if path.endswith("/publish"):
        return define_unpriced_product(brand=brand.slug)
    return make_product(brand_id=brand.pk) if path.endswith(_CHANGING_FOR_GOOD) else product
