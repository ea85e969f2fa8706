"""Steps of reservations: what is kept for an account from the click on, until an order takes it or its time is over."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from trunkline.kernel.time import format_instant
from trunkline.platform.locks import LockKind, note_lock
from trunkline.stock.errors import ItemNotAvailableError, ReservationExpiredError, ReservationNotFoundError
from trunkline.stock.models import Allocation, QuantityReservation, StockItem
from trunkline.stock.operations.allocations import put_back_items, reserve_items
from trunkline.stock.operations.quantities import release_quantities, take_over_quantities
from trunkline.stock.selectors.picking import (
    Reservation,
    get_reservation,
    lock_any,
    lock_expired,
    lock_reservation,
)
from trunkline.stock.selectors.quantities import list_expired_quantity_holders, lock_quantity_reservations
from trunkline.stock.states import AllocationState, ReservationState

# One statement finds, locks, keeps and notes: this is what everybody does at the same time. Kits take the longer way.
_TAKE_AT_ONCE = """
    WITH chosen AS (
        SELECT id, state FROM stock_stockitem item
        WHERE specification_id = %(specification_id)s AND state IN ('New', 'In Stock') AND kit_id IS NULL
          AND (%(warehouse_id)s::bigint IS NULL OR warehouse_id = %(warehouse_id)s)
          AND NOT EXISTS (SELECT FROM catalog_kitpart WHERE kit_id = %(specification_id)s)
        ORDER BY id LIMIT %(count)s FOR UPDATE SKIP LOCKED
    ), kept AS (
        UPDATE stock_stockitem item SET state = 'Reserved' FROM chosen WHERE item.id = chosen.id
        RETURNING item.id, chosen.state
    )
    INSERT INTO stock_allocation (item_id, state, account_id, holder, reserved_by, expires_at, item_state_before)
    SELECT id, 'reserved', %(account_id)s, %(holder)s, %(reserved_by)s, %(expires_at)s, state FROM kept
    RETURNING item_id
"""


@dataclass(frozen=True)
class Keeping:
    """For which account something is kept, under which id, until when, and by whom."""

    account_id: int
    holder: UUID
    expires_at: datetime
    reserved_by: str


def reserve_any(
    specification_id: int, count: int, *, warehouse_id: int | None, keeping: Keeping, now: datetime
) -> None:
    """This will keep so many items of a specification, whichever; raises ItemNotAvailableError when fewer are left.

    First it takes what nobody else is about to take. When that is too little, it waits for what others may yet leave.
    """
    if _take_at_once(specification_id, count, warehouse_id, keeping):
        return
    items = lock_any(specification_id, count, warehouse_id, now)
    found = sum(1 for item in items if item.kit_id is None)
    if found < count:
        left = f"only {found} are left" if found else "none is left"
        raise ItemNotAvailableError(f"Of the {count} asked for, {left}; ask for fewer, or elsewhere.")
    reserve_items(
        items,
        account_id=keeping.account_id,
        holder=keeping.holder,
        expires_at=keeping.expires_at,
        reserved_by=keeping.reserved_by,
    )


def _take_at_once(specification_id: int, count: int, warehouse_id: int | None, keeping: Keeping) -> bool:
    """Take so many, or none: whoever waits while holding some may wait for ever."""
    marker = transaction.savepoint() if count > 1 else None
    values = {
        **asdict(keeping),
        "specification_id": specification_id,
        "warehouse_id": warehouse_id,
        "count": count,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_AT_ONCE, values)
        taken = sorted(item_id for (item_id,) in cursor.fetchall())
    if len(taken) < count:
        if marker is not None:
            transaction.savepoint_rollback(marker)
        return False
    for item_id in taken:
        note_lock(LockKind.ITEM, item_id)
    if marker is not None:
        transaction.savepoint_commit(marker)
    return True


def take_over_reservation(
    reservation: UUID, *, account_id: int, line_public_id: UUID, now: datetime
) -> list[StockItem]:
    """This will make an order line the holder of what an account has reserved, without an end.

    Returns the items that were picked, locked, without the parts of kits. The account must be locked already. Raises
    ReservationNotFoundError (also for another account's) or ReservationExpiredError.
    """
    items, _ = _lock_held(reservation, now, account_id=account_id)
    _kept(reservation).update(holder=line_public_id, expires_at=None)
    take_over_quantities(reservation, account_id=account_id, new_holder=line_public_id)
    return [item for item in items if item.kit_id is None]


def cancel_reservation(reservation: UUID, *, now: datetime) -> None:
    """This will free what a reservation keeps; one that keeps nothing any more stays as it is.

    Raises ReservationNotFoundError.
    """
    put_back_items(lock_reservation(reservation))
    release_quantities(reservation)
    get_reservation(reservation, None, now)


def extend_reservation(reservation: UUID, expires_at: datetime, *, now: datetime) -> None:
    """This will keep a reservation until a later instant; an earlier one changes nothing.

    Raises ReservationNotFoundError or ReservationExpiredError.
    """
    _, held = _lock_held(reservation, now)
    if expires_at > held.expires_at:
        _kept(reservation).update(expires_at=expires_at)
        pieces = [row.pk for row in lock_quantity_reservations(reservation)]
        QuantityReservation.objects.filter(pk__in=pieces).update(expires_at=expires_at)


def expire_reservations(now: datetime, *, limit: int) -> int:
    """This will free what so many reservations keep beyond their end; returns the number of items and pieces."""
    items = lock_expired(now, limit)
    put_back_items(items)
    holders = list_expired_quantity_holders(now, limit)
    # One transaction may lock rows of pieces in rising order only, so it frees one holder's.
    return len(items) + sum(release_quantities(holder, expired_by=now) for holder in holders[:1])


def _lock_held(
    reservation: UUID, now: datetime, *, account_id: int | None = None
) -> tuple[list[StockItem], Reservation]:
    items = lock_reservation(reservation)
    return items, require_held(reservation, account_id=account_id, now=now)


def require_held(reservation: UUID, *, account_id: int | None, now: datetime) -> Reservation:
    """This will find a reservation of an account (None: of any) that keeps something still.

    Raises ReservationNotFoundError or ReservationExpiredError.
    """
    found = get_reservation(reservation, None, now)
    if account_id is not None and found.account.pk != account_id:
        raise ReservationNotFoundError(f"No reservation {reservation} of this account exists.")
    if found.state != ReservationState.HELD:
        end = f"ended at {format_instant(found.expires_at)}" if found.state == ReservationState.EXPIRED else "cancelled"
        raise ReservationExpiredError(f"The reservation keeps nothing any more: it was {end}. Pick again.")
    return found


def _kept(reservation: UUID) -> QuerySet[Allocation]:
    return Allocation.objects.filter(holder=reservation, state=AllocationState.RESERVED, expires_at__isnull=False)
