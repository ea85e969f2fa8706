"""What is due by the business clock, and moving it from one due instant to the next, as if it were lived through."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from trunkline.kernel.time import format_instant
from trunkline.platform import queue
from trunkline.platform.clocks import (
    business_now,
    hold_business_clock,
    moving_business_clock,
    system_now,
)
from trunkline.platform.errors import BusinessClockNotMovableError, BusinessClockStuckError, NoWorkerError

# Longer than what waits for the system clock at one instant: a payment that nobody knows the outcome of is asked for
# after a minute, and a job that failed is tried again after 2, 4, 8, 16 and 32 seconds.
PATIENCE_SECONDS = 90.0
_POLL_SECONDS = (0.004, 0.05)
_TRY_AGAIN_SECONDS = (0.05, 1.0)
_WORKER_POLL_SECONDS = 0.1
_PENDING = ("todo", "doing")
_PENDING_MAX = 500


@dataclass(frozen=True)
class Due:
    """A job that has something to do at a business instant."""

    job: str
    at: datetime


@dataclass(frozen=True)
class FailedJob:
    """A job of the queue that was given up; why stands in its worker's log."""

    job: str
    number: int


@dataclass(frozen=True)
class Stop:
    """What happened at one instant at which the clock was held: the jobs that were asked for, in order."""

    at: datetime
    jobs: tuple[str, ...]
    failed: tuple[FailedJob, ...]


@dataclass
class Move:
    """A move of the clock: from where it came, where it stands, and the instants between at which there was work."""

    started_at: datetime
    ended_at: datetime
    stops: list[Stop] = field(default_factory=list)

    @property
    def failed(self) -> list[FailedJob]:
        """The jobs that were given up on the way."""
        return [job for stop in self.stops for job in stop.failed]

    @property
    def jobs_run(self) -> int:
        """How many jobs were asked for on the way."""
        return sum(len(stop.jobs) for stop in self.stops)


def list_dues() -> list[Due]:
    """This will list the periodic jobs that have something to do, the earliest first, at one instant by priority."""
    dues = [Due(job, at) for job, next_due in queue.NEXT_DUES.items() if (at := next_due()) is not None]
    return sorted(dues, key=lambda due: (due.at, -queue.JOB_NAMES[due.job], due.job))


def has_worker() -> bool:
    """This will tell whether a worker has given a sign of life within the lease."""
    since = system_now() - timedelta(seconds=settings.TRUNKLINE_LEASE_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).exists()


def require_worker(*, within_seconds: float = 0.0) -> None:
    """This will return as soon as there is a worker; raises NoWorkerError when there is none by then."""
    deadline = time.monotonic() + within_seconds
    while not has_worker():
        if time.monotonic() >= deadline:
            raise NoWorkerError("Start one, by `trunkline up` or `trunkline worker`, with TRUNKLINE_DEMO_MODE=1.")
        time.sleep(_WORKER_POLL_SECONDS)


def advance_to(
    target: datetime,
    *,
    on_stop: Callable[[Stop], None] = lambda _stop: None,
    should_end: Callable[[], bool] = lambda: False,
    patience_seconds: float = PATIENCE_SECONDS,
) -> Move:
    """This will move the business clock to an instant, by way of each instant at which a job has something to do.

    There it is held until the workers have done what is due and all that came of it, so that a jump equals living
    through it. `should_end` is asked after each such stop; `on_stop` is told of each at which there was work. Jobs
    that were given up are told and keep nobody, but for those that still have something to do. Raises
    BusinessClockNotMovableError outside demo mode, for an instant that has passed, and while somebody else moves the
    clock; NoWorkerError; and BusinessClockStuckError when nothing goes on for `patience_seconds`. The clock then
    stands at the instant that is not done with; to go on, ask again.
    """
    with moving_business_clock():
        start = business_now()
        if target < start:
            raise BusinessClockNotMovableError(f"The clock stands at {format_instant(start)} and only goes forward.")
        drain = _Drain(patience_seconds)
        if not drain.is_needed() and all(due.at > target for due in list_dues()):
            hold_business_clock(target)
            return Move(start, target)
        require_worker()
        drain.begin()
        hold_business_clock(start)
        move = Move(start, start)
        instant = start
        while True:
            stop, upcoming = _live_through(instant, drain)
            if stop.jobs or stop.failed:
                move.stops.append(stop)
                on_stop(stop)
            if should_end():
                return move
            if upcoming is None or upcoming > target:
                break
            instant = upcoming
            hold_business_clock(instant)
            move.ended_at = instant
        hold_business_clock(target)
        move.ended_at = target
        return move


def _live_through(instant: datetime, drain: "_Drain") -> tuple[Stop, datetime | None]:
    """Have all done that there is to do at the instant, and tell it with the next instant that has something."""
    asked_for: list[str] = []
    given_up = drain.run()
    failing: dict[str, FailedJob] = {}
    insistence = _Insistence(drain.patience_seconds)
    while True:
        dues = list_dues()
        ready = [due for due in dues if due.at <= instant]
        if not ready:
            stop = Stop(instant, tuple(asked_for), (*given_up, *failing.values()))
            return stop, dues[0].at if dues else None
        if insistence.wait_for_news(ready, failing):
            asked_for += [due.job for due in ready]
        # One after the other, so that what happens at one instant happens in the same order each time.
        for due in ready:
            queue.ask_for(due.job)
            failing.pop(due.job, None)
            for failed in drain.run():
                if failed.job == due.job:
                    failing[due.job] = failed  # it is asked again, as long as it has something to do
                else:
                    given_up.append(failed)


