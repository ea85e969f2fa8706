"""Durable writes of the picker: what is picked is kept from the click on, for a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from trunkline.catalog.models import ResourceSpecification
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.selectors import hold_account, lock_account
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.stock.errors import ReservationLimitError
from trunkline.stock.models import Warehouse
from trunkline.stock.operations import allocations, reservations
from trunkline.stock.operations.quantities import reserve_quantity
from trunkline.stock.operations.reservations import Keeping
from trunkline.stock.selectors.picking import get_reservation

RESERVED_ITEMS_MAX = 50
EXPIRED_AT_ONCE_MAX = 200


@use_case
def reserve_items(command: Command, account_id: int, item_ids: Sequence[int], *, joining: UUID | None = None) -> str:
    """This will keep these very items for an account for a time, and return the reservation's id.

    They join a reservation of the account that is there already, or make one. Raises ItemNotAvailableError,
    ItemNotFoundError, AccountNotFoundError, ReservationNotFoundError, ReservationExpiredError or InvalidInputError;
    then none is kept.
    """
    if not 1 <= len(item_ids) <= RESERVED_ITEMS_MAX:
        raise InvalidInputError.for_field("items", f"must name 1 to {RESERVED_ITEMS_MAX} items.")
    if len(set(item_ids)) < len(item_ids):
        raise InvalidInputError.for_field("items", "names an item twice.")
    keeping = _keeping(command, account_id, joining, system_now())
    allocations.pick_items(
        item_ids,
        account_id=account_id,
        holder=keeping.holder,
        expires_at=keeping.expires_at,
        reserved_by=keeping.reserved_by,
    )
    return str(keeping.holder)


@use_case
def reserve_any(
    command: Command,
    account_id: int,
    specification_id: int,
    count: int,
    warehouse_id: int | None = None,
    *,
    joining: UUID | None = None,
) -> str:
    """This will keep so many items of a specification, whichever are free, and return the reservation's id.

    They join a reservation like those of `reserve_items`. Raises what that raises.
    """
    if not 1 <= count <= RESERVED_ITEMS_MAX:
        raise InvalidInputError.for_field("count", f"must be 1 to {RESERVED_ITEMS_MAX}.")
    now = system_now()
    keeping = _keeping(command, account_id, joining, now)
    reservations.reserve_any(specification_id, count, warehouse_id=warehouse_id, keeping=keeping, now=now)
    return str(keeping.holder)


@use_case
def reserve_pieces(
    command: Command,
    account_id: int,
    specification_id: int,
    warehouse_id: int,
    quantity: int,
    *,
    joining: UUID | None = None,
) -> str:
    """This will keep pieces of a counted specification for an account for a time, and return the reservation's id.

    They join a reservation like the items of `reserve_items`. Raises QuantityNotAvailableError, AccountNotFoundError,
    ReservationNotFoundError, ReservationExpiredError or InvalidInputError; then none is kept.
    """
    keeping = _keeping(command, account_id, joining, system_now())
    reserve_quantity(
        ResourceSpecification.objects.get(pk=specification_id),
        Warehouse.objects.get(pk=warehouse_id),
        quantity,
        account_id=account_id,
        holder=keeping.holder,
        expires_at=keeping.expires_at,
        reserved_by=keeping.reserved_by,
    )
    return str(keeping.holder)


def _keeping(command: Command, account_id: int, joining: UUID | None, now: datetime) -> Keeping:
    hold_account(account_id)
    if joining is None:
        return Keeping(account_id, uuid4(), _end(now), str(command.actor))
    found = reservations.require_held(joining, account_id=account_id, now=now)
    return Keeping(account_id, joining, found.expires_at, str(command.actor))


@use_case
def extend_reservation(_command: Command, reservation: UUID) -> None:
    """This will let a reservation's time begin anew, up to the longest time since it was made.

    Raises ReservationNotFoundError, ReservationExpiredError or ReservationLimitError.
    """
    _lock_account_of(reservation)
    now = system_now()
    found = get_reservation(reservation, None, now)
    limit = found.created_at + timedelta(seconds=settings.TRUNKLINE_RESERVATION_SECONDS_MAX)
    end = min(_end(now), limit)
    reservations.extend_reservation(reservation, end, now=now)
    if end <= found.expires_at:
        raise ReservationLimitError("It ends as late as it may already; place the order, or pick again afterwards.")


@use_case
def cancel_reservation(_command: Command, reservation: UUID) -> None:
    """This will free what a reservation keeps; raises ReservationNotFoundError."""
    _lock_account_of(reservation)
    reservations.cancel_reservation(reservation, now=system_now())


def _lock_account_of(reservation: UUID) -> None:
    """Who joins the reservation at this moment has joined it, or is refused: nothing is kept beside it."""
    lock_account(get_reservation(reservation, None, system_now()).account.pk)


@use_case
def expire_reservations(_command: Command) -> int:
    """This will free what reservations keep beyond their end, a batch at a time; returns how much."""
    return reservations.expire_reservations(system_now(), limit=EXPIRED_AT_ONCE_MAX)


def _end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.TRUNKLINE_RESERVATION_SECONDS)
