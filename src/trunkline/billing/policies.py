"""Pure rules of billing: what should have been charged, and which claims of plays that explains."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from moneyed import Money

from trunkline.billing.states import ChargeComponent
from trunkline.catalog.policies.rates import PER_UNIT, RateTerms, period_amount, period_cost
from trunkline.kernel.money import round_money
from trunkline.kernel.periods import DateSpan, Period
from trunkline.kernel.time import local_date

ENGINE_VERSION = "3"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HeldSpan:
    """What the bill reads of one configuration: amounts without tax, of the first period; instants in UTC.

    What they are for, each unit or all of them, the rate's `terms` tell.
    """

    instance_id: int
    configuration_id: int
    subscription_id: int
    rate_id: int
    rate_version_id: int
    period: Period | None
    anchor_on: date
    valid_from: datetime
    valid_until: datetime | None
    quantity: int
    is_billable: bool
    retail: Decimal
    wholesale: Decimal
    retail_set_up: Decimal
    wholesale_set_up: Decimal
    terms: RateTerms = PER_UNIT


@dataclass(frozen=True)
class RenewedPeriod:
    """A further period of a service, agreed at an instant at a price; not owed any more once taken back."""

    instance_id: int
    rate_id: int
    rate_version_id: int
    days: DateSpan
    renewed_at: datetime
    retail: Decimal
    wholesale: Decimal
    is_owed: bool = True
    terms: RateTerms = PER_UNIT


@dataclass(frozen=True)
class Due:
    """An amount owed for one reason and one span of local days, rounded to the currency's minor unit."""

    key: str
    component: ChargeComponent
    days: DateSpan
    amount: Decimal
    wholesale: Decimal
    rule: str
    span: HeldSpan

    def inputs_hash(self) -> str:
        """This will hash what the amount was computed from."""
        document = json.dumps([self.key, self.rule, asdict(self.span)], default=str, sort_keys=True)
        return hashlib.sha256(document.encode()).hexdigest()


def target(
    spans: Iterable[HeldSpan],
    renewed: Iterable[RenewedPeriod] = (),
    *,
    currency: str,
    zone: ZoneInfo,
    horizon: datetime,
) -> list[Due]:
    """This will tell every charge that should have been raised up to and including `horizon`.

    The set-up is due when a service first holds, its first period then too, whole: a contract period once begun is
    owed, however the service ends. A further period is due whole when it was renewed, at the price agreed then; nothing
    is owed for one that was taken back. A rate without a period is due once.
    """
    due: list[Due] = []
    further: dict[int, list[RenewedPeriod]] = {}
    for period in sorted(renewed, key=lambda period: period.days.start):
        further.setdefault(period.instance_id, []).append(period)
    ordered = sorted(spans, key=lambda span: (span.instance_id, span.valid_from))
    for instance_id, group in groupby(ordered, key=lambda span: span.instance_id):
        due += _target_of_instance(
            list(group), further.get(instance_id, []), currency=currency, zone=zone, horizon=horizon
        )
    return due


def _target_of_instance(
    spans: Sequence[HeldSpan], renewed: Sequence[RenewedPeriod], *, currency: str, zone: ZoneInfo, horizon: datetime
) -> list[Due]:
    billable = [span for span in spans if span.is_billable and span.valid_from <= horizon]
    if not billable:
        return []
    first = billable[0]
    start = local_date(first.valid_from, zone)
    one_day = DateSpan(start, start + _DAY)
    due = [_due(first, ChargeComponent.SET_UP, one_day, currency, key=f"instance:{first.instance_id}:set_up")]
    if first.period is None:
        key = f"instance:{first.instance_id}:one_time:{first.rate_id}"
        return [*due, _due(first, ChargeComponent.ONE_TIME, one_day, currency, key=key)]
    first_days = first.period.span(first.anchor_on, first.period.index_of(first.anchor_on, start))
    due.append(_due(first, ChargeComponent.RECURRING, first_days, currency, key=_recurring_key(first, first_days)))
    for period in renewed:
        if period.renewed_at > horizon:
            continue
        # What held then, or did last: nothing that begins later changes what was agreed.
        held = next((span for span in reversed(billable) if span.valid_from <= period.renewed_at), first)
        agreed = replace(
            held,
            rate_id=period.rate_id,
            rate_version_id=period.rate_version_id,
            retail=period.retail,
            wholesale=period.wholesale,
            terms=period.terms,
            quantity=held.quantity if period.is_owed else 0,
        )
        key = _recurring_key(agreed, period.days)
        due.append(_due(agreed, ChargeComponent.RECURRING, period.days, currency, key=key))
    return due


