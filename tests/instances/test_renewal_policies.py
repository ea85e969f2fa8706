"""Which period is next, and when something is to be done about it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.instances.policies.renewals import is_given_up, next_attempt_at, next_period, renewal_due_at
from trunkline.kernel.periods import DateSpan, Period, PeriodUnit

THIRTY_DAYS, MONTH = Period(30, PeriodUnit.DAY), Period(1, PeriodUnit.MONTH)
AT = datetime(2027, 6, 1, 23, tzinfo=UTC)
DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
periods = st.builds(Period, st.integers(1, 60), st.sampled_from(list(PeriodUnit)))


def test_the_next_period_begins_where_what_is_covered_ends() -> None:
    anchor = date(2027, 5, 3)
    # 3 May and 30 days is 2 June, and 30 more is 2 July.
    assert next_period(THIRTY_DAYS, anchor, covered_until=date(2027, 6, 2)) == DateSpan(
        date(2027, 6, 2), date(2027, 7, 2)
    )


def test_a_month_that_began_on_the_31st_ends_on_the_last_day_and_returns_to_the_31st() -> None:
    anchor = date(2027, 1, 31)
    february = next_period(MONTH, anchor, covered_until=date(2027, 2, 28))
    assert february == DateSpan(date(2027, 2, 28), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2027, 5, 20), date(2027, 6, 2)),
        (date(2027, 6, 2), date(2027, 6, 2)),
        (date(2027, 7, 1), date(2027, 6, 2)),
        (date(2027, 7, 2), date(2027, 7, 2)),
        (date(2027, 8, 30), date(2027, 7, 2) + 30 * DAY),
    ],
)
def test_periods_that_are_over_by_today_are_skipped(today: date, start: date) -> None:
    span = next_period(THIRTY_DAYS, date(2027, 5, 3), covered_until=date(2027, 6, 2), today=today)
    assert span == DateSpan(start, start + 30 * DAY)


@given(period=periods, anchor=days, covered=days, today=st.none() | days)
def test_the_next_period_holds_the_first_day_that_is_not_covered_and_not_past(
    period: Period, anchor: date, covered: date, today: date | None
) -> None:
    wanted = covered if today is None else max(covered, today)
    span = next_period(period, anchor, covered_until=covered, today=today)
    assert span.start <= wanted < span.end


@given(period=periods, anchor=days, count=st.integers(1, 12))
def test_one_period_follows_the_other_without_gap_or_overlap(period: Period, anchor: date, count: int) -> None:
    covered = anchor
    for _ in range(count):
        span = next_period(period, anchor, covered_until=covered)
        assert span.start == covered
        covered = span.end


def test_a_renewal_is_due_an_hour_ahead_and_an_expiry_at_the_end() -> None:
    assert renewal_due_at(AT, renews=True) == datetime(2027, 6, 1, 22, tzinfo=UTC)
    assert renewal_due_at(AT, renews=False) == AT


def test_a_refused_renewal_is_tried_again_after_one_two_and_four_days_and_then_given_up() -> None:
    waits = [next_attempt_at(attempts, AT) for attempts in range(1, 5)]
    assert waits == [AT + DAY, AT + 2 * DAY, AT + 4 * DAY, None]
    assert [is_given_up(attempts) for attempts in range(5)] == [False, False, False, False, True]
