"""Further periods of services: paid or put on the account, delivered, charged; or refused, tried again, given up."""

from datetime import datetime, timedelta
from decimal import Decimal

from moneyed import Money

from trunkline.catalog.policies.allowances import allowances_of
from trunkline.catalog.selectors import rates as catalog
from trunkline.catalog.states import BaseStatus, RenewalPayment
from trunkline.flows.operations.charges import charge_what_is_due
from trunkline.flows.operations.renewals import list_unqueued, queue_renewal
from trunkline.flows.operations.services import go_on
from trunkline.flows.selectors import amount_of_renewal, list_foreign_plan_ids, renewal_retail
from trunkline.instances.errors import RenewalNotPossibleError, ServiceRetiredError
from trunkline.instances.events import RenewalDeclined, ServiceRenewed
from trunkline.instances.models import Configuration, Renewal
from trunkline.instances.operations import cancellations as cancellation_operations
from trunkline.instances.operations import renewals as renewal_operations
from trunkline.instances.policies.renewals import is_given_up, renewal_due_at
from trunkline.instances.selectors import cancellations as cancellation_selectors
from trunkline.instances.selectors import renewals as renewal_selectors
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.states import WAITING_RENEWAL_STATES, CancellationReason, RenewalState
from trunkline.kernel.money import round_money
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_time_zone, lock_account
from trunkline.payments import operations as payments
from trunkline.payments import selectors as payment_selectors
from trunkline.payments.operations import PaymentDraft
from trunkline.payments.policies import FAILURE_MAX, GatewayAnswer, renewal_purpose
from trunkline.payments.states import OPEN_PAYMENT_STATES, PaymentState
from trunkline.platform import bus
from trunkline.platform.commands import Command, use_case

NO_CARD = "There is no card to be charged."
REFUND_AGAIN_AFTER = timedelta(days=1)


@use_case
def queue_due_renewals(command: Command) -> int:
    """This will queue the renewals of which something is due by now, or was left half-way; tells how many.

    Those that wait in the queue already are left there.
    """
    due = list_unqueued(renewal_selectors.list_due_renewals(command.at))
    holders = service_selectors.map_holders(renewal.instance_id for renewal in due)
    for renewal in due:
        queue_renewal(renewal, holders.get(renewal.instance_id, renewal.instance_id))
    return len(due)


@use_case
def set_auto_renewal(command: Command, instance_id: int, *, auto_renew: bool) -> int:
    """This will have a service renew by itself, or expire at the end of its period; returns the service's number.

    Raises ServiceNotFoundError, ServiceRetiredError, or RenewalNotPossibleError when its product does not allow that.
    """
    _, service = _lock_service(instance_id)
    _require_period(service)
    if not service_selectors.get_service_product(service).allow_auto_renew:
        raise RenewalNotPossibleError("The product does not let its renewal be switched.")
    renewal_operations.set_auto_renew(service.instance, auto_renew=auto_renew)
    renewal = renewal_selectors.find_open_renewal(instance_id)
    if renewal is not None and renewal.due_at <= command.at:
        queue_renewal(renewal, service_selectors.get_holder_id(instance_id))
    return instance_id


@use_case
def renew_now(command: Command, instance_id: int) -> int:
    """This will ask that the next period of a service is paid and delivered now; returns the service's number.

    Raises ServiceNotFoundError, ServiceRetiredError, or RenewalNotPossibleError when it is not active, has no periods,
    is renewed ahead already, or adds to a service that is not renewed for the period.
    """
    _, service = _lock_service(instance_id)
    renewal = _require_period(service)
    if renewal.state not in WAITING_RENEWAL_STATES or _is_on_hold(service):
        raise RenewalNotPossibleError(f"The renewal is {renewal.state.replace('_', ' ')}, or the service about to end.")
    ahead = renewal_selectors.list_renewals(instance_id).filter(state=RenewalState.RENEWED, starts_at__gt=command.at)
    if ahead.exists():
        raise RenewalNotPossibleError("The next period was renewed already.")
    if _must_wait_for_service(service, renewal):
        raise RenewalNotPossibleError("The service that it adds to is not renewed for that period; renew that first.")
    # Refused attempts before do not count against one that somebody asks for.
    renewal.is_requested, renewal.attempts, renewal.due_at = True, 0, command.at
    renewal.save(update_fields=["is_requested", "attempts", "due_at"])
    queue_renewal(renewal, service_selectors.get_holder_id(instance_id))
    return instance_id


def _require_period(service: Configuration) -> Renewal:
    state = service.service_state
    if state is None or state.base_status != BaseStatus.ACTIVE:
        raise RenewalNotPossibleError(f"{service.instance.key} is not active.")
    renewal = renewal_selectors.find_open_renewal(service.instance_id)
    if renewal is None:
        raise RenewalNotPossibleError(f"{service.instance.key} has no further periods.")
    return renewal


