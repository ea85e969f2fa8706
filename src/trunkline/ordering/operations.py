"""Steps that use cases are made of; they never commit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from trunkline.catalog.models import Product, ProductTerms, RateVersion
from trunkline.catalog.selectors.rates import first_period_retail, wholesale_of_period
from trunkline.instances.models import Change, Instance
from trunkline.kernel.ids import new_public_id
from trunkline.ordering.errors import ServiceBusyError
from trunkline.ordering.models import AcceptedTerms, Order, OrderLine, OrderPick
from trunkline.ordering.states import LINE_STATES, ORDER_KEY, ORDER_STATES, LineAction, LineState, OrderState
from trunkline.platform.sequences import next_key


@dataclass(frozen=True)
class LineDraft:
    """One line of an order to be placed."""

    action: LineAction
    product: Product
    currency: str
    rate_version: RateVersion | None = None
    instance: Instance | None = None
    parent: Instance | None = None
    public_id: UUID = field(default_factory=new_public_id)
    subscriber_id: int | None = None
    auto_renew: bool = False
    variables: dict[str, Any] | None = None
    item_ids: tuple[int, ...] = ()
    terms: ProductTerms | None = None
    change: Change | None = None
    quantity: int = 1
    characteristics: Mapping[str, Any] | None = None
    relationships: Sequence[Mapping[str, Any]] = ()
    # The place of the bundle's line among the drafts, and the number of what takes effect together.
    part_of: int | None = None
    together: int | None = None
    payer_id: int | None = None
    cost_centre: str = ""
    purchase_order_number: str = ""


def create_order(account_id: int, *, placed_by: str, at: datetime) -> Order:
    """This will insert an order without lines."""
    return Order.objects.create(number=next_key(ORDER_KEY), account_id=account_id, placed_at=at, placed_by=placed_by)


def add_line(order: Order, draft: LineDraft, *, position: int) -> OrderLine:
    """This will insert a line with the price shown, its picks and accepted terms.

    Raises ServiceBusyError when another line is changing the same service.
    """
    return add_lines(order, [draft], first_position=position)[0]


def add_lines(order: Order, drafts: Sequence[LineDraft], *, first_position: int = 1) -> list[OrderLine]:
    """This will insert lines at once, in their order; a bundle's is before those of its parts.

    Raises ServiceBusyError when another line is changing the service of one.
    """
    if all(draft.instance is None for draft in drafts):
        return _insert_lines(order, drafts, first_position)
    try:
        with transaction.atomic():
            return _insert_lines(order, drafts, first_position)
    except IntegrityError as error:
        if "one_under_way_per_service" not in str(error):
            raise
        keys = ", ".join(draft.instance.key for draft in drafts[:10] if draft.instance is not None)
        raise ServiceBusyError(f"An order that changes {keys} is under way; wait until it has ended.") from None


def _insert_lines(order: Order, drafts: Sequence[LineDraft], first_position: int) -> list[OrderLine]:
    lines = [_line(order, draft, position) for position, draft in enumerate(drafts, first_position)]
    depths = [0] * len(drafts)
    for place, draft in enumerate(drafts):
        if draft.part_of is not None:
            depths[place] = depths[draft.part_of] + 1
            lines[place].part_of = lines[draft.part_of]
    # A line has its number once it is inserted: bundles first, then their parts.
    for depth in range(max(depths, default=0) + 1):
        OrderLine.objects.bulk_create([line for line, own in zip(lines, depths, strict=True) if own == depth])
    drafted = list(zip(lines, drafts, strict=True))
    picks = [OrderPick(line=line, item_id=item_id) for line, draft in drafted for item_id in draft.item_ids]
    accepted = [
        AcceptedTerms(line=line, terms=draft.terms, accepted_at=order.placed_at, accepted_by=order.placed_by)
        for line, draft in drafted
        if draft.terms is not None
    ]
    if picks:
        OrderPick.objects.bulk_create(picks)
    if accepted:
        AcceptedTerms.objects.bulk_create(accepted)
    return lines


def _line(order: Order, draft: LineDraft, position: int) -> OrderLine:
    version = draft.rate_version
    prices = {}
    if version is not None:
        prices = {
            "retail": first_period_retail(version, draft.quantity),
            "wholesale": wholesale_of_period(version, draft.quantity),
            "retail_set_up": version.retail_set_up * draft.quantity,
            "wholesale_set_up": version.wholesale_set_up * draft.quantity,
        }
    return OrderLine(
        public_id=draft.public_id,
        order=order,
        position=position,
        action=draft.action,
        product=draft.product,
        instance=draft.instance,
        parent=draft.parent,
        subscriber_id=draft.subscriber_id,
        rate_version=version,
        currency=draft.currency,
        auto_renew=draft.auto_renew,
        variables=draft.variables or {},
        change=draft.change,
        quantity=draft.quantity,
        characteristics=draft.characteristics or {},
        relationships=list(draft.relationships),
        together=draft.together,
        payer_id=draft.payer_id,
        cost_centre=draft.cost_centre,
        purchase_order_number=draft.purchase_order_number,
        **prices,
    )


def complete_line(line: OrderLine, instance: Instance, *, at: datetime) -> None:
    """This will mark a line as done for its service, and the order when it was the last."""
    line.instance = instance
    line.state = LINE_STATES.next(line.state, "complete")
    line.save(update_fields=["instance", "state"])
    _finish(line.order, at=at)


def fail_line(line: OrderLine, failure: str, *, at: datetime) -> None:
    """This will mark a line as failed with the reason, and the order when nothing of it is under way."""
    line.state = LINE_STATES.next(line.state, "fail")
    line.failure = failure
    line.save(update_fields=["state", "failure"])
    _finish(line.order, at=at)


def retry_line(line: OrderLine) -> None:
    """This will put a failed line, and its order, under way again.

    Raises ServiceBusyError when another line is changing the same service.
    """
    line.state = LINE_STATES.next(line.state, "retry")
    line.failure = ""
    try:
        with transaction.atomic():
            line.save(update_fields=["state", "failure"])
    except IntegrityError as error:
        if "one_under_way_per_service" not in str(error) or line.instance is None:
            raise
        raise ServiceBusyError(
            f"An order that changes {line.instance.key} is under way; wait until it has ended."
        ) from None
    if line.order.state == OrderState.FAILED:
        line.order.state = ORDER_STATES.next(line.order.state, "retry")
        line.order.finished_at = None
        line.order.save(update_fields=["state", "finished_at"])


def _finish(order: Order, *, at: datetime) -> None:
    states: Iterable[str] = order.lines.values_list("state", flat=True)
    if LineState.PROVISIONING in states:
        return
    order.state = ORDER_STATES.next(order.state, "fail" if LineState.FAILED in states else "complete")
    order.finished_at = at
    order.save(update_fields=["state", "finished_at"])
