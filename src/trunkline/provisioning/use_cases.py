"""Durable writes of this room."""

from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.provisioning import operations, selectors
from trunkline.provisioning.errors import JobTokenInvalidError
from trunkline.provisioning.models import Effect
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.states import ENDED_STATES, EffectState, JobState


@use_case
def start_attempt(_command: Command, job_id: int) -> Attempt | None:
    """This will start a run of a queued job; None when there is nothing to start (it runs elsewhere, or has ended)."""
    job = selectors.lock_job(job_id)
    if job.state != JobState.QUEUED:
        return None
    return operations.start_attempt(job)


@use_case
def restart_attempt(_command: Command, job_id: int) -> Attempt:
    """This will start a further run of a job whose earlier one was lost and undone; raises InvalidTransitionError."""
    return operations.start_attempt(selectors.lock_job(job_id))


@use_case
def take_over(_command: Command, job_id: int) -> bool:
    """This will claim a job whose worker gives no sign of life for undoing; False when it is not lost after all."""
    if job_id not in selectors.list_jobs_past_lease(system_now()):
        return False
    job = selectors.lock_job(job_id)
    if job.state in ENDED_STATES or job.lease_until is None or job.lease_until > system_now():
        return False
    operations.begin_undoing(job, failing_task="", failure="The worker that ran the job gave no sign of life.")
    return True


@use_case
def extend_lease(_command: Command, job_id: int, attempt: int) -> None:
    """This will give a sign of life of a run; raises JobLostError when the job is no longer this run's."""
    operations.extend_lease(job_id, attempt)


@use_case
def record_log(_command: Command, job_id: int, events: Sequence[Mapping[str, Any]]) -> None:
    """This will append what the runner wrote to a job's log."""
    operations.log_many(job_id, events)


@use_case
def begin_undoing(_command: Command, job_id: int, attempt: int, failing_task: str, failure: str) -> bool:
    """This will stop a run that failed from touching anything more; False when the job is no longer this run's."""
    job = selectors.lock_job(job_id)
    if job.state != JobState.RUNNING or job.attempt != attempt:
        return False
    operations.begin_undoing(job, failing_task=failing_task, failure=failure)
    return True


@use_case
def intend_call(
    _command: Command, job_id: int, attempt: int, target: str, request: Mapping[str, Any], before: Any
) -> int:
    """This will note a call to the OCS before it is made; raises JobTokenInvalidError when the run has ended."""
    job = selectors.lock_job(job_id)
    if job.state != JobState.RUNNING or job.attempt != attempt:
        raise JobTokenInvalidError("The job has ended; nothing more may be touched.")
    return operations.intend_call(job, target=target, request=request, before=before).pk


@use_case
def conclude_call(_command: Command, effect_id: int, answer: Mapping[str, Any], *, was_refused: bool) -> bool:
    """This will note what the OCS answered; a refused call has changed nothing.

    False when the call came too late: its run has ended meanwhile and may have undone the call before it was carried
    out, so the caller must undo it again.
    """
    effect = selectors.get_effect(effect_id)
    job = selectors.lock_job(effect.job_id)
    if job.state != JobState.RUNNING or job.attempt != effect.attempt:
        return False
    state = EffectState.REFUSED if was_refused else EffectState.DONE
    intended = Effect.objects.filter(pk=effect_id, state=EffectState.INTENDED)
    return bool(intended.update(state=state, answer=answer))


@use_case
def conclude_undo(_command: Command, effect_id: int, failure: str) -> None:
    """This will note that a call was undone, or why it could not be."""
    state = EffectState.UNDO_FAILED if failure else EffectState.UNDONE
    Effect.objects.filter(pk=effect_id).update(state=state, failure=failure)
