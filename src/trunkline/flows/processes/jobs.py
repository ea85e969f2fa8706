"""Running provisioning jobs: intent row, play, outcome row; no transaction is open while a play runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from trunkline.flows import operations
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

ATTEMPTS_MAX = 2
GATEWAY_PATH = "/ocs"


def run_provisioning_job(job_id: int) -> None:
    """This will take a job to its end: run its play, then put all it said in force, or undo all that it did.

    A job whose worker died is undone, and run once more. Safe to call again at any time.
    """
    command = _command_of(job_id)
    attempt = provisioning.start_attempt(command, job_id)
    if attempt is None:
        if not provisioning.take_over(command, job_id):
            return
        lost = jobs.get_job(job_id)
        with _signs_of_life(command, job_id, lost.attempt):
            undo_calls(command, job_id)
        if lost.attempt >= ATTEMPTS_MAX or jobs.list_effects_to_undo(job_id):
            endings.fail_job(command, job_id)
            return
        attempt = provisioning.restart_attempt(command, job_id)
    try:
        _run(command, attempt)
    except JobLostError as error:
        structlog.get_logger().warning("job_lost", job_id=job_id, detail=error.detail)


def _run(command: Command, attempt: Attempt) -> None:
    job = jobs.get_job(attempt.job.pk)
    outcome = _play(command, job, attempt) if job.play else PlayOutcome("success", "", "")
    is_success = outcome.outcome == "success" or (outcome.outcome == "rescued" and not job.rescue_counts_as_failure)
    is_ignored = not is_success and job.play_failures_are_ignored
    if is_success or is_ignored:
        try:
            endings.complete_job(_command_of(job.pk), job.pk, attempt.number, is_failure_ignored=is_ignored)
        except JobLostError:
            raise
        except DomainError as refusal:
            outcome = PlayOutcome("failed", "", f"{refusal.title}: {refusal.detail}")
        else:
            return
    message = outcome.message or f"The play ended as {outcome.outcome}."
    if provisioning.begin_undoing(command, job.pk, attempt.number, outcome.failing_task, message):
        with _signs_of_life(command, job.pk, attempt.number):
            undo_calls(command, job.pk)
        endings.fail_job(_command_of(job.pk), job.pk)


def _play(command: Command, job: ProvisioningJob, attempt: Attempt) -> PlayOutcome:
    product = job.order_line.product
    run = PlayRun(
        job_key=str(job.pk),
        play=job.play,
        variables={**job.variables, **operations.run_variables(job, product, attempt.token, at=command.at)},
        secrets=[attempt.token, attempt.gateway_secret],
        gateway_path=f"{GATEWAY_PATH}/{attempt.gateway_secret}",
    )
    with _signs_of_life(command, job.pk, attempt.number):
        return plays.run_play(run, lambda events: provisioning.record_log(command, job.pk, events))


@contextmanager
def _signs_of_life(command: Command, job_id: int, attempt: int) -> Iterator[None]:
    """A thread extends the lease while work goes on; once the job is another's, its play here is ended."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.TRUNKLINE_HEARTBEAT_SECONDS):
            try:
                provisioning.extend_lease(command, job_id, attempt)
            except JobLostError:
                plays.cancel_play(str(job_id))
                break
            except DatabaseError as error:
                # The database may come back before the lease has ended; if not, the job is another's then.
                structlog.get_logger().warning("sign_of_life_failed", job_id=job_id, detail=str(error))
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
