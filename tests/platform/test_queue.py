"""Jobs of which at most one waits under a name: one that is to be done again does not need its name for that."""

import pytest
from django.db import connection, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.support.people import unique
from trunkline.platform import queue
from trunkline.platform.clocks import system_now
from trunkline.platform.jobs import retry_lost_jobs
from trunkline.platform.queue import Priority

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
