"""Purchase orders: what was ordered from suppliers, and what came of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.parties.states import Permission
from trunkline.stock.models import PurchaseOrder, PurchaseOrderLine
from trunkline.stock.operations.items import ItemDraft
from trunkline.stock.operations.purchases import LINES_MAX, PurchaseDraft, PurchaseLineDraft
from trunkline.stock.selectors.purchases import (
    get_purchase_order,
    get_purchase_order_by_public_id,
    list_purchase_orders,
)
from trunkline.stock.states import OPEN_PURCHASE_ORDER_STATES
from trunkline.stock.use_cases import purchases
from trunkline.stock.use_cases.purchases import Receipt
from trunkline.web.api.access import Requires, command_of
from trunkline.web.api.v1.common import amount, find_specification, find_warehouse, page, parse_day

router = Router(tags=["stock"])


class PurchaseLineIn(Schema):
    """So many items or pieces of a kind, and what one of them costs."""

    model_config = ConfigDict(extra="forbid")

    specification: str
    quantity: int
    unit_cost: Decimal | str | None = None
    currency: str = ""


class PurchaseIn(Schema):
    """What is ordered from a supplier for a warehouse."""

    model_config = ConfigDict(extra="forbid")

    supplier: str
    warehouse: str
    lines: list[PurchaseLineIn]
    expected_on: str | None = None


class ReceivedItem(Schema):
    """An item that came; its cost is that of the order."""

    model_config = ConfigDict(extra="forbid")

    reference_number: str
    serial: str = ""
    texts: list[str] = []
    place: str = ""
    state: str = "New"
    condition: str = "new"


class ReceivedLine(Schema):
    """What came of a kind: `items` one by one, or a `quantity` of counted goods."""

    model_config = ConfigDict(extra="forbid")

    specification: str
    items: list[ReceivedItem] = []
    quantity: int = 0


class ReceiptIn(Schema):
    """What came of an order: `lines`, or `csv` as for the import of items; one of them."""

    model_config = ConfigDict(extra="forbid")

    lines: list[ReceivedLine] = []
    csv: str | None = None


@router.post("/purchase-orders", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def create_purchase_order(request: HttpRequest, body: PurchaseIn) -> Any:
    """Order goods from a supplier: until they come they count as on order."""
    if len(body.lines) > LINES_MAX:
        raise InvalidInputError.for_field("lines", f"has {len(body.lines)} entries; at most {LINES_MAX}.")
    draft = PurchaseDraft(
        supplier=body.supplier,
        warehouse=find_warehouse(body.warehouse, "warehouse"),
        lines=[_line(line, f"lines[{position}]") for position, line in enumerate(body.lines)],
        expected_on=None if body.expected_on is None else parse_day(body.expected_on, "expected_on"),
    )
    order_id = purchases.create_purchase_order(command_of(request), draft)
    return Status(201, _document(get_purchase_order(order_id)))


@router.get("/purchase-orders", auth=Requires(Permission.READ_STOCK))
def read_purchase_orders(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List the purchase orders."""
    del request
    return page(list_purchase_orders(), _document, after=after, limit=limit)


@router.get("/purchase-orders/{uuid:purchase_order_id}", auth=Requires(Permission.READ_STOCK))
def read_purchase_order(request: HttpRequest, purchase_order_id: UUID) -> dict[str, Any]:
    """Read a purchase order, and what is still to come of it."""
    del request
    return _document(get_purchase_order_by_public_id(str(purchase_order_id)))


@router.post("/purchase-orders/{uuid:purchase_order_id}/receipts", auth=Requires(Permission.MANAGE_STOCK))
def receive_on_order(request: HttpRequest, purchase_order_id: UUID, body: ReceiptIn) -> dict[str, Any]:
    """Take in what came of an order, all of it or nothing; more than was ordered is refused."""
    order = get_purchase_order_by_public_id(str(purchase_order_id))
    if (body.csv is None) == (not body.lines):
        raise InvalidInputError.for_field("lines", "send lines, or csv instead of them.")
    if body.csv is not None:
        purchases.receive_delivery_on_order(command_of(request), order.pk, body.csv)
    else:
        receipts = [_receipt(line, order, f"lines[{position}]") for position, line in enumerate(body.lines)]
        purchases.receive_on_order(command_of(request), order.pk, receipts)
    return _document(get_purchase_order(order.pk))


@router.post("/purchase-orders/{uuid:purchase_order_id}/cancel", auth=Requires(Permission.MANAGE_STOCK))
def cancel_purchase_order(request: HttpRequest, purchase_order_id: UUID) -> dict[str, Any]:
    """Cancel what has not come of an order; what came stays."""
    order = get_purchase_order_by_public_id(str(purchase_order_id))
    purchases.cancel_purchase_order(command_of(request), order.pk)
    return _document(get_purchase_order(order.pk))


def _line(line: PurchaseLineIn, name: str) -> PurchaseLineDraft:
    return PurchaseLineDraft(
        specification=find_specification(line.specification, f"{name}.specification"),
        quantity=line.quantity,
        unit_cost=None if line.unit_cost is None else parse_rate(line.unit_cost, f"{name}.unit_cost"),
        currency=line.currency if line.unit_cost is not None else "",
    )


def _receipt(line: ReceivedLine, order: PurchaseOrder, name: str) -> Receipt:
    specification = find_specification(line.specification, f"{name}.specification")
    return Receipt(
        specification_id=specification.pk,
        quantity=line.quantity,
        items=[
            ItemDraft(
                specification=specification,
                warehouse=order.warehouse,
                reference_number=item.reference_number,
                serial=item.serial,
                texts=item.texts,
                place=item.place,
                state=item.state,
                condition=item.condition,
            )
            for item in line.items
        ],
    )


def _document(order: PurchaseOrder) -> dict[str, Any]:
    is_open = order.state in OPEN_PURCHASE_ORDER_STATES
    return {
        "id": order.public_id,
        "number": order.number,
        "supplier": order.supplier,
        "warehouse": order.warehouse.code,
        "state": order.state,
        "ordered_at": order.ordered_at,
        "expected_on": order.expected_on,
        "lines": [_line_document(line, is_open=is_open) for line in order.lines.all()],
    }


def _line_document(line: PurchaseOrderLine, *, is_open: bool) -> dict[str, Any]:
    return {
        "specification": line.specification.name,
        "quantity": line.quantity,
        "received": line.received,
        "on_order": line.quantity - line.received if is_open else 0,
        "unit_cost": amount(line.unit_cost, line.currency),
        "currency": line.currency,
    }
