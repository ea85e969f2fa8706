from datetime import UTC, datetime, timedelta

import pytest

from trunkline.cli.durations import Duration, find_target, parse_duration, parse_goal
from trunkline.cli.problems import OperatorError
from trunkline.kernel.errors import InvalidInputError

START = datetime(2028, 1, 31, 12, 30, tzinfo=UTC)  # in a leap year


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("40d", datetime(2028, 3, 11, 12, 30, tzinfo=UTC)),  # 29 days to 29 February, 11 more
        ("2w", datetime(2028, 2, 14, 12, 30, tzinfo=UTC)),
        ("12h", datetime(2028, 2, 1, 0, 30, tzinfo=UTC)),
        ("30m", datetime(2028, 1, 31, 13, 0, tzinfo=UTC)),
        ("1s", datetime(2028, 1, 31, 12, 30, 1, tzinfo=UTC)),
        ("1w1d1h1m1s", datetime(2028, 2, 8, 13, 31, 1, tzinfo=UTC)),
        ("1D12H", datetime(2028, 2, 2, 0, 30, tzinfo=UTC)),
        ("P40D", datetime(2028, 3, 11, 12, 30, tzinfo=UTC)),
        ("PT12H", datetime(2028, 2, 1, 0, 30, tzinfo=UTC)),
        ("P1M", datetime(2028, 2, 29, 12, 30, tzinfo=UTC)),  # clamped
        ("P1Y", datetime(2029, 1, 31, 12, 30, tzinfo=UTC)),
        ("P1Y1M1W1DT1H1M1S", datetime(2029, 3, 8, 13, 31, 1, tzinfo=UTC)),
        ("P10Y", datetime(2038, 1, 31, 12, 30, tzinfo=UTC)),
        ("3653d", datetime(2038, 1, 31, 12, 30, tzinfo=UTC)),  # ten years of which 2028, 2032 and 2036 leap
        ("0d1h", datetime(2028, 1, 31, 13, 30, tzinfo=UTC)),
    ],
)
def test_a_length_of_time_leads_to_an_instant(text: str, target: datetime) -> None:
    assert find_target(START, parse_duration(text)) == target


NONSENSE = [
    *(
        "",
        " ",
        "d",
        "40",
        "forty days",
        "-5d",
        "+5d",
        "1.5d",
        "1d 2h",
        "2h1d",
        "40dd",
        "40d40d",
        "1y",
        "P",
        "PT",
        "P1DT",
    ),
    *("P1", "1P", "PD", "P-1D", "P1H", "PT1D", "P1.5D", "٣d", "²d", "0x1d", "1e3d", "∞", "0d", "P0D", "PT0S", "0w0s"),
    *("40d\n", "40d;", "1" * 10 + "d", "9" * 5000 + "d", "4\x000d"),
]


@pytest.mark.parametrize("text", NONSENSE, ids=lambda text: ascii(text[:20]))
def test_what_is_no_length_of_time_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(OperatorError) as refusal:
        parse_duration(text)
    assert "is no" in refusal.value.problem
    assert "40d" in refusal.value.remedy
    assert len(refusal.value.problem) < 100


@pytest.mark.parametrize(
    "text", ["3654d", "P11Y", "P121M", "P10YT1S", "999999999w", "999999999d", "P999999999Y", "P999999999M", "P9000Y"]
)
def test_more_than_ten_years_are_refused(text: str) -> None:
    with pytest.raises(OperatorError, match="more than 10 years"):
        find_target(START, parse_duration(text))


def test_an_instant_is_taken_as_it_is_if_it_is_neither_past_nor_too_far() -> None:
    assert find_target(START, parse_goal(None, "2028-02-01T00:00:00+01:00")) == datetime(2028, 1, 31, 23, tzinfo=UTC)
    assert find_target(START, START) == START
    with pytest.raises(OperatorError, match="12:29:59Z has passed: the clock stands at 2028-01-31T12:30:00Z"):
        find_target(START, parse_goal(None, "2028-01-31T12:29:59Z"))
    with pytest.raises(OperatorError, match="more than 10 years"):
        find_target(START, parse_goal(None, "2038-01-31T12:30:01Z"))
    with pytest.raises(OperatorError, match="more than 10 years"):
        find_target(datetime.max.replace(tzinfo=UTC), Duration(0, timedelta(days=1)))


@pytest.mark.parametrize("text", ["", "tomorrow", "2028-02-01", "2028-02-01T00:00:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_needs_its_offset(text: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_goal(None, text)
    assert list(refusal.value.fields) == ["to"]


@pytest.mark.parametrize("goal", [(None, None), ("1d", "2028-02-01T00:00:00Z"), ("", "2028-02-01T00:00:00Z")])
def test_exactly_one_goal_is_needed(goal: tuple[str | None, str | None]) -> None:
    with pytest.raises(OperatorError, match="One goal"):
        parse_goal(*goal)
