"""Goods that are counted: how many are where, receiving, moving, counting, writing off."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, StrictInt

from trunkline.kernel.money import minor_unit, parse_rate
from trunkline.parties.states import Permission
from trunkline.platform.commands import Command
from trunkline.platform.limits import LABEL_MAX, require_text
from trunkline.stock.models import StockMovement, StockQuantity
from trunkline.stock.policies.quantities import UnitCost
from trunkline.stock.selectors.quantities import (
    get_count,
    get_movement,
    get_quantity_write_off,
    list_movements,
    list_quantities,
)
from trunkline.stock.use_cases import quantities
from trunkline.stock.use_cases.quantities import Goods
from trunkline.web.api.access import Requires, command_of
from trunkline.web.api.v1.common import amount, find_specification, find_warehouse, page

router = Router(tags=["stock"])
NUMBER_MAX = 2**63 - 1


class GoodsIn(Schema):
    """Pieces of a counted specification in a warehouse; `reason` is kept with their movement."""

    model_config = ConfigDict(extra="forbid")

    specification: str
    warehouse: str
    quantity: StrictInt
    reason: str = ""


class CostedGoodsIn(GoodsIn):
    """Pieces and what one of them cost."""

    unit_cost: Decimal | str | None = None
    currency: str = ""


class TransferIn(GoodsIn):
    """Pieces and the warehouse that they are brought to."""

    to_warehouse: str


class ReturnIn(Schema):
    """Pieces that a service was given and that come back: `reservation` is the number that their movement shows."""

    model_config = ConfigDict(extra="forbid")

    reservation: StrictInt
    quantity: StrictInt
    warehouse: str | None = None
    reason: str = ""


@router.get("/stock-quantities", auth=Requires(Permission.READ_STOCK))
def read_quantities(
    request: HttpRequest, specification: str = "", warehouse: str = "", after: int = 0, limit: int = 50
) -> dict[str, Any]:
    """List how many pieces of each counted specification each warehouse has, and how many are kept for orders."""
    del request
    rows = list_quantities()
    if specification:
        rows = rows.filter(specification=find_specification(specification, "specification"))
    if warehouse:
        rows = rows.filter(warehouse=find_warehouse(warehouse, "warehouse"))
    return page(rows, _document, after=after, limit=limit)


@router.get("/stock-movements", auth=Requires(Permission.READ_STOCK))
def read_movements(
    request: HttpRequest, specification: str = "", warehouse: str = "", after: int = 0, limit: int = 50
) -> dict[str, Any]:
    """List the movements of counted goods, each with its entries, which sum to zero."""
    del request
    rows = list_movements()
    if specification:
        rows = rows.filter(specification=find_specification(specification, "specification"))
    if warehouse:
        rows = rows.filter(entries__warehouse=find_warehouse(warehouse, "warehouse")).distinct()
    return page(rows, _movement_document, after=after, limit=limit)


@router.post("/stock-quantities/receipts", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def receive(request: HttpRequest, body: CostedGoodsIn) -> Any:
    """Take pieces into a warehouse."""
    movement_id = quantities.receive_quantity(_command(request, body.reason), _goods(body), _unit_cost(body))
    return Status(201, _movement_document(get_movement(movement_id)))


@router.post("/stock-quantities/transfers", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def transfer(request: HttpRequest, body: TransferIn) -> Any:
    """Bring free pieces to another warehouse."""
    target = find_warehouse(body.to_warehouse, "to_warehouse")
    movement_id = quantities.transfer_quantity(_command(request, body.reason), _goods(body), target)
    return Status(201, _movement_document(get_movement(movement_id)))


@router.post("/stock-quantities/counts", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def count(request: HttpRequest, body: GoodsIn) -> Any:
    """Record how many pieces were counted; the books say so from then on."""
    made = get_count(quantities.count_quantity(_command(request, body.reason), _goods(body)))
    return Status(
        201,
        {
            "id": made.public_id,
            "specification": made.specification.name,
            "warehouse": made.warehouse.code,
            "expected": made.expected,
            "counted": made.counted,
            "difference": made.counted - made.expected,
        },
    )


@router.post("/stock-quantities/write-offs", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def write_off(request: HttpRequest, body: CostedGoodsIn) -> Any:
    """Take lost or broken pieces out of the books; without `unit_cost` at the average cost of what was received."""
    made = get_quantity_write_off(
        quantities.write_off_quantity(_command(request, body.reason), _goods(body), _unit_cost(body))
    )
    return Status(
        201,
        {
            "id": made.public_id,
            "specification": body.specification,
            "warehouse": body.warehouse,
            "quantity": body.quantity,
            "amount": amount(made.amount, made.currency),
            "currency": made.currency,
            "reason": made.reason,
        },
    )


@router.post("/stock-quantities/returns", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def take_back(request: HttpRequest, body: ReturnIn) -> Any:
    """Take back pieces that a service was given, into the warehouse they came from or another."""
    target = None if body.warehouse is None else find_warehouse(body.warehouse, "warehouse")
    number = body.reservation if 0 < body.reservation <= NUMBER_MAX else 0
    movement_id = quantities.return_quantity(_command(request, body.reason), number, body.quantity, target)
    return Status(201, _movement_document(get_movement(movement_id)))


def _command(request: HttpRequest, reason: str) -> Command:
    return replace(command_of(request), reason=require_text(reason, "reason", LABEL_MAX, optional=True))


def _goods(body: GoodsIn) -> Goods:
    return Goods(
        find_specification(body.specification, "specification"),
        find_warehouse(body.warehouse, "warehouse"),
        body.quantity,
    )


def _unit_cost(body: CostedGoodsIn) -> UnitCost | None:
    if body.unit_cost is None:
        return None
    minor_unit(body.currency)
    return UnitCost(parse_rate(body.unit_cost, "unit_cost"), body.currency)


def _document(row: StockQuantity) -> dict[str, Any]:
    return {
        "specification": row.specification.name,
        "warehouse": row.warehouse.code,
        "on_hand": row.on_hand,
        "reserved": row.reserved,
        "free": row.on_hand - row.reserved,
    }


def _movement_document(movement: StockMovement) -> dict[str, Any]:
    return {
        "number": movement.pk,
        "kind": movement.kind,
        "specification": movement.specification.name,
        "reservation": movement.reservation_id,
        "reason": movement.reason,
        "moved_by": movement.moved_by,
        "moved_at": movement.moved_at,
        "unit_cost": amount(movement.unit_cost, movement.currency),
        "currency": movement.currency,
        "entries": [
            {
                "side": entry.side,
                "warehouse": entry.warehouse.code if entry.warehouse else None,
                "quantity": entry.quantity,
            }
            for entry in movement.entries.all()
        ],
    }
