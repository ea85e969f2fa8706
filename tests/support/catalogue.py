"""Definitions for tests; every call makes new ones."""

from typing import Any

from tests.support.goods import make_product
from tests.support.people import command, unique
from trunkline.catalog.models import Product
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions
from trunkline.parties.models import Brand


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
    return make_product(brand_id=brand.pk) if path.endswith("/retire") else product
