"""Steps that use cases are made of; they never commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from trunkline.kernel.ids import hash_secret, new_secret
from trunkline.platform.clocks import system_now
from trunkline.provisioning import selectors
from trunkline.provisioning.errors import JobLostError
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.states import (
    JOB_STATES,
    LEFT_BEHIND_STATES,
    LOG_CHANNEL,
    OUTSIDE_KINDS,
    EffectKind,
    EffectState,
    JobKind,
    JobState,
)

JOB_TOKEN_PREFIX = "tlj"  # noqa: S105  # tells people and scanners what the secret opens
KIND_LENGTH_MAX = 40
# A job whose worker was lost is undone and run once more; then it has failed.
RUNS_MAX = 2
LOST = "The worker that ran the job gave no sign of life."
GATEWAY_SECRET_PREFIX = "tlg"  # noqa: S105  # likewise


@dataclass(frozen=True)
class JobDraft:
    """A job to be queued for an order line."""

    kind: JobKind
    play: str
    order_line_id: int
    account_id: int
    instance_id: int | None
    variables: dict[str, Any]
    rescue_counts_as_failure: bool
    play_failures_are_ignored: bool
    initiated_by: str
    is_trial: bool = False


@dataclass(frozen=True)
class Attempt:
    """One run of a job: the secrets are known to this run only."""

    job: ProvisioningJob
    number: int
    token: str
    gateway_secret: str


def create_job(draft: JobDraft, *, at: datetime) -> ProvisioningJob:
    """This will insert a queued job."""
    return create_jobs([draft], at=at)[0]


def create_jobs(drafts: Sequence[JobDraft], *, at: datetime) -> list[ProvisioningJob]:
    """This will insert queued jobs at once, in their order."""
    return ProvisioningJob.objects.bulk_create([_job(draft, at) for draft in drafts])


def _job(draft: JobDraft, at: datetime) -> ProvisioningJob:
    return ProvisioningJob(
        kind=draft.kind,
        play=draft.play,
        order_line_id=draft.order_line_id,
        account_id=draft.account_id,
        instance_id=draft.instance_id,
        variables=draft.variables,
        rescue_counts_as_failure=draft.rescue_counts_as_failure,
        play_failures_are_ignored=draft.play_failures_are_ignored,
        is_trial=draft.is_trial,
        initiated_by=draft.initiated_by,
        business_at=at,
    )


def start_attempt(job: ProvisioningJob) -> Attempt:
    """This will start a run of a locked job with new secrets and a lease; those of an earlier run are void."""
    token, gateway_secret = new_secret(JOB_TOKEN_PREFIX), new_secret(GATEWAY_SECRET_PREFIX)
    job.state = JOB_STATES.next(job.state, "start")
    job.attempt += 1
    job.runs += 1
    job.token_hash = hash_secret(token)
    job.gateway_secret_hash = hash_secret(gateway_secret)
    job.started_at = job.started_at or system_now()
    job.lease_until = next_lease()
    job.save()
    log(job, "attempt_started", {"attempt": job.attempt, "play": job.play})
    return Attempt(job=job, number=job.attempt, token=token, gateway_secret=gateway_secret)


def next_lease() -> datetime:
    """This will tell until when a sign of life given now holds."""
    return system_now() + timedelta(seconds=settings.TRUNKLINE_LEASE_SECONDS)


def extend_lease(job_id: int, attempt: int) -> None:
    """This will give a sign of life of a run; raises JobLostError when the job is no longer this run's."""
    mine = ProvisioningJob.objects.filter(
        pk=job_id, attempt=attempt, state__in=[JobState.RUNNING, JobState.UNDOING], lease_until__gt=system_now()
    )
    if not mine.update(lease_until=next_lease()):
        raise JobLostError(f"Job {job_id} was taken over from attempt {attempt}.")


def bring_leases_near() -> int:
    """This will have leases that end after any that could be given now end no later; tells of how many jobs."""
    # Processes that read the clock a moment ago may differ a little.
    out_of_reach = system_now() + 2 * timedelta(seconds=settings.TRUNKLINE_LEASE_SECONDS)
    return selectors.list_leases_out_of_reach(out_of_reach).update(lease_until=next_lease())


def begin_undoing(job: ProvisioningJob, *, failing_task: str, failure: str) -> None:
    """This will stop a locked job's play from touching anything more and keep why it failed."""
    job.failing_task = _storable(failing_task)[:300]
    job.failure = _storable(failure)
    job.is_to_run_again = False
    _undo(job, next_lease())


def take_over(job: ProvisioningJob) -> None:
    """This will claim a locked job that was lost for undoing, in a new attempt: its former worker may do no more.

    Why a play failed is kept when its job was lost while it was undone.
    """
    if job.state == JobState.RUNNING:
        job.failing_task = ""
        job.failure = LOST
        job.is_to_run_again = job.runs < RUNS_MAX
    job.attempt += 1
    _undo(job, next_lease())


def prepare(job: ProvisioningJob) -> None:
    """This will have a locked job whose play has succeeded wait for those that it takes effect together with."""
    job.state = JOB_STATES.next(job.state, "prepare")
    job.token_hash = None
    job.gateway_secret_hash = None
    job.lease_until = None
    job.save()
    log(job, "prepared", {})


def undo_with_others(job: ProvisioningJob, failure: str) -> None:
    """This will have a locked job undone that waited for others of which one has failed, by whichever worker comes."""
    job.failure = failure
    job.is_to_run_again = False
    _undo(job, system_now())


