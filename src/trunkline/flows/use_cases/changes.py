"""Changes of running services: asked for, moved, withdrawn, carried out; and corrections of what was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import transaction

from trunkline.catalog.models import Product, ProductTerms, RateVersion, StateTransition
from trunkline.catalog.policies.characteristics import value_violations
from trunkline.catalog.policies.eligibility import ineligibility, part_ineligibility
from trunkline.catalog.selectors import products as catalog_products
from trunkline.catalog.selectors import rates as catalog_rates
from trunkline.catalog.selectors import states as catalog_states
from trunkline.catalog.selectors.rates import ANY_RATE, RateChoice
from trunkline.catalog.states import CharacteristicSetter, RelationshipKind
from trunkline.flows.operations import charges, parts, services
from trunkline.flows.operations.characteristics import refuse, require_quantity, require_settable
from trunkline.flows.operations.service_orders import ChangeOrder, lock_running_service, lock_service, order_change
from trunkline.flows.selectors import describe_for_addons
from trunkline.instances.errors import ChangeNotFoundError, InstanceChangedError, ServiceRetiredError, ServiceStateError
from trunkline.instances.events import ChangeTookOver
from trunkline.instances.models import REASON_MAX, Change, Configuration
from trunkline.instances.operations import changes as change_operations
from trunkline.instances.operations import timeline
from trunkline.instances.operations.changes import ChangeDraft
from trunkline.instances.selectors import cancellations as cancellation_selectors
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.selectors import timeline as timeline_selectors
from trunkline.instances.selectors.timeline import Moment
from trunkline.instances.states import ChangeState
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.ordering.errors import OfferNotEligibleError, PriceChangedError, ServiceBusyError
from trunkline.ordering.selectors import find_ending
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.parties.states import AccountKind
from trunkline.platform import bus
from trunkline.platform.commands import ActorKind, Command, use_case
from trunkline.platform.limits import SERVICE_NAME_MAX, require_text

BUSY_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Agreement:
    """A price agreed with a customer, for each unit or as the rate counts; None: that of the rate."""

    retail: Decimal | None = None
    wholesale: Decimal | None = None


@dataclass(frozen=True)
class Difference:
    """What is to be different of a service; None: it stays as it is. Of the characteristics null takes one away."""

    product_id: int | None = None
    rate: RateChoice = ANY_RATE
    quantity: int | None = None
    characteristics: Mapping[str, Any] = field(default_factory=dict)
    agreement: Agreement | None = None
    subscriber_id: int | None = None
    place_id: int | None = None
    name: str | None = None
    service_state: str | None = None


@dataclass(frozen=True)
class ChangeRequest:
    """A change that is asked for: from when on (None: now), why, and what whoever asks has seen of the service.

    `shown_price` is what a period of the new product was said to cost, `version` the service's ETag.
    """

    difference: Difference
    starts_at: datetime | None = None
    reason: str = ""
    customer_reason: str = ""
    shown_price: Decimal | None = None
    accepted_terms_version: int | None = None
    version: str | None = None


@use_case
def ask_for_change(command: Command, instance_id: int, request: ChangeRequest) -> int:
    """This will have a service be different, now or at an instant to come; returns the change's number.

    Its play is ordered at once, or the product's lead time before the instant. Raises ServiceNotFoundError,
    ServiceRetiredError, ServiceStateError, InstanceChangedError, ChangePlannedError, ServiceBusyError,
    OfferNotEligibleError, PriceChangedError or InvalidInputError; then nothing was changed or ordered.
    """
    account, service = lock_service(instance_id)
    if service.instance.retired_at is not None and not _is_among_ended(request):
        raise ServiceRetiredError(f"{service.instance.key} has ended already.")
    _require_version(service, request.version)
    starts_at = command.at if request.starts_at is None else request.starts_at
    if starts_at < command.at:
        raise InvalidInputError.for_field("starts_at", "is over; correct what was told wrong of the past instead.")
    cancellation = cancellation_selectors.find_pending_cancellation(instance_id)
    if find_ending(instance_id) is not None or (cancellation is not None and cancellation.ends_at <= starts_at):
        raise ServiceStateError(f"{service.instance.key} is about to end; reverse its cancellation first.")
    by_then = _as_of(service, starts_at, command.at)
    found = _Found(command, account, by_then, request)
    draft = ChangeDraft(
        differences=found.differences(),
        starts_at=starts_at,
        requested_by=str(command.actor),
        reason=require_text(request.reason, "reason", REASON_MAX, optional=True),
        customer_reason=require_text(request.customer_reason, "customer_reason", REASON_MAX, optional=True),
        charge=found.charge(),
    )
    change = change_operations.plan_change(service, draft, at=command.at, lead=_lead(found.product))
    _require_consistent(instance_id)
    if change.due_at <= command.at:
        _carry_out(command, account, service, change)
    return change.pk


def _is_among_ended(request: ChangeRequest) -> bool:
    """Whether a change leads from one ended state to another, now: nothing else of an ended service changes."""
    code = request.difference.service_state
    if code is None or request.starts_at is not None or request.difference != Difference(service_state=code):
        return False
    return catalog_states.is_ended(catalog_states.get_service_state(code))


def _require_version(service: Configuration, version: str | None) -> None:
    if version is not None and version != timeline_selectors.version_of(service.instance_id):
        raise InstanceChangedError(f"{service.instance.key} was changed since you read it; read it again.")


def _as_of(service: Configuration, at: datetime, now: datetime) -> Configuration:
    """What the service is to be by then, with all that is planned before."""
    by_then = timeline_selectors.list_as_of(Moment(at=at, now=now)).filter(instance_id=service.instance_id)
    return by_then.select_related("instance", "product", "service_state", "account", "rate_version").get()


def _lead(product: Product) -> timedelta:
    return timedelta(hours=product.lead_time_hours)


class _Found:
    """What a request asks for, found and checked against what the service is by then."""

    def __init__(self, command: Command, account: Account, by_then: Configuration, request: ChangeRequest) -> None:
        self._command, self._account, self._by_then, self._request = command, account, by_then, request
        self._wanted = request.difference
        self._former = service_selectors.get_service_product(by_then)
        self.product = self._former
        if self._wanted.product_id is not None:
            self.product = catalog_products.get_product(self._wanted.product_id)
        self._bundle = parts.find_bundle(by_then)
        self._transition = self._find_transition()

    def differences(self) -> dict[str, object]:
        """Write what is to be different, by column; raises what `ask_for_change` does."""
        found: dict[str, object] = {}
        if self._transition is not None:
            found["service_state"] = self._transition.to_state
        if self.product != self._former:
            found |= self._replacement()
        elif self._wanted.rate != ANY_RATE:
            found["rate_version"] = self._rate()
        found |= self._plain()
        characteristics = self._characteristics()
        if characteristics:
            found["characteristics"] = characteristics
        if not found:
            raise InvalidInputError("Nothing to change: say what is to be different.")
        if self._transition is not None and len(found) > 1:
            raise InvalidInputError.for_field("service_state", "changes by itself; ask for the rest in another change.")
        return found

    def _plain(self) -> dict[str, object]:
        wanted, found = self._wanted, dict[str, object]()
        if wanted.quantity is not None:
            found["quantity"] = require_quantity(wanted.quantity)
        if wanted.agreement is not None:
            found["agreed_retail"] = _price(wanted.agreement.retail, "agreed_retail")
            found["agreed_wholesale"] = _price(wanted.agreement.wholesale, "agreed_wholesale")
        if wanted.name is not None:
            found["name"] = require_text(wanted.name, "name", SERVICE_NAME_MAX)
        if wanted.subscriber_id is not None:
            found["subscriber_id"] = wanted.subscriber_id
        if wanted.place_id is not None:
            found["place_id"] = wanted.place_id
        return found

    def charge(self) -> Decimal | None:
        """What the change costs once: its transition does."""
        step = self._transition
        if step is None or step.charge is None:
            return None
        if step.currency != self._account.currency:
            raise InvalidInputError.for_field("service_state", f"costs in {step.currency}, which the account has not.")
        return step.charge

    def _find_transition(self) -> StateTransition | None:
        if self._wanted.service_state is None:
            return None
        state = catalog_states.get_service_state(self._wanted.service_state)
        former = self._by_then.service_state
        named = former.code if former else "New"
        if catalog_states.is_ended(state) and self._by_then.instance.retired_at is None:
            raise ServiceStateError(f"{state.code} is an end; end or cancel the service instead.")
        step = catalog_states.find_state_transition(self._former, former, state)
        if step is None:
            raise ServiceStateError(f"No transition leads from {named} to {state.code}; see the product's table.")
        return step

    def _replacement(self) -> dict[str, object]:
        """A product by way of an upgrade or downgrade, with its own price; an agreed one was for the former."""
        path = self._former.relationships.filter(
            to_product=self.product, kind__in=[RelationshipKind.UPGRADE, RelationshipKind.DOWNGRADE]
        )
        reasons = []
        if not path.exists():
            reasons.append(f"{self.product.name} is no upgrade or downgrade of {self._former.name}.")
        version = self._rate()
        reasons += self._ineligibility(version)
        if reasons:
            raise OfferNotEligibleError(" ".join(reasons))
        self._check_price(version)
        self._check_terms()
        return {
            "product": self.product,
            "name": self.product.name if self._by_then.name == self._former.name else self._by_then.name,
            "rate_version": version,
            "agreed_retail": None,
            "agreed_wholesale": None,
        }

    def _rate(self) -> RateVersion | None:
        account_class_id = parties.get_terms(self._account.pk, self._command.at).account_class_id
        versions: list[RateVersion] = []
        # A part's price within its bundle goes before its own; it has none where the bundle's is that of its parts.
        bundle_ids = [] if self._bundle is None else [self._bundle.product_id]
        for bundle_id in [] if parts.is_covered_by(self._bundle) else [*bundle_ids, None]:
            versions += catalog_rates.map_sold_versions(
                [self.product.pk], self._account.currency, account_class_id, self._command.at, bundle_id=bundle_id
            )[self.product.pk]
        version = self._wanted.rate.first_of(versions)
        if version is None and self._wanted.rate != ANY_RATE:
            raise InvalidInputError.for_field("price_plan", "and period: the account cannot buy the product so.")
        return version

    def _ineligibility(self, version: RateVersion | None) -> list[str]:
        has_price = version is not None or parts.is_covered_by(self._bundle)
        offer = catalog_products.describe_offer(self.product, has_price=has_price)
        if self._bundle is not None:
            forbidden = parts.why_not_replaced(self._by_then, self._bundle, self.product)
            return part_ineligibility(offer, at=self._command.at) + forbidden
        parent_id = self._by_then.parent_id
        adds_to = None if parent_id is None else describe_for_addons(service_selectors.get_current_service(parent_id))
        return ineligibility(
            offer,
            is_business=parties.get_terms(self._account.pk, self._command.at).kind == AccountKind.BUSINESS,
            brand_id=self._account.brand_id,
            by_customer=self._command.actor.kind is ActorKind.CUSTOMER,
            at=self._command.at,
            adds_to=adds_to,
        )

    def _check_price(self, version: RateVersion | None) -> None:
        shown = self._request.shown_price
        units = self._wanted.quantity or self._by_then.quantity
        price = Decimal(0) if version is None else catalog_rates.first_period_retail(version, units)
        if shown is not None and shown != price:
            raise PriceChangedError(f"A period costs {price.normalize():f}, not what was shown; show the new price.")

    def _check_terms(self) -> None:
        terms: ProductTerms | None = catalog_products.find_terms(self.product.pk)
        if terms is not None and self._request.accepted_terms_version not in (None, terms.version):
            raise InvalidInputError.for_field("accepted_terms_version", f"is not the present one, {terms.version}.")

    def _characteristics(self) -> dict[str, Any]:
        """What is told of them; those that a new product does not know go."""
        told = dict(self._wanted.characteristics)
        rules = catalog_products.list_characteristic_rules(self.product)
        known = {rule.name for rule in rules}
        gone = {name: None for name in self._by_then.characteristics if name not in known}
        require_settable(rules, told, self._command.actor)
        return gone | told


def _price(price: Decimal | None, name: str) -> Decimal | None:
    return None if price is None else parse_rate(price, name)


def _require_consistent(instance_id: int) -> None:
    """Refuse a change by which a configuration to come would tell what its product does not know, or lack something."""
    for row in timeline_selectors.list_pending(instance_id).select_related("product"):
        if row.product is None:
            continue
        rules = catalog_products.list_characteristic_rules(row.product)
        refuse(
            dict(value_violations(rules, row.characteristics, CharacteristicSetter.PLAY)),
            f"From {row.valid_from.isoformat()} on it is {row.product.name}. ",
        )


def _carry_out(command: Command, account: Account, service: Configuration, change: Change) -> None:
    """Order the play of a change whose time has come, or have it take over; raises ServiceBusyError."""
    planned = timeline_selectors.list_pending(service.instance_id).get(change=change)
    product = service_selectors.get_service_product(planned)
    play = _play(service, planned)
    if not play and change.starts_at <= command.at:
        _take_over(command, account, service, change)
        return
    change_operations.begin_change(change, service)
    planned = timeline_selectors.list_pending(service.instance_id).get(change=change)
    wanted = ChangeOrder(change, product, planned.rate_version, planned.quantity, play)
    order_change(command, account, service, wanted)


def _play(service: Configuration, planned: Configuration) -> str:
    """The play by which a service becomes what is planned: the transition's, or that of changes; "": there is none."""
    product = service_selectors.get_service_product(planned)
    if planned.service_state is None or planned.service_state_id == service.service_state_id:
        return product.change_play
    step = catalog_states.find_state_transition(product, service.service_state, planned.service_state)
    return step.play if step is not None else ""


