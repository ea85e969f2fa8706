"""Steps that use cases are made of; they never commit."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from trunkline.catalog.models import RESOURCE_TEXTS_MAX, ResourceSpecification
from trunkline.instances import operations as instances
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.clocks import system_now
from trunkline.platform.limits import LABEL_MAX, require_text
from trunkline.stock.errors import ItemNotAvailableError, SerialTakenError
from trunkline.stock.models import Allocation, StockItem, Warehouse
from trunkline.stock.states import AVAILABLE_STATES, ITEM_STATES, LIVE_ALLOCATION_STATES, AllocationState, ItemState

REFERENCE_MAX = 60
SERIAL_MAX = 120


@dataclass(frozen=True)
class ItemDraft:
    """A stock item to be received; its first text is what the picker shows."""

    specification: ResourceSpecification
    warehouse: Warehouse
    reference_number: str
    serial: str = ""
    texts: list[str] = field(default_factory=list)
    place: str = ""
    cost: Decimal | None = None
    cost_currency: str = ""
    state: str = ItemState.NEW


def normalise_serial(serial: str) -> str | None:
    """This will write a serial so that the same one always reads the same: NFKC, without spaces, in upper case."""
    bare = "".join(unicodedata.normalize("NFKC", serial).split()).upper()
    # Letters that stand side by side only now, or only in upper case, are composed as well.
    return unicodedata.normalize("NFKC", bare) or None


def receive_item(draft: ItemDraft, *, at: datetime) -> StockItem:
    """This will insert a stock item with its resource instance; raises InvalidInputError or SerialTakenError."""
    require_text(draft.reference_number, "reference_number", REFERENCE_MAX)
    require_text(draft.serial, "serial", SERIAL_MAX, optional=True)
    require_text(draft.place, "place", LABEL_MAX, optional=True)
    if len(draft.texts) > RESOURCE_TEXTS_MAX:
        raise InvalidInputError.for_field("texts", f"has {len(draft.texts)} entries; at most {RESOURCE_TEXTS_MAX}.")
    for position, text in enumerate(draft.texts):
        require_text(text, f"texts[{position}]", LABEL_MAX, optional=True)
    if draft.state not in AVAILABLE_STATES:
        raise InvalidInputError.for_field("state", f"must be one of {', '.join(AVAILABLE_STATES)}.")
    name = f"{draft.specification.name} {draft.reference_number}"
    try:
        with transaction.atomic():
            return StockItem.objects.create(
                instance=instances.create_resource(draft.specification, name, at=at),
                specification=draft.specification,
                reference_number=draft.reference_number,
                serial=draft.serial,
                serial_normalised=normalise_serial(draft.serial),
                texts=draft.texts,
                warehouse=draft.warehouse,
                place=draft.place,
                cost=draft.cost,
                cost_currency=draft.cost_currency,
                state=draft.state,
            )
    except IntegrityError as error:
        if "stock_item_reference" not in str(error) and "stock_item_serial" not in str(error):
            raise
        raise SerialTakenError(
            f"Another {draft.specification.name} has the reference {draft.reference_number!r} or the same serial."
        ) from None


def reserve_items(
    items: Iterable[StockItem], *, account_id: int, holder: UUID, expires_at: datetime | None
) -> list[Allocation]:
    """This will keep locked items for an order line; raises ItemNotAvailableError for one that is not to be had."""
    allocations = []
    for item in items:
        if item.state not in AVAILABLE_STATES:
            raise ItemNotAvailableError(
                f"{item.specification.name} {item.reference_number} is {item.state}; pick one that is New or In Stock."
            )
        state_before = item.state
        _act(item, "reserve")
        allocations.append(
            Allocation.objects.create(
                item=item, account_id=account_id, holder=holder, expires_at=expires_at, item_state_before=state_before
            )
        )
    return allocations


def assign_item(item: StockItem, *, service_id: int) -> None:
    """This will give a reserved and locked item to a service; raises InvalidTransitionError."""
    _act(item, "assign")
    live_allocation(item).update(
        state=AllocationState.ASSIGNED, service_id=service_id, assigned_at=system_now(), expires_at=None
    )


def release_item(item: StockItem, action: str) -> None:
    """This will end the live allocation of a locked item by an action of the item's state table, such as `release`."""
    _act(item, action)
    live_allocation(item).update(state=AllocationState.RELEASED, released_at=system_now(), expires_at=None)


def put_back(item: StockItem) -> None:
    """This will end the reservation of a locked item that nobody used, which is then as it was before."""
    was_new = live_allocation(item).filter(item_state_before=ItemState.NEW).exists()
    release_item(item, "release_as_new" if was_new else "release")


def live_allocation(item: StockItem) -> QuerySet[Allocation]:
    """This will select the one allocation of an item that is live."""
    return Allocation.objects.filter(item=item, state__in=LIVE_ALLOCATION_STATES)


def _act(item: StockItem, action: str) -> None:
    item.state = ITEM_STATES.next(item.state, action)
    item.save(update_fields=["state"])
