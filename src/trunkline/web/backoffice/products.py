"""What the page of a product shows beside its own columns: where it takes part, and what of it is in stock."""

from typing import Any

from trunkline.catalog.models.kind import Kind
from trunkline.parties.policies import Access
from trunkline.parties.states import Permission
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
    """This will read what only the page of a product shows: how many of it are in stock, and where."""
    specification_id = getattr(definition, "resource_specification_id", None)
    if kind.name != "products" or specification_id is None or not access.allows(Permission.READ_STOCK):
        return {}
    (level,) = list_levels([specification_id])
    places = [("All warehouses", level.total), *sorted(level.by_warehouse.items())]
    rows = tuple((Cell(place), *(Cell(f"{figures[name]:,}") for name in FIGURES)) for place, figures in places)
    headings = ("Warehouse", *(title_of(name) for name in FIGURES))
    return {"stock": Table(headings, rows), "stock_is_low": level.is_low}
