"""Steps that order goods from suppliers and take in what comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from trunkline.catalog.models import ResourceSpecification
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit
from trunkline.platform.limits import NAME_MAX, require_text
from trunkline.platform.sequences import next_key
from trunkline.stock.errors import OverDeliveryError
from trunkline.stock.models import PurchaseOrder, PurchaseOrderLine, Warehouse
from trunkline.stock.states import PURCHASE_ORDER_KEY, PURCHASE_ORDER_STATES

LINES_MAX = 200
LINE_QUANTITY_MAX = 1_000_000


@dataclass(frozen=True)
class PurchaseLineDraft:
    """So many items or pieces of a specification, and what one of them costs."""

    specification: ResourceSpecification
    quantity: int
    unit_cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class PurchaseDraft:
    """What is to be ordered from a supplier for a warehouse."""

    supplier: str
    warehouse: Warehouse
    lines: Sequence[PurchaseLineDraft]
    expected_on: date | None = None


def create_purchase_order(draft: PurchaseDraft, *, at: datetime) -> PurchaseOrder:
    """This will insert a purchase order with its lines; raises InvalidInputError."""
    require_text(draft.supplier, "supplier", NAME_MAX)
    if not 1 <= len(draft.lines) <= LINES_MAX:
        raise InvalidInputError.for_field("lines", f"must be 1 to {LINES_MAX}.")
    ordered: set[int] = set()
    for position, line in enumerate(draft.lines):
        _check_line(line, f"lines[{position}]")
        if line.specification.pk in ordered:
            raise InvalidInputError.for_field(f"lines[{position}]", f"{line.specification.name} is ordered twice.")
        ordered.add(line.specification.pk)
    order = PurchaseOrder.objects.create(
        number=next_key(PURCHASE_ORDER_KEY),
        supplier=draft.supplier,
        warehouse=draft.warehouse,
        expected_on=draft.expected_on,
        ordered_at=at,
    )
    PurchaseOrderLine.objects.bulk_create(
        PurchaseOrderLine(
            order=order,
            position=position,
            specification=line.specification,
            quantity=line.quantity,
            unit_cost=line.unit_cost,
            currency=line.currency,
        )
        for position, line in enumerate(draft.lines, start=1)
    )
    return order


def _check_line(line: PurchaseLineDraft, name: str) -> None:
    if not 1 <= line.quantity <= LINE_QUANTITY_MAX:
        raise InvalidInputError.for_field(f"{name}.quantity", f"must be from 1 to {LINE_QUANTITY_MAX}.")
    if line.unit_cost is None:
        if line.currency:
            raise InvalidInputError.for_field(f"{name}.currency", "is given without a cost.")
        return
    if line.unit_cost < 0:
        raise InvalidInputError.for_field(f"{name}.unit_cost", "must not be below zero.")
    minor_unit(line.currency)


def book_receipt(order: PurchaseOrder, received: Mapping[int, int]) -> None:
    """This will note how many more have come of the lines of a locked order, by the lines' numbers.

    Raises OverDeliveryError, or InvalidTransitionError when the order is not open.
    """
    lines = list(order.lines.select_related("specification"))
    for line in lines:
        count = received.get(line.pk, 0)
        if count > line.quantity - line.received:
            raise OverDeliveryError(
                f"{order.number} has {line.quantity - line.received} of {line.specification.name} to come, and"
                f" {count} were received; order the others, or receive them without the order."
            )
        if count:
            line.received += count
            line.save(update_fields=["received"])
    is_complete = all(line.received == line.quantity for line in lines)
    _act(order, "receive_rest" if is_complete else "receive_part")


def cancel_rest(order: PurchaseOrder) -> None:
    """This will cancel what has not come of a locked order; raises InvalidTransitionError when it is not open."""
    _act(order, "cancel")


def _act(order: PurchaseOrder, action: str) -> None:
    order.state = PURCHASE_ORDER_STATES.next(order.state, action)
    order.save(update_fields=["state"])
