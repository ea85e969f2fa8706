"""Durable writes of purchase orders and what comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.commands import Command, use_case
from trunkline.stock.models import PurchaseOrder, PurchaseOrderLine
from trunkline.stock.operations import purchases, receiving
from trunkline.stock.operations.items import ItemDraft, receive_items
from trunkline.stock.operations.purchases import PurchaseDraft, book_receipt
from trunkline.stock.operations.quantities import Move, lock_places, receive_quantity
from trunkline.stock.policies.deliveries import parse_delivery
from trunkline.stock.policies.quantities import UnitCost
from trunkline.stock.selectors.purchases import lock_purchase_orders

RECEIVED_ITEMS_MAX = 1_000


@dataclass(frozen=True)
class Receipt:
    """What came of one specification: so many pieces of counted goods, or these items."""

    specification_id: int
    quantity: int = 0
    items: Sequence[ItemDraft] = ()


@use_case
def create_purchase_order(command: Command, draft: PurchaseDraft) -> int:
    """This will order goods from a supplier and return the order's id; raises InvalidInputError."""
    return purchases.create_purchase_order(draft, at=command.at).pk


@use_case
def receive_on_order(command: Command, order_id: int, receipts: Sequence[Receipt]) -> int:
    """This will take in what came of a purchase order, all of it or nothing, and return the order's id.

    Items without a cost get the price of their line. Raises PurchaseOrderNotFoundError, InvalidInputError,
    OverDeliveryError, InvalidTransitionError or SerialTakenError.
    """
    (order,) = lock_purchase_orders([order_id])
    lines = {line.specification_id: line for line in order.lines.select_related("specification")}
    received: dict[int, int] = {}
    drafts: list[ItemDraft] = []
    pieces: list[tuple[PurchaseOrderLine, int]] = []
    for position, receipt in enumerate(receipts):
        line = lines.get(receipt.specification_id)
        if line is None:
            raise InvalidInputError.for_field(f"lines[{position}].specification", f"{order.number} has none of these.")
        if line.pk in received or receipt.quantity < 0 or bool(receipt.items) == bool(receipt.quantity):
            raise InvalidInputError.for_field(
                f"lines[{position}]", "names each specification once, with its items or with a quantity."
            )
        drafts += [_priced(draft, line) for draft in receipt.items]
        if receipt.quantity:
            pieces.append((line, receipt.quantity))
        received[line.pk] = receipt.quantity or len(receipt.items)
    if not received or len(drafts) > RECEIVED_ITEMS_MAX:
        raise InvalidInputError.for_field("lines", f"must name something, and at most {RECEIVED_ITEMS_MAX} items.")
    book_receipt(order, received)
    _receive_pieces(order, pieces, command)
    if drafts:
        receive_items(drafts, at=command.at)
    return order_id


def _priced(draft: ItemDraft, line: PurchaseOrderLine) -> ItemDraft:
    if draft.cost is None:
        draft = replace(draft, cost=line.unit_cost, cost_currency=line.currency)
    return replace(draft, purchase_line=line)


def _receive_pieces(order: PurchaseOrder, pieces: Sequence[tuple[PurchaseOrderLine, int]], command: Command) -> None:
    lock_places([(line.specification, order.warehouse) for line, _ in pieces])
    move = Move(moved_by=str(command.actor), at=command.at, reason=command.reason or order.number)
    for line, quantity in pieces:
        cost = None if line.unit_cost is None else UnitCost(line.unit_cost, line.currency)
        receive_quantity(line.specification, order.warehouse, quantity, move, purchase_line=line, unit_cost=cost)


@use_case
def receive_delivery_on_order(command: Command, order_id: int, csv: str) -> dict[str, int]:
    """This will take in a delivery written as CSV on a purchase order, and tell how many came by specification.

    Raises PurchaseOrderNotFoundError, InvalidInputError or DeliveryRefusedError.
    """
    return dict(receiving.receive_delivery(parse_delivery(csv), order_id=order_id, at=command.at))


@use_case
def cancel_purchase_order(_command: Command, order_id: int) -> int:
    """This will cancel what has not come of a purchase order and return its id; what came stays.

    Raises PurchaseOrderNotFoundError or InvalidTransitionError.
    """
    (order,) = lock_purchase_orders([order_id])
    purchases.cancel_rest(order)
    return order_id
