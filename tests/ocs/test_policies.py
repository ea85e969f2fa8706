"""The pure rules: times, numbers, the order of a debit, patterns."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.exact_json import dump_json, load_json
from trunkline.ocs.errors import OcsInvalidCallError
from trunkline.ocs.policies.balances import Take, debit_order, split_debit
from trunkline.ocs.policies.envelope import EnvelopeError, read_request
from trunkline.ocs.policies.expiry import format_expiry, parse_expiry
from trunkline.ocs.policies.numbers import parse_value, plain_number
from trunkline.ocs.policies.plans import Timing, matches_plan, next_execution

AT = datetime(2025, 1, 31, 10, 20, 30, 400000, tzinfo=UTC)


def timing(**more: Any) -> Timing:
    fields: dict[str, Any] = {"years": [], "months": [], "month_days": [], "week_days": [], "start_time": "00:00:00"}
    return Timing(actions_id="A", weight=Decimal(1), **{**fields, **more})


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("+720h", datetime(2025, 3, 2, 10, 20, 30, 400000, tzinfo=UTC)),  # 30 days: 31 January + 28 days + 2
        ("+1h30m10.5s", datetime(2025, 1, 31, 11, 50, 40, 900000, tzinfo=UTC)),
        ("+1500us", datetime(2025, 1, 31, 10, 20, 30, 401500, tzinfo=UTC)),
        ("+0", AT),
        ("*daily", datetime(2025, 2, 1, 10, 20, 30, 400000, tzinfo=UTC)),
        ("*monthly", datetime(2025, 2, 28, 10, 20, 30, 400000, tzinfo=UTC)),
        ("*monthly+1h", datetime(2025, 2, 28, 11, 20, 30, 400000, tzinfo=UTC)),
        ("*yearly", datetime(2026, 1, 31, 10, 20, 30, 400000, tzinfo=UTC)),
        ("*month_end", datetime(2025, 1, 31, 23, 59, 59, tzinfo=UTC)),
        ("*month_end+1s", datetime(2025, 2, 1, tzinfo=UTC)),
        ("2025-06-01T00:00:00+02:00", datetime(2025, 5, 31, 22, tzinfo=UTC)),
        ("2025-06-01T00:00:00.123456789Z", datetime(2025, 6, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ("1735689600", datetime(2025, 1, 1, tzinfo=UTC)),
        ("1735689600000", datetime(2025, 1, 1, tzinfo=UTC)),
        (" *unlimited ", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_the_forms_of_an_expiry(text: str, end: datetime | None) -> None:
    assert parse_expiry(text, AT) == end


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_expiry_that_is_shown_is_read_back(end: datetime) -> None:
    assert parse_expiry(format_expiry(end), AT) == end


@given(st.text(max_size=30))
def test_any_text_is_an_expiry_or_refused(text: str) -> None:
    try:
        end = parse_expiry(text, AT)
    except OcsInvalidCallError as error:
        assert error.answer == "Unsupported time format"  # noqa: PT017 - both outcomes are looked at
    else:
        assert end is None or end.tzinfo is UTC


@given(st.decimals(min_value=-(10**18) + 1, max_value=10**18 - 1, places=9))
def test_a_value_is_kept_exactly_and_read_back(value: Decimal) -> None:
    assert parse_value(value, "Value") == value
    text = dump_json(plain_number(value))
    assert load_json(text) == value
    assert "E" not in text.upper()


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(documents)
def test_documents_are_written_as_json(document: Any) -> None:
    assert json.loads(dump_json(document)) == document


@given(st.binary(max_size=60))
def test_any_bytes_are_a_request_or_refused(body: bytes) -> None:
    try:
        request = read_request(body)
    except EnvelopeError as error:
        assert error.answer  # noqa: PT017 - both outcomes are looked at
    else:
        assert isinstance(request.method, str)


@given(
    amount=st.integers(0, 60),
    balances=st.lists(st.tuples(st.integers(-10, 30).map(Decimal), st.booleans()), max_size=5),
    allow_negative=st.booleans(),
)
def test_a_debit_is_taken_whole_and_in_order_or_not_at_all(
    amount: int, balances: list[tuple[Decimal, bool]], *, allow_negative: bool
) -> None:
    takes = split_debit(Decimal(amount), balances, allow_negative=allow_negative)
    blockers = [index for index, (_, is_blocker) in enumerate(balances) if is_blocker]
    usable = balances[: blockers[0] + 1] if blockers else balances
    there = sum((max(value, Decimal(0)) for value, _ in usable), Decimal(0))
    if takes is None:
        assert amount > there
        assert not (allow_negative and usable)
        return
    assert sum((take.amount for take in takes), Decimal(0)) == amount
    assert [take.index for take in takes] == sorted({take.index for take in takes})
    for take in takes:
        is_last = take.index == len(usable) - 1
        assert take.amount <= max(balances[take.index][0], Decimal(0)) or (is_last and allow_negative)
        emptied = all(
            value <= 0 or Take(index, value) in takes for index, (value, _) in enumerate(usable[: take.index])
        )
        assert emptied


def test_the_order_of_a_debit() -> None:
    soon, late = AT, AT + timedelta(days=1)
    keys = [
        debit_order(Decimal(10), None, "A"),
        debit_order(Decimal(10), late, "A"),
        debit_order(Decimal(20), None, "A"),
        debit_order(Decimal(10), soon, "B"),
        debit_order(Decimal(10), soon, "A"),
    ]
    assert [keys.index(key) for key in sorted(keys)] == [2, 4, 3, 1, 0]


@pytest.mark.parametrize(
    ("due", "after", "expected"),
    [
        (timing(), datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)),
        (timing(start_time="10:00:00"), datetime(2025, 1, 1, 9, tzinfo=UTC), datetime(2025, 1, 1, 10, tzinfo=UTC)),
        (timing(month_days=[31]), datetime(2025, 2, 1, tzinfo=UTC), datetime(2025, 3, 31, tzinfo=UTC)),
        (timing(months=[2], month_days=[29]), datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
        (timing(week_days=[0]), datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 5, tzinfo=UTC)),  # a Sunday
        (timing(years=[2024]), datetime(2025, 1, 1, tzinfo=UTC), None),
        (timing(months=[2], month_days=[30]), datetime(2025, 1, 1, tzinfo=UTC), None),
        (timing(start_time="*asap"), datetime(2025, 1, 1, tzinfo=UTC), None),
        (timing(), datetime(9999, 12, 31, tzinfo=UTC), None),
    ],
)
def test_the_next_time_that_actions_are_due(due: Timing, after: datetime, expected: datetime | None) -> None:
    assert next_execution(due, after) == expected


@pytest.mark.parametrize(
    ("pattern", "plan_id", "does_match"),
    [
        ("ServiceID_a__*", "ServiceID_a__M", True),
        ("ServiceID_a__*", "ServiceID_a__", True),
        ("ServiceID_a__*", "ServiceID_ab__M", False),
        ("*", "anything", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("aa*aa", "aaa", False),
        ("plain", "plain", True),
        ("plain", "plain2", False),
        ("a.c*", "abc", False),
        ("*a" * 90 + "b", "a" * 200, False),
    ],
)
def test_a_pattern_of_plans(pattern: str, plan_id: str, *, does_match: bool) -> None:
    assert matches_plan(pattern, plan_id) is does_match