def _lock_service(instance_id: int) -> tuple[Account, Configuration]:
    account = lock_account(service_selectors.get_service_account_id(instance_id))
    service = service_selectors.lock_current_service(instance_id)
    if service.instance.retired_at is not None:
        raise ServiceRetiredError(f"{service.instance.key} has ended.")
    return account, service


def _lock(renewal_id: int) -> tuple[Account, Configuration, Renewal]:
    """Lock a renewal by its account and service, and read it again under the locks."""
    named = renewal_selectors.get_renewal(renewal_id)
    account = lock_account(named.account_id)
    service = service_selectors.lock_current_service(named.instance_id)
    return account, service, renewal_selectors.get_renewal(renewal_id)


@use_case
def begin_renewal(command: Command, renewal_id: int) -> None:
    """This will have a renewal that is due be paid: from a card, or on the account; or end it where it is not to be.

    A service that does not renew by itself, or whose attempts were all refused, is to end. What is not due stays.
    """
    account, service, renewal = _lock(renewal_id)
    if renewal.state not in WAITING_RENEWAL_STATES or renewal.due_at > command.at:
        return
    if service.instance.retired_at is not None:
        renewal_operations.move_renewal(renewal, "withdraw")
    elif _is_on_hold(service):
        renewal_operations.pause_renewal(service.instance)
    elif is_given_up(renewal.attempts):
        _expire(command, service, renewal, CancellationReason.NON_PAYMENT)
    elif not (renewal.is_requested or service.instance.auto_renew):
        _expire(command, service, renewal, CancellationReason.CONTRACT_END)
    else:
        _renew(command, account, service, renewal)


def _renew(command: Command, account: Account, service: Configuration, renewal: Renewal) -> None:
    if _has_lapsed(service, renewal, at=command.at):
        zone = get_time_zone(account.pk, command.at)
        renewal_operations.skip_lapsed_periods(renewal, service, zone=zone, at=command.at)
    if _must_wait_for_service(service, renewal):
        renewal_operations.pause_renewal(service.instance)
    else:
        _ask_for_money(command, account, service, renewal)


def _must_wait_for_service(service: Configuration, renewal: Renewal) -> bool:
    """Whether the service that this one adds to may end before the period begins: it is not renewed until then.

    Once it is, what adds to it goes on.
    """
    if service.parent_id is None:
        return False
    of_parent = renewal_selectors.find_open_renewal(service.parent_id)
    return of_parent is not None and of_parent.starts_at <= renewal.starts_at


def _has_lapsed(service: Configuration, renewal: Renewal, *, at: datetime) -> bool:
    """Whether a period has passed without its allowances, refused or forgotten: the one after it is due by now.

    What is had without any, such as a rented modem, was had all the time, and so was what a foreign plan grants.
    """
    if at < renewal_due_at(renewal.ends_at, renews=True):
        return False
    product = service_selectors.get_service_product(service)
    allowances = allowances_of(product.provisioning_variables, product.category)
    own_plans, _ = list_foreign_plan_ids(service)
    return bool(allowances) and not own_plans


def _is_on_hold(service: Configuration) -> bool:
    """Whether a service, or the one that it adds to, is suspended or about to end."""
    for held in filter(None, [service, _parent_of(service)]):
        is_active = held.service_state is not None and held.service_state.base_status == BaseStatus.ACTIVE
        if not is_active or cancellation_selectors.find_pending_cancellation(held.instance_id) is not None:
            return True
    return False


def _parent_of(service: Configuration) -> Configuration | None:
    return None if service.parent_id is None else service_selectors.get_current_service(service.parent_id)


def _expire(command: Command, service: Configuration, renewal: Renewal, reason: CancellationReason) -> None:
    renewal_operations.move_renewal(renewal, "expire")
    at, actor = command.at, str(command.actor)
    cancellation_operations.request_cancellation(
        service, reason, ends_at=at, note=renewal.failure, requested_by=actor, at=at
    )


def _ask_for_money(command: Command, account: Account, service: Configuration, renewal: Renewal) -> None:
    _agree(service, renewal)
    product = service_selectors.get_service_product(service)
    amount = _amount(account, service, renewal)
    if product.renewal_payment != RenewalPayment.CARD or not amount:
        renewal_operations.move_renewal(renewal, "pay", payment=None)
        return
    card = payment_selectors.list_cards(account.pk).first()
    if card is None:
        _decline(command, renewal, NO_CARD)
        return
    description = f"{product.name} - {renewal.starts_on} to {renewal.ends_on}"
    purpose = renewal_purpose(service.instance.public_id, renewal.starts_on)
    draft = PaymentDraft(card, amount, account.currency, description, purpose=purpose)
    payment = payments.intend_payment(draft, at=command.at)
    renewal_operations.move_renewal(renewal, "charge", payment=payment)