def _recurring_key(span: HeldSpan, days: DateSpan) -> str:
    return f"instance:{span.instance_id}:recurring:{span.rate_id}:{days.start}"


def _due(span: HeldSpan, component: ChargeComponent, days: DateSpan, currency: str, *, key: str) -> Due:
    is_set_up = component is ChargeComponent.SET_UP
    if is_set_up:
        retail, wholesale = span.retail_set_up * span.quantity, span.wholesale_set_up * span.quantity
    else:
        retail = period_amount(span.terms, span.retail, span.quantity)
        wholesale = period_cost(span.terms, span.wholesale, span.quantity)
    return Due(
        key=key,
        component=component,
        days=days,
        amount=round_money(Money(retail, currency)).amount,
        wholesale=round_money(Money(wholesale, currency)).amount,
        rule={
            ChargeComponent.SET_UP: "set-up, once, when the service first holds",
            ChargeComponent.ONE_TIME: "price, once, when the service first holds",
            ChargeComponent.RECURRING: "whole period, when it begins or is renewed",
        }[component],
        span=span,
    )


@dataclass(frozen=True)
class Claim:
    """What a play said about money: `component` is its own word for which charge it means, or None.

    `reference` is the number of the transaction that it was promised. `paid` is what was charged to a card at once, of
    which the claim may be a part, as retail and wholesale.
    """

    reference: int
    title: str
    description: str
    retail: Decimal
    wholesale: Decimal
    component: ChargeComponent | None
    paid: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class Claimable:
    """A derived charge that a claim may be about."""

    charge_id: int
    component: ChargeComponent
    amount: Decimal
    wholesale: Decimal


@dataclass(frozen=True)
class Matching:
    """Which claim is about which charge, which claims repeat one, and which need a billable fact of their own."""

    claims_by_charge: dict[int, Claim]
    repeated: list[Claim]
    unexplained: list[Claim]


def match_claims(charges: Sequence[Claimable], claims: Sequence[Claim], *, product_name: str) -> Matching:
    """This will match a job's claims to the charges derived for its service, in the order of the claims.

    A claim is about the charge that it names; else about one of its very amounts; else, when its title begins with
    the product's name, about the set-up (if the title says so) or the price, whose amount then deviates. A further
    claim about a charge that has one is the same fact, and so is one over what an earlier claim says was paid. What no
    charge explains is returned as unexplained.
    """
    by_charge: dict[int, Claim] = {}
    repeated: list[Claim] = []
    unexplained: list[Claim] = []
    for position, claim in enumerate(claims):
        candidates = _candidates(charges, claim, product_name)
        free = next((charge for charge in candidates if charge.charge_id not in by_charge), None)
        if free is not None:
            by_charge[free.charge_id] = claim
        elif candidates or _repeats(claim, claims[:position]):
            repeated.append(claim)
        else:
            unexplained.append(claim)
    return Matching(by_charge, repeated, unexplained)


def _repeats(claim: Claim, earlier: Sequence[Claim]) -> bool:
    """What was paid by card is said again by a claim of that amount, whether or not it tells the wholesale part."""
    paid = [other.paid for other in earlier if other.paid is not None]
    return any(claim.retail == retail and claim.wholesale in {0, wholesale} for retail, wholesale in paid)


def _candidates(charges: Sequence[Claimable], claim: Claim, product_name: str) -> list[Claimable]:
    component = claim.component
    if component is None:
        equal = [c for c in charges if (c.amount, c.wholesale) == (claim.retail, claim.wholesale)]
        if equal or not claim.title.startswith(product_name):
            return equal
        words = claim.title.lower().replace("-", "")
        component = ChargeComponent.SET_UP if "setup" in words else ChargeComponent.RECURRING
    return [c for c in charges if _is_same_part(c.component, component)]


def _is_same_part(left: ChargeComponent, right: ChargeComponent) -> bool:
    return (left is ChargeComponent.SET_UP) == (right is ChargeComponent.SET_UP)
