"""The two clocks: the business clock, which demo mode can move forward, and the system clock, which nobody moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from trunkline.platform.errors import BusinessClockNotMovableError
from trunkline.platform.models import BusinessClock

# The advisory lock of whoever moves the clock; PostgreSQL frees it when its session ends, however that ends.
_MOVING_LOCK = (20_061, 1)


def system_now() -> datetime:
    """This will tell the real time; for leases, tokens, sessions, reservations, retries and audit."""
    return datetime.now(UTC)


def business_now() -> datetime:
    """This will tell the time of contracts, billing, renewals and notices; read at the doors and passed on as `at`."""
    return find_held_instant() or system_now()


def find_held_instant() -> datetime | None:
    """This will tell the instant at which the business clock is held, or None while it follows the real one.

    It is read from the database each time, so that every process sees a move at once.
    """
    if not settings.TRUNKLINE_DEMO_MODE:
        return None
    return BusinessClock.objects.values_list("held_at", flat=True).first()


def require_movable_clock() -> None:
    """This will raise BusinessClockNotMovableError outside demo mode."""
    if not settings.TRUNKLINE_DEMO_MODE:
        raise BusinessClockNotMovableError("Only a system in demo mode (TRUNKLINE_DEMO_MODE=1) has a movable clock.")


def hold_business_clock(moment: datetime) -> None:
    """This will set the demo's business clock to an instant, where it stays; it only ever goes forward.

    What is due in between is skipped; `agenda.advance_to` lives through it. Raises BusinessClockNotMovableError.
    """
    require_movable_clock()
    # One statement, as a move may make hundreds of such steps.
    if BusinessClock.objects.filter(held_at__lte=moment).update(held_at=moment):
        return
    _, is_new = BusinessClock.objects.get_or_create(defaults={"held_at": moment})
    if not is_new:
        raise BusinessClockNotMovableError(f"The clock stands at {business_now().isoformat()} and only goes forward.")


@contextmanager
def moving_business_clock() -> Iterator[None]:
    """This will keep others from moving the clock until the block, or this session of the database, ends.

    Raises BusinessClockNotMovableError outside demo mode, and while somebody else moves it.
    """
    require_movable_clock()
    if not _query("SELECT pg_try_advisory_lock(%s, %s)"):
        raise BusinessClockNotMovableError("Somebody else is moving the clock; wait until that has ended.")
    try:
        yield
    finally:
        _query("SELECT pg_advisory_unlock(%s, %s)")


def is_business_clock_moving() -> bool:
    """This will tell whether somebody is moving the business clock."""
    if not settings.TRUNKLINE_DEMO_MODE:
        return False
    # A pair of keys is shown as classid and objid, with objsubid 2.
    return _query(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
        " AND classid = %s AND objid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )


def _query(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, _MOVING_LOCK)
        row = cursor.fetchone()
    return bool(row and row[0])
