"""Steps that move counted goods: each is a movement in double entry, and the row is changed with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.selectors.resources import lock_resource_specifications
from trunkline.catalog.states import Tracking
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import format_instant
from trunkline.platform.clocks import system_now
from trunkline.platform.limits import LABEL_MAX, require_text
from trunkline.stock.errors import ItemNotAvailableError, QuantityNotAvailableError
from trunkline.stock.models import (
    PurchaseOrderLine,
    QuantityReservation,
    StockCount,
    StockMovement,
    StockMovementEntry,
    StockQuantity,
    Warehouse,
    WriteOff,
)
from trunkline.stock.policies.quantities import ON_HAND_MAX, UnitCost, average_cost, require_quantity
from trunkline.stock.selectors.quantities import (
    count_returned,
    list_received_costs,
    lock_quantity_reservations,
    lock_quantity_rows,
)
from trunkline.stock.states import MovementKind, MovementSide, QuantityReservationState

Place = tuple[ResourceSpecification, Warehouse]


@dataclass(frozen=True)
class Move:
    """Who moves pieces, why and at which business time."""

    moved_by: str
    at: datetime
    reason: str = ""


def require_counted(specification: ResourceSpecification) -> None:
    """This will refuse, by InvalidInputError, a specification whose items are known one by one."""
    if specification.tracking != Tracking.QUANTITY:
        raise InvalidInputError.for_field(
            "specification", f"{specification.name} is known item by item, not by quantity; name the items."
        )


def lock_places(
    places: Iterable[Place], *, makes_missing: bool = True, with_rows: Iterable[int] = ()
) -> list[StockQuantity]:
    """This will lock the rows of specifications in warehouses, all in one order, making those that are missing.

    Rows that are known by their numbers are locked with them. Whoever moves goods of several specifications in one
    transaction calls this first; whoever has locked items already makes none, as specifications come before items.
    Raises InvalidInputError for a specification that is not counted.
    """
    wanted = {(specification.pk, warehouse.pk): specification for specification, warehouse in places}
    for specification in wanted.values():
        require_counted(specification)
    rows = _find_rows(wanted)
    missing = sorted(set(wanted) - set(rows))
    if missing and makes_missing:
        # With its first row a specification is bound to be counted; that must be so still.
        for specification in lock_resource_specifications({key[0] for key in missing}):
            require_counted(specification)
        made = [StockQuantity(specification_id=key[0], warehouse_id=key[1]) for key in missing]
        StockQuantity.objects.bulk_create(made, ignore_conflicts=True)
        rows = _find_rows(wanted)
    return lock_quantity_rows({*rows.values(), *with_rows})


def _find_rows(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    keys = set(wanted)
    found = StockQuantity.objects.filter(
        specification_id__in={key[0] for key in keys}, warehouse_id__in={key[1] for key in keys}
    )
    rows = found.values_list("specification_id", "warehouse_id", "pk")
    return {
        (specification, warehouse): pk for specification, warehouse, pk in rows if (specification, warehouse) in keys
    }


def receive_quantity(
    specification: ResourceSpecification,
    warehouse: Warehouse,
    quantity: int,
    move: Move,
    *,
    purchase_line: PurchaseOrderLine | None = None,
    unit_cost: UnitCost | None = None,
) -> StockMovement:
    """This will take pieces into a warehouse; `unit_cost` is of one piece. Raises InvalidInputError."""
    require_quantity(quantity, "quantity")
    _require_cost(unit_cost)
    [row] = lock_places([(specification, warehouse)])
    movement = _open_movement(MovementKind.RECEIPT, specification, move, purchase_line=purchase_line, cost=unit_cost)
    _post(movement, [(row, quantity)], MovementSide.SUPPLIERS)
    return movement


def transfer_quantity(
    specification: ResourceSpecification, source: Warehouse, target: Warehouse, quantity: int, move: Move
) -> StockMovement:
    """This will bring free pieces to another warehouse; raises InvalidInputError or QuantityNotAvailableError."""
    require_quantity(quantity, "quantity")
    if source.pk == target.pk:
        raise InvalidInputError.for_field("to_warehouse", "is the warehouse in which the pieces are.")
    rows = {row.warehouse_id: row for row in lock_places([(specification, source), (specification, target)])}
    _require_free(rows[source.pk], quantity)
    movement = _open_movement(MovementKind.TRANSFER, specification, move)
    _post(movement, [(rows[source.pk], -quantity), (rows[target.pk], quantity)])
    return movement


def adjust_to_count(specification: ResourceSpecification, warehouse: Warehouse, counted: int, move: Move) -> StockCount:
    """This will record what somebody counted in a warehouse, and make the books say so.

    Raises InvalidInputError, or QuantityNotAvailableError when fewer are there than are kept for orders.
    """
    require_quantity(counted, "counted", least=0, most=ON_HAND_MAX)
    [row] = lock_places([(specification, warehouse)])
    difference = counted - row.on_hand
    if counted < row.reserved:
        raise QuantityNotAvailableError(
            f"{row.reserved} pieces of {specification.name} in {warehouse.name} are kept for orders, and {counted} were"
            " counted; release reservations first."
        )
    count = StockCount.objects.create(
        warehouse=warehouse,
        specification=specification,
        expected=row.on_hand,
        counted=counted,
        counted_by=move.moved_by,
        counted_at=move.at,
    )
    if difference:
        _post(
            _open_movement(MovementKind.ADJUSTMENT, specification, move), [(row, difference)], MovementSide.DIFFERENCES
        )
    return count


def write_off_quantity(
    specification: ResourceSpecification,
    warehouse: Warehouse,
    quantity: int,
    move: Move,
    *,
    unit_cost: UnitCost | None = None,
) -> WriteOff:
    """This will take free pieces out of the books for good, and note what they had cost.

    Without `unit_cost` a piece cost the average of what was received. Raises InvalidInputError or
    QuantityNotAvailableError.
    """
    require_quantity(quantity, "quantity")
    require_text(move.reason, "reason", LABEL_MAX)
    _require_cost(unit_cost)
    [row] = lock_places([(specification, warehouse)])
    _require_free(row, quantity)
    cost = unit_cost or average_cost(list_received_costs(specification.pk))
    movement = _open_movement(MovementKind.WRITE_OFF, specification, move, cost=cost)
    _post(movement, [(row, -quantity)], MovementSide.LOSSES)
    return WriteOff.objects.create(
        movement=movement,
        amount=cost.times(quantity) if cost else None,
        currency=cost.currency if cost else "",
        reason=move.reason,
        written_off_by=move.moved_by,
        written_off_at=move.at,
    )


def reserve_quantity(
    specification: ResourceSpecification,
    warehouse: Warehouse,
    quantity: int,
    *,
    account_id: int,
    holder: UUID,
    expires_at: datetime | None,
    reserved_by: str = "",
) -> QuantityReservation:
    """This will keep free pieces for a holder, an order line, until an instant of the system clock (None: for good).

    Pieces whose time is over are free. Raises InvalidInputError or QuantityNotAvailableError.
    """
    require_quantity(quantity, "quantity")
    rows = lock_places([(specification, warehouse)], makes_missing=False)
    if not rows:
        raise QuantityNotAvailableError(f"{warehouse.name} has never had a piece of {specification.name}.")
    [row] = rows
    _require_free(row, quantity)
    row.reserved += quantity
    row.save(update_fields=["reserved"])
    return QuantityReservation.objects.create(
        quantity_row=row,
        quantity=quantity,
        account_id=account_id,
        holder=holder,
        reserved_by=reserved_by,
        expires_at=expires_at,
    )


def take_over_quantities(holder: UUID, *, account_id: int, new_holder: UUID) -> list[QuantityReservation]:
    """This will hand what is kept for one holder to another, an order line, without an end.

    Raises ItemNotAvailableError when it is another account's, or its time is over.
    """
    reservations = lock_quantity_reservations(holder)
    for reservation in reservations:
        if reservation.account_id != account_id:
            raise ItemNotAvailableError("The pieces are kept for another account.")
        if reservation.expires_at is not None and reservation.expires_at <= system_now():
            raise ItemNotAvailableError(f"The pieces were kept until {format_instant(reservation.expires_at)} only.")
    for reservation in reservations:
        reservation.holder = new_holder
        reservation.expires_at = None
        reservation.save(update_fields=["holder", "expires_at"])
    return reservations


def consume_reservation(reservation: QuantityReservation, move: Move, *, service_id: int) -> StockMovement:
    """This will give the pieces of a locked reservation to a service: they leave the warehouse."""
    row = _require_reserved(reservation)
    _settle(reservation, QuantityReservationState.CONSUMED, service_id=service_id)
    row.reserved -= reservation.quantity
    movement = _open_movement(MovementKind.CONSUMPTION, row.specification, move, reservation=reservation)
    _post(movement, [(row, -reservation.quantity)], MovementSide.CUSTOMERS)
    return movement


def release_reservation(reservation: QuantityReservation) -> None:
    """This will free the pieces of a locked reservation that nobody used."""
    row = _require_reserved(reservation)
    _settle(reservation, QuantityReservationState.RELEASED)
    row.reserved -= reservation.quantity
    row.save(update_fields=["reserved"])


def consume_quantities(holder: UUID, move: Move, *, service_id: int) -> None:
    """This will give whatever is kept for an order line to its service."""
    for reservation in lock_quantity_reservations(holder):
        consume_reservation(reservation, move, service_id=service_id)


def release_quantities(holder: UUID, *, expired_by: datetime | None = None) -> int:
    """This will free what is kept for an order line, or what of it has expired by an instant, and count the pieces."""
    freed = 0
    for reservation in lock_quantity_reservations(holder):
        if expired_by is None or (reservation.expires_at is not None and reservation.expires_at <= expired_by):
            release_reservation(reservation)
            freed += reservation.quantity
    return freed


def return_quantity(
    reservation: QuantityReservation, quantity: int, move: Move, *, warehouse: Warehouse | None = None
) -> StockMovement:
    """This will take back pieces that a service was given, into the warehouse they came from or another.

    Raises InvalidInputError, or QuantityNotAvailableError for more than the service has.
    """
    require_quantity(quantity, "quantity")
    specification, home = reservation.quantity_row.specification, reservation.quantity_row.warehouse
    target = warehouse or home
    # The first row is locked as well: only one at a time counts what has come back of the reservation.
    rows = lock_places({(specification, home), (specification, target)})
    given = reservation.quantity if _state_now(reservation) == QuantityReservationState.CONSUMED else 0
    left = given - count_returned(reservation)
    if quantity > left:
        raise QuantityNotAvailableError(f"The customer has {left} of these pieces; {quantity} cannot come back.")
    [row] = [row for row in rows if row.warehouse_id == target.pk]
    movement = _open_movement(MovementKind.RETURN, specification, move, reservation=reservation)
    _post(movement, [(row, quantity)], MovementSide.CUSTOMERS)
    return movement


def _require_cost(unit_cost: UnitCost | None) -> None:
    if unit_cost is not None and unit_cost.amount < 0:
        raise InvalidInputError.for_field("unit_cost", "must not be below zero.")


def _state_now(reservation: QuantityReservation) -> str:
    return QuantityReservation.objects.values_list("state", flat=True).get(pk=reservation.pk)


def _require_reserved(reservation: QuantityReservation) -> StockQuantity:
    if reservation.state != QuantityReservationState.RESERVED:
        raise ItemNotAvailableError(f"The pieces are {reservation.state}, not reserved.")
    return reservation.quantity_row


def _settle(reservation: QuantityReservation, state: str, *, service_id: int | None = None) -> None:
    reservation.state = state
    reservation.service_id = service_id
    reservation.settled_at = system_now()
    reservation.save(update_fields=["state", "service", "settled_at"])


def _require_free(row: StockQuantity, quantity: int) -> None:
    if row.on_hand - row.reserved < quantity:
        _release_expired(row)
    free = row.on_hand - row.reserved
    if free < quantity:
        raise QuantityNotAvailableError(
            f"{row.warehouse.name} has {free} free pieces of {row.specification.name} ({row.on_hand} there,"
            f" {row.reserved} kept for orders); {quantity} were asked for."
        )


def _release_expired(row: StockQuantity) -> None:
    """What is kept no longer is free at once, even if the sweep has not come by yet."""
    expired = row.reservations.filter(state=QuantityReservationState.RESERVED, expires_at__lte=system_now())
    for reservation in expired.order_by("pk"):
        reservation.quantity_row = row
        release_reservation(reservation)


def _open_movement(
    kind: MovementKind,
    specification: ResourceSpecification,
    move: Move,
    *,
    purchase_line: PurchaseOrderLine | None = None,
    reservation: QuantityReservation | None = None,
    cost: UnitCost | None = None,
) -> StockMovement:
    require_text(move.reason, "reason", LABEL_MAX, optional=True)
    return StockMovement.objects.create(
        kind=kind,
        specification=specification,
        purchase_line=purchase_line,
        reservation=reservation,
        reason=move.reason,
        moved_by=move.moved_by,
        moved_at=move.at,
        unit_cost=cost.amount if cost else None,
        currency=cost.currency if cost else "",
    )


def _post(
    movement: StockMovement, changes: Sequence[tuple[StockQuantity, int]], other_side: MovementSide | None = None
) -> None:
    """Write a movement's entries and change the rows with them; the rest comes from or goes to `other_side`."""
    entries = [
        StockMovementEntry(
            movement=movement, side=MovementSide.WAREHOUSE, warehouse_id=row.warehouse_id, quantity=change
        )
        for row, change in changes
    ]
    rest = -sum(change for _, change in changes)
    if other_side is not None:
        entries.append(StockMovementEntry(movement=movement, side=other_side, quantity=rest))
    StockMovementEntry.objects.bulk_create(entries)
    for row, change in changes:
        row.on_hand += change
        if row.on_hand > ON_HAND_MAX:
            raise InvalidInputError.for_field(
                "quantity", f"would make more than {ON_HAND_MAX} pieces in one warehouse."
            )
        row.save(update_fields=["on_hand", "reserved"])
