"""Durable writes of this room."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from trunkline.kernel.errors import InvalidTransitionError
from trunkline.platform import queue
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.provisioning import operations, selectors
from trunkline.provisioning.errors import JobTokenInvalidError
from trunkline.provisioning.models import Effect
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.states import ENDED_STATES, RUN_JOB, EffectKind, EffectState, JobState

# How often a job asks whether its turn has come.
TURN_POLL_SECONDS = 2.0


@use_case
def start_attempt(_command: Command, job_id: int) -> Attempt | None:
    """This will start a run of a queued job; None when there is nothing to start (it runs elsewhere, or has ended).

    Raises PutOffError while another job of its service is under way. The queue keeps them apart while workers live; a
    job whose worker was lost is still to be undone, which must not take back what this one does meanwhile.
    """
    job = selectors.lock_job(job_id)
    if job.state != JobState.QUEUED:
        return None
    other = selectors.list_others_in_hand(job).first()
    if other is not None:
        raise queue.PutOffError(f"Job {other.pk} of the same service is {other.state}.", seconds=TURN_POLL_SECONDS)
    return operations.start_attempt(job)


@use_case
def restart_attempt(_command: Command, job_id: int, attempt: int) -> Attempt:
    """This will start a further run of a job that was lost and is undone.

    Raises JobLostError when another worker has taken it over meanwhile.
    """
    job = selectors.lock_job(job_id)
    operations.require_run(job, JobState.UNDOING, attempt)
    return operations.start_attempt(job)


@use_case
def take_over(_command: Command, job_id: int) -> int | None:
    """This will claim a job whose worker gives no sign of life for undoing; returns the number of the new attempt.

    None when the job is not lost after all, or while another job of its service is to end before: one that a worker has
    in hand, or of lost ones the eldest, so that two never wait for each other. It is found again, as it stays lost.
    """
    now = system_now()
    if job_id not in selectors.list_jobs_past_lease(now):
        return None
    job = selectors.lock_job(job_id)
    if job.state in ENDED_STATES or job.lease_until is None or job.lease_until > system_now():
        return None
    if selectors.list_others_in_hand(job).filter(Q(pk__lt=job_id) | Q(lease_until__gt=now)).exists():
        return None
    operations.take_over(job)
    return job.attempt


@use_case
def bring_leases_near(_command: Command) -> int:
    """This will have leases that end after any that could be given now end no later; tells of how many jobs.

    They were given before the clock was set back: a job whose worker died then would be nobody's for as long as that.
    Whoever is alive goes on giving signs of life.
    """
    return operations.bring_leases_near()


@use_case
def extend_lease(_command: Command, job_id: int, attempt: int) -> None:
    """This will give a sign of life of a run; raises JobLostError when the job is no longer this run's."""
    operations.extend_lease(job_id, attempt)


@use_case
def record_log(_command: Command, job_id: int, attempt: int, events: Sequence[Mapping[str, Any]]) -> None:
    """This will append what the runner wrote to a job's log; raises JobLostError when the job is no longer this run's.

    So nothing is written after a job's end by a worker that has lost it.
    """
    job = selectors.lock_job(job_id)
    operations.require_run(job, JobState.RUNNING, attempt)
    operations.log_many(job, events)


@use_case
def begin_undoing(_command: Command, job_id: int, attempt: int, failing_task: str, failure: str) -> bool:
    """This will stop a run that failed from touching anything more; False when the job is no longer this run's."""
    job = selectors.lock_job(job_id)
    if not operations.is_of_run(job, JobState.RUNNING, attempt):
        return False
    operations.begin_undoing(job, failing_task=failing_task, failure=failure)
    return True


@use_case
def intend_call(
    _command: Command,
    job_id: int,
    attempt: int,
    target: str,
    request: Mapping[str, Any],
    before: Any,
    *,
    kind: EffectKind = EffectKind.OCS_CALL,
) -> int:
    """This will note a call to the outside before it is made; raises JobTokenInvalidError when the run has ended."""
    job = selectors.lock_job(job_id)
    if not operations.is_of_run(job, JobState.RUNNING, attempt):
        raise JobTokenInvalidError("The job has ended; nothing more may be touched.")
    return operations.intend_call(job, target=target, request=request, before=before, kind=kind).pk


@use_case
def conclude_call(_command: Command, effect_id: int, answer: Mapping[str, Any], *, was_refused: bool) -> bool:
    """This will note what the OCS answered; a refused call has changed nothing.

    False when the call came too late: its run has ended meanwhile and may have undone the call before it was carried
    out, so the caller must undo it again.
    """
    effect = selectors.get_effect(effect_id)
    job = selectors.lock_job(effect.job_id)
    if not operations.is_of_run(job, JobState.RUNNING, effect.attempt):
        return False
    state = EffectState.REFUSED if was_refused else EffectState.DONE
    intended = Effect.objects.filter(pk=effect_id, state=EffectState.INTENDED)
    return bool(intended.update(state=state, answer=answer))


@use_case
def conclude_undo(_command: Command, effect_id: int, attempt: int, failure: str) -> None:
    """This will note that a call was undone, or why it could not be; raises JobLostError from a worker that lost it."""
    job = selectors.lock_job(selectors.get_effect(effect_id).job_id)
    operations.require_run(job, JobState.UNDOING, attempt)
    operations.note_undo(effect_id, failure)


@use_case
def conclude_late_undo(_command: Command, effect_id: int, failure: str) -> None:
    """This will note how a call was undone that was carried out when its run had ended already.

    Whoever made the call undoes it, whatever has become of the job meanwhile.
    """
    selectors.lock_job(selectors.get_effect(effect_id).job_id)
    operations.note_undo(effect_id, failure)


@use_case
def undo_again(_command: Command, job_id: int) -> int:
    """This will have a job that needs attention undone once more by a worker; returns its number.

    Raises JobNotFoundError, or InvalidTransitionError when it does not need attention.
    """
    job = selectors.lock_job(job_id)
    if job.state != JobState.NEEDS_ATTENTION:
        raise InvalidTransitionError(f"Job {job_id} is {job.state}; only one that needs attention is undone again.")
    operations.undo_again(job)
    queue.defer(RUN_JOB, job_id=job_id)
    return job_id
