"""Running provisioning jobs: intent row, play, outcome row; no transaction is open while a play runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from trunkline.charging import processes as charging
from trunkline.charging.errors import OcsUnavailableError
from trunkline.flows.operations.jobs import held_item_variables, run_variables
from trunkline.flows.processes.undoing import OCS_PATIENCE, undo_calls
from trunkline.flows.use_cases import provisioning as endings
from trunkline.kernel.errors import DomainError
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.commands import Actor, ActorKind, Command
from trunkline.platform.queue import PutOffError
from trunkline.provisioning import processes as plays
from trunkline.provisioning import selectors as jobs
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import JobLostError
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.processes import PlayOutcome, PlayRun
from trunkline.provisioning.states import TRIAL_PASSED, JobState

GATEWAY_PATH = "/ocs"
INTERNAL_ERROR = "An error of Trunkline's own ended the job; the worker's log tells which."

# How often it is asked whether a charging system that was away is there again.
_OCS_POLL_SECONDS = 5

_log = structlog.get_logger("trunkline.jobs")


def run_provisioning_job(job_id: int) -> None:
    """This will take a job to its end: run its play, then put all it said in force, or undo all that it did.

    A job whose worker died is undone, and run once more. Safe to call again at any time. Raises PutOffError, for an
    hour, while the charging system is away that a play would need, or that something is to be undone in.
    """
    command = _command_of(job_id)
    _wait_for_charging_system(command, job_id)
    try:
        attempt = provisioning.start_attempt(command, job_id) or _take_over(command, job_id)
        if attempt is not None:
            _run(command, attempt)
    except JobLostError as error:
        _log.warning("job_lost", job_id=job_id, detail=error.detail)
    except OcsUnavailableError as error:
        # It can be taken up again once its lease has ended.
        _log.warning("job_waits_for_charging_system", job_id=job_id, detail=error.detail)
        raise PutOffError(error.detail, seconds=settings.TRUNKLINE_LEASE_SECONDS + 1) from error


def _wait_for_charging_system(command: Command, job_id: int) -> None:
    """A play that is to run while CGRateS is away would fail at its first call: its order waits instead, for a while.

    The embedded engine is as far as the database.
    """
    if settings.TRUNKLINE_CGRATES_URL is None:
        return
    job = jobs.get_job(job_id)
    if job.state != JobState.QUEUED or not job.play or jobs.waiting_since(job) + OCS_PATIENCE < system_now():
        return
    try:
        charging.call("APIerSv1.Ping", {}, at=command.at)
    except OcsUnavailableError as error:
        _log.warning("job_waits_for_charging_system", job_id=job_id, detail=error.detail)
        raise PutOffError(error.detail, seconds=_OCS_POLL_SECONDS) from error


def _take_over(command: Command, job_id: int) -> Attempt | None:
    """Undo what a lost worker's run has done; the attempt that runs the play again, if it is to."""
    number = provisioning.take_over(command, job_id)
    if number is None:
        return None
    with _signs_of_life(command, job_id, number):
        undo_calls(command, job_id, number)
    if jobs.get_job(job_id).is_to_run_again and not jobs.list_effects_to_undo(job_id):
        return provisioning.restart_attempt(command, job_id, number)
    _end_undone(job_id, number)
    return None


def _run(command: Command, attempt: Attempt) -> None:
    job = jobs.get_job(attempt.job.pk)
    outcome = _play(command, job, attempt) if job.play else PlayOutcome("success", "", "")
    is_success = outcome.outcome == "success" or (outcome.outcome == "rescued" and not job.rescue_counts_as_failure)
    is_ignored = not is_success and job.play_failures_are_ignored
    failing_task, failure = outcome.failing_task, outcome.message or f"The play ended as {outcome.outcome}."
    if is_success or is_ignored:
        refusal = _complete(job, attempt.number, is_ignored=is_ignored)
        if refusal is None and not job.is_trial:
            return
        failing_task, failure = ("", refusal or TRIAL_PASSED) if is_success or refusal else (failing_task, failure)
    if provisioning.begin_undoing(command, job.pk, attempt.number, failing_task, failure):
        with _signs_of_life(command, job.pk, attempt.number):
            undo_calls(command, job.pk, attempt.number)
        _end_undone(job.pk, attempt.number)


