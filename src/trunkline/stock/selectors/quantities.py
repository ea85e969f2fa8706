"""Reads of what is counted: how many pieces are where, who keeps them, how they moved."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from trunkline.platform.locks import LockKind, note_lock
from trunkline.stock.errors import ItemNotFoundError
from trunkline.stock.models import (
    QuantityReservation,
    StockCount,
    StockMovement,
    StockMovementEntry,
    StockQuantity,
    WriteOff,
)
from trunkline.stock.states import MovementKind, MovementSide, QuantityReservationState


def list_quantities() -> QuerySet[StockQuantity]:
    """This will list how many pieces of each counted specification each warehouse has."""
    return StockQuantity.objects.select_related("specification", "warehouse").order_by("pk")


def find_quantity(specification_id: int, warehouse_id: int) -> StockQuantity | None:
    """This will find how many pieces of a specification a warehouse has; None before the first came."""
    return list_quantities().filter(specification_id=specification_id, warehouse_id=warehouse_id).first()


def lock_quantity_rows(row_ids: Iterable[int]) -> list[StockQuantity]:
    """This will lock rows of counted goods until the transaction ends, in order of their numbers."""
    wanted = sorted(set(row_ids))
    for row_id in wanted:
        note_lock(LockKind.QUANTITY, row_id)
    rows = StockQuantity.objects.select_for_update(of=("self",)).select_related("specification", "warehouse")
    return list(rows.filter(pk__in=wanted).order_by("pk"))


def get_quantity_reservation(reservation_id: int) -> QuantityReservation:
    """This will find a reservation of pieces by its number; raises ItemNotFoundError."""
    reservation = (
        QuantityReservation.objects.select_related("quantity_row__specification", "quantity_row__warehouse")
        .filter(pk=reservation_id)
        .first()
    )
    if reservation is None:
        raise ItemNotFoundError(f"No reservation {reservation_id} of pieces exists; check the number.")
    return reservation


def list_quantity_reservations(holder: UUID) -> QuerySet[QuantityReservation]:
    """This will list what is kept, was given or is free again of the pieces that a holder, an order line, asked for."""
    rows = QuantityReservation.objects.select_related("quantity_row__specification", "quantity_row__warehouse")
    return rows.filter(holder=holder).order_by("quantity_row_id", "pk")


def lock_quantity_reservations(holder: UUID) -> list[QuantityReservation]:
    """This will lock the rows of the pieces that are kept for a holder, and list what is still kept for it."""
    live = list_quantity_reservations(holder).filter(state=QuantityReservationState.RESERVED)
    rows = {row.pk: row for row in lock_quantity_rows(live.values_list("quantity_row_id", flat=True))}
    # Read again: until the rows were locked, somebody else could settle them.
    reservations = list(live.filter(quantity_row_id__in=rows))
    for reservation in reservations:
        reservation.quantity_row = rows[reservation.quantity_row_id]
    return reservations


def list_expired_quantity_holders(now: datetime, limit: int) -> list[UUID]:
    """This will list at most so many holders whose pieces are kept no longer, those that waited longest first."""
    expired = QuantityReservation.objects.filter(state=QuantityReservationState.RESERVED, expires_at__lte=now)
    holders = expired.order_by("expires_at", "pk").values_list("holder", flat=True)[:limit]
    return list(dict.fromkeys(holders))


def count_returned(reservation: QuantityReservation) -> int:
    """This will count the pieces of a given-out reservation that have come back."""
    entries = StockMovementEntry.objects.filter(
        movement__reservation=reservation, movement__kind=MovementKind.RETURN, side=MovementSide.WAREHOUSE
    )
    return entries.aggregate(total=Sum("quantity"))["total"] or 0


def list_movements() -> QuerySet[StockMovement]:
    """This will list the movements of counted goods with their entries, in the order in which they were written."""
    entries = StockMovementEntry.objects.select_related("warehouse").order_by("pk")
    return (
        StockMovement.objects.select_related("specification")
        .prefetch_related(Prefetch("entries", entries))
        .order_by("pk")
    )


def get_movement(movement_id: int) -> StockMovement:
    """This will read a movement with its entries."""
    return list_movements().get(pk=movement_id)


def get_count(count_id: int) -> StockCount:
    """This will read what somebody counted."""
    return StockCount.objects.select_related("specification", "warehouse").get(pk=count_id)


def get_quantity_write_off(write_off_id: int) -> WriteOff:
    """This will read a write-off of pieces."""
    return WriteOff.objects.get(pk=write_off_id)


def list_received_costs(specification_id: int) -> list[tuple[int, Decimal, str]]:
    """This will list for each receipt with a cost how many pieces came, at what each, in which currency."""
    receipts = StockMovementEntry.objects.filter(
        movement__specification_id=specification_id,
        movement__kind=MovementKind.RECEIPT,
        movement__unit_cost__isnull=False,
        side=MovementSide.WAREHOUSE,
    )
    rows = receipts.values_list("quantity", "movement__unit_cost", "movement__currency")
    return [(quantity, cost, currency) for quantity, cost, currency in rows if cost is not None]
