"""Jobs of which at most one waits under a name; jobs that are put off; and those that failed too often."""

from collections.abc import Iterator
from io import StringIO

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from rich.console import Console

from tests.support.people import command, unique
from trunkline.cli import queue as given_up
from trunkline.cli.doctor_database import examine_queue
from trunkline.cli.findings import Verdict
from trunkline.cli.problems import OperatorError
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform import queue
from trunkline.platform.clocks import system_now
from trunkline.platform.jobs import forget_what_is_old, retry_lost_jobs
from trunkline.platform.models import ForgottenJob
from trunkline.platform.queue import Priority, PutOffError
from trunkline.platform.use_cases import forget_given_up_job

FAILING = "platform.fake_failing"


@queue.job(FAILING, Priority.BULK)
def fail(label: str) -> None:
    """A job that is queued anew under its name while it is done, and fails then."""
    defer(label)
    raise RuntimeError(label)


def defer(name: str) -> None:
    with transaction.atomic():
        queue.defer(FAILING, once_as=name, lock=f"of {name}", label=name)


def rows(name: str) -> list[tuple[str, int, str | None]]:
    """The jobs under a name in order: the state of each, how often it was tried, and the name that it bears now."""
    jobs = ProcrastinateJob.objects.filter(task_name=FAILING, args__label=name).order_by("pk")
    return list(jobs.values_list("status", "attempts", "queueing_lock"))


def test_at_most_one_waits_under_a_name() -> None:
    name = unique()
    defer(name)
    defer(name)
    assert rows(name) == [("todo", 0, name)]


def begin(name: str) -> int:
    """Have a job begin, as a worker that is dead by now did; returns its number."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE queueing_lock = %s RETURNING id", [name])
        [number] = cursor.fetchone() or []
    return int(number)


def test_a_job_of_a_dead_worker_waits_again_though_the_next_of_its_name_waits_already() -> None:
    name = unique()
    defer(name)
    begin(name)
    defer(name)
    assert rows(name) == [("doing", 0, name), ("todo", 0, name)]
    retry_lost_jobs()
    assert rows(name) == [("todo", 1, None), ("todo", 0, name)]


def test_a_job_that_fails_waits_again_though_the_next_of_its_name_waits_already() -> None:
    name = unique()
    defer(name)
    number = begin(name)
    [job] = app.job_manager.list_jobs(id=number)
    task = app.tasks[FAILING]
    with pytest.raises(RuntimeError, match=name):
        task(JobContext(app=app, job=job, abort_reason=lambda: None, start_timestamp=0), label=name)
    assert rows(name) == [("doing", 0, None), ("todo", 0, name)]
    # What a worker does then.
    app.job_manager.retry_job_by_id(number, retry_at=system_now())
    assert rows(name) == [("todo", 1, None), ("todo", 0, name)]


PUT_OFF = "platform.fake_put_off"
# How a job of that name ends: put off so often, then as many failures.
PUT_OFFS = 12


@queue.job(PUT_OFF, Priority.BULK)
def put_off(label: str, *, fails: bool) -> None:
    """A job that can do nothing yet, or fails."""
    if fails:
        raise RuntimeError(label)
    raise PutOffError(label, seconds=0)


def try_once(number: int, *, fails: bool) -> str:
    """Have a worker's hands take a job once: fetched, done, and what its end decides; the state that it then has."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
    [job] = app.job_manager.list_jobs(id=number)
    task = app.tasks[PUT_OFF]
    context = JobContext(app=app, job=job, abort_reason=lambda: None, start_timestamp=0)
    with pytest.raises(RuntimeError if fails else PutOffError) as raised:
        task(context, label="x", fails=fails)
    decision = task.get_retry_exception(exception=raised.value, job=job)
    if decision is None:
        finish = async_to_sync(app.job_manager.finish_job_by_id_async)
        finish(job_id=number, status=Status.FAILED, delete_job=False)
    else:
        app.job_manager.retry_job_by_id(number, retry_at=system_now())
    return str(ProcrastinateJob.objects.get(pk=number).status)


def test_what_is_put_off_has_all_its_tries_left() -> None:
    with transaction.atomic():
        queue.defer(PUT_OFF, label="x", fails=True)
    number = ProcrastinateJob.objects.filter(task_name=PUT_OFF).latest("pk").pk
    for _ in range(PUT_OFFS):
        assert try_once(number, fails=False) == "todo"
        assert ProcrastinateJob.objects.get(pk=number).attempts == 0
    # Eight tries after the first failure, with put-offs in between, which count for nothing.
    for failures in range(1, queue.RETRIES_MAX + 1):
        assert try_once(number, fails=True) == "todo"
        assert try_once(number, fails=False) == "todo"
        assert ProcrastinateJob.objects.get(pk=number).attempts == failures
    assert try_once(number, fails=True) == "failed"
    assert queue.ask_again(number)


@pytest.fixture
def failed() -> Iterator[int]:
    """A job that was given up."""
    name = unique()
    defer(name)
    ProcrastinateJob.objects.filter(queueing_lock=name).update(status="failed", attempts=9, queueing_lock=None)
    number = ProcrastinateJob.objects.get(args__label=name).pk
    yield number
    ProcrastinateJob.objects.filter(pk=number).delete()


