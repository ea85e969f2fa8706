"""Running provisioning jobs: intent row, play, outcome row; no transaction is open while a play runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from trunkline.flows.operations.jobs import run_variables
from trunkline.flows.processes.undoing import undo_calls
from trunkline.flows.use_cases import provisioning as endings
from trunkline.kernel.errors import DomainError
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import Actor, ActorKind, Command
from trunkline.provisioning import processes as plays
from trunkline.provisioning import selectors as jobs
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import JobLostError
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.processes import PlayOutcome, PlayRun
from trunkline.provisioning.states import TRIAL_PASSED

GATEWAY_PATH = "/ocs"
INTERNAL_ERROR = "An error of Trunkline's own ended the job; the worker's log tells which."

_log = structlog.get_logger("trunkline.jobs")


def run_provisioning_job(job_id: int) -> None:
    """This will take a job to its end: run its play, then put all it said in force, or undo all that it did.

    A job whose worker died is undone, and run once more. Safe to call again at any time.
    """
    command = _command_of(job_id)
    try:
        attempt = provisioning.start_attempt(command, job_id) or _take_over(command, job_id)
        if attempt is not None:
            _run(command, attempt)
    except JobLostError as error:
        _log.warning("job_lost", job_id=job_id, detail=error.detail)


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
        variables={**job.variables, **run_variables(job, product, attempt.token, at=command.at)},
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


@contextmanager
def _signs_of_life(command: Command, job_id: int, attempt: int) -> Iterator[None]:
    """A thread extends the lease while work goes on; once the job is another's, its play here is ended."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.TRUNKLINE_HEARTBEAT_SECONDS):
            try:
                provisioning.extend_lease(command, job_id, attempt)
            except JobLostError:
                plays.cancel_play(job_id, attempt)
                break
            except (DatabaseError, InterfaceError) as error:
                # The database may come back before the lease has ended; if not, the job is another's then.
                _log.warning("sign_of_life_failed", job_id=job_id, detail=str(error))
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, name=f"job-{job_id}-signs-of-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _command_of(job_id: int) -> Command:
    return Command(Actor(ActorKind.JOB, job_id), at=business_now(), reason=f"job {job_id}")
