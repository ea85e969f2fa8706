"""Steps that take in deliveries: all rows or none, and all that is wrong is told at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from trunkline.catalog.models import RESOURCE_TEXTS_MAX, ResourceSpecification
from trunkline.catalog.selectors.resources import list_resource_specifications
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.platform.limits import is_storable
from trunkline.stock.errors import DeliveryRefusedError
from trunkline.stock.models import PurchaseOrder, PurchaseOrderLine, StockItem, Warehouse
from trunkline.stock.operations.items import ItemDraft, check_draft, receive_items
from trunkline.stock.operations.purchases import book_receipt
from trunkline.stock.policies.deliveries import Delivery, DeliveryRow, place_texts
from trunkline.stock.policies.serials import normalise_serial
from trunkline.stock.selectors.purchases import find_purchase_order_ids, lock_purchase_orders
from trunkline.stock.states import OPEN_PURCHASE_ORDER_STATES, Condition, ItemState

_SHOWN_MAX = 60
_DETAIL_LINES_MAX = 20


@dataclass
class _Known:
    """What the rows of a delivery name, read once."""

    specifications: dict[str, ResourceSpecification]
    warehouses: dict[str, Warehouse]
    orders: dict[str, PurchaseOrder]
    lines: dict[tuple[int, int], PurchaseOrderLine]
    # Of the whole delivery when it is received on an order.
    order: PurchaseOrder | None = None
    came: Counter[int] = field(default_factory=Counter)


def receive_delivery(delivery: Delivery, *, order_id: int | None, at: datetime) -> Counter[str]:
    """This will receive all items of a delivery, on the purchase orders that it names or on one for all of it.

    Returns how many came, by specification. Raises DeliveryRefusedError with every bad line and its reasons, or
    PurchaseOrderNotFoundError.
    """
    known = _look_up(delivery.rows, order_id)
    problems = {line: list(reasons) for line, reasons in delivery.problems.items()}
    drafts: dict[int, ItemDraft] = {}
    for row in delivery.rows:
        draft, wrong = _draft(row, known)
        if wrong:
            problems.setdefault(row.line, []).extend(wrong)
        if draft is not None:
            drafts[row.line] = draft
    for line, reason in _duplicates(drafts):
        problems.setdefault(line, []).append(reason)
    if problems:
        raise _refusal(problems)
    receive_items(list(drafts.values()), at=at)
    _book(drafts.values(), known)
    return Counter(draft.specification.name for draft in drafts.values())


def _look_up(rows: Sequence[DeliveryRow], order_id: int | None) -> _Known:
    names = _askable(row.cells["specification"] for row in rows)
    codes = _askable(row.cells.get("warehouse", "") for row in rows)
    ids = find_purchase_order_ids(_askable(row.cells.get("purchase_order", "") for row in rows))
    orders = {order.pk: order for order in lock_purchase_orders([*ids.values(), *([order_id] if order_id else [])])}
    lines = PurchaseOrderLine.objects.filter(order_id__in=orders)
    return _Known(
        specifications={row.name: row for row in list_resource_specifications().filter(name__in=names)},
        warehouses={row.code: row for row in Warehouse.objects.filter(code__in=codes)},
        orders={number: orders[pk] for number, pk in ids.items()},
        lines={(line.order_id, line.specification_id): line for line in lines},
        order=orders[order_id] if order_id else None,
    )


def _draft(row: DeliveryRow, known: _Known) -> tuple[ItemDraft | None, list[str]]:
    """The item of a row, as far as the row says which; and what is wrong with the row."""
    cells, wrong = row.cells, list[str]()
    specification = known.specifications.get(cells["specification"])
    if specification is None:
        return None, [f"specification: no resource specification is named {cells['specification'][:_SHOWN_MAX]!r}."]
    order = _order_of(row, known, wrong)
    line = _line_of(order, specification, known, wrong) if order else None
    warehouse = known.warehouses.get(cells.get("warehouse", ""))
    if warehouse is None and order is not None and not cells.get("warehouse"):
        warehouse = order.warehouse
    if warehouse is None:
        wrong.append(f"warehouse: no warehouse has the code {cells.get('warehouse', '')[:_SHOWN_MAX]!r}.")
        return None, wrong
    texts, misplaced = place_texts(row, [text.label for text in specification.texts.all()], RESOURCE_TEXTS_MAX)
    wrong += misplaced
    cost, currency = _cost_of(row, line, wrong)
    draft = ItemDraft(
        specification=specification,
        warehouse=warehouse,
        reference_number=cells["reference_number"],
        serial=cells.get("serial", ""),
        texts=texts,
        place=cells.get("place", ""),
        cost=cost,
        cost_currency=currency,
        state=cells.get("state") or ItemState.NEW,
        condition=cells.get("condition", "").lower() or Condition.NEW,
        warranty_until=_date_of(row, wrong),
        purchase_line=line,
    )
    wrong += [f"{name}: {reason}" for name, reason in check_draft(draft).items()]
    return draft, wrong


def _order_of(row: DeliveryRow, known: _Known, wrong: list[str]) -> PurchaseOrder | None:
    number = row.cells.get("purchase_order", "")
    order = known.orders.get(number) if number else known.order
    if number and order is None:
        wrong.append(f"purchase_order: there is no {number[:_SHOWN_MAX]!r}.")
    elif known.order is not None and order is not None and order.pk != known.order.pk:
        wrong.append(f"purchase_order: the delivery is received on {known.order.number}.")
    return order


def _line_of(
    order: PurchaseOrder, specification: ResourceSpecification, known: _Known, wrong: list[str]
) -> PurchaseOrderLine | None:
    """The order's line of a specification, as long as it has something to come."""
    line = known.lines.get((order.pk, specification.pk))
    if order.state not in OPEN_PURCHASE_ORDER_STATES:
        wrong.append(f"purchase_order: {order.number} is {order.state}; nothing more is to come of it.")
        return None
    if line is None:
        wrong.append(f"purchase_order: {order.number} has no {specification.name}.")
        return None
    known.came[line.pk] += 1
    if known.came[line.pk] > line.quantity - line.received:
        wrong.append(f"purchase_order: {order.number} has only {line.quantity - line.received} of them to come.")
    return line


