"""How the products of the seeds are written: each with the place where it stands there, as `002:1140` for a line."""

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class SeedProduct:
    """A product of the catalogue: where it stands in a seed, what is sent to make it, what it costs.

    Without a price it costs by its use.
    """

    source: str
    document: Document
    price: Document | None = None

    @property
    def code(self) -> str:
        return str(self.document["code"])


def product(code: str, name: str, product_type: str, **more: Any) -> Document:
    """Write a product for the catalogue's own routes."""
    return {"code": code, "slug": code, "name": name, "product_type": product_type, **more}


def price(retail: str, wholesale: str = "0.00", *, set_up: str = "0.00", wholesale_set_up: str = "0.00") -> Document:
    """Write a price in pounds."""
    return {
        "currency": "GBP",
        "retail_cost": retail,
        "wholesale_cost": wholesale,
        "retail_setup_cost": set_up,
        "wholesale_setup_cost": wholesale_set_up,
    }


def named(code: str, name: str, **more: Any) -> Document:
    """Write a definition with a code and a name."""
    return {"code": code, "name": name, **more}
