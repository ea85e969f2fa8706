"""The system clock is the database's, whatever the host's shows; what was written before it was set back is mended."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import DataError, connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from tests.support.people import command
from tests.support.services import place_order, start
from trunkline.platform import clocks
from trunkline.platform.clocks import READING_SECONDS_MAX, business_now, system_now
from trunkline.platform.jobs import retry_lost_jobs
from trunkline.platform.queue import RETRIES_MAX, _Retry
from trunkline.platform.ticks import SteadyDeferrer
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob

CLOSE = timedelta(seconds=5)
HOUR = timedelta(hours=1)


@pytest.fixture(params=[-HOUR, HOUR], ids=["behind", "ahead"])
def wrong_host(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """A host whose clock is wrong by an hour; gives the right time."""
    right = datetime.now(UTC)
    with time_machine.travel(right + request.param, tick=True):
        yield right


def test_both_clocks_show_the_database_s_time_on_a_host_whose_clock_is_wrong(wrong_host: datetime) -> None:
    assert abs(datetime.now(UTC) - wrong_host) > HOUR - CLOSE
    assert abs(system_now() - wrong_host) < CLOSE
    connections.close_all()
    assert abs(system_now() - wrong_host) < CLOSE
    assert abs(business_now() - wrong_host) < CLOSE


def test_a_reading_that_is_old_is_renewed_and_a_failed_transaction_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection.ensure_connection()
    old_seconds = 2 * READING_SECONDS_MAX
    old = replace(clocks._reading, moment=datetime.now(UTC) - HOUR, steady=clocks.steady_seconds() - old_seconds)  # type: ignore[type-var]  # noqa: SLF001
    monkeypatch.setattr(clocks, "_reading", old)
    with transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(DataError):
            cursor.execute("SELECT 1 / 0")
        assert datetime.now(UTC) - system_now() + timedelta(seconds=old_seconds) > HOUR - CLOSE
        assert datetime.now(UTC) - system_now() > CLOSE
        transaction.set_rollback(True)
    connection.ensure_connection()
    assert abs(datetime.now(UTC) - system_now()) < CLOSE


def test_a_failed_job_waits_before_its_next_try_by_the_database_s_time(wrong_host: datetime) -> None:
    tried = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=3)
    decision = _Retry().get_retry_decision(exception=ValueError(), job=tried)
    assert decision is not None
    assert decision.retry_at is not None
    assert timedelta(seconds=16) <= decision.retry_at - wrong_host < timedelta(seconds=16) + CLOSE
    assert _Retry().get_retry_decision(exception=ValueError(), job=tried.evolve(attempts=RETRIES_MAX)) is None


def test_ticks_go_on_when_the_host_s_clock_is_set_back() -> None:
    ticks: list[float] = []

    class Noted(SteadyDeferrer):
        async def defer_jobs(self, jobs_to_defer: object) -> None:
            """Note what would be queued."""
            ticks.extend(timestamp for _, timestamp in jobs_to_defer)  # type: ignore[attr-defined]

        async def wait(self, next_tick: float) -> None:
            """Do not wait for the next tick: what a clock shows then is what the test is about."""
            del next_tick
            await asyncio.sleep(0.5)

    async def work() -> None:
        deferrer = asyncio.create_task(Noted(registry=app.periodic_registry).worker())
        await until(lambda: bool(ticks))
        before = max(ticks)
        with time_machine.travel(datetime.now(UTC) - HOUR, tick=True):
            await until(lambda: max(ticks) > before)
        deferrer.cancel()

    async def until(condition: object) -> None:
        deadline = time.monotonic() + 20
        while not condition():  # type: ignore[operator]
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)

    asyncio.run(work())


def test_leases_and_heartbeats_from_before_the_clock_was_set_back_are_brought_near() -> None:
    near, far = (start(place_order()).job for _ in range(2))
    kept = ProvisioningJob.objects.get(pk=near.pk).lease_until
    ProvisioningJob.objects.filter(pk=far.pk).update(lease_until=system_now() + HOUR)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 hour') RETURNING id"
        )
        [worker] = cursor.fetchone()
        assert provisioning.bring_leases_near(command()) >= 1
        retry_lost_jobs()
        cursor.execute("SELECT last_heartbeat <= now() FROM procrastinate_workers WHERE id = %s", [worker])
        assert cursor.fetchone() == (True,)
        cursor.execute("DELETE FROM procrastinate_workers WHERE id = %s", [worker])
    assert ProvisioningJob.objects.get(pk=near.pk).lease_until == kept
    lease = ProvisioningJob.objects.get(pk=far.pk).lease_until
    assert lease is not None
    assert lease - system_now() <= timedelta(seconds=settings.TRUNKLINE_LEASE_SECONDS)
