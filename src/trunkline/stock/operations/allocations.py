"""Steps that keep items for order lines, give them to services and take them back.

Whoever changes an allocation holds the lock of its item. A kit is locked with its parts, which share its fate.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from trunkline.instances.operations import services as service_operations
from trunkline.kernel.time import format_instant
from trunkline.platform.clocks import system_now
from trunkline.platform.locks import LockKind, note_lock
from trunkline.stock.errors import ItemNotAvailableError
from trunkline.stock.models import Allocation, StockItem
from trunkline.stock.operations.kits import require_whole_kits
from trunkline.stock.operations.transitions import act_on_item
from trunkline.stock.selectors.items import lock_items
from trunkline.stock.selectors.kits import list_ids_with_parts, list_parts
from trunkline.stock.states import (
    AVAILABLE_STATES,
    ITEM_STATES,
    LIVE_ALLOCATION_STATES,
    AllocationState,
    ItemState,
)

_KEEP_AT_ONCE = """
    WITH chosen AS (
        SELECT item.id, item.state, item.specification_id, wanted.holder
        FROM stock_stockitem item
        JOIN unnest(%(items)s::bigint[], %(holders)s::uuid[]) AS wanted(id, holder) ON wanted.id = item.id
        WHERE item.state IN ('New', 'In Stock') AND item.kit_id IS NULL
          AND NOT EXISTS (SELECT FROM catalog_kitpart part WHERE part.kit_id = item.specification_id)
        ORDER BY item.id FOR UPDATE OF item
    ), kept AS (
        UPDATE stock_stockitem item SET state = 'Reserved' FROM chosen
        WHERE item.id = chosen.id AND (SELECT count(*) FROM chosen) = cardinality(%(items)s::bigint[])
        RETURNING item.id, chosen.state, chosen.holder, chosen.specification_id
    ), noted AS (
        INSERT INTO stock_allocation (item_id, state, account_id, holder, reserved_by, item_state_before)
        SELECT id, 'reserved', %(account_id)s, holder, %(reserved_by)s, state FROM kept
    )
    SELECT kept.id, specification.name
    FROM kept JOIN catalog_resourcespecification specification ON specification.id = kept.specification_id
