"""The clock moves from one due instant to the next, with a real worker that does what is due there."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings
from rich.console import Console

from tests.support import clockwork
from tests.support.clockwork import FIRST, LAST, SECOND, list_done, plan
from tests.support.database import TestDatabase
from tests.support.goods import make_item, make_specification
from tests.support.quiet import connected_to, fresh_database
from tests.support.races import wait_until
from tests.support.stack import LEASE_SECONDS
from tests.support.stockroom import act
from trunkline.cli import clock as cli
from trunkline.platform import agenda, queue
from trunkline.platform.clocks import business_now, hold_business_clock, is_business_clock_moving, moving_business_clock
from trunkline.platform.errors import BusinessClockNotMovableError, BusinessClockStuckError, NoWorkerError
from trunkline.platform.models import BusinessClock
from trunkline.stock.models import StockItem

START = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def database() -> Iterator[TestDatabase]:
    with fresh_database("agenda") as made:
        clockwork.make_tables(made)
        yield made


@pytest.fixture(scope="module", autouse=True)
def _connected_quietly(database: TestDatabase) -> Iterator[None]:
    """In place of the database of all rooms' tests, which no worker may serve."""
    with connected_to(database):
        yield


@pytest.fixture
def unserved(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system in demo mode without a worker, whose clock stands at START and whose queue is empty."""
    settings.TRUNKLINE_DEMO_MODE = True
    settings.TRUNKLINE_LEASE_SECONDS = LEASE_SECONDS
    for name, next_due in clockwork.NEXT_DUES.items():
        monkeypatch.setitem(queue.NEXT_DUES, name, next_due)
    start_again()


def start_again() -> None:
    BusinessClock.objects.all().delete()
    hold_business_clock(START)
    clockwork.forget_all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.fixture
def served(unserved: None, database: TestDatabase) -> Iterator[None]:
    del unserved
    with clockwork.serving(database):
        yield


@contextmanager
def a_worker_that_only_seems_to_work() -> Iterator[None]:
    """A sign of life without a life."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 hour')")
        yield
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.mark.usefixtures("served")
def test_each_job_runs_at_its_very_instant_in_order_and_by_priority_at_one() -> None:
    plan(LAST, START + 3 * HOUR)
    plan(FIRST, START + 3 * HOUR)
    plan(SECOND, START + 3 * HOUR)
    plan(SECOND, START + HOUR)
    plan(FIRST, START + 5 * HOUR)
    plan(FIRST, START + 5 * HOUR + timedelta(microseconds=1))
    seen: list[agenda.Stop] = []
    move = agenda.advance_to(START + 5 * HOUR, on_stop=seen.append)
    assert list_done() == [
        (SECOND, START + HOUR),
        (FIRST, START + 3 * HOUR),
        (SECOND, START + 3 * HOUR),
        (LAST, START + 3 * HOUR),
        (FIRST, START + 5 * HOUR),
    ]
    assert (move.started_at, move.ended_at, move.failed, move.jobs_run) == (START, START + 5 * HOUR, [], 5)
    assert move.stops == seen
    assert [(stop.at, len(stop.jobs)) for stop in seen] == [
        (START + HOUR, 1),
        (START + 3 * HOUR, 3),
        (START + 5 * HOUR, 1),
    ]
    assert business_now() == START + 5 * HOUR
    assert not is_business_clock_moving()


@pytest.mark.usefixtures("served")
def test_the_clock_waits_for_what_comes_of_a_job_and_for_its_retry() -> None:
    plan(FIRST, START + HOUR, "in a chain")
    plan(SECOND, START + 2 * HOUR, "refused once")
    plan(LAST, START + 3 * HOUR)
    move = agenda.advance_to(START + 4 * HOUR)
    link = ("platform.fake_link", START + HOUR)
    rest = [(SECOND, START + 2 * HOUR), (LAST, START + 3 * HOUR)]
    # The first link may be quicker than the job that queued it is with its notes.
    assert sorted(list_done()[:5]) == sorted([(FIRST, START + HOUR), link, link, link, link])
    assert list_done()[5:] == rest
    assert move.failed == []


@pytest.mark.usefixtures("served")
def test_what_is_due_already_and_what_comes_of_it_again_and_again_is_done() -> None:
    plan(FIRST, START - 3 * DAY)
    plan(SECOND, START, "monthly")
    agenda.advance_to(START + 100 * DAY)
    expected = [START + days * DAY for days in (0, 30, 60, 90)]
    assert list_done() == [(FIRST, START), *((SECOND, at) for at in expected)]


@pytest.mark.usefixtures("served")
def test_ticks_do_nothing_by_themselves_while_the_clock_is_being_moved() -> None:
    plan(FIRST, START)
    wait_until(lambda: list_done() == [(FIRST, START)], "a tick does what is due while nobody moves the clock")
    with moving_business_clock():
        assert is_business_clock_moving()
        plan(FIRST, START - HOUR)
        wait_until(lambda: count_jobs() > 0, "a tick")
        wait_until(lambda: count_jobs() == 0, "the end of the tick")
        assert len(list_done()) == 1
        queue.ask_for(FIRST)
        wait_until(lambda: len(list_done()) == 2, "a job that was asked for")
    assert not is_business_clock_moving()


