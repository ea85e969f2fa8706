"""Reads of items and warehouses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.locks import LockKind, note_lock
from trunkline.stock.errors import ItemNotFoundError
from trunkline.stock.models import Allocation, StockItem, Warehouse
from trunkline.stock.policies.serials import normalise_serial
from trunkline.stock.states import LIVE_ALLOCATION_STATES, ItemState

_LIVE = Prefetch(
    "allocations",
    queryset=Allocation.objects.filter(state__in=LIVE_ALLOCATION_STATES).select_related("account"),
    to_attr="live_allocations",
)


def list_items(
    *, specification: str = "", state: str = "", warehouse: str = "", reference_number: str = "", serial: str = ""
) -> QuerySet[StockItem]:
    """This will list stock items with their live allocation (as `live_allocations`, one at most).

    Only those of a specification, state, warehouse, reference or serial (however it is typed), if asked for.
    """
    asked = {
        "specification__name": specification,
        "state": state,
        "warehouse__code": warehouse,
        "reference_number": reference_number,
        "serial_normalised": normalise_serial(serial),
    }
    items = StockItem.objects.select_related(
        "specification", "warehouse", "kit", "write_off", "purchase_line__order"
    ).filter(**{name: value for name, value in asked.items() if value})
    return items.prefetch_related(_LIVE).order_by("pk")


def get_item(item_id: int) -> StockItem:
    """This will find a stock item by its number inside; raises ItemNotFoundError."""
    item = list_items().filter(pk=item_id).first()
    if item is None:
        raise ItemNotFoundError(f"No stock item {item_id} exists; check the number.")
    return item


def get_item_by_public_id(public_id: str) -> StockItem:
    """This will find a stock item by its public id; raises ItemNotFoundError."""
    item = list_items().filter(public_id=public_id).first()
    if item is None:
        raise ItemNotFoundError(f"No stock item {public_id} exists; check the id.")
    return item


def get_item_ids(public_ids: Iterable[UUID]) -> dict[UUID, int]:
    """This will find the numbers inside of several stock items by their public ids; those not there are left out."""
    wanted = set(public_ids)
    return dict(StockItem.objects.filter(public_id__in=wanted).values_list("public_id", "pk")) if wanted else {}


def lock_items(item_ids: Iterable[int]) -> list[StockItem]:
    """This will lock items until the transaction ends, in order of their numbers; raises ItemNotFoundError."""
    wanted = sorted(set(item_ids))
    for item_id in wanted:
        note_lock(LockKind.ITEM, item_id)
    rows = StockItem.objects.select_for_update(of=("self",)).select_related("specification")
    items = list(rows.filter(pk__in=wanted).order_by("pk"))
    missing = set(wanted) - {item.pk for item in items}
    if missing:
        raise ItemNotFoundError(f"No stock item {min(missing)} exists; check the number.")
    return items


def list_item_ids_of_service(service_id: int) -> list[int]:
    """This will list the numbers of the items that a service has."""
    live = Allocation.objects.filter(service_id=service_id, state__in=LIVE_ALLOCATION_STATES)
    return list(live.order_by("item_id").values_list("item_id", flat=True))


def list_item_ids_held_for(holder: UUID) -> list[int]:
    """This will list the numbers of the items that are kept for an order line or assigned by it."""
    live = Allocation.objects.filter(holder=holder, state__in=LIVE_ALLOCATION_STATES)
    return list(live.order_by("item_id").values_list("item_id", flat=True))


def list_warehouses() -> QuerySet[Warehouse]:
    """This will list the warehouses."""
    return Warehouse.objects.order_by("pk")


def get_warehouse(code: str) -> Warehouse:
    """This will find a warehouse by its code; raises ItemNotFoundError."""
    warehouse = Warehouse.objects.filter(code=code).first()
    if warehouse is None:
        raise ItemNotFoundError(f"No warehouse {code[:40]!r} exists.")
    return warehouse


def list_held_item_ids_due(at: datetime, limit: int) -> list[int]:
    """This will list the numbers of the first held items whose time is over at a business instant."""
    due = StockItem.objects.filter(held_until__lte=at, state=ItemState.HELD)
    return list(due.order_by("held_until", "pk").values_list("pk", flat=True)[:limit])


def find_next_return() -> datetime | None:
    """This will tell the business instant at which the time of the first held item is over; None: nothing waits."""
    waiting = StockItem.objects.filter(held_until__isnull=False, state=ItemState.HELD)
    return waiting.order_by("held_until").values_list("held_until", flat=True).first()


def list_item_ids(public_ids: Sequence[str], field: str) -> list[int]:
    """This will find the numbers of items by their public ids; raises InvalidInputError that names `field`."""
    found = dict(StockItem.objects.filter(public_id__in=public_ids).values_list("public_id", "pk"))
    numbers = [found.get(UUID(public_id)) for public_id in public_ids]
    missing = [public_id for public_id, number in zip(public_ids, numbers, strict=True) if number is None]
    if missing:
        raise InvalidInputError.for_field(field, f"no stock item {missing[0]} exists; check the id.")
    return [number for number in numbers if number is not None]