def _take_over(command: Command, account: Account, service: Configuration, change: Change) -> None:
    services.take_over(change, service, account, at=command.at)
    charges.record_plainly(account, charges.charge_change(account, change, at=command.at), at=command.at)
    charges.charge_what_is_due(account, at=command.at)


@use_case
def move_change(command: Command, instance_id: int, change_id: int, starts_at: datetime) -> int:
    """This will have a planned change take over at another instant to come; returns its number.

    Raises ChangeNotFoundError, ChangeUnderWayError, ChangePlannedError or InvalidInputError.
    """
    _, service = lock_running_service(instance_id)
    change = _get_change(instance_id, change_id)
    if starts_at <= command.at:
        raise InvalidInputError.for_field("starts_at", "must lie ahead.")
    planned = timeline_selectors.list_pending(instance_id).filter(change=change).first()
    product = service_selectors.get_service_product(planned or service)
    due_at = max(starts_at - _lead(product), command.at)
    change_operations.move_change(change, service, starts_at=starts_at, due_at=due_at)
    _require_consistent(instance_id)
    return change.pk


@use_case
def withdraw_change(command: Command, instance_id: int, change_id: int) -> int:
    """This will have a planned change never take over; returns its number.

    Raises ChangeNotFoundError, ChangeUnderWayError, or InvalidInputError when what is planned after it relies on it.
    """
    _, service = lock_service(instance_id)
    change = _get_change(instance_id, change_id)
    change_operations.withdraw_change(change, service, at=command.at)
    _require_consistent(instance_id)
    return change.pk


