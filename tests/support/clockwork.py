"""Workers of a system in demo mode, and jobs made for tests of the moving clock, which note what they did and when.

A worker of `serving` imports this module, so that it knows the jobs. Which of them has what to do stands in a table.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.db import connection

from tests.support.database import TestDatabase
from tests.support.stack import LEASE_SECONDS, end
from trunkline.cli.installation import current_installation
from trunkline.platform import queue
from trunkline.platform.agenda import require_worker
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.queue import Priority

_TABLES = """
    CREATE TABLE clockwork (id bigserial PRIMARY KEY, job text, due_at timestamptz, done_at timestamptz, how text);
    CREATE TABLE clockwork_log (id bigserial PRIMARY KEY, job text, at timestamptz);
    GRANT ALL ON clockwork, clockwork_log TO PUBLIC;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO PUBLIC;
"""
_WORKER = (
    "import django; django.setup(); import tests.support.clockwork; from trunkline.config.worker import main; main()"
)
_START_SECONDS_MAX = 30.0


def plan(job: str, due_at: datetime, how: str = "") -> None:
    """Give a job something to do at an instant, in one of the ways that `_do` knows."""
    _execute("INSERT INTO clockwork (job, due_at, how) VALUES (%s, %s, %s)", job, due_at, how)


def list_done() -> list[tuple[str, datetime]]:
    """What the jobs did, in order, with the business time at which they did it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT job, at FROM clockwork_log ORDER BY id")
        return list(cursor.fetchall())


def note(job: str, at: datetime) -> None:
    _execute("INSERT INTO clockwork_log (job, at) VALUES (%s, %s)", job, at)


def forget_all() -> None:
    _execute("DELETE FROM clockwork")
    _execute("DELETE FROM clockwork_log")


def _execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _find_next_due(job: str) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(due_at) FROM clockwork WHERE job = %s AND done_at IS NULL", [job])
        row = cursor.fetchone()
    return row[0] if row else None


def _do(job: str) -> None:
    now = business_now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, due_at, how FROM clockwork WHERE job = %s AND due_at <= %s AND done_at IS NULL ORDER BY due_at",
            [job, now],
        )
        rows = cursor.fetchall()
    for number, due_at, how in rows:
        if how == "never":
            continue
        if how == "in a chain":
            queue.defer("platform.fake_link", lock="chain", left=3)
        if how == "refused once":
            _execute("UPDATE clockwork SET how = '' WHERE id = %s", number)
            raise RuntimeError(how)
        if how == "refused always":
            raise RuntimeError(how)
        note(job, now)
        if how == "monthly" and due_at < now + timedelta(days=365):
            plan(job, due_at + timedelta(days=30), how)
        _execute("UPDATE clockwork SET done_at = %s WHERE id = %s", now, number)


@queue.job("platform.fake_link", Priority.BULK)
def do_link(left: int) -> None:
    """A job that queues another of its kind, the last of which waits for the system clock; with -1 it fails."""
    if left < 0:
        raise RuntimeError
    note("platform.fake_link", business_now())
    if left:
        later = system_now() + timedelta(seconds=1) if left == 1 else None
        queue.defer("platform.fake_link", lock="chain", at=later, left=left - 1)


def _make(name: str, priority: Priority) -> None:
    queue.periodic(name, priority, every_seconds=2, next_due=lambda: _find_next_due(name))(lambda: _do(name))


FIRST, SECOND, LAST = "platform.fake_first", "platform.fake_second", "platform.fake_last"
_make(LAST, Priority.BULK)
_make(SECOND, Priority.PAYMENTS)
_make(FIRST, Priority.PROVISIONING)
# Tests that know nothing of these jobs shall not find them on the agenda.
NEXT_DUES: dict[str, Callable[[], datetime | None]] = {
    name: queue.NEXT_DUES.pop(name) for name in (FIRST, SECOND, LAST)
}


def make_tables(database: TestDatabase) -> None:
    """Make the tables of the jobs, as the owner."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(_TABLES)


@contextmanager
def serving(database: TestDatabase, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker in demo mode on a database until the block ends; Django is connected to it."""
    shared = Path(os.environ["TRUNKLINE_DATA_DIR"])
    installation = current_installation(
        {
            "DATABASE_URL": database.runtime_url,
            "TRUNKLINE_DEMO_MODE": "1",
            "TRUNKLINE_LEASE_SECONDS": str(LEASE_SECONDS),
            "TRUNKLINE_HEARTBEAT_SECONDS": "1",
            **settings,
        }
    )
    environment = {**installation.process_environment(database.runtime_url), **installation.runner_environment()}
    # Each database has jobs of the same numbers.
    own = shared / f"clock-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    own.mkdir(exist_ok=True)
    environment["TRUNKLINE_DATA_DIR"] = str(own)
    root = str(Path(__file__).parents[2])
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER],
        env={**environment, "PYTHONPATH": root},
        cwd=root,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )
    try:
        require_worker(within_seconds=_START_SECONDS_MAX)
        yield worker
    finally:
        end(worker)