def undo_again(job: ProvisioningJob) -> None:
    """This will have a locked job that needs attention undone once more, by whichever worker takes it first."""
    job.is_to_run_again = False
    job.finished_at = None
    # A lease that has ended is nobody's: whoever takes the job over gives it a new attempt.
    _undo(job, system_now())


def _undo(job: ProvisioningJob, lease_until: datetime) -> None:
    job.state = JOB_STATES.next(job.state, "undo")
    job.token_hash = None
    job.gateway_secret_hash = None
    job.lease_until = lease_until
    job.save()
    job.effects.filter(state=EffectState.STAGED).update(state=EffectState.DROPPED)
    log(job, "undoing", {"failing_task": job.failing_task, "failure": job.failure})


def settle(job: ProvisioningJob, reason: str, *, settled_by: str) -> int:
    """This will note of a locked job that what it left behind was settled by hand, for a reason; tells how much."""
    open_states = LEFT_BEHIND_STATES if job.state == JobState.NEEDS_ATTENTION else [EffectState.UNDO_FAILED]
    left = job.effects.filter(kind__in=OUTSIDE_KINDS, state__in=open_states)
    effects = left.update(state=EffectState.SETTLED)
    log(job, "settled", {"by": settled_by, "reason": reason, "effects": effects})
    return effects


def queue_again(job: ProvisioningJob) -> None:
    """This will queue a locked job that has failed, as if its play had never run; attempts are counted on."""
    job.state = JOB_STATES.next(job.state, "retry")
    job.runs = 0
    job.is_to_run_again = False
    job.failing_task = ""
    job.failure = ""
    job.finished_at = None
    job.save()
    log(job, "queued_again", {})


def is_of_run(job: ProvisioningJob, state: JobState, attempt: int) -> bool:
    """This will tell whether a locked job is still in the hands of the worker that has this attempt."""
    return job.state == state and job.attempt == attempt


def require_run(job: ProvisioningJob, state: JobState, attempt: int) -> None:
    """This will raise JobLostError unless a locked job is still in the hands of the worker that has this attempt."""
    if not is_of_run(job, state, attempt):
        raise JobLostError(f"Job {job.pk} was taken over from attempt {attempt}.")


def finish(job: ProvisioningJob, action: str) -> None:
    """This will end a locked job by an action of its state table."""
    job.state = JOB_STATES.next(job.state, action)
    job.token_hash = None
    job.gateway_secret_hash = None
    job.lease_until = None
    job.finished_at = system_now()
    job.save()
    log(job, "ended", {"state": job.state})


def stage(job: ProvisioningJob, kind: EffectKind, target: str, request: Mapping[str, Any]) -> Effect:
    """This will note a change of our own records, to take effect when the job succeeds."""
    return Effect.objects.create(
        job=job,
        attempt=job.attempt,
        kind=kind,
        state=EffectState.STAGED,
        target=target,
        request=dict(request),
    )


def intend_call(
    job: ProvisioningJob,
    *,
    target: str,
    request: Mapping[str, Any],
    before: Any,
    kind: EffectKind = EffectKind.OCS_CALL,
) -> Effect:
    """This will note a call to the outside before it is made, with the state that it may have to be brought back to."""
    return Effect.objects.create(
        job=job,
        attempt=job.attempt,
        kind=kind,
        target=target,
        request=dict(request),
        before=before,
    )


def note_undo(effect_id: int, failure: str) -> None:
    """This will note that a call was undone, or why it could not be."""
    state = EffectState.UNDO_FAILED if failure else EffectState.UNDONE
    Effect.objects.filter(pk=effect_id).update(state=state, failure=_storable(failure))


def log(job: ProvisioningJob, kind: str, payload: Mapping[str, Any]) -> None:
    """This will append a line of ours to the log of a locked job."""
    _append([JobEvent(job=job, kind=kind, payload=_storable(payload))])


def log_many(job: ProvisioningJob, events: Sequence[Mapping[str, Any]]) -> None:
    """This will append lines that the play's runner wrote to the log of a locked job."""
    _append(
        [
            JobEvent(job=job, kind=_storable(str(event["event"]))[:KIND_LENGTH_MAX], payload=_without_answers(event))
            for event in events
        ]
    )


def _append(lines: Sequence[JobEvent]) -> None:
    """Numbers are drawn before the commit: only as the job is locked do its lines become visible in their order.

    Otherwise who follows the log and has read line 8 would never see line 7, which was committed after it.
    """
    if not lines:
        return
    JobEvent.objects.bulk_create(lines)
    with connection.cursor() as cursor:
        # Delivered with the commit, and once however often it was said in the transaction.
        cursor.execute("SELECT pg_notify(%s, %s)", [LOG_CHANNEL, str(lines[0].job_id)])


def _storable(value: Any) -> Any:
    """PostgreSQL's texts have no zero bytes, and no halves of a character: a play may print both."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
    if isinstance(value, Mapping):
        return {_storable(str(name)): _storable(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(entry) for entry in value]
    return value


def _without_answers(event: Mapping[str, Any]) -> dict[str, Any]:
    """What the API answered a task may hold a customer's name: of it the log keeps the status only."""
    kept = {name: value for name, value in event.items() if name != "result"}
    result = event.get("result")
    if isinstance(result, Mapping) and isinstance(result.get("status"), int):
        kept["status"] = result["status"]
    stored: dict[str, Any] = _storable(kept)
    return stored
