"""Stock: warehouses, items and what people do with them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict

from trunkline.kernel.money import parse_rate
from trunkline.parties.states import Permission
from trunkline.platform.limits import NAME_MAX, require_text
from trunkline.stock.models import Allocation, StockItem, Warehouse
from trunkline.stock.operations.items import ItemChanges, ItemDraft
from trunkline.stock.selectors.history import list_holders, list_moves, list_state_changes
from trunkline.stock.selectors.items import (
    get_item,
    get_item_by_public_id,
    get_warehouse,
    list_items,
    list_warehouses,
)
from trunkline.stock.states import ALLOCATED_STATES, ITEM_STATES, ItemAction
from trunkline.stock.use_cases import items as stock
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, find_specification, find_warehouse, page, parse_day

router = Router(tags=["stock"])
WAREHOUSE_CODE_MAX = 40


class WarehouseIn(Schema):
    """A place that keeps stock."""

    model_config = ConfigDict(extra="forbid")

    code: str
    name: str


class ItemIn(Schema):
    """A stock item; `specification` is the name of its kind, `warehouse` the code of its place.

    Without `warranty_until` the warranty is that of its kind, from the day on which it is received.
    """

    model_config = ConfigDict(extra="forbid")

    specification: str
    warehouse: str
    reference_number: str
    serial: str = ""
    texts: list[str] = []
    place: str = ""
    cost: Decimal | str | None = None
    cost_currency: str = ""
    state: str = "New"
    condition: str = "new"
    warranty_until: str | None = None


class ItemFilters(Schema):
    """Which items are listed; what is empty filters nothing."""

    specification: str = ""
    state: str = ""
    warehouse: str = ""
    reference_number: str = ""
    serial: str = ""


class ItemChange(Schema):
    """What can be corrected of an item; what is left out, or null, stays."""

    model_config = ConfigDict(extra="forbid")

    serial: str | None = None
    texts: list[str] | None = None
    place: str | None = None
    cost: Decimal | str | None = None
    cost_currency: str | None = None
    warranty_until: str | None = None
    reason: str = ""


class ActionIn(Schema):
    """What is done with an item that nobody has, and why; `condition` is how it is from then on."""

    model_config = ConfigDict(extra="forbid")

    action: str
    reason: str
    condition: str | None = None


class WriteOffIn(Schema):
    """Why the cost of an item is written off."""

    model_config = ConfigDict(extra="forbid")

    reason: str


class DeliveryIn(Schema):
    """A delivery as CSV; the same text may be sent as it is, as `text/csv`, and then be larger."""

    model_config = ConfigDict(extra="forbid")

    csv: str


@router.post("/warehouses", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def create_warehouse(request: HttpRequest, body: WarehouseIn) -> Any:
    """Create a warehouse, or find the one of this code."""
    code = require_text(body.code, "code", WAREHOUSE_CODE_MAX)
    stock.create_warehouse(command_of(request), code, require_text(body.name, "name", NAME_MAX))
    return Status(201, _warehouse(get_warehouse(code)))


@router.get("/warehouses", auth=Requires(Permission.READ_STOCK))
def read_warehouses(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List the warehouses."""
    del request
    return page(list_warehouses(), _warehouse, after=after, limit=limit)


