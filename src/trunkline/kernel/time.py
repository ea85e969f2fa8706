"""Instants and local dates: aware UTC inside, the account's time zone at the edges."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trunkline.kernel.errors import InvalidInputError


def parse_time_zone(name: str, field: str = "time_zone") -> ZoneInfo:
    """This will find an IANA time zone, or raise InvalidInputError that names `field`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInputError.for_field(
            field, f"{name[:60]!r} is no IANA time zone, such as Europe/London."
        ) from None


def to_utc(moment: datetime) -> datetime:
    """This will convert an aware datetime to UTC; a naive one is a programming error."""
    if moment.tzinfo is None:
        raise ValueError("An instant must be aware of its time zone.")
    return moment.astimezone(UTC)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """This will tell which calendar day it is in `zone` at an instant."""
    return moment.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """This will tell the UTC instant at which a local day starts (its first valid one where midnight is skipped)."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def add_days(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """This will tell the UTC instant so many local days later, at the same time of the day in `zone`."""
    local = moment.astimezone(zone)
    return (local + timedelta(days=days)).astimezone(UTC)


def parse_instant(text: str, field: str) -> datetime:
    """This will read an RFC 3339 instant with its offset, or raise InvalidInputError that names `field`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError.for_field(field, "must be an RFC 3339 instant, such as 2025-01-01T00:00:00Z.") from None
    if moment.tzinfo is None:
        raise InvalidInputError.for_field(field, "needs an offset from UTC, such as the Z of 2025-01-01T00:00:00Z.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InvalidInputError.for_field(field, "is outside the years 1 to 9999.") from None


def format_instant(moment: datetime) -> str:
    """This will write an instant as RFC 3339 in UTC with a Z."""
    return to_utc(moment).isoformat().replace("+00:00", "Z")