def _get_change(instance_id: int, change_id: int) -> Change:
    change = Change.objects.filter(pk=change_id, instance_id=instance_id).first()
    if change is None:
        raise ChangeNotFoundError("The service has no such change; list its changes to find it.")
    return change


@use_case
def carry_out_due_change(command: Command, instance_id: int, change_id: int) -> bool:
    """This will order the play of a change that is due, or have it take over when that has succeeded already.

    Tells whether something was due. A service that is busy is looked at again later.
    """
    account, service = lock_service(instance_id)
    change = _get_change(instance_id, change_id)
    if change.due_at > command.at or change.state not in {ChangeState.PLANNED, ChangeState.PREPARED}:
        return False
    if change.state == ChangeState.PREPARED:
        _take_over(command, account, service, change)
        return True
    try:
        # A refusal takes back what was written of the order by then.
        with transaction.atomic():
            _carry_out(command, account, service, change)
    except ServiceBusyError:
        Change.objects.filter(pk=change.pk).update(due_at=command.at + BUSY_FOR)
    return True


@use_case
def take_over_due_changes(command: Command, change_ids: Sequence[int]) -> list[int]:
    """This will have those of several changes that are due take over at once for which no play is to run any more.

    Returns the numbers of the others, and of those that mean more than other values: another price or state, or that
    something is planned after them. These are carried out one by one.
    """
    due = Change.objects.filter(
        pk__in=change_ids, state__in=[ChangeState.PLANNED, ChangeState.PREPARED], due_at__lte=command.at
    )
    parties.lock_accounts(change.account_id for change in due if change.account_id is not None)
    current = service_selectors.lock_services(change.instance_id for change in due)
    simple = {}
    planned = timeline_selectors.list_pending_of(current).select_related("product", "service_state", "change")
    for instance_id, rows in groupby(planned, key=lambda row: row.instance_id):
        first, *others = rows
        if not others and _is_plain(command, current[instance_id], first):
            simple[instance_id] = first
    timeline.take_over_each([(row, current[instance_id]) for instance_id, row in simple.items()], at=command.at)
    taken_over = [row.change_id for row in simple.values()]
    news = [
        ChangeTookOver(account_id=row.account_id, instance_id=row.instance_id, change_id=row.change_id)
        for row in simple.values()
        if row.account_id is not None and row.change_id is not None
    ]
    bus.announce_each(news, at=command.at)
    return [change_id for change_id in change_ids if change_id not in set(taken_over)]


