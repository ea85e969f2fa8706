"""Reads of the picker: what can be had, what is kept, and why there is nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from trunkline.parties.models import Account
from trunkline.platform.locks import LockKind, note_lock
from trunkline.stock.errors import ItemNotAvailableError, ReservationNotFoundError
from trunkline.stock.models import Allocation, QuantityReservation, StockItem, StockQuantity
from trunkline.stock.selectors.items import lock_items
from trunkline.stock.selectors.kits import is_whole
from trunkline.stock.states import AVAILABLE_STATES, AllocationState, ItemState, ReservationState

_ATTEMPTS_MAX = 3


@dataclass(frozen=True)
class PlaceFilter:
    """Where one looks, and for what: a warehouse's code, a place in it, a piece of a reference, serial or text."""

    warehouse: str = ""
    place: str = ""
    words: str = ""


@dataclass(frozen=True)
class Reservation:
    """What is kept for an account until a time, known by the holder of its allocations."""

    id: UUID
    account: Account
    state: ReservationState
    expires_at: datetime
    created_at: datetime
    items: list[StockItem]
    quantities: list[QuantityReservation]


def list_available(specification_id: int, where: PlaceFilter) -> QuerySet[StockItem]:
    """This will list the items of a specification that can be picked by themselves: free, in no kit, not discarded."""
    items = StockItem.objects.select_related("warehouse").filter(
        is_whole(), specification_id=specification_id, state__in=AVAILABLE_STATES, kit__isnull=True
    )
    if where.warehouse:
        items = items.filter(warehouse__code=where.warehouse)
    if where.place:
        items = items.filter(place=where.place)
    if where.words:
        items = items.filter(
            Q(reference_number__icontains=where.words)
            | Q(serial__icontains=where.words)
            | Q(texts__0__icontains=where.words)
        )
    return items.order_by("pk")


def find_item_ids(public_ids: Collection[UUID]) -> dict[UUID, int]:
    """This will find the numbers of items by their public ids; unknown ones are missing from the answer."""
    return dict(StockItem.objects.filter(public_id__in=public_ids).values_list("public_id", "pk"))


def list_free_quantities(specification_id: int, where: PlaceFilter) -> QuerySet[StockQuantity]:
    """This will list the warehouses that have free pieces of a specification, with their number as `free`."""
    rows = StockQuantity.objects.select_related("warehouse").filter(specification_id=specification_id)
    if where.warehouse:
        rows = rows.filter(warehouse__code=where.warehouse)
    return rows.annotate(free=F("on_hand") - F("reserved")).filter(free__gt=0).order_by("warehouse__code")


def lock_any(specification_id: int, count: int, warehouse_id: int | None, now: datetime) -> list[StockItem]:
    """This will lock so many free items of a specification, kits with their parts, until the transaction ends.

    Returns fewer when fewer are left, after waiting for those that others are about to take but may yet leave.
    Reservations that have expired at a system instant do not count.
    """
    free = StockItem.objects.filter(is_whole(), specification_id=specification_id, kit__isnull=True)
    if warehouse_id is not None:
        free = free.filter(warehouse_id=warehouse_id)
    free = free.annotate(is_kit=Exists(StockItem.objects.filter(kit=OuterRef("pk")))).order_by("pk")
    items = _lock_free(free, count, now)
    kits = [item.pk for item in items if getattr(item, "is_kit", False)]
    if kits:
        items += _lock_parts(kits)
    for item_id in sorted(item.pk for item in items):
        note_lock(LockKind.ITEM, item_id)
    return items


def _lock_free(free: QuerySet[StockItem], count: int, now: datetime) -> list[StockItem]:
    expired = Allocation.objects.filter(state=AllocationState.RESERVED, expires_at__lte=now)
    is_expired = Q(Exists(expired.filter(item=OuterRef("pk"))), state=ItemState.RESERVED)
    rows = free.filter(Q(state__in=AVAILABLE_STATES) | is_expired).select_for_update(of=("self",))
    items: list[StockItem] = []
    for _ in range(_ATTEMPTS_MAX):
        marker = transaction.savepoint()
        locked = list(rows.all()[:count])
        # While it waited, somebody else may have picked the item or prolonged its reservation.
        still = set(expired.filter(item__in=locked).values_list("item_id", flat=True))
        items = [item for item in locked if item.state in AVAILABLE_STATES or item.pk in still]
        if len(items) == len(locked):
            transaction.savepoint_commit(marker)
            return items
        transaction.savepoint_rollback(marker)
    return []


