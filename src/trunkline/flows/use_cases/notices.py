"""What customers are told of what has happened: news of the rooms below becomes notices, each once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from trunkline.catalog.models import RateVersion
from trunkline.catalog.states import BaseStatus
from trunkline.flows.selectors import amount_of_renewal
from trunkline.flows.use_cases.renewals import NO_CARD
from trunkline.instances.events import CancellationRequested, CancellationReversed, RenewalDeclined, ServiceRenewed
from trunkline.instances.models import Cancellation, Renewal
from trunkline.instances.policies.renewals import is_given_up
from trunkline.instances.selectors import cancellations as cancellation_selectors
from trunkline.instances.selectors import renewals as renewal_selectors
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.states import OPEN_RENEWAL_STATES, CancellationState, RenewalState
from trunkline.kernel.money import format_amount
from trunkline.kernel.time import format_instant
from trunkline.notify import operations as notify
from trunkline.notify.operations import NoticeDraft
from trunkline.notify.states import NoticeKind
from trunkline.ordering.events import OrderLineCompleted, OrderLineFailed
from trunkline.ordering.models import OrderLine
from trunkline.ordering.states import LineAction
from trunkline.parties.selectors import hold_account
from trunkline.payments.models import Payment
from trunkline.payments.states import OPEN_PAYMENT_STATES, PaymentState, RefundState
from trunkline.platform.commands import Command, use_case
from trunkline.platform.models import Event
from trunkline.provisioning.models import ProvisioningJob

Data = dict[str, Any]
# What is to be told of an event; None: nothing.
News = tuple[NoticeKind, Data] | None


@use_case
def tell_customer(_command: Command, event_id: int) -> None:
    """This will queue the notice of an event for its customer, if it has one; again, it changes nothing."""
    event = Event.objects.get(pk=event_id)
    news = _TELLERS[event.name](event)
    if news is None:
        return
    kind, data = news
    hold_account(event.account_id)
    key = f"event:{event.name}:{event.pk}"
    notify.record_notice(NoticeDraft(event.account_id, kind, key, data), at=event.occurred_at)


def _of_completed_line(event: Event) -> News:
    line = _line(event)
    # Of parts the customer is told with their bundle.
    return None if line.part_of_id is not None else _of_done(event, line)


def _of_done(event: Event, line: OrderLine) -> News:
    match LineAction(line.action):
        case LineAction.ADD if line.parent is None:
            return NoticeKind.WELCOME, _what_was_bought(event, line)
        case LineAction.ADD | LineAction.ADD_PART:
            return NoticeKind.ADDED, {**_what_was_bought(event, line), **_main_product(line)}
        case LineAction.SUSPEND:
            return NoticeKind.SUSPENDED, _what_happened(event, line)
        case LineAction.RESUME:
            return NoticeKind.RESUMED, {**_what_happened(event, line), **_next_period(event.payload["instance_id"])}
        case LineAction.END:
            why = _reason_of_end(event.payload["instance_id"])
            return NoticeKind.ENDED, {**_what_happened(event, line), **why, **_given_back(line)}
        case LineAction.REMOVE | LineAction.CHANGE:
            # Of its end the customer was told when the service ended, and of a change when it takes over.
            return None


def _of_failed_line(event: Event) -> News:
    """Of a change that has failed the staff is told: for the customer all is as before."""
    line = _line(event)
    job: ProvisioningJob = line.job
    is_added = line.action in {LineAction.ADD, LineAction.ADD_PART} and line.part_of_id is None
    if not is_added or job.is_trial:
        return None
    data = {"product": line.product.name, "order": line.order.number, **_main_product(line), **_money_of(job)}
    return NoticeKind.FAILURE, data


def _of_renewal(event: Event) -> News:
    renewal = renewal_selectors.get_renewal(event.payload["renewal_id"])
    data = {
        **_service(renewal.instance_id),
        "starts_on": renewal.starts_on.isoformat(),
        "ends_on": renewal.ends_on.isoformat(),
        "renews": renewal.instance.auto_renew,
        "paid_by_card": renewal.payment is not None,
    }
    amount = _amount_of(renewal)
    if amount:
        data["price"] = _money(amount, renewal.account.currency)
    return NoticeKind.RENEWAL, data


def _of_declined_renewal(event: Event) -> News:
    renewal = renewal_selectors.get_renewal(event.payload["renewal_id"])
    data: Data = {
        **_service(renewal.instance_id),
        "starts_on": renewal.starts_on.isoformat(),
        "reason": _reason_of_decline(renewal),
        "is_given_up": renewal.state == RenewalState.EXPIRED or is_given_up(renewal.attempts),
    }
    if renewal.state == RenewalState.DECLINED and renewal.instance.auto_renew and not data["is_given_up"]:
        data["next_attempt_at"] = format_instant(renewal.due_at)
    return NoticeKind.RENEWAL_FAILED, data


def _of_cancellation(event: Event) -> News:
    cancellation = Cancellation.objects.get(pk=event.payload["cancellation_id"])
    data = {
        **_service(cancellation.instance_id),
        "reason": cancellation.reason,
        "ends_at": format_instant(cancellation.ends_at),
        "can_be_reversed": cancellation.ends_at > event.occurred_at,
    }
    return NoticeKind.CANCELLATION_REQUESTED, data


def _of_reversal(event: Event) -> News:
    instance_id = event.payload["instance_id"]
    state = service_selectors.get_current_service(instance_id).service_state
    is_suspended = state is not None and state.base_status == BaseStatus.SUSPENDED
    what_comes = {"is_suspended": True} if is_suspended else _next_period(instance_id)
    return NoticeKind.CANCELLATION_REVERSED, {**_service(instance_id), **what_comes}


_TELLERS: dict[str, Callable[[Event], News]] = {
    OrderLineCompleted.name: _of_completed_line,
    OrderLineFailed.name: _of_failed_line,
    ServiceRenewed.name: _of_renewal,
    RenewalDeclined.name: _of_declined_renewal,
    CancellationRequested.name: _of_cancellation,
    CancellationReversed.name: _of_reversal,
}


def _line(event: Event) -> OrderLine:
    lines = OrderLine.objects.select_related("order", "product", "instance", "parent", "rate_version__rate", "job")
    return lines.get(pk=event.payload["order_line_id"])


def _what_was_bought(event: Event, line: OrderLine) -> Data:
    data: Data = {
        "product": line.product.name,
        "service": line.instance.key if line.instance else "",
        "features": [feature.text for feature in line.product.features.all()],
    }
    if line.rate_version is not None:
        data |= _price(line, line.rate_version)
    # An add-on that is bought once is nothing that could be renewed; its service is another matter.
    if line.instance_id != line.parent_id:
        data |= _next_period(event.payload["instance_id"])
    return data


def _price(line: OrderLine, version: RateVersion) -> Data:
    data: Data = {"price": _money(line.retail, line.currency), "period": _period(version)}
    if line.retail_set_up:
        data["set_up"] = _money(line.retail_set_up, line.currency)
    return data


def _period(version: RateVersion) -> str:
    """How often it costs money, in words; empty: once."""
    count, unit = version.rate.period_count, version.rate.period_unit
    if count is None:
        return ""
    return str(unit) if count == 1 else f"{count} {unit}s"


def _main_product(line: OrderLine) -> Data:
    if line.parent is None:
        return {}
    service = _service(line.parent.pk)
    return {"main_product": service["product"], "main_service": service["service"]}


def _what_happened(event: Event, line: OrderLine) -> Data:
    key = line.instance.key if line.instance else ""
    return {"product": line.product.name, "service": key, "happened_at": format_instant(event.occurred_at)}


def _service(instance_id: int) -> Data:
    service = service_selectors.get_current_service(instance_id)
    return {"product": service_selectors.get_service_product(service).name, "service": service.instance.key}


def _next_period(instance_id: int) -> Data:
    planned = renewal_selectors.list_renewals(instance_id).filter(state__in=OPEN_RENEWAL_STATES)
    renewal = planned.select_related("instance").first()
    if renewal is None:
        return {}
    renews = renewal.instance.auto_renew or renewal.is_requested
    return {"next_on": renewal.starts_on.isoformat(), "renews": renews}


def _reason_of_end(instance_id: int) -> Data:
    carried_out = (
        cancellation_selectors.list_cancellations(instance_id).filter(state=CancellationState.CARRIED_OUT).last()
    )
    return {} if carried_out is None else {"reason": carried_out.reason}


def _given_back(line: OrderLine) -> Data:
    """What was agreed for periods that do not come: paid by card, or put on the account."""
    taken_back = [] if line.instance is None else renewal_selectors.list_taken_back(line.instance)
    by_card = sum((_amount_of(renewal) for renewal in taken_back if renewal.payment), Decimal(0))
    on_account = sum((_amount_of(renewal) for renewal in taken_back if not renewal.payment), Decimal(0))
    amounts = {"to_card": by_card, "off_account": on_account}
    return {name: _money(amount, taken_back[0].account.currency) for name, amount in amounts.items() if amount}


def _reason_of_decline(renewal: Renewal) -> str:
    if renewal.failure == NO_CARD:
        return "no_card"
    # One that was called off never came to the bank.
    is_declined = renewal.payment is not None and renewal.payment.state == PaymentState.DECLINED
    return "declined" if is_declined else "other"


def _amount_of(renewal: Renewal) -> Decimal:
    if renewal.payment is not None:
        return renewal.payment.amount
    return amount_of_renewal(renewal, service_selectors.get_current_service(renewal.instance_id).quantity)


def _money_of(job: ProvisioningJob) -> Data:
    """What became of money that a failed job took: nothing was taken, or all of it given back, or that is not known."""
    payments = list(Payment.objects.filter(job=job).prefetch_related("refunds"))
    taken = [payment for payment in payments if payment.state == PaymentState.CAPTURED]
    returned = Decimal(0)
    for payment in taken:
        given_back = [refund.amount for refund in payment.refunds.all() if refund.state == RefundState.REFUNDED]
        returned += sum(given_back, Decimal(0))
    is_open = any(payment.state in OPEN_PAYMENT_STATES for payment in payments)
    if is_open or returned != sum((payment.amount for payment in taken), Decimal(0)):
        return {"money": "open"}
    if not returned:
        return {"money": "nothing"}
    return {"money": "returned", "returned": _money(returned, taken[0].currency)}


def _money(amount: Decimal, currency: str) -> Data:
    return {"amount": format_amount(amount, currency), "currency": currency}
