"""Stock as a whole: moving, counting, how much there is, and how fast it turns over."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.selectors.resources import list_resource_specifications
from trunkline.insight.selectors.turnover import list_turnovers
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import parse_instant
from trunkline.parties.states import Permission
from trunkline.platform.clocks import system_now
from trunkline.platform.limits import SPECIFICATION_NAME_MAX, require_text
from trunkline.stock.selectors.items import list_item_ids
from trunkline.stock.selectors.levels import FIGURES, StockLevel, list_levels, list_low_levels
from trunkline.stock.use_cases import items as stock
from trunkline.web.api.access import Requires, command_of
from trunkline.web.api.v1.common import find_specification, find_warehouse, page

router = Router(tags=["stock"])
PERIOD_DAYS = 30


class MoveIn(Schema):
    """Items, by their ids, that go to a place in a warehouse."""

    model_config = ConfigDict(extra="forbid")

    items: list[UUID]
    warehouse: str
    place: str = ""
    reason: str = ""


class CountIn(Schema):
    """What was scanned of a kind in a warehouse: reference or serial numbers."""

    model_config = ConfigDict(extra="forbid")

    specification: str
    warehouse: str
    scanned: list[str]
    mark_missing_lost: bool = False
    reason: str = ""


@router.post("/stock-moves", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def move_items(request: HttpRequest, body: MoveIn) -> Any:
    """Move up to 1,000 items, kits with their parts, to a place; each move stays in the item's history."""
    warehouse = find_warehouse(body.warehouse, "warehouse")
    item_ids = list_item_ids([str(item) for item in body.items], "items")
    command = replace(command_of(request), reason=body.reason)
    moved = stock.move_items(command, item_ids, warehouse, body.place)
    return Status(201, {"moved": moved, "warehouse": warehouse.code, "place": body.place})


@router.post("/stock-counts", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def count_items(request: HttpRequest, body: CountIn) -> Any:
    """Compare scanned numbers with the books: what is missing, and what should not be there.

    With `mark_missing_lost` what is missing becomes Lost, but for what is kept for an order.
    """
    counted = stock.count_items(
        replace(command_of(request), reason=body.reason),
        find_specification(body.specification, "specification"),
        find_warehouse(body.warehouse, "warehouse"),
        body.scanned,
        is_missing_lost=body.mark_missing_lost,
    )
    return Status(201, counted)


@router.get("/stock-levels", auth=Requires(Permission.READ_STOCK))
def read_levels(request: HttpRequest, specification: str = "", after: int = 0, limit: int = 50) -> dict[str, Any]:
    """Read how much there is of each kind, in all and by warehouse; low when available and on order are too few."""
    del request
    require_text(specification, "specification", SPECIFICATION_NAME_MAX, optional=True)
    specifications = list_resource_specifications()
    if specification:
        specifications = specifications.filter(name=specification)
    rows = page(specifications, lambda row: row.pk, after=after, limit=limit)
    levels = {level.specification.pk: level for level in list_levels(rows["data"])}
    return {**rows, "data": [_level(levels[pk]) for pk in rows["data"]]}


@router.get("/stock-alerts", auth=Requires(Permission.READ_STOCK))
def read_alerts(request: HttpRequest) -> dict[str, Any]:
    """Read of which kinds there is too little: available and on order together below the kind's threshold."""
    del request
    return {"data": [_level(level) for level in list_low_levels()]}


@router.get("/figures/stock", auth=Requires(Permission.READ_STOCK))
def read_turnover(request: HttpRequest, since: str = "", until: str = "") -> dict[str, Any]:
    """Read how fast stock turns over: given out in a period (30 days by default), by the average stock in it."""
    del request
    end = parse_instant(until, "until") if until else system_now()
    start = parse_instant(since, "since") if since else _days_before(end)
    return {
        "since": start,
        "until": end,
        "data": [
            {
                "specification": row.specification,
                "given_out": row.given_out,
                "average_stock": str(row.average_stock),
                "turnover": None if row.turnover is None else str(row.turnover),
            }
            for row in list_turnovers(start, end)
        ],
    }


def _days_before(end: datetime) -> datetime:
    try:
        return end - timedelta(days=PERIOD_DAYS)
    except OverflowError:
        raise InvalidInputError.for_field("until", "is before anything that can have been in stock.") from None


def _level(level: StockLevel) -> dict[str, Any]:
    return {
        "specification": level.specification.name,
        "tracking": level.specification.tracking,
        "low_stock_threshold": level.specification.low_stock_threshold,
        "is_low": level.is_low,
        **{figure: level.total[figure] for figure in FIGURES},
        "warehouses": [
            {"warehouse": code, **{figure: counts[figure] for figure in FIGURES}}
            for code, counts in sorted(level.by_warehouse.items())
        ],
    }
