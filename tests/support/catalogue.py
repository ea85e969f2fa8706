"""Definitions for tests; every call makes new ones."""

from typing import Any

from tests.support.people import command, unique
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions


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
