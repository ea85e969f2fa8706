"""The two clocks: the business clock, which demo mode can move forward, and the system clock, which nobody moves."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection
from psycopg.pq import TransactionStatus

from trunkline.platform.errors import BusinessClockNotMovableError
from trunkline.platform.models import BusinessClock

# The advisory lock of whoever moves the clock; PostgreSQL frees it when its session ends, however that ends.
_MOVING_LOCK = (20_061, 1)
# So long what the database said is carried on before it is asked again.
READING_SECONDS_MAX = 10.0
_ASKABLE = (TransactionStatus.IDLE, TransactionStatus.INTRANS)


@dataclass(frozen=True)
class _Reading:
    """What the database's clock showed, and what this machine's steady one did then."""

    moment: datetime
    steady: float

    @property
    def age_seconds(self) -> float:
        return steady_seconds() - self.steady

    def carried_on(self) -> datetime:
        return self.moment + timedelta(seconds=self.age_seconds)


_reading: _Reading | None = None


def steady_seconds() -> float:
    """This will tell seconds since some instant, by a clock of this machine that nobody sets and no sleep stops."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def system_now() -> datetime:
    """This will tell the real time; for leases, tokens, sessions, reservations, retries and audit.

    It is the database's, whatever this host's clock shows: hosts that disagreed would take each other's work away.
    It was read a short while ago, and is carried on by what no setting of the host's clock can move. Raises
    OperationalError when the database has never been reached.
    """
    if _reading is None:
        connection.ensure_connection()
    elif _reading.age_seconds > READING_SECONDS_MAX:
        read_system_clock(connection)
    if _reading is None:
        raise RuntimeError("A connection was opened without its clock being read.")
    return _reading.carried_on()


def read_system_clock(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """This will ask the database for its time, if this can be done by the way; done at each new connection.

    Neither is a connection opened for it, nor a transaction begun or a failed one disturbed.
    """
    global _reading  # noqa: PLW0603  # one reading serves all threads
    # One that was kept from an earlier request may be dead: that is no failure of this one.
    connection.close_if_health_check_failed()
    session = connection.connection
    if not isinstance(session, Connection) or session.info.transaction_status not in _ASKABLE:
        return
    asked = steady_seconds()
    with connection.wrap_database_errors:
        row = session.execute("SELECT clock_timestamp()").fetchone()
    if row is None:
        raise RuntimeError("The database told no time.")
    # The answer was on its way for half of it.
    _reading = _Reading(row[0], (asked + steady_seconds()) / 2)


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
