"""How a billing term scheme bills its products: what an entry says, from which day, and what a part costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trunkline.catalog.states import BillingAnchor, BillingTime, FirstPeriod, Proration, SchemeKind
from trunkline.kernel.periods import DateSpan, Period, PeriodUnit, add_months, prorate

BILLING_TIMES: dict[SchemeKind, tuple[BillingTime, BillingTime]] = {
    SchemeKind.NORMAL: (BillingTime.PRE_BILL, BillingTime.POST_BILL),
    SchemeKind.PREPAID: (BillingTime.PRE_PAID, BillingTime.POST_PAID),
}
_MONTH_DAYS = 30
_MONTHS = {PeriodUnit.MONTH: 1, PeriodUnit.QUARTER: 3, PeriodUnit.YEAR: 12}
# The first day of a year, a quarter, a month and a week (a Monday) at once.
_CALENDAR_START = date(2001, 1, 1)
# In eight years each month that periods can begin in was as long as it can be.
_STEPS_BACK = 8 * 12 + 1
_EARLIEST_MONTH = 1600 * 12
_RATE_UNIT = Decimal("1e-9")


@dataclass(frozen=True)
class SchemeTerms:
    """From which day a scheme counts periods, and how it prices parts of them."""

    anchor: BillingAnchor
    proration: Proration
    first_period: FirstPeriod


@dataclass(frozen=True)
class SchemeEntry:
    """What a scheme says of one product; `billing` and the rest are for termed services, not for expenses."""

    is_termed: bool
    billing: BillingTime | None = None
    has_paid_ahead: bool = False
    is_excluded_from_deactivation: bool = False


@dataclass(frozen=True)
class PartCharge:
    """What is billed for a span before the first whole period, and on which day."""

    span: DateSpan
    amount: Decimal
    billed_on: date


def default_entry(kind: SchemeKind, *, is_termed: bool) -> SchemeEntry:
    """This will tell how a product is billed in a scheme that nobody said more about: before its use."""
    if not is_termed:
        return SchemeEntry(is_termed=False)
    billing = BILLING_TIMES[kind][0]
    return SchemeEntry(is_termed=True, billing=billing, has_paid_ahead=billing is BillingTime.PRE_PAID)


def entry_problems(kind: SchemeKind, entry: SchemeEntry) -> Iterator[tuple[str, str]]:
    """This will list what is wrong with an entry of a scheme, each with its column."""
    if not entry.is_termed:
        if entry.billing is not None:
            yield "billing", "is said of termed services only; an expense is billed when it was incurred."
        if entry.has_paid_ahead:
            yield "paid_ahead_count", "is said of termed services only; leave it out."
        if entry.is_excluded_from_deactivation:
            yield "is_excluded_from_deactivation", "is said of termed services only; leave it out."
        return
    known = BILLING_TIMES[kind]
    if entry.billing not in known:
        yield "billing", f"must be {known[0]} or {known[1]} in a {kind} scheme."
    if entry.has_paid_ahead and entry.billing is not BillingTime.PRE_PAID:
        yield "paid_ahead_count", "is told of services that are paid before their use only."
    if not entry.has_paid_ahead and entry.billing is BillingTime.PRE_PAID:
        yield "paid_ahead_count", "must be told: for how long is paid before the use?"
    if entry.is_excluded_from_deactivation and kind is not SchemeKind.NORMAL:
        yield (
            "is_excluded_from_deactivation",
            "is possible in normal schemes only; a prepaid one ends what is not paid.",
        )


def anchor_of(anchor: BillingAnchor, started_on: date, billing_day: int, period: Period) -> date:
    """This will tell a day from which the periods of a service that starts then are counted, back and forth.

    Where it is a day of the month, the first whole period begins on the first such day from the start on; the last day
    stands for one that a month lacks, and later months return to it.
    """
    if anchor is BillingAnchor.START:
        return started_on
    if anchor is BillingAnchor.CALENDAR:
        return _CALENDAR_START
    day = 1 if anchor is BillingAnchor.FIRST_OF_MONTH else billing_day
    month = started_on.year * 12 + started_on.month - 1
    if _day_of(month, day) < started_on:
        month += 1
    step = _MONTHS.get(period.unit, 0) * period.count
    if step == 0:
        return _day_of(month, day)
    # Counting from a short month would stay at its last day: count from the period before that has the day itself.
    earlier = (month - step * index for index in range(_STEPS_BACK))
    candidates = [_day_of(each, day) for each in earlier if each >= _EARLIEST_MONTH] or [_day_of(month, day)]
    return max(candidates, key=lambda each: (each.day, each))


def share_of_period(proration: Proration, used: DateSpan, whole: DateSpan, period: Period) -> Decimal:
    """This will tell which share of a period's price a part of it costs, from 0 to 1, unrounded.

    Thirty-day months count each month as 30 days (30E/360), which makes shares of months alike; days and weeks stay.
    """
    if proration is Proration.NONE or used == whole:
        return Decimal(1)
    if proration is Proration.THIRTY_DAY_MONTHS and period.unit in _MONTHS:
        days = Decimal(period.count * _MONTHS[period.unit] * _MONTH_DAYS)
        return min(Decimal(_thirty_day_count(used)) / days, Decimal(1))
    return Decimal(used.days) / Decimal(whole.days)


def prorated(price: Decimal, proration: Proration, used: DateSpan, whole: DateSpan, period: Period) -> Decimal:
    """This will price a part of a period, with nine decimals; the line is rounded later, once."""
    if proration is Proration.ACTUAL_DAYS:
        return prorate(price, used.days, whole.days)
    return (price * share_of_period(proration, used, whole, period)).quantize(_RATE_UNIT)


def first_charge(
    terms: SchemeTerms, price: Decimal, started_on: date, billing_day: int, period: Period
) -> PartCharge | None:
    """This will price the part of a period before the first whole one; None where the first one is whole.

    It is for what is billed before its use; what is billed after it is billed at the part's end.
    """
    anchor = anchor_of(terms.anchor, started_on, billing_day, period)
    whole = period.span(anchor, period.index_of(anchor, started_on))
    if whole.start == started_on:
        return None
    part = DateSpan(started_on, whole.end)
    if terms.first_period is FirstPeriod.FULL or terms.proration is Proration.NONE:
        amount = price.quantize(_RATE_UNIT)
    else:
        amount = prorated(price, terms.proration, part, whole, period)
    return PartCharge(part, amount, whole.end if terms.first_period is FirstPeriod.DEFERRED else started_on)


def _thirty_day_count(span: DateSpan) -> int:
    """Days as 30E/360 counts them: the 31st is the 30th."""
    years = span.end.year - span.start.year
    months = span.end.month - span.start.month
    days = min(span.end.day, _MONTH_DAYS) - min(span.start.day, _MONTH_DAYS)
    return max(360 * years + _MONTH_DAYS * months + days, 0)


def _day_of(month: int, day: int) -> date:
    """A day of a month that is counted from the year 0, its last day if it has no such day."""
    year, index = divmod(month, 12)
    return add_months(date(year, 1, day), index)
