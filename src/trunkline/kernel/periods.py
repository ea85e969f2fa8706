"""Billing periods: local calendar days, half-open, short months clamped and returned from."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class PeriodUnit(StrEnum):
    """What a period is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_DAYS = {PeriodUnit.DAY: 1, PeriodUnit.WEEK: 7}
_MONTHS = {PeriodUnit.MONTH: 1, PeriodUnit.QUARTER: 3, PeriodUnit.YEAR: 12}


@dataclass(frozen=True)
class DateSpan:
    """Calendar days from `start` up to, but without, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"A span must hold at least a day: {self.start} to {self.end}.")

    @property
    def days(self) -> int:
        """How many days the span holds."""
        return (self.end - self.start).days


@dataclass(frozen=True)
class Period:
    """N days, weeks, months, quarters or years; the length of a contract or of a billing period."""

    count: int
    unit: PeriodUnit

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("A period counts at least one unit.")

    def boundary(self, anchor: date, index: int) -> date:
        """This will tell where the period number `index` starts, counted from the anchor.

        Each boundary is computed from the anchor itself, so 31 January, 28 February, 31 March.
        """
        if self.unit in _DAYS:
            return anchor + timedelta(days=index * self.count * _DAYS[self.unit])
        return add_months(anchor, index * self.count * _MONTHS[self.unit])

    def span(self, anchor: date, index: int) -> DateSpan:
        """This will tell the period number `index` from the anchor."""
        return DateSpan(self.boundary(anchor, index), self.boundary(anchor, index + 1))

    def index_of(self, anchor: date, day: date) -> int:
        """This will tell the number of the period that holds `day` (negative before the anchor)."""
        guess = (day - anchor).days // max(self.count * _DAYS.get(self.unit, 0), 1)
        if self.unit in _MONTHS:
            months = (day.year - anchor.year) * 12 + day.month - anchor.month
            guess = months // (self.count * _MONTHS[self.unit])
        while self.boundary(anchor, guess) > day:
            guess -= 1
        while self.boundary(anchor, guess + 1) <= day:
            guess += 1
        return guess

    def spans_until(self, anchor: date, start: date, horizon: date) -> Iterator[DateSpan]:
        """This will list the periods from the one that holds `start` to the last that begins before `horizon`."""
        index = self.index_of(anchor, start)
        while (span := self.span(anchor, index)).start < horizon:
            yield span
            index += 1


def add_months(day: date, months: int) -> date:
    """This will move a day by whole months, clamped to the last day of a short one."""
    ordinal = day.year * 12 + day.month - 1 + months
    year, month = divmod(ordinal, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def prorate(price: Decimal, used_days: int, period_days: int) -> Decimal:
    """This will scale a price by days used over days of the period, kept to nine decimals."""
    if not 0 <= used_days <= period_days:
        raise ValueError(f"{used_days} days cannot be used of {period_days}.")
    return (price * used_days / period_days).quantize(Decimal("1e-9"))
