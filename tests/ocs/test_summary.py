"""Balances in words: units, rounding, plurals, days, and what has no limit."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.ocs.policies.summary import TypeSummary, describe_amount, summarise

GIGABYTE = 1024**3
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
NEVER = "0001-01-01T00:00:00Z"
UNLIMITED = 999_999_999


def row(value: object, until: str = NEVER, *, weight: int = 10, name: str = "B", **changes: Any) -> dict[str, Any]:
    """Write a balance as GetAccount shows it; its UUID is its name."""
    shown = {"Uuid": name, "ID": name, "Value": value, "ExpirationDate": until, "Weight": weight}
    return {**shown, "DestinationIDs": {"*any": True}, "Disabled": False, **changes}


def of(kind: str, *rows: dict[str, Any], granted: dict[str, object] | None = None, **zone: Any) -> TypeSummary:
    """Sum one type up in pounds and London's days."""
    sums = {name: Decimal(str(amount)) for name, amount in (granted or {}).items()}
    found = summarise({kind: list(rows)}, sums, **{"currency": "GBP", "zone": LONDON, "at": AT, **zone})
    return next(summary for summary in found if summary.balance_type == kind)


def text(kind: str, value: object, granted: object | None = None, until: str = NEVER) -> str:
    return of(kind, row(value, until), granted=None if granted is None else {"B": granted}).text