def _end_undone(job_id: int, attempt: int) -> None:
    """What keeps a job from being ended would keep it from it again: somebody must see to that."""
    command = _command_of(job_id)
    try:
        endings.fail_job(command, job_id, attempt)
    except (JobLostError, OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  # raised, it would have the job taken over without end
        _log.exception("job_not_ended", job_id=job_id, attempt=attempt)
        obstacle = f"{error.title}: {error.detail}" if isinstance(error, DomainError) else INTERNAL_ERROR
        endings.fail_job(command, job_id, attempt, obstacle=obstacle)


def _complete(job: ProvisioningJob, attempt: int, *, is_ignored: bool) -> str | None:
    """Put in force what a play said, or, for a trial, see whether that can be done; the reason when it cannot."""
    command = _command_of(job.pk)
    try:
        if job.is_trial:
            endings.rehearse_completion(command, job.pk, attempt)
        else:
            endings.complete_job(command, job.pk, attempt, is_failure_ignored=is_ignored)
    except JobLostError:
        raise
    except DomainError as refusal:
        return f"{refusal.title}: {refusal.detail}"
    except Exception:  # noqa: BLE001  # the play has run: were the job lost by this, it would run a second time
        _log.exception("job_failed_internally", job_id=job.pk, attempt=attempt)
        return INTERNAL_ERROR
    return None


def _play(command: Command, job: ProvisioningJob, attempt: Attempt) -> PlayOutcome:
    product = job.order_line.product
    run = PlayRun(
        job_id=job.pk,
        attempt=attempt.number,
        play=job.play,
        variables={
            **held_item_variables(job),
            **job.variables,
            **run_variables(job, product, attempt.token, at=command.at),
        },
        secrets=[attempt.token, attempt.gateway_secret],
        gateway_path=f"{GATEWAY_PATH}/{attempt.gateway_secret}",
    )
    try:
        with _signs_of_life(command, job.pk, attempt.number):
            return plays.run_play(run, lambda events: provisioning.record_log(command, job.pk, attempt.number, events))
    except (JobLostError, OperationalError, InterfaceError):
        # The job is another's, or the database is away: then it is found by its lease.
        raise
    except Exception:  # noqa: BLE001  # as above
        _log.exception("job_failed_internally", job_id=job.pk, attempt=attempt.number)
        return PlayOutcome("failed", "", INTERNAL_ERROR)


class _Lease:
    """What a run holds its job by: extended while work goes on, given up in time when it cannot be."""

    def __init__(self, command: Command, job_id: int, attempt: int) -> None:
        self._command, self._job_id, self._attempt = command, job_id, attempt
        self._held_until = time.monotonic() + settings.TRUNKLINE_LEASE_SECONDS
        self.work_has_ended = threading.Event()
        self.is_given_up = threading.Event()

    def extend(self) -> None:
        """Extend it again and again; once the job is another's, end its play here."""
        while not self.work_has_ended.wait(settings.TRUNKLINE_HEARTBEAT_SECONDS):
            asked_at = time.monotonic()
            try:
                provisioning.extend_lease(self._command, self._job_id, self._attempt)
                self._held_until = asked_at + settings.TRUNKLINE_LEASE_SECONDS
            except JobLostError:
                plays.cancel_play(self._job_id, self._attempt)
                break
            except (DatabaseError, InterfaceError) as error:
                # The database may come back before the lease has ended; if not, the job is another's then.
                _log.warning("sign_of_life_failed", job_id=self._job_id, detail=str(error))
                connection.close()
        connection.close()

    def give_up_in_time(self) -> None:
        """End the play here when the lease is over: it runs elsewhere then, and may touch what only it knows.

        In a thread of its own, as the one that extends may be waiting for a database that does not answer any more.
        """
        while not self.work_has_ended.wait(max(0.0, self._held_until - time.monotonic())):
            if time.monotonic() >= self._held_until:
                _log.warning("job_given_up", job_id=self._job_id, attempt=self._attempt)
                self.is_given_up.set()
                plays.cancel_play(self._job_id, self._attempt)
                return


@contextmanager
def _signs_of_life(command: Command, job_id: int, attempt: int) -> Iterator[None]:
    """Threads extend the lease while work goes on; once the job is another's, or may be, its play here is ended.

    Raises JobLostError at the end of work for which the lease could not be extended in time.
    """
    lease = _Lease(command, job_id, attempt)
    threads = [
        threading.Thread(target=keep, name=f"job-{job_id}-{keep.__name__}", daemon=True)
        for keep in (lease.extend, lease.give_up_in_time)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        lease.work_has_ended.set()
        for thread in threads:
            thread.join()
    if lease.is_given_up.is_set():
        raise JobLostError(f"Attempt {attempt} of job {job_id} could give no sign of life in time.")


def _command_of(job_id: int) -> Command:
    return Command(Actor(ActorKind.JOB, job_id), at=business_now(), reason=f"job {job_id}")
