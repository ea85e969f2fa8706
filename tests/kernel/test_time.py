"""Instants in UTC, days in the account's time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import format_instant, local_date, parse_instant, parse_time_zone, start_of_day, to_utc

LONDON = ZoneInfo("Europe/London")


def test_a_local_day_starts_at_its_own_midnight() -> None:
    assert start_of_day(date(2025, 1, 1), LONDON) == datetime(2025, 1, 1, tzinfo=UTC)
    assert start_of_day(date(2025, 7, 1), LONDON) == datetime(2025, 6, 30, 23, tzinfo=UTC)


def test_thirty_days_over_the_autumn_change_of_clocks_have_721_hours() -> None:
    start = start_of_day(date(2025, 10, 10), LONDON)
    end = start_of_day(date(2025, 10, 10) + timedelta(days=30), LONDON)
    assert (end - start) / timedelta(hours=1) == 721


def test_a_midnight_that_is_skipped_still_starts_its_day() -> None:
    # Santiago went from 23:59:59 on 7 September 2024 to 01:00 on the 8th, which is 04:00 UTC.
    santiago = ZoneInfo("America/Santiago")
    start = start_of_day(date(2024, 9, 8), santiago)
    assert start == datetime(2024, 9, 8, 4, tzinfo=UTC)
    assert local_date(start, santiago) == date(2024, 9, 8)


@settings(deadline=None, max_examples=150)
@given(
    day=st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31)),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]),
)
def test_the_start_of_a_day_is_in_it_and_the_instant_before_is_not(day: date, zone: str) -> None:
    where = ZoneInfo(zone)
    start = start_of_day(day, where)
    assert local_date(start, where) == day
    assert local_date(start - timedelta(microseconds=1), where) == day - timedelta(days=1)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../../etc/passwd", "\x00", "Europe"])
def test_an_unknown_time_zone_is_refused_with_its_field(name: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_time_zone(name, "seller_time_zone")
    assert list(refusal.value.fields) == ["seller_time_zone"]


def test_a_known_time_zone_is_found() -> None:
    assert parse_time_zone("Europe/London") == LONDON


def test_a_naive_instant_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="aware"):
        to_utc(datetime(2025, 1, 1))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-01-01T00:00:00Z", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2025-01-01T01:30:00+01:30", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2025-01-01 00:00:00.000001+00:00", datetime(2025, 1, 1, microsecond=1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_with_its_offset(text: str, moment: datetime) -> None:
    parsed = parse_instant(text, "available_from")
    assert (parsed, parsed.tzinfo) == (moment, UTC)


@pytest.mark.parametrize(
    "text", ["2025-01-01T00:00:00", "2025-01-01", "yesterday", "", "2025-02-30T00:00:00Z", "0001-01-01T00:00:00+10:00"]
)
def test_what_is_no_instant_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_instant(text, "available_from")
    assert list(refusal.value.fields) == ["available_from"]


@settings(deadline=None, max_examples=100)
@given(moment=st.datetimes(timezones=st.just(UTC)))
def test_a_written_instant_reads_the_same_again(moment: datetime) -> None:
    text = format_instant(moment)
    assert text.endswith("Z")
    assert parse_instant(text, "at") == moment