def count_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=FIRST, status__in=("todo", "doing")).count()


@pytest.mark.usefixtures("served")
def test_a_job_that_does_not_get_done_is_named_and_the_clock_stays() -> None:
    plan(SECOND, START + HOUR, "never")
    plan(FIRST, START + HOUR)
    plan(LAST, START + 2 * HOUR)
    with pytest.raises(BusinessClockStuckError, match=SECOND):
        agenda.advance_to(START + DAY, patience_seconds=1.5)
    assert business_now() == START + HOUR
    assert list_done() == [(FIRST, START + HOUR)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clockwork SET how = ''")
    agenda.advance_to(START + DAY)
    assert list_done()[1:] == [(SECOND, START + HOUR), (LAST, START + 2 * HOUR)]


@pytest.mark.usefixtures("served")
def test_a_job_that_fails_again_and_again_is_named() -> None:
    plan(LAST, START + HOUR, "refused always")
    with pytest.raises(BusinessClockStuckError, match=f"{LAST} .* fails however often"):
        agenda.advance_to(START + DAY, patience_seconds=1.0)
    assert business_now() == START + HOUR


@pytest.mark.usefixtures("served")
def test_a_queued_job_that_fails_again_and_again_is_named() -> None:
    queue.defer("platform.fake_link", left=-1)
    with pytest.raises(BusinessClockStuckError, match=r"fake_link \(number \d+ of the queue\) has failed"):
        agenda.advance_to(START + DAY, patience_seconds=1.0)
    assert business_now() == START


@pytest.mark.usefixtures("unserved")
def test_a_job_that_was_given_up_is_told_and_keeps_nobody() -> None:
    plan(FIRST, START + HOUR)
    given_up: list[int] = []

    def give_up() -> None:
        def is_asked_for() -> bool:
            return ProcrastinateJob.objects.filter(task_name=FIRST, status="todo").exists()

        wait_until(is_asked_for, "the job")
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
                " VALUES ('bulk', 'platform.fake_link', 'failed') RETURNING id"
            )
            given_up.extend(row[0] for row in cursor.fetchall())
            cursor.execute("UPDATE clockwork SET done_at = now()")
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'")
        connection.close()

    with a_worker_that_only_seems_to_work():
        other = threading.Thread(target=give_up)
        other.start()
        move = agenda.advance_to(START + DAY)
        other.join()
    assert move.failed == [agenda.FailedJob("platform.fake_link", given_up[0])]
    assert business_now() == START + DAY
    assert agenda.advance_to(START + 2 * DAY).failed == []


@pytest.mark.usefixtures("unserved")
def test_without_a_worker_that_is_said_at_once_and_the_clock_is_not_touched() -> None:
    BusinessClock.objects.all().delete()
    plan(FIRST, business_now() + HOUR)
    begun = time.monotonic()
    with pytest.raises(NoWorkerError):
        agenda.advance_to(business_now() + DAY)
    assert time.monotonic() - begun < 1
    assert not BusinessClock.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.usefixtures("unserved")
def test_a_tick_that_waits_takes_no_place_from_what_is_asked_for() -> None:
    app.configure_task(FIRST).defer(timestamp=0)
    queue.ask_for(FIRST)
    queue.ask_for(FIRST)
    waiting = ProcrastinateJob.objects.filter(task_name=FIRST, status="todo").order_by("pk")
    assert [job.args for job in waiting] == [{"timestamp": 0}, {"timestamp": 0, "is_asked_for": True}]


@pytest.mark.usefixtures("unserved")
def test_workers_that_are_lost_on_the_way_are_missed(database: TestDatabase) -> None:
    plan(FIRST, START + HOUR)
    plan(FIRST, START + 2 * HOUR)
    with clockwork.serving(database) as worker:

        def lose(_stop: agenda.Stop) -> None:
            worker.kill()
            worker.wait()

        # Until its lease is over, it seems to be there.
        with pytest.raises(NoWorkerError):
            agenda.advance_to(START + DAY, on_stop=lose)
    assert business_now() == START + 2 * HOUR
    assert list_done() == [(FIRST, START + HOUR)]
    with clockwork.serving(database):
        agenda.advance_to(START + DAY)
    assert list_done()[1:] == [(FIRST, START + 2 * HOUR)]


@pytest.mark.usefixtures("unserved")
def test_a_job_in_the_queue_that_nobody_takes_is_named() -> None:
    queue.defer("platform.fake_link", left=0)
    with a_worker_that_only_seems_to_work(), pytest.raises(BusinessClockStuckError, match="fake_link"):
        agenda.advance_to(START + DAY, patience_seconds=-LEASE_SECONDS + 0.2)
    assert business_now() == START


@pytest.mark.usefixtures("unserved")
def test_of_two_that_move_the_clock_one_is_refused(database: TestDatabase) -> None:
    with psycopg.connect(database.runtime_url) as other:
        other.execute("SELECT pg_advisory_lock(20061, 1)")
        assert is_business_clock_moving()
        with pytest.raises(BusinessClockNotMovableError, match="Somebody else"):
            agenda.advance_to(START + DAY)
    wait_until(lambda: not is_business_clock_moving(), "the end of the other's session")
    agenda.advance_to(START + DAY)
    assert business_now() == START + DAY