def _is_plain(command: Command, current: Configuration, planned: Configuration) -> bool:
    """Whether nothing follows from a change that is due but that other values hold."""
    change = planned.change
    if change is None or max(change.due_at, planned.valid_from) > command.at or current.valid_from >= command.at:
        return False
    if change.state != ChangeState.PREPARED and (change.state != ChangeState.PLANNED or _play(current, planned)):
        return False
    kept = ("service_state_id", "rate_version_id", "account_id", "parent_id")
    return all(getattr(current, name) == getattr(planned, name) for name in kept)


@dataclass(frozen=True)
class CorrectionRequest:
    """What was told wrong of a service from an instant until another (None: until now, and on), and why it is known."""

    difference: Difference
    starts_at: datetime
    reason: str
    ends_at: datetime | None = None
    version: str | None = None


@use_case
def correct_service(command: Command, instance_id: int, request: CorrectionRequest) -> int:
    """This will record anew what a service was over a span of the past; returns the correction's number.

    No play runs. What should have been charged is charged or credited. Raises ServiceNotFoundError,
    InstanceChangedError, OutsideLifeError or InvalidInputError.
    """
    account, service = lock_service(instance_id)
    _require_version(service, request.version)
    wanted = request.difference
    if wanted.product_id is not None or wanted.service_state is not None or wanted.rate != ANY_RATE:
        raise InvalidInputError("Product, price and state are changed from now on only; they need a play.")
    by_then = _as_of(service, request.starts_at, command.at) if _was_there(service, request.starts_at) else service
    found = _Found(command, account, by_then, ChangeRequest(wanted))
    draft = ChangeDraft(
        differences=found.differences(),
        starts_at=request.starts_at,
        requested_by=str(command.actor),
        reason=require_text(request.reason, "reason", REASON_MAX),
    )
    correction = change_operations.correct(service, draft, ends_at=request.ends_at, at=command.at)
    charges.charge_what_is_due(account, at=command.at)
    return correction.pk


def _was_there(service: Configuration, at: datetime) -> bool:
    first = timeline_selectors.list_held(service.instance_id).first()
    return first is not None and first.valid_from <= at