def _agree(service: Configuration, renewal: Renewal) -> None:
    """Note at which price the period is renewed: what was agreed with the customer, else the rate of its first day."""
    if service.rate_version is None:
        raise RuntimeError("A service without a rate has a renewal.")
    version = catalog.find_renewal_version(service.rate_version, renewal.starts_at)
    renewal.rate_version = version
    renewal.retail = renewal_retail(service, renewal, version)
    renewal.wholesale = version.wholesale if service.agreed_wholesale is None else service.agreed_wholesale


def _amount(account: Account, service: Configuration, renewal: Renewal) -> Decimal:
    amount = amount_of_renewal(renewal, service.quantity)
    return round_money(Money(amount, account.currency)).amount


def _decline(command: Command, renewal: Renewal, failure: str) -> None:
    renewal_operations.decline_renewal(renewal, failure, at=command.at)
    event = RenewalDeclined(account_id=renewal.account_id, instance_id=renewal.instance_id, renewal_id=renewal.pk)
    bus.announce(event, at=command.at)


@use_case
def conclude_renewal_charge(command: Command, renewal_id: int, answer: GatewayAnswer | None) -> None:
    """This will note what became of a renewal's payment (None: that is known already); again, it changes nothing."""
    _, service, renewal = _lock(renewal_id)
    if renewal.state != RenewalState.CHARGING or renewal.payment is None:
        return
    payment = payment_selectors.lock_payment(renewal.payment.pk)
    if answer is not None:
        payments.conclude_payment(payment, answer, at=command.at)
    if payment.state in OPEN_PAYMENT_STATES:
        return
    if payment.state == PaymentState.CAPTURED:
        renewal_operations.move_renewal(renewal, "pay")
    elif service.instance.retired_at is not None:
        renewal_operations.move_renewal(renewal, "withdraw")
    else:
        _decline(command, renewal, payment.failure)


@use_case
def complete_renewal(command: Command, renewal_id: int) -> None:
    """This will put a paid and delivered period in force: charged, and the period after it planned.

    What adds to the service and has waited for this goes on. When the service has ended meanwhile, what was paid is to
    be given back.
    """
    account, service, renewal = _lock(renewal_id)
    if renewal.state != RenewalState.PAID:
        return
    if service.instance.retired_at is not None:
        renewal_operations.move_renewal(renewal, "give_back", failure="The service has ended.")
        return
    renewal_operations.move_renewal(renewal, "renew", renewed_at=command.at, failure="")
    renewal_operations.plan_renewal(service, covered_until=renewal.ends_on, zone=get_time_zone(account.pk, command.at))
    if _is_on_hold(service):
        renewal_operations.pause_renewal(service.instance)
    else:
        go_on(service, at=command.at)
    charge_what_is_due(account, at=command.at)
    event = ServiceRenewed(account_id=account.pk, instance_id=renewal.instance_id, renewal_id=renewal.pk)
    bus.announce(event, at=command.at)


@use_case
def refuse_delivery(_command: Command, renewal_id: int, failure: str) -> None:
    """This will note that a paid period could not be delivered: what was paid is to be given back."""
    _, _, renewal = _lock(renewal_id)
    if renewal.state == RenewalState.PAID:
        renewal_operations.move_renewal(renewal, "give_back", failure=failure[:FAILURE_MAX])


@use_case
def put_off_giving_back(command: Command, renewal_id: int, failure: str) -> None:
    """This will note that the gateway refused to give back what was paid for a renewal: it is asked again later."""
    _, _, renewal = _lock(renewal_id)
    if renewal.state in {RenewalState.GIVING_BACK, RenewalState.TAKING_BACK}:
        renewal.due_at, renewal.failure = command.at + REFUND_AGAIN_AFTER, failure[:FAILURE_MAX]
        renewal.save(update_fields=["due_at", "failure"])


@use_case
def conclude_giving_back(command: Command, renewal_id: int) -> None:
    """This will note that what was paid for a renewal was given back; again, it changes nothing."""
    _, service, renewal = _lock(renewal_id)
    if renewal.state == RenewalState.TAKING_BACK:
        renewal_operations.move_renewal(renewal, "withdraw")
    elif renewal.state == RenewalState.GIVING_BACK:
        if service.instance.retired_at is not None:
            renewal_operations.move_renewal(renewal, "withdraw")
        else:
            _decline(command, renewal, renewal.failure)
