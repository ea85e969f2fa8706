"""When a balance ends: the forms of ExpiryTime that CGRateS knows, counted from a business instant."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trunkline.kernel.periods import add_months
from trunkline.ocs.errors import OcsInvalidCallError

NEVER = "0001-01-01T00:00:00Z"

_UNIT_SECONDS = {
    "h": Decimal(3600),
    "m": Decimal(60),
    "s": Decimal(1),
    "ms": Decimal("1e-3"),
    "us": Decimal("1e-6"),
    "µs": Decimal("1e-6"),
    "μs": Decimal("1e-6"),
    "ns": Decimal("1e-9"),
}
_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|us|µs|μs|ns|m|s)", re.ASCII)
_RFC_3339 = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_SQL = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_UNIX_SECONDS = re.compile(r"\d{9,10}", re.ASCII)
_UNIX_MILLISECONDS = re.compile(r"\d{13}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_expiry(text: str, at: datetime) -> datetime | None:
    """This will tell when a balance given at `at` ends, or None for never.

    Known forms (CGRateS): +720h, +1h30m, RFC 3339, `2030-01-01 10:00:00` in UTC, unix seconds or milliseconds,
    *unlimited, the empty text, 0, *daily, *monthly, *yearly, *month_end, the last two also with +duration.
    A part of a microsecond is dropped. Raises OcsInvalidCallError.
    """
    text = text.strip()
    if text in {"", "0", "*unlimited", NEVER}:
        return None
    with suppress(OverflowError, ValueError):  # an instant that the calendar does not have
        moment = _from_now(text, at) or _absolute(text)
        if moment is not None:
            return moment.astimezone(UTC)
    raise OcsInvalidCallError(
        "Unsupported time format",
        fields={"ExpiryTime": "must be a duration from now such as +720h, or an instant in RFC 3339."},
    )


def format_expiry(expires_at: datetime | None) -> str:
    """This will write an end as GetAccount does; never is the first instant of the year 1."""
    return NEVER if expires_at is None else expires_at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def add_calendar_months(at: datetime, months: int) -> datetime:
    """This will move an instant by months of the UTC calendar, clamped to the last day of a short one."""
    moment = at.astimezone(UTC)
    return datetime.combine(add_months(moment.date(), months), moment.time(), tzinfo=UTC)


def _from_now(text: str, at: datetime) -> datetime | None:
    if text == "*daily":
        return at + timedelta(days=1)
    if text == "*yearly":
        return add_calendar_months(at, 12)
    word, plus, duration = text.partition("+")
    if word == "" and plus:
        return at + _parse_duration(duration)
    if word == "*monthly":
        return add_calendar_months(at, 1) + _parse_duration(duration or "0")
    if word == "*month_end":
        moment = at.astimezone(UTC)
        last_day = monthrange(moment.year, moment.month)[1]
        end = datetime(moment.year, moment.month, last_day, 23, 59, 59, tzinfo=UTC)
        return end + _parse_duration(duration or "0")
    return None


def _parse_duration(text: str) -> timedelta:
    """Read a duration as Go writes it, such as 1h30m; a bare 0 is one as well."""
    if text == "0":
        return timedelta()
    if not text:
        raise ValueError(text)
    seconds = Decimal(0)
    position = 0
    while position < len(text):
        part = _DURATION.match(text, position)
        if part is None:
            raise ValueError(text)
        seconds += Decimal(part[1]) * _UNIT_SECONDS[part[2]]
        position = part.end()
    return timedelta(seconds=int(seconds), microseconds=int(seconds % 1 * 1_000_000))


def _absolute(text: str) -> datetime | None:
    if match := _RFC_3339.fullmatch(text):
        seconds, fraction, offset = match.groups()
        moment = datetime.fromisoformat(seconds + offset)
        return moment.replace(microsecond=int((fraction or "0").ljust(9, "0")[:6]))
    if _SQL.fullmatch(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    if _UNIX_SECONDS.fullmatch(text):
        return _EPOCH + timedelta(seconds=int(text))
    if _UNIX_MILLISECONDS.fullmatch(text):
        return _EPOCH + timedelta(milliseconds=int(text))
    return None
