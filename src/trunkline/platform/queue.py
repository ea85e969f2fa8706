"""The job queue: jobs are named, deferred inside the transaction that needs them, and taken by workers."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import wraps
from typing import Any, ParamSpec

from django.db import connection, transaction
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from trunkline.platform.clocks import is_business_clock_moving, require_movable_clock, system_now

P = ParamSpec("P")


class Priority(IntEnum):
    """What goes first when there is more work than workers."""

    PROVISIONING = 30
    PAYMENTS = 20
    NOTICES = 10
    BULK = 0


JOB_NAMES: dict[str, Priority] = {}
# When by the business clock a periodic job will have something to do (None: nothing is planned).
NEXT_DUES: dict[str, Callable[[], datetime | None]] = {}

RETRIES_MAX = 8


class PutOffError(Exception):
    """Raised by a job that can do nothing yet: it is tried again after so many seconds, and counts as no failure.

    It keeps its place: jobs of its lock wait behind it. It must know by itself for how long that has any sense.
    """

    def __init__(self, reason: str, *, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class _Retry(BaseRetryStrategy):
    """Further tries after 2, 4, 8 … seconds, by the clock that all hosts share."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, PutOffError):
            return RetryDecision(retry_at=system_now() + timedelta(seconds=exception.seconds))
        if job.attempts >= RETRIES_MAX:
            return None
        return RetryDecision(retry_at=system_now() + timedelta(seconds=2 ** (job.attempts + 1)))


_RETRY = _Retry()


def job(name: str, priority: Priority) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """This will register a function as the job `name`; it must be safe to run again after a crash in its middle."""
    JOB_NAMES[name] = priority

    def decorate(function: Callable[P, None]) -> Callable[P, None]:
        @wraps(function)
        def run(context: JobContext, /, *args: P.args, **kwargs: P.kwargs) -> None:
            try:
                function(*args, **kwargs)
            except PutOffError:
                if context.job.id is not None:
                    _count_no_failure(context.job.id)
                raise
            except Exception:
                # It is tried again; meanwhile another may wait under its name.
                if context.job.id is not None:
                    give_up_name(context.job.id)
                raise

        options: dict[str, Any] = {"queue": priority.name.lower(), "priority": int(priority), "retry": _RETRY}
        app.task(name=name, pass_context=True, **options)(run)
        return function

    return decorate


def give_up_name(job_id: int) -> None:
    """This will take from a job that has begun the name under which at most one waits, lest it can wait no more.

    The next of its name may be waiting already: that one until this one has ended, if they have a lock, and this one,
    were it to wait again, for ever for its name.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %s AND status <> 'todo'", [job_id]
        )


def _count_no_failure(job_id: int) -> None:
    """What is put off is no failure: the one that is added to the job's when it waits again is taken away before.

    Its name goes as well, see `give_up_name`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET attempts = attempts - 1, queueing_lock = NULL"
            " WHERE id = %s AND status = 'doing'",
            [job_id],
        )


def defer(
    name: str, *, lock: str | None = None, once_as: str | None = None, at: datetime | None = None, **arguments: Any
) -> None:
    """This will queue a job by name in the running transaction: it exists if and only if that commits.

    Jobs of one `lock` run one after the other in the order in which they were deferred. `once_as` names a job of which
    at most one waits. `at` is a system instant before which it does not run. Raises KeyError for an unknown name.
    """
    priority = JOB_NAMES[name]
    deferrer = app.configure_task(
        name, queue=priority.name.lower(), priority=int(priority), lock=lock, queueing_lock=once_as, schedule_at=at
    )
    if once_as is None:
        # Nothing can be there already, so that no savepoint is needed to go on after the refusal.
        deferrer.defer(**arguments)
        return
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        deferrer.defer(**arguments)


