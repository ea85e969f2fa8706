"""Durable writes of items and warehouses."""

from collections.abc import Sequence
from typing import Any

from trunkline.catalog.models import ResourceSpecification
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.commands import Command, use_case
from trunkline.platform.limits import LABEL_MAX, require_text
from trunkline.stock.models import StockItem, Warehouse
from trunkline.stock.operations import items, receiving, work
from trunkline.stock.operations.items import ItemChanges, ItemDraft
from trunkline.stock.operations.quantities import Move
from trunkline.stock.operations.transitions import act_on_item
from trunkline.stock.policies.deliveries import parse_delivery
from trunkline.stock.selectors.items import list_held_item_ids_due, lock_items
from trunkline.stock.selectors.kits import list_ids_with_parts
from trunkline.stock.states import ALLOCATED_STATES, ITEM_STATES, ItemAction, ItemState

MOVED_MAX = 1_000
RETURNED_AT_ONCE = 200


@use_case
def create_warehouse(_command: Command, code: str, name: str) -> int:
    """This will create a warehouse, or find the one of this code, and return its id."""
    warehouse, _ = Warehouse.objects.get_or_create(code=code, defaults={"name": name})
    return warehouse.pk


@use_case
def receive_item(command: Command, draft: ItemDraft) -> int:
    """This will take a stock item into a warehouse and return its id; raises InvalidInputError or SerialTakenError."""
    return items.receive_item(draft, at=command.at).pk


@use_case
def receive_delivery(command: Command, csv: str) -> dict[str, int]:
    """This will take in a delivery written as CSV, all of it or nothing, and tell how many came by specification.

    Rows that name a purchase order are received on it. Raises InvalidInputError or DeliveryRefusedError.
    """
    return dict(receiving.receive_delivery(parse_delivery(csv), order_id=None, at=command.at))


@use_case
def act_on_item_by_hand(command: Command, item_id: int, action: str, *, condition: str | None = None) -> int:
    """This will bring an item that nobody has, a kit with its parts, into another state, and return its id.

    The command says for what reason.

    Raises ItemNotFoundError, InvalidInputError, ItemHeldError, ItemDiscardedError or InvalidTransitionError.
    """
    require_text(command.reason, "reason", LABEL_MAX)
    item = _lock(item_id)
    items.act_by_hand(item, action, condition=condition)
    return item_id


@use_case
def change_item(command: Command, item_id: int, changes: ItemChanges, *, place: str | None = None) -> int:
    """This will correct what is written of an item and return its id; another place is a move within its warehouse.

    Raises ItemNotFoundError, InvalidInputError, SerialTakenError, ItemHeldError or ItemDiscardedError.
    """
    require_text(command.reason, "reason", LABEL_MAX, optional=True)
    item = _lock(item_id)
    items.change_item(item, changes)
    if place is not None and place != item.place:
        warehouse = Warehouse.objects.get(pk=item.warehouse_id)
        work.move_items([item], warehouse, place, _move(command))
    return item_id


@use_case
def discard_item(command: Command, item_id: int) -> int:
    """This will take an item off the books and return its id; its history stays, and it is offered to nobody.

    Raises ItemNotFoundError, ItemHeldError or ItemDiscardedError.
    """
    require_text(command.reason, "reason", LABEL_MAX, optional=True)
    items.discard(_lock(item_id), at=command.at)
    return item_id


@use_case
def move_items(command: Command, item_ids: Sequence[int], warehouse: Warehouse, place: str) -> int:
    """This will bring items to a warehouse and a place in it, and tell how many moved, parts of kits counted too.

    Raises ItemNotFoundError, InvalidInputError, ItemHeldError or ItemDiscardedError.
    """
    if not 1 <= len(item_ids) <= MOVED_MAX:
        raise InvalidInputError.for_field("items", f"must be 1 to {MOVED_MAX}.")
    named = set(item_ids)
    locked = lock_items(list_ids_with_parts(named))
    return work.move_items([item for item in locked if item.pk in named], warehouse, place, _move(command))


@use_case
def count_items(
    command: Command,
    specification: ResourceSpecification,
    warehouse: Warehouse,
    scans: Sequence[str],
    *,
    is_missing_lost: bool = False,
) -> dict[str, Any]:
    """This will compare scanned references or serials with the books and keep what was found.

    Missing items become Lost when asked for, kits with their parts, but for those that are kept for an order. A part by
    itself does not: it is in its kit. Raises InvalidInputError.
    """
    require_text(command.reason, "reason", LABEL_MAX, optional=True)
    found = work.compare_count(specification, warehouse, scans)
    count = work.record_count(specification, warehouse, found, _move(command))
    lost = _lose(found.missing) if is_missing_lost else []
    return {
        "id": str(count.public_id),
        "expected": count.expected,
        "counted": count.counted,
        "missing": count.missing,
        "unexpected": [
            {
                "scanned": scan,
                "item": str(item.public_id) if item else None,
                "state": item.state if item else None,
            }
            for scan, item in found.unexpected
        ],
        "lost": lost,
    }


def _lose(missing: Sequence[StockItem]) -> list[str]:
    """Make lost what may be: its state is read again under the lock."""
    gone = []
    named = {item.pk for item in missing}
    for item in lock_items(list_ids_with_parts(named)):
        may_be = (item.state, ItemAction.LOSE) in ITEM_STATES.transitions and item.state not in ALLOCATED_STATES
        if may_be and item.discarded_at is None and item.kit_id is None and item.pk in named:
            items.act_by_hand(item, ItemAction.LOSE, condition=None)
            gone.append(item.reference_number)
    return gone


@use_case
def write_off_item(command: Command, item_id: int) -> int:
    """This will write off the cost of an item for the command's reason, once, and return the write-off's id.

    Raises ItemNotFoundError, InvalidInputError, InvalidTransitionError, ItemHeldError or WrittenOffError.
    """
    return work.write_off_item(_lock(item_id), _move(command)).pk


@use_case
def return_held_items(command: Command) -> int:
    """This will put held items whose time is over back in stock, some at once, and tell how many there were due.

    Whoever gets fewer than RETURNED_AT_ONCE has come to the end. Of two at once, each item is returned by one.
    """
    due = list_held_item_ids_due(command.at, RETURNED_AT_ONCE)
    for item in lock_items(due):
        # Somebody may have been faster.
        if item.state == ItemState.HELD and item.held_until is not None and item.held_until <= command.at:
            act_on_item(item, ItemAction.RESTOCK)
    return len(due)


def _lock(item_id: int) -> StockItem:
    (item,) = (item for item in lock_items(list_ids_with_parts([item_id])) if item.pk == item_id)
    return item


def _move(command: Command) -> Move:
    return Move(moved_by=str(command.actor), at=command.at, reason=command.reason)
