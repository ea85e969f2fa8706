"""Periods: local calendar days, half-open, short months clamped and returned from."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.kernel.periods import DateSpan, Period, PeriodUnit, add_months, prorate

MONTH = Period(1, PeriodUnit.MONTH)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
periods = st.builds(Period, st.integers(min_value=1, max_value=40), st.sampled_from(PeriodUnit))


def test_the_end_of_january_is_clamped_in_february_and_returned_to_in_march() -> None:
    starts = [MONTH.boundary(date(2025, 1, 31), index) for index in range(5)]
    assert starts == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)]


def test_a_leap_year_has_its_29_february() -> None:
    assert MONTH.boundary(date(2024, 1, 31), 1) == date(2024, 2, 29)
    year = Period(1, PeriodUnit.YEAR)
    starts = [year.boundary(date(2024, 2, 29), index) for index in range(5)]
    assert starts == [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]
    assert add_months(date(1900, 1, 31), 1) == date(1900, 2, 28)
    assert add_months(date(2000, 1, 31), 1) == date(2000, 2, 29)


def test_quarters_count_from_their_anchor() -> None:
    quarter = Period(1, PeriodUnit.QUARTER)
    starts = [quarter.boundary(date(2025, 11, 30), index) for index in range(4)]
    assert starts == [date(2025, 11, 30), date(2026, 2, 28), date(2026, 5, 30), date(2026, 8, 30)]


@pytest.mark.parametrize(
    ("period", "second"),
    [
        (Period(30, PeriodUnit.DAY), date(2025, 4, 1)),  # 2 March + 30 days
        (Period(2, PeriodUnit.WEEK), date(2025, 3, 16)),
        (Period(18, PeriodUnit.MONTH), date(2026, 9, 2)),
        (Period(2, PeriodUnit.QUARTER), date(2025, 9, 2)),
        (Period(3, PeriodUnit.YEAR), date(2028, 3, 2)),
    ],
)
def test_a_period_starts_anew_after_its_length(period: Period, second: date) -> None:
    assert period.boundary(date(2025, 3, 2), 1) == second


def test_periods_before_the_anchor_have_negative_numbers() -> None:
    assert MONTH.boundary(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert MONTH.index_of(date(2025, 3, 31), date(2025, 3, 30)) == -1
    assert MONTH.index_of(date(2025, 3, 31), date(2025, 2, 27)) == -2


@settings(deadline=None, max_examples=200)
@given(anchor=days, day=days, period=periods)
def test_each_day_lies_in_exactly_the_period_that_index_of_tells(anchor: date, day: date, period: Period) -> None:
    index = period.index_of(anchor, day)
    span = period.span(anchor, index)
    assert span.start <= day < span.end
    assert period.index_of(anchor, span.start) == index
    assert period.index_of(anchor, span.end) == index + 1


@settings(deadline=None, max_examples=200)
@given(anchor=days, index=st.integers(min_value=-20, max_value=20), period=periods)
def test_a_boundary_is_the_first_day_of_its_period(anchor: date, index: int, period: Period) -> None:
    boundary = period.boundary(anchor, index)
    assert period.index_of(anchor, boundary) == index
    assert period.index_of(anchor, boundary - timedelta(days=1)) == index - 1


@settings(deadline=None, max_examples=100)
@given(anchor=days, length=st.integers(min_value=1, max_value=800), period=periods)
def test_periods_until_a_horizon_tile_without_gap(anchor: date, length: int, period: Period) -> None:
    start, horizon = anchor + timedelta(days=3), anchor + timedelta(days=3 + length)
    spans = list(period.spans_until(anchor, start, horizon))
    assert spans[0].start <= start < spans[0].end
    assert spans[-1].start < horizon <= spans[-1].end
    assert all(left.end == right.start for left, right in pairwise(spans))


def test_a_horizon_on_a_boundary_does_not_begin_the_next_period() -> None:
    spans = list(MONTH.spans_until(date(2025, 1, 1), date(2025, 1, 1), date(2025, 3, 1)))
    assert spans == [DateSpan(date(2025, 1, 1), date(2025, 2, 1)), DateSpan(date(2025, 2, 1), date(2025, 3, 1))]
    assert [span.days for span in spans] == [31, 28]


@pytest.mark.parametrize("count", [0, -1])
def test_a_period_counts_at_least_one_unit(count: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Period(count, PeriodUnit.DAY)


def test_a_span_holds_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least a day"):
        DateSpan(date(2025, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("price", "used", "of", "part"),
    [
        ("15.00", 30, 30, "15"),
        ("15.00", 0, 30, "0"),
        ("15.00", 10, 31, "4.838709677"),  # 150 / 31 = 4.8387096774…
        ("1.00", 2, 3, "0.666666667"),
    ],
)
def test_a_part_of_a_period_costs_its_days_to_nine_decimals(price: str, used: int, of: int, part: str) -> None:
    assert prorate(Decimal(price), used, of) == Decimal(part)


@pytest.mark.parametrize(("used", "of"), [(-1, 30), (31, 30)])
def test_more_days_than_the_period_has_cannot_be_used(used: int, of: int) -> None:
    with pytest.raises(ValueError, match="cannot be used"):
        prorate(Decimal(1), used, of)