def _cost_of(row: DeliveryRow, line: PurchaseOrderLine | None, wrong: list[str]) -> tuple[Decimal | None, str]:
    """What the row says that its item cost, or what was agreed with the supplier."""
    text, currency = row.cells.get("cost", ""), row.cells.get("currency", "").upper()
    if not text:
        return (line.unit_cost, line.currency) if line and not currency else (None, currency)
    try:
        return parse_rate(text, "cost"), currency
    except InvalidInputError as error:
        wrong += [f"{name}: {reason}" for name, reason in error.fields.items()]
        return None, ""


def _date_of(row: DeliveryRow, wrong: list[str]) -> date | None:
    text = row.cells.get("warranty_until", "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong.append("warranty_until: must be a date, such as 2027-01-31.")
        return None


def _duplicates(drafts: Mapping[int, ItemDraft]) -> Iterable[tuple[int, str]]:
    """Rows whose reference or serial another row, or an item in stock, has already."""
    references: dict[tuple[int, str], int] = {}
    serials: dict[tuple[int, str], int] = {}
    taken_references, taken_serials = _taken(drafts.values())
    for line, draft in drafts.items():
        reference = (draft.specification.pk, draft.reference_number)
        first = references.setdefault(reference, line)
        if first != line:
            yield line, f"reference_number: line {first} has the same."
        if reference in taken_references:
            yield line, f"reference_number: an item in stock has {draft.reference_number!r}."
        normalised = normalise_serial(draft.serial)
        if normalised is None:
            continue
        serial = (draft.specification.pk, normalised)
        first = serials.setdefault(serial, line)
        if first != line:
            yield line, f"serial: line {first} has the same."
        if serial in taken_serials:
            yield line, f"serial: an item in stock has {draft.serial!r}."


def _taken(drafts: Iterable[ItemDraft]) -> tuple[set[tuple[int, str]], set[tuple[int, str]]]:
    chosen = list(drafts)
    items = StockItem.objects.filter(specification_id__in={draft.specification.pk for draft in chosen})
    names = _askable(draft.reference_number for draft in chosen)
    serials = _askable(normalise_serial(draft.serial) or "" for draft in chosen)
    references = items.filter(reference_number__in=names).values_list("specification_id", "reference_number")
    found = items.filter(serial_normalised__in=serials).values_list("specification_id", "serial_normalised")
    return set(references), {(pk, serial) for pk, serial in found if serial is not None}


def _askable(texts: Iterable[str]) -> set[str]:
    """What cannot be stored cannot be asked for either; the rows of such texts are refused for them."""
    return {text for text in texts if is_storable(text)}


def _book(drafts: Iterable[ItemDraft], known: _Known) -> None:
    lines = Counter(draft.purchase_line.pk for draft in drafts if draft.purchase_line)
    by_order = {line.pk: line.order_id for line in known.lines.values()}
    orders = {order.pk: order for order in [*known.orders.values(), *([known.order] if known.order else [])]}
    for order_id in sorted({by_order[pk] for pk in lines}):
        book_receipt(orders[order_id], {pk: count for pk, count in lines.items() if by_order[pk] == order_id})


def _refusal(problems: Mapping[int, list[str]]) -> DeliveryRefusedError:
    fields = {f"line {line}": " ".join(problems[line]) for line in sorted(problems)}
    shown = [f"{name}: {reasons}" for name, reasons in list(fields.items())[:_DETAIL_LINES_MAX]]
    more = f"; and {len(fields) - len(shown)} more" if len(fields) > len(shown) else ""
    return DeliveryRefusedError(
        f"{len(fields)} lines cannot be received, so nothing was: {'; '.join(shown)}{more}", fields=fields
    )
