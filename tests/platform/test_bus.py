"""The event bus: what is announced commits with its cause, and the queue delivers it in order, at least once."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app

from tests.support.quiet import connected_to, fresh_database
from tests.support.races import wait_until
from trunkline.platform import bus
from trunkline.platform.bus import DomainEvent
from trunkline.platform.models import Event

AT = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SomethingHappened(DomainEvent):
    """What the tests announce."""

    name = "tests.something_happened"
    number: int


@dataclass(frozen=True)
class NobodyListens(DomainEvent):
    """What no test listens to."""

    name = "tests.nobody_listens"


@pytest.fixture
def _own_database() -> Iterator[None]:
    """A queue without the jobs of other tests; the worker's threads end with it, so must their connections."""
    with fresh_database("bus") as database, connected_to(database, CONN_MAX_AGE=0):
        yield


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Callable[[bus.Listener], bus.Listener]:
    """Subscribe for the length of a test."""
    monkeypatch.setattr(bus, "_listeners", {})
    return bus.listens_to(SomethingHappened)


def announce(*events: DomainEvent) -> list[int]:
    with transaction.atomic():
        return [bus.announce(event, at=AT) for event in events]


def work_off_the_queue() -> None:
    """Run a real worker until nothing is left that may run now."""

    async def work() -> None:
        connector: Any = app.connector
        async with app.with_connector(connector.get_worker_connector()).open_async() as worker:
            await worker.run_worker_async(
                queues=["notices"], wait=False, listen_notify=False, install_signal_handlers=False, concurrency=3
            )
        # Periodic jobs are deferred in the one thread that the event loop keeps for Django.
        await sync_to_async(connections.close_all)()

    asyncio.run(work())


def test_an_event_is_written_and_queued_in_the_announcing_transaction_or_not_at_all() -> None:
    (event_id,) = announce(SomethingHappened(account_id=7, number=1))
    row = Event.objects.get(pk=event_id)
    assert (row.name, row.account_id, row.occurred_at) == ("tests.something_happened", 7, AT)
    assert row.payload == {"account_id": 7, "number": 1}
    assert deliveries(event_id) == [("notices", 10, "events:7")]
    with transaction.atomic():
        lost_id = bus.announce(SomethingHappened(account_id=7, number=2), at=AT)
        transaction.set_rollback(True)
    assert not Event.objects.filter(pk=lost_id).exists()
    assert deliveries(lost_id) == []


def deliveries(event_id: int) -> list[tuple[str, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, priority, lock FROM procrastinate_jobs"
            " WHERE task_name = 'flows.deliver_event' AND (args->>'event_id')::bigint = %s",
            [event_id],
        )
        return list(cursor.fetchall())


@pytest.mark.usefixtures("_own_database")
def test_events_of_an_account_are_delivered_in_order_and_a_failing_one_holds_up_only_its_own(
    listen: Callable[[bus.Listener], bus.Listener],
) -> None:
    calls: list[tuple[int, int]] = []
    failures = [1]

    @listen
    def note(row: Event) -> None:
        number = row.payload["number"]
        calls.append((row.account_id, number))
        if number == 1 and failures:
            failures.pop()
            raise ConnectionError("the first delivery fails")

    announce(*(SomethingHappened(account_id=7, number=number) for number in (1, 2, 3)))
    announce(*(SomethingHappened(account_id=8, number=number) for number in (4, 5)))

    def is_delivered() -> bool:
        work_off_the_queue()
        return len(calls) == 6

    wait_until(is_delivered, "the events are not delivered")
    assert [number for account_id, number in calls if account_id == 7] == [1, 1, 2, 3]
    assert [number for account_id, number in calls if account_id == 8] == [4, 5]
    work_off_the_queue()
    assert len(calls) == 6


@pytest.mark.usefixtures("listen")
def test_an_event_that_nobody_listens_to_is_delivered_to_nobody() -> None:
    (event_id,) = announce(NobodyListens(account_id=7))
    bus.deliver(event_id)
    assert Event.objects.get(pk=event_id).name == "tests.nobody_listens"


def test_every_listener_of_an_event_hears_it(listen: Callable[[bus.Listener], bus.Listener]) -> None:
    heard: list[str] = []
    listen(lambda row: heard.append(f"first {row.pk}"))
    listen(lambda row: heard.append(f"second {row.pk}"))
    (event_id,) = announce(SomethingHappened(account_id=7, number=1))
    bus.deliver(event_id)
    assert heard == [f"first {event_id}", f"second {event_id}"]
