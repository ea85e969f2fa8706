"""Action plans: the times at which actions are due, and the patterns that name several plans."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from trunkline.ocs.errors import OcsInvalidCallError
from trunkline.ocs.policies.numbers import parse_weight, plain_number

AS_SOON_AS_POSSIBLE = "*asap"
# Instants are kept to the microsecond: the first one at or after T is the next one after T less this.
MOMENT = timedelta(microseconds=1)
# Weekdays of a given date, 29 February included, repeat within 40 years.
_YEARS_AHEAD = 40
_YEAR_MAX = 9999
_SUNDAY_FIRST = 7
_ANY = {"", "*any"}
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII)
_RANGES = {"Years": (1970, _YEAR_MAX), "Months": (1, 12), "MonthDays": (1, 31), "WeekDays": (0, 6)}


@dataclass(frozen=True)
class Timing:
    """When the actions of a plan's line are due; an empty list means any, Sunday is 0."""

    actions_id: str
    years: list[int]
    months: list[int]
    month_days: list[int]
    week_days: list[int]
    start_time: str
    weight: Decimal


def parse_timings(rows: Sequence[Mapping[str, Any]]) -> list[Timing]:
    """This will read the lines of SetActionPlan; raises OcsInvalidCallError with CGRateS's answers."""
    return [_parse_timing(row) for row in rows]


def _parse_timing(row: Mapping[str, Any]) -> Timing:
    actions_id = row.get("ActionsId", "")
    for name in ("ActionsId", "Time"):
        if not row.get(name):
            raise OcsInvalidCallError(
                f"MANDATORY_IE_MISSING:Action:{actions_id}:[{name}]", fields={name: "is mandatory"}
            )
    start_time = row["Time"]
    if start_time != AS_SOON_AS_POSSIBLE and not _TIME.fullmatch(start_time):
        raise OcsInvalidCallError(
            f"UNSUPPORTED_FORMAT:{start_time}", fields={"Time": f"must be HH:MM:SS or {AS_SOON_AS_POSSIBLE}."}
        )
    return Timing(
        actions_id=actions_id,
        years=_parse_numbers(row, "Years"),
        months=_parse_numbers(row, "Months"),
        month_days=_parse_numbers(row, "MonthDays"),
        week_days=_parse_numbers(row, "WeekDays"),
        start_time=start_time,
        weight=parse_weight(row.get("Weight", 0), "Weight"),
    )


def _parse_numbers(row: Mapping[str, Any], name: str) -> list[int]:
    text = row.get(name, "").strip()
    if text in _ANY:
        return []
    lowest, highest = _RANGES[name]
    numbers = []
    for part in text.split(";"):
        if not (part.isascii() and part.isdecimal() and len(part) <= len(str(_YEAR_MAX))):
            raise OcsInvalidCallError.for_field(name, "must be numbers separated by semicolons, or *any.")
        number = int(part)
        if not lowest <= number <= highest:
            raise OcsInvalidCallError.for_field(name, f"must be from {lowest} to {highest}.")
        numbers.append(number)
    return sorted(set(numbers))


def next_execution(timing: Timing, after: datetime) -> datetime | None:
    """This will tell the first instant after `after` at which a timing is due (UTC), or None when there is none.

    All that a timing names must hold at once. One that is due as soon as possible has no next time.
    """
    if timing.start_time == AS_SOON_AS_POSSIBLE:
        return None
    moment = after.astimezone(UTC)
    at_time = time.fromisoformat(timing.start_time)
    for year, month in _months_from(moment, timing):
        last_day = monthrange(year, month)[1]
        for day in timing.month_days or range(1, last_day + 1):
            if day > last_day:
                break
            candidate = datetime.combine(datetime(year, month, day, tzinfo=UTC), at_time, tzinfo=UTC)
            if timing.week_days and candidate.isoweekday() % _SUNDAY_FIRST not in timing.week_days:
                continue
            if candidate > moment:
                return candidate
    return None


def next_of_plan(timings: Iterable[Timing], after: datetime) -> datetime | None:
    """This will tell the first instant after `after` at which any of a plan's timings is due, or None."""
    instants = [next_execution(timing, after) for timing in timings]
    return min((instant for instant in instants if instant is not None), default=None)


def execution_since(timing: Timing, since: datetime) -> datetime | None:
    """This will tell the first instant at or after `since` at which a timing is due (UTC), or None."""
    return next_execution(timing, since - MOMENT)


def plan_since(timings: Iterable[Timing], since: datetime) -> datetime | None:
    """This will tell the first instant at or after `since` at which any of a plan's timings is due, or None."""
    return next_of_plan(timings, since - MOMENT)


def _months_from(moment: datetime, timing: Timing) -> Iterator[tuple[int, int]]:
    last_year = min(moment.year + _YEARS_AHEAD, _YEAR_MAX)
    for year in timing.years or range(moment.year, last_year + 1):
        for month in timing.months or range(1, 13):
            if (year, month) >= (moment.year, moment.month):
                yield year, month


def show_timing(timing: Timing, uuid: str) -> dict[str, Any]:
    """This will write a plan's line as GetActionPlan shows it."""
    return {
        "Uuid": uuid,
        "Timing": {
            "Timing": {
                "Years": timing.years,
                "Months": timing.months,
                "MonthDays": timing.month_days,
                "WeekDays": timing.week_days,
                "StartTime": timing.start_time,
                "EndTime": "",
            },
            "Rating": None,
            "Weight": 0,
        },
        "ActionsID": timing.actions_id,
        "ExtraData": None,
        "Weight": plain_number(timing.weight),
    }


def is_pattern(plan_id: str) -> bool:
    """This will tell whether a plan id names several plans: one with a * in it."""
    return "*" in plan_id


def matches_plan(pattern: str, plan_id: str) -> bool:
    """This will tell whether a plan's id is one that a pattern names; a * stands for any characters."""
    if not is_pattern(pattern):
        return pattern == plan_id
    first, *middle, last = pattern.split("*")
    if len(plan_id) < len(first) + len(last) or not plan_id.startswith(first) or not plan_id.endswith(last):
        return False
    # Each part is looked for after the one before it: linear, where a regular expression could take for ever.
    position, end = len(first), len(plan_id) - len(last)
    for part in middle:
        found = plan_id.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True