@pytest.fixture
def failed_tick() -> Iterator[int]:
    """A tick of a periodic job that failed: the next one has done its work."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, attempts)"
            " VALUES ('bulk', 'platform.forget_what_is_old', 0, '{\"timestamp\": 1}', 'todo', 1) RETURNING id"
        )
        [number] = cursor.fetchone() or []
    ProcrastinateJob.objects.filter(pk=number).update(status="failed")
    yield int(number)
    ProcrastinateJob.objects.filter(pk=number).delete()


def database_url() -> str:
    parts = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return psycopg.conninfo.make_conninfo(**{name: parts[name] for name in names if parts.get(name)})


def verdict_of_doctor() -> Verdict:
    [finding] = examine_queue(database_url())
    return finding.verdict


def test_a_job_that_was_given_up_is_told_and_asked_for_again_and_a_tick_is_neither(
    failed: int, failed_tick: int
) -> None:
    [listed] = [job for job in queue.list_given_up() if job.number in {failed, failed_tick}]
    assert (listed.number, listed.name, listed.attempts) == (failed, FAILING, 9)
    assert list(listed.arguments) == ["label"]
    assert queue.count_given_up() == len(queue.list_given_up())
    assert verdict_of_doctor() is Verdict.FAILED

    assert not queue.ask_again(failed_tick)
    assert queue.ask_again(failed)
    row = ProcrastinateJob.objects.get(pk=failed)
    assert (row.status, row.attempts, row.worker_id) == ("todo", 0, None)
    assert not queue.ask_again(failed), "it waits already"
    assert ProcrastinateJob.objects.get(pk=failed_tick).status == "failed"


def test_doctor_finds_nothing_where_no_job_was_given_up(failed_tick: int) -> None:
    others = [job.number for job in queue.list_given_up()]
    ProcrastinateJob.objects.filter(pk__in=others).delete()
    assert ProcrastinateJob.objects.filter(pk=failed_tick, status="failed").exists()
    assert verdict_of_doctor() is Verdict.OK


def test_a_job_that_was_given_up_is_forgotten_for_a_reason_which_is_kept(failed: int, failed_tick: int) -> None:
    with pytest.raises(InvalidInputError):
        forget_given_up_job(command(reason=" "), failed)
    assert ProcrastinateJob.objects.filter(pk=failed).exists()
    assert not forget_given_up_job(command(reason="a tick"), failed_tick)
    arguments = ProcrastinateJob.objects.get(pk=failed).args
    assert forget_given_up_job(command(reason="The service is gone."), failed)
    assert not ProcrastinateJob.objects.filter(pk=failed).exists()
    kept = ForgottenJob.objects.get(number=failed)
    assert (kept.name, kept.arguments, kept.attempts, kept.reason) == (FAILING, arguments, 9, "The service is gone.")
    assert kept.forgotten_by == str(command().actor)
    assert not forget_given_up_job(command(reason="again"), failed)


def test_a_job_that_waits_is_not_forgotten() -> None:
    name = unique()
    defer(name)
    number = ProcrastinateJob.objects.get(queueing_lock=name).pk
    assert not forget_given_up_job(command(reason="in the way"), number)
    assert rows(name) == [("todo", 0, name)]


def test_the_command_lists_asks_again_and_forgets(failed: int, failed_tick: int) -> None:
    console = Console(file=StringIO(), width=200)
    assert not given_up.show(console)
    given_up.ask_again(failed, console)
    with pytest.raises(OperatorError):
        given_up.ask_again(failed, console)
    ProcrastinateJob.objects.filter(pk=failed).update(status="failed")
    with pytest.raises(OperatorError):
        given_up.forget(failed_tick, "a tick", console)
    given_up.forget(failed, "The service is gone.", console)
    ProcrastinateJob.objects.filter(pk__in=[job.number for job in queue.list_given_up()]).delete()
    assert given_up.show(console)
    told = console.file.getvalue().splitlines() if isinstance(console.file, StringIO) else []
    assert any(line.startswith(f"{failed} {FAILING} ") and line.endswith("has failed 9 times") for line in told)
    assert not any(line.startswith(f"{failed_tick} ") for line in told)
    assert told[-3:] == [f"Job {failed} waits again.", f"Job {failed} is forgotten.", "No job was given up."]


def test_failed_ticks_go_after_seven_days_and_what_was_given_up_stays(failed: int, failed_tick: int) -> None:
    def are_there() -> list[bool]:
        forget_what_is_old()
        return [ProcrastinateJob.objects.filter(pk=number).exists() for number in (failed, failed_tick)]

    def age(hours: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - make_interval(hours => %s) WHERE job_id = ANY (%s)",
                [hours, [failed, failed_tick]],
            )

    assert are_there() == [True, True]
    age(7 * 24 - 1)
    assert are_there() == [True, True]
    age(7 * 24 + 1)
    assert are_there() == [True, False]