class _Insistence:
    """Asks again for jobs that still have something to do, at growing intervals, until patience is over."""

    def __init__(self, patience_seconds: float) -> None:
        self._patience_seconds = patience_seconds
        self._same: tuple[Due, ...] = ()
        self._since = 0.0
        self._pause = 0.0

    def wait_for_news(self, ready: Iterable[Due], failing: Mapping[str, FailedJob]) -> bool:
        """Return when it is time to ask, and tell whether there is anything new; raises BusinessClockStuckError."""
        same = tuple(ready)
        if same != self._same:
            self._same, self._since, self._pause = same, time.monotonic(), 0.0
            return True
        if time.monotonic() - self._since > self._patience_seconds:
            due = next((due for due in same if due.job in failing), same[0])
            raise BusinessClockStuckError(
                f"The job {due.job} has something to do at {format_instant(due.at)}, and "
                f"{'fails' if due.job in failing else 'does not get done with it'} however often it is asked. See the "
                f"logs of the workers, which must run in demo mode too; when what keeps it is mended, move on again."
            )
        time.sleep(self._pause)
        self._pause = min(max(2 * self._pause, _TRY_AGAIN_SECONDS[0]), _TRY_AGAIN_SECONDS[1])
        return False


class _Drain:
    """Waits until the queue holds nothing more that could act at this instant."""

    def __init__(self, patience_seconds: float) -> None:
        self.patience_seconds = patience_seconds
        self._failed_before: set[FailedJob] = set()

    def begin(self) -> None:
        """Note which jobs were given up before."""
        self._failed_before = set(_list_failed())

    def is_needed(self) -> bool:
        """Tell whether there is anything to wait for."""
        return self._pending().exists()

    def run(self) -> list[FailedJob]:
        """Return the jobs that were given up meanwhile; raises NoWorkerError or BusinessClockStuckError."""
        pause = _POLL_SECONDS[0]
        watch = _Watch(self.patience_seconds)
        while pending := list(self._pending().select_related("worker").order_by("pk")[:_PENDING_MAX]):
            watch.look_at(pending)
            time.sleep(pause)
            pause = min(2 * pause, _POLL_SECONDS[1])
        # Also where nothing was seen waiting: a job may have been done with, or given up, before anybody looked.
        failed = [job for job in _list_failed() if job not in self._failed_before]
        self._failed_before.update(failed)
        return failed

    def _pending(self) -> QuerySet[ProcrastinateJob]:
        # What is planned for later by the system clock and never failed is no part of this instant.
        horizon = system_now() + timedelta(seconds=self.patience_seconds)
        is_near = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=horizon) | Q(attempts__gt=0)
        return ProcrastinateJob.objects.filter(is_near, status__in=_PENDING)


class _Watch:
    """Looks on while workers work, and says when nothing goes on any more."""

    def __init__(self, patience_seconds: float) -> None:
        self._patience_seconds = patience_seconds
        self._lease_seconds = settings.TRUNKLINE_LEASE_SECONDS
        self._seen: frozenset[tuple[int, str, int]] = frozenset()
        self._changed_at = time.monotonic()
        self._worker_seen_at = time.monotonic()
        self._failing_since: dict[int, float] = {}
        self._first_scheduled: dict[int, datetime | None] = {}

    def look_at(self, pending: list[ProcrastinateJob]) -> None:
        """Raise NoWorkerError when nobody is left to do the jobs, BusinessClockStuckError when one does not end."""
        now = time.monotonic()
        if now - self._worker_seen_at > 1:
            require_worker()
            self._worker_seen_at = now
        seen = frozenset((job.pk, job.status, job.attempts) for job in pending)
        # A play may take its time; as long as its worker lives, it is being worked on.
        if seen != self._seen or any(self._is_worked_on(job) for job in pending):
            self._seen, self._changed_at = seen, now
        for job in pending:
            # One that is put off never fails, but is to be done later and later.
            is_put_off = self._first_scheduled.setdefault(job.pk, job.scheduled_at) != job.scheduled_at
            if job.status == "todo" and (job.attempts or is_put_off):
                since = self._failing_since.setdefault(job.pk, now)
                if now - since > self._patience_seconds:
                    raise _stuck(
                        job, f"has failed {job.attempts} times" if job.attempts else "is put off again and again"
                    )
        # A worker that was killed is only known by its lease.
        if now - self._changed_at > self._patience_seconds + self._lease_seconds:
            raise _stuck(pending[0], "is neither done nor being worked on")

    def _is_worked_on(self, job: ProcrastinateJob) -> bool:
        if job.status != "doing" or job.worker is None:
            return False
        return job.worker.last_heartbeat > system_now() - timedelta(seconds=self._lease_seconds)


def _stuck(job: ProcrastinateJob, why: str) -> BusinessClockStuckError:
    return BusinessClockStuckError(
        f"The job {job.task_name} (number {job.pk} of the queue) {why}. See the logs of the workers; "
        f"when what keeps it is mended, move on again."
    )


def _list_failed() -> list[FailedJob]:
    rows = ProcrastinateJob.objects.filter(status="failed").order_by("pk").values_list("task_name", "pk")
    return [FailedJob(job, number) for job, number in rows]