"""


def pick_items(
    item_ids: Iterable[int], *, account_id: int, holder: UUID, expires_at: datetime | None, reserved_by: str = ""
) -> list[StockItem]:
    """This will lock items, kits with their parts, and keep them for a holder; returns what was named, without parts.

    An item whose reservation has expired is taken from it. Raises ItemNotFoundError or ItemNotAvailableError.
    """
    holders = dict.fromkeys(item_ids, holder)
    return pick_items_for(holders, account_id=account_id, expires_at=expires_at, reserved_by=reserved_by)


def pick_items_for(
    holders: Mapping[int, UUID], *, account_id: int, expires_at: datetime | None, reserved_by: str = ""
) -> list[StockItem]:
    """This will do for several holders at once what `pick_items` does for one: `holders` names one for each item."""
    items = lock_items(list_ids_with_parts(holders))
    kept_for = {
        item.pk: holder
        for item in items
        if (holder := holders.get(item.pk) or holders.get(item.kit_id or 0)) is not None
    }
    _reserve(items, kept_for, account_id=account_id, expires_at=expires_at, reserved_by=reserved_by)
    return [item for item in items if item.pk in holders]


def keep_items(holders: Mapping[int, UUID], *, account_id: int, reserved_by: str) -> dict[int, str]:
    """This will keep named items without an end, each for its holder; returns the names of their specifications.

    What is neither a kit nor a part of one, and is to be had, is taken by one statement. Raises what `pick_items` does.
    """
    marker = transaction.savepoint() if len(holders) > 1 else None
    values: dict[str, Any] = {
        "items": list(holders),
        "holders": list(holders.values()),
        "account_id": account_id,
        "reserved_by": reserved_by,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_AT_ONCE, values)
        names: dict[int, str] = dict(cursor.fetchall())
    if len(names) == len(holders):
        for item_id in sorted(names):
            note_lock(LockKind.ITEM, item_id)
        if marker is not None:
            transaction.savepoint_commit(marker)
        return names
    if marker is not None:
        # Whoever waits for parts of kits while holding what comes after them may wait for ever.
        transaction.savepoint_rollback(marker)
    chosen = pick_items_for(holders, account_id=account_id, expires_at=None, reserved_by=reserved_by)
    return {item.pk: item.specification.name for item in chosen}


def reserve_items(
    items: Iterable[StockItem],
    *,
    account_id: int,
    holder: UUID,
    expires_at: datetime | None,
    reserved_by: str = "",
) -> list[Allocation]:
    """This will keep locked items for a holder; kits come with their parts.

    Raises ItemNotAvailableError for one that is not to be had.
    """
    chosen = list(items)
    holders = dict.fromkeys([item.pk for item in chosen], holder)
    return _reserve(chosen, holders, account_id=account_id, expires_at=expires_at, reserved_by=reserved_by)


def _reserve(
    chosen: Sequence[StockItem],
    holders: Mapping[int, UUID],
    *,
    account_id: int,
    expires_at: datetime | None,
    reserved_by: str,
) -> list[Allocation]:
    _free_expired(chosen)
    ids = {item.pk for item in chosen}
    for item in chosen:
        _require_available(item, ids)
    require_whole_kits(chosen)
    allocations = [
        Allocation(
            item=item,
            account_id=account_id,
            holder=holders[item.pk],
            expires_at=expires_at,
            reserved_by=reserved_by,
            item_state_before=item.state,
        )
        for item in chosen
    ]
    for item in chosen:
        item.state = ITEM_STATES.next(item.state, "reserve")
    StockItem.objects.filter(pk__in=ids).update(state=ItemState.RESERVED)
    return Allocation.objects.bulk_create(allocations)


def _free_expired(items: Sequence[StockItem]) -> None:
    """Put back what stands reserved although its time is over: the sweep has not come by yet."""
    reserved = {item.pk: item for item in items if item.state == ItemState.RESERVED}
    if not reserved:
        return
    expired = Allocation.objects.filter(
        item_id__in=reserved, state=AllocationState.RESERVED, expires_at__lte=system_now()
    )
    put_back_items([reserved[item_id] for item_id in expired.values_list("item_id", flat=True)])


def _require_available(item: StockItem, chosen_ids: set[int]) -> None:
    if item.state not in AVAILABLE_STATES:
        raise ItemNotAvailableError(f"{_name(item)} is {_describe_state(item)}; pick one that is New or In Stock.")
    if item.kit_id is not None and item.kit_id not in chosen_ids:
        raise ItemNotAvailableError(f"{_name(item)} is a part of a kit; pick the kit, or take it apart first.")


def _name(item: StockItem) -> str:
    return f"{item.specification.name} {item.reference_number}"


def _describe_state(item: StockItem) -> str:
    if item.state != ItemState.RESERVED:
        return item.state
    expires_at = live_allocation(item).values_list("expires_at", flat=True).first()
    return "Reserved for an order" if expires_at is None else f"Reserved until {format_instant(expires_at)}"


def assign_item(item: StockItem, *, service_id: int, at: datetime) -> None:
    """This will give a reserved and locked item, a kit with its parts, to a service at a business time.

    The resource's timeline says so as well; the account must be held or locked already. Raises InvalidTransitionError.
    """
    for each in (item, *list_parts(item.pk)):
        act_on_item(each, "assign")
        allocation = live_allocation(each).get()
        allocation.state = AllocationState.ASSIGNED
        allocation.service_id = service_id
        allocation.assigned_at = system_now()
        allocation.expires_at = None
        allocation.save(update_fields=["state", "service", "assigned_at", "expires_at"])
        service_operations.hand_over(each.instance_id, account_id=allocation.account_id, service_id=service_id, at=at)


def release_item(item: StockItem, action: str, *, at: datetime) -> None:
    """This will take a locked item from its service by an action of the item's state table, such as `release`.

    The parts of a kit go the same way; the timeline says that nobody has them from then on. Raises
    InvalidTransitionError.
    """
    for each in (item, *list_parts(item.pk)):
        act_on_item(each, action)
        live_allocation(each).update(state=AllocationState.RELEASED, released_at=system_now())
        service_operations.hand_over(each.instance_id, account_id=None, service_id=None, at=at)


def put_back(item: StockItem) -> None:
    """This will end the reservation of a locked item, a kit with its parts, which is then as it was before."""
    put_back_items([item, *list_parts(item.pk)])


def put_back_items(items: Sequence[StockItem]) -> None:
    """This will end the reservations of locked items, which are then as they were before; parts are named too."""
    before = dict(_live(items).values_list("item_id", "item_state_before"))
    for item in items:
        was_new = before.get(item.pk) == ItemState.NEW
        item.state = ITEM_STATES.next(item.state, "release_as_new" if was_new else "release")
    for state in AVAILABLE_STATES:
        back = [item.pk for item in items if item.state == state]
        if back:
            StockItem.objects.filter(pk__in=back).update(state=state)
    _live(items).update(state=AllocationState.RELEASED, released_at=system_now())


def live_allocation(item: StockItem) -> QuerySet[Allocation]:
    """This will select the one allocation of an item that is live."""
    return _live([item])


def _live(items: Sequence[StockItem]) -> QuerySet[Allocation]:
    return Allocation.objects.filter(item_id__in=[item.pk for item in items], state__in=LIVE_ALLOCATION_STATES)