@router.post("/stock-items", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def receive_item(request: HttpRequest, body: ItemIn) -> Any:
    """Take an item into stock."""
    cost = None if body.cost is None else parse_rate(body.cost, "cost")
    draft = ItemDraft(
        specification=find_specification(body.specification, "specification"),
        warehouse=find_warehouse(body.warehouse, "warehouse"),
        reference_number=body.reference_number,
        serial=body.serial,
        texts=body.texts,
        place=body.place,
        cost=cost,
        cost_currency=body.cost_currency if cost is not None else "",
        state=body.state,
        condition=body.condition,
        warranty_until=_day(body.warranty_until),
    )
    item_id = stock.receive_item(command_of(request), draft)
    return Status(201, _document(get_item(item_id)))


@router.post("/stock-items/import", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def receive_delivery(request: HttpRequest, body: DeliveryIn) -> Any:
    """Take in a delivery written as CSV, all of it or nothing; every bad line is told with its reasons.

    The first line names the columns: specification, reference_number, serial, the labels of texts or itemtext1 to
    itemtext10, warehouse (its code), place, cost, currency, state (New or In Stock), condition, warranty_until,
    purchase_order (its number). Send it as `text/csv`, up to 8 MiB and 20,000 rows, or as the field of a JSON object.
    """
    received = stock.receive_delivery(command_of(request), body.csv)
    return Status(201, {"received": sum(received.values()), "by_specification": received})


@router.get("/stock-items", auth=Requires(Permission.READ_STOCK))
def read_items(request: HttpRequest, filters: Query[ItemFilters], after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List stock items, by specification, state or warehouse, or the one of a reference or serial number."""
    del request
    asked = {name: require_text(text, name, NAME_MAX, optional=True) for name, text in filters.model_dump().items()}
    return page(list_items(**asked), _document, after=after, limit=limit)


@router.get("/stock-items/{uuid:item_id}", auth=Requires(Permission.READ_STOCK))
def read_item(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """Read a stock item, with the actions that it allows."""
    del request
    return _document(get_item_by_public_id(str(item_id)))


@router.patch("/stock-items/{uuid:item_id}", auth=Requires(Permission.MANAGE_STOCK))
def change_item(request: HttpRequest, item_id: UUID, body: ItemChange) -> dict[str, Any]:
    """Correct what is written of an item; another place is a move within its warehouse, noted as one."""
    item = get_item_by_public_id(str(item_id))
    changes = ItemChanges(
        serial=body.serial,
        texts=body.texts,
        cost=None if body.cost is None else parse_rate(body.cost, "cost"),
        cost_currency=body.cost_currency,
        warranty_until=_day(body.warranty_until),
    )
    command = replace(command_of(request), reason=body.reason)
    stock.change_item(command, item.pk, changes, place=body.place)
    return _document(get_item(item.pk))


@router.post("/stock-items/{uuid:item_id}/actions", auth=Requires(Permission.MANAGE_STOCK))
def act_on_item(request: HttpRequest, item_id: UUID, body: ActionIn) -> dict[str, Any]:
    """Do one of the actions that an item's document lists, for a reason that stays in its history."""
    item = get_item_by_public_id(str(item_id))
    command = replace(command_of(request), reason=body.reason)
    stock.act_on_item_by_hand(command, item.pk, body.action, condition=body.condition)
    return _document(get_item(item.pk))


@router.post("/stock-items/{uuid:item_id}/write-off", auth=Requires(Permission.MANAGE_STOCK))
def write_off_item(request: HttpRequest, item_id: UUID, body: WriteOffIn) -> dict[str, Any]:
    """Write off the cost of an item that is lost, damaged, decommissioned or out of service, once."""
    item = get_item_by_public_id(str(item_id))
    stock.write_off_item(replace(command_of(request), reason=body.reason), item.pk)
    return _document(get_item(item.pk))


@router.delete("/stock-items/{uuid:item_id}", auth=Requires(Permission.MANAGE_STOCK))
def discard_item(request: HttpRequest, item_id: UUID, reason: str = "") -> dict[str, Any]:
    """Take an item off the books; its history stays. Refused while somebody has it."""
    item = get_item_by_public_id(str(item_id))
    stock.discard_item(replace(command_of(request), reason=reason), item.pk)
    return _document(get_item(item.pk))


@router.get("/stock-items/{uuid:item_id}/history", auth=Requires(Permission.READ_STOCK))
def read_history(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """Read who had an item, when and for what; its states with who brought it there and why; and its moves."""
    item = get_item_by_public_id(str(item_id))
    brand_ids = caller_of(request).brand_ids
    return {
        "holders": [_holder(row, brand_ids) for row in list_holders(item.pk)],
        "states": [
            {
                "at": change.at,
                "state": change.state,
                "condition": change.condition,
                "discarded": change.is_discarded,
                "actor": change.actor,
                "reason": change.reason,
                "use_case": change.use_case,
            }
            for change in list_state_changes(item.pk)
        ],
        "moves": [
            {
                "at": move.moved_at,
                "from_warehouse": move.from_warehouse.code if move.from_warehouse else None,
                "from_place": move.from_place,
                "to_warehouse": move.to_warehouse.code,
                "to_place": move.to_place,
                "actor": move.moved_by,
                "reason": move.reason,
            }
            for move in list_moves(item.pk)
        ],
    }


def _holder(row: Allocation, brand_ids: frozenset[int] | None) -> dict[str, Any]:
    """Another brand's customers stay unknown: that somebody had the item is all that is told."""
    is_seen = brand_ids is None or row.account.brand_id in brand_ids
    return {
        "account": row.account.public_id if is_seen else None,
        "account_number": row.account.number if is_seen else None,
        "service": row.service.public_id if row.service and is_seen else None,
        "service_key": row.service.key if row.service and is_seen else None,
        "order_line": row.holder if is_seen else None,
        "state": row.state,
        "reserved_at": row.created_at,
        "expires_at": row.expires_at,
        "assigned_at": row.assigned_at,
        "released_at": row.released_at,
    }


def _day(text: str | None) -> date | None:
    return None if text is None else parse_day(text, "warranty_until")


def _warehouse(warehouse: Warehouse) -> dict[str, Any]:
    return {"code": warehouse.code, "name": warehouse.name}


def _document(item: StockItem) -> dict[str, Any]:
    write_off = getattr(item, "write_off", None)
    return {
        "id": item.public_id,
        "inventory_id": item.pk,
        "specification": item.specification.name,
        "reference_number": item.reference_number,
        "serial": item.serial,
        "state": item.state,
        "condition": item.condition,
        "texts": item.texts,
        "warehouse": item.warehouse.code,
        "place": item.place,
        "cost": amount(item.cost, item.cost_currency) if item.cost is not None else None,
        "cost_currency": item.cost_currency,
        "warranty_until": item.warranty_until,
        "received_at": item.received_at,
        "held_until": item.held_until,
        "discarded_at": item.discarded_at,
        "written_off_at": write_off.written_off_at if write_off else None,
        "kit": item.kit.public_id if item.kit else None,
        "purchase_order": item.purchase_line.order.number if item.purchase_line else None,
        "actions": _actions(item),
    }


def _actions(item: StockItem) -> list[str]:
    if item.state in ALLOCATED_STATES or item.discarded_at is not None or item.kit_id is not None:
        return []
    return [action for action in ITEM_STATES.actions_from(item.state) if action in set(ItemAction)]