def test_eighteen_of_twenty_gigabytes_are_used_for_another_thirty_days() -> None:
    summary = of("*data", row(2 * GIGABYTE, "2026-12-22T00:00:00Z"), granted={"B": 20 * GIGABYTE})
    assert summary.text == "18 of 20 GB used, 30 days left"
    # 18 / 20 = 90 %
    assert (summary.granted, summary.used, summary.left, summary.used_percent) == ("20", "18", "2", 90)
    [balance] = summary.balances
    assert (balance.text, balance.days_left, balance.until) == (summary.text, 30, datetime(2026, 12, 22, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "value", "granted", "expected"),
    [
        ("*data", 20 * GIGABYTE, 20 * GIGABYTE, "0 of 20 GB used"),
        ("*data", 0, 20 * GIGABYTE, "20 of 20 GB used"),
        # A little is never nothing, and nothing is all while a little is left.
        ("*data", 1, 20 * GIGABYTE, "19.99 of 20 GB used"),
        ("*data", 20 * GIGABYTE - 1, 20 * GIGABYTE, "under 0.01 of 20 GB used"),
        ("*data", GIGABYTE // 2, 5 * GIGABYTE // 2, "2 of 2.5 GB used"),
        # 1,000,000,000 bytes are 0.9313… GB
        ("*data", 0, 1_000_000_000, "0.93 of 0.93 GB used"),
        ("*data", 2 * GIGABYTE, None, "2 GB left"),
        ("*data", 1, None, "under 0.01 GB left"),
        ("*data", 0, None, "0 GB left"),
        ("*data", -GIGABYTE, GIGABYTE, "overdrawn by 1 GB"),
        ("*voice", 60, 6000, "99 of 100 minutes used"),
        ("*voice", 30, 60, "0.5 of 1 minute used"),
        ("*voice", 60, None, "1 minute left"),
        ("*voice", 90, None, "1.5 minutes left"),
        ("*voice", 100, None, "1.67 minutes left"),
        ("*voice", 1, None, "0.02 minutes left"),
        ("*voice", UNLIMITED, UNLIMITED, "unlimited"),
        ("*voice", 999_990_000, UNLIMITED, "unlimited"),
        ("*voice", 999_990_000, None, "unlimited"),
        ("*sms", UNLIMITED + 1, None, "unlimited"),
        ("*sms", UNLIMITED - 1, UNLIMITED - 1, "0 of 999,999,998 messages used"),
        ("*sms", 1, 3, "2 of 3 messages used"),
        ("*sms", 1, None, "1 message left"),
        ("*sms", 1000, None, "1,000 messages left"),
        ("*mms", 2, 2, "0 of 2 picture messages used"),
        ("*generic", 1, None, "1 unit left"),
        # Only what is counted in seconds or messages is ever unlimited.
        ("*generic", UNLIMITED, UNLIMITED, "0 of 999,999,999 units used"),
        ("*monetary", "7.5", "10", "2.50 of 10.00 GBP used"),
        ("*monetary", "0.001", None, "under 0.01 GBP left"),
        ("*monetary", "1234.5", None, "1,234.50 GBP left"),
        ("*monetary", "-2", "10", "overdrawn by 2.00 GBP"),
    ],
)
def test_what_is_used_or_left_is_told_in_units_of_people(
    kind: str, value: object, granted: object | None, expected: str
) -> None:
    assert text(kind, value, granted) == expected


@pytest.mark.parametrize(
    ("until", "at", "zone", "expected"),
    [
        ("2026-12-22T00:00:00Z", AT, LONDON, "30 days left"),
        ("2026-11-23T00:00:00Z", AT, LONDON, "1 day left"),
        ("2026-11-22T18:00:00Z", AT, LONDON, "ends today"),
        # In Auckland it is the 23rd, 01:00; that day ends at 11:00 UTC.
        ("2026-11-23T11:00:00Z", AT, ZoneInfo("Pacific/Auckland"), "1 day left"),
        # Thirty local days over the end of summer time have 721 hours.
        ("2026-11-08T00:00:00Z", datetime(2026, 10, 8, 23, tzinfo=UTC), LONDON, "30 days left"),
        ("2030-11-22T00:00:00Z", AT, LONDON, "1,461 days left"),
    ],
)
def test_days_left_are_days_of_the_calendar_where_the_customer_is(
    until: str, at: datetime, zone: ZoneInfo, expected: str
) -> None:
    assert of("*data", row(GIGABYTE, until), zone=zone, at=at).text == f"1 GB left, {expected}"


def test_several_balances_are_summed_and_listed_in_the_order_of_their_use() -> None:
    plan = row(GIGABYTE * 20, "2026-12-22T00:00:00Z", name="DATA_20GB")
    boost = row(GIGABYTE * 3, "2026-11-29T00:00:00Z", name="DATA_5GB_Boost", weight=20)
    granted = {"DATA_20GB": 20 * GIGABYTE, "DATA_5GB_Boost": 5 * GIGABYTE}
    summary = of("*data", plan, boost, granted=granted)
    # 20 + 5 = 25 given, 20 + 3 = 23 left
    assert summary.text == "2 of 25 GB used, 23 GB left"
    assert [(each.balance_id, each.text) for each in summary.balances] == [
        ("DATA_5GB_Boost", "2 of 5 GB used, 7 days left"),
        ("DATA_20GB", "0 of 20 GB used, 30 days left"),
    ]
    assert of("*data", plan, boost, granted={"DATA_20GB": 20 * GIGABYTE}).text == "23 GB left"


def test_one_without_limit_makes_its_type_unlimited() -> None:
    summary = of("*voice", row(600, name="A", weight=20), row(UNLIMITED, "2026-12-22T00:00:00Z"), granted={"A": 600})
    assert (summary.text, summary.is_unlimited, summary.left, summary.used_percent) == (
        "unlimited", True, "unlimited", None,
    )  # fmt: skip
    assert [each.text for each in summary.balances] == ["0 of 10 minutes used", "unlimited, 30 days left"]


def test_a_disabled_balance_is_listed_but_not_counted() -> None:
    rest = row(GIGABYTE, name="A", Disabled=True)
    summary = of("*data", rest, row(GIGABYTE))
    assert (summary.text, summary.left) == ("1 GB left", "1")
    assert [each.text for each in summary.balances] == ["1 GB left, disabled", "1 GB left"]
    assert of("*data", rest).text == "no balance"


def test_where_a_balance_is_for_some_destinations_only_they_are_named() -> None:
    listed = {"DST_UK": True, "DST_PREMIUM": False}
    [balance] = of("*voice", row(60, DestinationIDs=listed)).balances
    assert balance.only_for == ["DST_UK"]
    assert of("*voice", row(60)).balances[0].only_for == []


@pytest.mark.parametrize("balances", [None, {}, {"*data": []}, {"*data": None}])
def test_where_there_is_nothing_data_voice_and_messages_say_so(balances: Any) -> None:
    found = summarise(balances, {}, currency="GBP", zone=LONDON, at=AT)
    assert [(each.balance_type, each.text) for each in found] == [
        ("*data", "no balance"),
        ("*voice", "no balance"),
        ("*sms", "no balance"),
    ]


def test_amounts_alone_are_told_in_the_same_units() -> None:
    assert describe_amount("*data", Decimal(GIGABYTE), "GBP") == "1 GB"
    assert describe_amount("*voice", Decimal(UNLIMITED), "GBP") == "unlimited"
    assert describe_amount("*monetary", Decimal("0.5"), "JPY") == "1 JPY"
    assert describe_amount("*sms", Decimal(0), "GBP") == "0 messages"


amounts = st.decimals(min_value=0, max_value=10**15, places=3)


@given(st.sampled_from(["*data", "*voice", "*sms", "*monetary"]), amounts, amounts)
def test_nothing_is_shown_only_for_nothing(kind: str, first: Decimal, second: Decimal) -> None:
    left, granted = sorted([first, second])
    summary = of(kind, row(left), granted={"B": granted})
    if summary.is_unlimited:
        return
    assert (Decimal(summary.left.replace(",", "").removeprefix("under ")) == 0) == (left == 0)
    assert summary.used is not None
    assert (Decimal(summary.used.replace(",", "").removeprefix("under ")) == 0) == (granted == left)


@given(st.integers(min_value=1, max_value=4000))
def test_days_left_count_down_by_one_each_day(days: int) -> None:
    until = (AT.replace(hour=0) + timedelta(days=days)).isoformat().replace("+00:00", "Z")
    assert [of("*data", row(1, until), at=AT + timedelta(days=more)).balances[0].days_left for more in range(2)] == [
        days, days - 1,
    ]  # fmt: skip
