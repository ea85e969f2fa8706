"""Steps that use cases are made of; they never commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from trunkline.kernel.ids import hash_secret, new_secret
from trunkline.platform.clocks import system_now
from trunkline.provisioning.errors import JobLostError
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.states import JOB_STATES, EffectKind, EffectState, JobKind, JobState

JOB_TOKEN_PREFIX = "tlj"  # noqa: S105  # tells people and scanners what the secret opens
KIND_LENGTH_MAX = 40
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


@dataclass(frozen=True)
class Attempt:
    """One run of a job: the secrets are known to this run only."""

    job: ProvisioningJob
    number: int
    token: str
    gateway_secret: str


def create_job(draft: JobDraft, *, at: datetime) -> ProvisioningJob:
    """This will insert a queued job."""
    return ProvisioningJob.objects.create(
        kind=draft.kind,
        play=draft.play,
        order_line_id=draft.order_line_id,
        account_id=draft.account_id,
        instance_id=draft.instance_id,
        variables=draft.variables,
        rescue_counts_as_failure=draft.rescue_counts_as_failure,
        play_failures_are_ignored=draft.play_failures_are_ignored,
        initiated_by=draft.initiated_by,
        business_at=at,
    )


def start_attempt(job: ProvisioningJob) -> Attempt:
    """This will start a run of a locked job with new secrets and a lease; those of an earlier run are void."""
    token, gateway_secret = new_secret(JOB_TOKEN_PREFIX), new_secret(GATEWAY_SECRET_PREFIX)
    job.state = JOB_STATES.next(job.state, "start")
    job.attempt += 1
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


def begin_undoing(job: ProvisioningJob, *, failing_task: str, failure: str) -> None:
    """This will stop a locked job's play from touching anything more and keep why it failed."""
    job.state = JOB_STATES.next(job.state, "undo")
    job.token_hash = None
    job.gateway_secret_hash = None
    job.lease_until = next_lease()
    job.failing_task = failing_task[:300]
    job.failure = failure
    job.save()
    job.effects.filter(state=EffectState.STAGED).update(state=EffectState.DROPPED)
    log(job, "undoing", {"failing_task": job.failing_task, "failure": failure})


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


def intend_call(job: ProvisioningJob, *, target: str, request: Mapping[str, Any], before: Any) -> Effect:
    """This will note a call to the OCS before it is made, with the state that it may have to be brought back to."""
    return Effect.objects.create(
        job=job,
        attempt=job.attempt,
        kind=EffectKind.OCS_CALL,
        target=target,
        request=dict(request),
        before=before,
    )


def log(job: ProvisioningJob, kind: str, payload: Mapping[str, Any]) -> None:
    """This will append a line of ours to a job's log."""
    JobEvent.objects.create(job=job, kind=kind, payload=dict(payload))


def log_many(job_id: int, events: Sequence[Mapping[str, Any]]) -> None:
    """This will append lines that the play's runner wrote to a job's log."""
    JobEvent.objects.bulk_create(
        JobEvent(job_id=job_id, kind=str(event["event"])[:KIND_LENGTH_MAX], payload=_without_answers(event))
        for event in events
    )


def _without_answers(event: Mapping[str, Any]) -> dict[str, Any]:
    """What the API answered a task may hold a customer's name: of it the log keeps the status only."""
    kept = {name: value for name, value in event.items() if name != "result"}
    result = event.get("result")
    if isinstance(result, Mapping) and isinstance(result.get("status"), int):
        kept["status"] = result["status"]
    return kept
