"""What the page of a product shows beside its own columns: where it takes part, and what of it is in stock."""

from typing import Any

from django.urls import reverse

from trunkline.catalog.models.kind import Kind
from trunkline.catalog.operations.publishing import publication_problems
from trunkline.catalog.selectors.files import list_files
from trunkline.catalog.states import Lifecycle
from trunkline.parties.policies import Access
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.stock.selectors.levels import FIGURES, list_levels
from trunkline.web.backoffice.tables import Cell, Table, UsageTable, usage_tables
from trunkline.web.backoffice.words import title_of


def usages_of(kind: Kind, definition: Any, brand_ids: frozenset[int] | None) -> list[UsageTable]:
    """This will list where a definition takes part; a product also through its type and its family."""
    found = usage_tables(definition, brand_ids)
    if kind.name != "products":
        return found
    for column in ("product_type", "family"):
        through = getattr(definition, column)
        if through is not None:
            tables = usage_tables(through, brand_ids, f"through its {column.replace('_', ' ')} {through.code}")
            # That other products are of the same type or family is no part that this one takes.
            found += [each for each in tables if each.area != "products" and each.count]
    return found


def extras_of(access: Access, kind: Kind, definition: Any) -> dict[str, Any]:
    """This will read what only the page of a product shows: what keeps it off sale, its files, what is in stock."""
    if kind.name != "products":
        return {}
    shown: dict[str, Any] = {
        "step_address": reverse("backoffice:step", args=[definition.public_id]),
        "lifecycle": title_of(definition.lifecycle),
        "is_on_sale": definition.lifecycle == Lifecycle.ACTIVE,
        "files": list(list_files(definition.pk)),
        "files_address": f"/api/v1/products/{definition.public_id}/",
    }
    if definition.lifecycle != Lifecycle.ACTIVE:
        shown["problems"] = publication_problems(definition, business_now())
    return {**shown, **_stock(access, definition)}


def _stock(access: Access, product: Any) -> dict[str, Any]:
    if product.resource_specification_id is None or not access.allows(Permission.READ_STOCK):
        return {}
    (level,) = list_levels([product.resource_specification_id])
    places = [("All warehouses", level.total), *sorted(level.by_warehouse.items())]
    rows = tuple((Cell(place), *(Cell(f"{figures[name]:,}") for name in FIGURES)) for place, figures in places)
    headings = ("Warehouse", *(title_of(name) for name in FIGURES))
    return {"stock": Table(headings, rows), "stock_is_low": level.is_low}
