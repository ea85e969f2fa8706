"""Steps of work in the warehouse: moving items, counting them, writing off what is gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.states import Tracking
from trunkline.kernel.errors import InvalidInputError, InvalidTransitionError
from trunkline.platform.limits import LABEL_MAX, require_text
from trunkline.stock.errors import WrittenOffError
from trunkline.stock.models import ItemMove, StockCount, StockItem, Warehouse, WriteOff
from trunkline.stock.operations.items import PLACE_MAX, SERIAL_MAX, require_free
from trunkline.stock.operations.quantities import Move
from trunkline.stock.policies.serials import normalise_serial
from trunkline.stock.states import COUNTED_STATES, WRITE_OFF_STATES, ItemState

SCANS_MAX = 20_000


@dataclass(frozen=True)
class Found:
    """What a count found: the items that should be there and are not, and the scans of what should not be there."""

    expected: int
    counted: int
    missing: list[StockItem]
    unexpected: list[tuple[str, StockItem | None]]


def move_items(items: Sequence[StockItem], warehouse: Warehouse, place: str, move: Move) -> int:
    """This will bring locked items that nobody has to a place, kits with their parts, and tell how many moved.

    Raises InvalidInputError, ItemHeldError or ItemDiscardedError.
    """
    require_text(place, "place", PLACE_MAX, optional=True)
    require_text(move.reason, "reason", LABEL_MAX, optional=True)
    for item in items:
        require_free(item)
    moving = {item.pk: item for item in items} | {
        part.pk: part for part in StockItem.objects.filter(kit__in=items).order_by("pk")
    }
    gone = [item for item in moving.values() if (item.warehouse_id, item.place) != (warehouse.pk, place)]
    ItemMove.objects.bulk_create(
        ItemMove(
            item=item,
            from_warehouse_id=item.warehouse_id,
            from_place=item.place,
            to_warehouse=warehouse,
            to_place=place,
            reason=move.reason,
            moved_by=move.moved_by,
            moved_at=move.at,
        )
        for item in gone
    )
    StockItem.objects.filter(pk__in=[item.pk for item in gone]).update(warehouse=warehouse, place=place)
    return len(gone)


def compare_count(specification: ResourceSpecification, warehouse: Warehouse, scans: Sequence[str]) -> Found:
    """This will compare what was scanned, references or serials, with what the books say is in a warehouse.

    An item scanned twice, or by both, is one. Raises InvalidInputError.
    """
    if specification.tracking != Tracking.ITEM:
        raise InvalidInputError.for_field("specification", f"{specification.name} is counted by quantity.")
    if len(scans) > SCANS_MAX:
        raise InvalidInputError.for_field("scanned", f"has {len(scans)} entries; at most {SCANS_MAX}.")
    for position, scan in enumerate(scans):
        require_text(scan, f"scanned[{position}]", SERIAL_MAX)
    scans = [scan.strip() for scan in scans]
    of_kind = StockItem.objects.filter(specification=specification, discarded_at__isnull=True)
    here = list(of_kind.filter(warehouse=warehouse, state__in=COUNTED_STATES).order_by("pk"))
    by_reference = {item.reference_number: item for item in of_kind.filter(reference_number__in=scans)}
    serials = {normalise_serial(scan) for scan in scans}
    by_serial = {item.serial_normalised: item for item in of_kind.filter(serial_normalised__in=serials)}
    found: set[int] = set()
    unexpected: dict[object, tuple[str, StockItem | None]] = {}
    expected_ids = {item.pk for item in here}
    for scan in scans:
        item = by_reference.get(scan) or by_serial.get(normalise_serial(scan))
        if item is not None and item.pk in expected_ids:
            found.add(item.pk)
        else:
            unexpected.setdefault(item.pk if item else normalise_serial(scan), (scan, item))
    missing = [item for item in here if item.pk not in found]
    return Found(len(here), len(found) + len(unexpected), missing, list(unexpected.values()))


def record_count(specification: ResourceSpecification, warehouse: Warehouse, found: Found, move: Move) -> StockCount:
    """This will keep what a count found."""
    return StockCount.objects.create(
        warehouse=warehouse,
        specification=specification,
        expected=found.expected,
        counted=found.counted,
        missing=[item.reference_number for item in found.missing],
        unexpected=[scan for scan, _ in found.unexpected],
        counted_by=move.moved_by,
        counted_at=move.at,
    )


def write_off_item(item: StockItem, move: Move) -> WriteOff:
    """This will write off the cost of a locked item that is lost or of no use any more, once.

    Raises InvalidInputError, InvalidTransitionError, ItemHeldError or WrittenOffError.
    """
    require_text(move.reason, "reason", LABEL_MAX)
    if item.discarded_at is None:
        require_free(item)
    label = f"{item.specification.name} {item.reference_number}"
    if ItemState(item.state) not in WRITE_OFF_STATES:
        raise InvalidTransitionError(
            f"{label} is {item.state}; one is written off that is {_any_of(WRITE_OFF_STATES)}."
        )
    if WriteOff.objects.filter(item=item).exists():
        raise WrittenOffError(f"{label} is written off already; its history says when.")
    return WriteOff.objects.create(
        item=item,
        amount=item.cost,
        currency=item.cost_currency,
        reason=move.reason,
        written_off_by=move.moved_by,
        written_off_at=move.at,
    )


def _any_of(states: Sequence[str]) -> str:
    return f"{', '.join(states[:-1])} or {states[-1]}"
