import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from trunkline.cli.problems import OperatorError
from trunkline.kernel.periods import add_months
from trunkline.kernel.time import format_instant, parse_instant

YEARS_MAX = 10
_MONTHS_OF_A_YEAR = 12
_SHORT = re.compile(
    r"(?:(?P<weeks>\d+)w)?(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?(?:(?P<seconds>\d+)s)?",
    re.ASCII,
)
_ISO = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?",
    re.ASCII,
)
# More digits than any duration within the limit has, and few enough for arithmetic.
_LENGTH_MAX = 40
_DIGITS_MAX = 9
_REMEDY = (
    "Write a number with w, d, h, m or s, such as 40d, 2w or 1d12h (m are minutes), "
    "or an ISO 8601 duration, such as P40D, P1M or PT12H."
)


@dataclass(frozen=True)
class Duration:
    """A length of time: whole calendar months, and what is of one length; a day is 24 hours."""

    months: int
    rest: timedelta

    def after(self, start: datetime) -> datetime:
        """Return the instant so much later; months are those of UTC's calendar, clamped to the last day of a short one.

        Raises OverflowError for one beyond the year 9999.
        """
        try:
            day = add_months(start.date(), self.months)
        except ValueError as error:
            raise OverflowError(str(error)) from error
        return datetime.combine(day, start.timetz()) + self.rest


def parse_duration(text: str) -> Duration:
    """Read what a person types for a length of time; raises OperatorError for what is none, or nothing."""
    found = (_SHORT.fullmatch(text.lower()) or _ISO.fullmatch(text.upper())) if len(text) <= _LENGTH_MAX else None
    parts = {name: value for name, value in found.groupdict().items() if value} if found else {}
    if not parts or any(len(value) > _DIGITS_MAX for value in parts.values()):
        raise OperatorError(f"{text[:_LENGTH_MAX]!r} is no length of time.", _REMEDY)
    numbers = {name: int(value) for name, value in parts.items()}
    months = _MONTHS_OF_A_YEAR * numbers.pop("years", 0) + numbers.pop("months", 0)
    try:
        duration = Duration(months, timedelta(**numbers))
    except OverflowError:
        raise _too_far() from None
    if duration == Duration(0, timedelta()):
        raise OperatorError(f"{text!r} is no time at all.", _REMEDY)
    return duration


def parse_goal(duration: str | None, instant: str | None) -> Duration | datetime:
    """Read where to the clock shall go, by exactly one of the two; raises OperatorError or InvalidInputError."""
    if duration is not None and instant is None:
        return parse_duration(duration)
    if instant is not None and duration is None:
        return parse_instant(instant, "to")
    raise OperatorError("One goal is needed.", "Name a length of time, such as 40d, or an instant with --to.")


def find_target(start: datetime, goal: Duration | datetime) -> datetime:
    """Return the instant that is meant, seen from `start`; raises OperatorError if it has passed or is too far away."""
    try:
        target = goal.after(start) if isinstance(goal, Duration) else goal
        latest = Duration(YEARS_MAX * _MONTHS_OF_A_YEAR, timedelta()).after(start)
    except OverflowError:
        raise _too_far() from None
    if target > latest:
        raise _too_far()
    if target < start:
        raise OperatorError(
            f"{format_instant(target)} has passed: the clock stands at {format_instant(start)}.",
            "It only goes forward; name a later instant.",
        )
    return target


def _too_far() -> OperatorError:
    return OperatorError(
        f"That is more than {YEARS_MAX} years away.", "Move the clock in smaller steps, if that is really meant."
    )
