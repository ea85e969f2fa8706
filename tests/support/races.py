"""Races, made to happen: everybody waits for one lock that the test holds, and then it is let go."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import psycopg
from django.db import connection

WAIT_SECONDS_MAX = 20


def count_waiting() -> int:
    """How many other sessions of this database and role wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll until something is so; fail after a deadline."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def race(holder: psycopg.Connection, lock: str, actions: Sequence[Callable[[], object]]) -> list[object]:
    """Hold rows by the statement `lock` until every action waits, let go, and tell each one's result or exception."""
    holder.execute(lock)
    results: list[object] = [None] * len(actions)

    def run(index: int) -> None:
        try:
            results[index] = actions[index]()
        except Exception as error:  # noqa: BLE001  # what is raised is the result
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(actions))]
    try:
        for thread in threads:
            thread.start()
        wait_until(lambda: count_waiting() == len(actions), "the racers do not all wait for the lock")
    finally:
        with suppress(psycopg.OperationalError):
            holder.rollback()
        for thread in threads:
            thread.join(WAIT_SECONDS_MAX)
    assert not any(thread.is_alive() for thread in threads), "the racers wait for each other"
    return results