@pytest.mark.usefixtures("unserved")
def test_outside_demo_mode_and_backwards_it_does_not_move(settings: Settings) -> None:
    with pytest.raises(BusinessClockNotMovableError, match="only goes forward"):
        agenda.advance_to(START - timedelta(microseconds=1))
    settings.TRUNKLINE_DEMO_MODE = False
    with pytest.raises(BusinessClockNotMovableError, match="demo mode"):
        agenda.advance_to(START + 40_000 * DAY)
    settings.TRUNKLINE_DEMO_MODE = True
    assert business_now() == START
    assert not is_business_clock_moving()


@pytest.mark.usefixtures("unserved")
def test_the_first_move_starts_from_the_real_time() -> None:
    BusinessClock.objects.all().delete()
    before = datetime.now(UTC)
    move = agenda.advance_to(before + DAY)
    # The database tells the real time, whose clock is not quite that of this process.
    assert abs(move.started_at - before) < MINUTE
    assert business_now() == before + DAY


@pytest.mark.usefixtures("unserved")
def test_a_day_without_work_costs_few_queries_and_changes_nothing_else() -> None:
    plan(FIRST, START + 1_000 * DAY)
    with CaptureQueriesContext(connection) as looking:
        agenda.list_dues()
    with CaptureQueriesContext(connection) as moving:
        agenda.advance_to(START + DAY)
    # To lock, to read the clock, to look into the queue, to set the clock, to unlock.
    assert len(moving) == len(looking) + 5
    for day in range(1, 20):
        agenda.advance_to(START + (day + 1) * DAY)
    assert business_now() == START + 20 * DAY
    assert list_done() == []
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.usefixtures("served")
def test_interrupted_it_finishes_the_instant_and_goes_on_when_asked_again() -> None:
    for hours in (1, 2, 3):
        plan(FIRST, START + hours * HOUR)
        plan(LAST, START + hours * HOUR)
    out = StringIO()
    console = Console(file=out, width=200, soft_wrap=True)
    # Not always Python's own: whoever starts a program in the background has it ignore the signal.
    former = signal.getsignal(signal.SIGINT)
    telling = cli._tell  # noqa: SLF001  # the moment at which somebody presses Ctrl-C

    def tell(stop: agenda.Stop, where: Console) -> None:
        telling(stop, where)
        if stop.at == START + 2 * HOUR:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "_tell", tell)
        move = cli.advance_to(START + DAY, console)
    assert move.ended_at == business_now() == START + 2 * HOUR
    assert [at for _, at in list_done()] == [START + HOUR] * 2 + [START + 2 * HOUR] * 2
    assert "2031-05-06T09:08:09Z  platform.fake_first, platform.fake_last" in out.getvalue()
    assert "Interrupted before 2031-05-07T07:08:09Z" in out.getvalue()
    assert signal.getsignal(signal.SIGINT) is former
    assert cli.advance_to(START + DAY, console).ended_at == START + DAY
    assert len(list_done()) == 6
    assert "The clock stands at 2031-05-07T07:08:09Z: 1 instants with work, 2 jobs" in out.getvalue()


@pytest.mark.usefixtures("unserved")
def test_ten_days_at_once_are_ten_single_days(database: TestDatabase) -> None:
    histories = [live_ten_days([10], database), live_ten_days([1] * 10, database)]
    assert histories[0] == histories[1]
    # Twelve items, each held, and back in stock at the end of its time: the ninth day's at 216 hours, and so on.
    returned = [at for _, state, at in histories[0] if state == "In Stock"]
    assert len(returned) == 12
    assert set(returned) == {None}


def live_ten_days(steps: list[int], database: TestDatabase) -> list[tuple[str, str, object]]:
    """What became of twelve items that are held for 1 to 216 hours, two of them equally long, and of the fakes."""
    start_again()
    specification = make_specification()
    items = [act(make_item(specification), "damage") for _ in range(12)]
    hours = [1, 5, 5, 23, 24, 25, 48, 72, 100, 150, 200, 216]
    for item, each in zip(items, hours, strict=True):
        StockItem.objects.filter(pk=item.pk).update(state="Held", held_until=START + each * HOUR)
    plan(FIRST, START + 7 * HOUR, "monthly")
    plan(LAST, START + 24 * HOUR, "in a chain")
    now = START
    with clockwork.serving(database):
        for days in steps:
            now += days * DAY
            move = agenda.advance_to(now)
            assert move.failed == []
    rows = StockItem.objects.filter(pk__in=[item.pk for item in items]).order_by("pk")
    stood = [("item", row.state, row.held_until) for row in rows]
    done = [(job, "done", at) for job, at in sorted(list_done(), key=lambda row: (row[1], row[0]))]
    assert business_now() == START + 10 * DAY
    with transaction.atomic():
        StockItem.objects.filter(pk__in=[item.pk for item in items]).update(state="Lost")
    return stood + done