def defer_each(name: str, jobs: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """This will queue several jobs of one name at once, each with its lock and arguments, in their order.

    Otherwise it is as `defer`. Raises KeyError for an unknown name.
    """
    priority = JOB_NAMES[name]
    options: dict[str, Any] = {"queue": priority.name.lower(), "priority": int(priority)}
    made = [app.configure_task(name, lock=lock, **options).make_new_job(**arguments) for lock, arguments in jobs]
    app.job_manager.batch_defer_jobs(jobs=made)


_COUNT_SECONDS = 1.0
# By priority: until when, by the monotonic clock, a count holds, up to how many were counted, and the count.
_counts: dict[Priority, tuple[float, int, int]] = {}


def count_waiting(priority: Priority, *, up_to: int) -> int:
    """This will count the jobs of a priority that wait, as of some instant of the last second; at most `up_to`.

    Those that wait for their turn under a lock, or for a time, count too. Asked at each order, it must not take longer
    the more jobs there are, nor cost a count for each that is refused.
    """
    until, counted_up_to, counted = _counts.get(priority, (0.0, 0, 0))
    is_enough = counted < counted_up_to or up_to <= counted_up_to
    if time.monotonic() >= until or not is_enough:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM (SELECT FROM procrastinate_jobs WHERE queue_name = %s AND status = 'todo'"
                " LIMIT %s) AS waiting",
                [priority.name.lower(), up_to],
            )
            counted = int((cursor.fetchone() or (0,))[0])
        _counts[priority] = (time.monotonic() + _COUNT_SECONDS, up_to, counted)
    return min(counted, up_to)


def find_waiting(names: Collection[str]) -> set[str]:
    """This will tell under which names of `once_as` a job waits in the queue."""
    waiting = ProcrastinateJob.objects.filter(status="todo", queueing_lock__in=names)
    return {str(name) for name in waiting.values_list("queueing_lock", flat=True)}


def list_without_job(name: str, argument: str, values: Sequence[int]) -> list[int]:
    """This will tell for which numbers no job of this name, with the number as that argument, waits or is under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM unnest(%s::bigint[]) AS number WHERE number NOT IN ("
            " SELECT (args ->> %s)::bigint FROM procrastinate_jobs"
            " WHERE task_name = %s AND status IN ('todo', 'doing') AND args ? %s) ORDER BY number",
            [list(values), argument, name, argument],
        )
        return [int(number) for (number,) in cursor.fetchall()]


@dataclass(frozen=True)
class GivenUpJob:
    """A job of the queue that failed too often: nobody takes it any more; why stands in the logs of the workers."""

    number: int
    name: str
    arguments: Mapping[str, Any]
    attempts: int


# What a periodic job is told at each tick. One that failed is no loss: the next tick does its work.
TICK_ARGUMENT = "timestamp"


def list_given_up() -> list[GivenUpJob]:
    """This will list the jobs that were given up, the eldest first, without ticks of periodic ones."""
    failed = ProcrastinateJob.objects.filter(status="failed").exclude(args__has_key=TICK_ARGUMENT).order_by("pk")
    rows = failed.values_list("pk", "task_name", "args", "attempts")
    return [GivenUpJob(number, name, arguments, attempts) for number, name, arguments, attempts in rows]


def count_given_up() -> int:
    """This will count the jobs that were given up, without ticks of periodic ones."""
    return ProcrastinateJob.objects.filter(status="failed").exclude(args__has_key=TICK_ARGUMENT).count()


def ask_again(number: int) -> bool:
    """This will have a job that was given up wait again in its old place, with all its tries; False: there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = now(), worker_id = NULL"
            " WHERE id = %s AND status = 'failed' AND NOT args ? %s",
            [number, TICK_ARGUMENT],
        )
        return bool(cursor.rowcount)


def periodic(
    name: str,
    priority: Priority,
    *,
    every_seconds: int,
    next_due: Callable[[], datetime | None] | None = None,
    runs_alone: bool = True,
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """This will register a function as a job that workers start every so many seconds (a divisor of sixty).

    It must find its work by what is due, not by when it runs: ticks are dropped while no worker is up. Where the work
    is due by the business clock, `next_due` tells the earliest instant of any, so that the clock can be moved to it;
    while it is being moved, such a job runs when `ask_for` asks for it only.

    One that has much to do takes one place of all workers, not one more at each tick. Only what frees the places of
    dead workers may not wait for its own: it does not run alone.
    """
    JOB_NAMES[name] = priority
    if next_due is not None:
        NEXT_DUES[name] = next_due

    def decorate(function: Callable[[], None]) -> Callable[[], None]:
        def tick(timestamp: int, *, is_asked_for: bool = False) -> None:
            del timestamp
            if is_asked_for:
                # A worker with another idea of the time would do the work of another day.
                require_movable_clock()
            elif next_due is not None and is_business_clock_moving():
                return
            function()

        task = app.task(
            name=name,
            queue=priority.name.lower(),
            priority=int(priority),
            lock=name if runs_alone else None,
            queueing_lock=name,
        )(tick)
        app.periodic(cron=f"* * * * * */{every_seconds}", periodic_id=name)(task)
        return function

    return decorate


def ask_for(name: str) -> None:
    """This will queue a periodic job to run now, though the business clock is being moved; raises KeyError.

    It waits once at most, and beside a tick, which would take its place in the queue and then do nothing.
    """
    priority = JOB_NAMES[name]
    deferrer = app.configure_task(
        name, queue=priority.name.lower(), priority=int(priority), queueing_lock=f"{name}:asked_for"
    )
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        deferrer.defer(timestamp=0, is_asked_for=True)