def _lock_parts(kit_ids: Collection[int]) -> list[StockItem]:
    """Lock the parts of locked kits without waiting, as their numbers may be lower than the kits'."""
    parts = StockItem.objects.filter(kit_id__in=kit_ids).order_by("pk")
    locked = list(parts.select_for_update(of=("self",), skip_locked=True))
    if len(locked) < parts.count():
        raise ItemNotAvailableError("Somebody is working on a part of the kit at this moment; try again.")
    return locked


def lock_reservation(reservation: UUID) -> list[StockItem]:
    """This will lock the items that a reservation keeps, kits with their parts, in the order of their numbers."""
    kept = _allocations_of(reservation).filter(state=AllocationState.RESERVED)
    items = lock_items(kept.values_list("item_id", flat=True))
    # Others may have cancelled it, or an order taken it over, while we waited.
    still = set(kept.all().values_list("item_id", flat=True))
    return [item for item in items if item.pk in still]


def lock_expired(now: datetime, limit: int) -> list[StockItem]:
    """This will lock the items of so many reservations that have expired at a system instant, the oldest first.

    A reservation that somebody is using at this moment is left out.
    """
    due = Allocation.objects.filter(state=AllocationState.RESERVED, expires_at__lte=now).order_by("expires_at")
    holders = set(due.values_list("holder", flat=True)[:limit])
    rows = StockItem.objects.filter(allocations__in=due.filter(holder__in=holders).order_by()).order_by("pk")
    locked = {item.pk: item for item in rows.select_for_update(of=("self",), skip_locked=True)}
    for item_id in locked:
        note_lock(LockKind.ITEM, item_id)
    # Read again under the locks; what an order has taken meanwhile is not due any more.
    still = list(due.filter(holder__in=holders).values_list("holder", "item_id"))
    in_use = {holder for holder, item_id in still if item_id not in locked}
    return [locked[item_id] for holder, item_id in still if holder not in in_use]


def get_reservation(reservation: UUID, brand_ids: frozenset[int] | None, now: datetime) -> Reservation:
    """This will read a reservation as it stands at a system instant, within some brands (None: all).

    Raises ReservationNotFoundError, also for one that an order has taken over.
    """
    allocations = list(
        _allocations_of(reservation)
        .select_related("account", "item__specification", "item__warehouse")
        .order_by("item_id")
    )
    quantities = list(
        _quantities_of(reservation)
        .select_related("account", "quantity_row__specification", "quantity_row__warehouse")
        .order_by("pk")
    )
    rows: list[Allocation | QuantityReservation] = [*allocations, *quantities]
    if not rows or (brand_ids is not None and rows[0].account.brand_id not in brand_ids):
        raise ReservationNotFoundError(f"No reservation {reservation} is visible to you; an order may have used it.")
    expires_at = rows[0].expires_at
    if expires_at is None:
        raise RuntimeError("A reservation without an end was read.")
    ended_at = [row.released_at for row in allocations] + [row.settled_at for row in quantities]
    if all(ended_at) and min(moment for moment in ended_at if moment) < expires_at:
        state = ReservationState.CANCELLED
    else:
        state = ReservationState.HELD if not any(ended_at) and expires_at > now else ReservationState.EXPIRED
    return Reservation(
        id=reservation,
        account=rows[0].account,
        state=state,
        expires_at=expires_at,
        created_at=min(row.created_at for row in rows),
        items=[row.item for row in allocations],
        quantities=quantities,
    )


def _allocations_of(reservation: UUID) -> QuerySet[Allocation]:
    # An order line keeps its items without an end; its id is no reservation's.
    return Allocation.objects.filter(holder=reservation, expires_at__isnull=False)


def _quantities_of(reservation: UUID) -> QuerySet[QuantityReservation]:
    return QuantityReservation.objects.filter(holder=reservation, expires_at__isnull=False)
