"""Steps that take items in and change them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q

from trunkline.catalog.models import RESOURCE_TEXTS_MAX, ResourceSpecification
from trunkline.catalog.states import EndFate, ResourceKind, Tracking
from trunkline.instances.operations import services as service_operations
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit
from trunkline.kernel.time import local_date, start_of_day
from trunkline.parties.selectors import get_time_zone
from trunkline.platform.limits import LABEL_MAX, require_choice, require_text
from trunkline.stock.errors import ItemDiscardedError, ItemHeldError, SerialTakenError
from trunkline.stock.models import PurchaseOrderLine, StockItem, Warehouse
from trunkline.stock.operations.allocations import live_allocation, release_item
from trunkline.stock.operations.transitions import act_on_item
from trunkline.stock.policies.serials import normalise_serial
from trunkline.stock.selectors.kits import list_parts
from trunkline.stock.states import (
    ACTION_BY_WRITTEN_STATE,
    ACTION_OF_FATE,
    ALLOCATED_STATES,
    AVAILABLE_STATES,
    Condition,
    ItemAction,
    ItemState,
)

REFERENCE_MAX = 60
SERIAL_MAX = 120
PLACE_MAX = 120


@dataclass(frozen=True)
class ItemDraft:
    """A stock item to be received; its first text is what the picker shows. Without a warranty it gets its kind's."""

    specification: ResourceSpecification
    warehouse: Warehouse
    reference_number: str
    serial: str = ""
    texts: list[str] = field(default_factory=list)
    place: str = ""
    cost: Decimal | None = None
    cost_currency: str = ""
    state: str = ItemState.NEW
    condition: str = Condition.NEW
    warranty_until: date | None = None
    purchase_line: PurchaseOrderLine | None = None


@dataclass(frozen=True)
class ItemChanges:
    """What is to be changed of an item; None leaves a value as it is."""

    serial: str | None = None
    texts: list[str] | None = None
    cost: Decimal | None = None
    cost_currency: str | None = None
    warranty_until: date | None = None


def check_draft(draft: ItemDraft) -> dict[str, str]:
    """This will tell what is wrong with an item to be received, by field; nothing when it can be."""
    checks: list[Callable[[], object]] = [
        lambda: require_text(draft.reference_number, "reference_number", REFERENCE_MAX),
        lambda: require_text(draft.serial, "serial", SERIAL_MAX, optional=True),
        lambda: _require_normalised(draft.serial),
        lambda: require_text(draft.place, "place", PLACE_MAX, optional=True),
        lambda: require_texts(draft.texts),
        lambda: require_choice(draft.condition, "condition", Condition),
        lambda: _require_cost(draft.cost, draft.cost_currency),
    ]
    problems: dict[str, str] = {}
    for check in checks:
        try:
            check()
        except InvalidInputError as error:
            problems.update(error.fields)
    if draft.state not in AVAILABLE_STATES:
        problems["state"] = f"must be one of {', '.join(AVAILABLE_STATES)}."
    if draft.specification.tracking != Tracking.ITEM:
        problems["specification"] = f"{draft.specification.name} is counted, not kept item by item."
    return problems


def require_texts(texts: Sequence[str]) -> None:
    """This will refuse texts of an item that cannot be stored; raises InvalidInputError."""
    if len(texts) > RESOURCE_TEXTS_MAX:
        raise InvalidInputError.for_field("texts", f"has {len(texts)} entries; at most {RESOURCE_TEXTS_MAX}.")
    for position, text in enumerate(texts):
        require_text(text, f"texts[{position}]", LABEL_MAX, optional=True)


def _require_normalised(serial: str) -> None:
    """A text can grow when it is normalised: one sign may be a whole word."""
    if len(normalise_serial(serial) or "") > SERIAL_MAX:
        raise InvalidInputError.for_field("serial", f"is longer than {SERIAL_MAX} characters when written out.")


def _require_cost(cost: Decimal | None, currency: str) -> None:
    if cost is None:
        if currency:
            raise InvalidInputError.for_field("cost_currency", "is given without a cost.")
        return
    if cost < 0:
        raise InvalidInputError.for_field("cost", "must not be below zero.")
    minor_unit(currency)


def receive_item(draft: ItemDraft, *, at: datetime) -> StockItem:
    """This will insert a stock item with its resource instance; raises InvalidInputError or SerialTakenError."""
    (item,) = receive_items([draft], at=at)
    return item


def receive_items(drafts: Sequence[ItemDraft], *, at: datetime) -> list[StockItem]:
    """This will insert stock items with their resource instances, in few statements however many they are.

    Raises InvalidInputError for the first that cannot be received, or SerialTakenError.
    """
    for draft in drafts:
        for name, reason in check_draft(draft).items():
            raise InvalidInputError.for_field(name, reason)
    rows: list[StockItem] = []
    try:
        with transaction.atomic():
            for specification in {draft.specification.pk: draft.specification for draft in drafts}.values():
                of_kind = [draft for draft in drafts if draft.specification.pk == specification.pk]
                names = [f"{specification.name} {draft.reference_number}" for draft in of_kind]
                resources = service_operations.create_resources(specification, names, at=at)
                rows += [_row(draft, resource, at=at) for draft, resource in zip(of_kind, resources, strict=True)]
            return StockItem.objects.bulk_create(rows)
    except IntegrityError as error:
        if "stock_item_reference" not in str(error) and "stock_item_serial" not in str(error):
            raise
        what = drafts[0].reference_number if len(drafts) == 1 else "one of the delivery"
        raise SerialTakenError(
            f"Another {drafts[0].specification.name} has the reference {what!r} or the same serial."
        ) from None


def _row(draft: ItemDraft, instance_id: int, *, at: datetime) -> StockItem:
    return StockItem(
        instance_id=instance_id,
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
        condition=draft.condition,
        warranty_until=draft.warranty_until or _warranty_end(draft.specification, at),
        purchase_line=draft.purchase_line,
        received_at=at,
    )


def _warranty_end(specification: ResourceSpecification, at: datetime) -> date | None:
    if specification.warranty_days is None:
        return None
    return at.date() + timedelta(days=specification.warranty_days)


def require_free(item: StockItem) -> None:
    """This will refuse to touch an item that somebody has, by ItemHeldError, or one that is off the books.

    Stock is shared by all brands: who has the item is told by its history, and there only to those who may know. Raises
    ItemDiscardedError as well.
    """
    label = f"{item.specification.name} {item.reference_number}"
    if item.discarded_at is not None:
        raise ItemDiscardedError(f"{label} was discarded on {item.discarded_at.date()}; receive it anew.")
    if item.kit_id is not None:
        raise ItemHeldError(f"{label} is a part of a kit; take the kit apart first.")
    if item.state not in ALLOCATED_STATES:
        return
    raise ItemHeldError(f"{label} is {item.state}; its history says for whom: end that first.")


def act_by_hand(item: StockItem, action: str, *, condition: str | None) -> None:
    """This will bring a locked item that nobody has, a kit with its parts, into another state.

    Raises InvalidInputError, ItemHeldError, ItemDiscardedError or InvalidTransitionError.
    """
    known = require_choice(action, "action", ItemAction)
    if condition is not None:
        require_choice(condition, "condition", Condition)
    require_free(item)
    for each in (item, *list_parts(item.pk)):
        act_on_item(each, known, condition=condition)


def discard(item: StockItem, *, at: datetime) -> None:
    """This will take a locked item off the books for good; its history stays.

    Raises ItemHeldError or ItemDiscardedError.
    """
    require_free(item)
    if item.parts.exists():
        raise ItemHeldError(
            f"{item.specification.name} {item.reference_number} is a kit that holds items; take it apart first."
        )
    act_on_item(item, "discard")
    item.discarded_at = at
    item.save(update_fields=["discarded_at"])
    service_operations.retire(item.instance, at=at)


def change_item(item: StockItem, changes: ItemChanges) -> None:
    """This will correct what is written of a locked item; raises InvalidInputError or SerialTakenError."""
    if item.discarded_at is not None:
        require_free(item)
    if changes.serial is not None:
        require_text(changes.serial, "serial", SERIAL_MAX, optional=True)
        _require_normalised(changes.serial)
        item.serial, item.serial_normalised = changes.serial, normalise_serial(changes.serial)
    if changes.texts is not None:
        require_texts(changes.texts)
        item.texts = list(changes.texts)
    if changes.cost is not None or changes.cost_currency is not None:
        cost = item.cost if changes.cost is None else changes.cost
        currency = item.cost_currency if changes.cost_currency is None else changes.cost_currency
        _require_cost(cost, currency)
        item.cost, item.cost_currency = cost, currency
    if changes.warranty_until is not None:
        item.warranty_until = changes.warranty_until
    try:
        with transaction.atomic():
            item.save(update_fields=["serial", "serial_normalised", "texts", "cost", "cost_currency", "warranty_until"])
    except IntegrityError as error:
        if "stock_item_serial" not in str(error):
            raise
        raise SerialTakenError(f"Another {item.specification.name} has the serial {changes.serial!r}.") from None


def end_item(item: StockItem, *, at: datetime, written_state: str | None = None) -> None:
    """This will take a locked item away from its service that ends at `at`.

    A state that the play wrote counts; otherwise it is the fate of its specification. A held item waits so many whole
    days of its account's calendar. Raises InvalidTransitionError when no service has the item.
    """
    specification = item.specification
    action = ACTION_BY_WRITTEN_STATE.get(ItemState(written_state)) if written_state else None
    action = action or ACTION_OF_FATE[EndFate(specification.end_fate)]
    held_until = None
    if action == "hold" and specification.hold_days is not None:
        allocation = live_allocation(item).first()
        if allocation is not None:
            zone = get_time_zone(allocation.account_id, at)
            held_until = start_of_day(local_date(at, zone) + timedelta(days=specification.hold_days), zone)
    release_item(item, action, at=at)
    # Parts of a kit have gone the same way. What can be worn is used from now on: somebody has had it.
    gone = StockItem.objects.filter(Q(pk=item.pk) | Q(kit=item))
    if held_until is not None:
        gone.update(held_until=held_until)
    gone.filter(specification__kind=ResourceKind.PHYSICAL, condition=Condition.NEW).update(condition=Condition.USED)
    item.refresh_from_db(fields=["state", "condition", "held_until"])
