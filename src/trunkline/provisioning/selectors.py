"""Reads of provisioning jobs."""

from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trunkline.kernel.ids import hash_secret
from trunkline.platform.locks import LockKind, note_lock
from trunkline.provisioning.errors import JobNotFoundError, JobTokenInvalidError
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.states import (
    LEFT_BEHIND_STATES,
    MADE_MARK,
    OUTSIDE_KINDS,
    EffectKind,
    EffectState,
    JobState,
)


def list_jobs(brand_ids: frozenset[int] | None) -> QuerySet[ProvisioningJob]:
    """This will list jobs of some brands' accounts (None: of all), latest first.

    Each has `left_behind`: how many of its calls should have been undone and are not.
    """
    left = Effect.objects.filter(
        Q(state=EffectState.UNDO_FAILED) | Q(job__state=JobState.NEEDS_ATTENTION, state__in=LEFT_BEHIND_STATES),
        job=OuterRef("pk"),
        kind__in=OUTSIDE_KINDS,
    )
    counted = left.order_by().values("job").annotate(number=Count("pk")).values("number")
    jobs = ProvisioningJob.objects.select_related("account", "order_line__order", "instance").annotate(
        left_behind=Coalesce(Subquery(counted), 0)
    )
    if brand_ids is not None:
        jobs = jobs.filter(account__brand_id__in=brand_ids)
    return jobs.order_by("-pk")


def get_job(job_id: int, brand_ids: frozenset[int] | None = None) -> ProvisioningJob:
    """This will find a job by its number; raises JobNotFoundError."""
    job = list_jobs(brand_ids).filter(pk=job_id).first()
    if job is None:
        raise JobNotFoundError(f"No provisioning job {job_id} is visible to you; check the number.")
    return job


def lock_job(job_id: int) -> ProvisioningJob:
    """This will lock a job until the transaction ends; raises JobNotFoundError."""
    note_lock(LockKind.JOB, job_id)
    job = ProvisioningJob.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise JobNotFoundError(f"No provisioning job {job_id} exists.")
    return job


def get_job_by_token(token: str, now: datetime) -> ProvisioningJob:
    """This will find the running job whose token this is, at a system instant; raises JobTokenInvalidError."""
    return _get_running(now, token_hash=hash_secret(token))


def get_job_by_gateway_secret(secret: str, now: datetime) -> ProvisioningJob:
    """This will find the running job whose gateway secret this is; raises JobTokenInvalidError."""
    return _get_running(now, gateway_secret_hash=hash_secret(secret))


def _get_running(now: datetime, **condition: str) -> ProvisioningJob:
    running = ProvisioningJob.objects.select_related("account", "order_line__product", "instance")
    job = running.filter(state=JobState.RUNNING, lease_until__gt=now, **condition).first()
    if job is None:
        raise JobTokenInvalidError("The token belongs to no job that is running.")
    return job


def list_log(job_id: int, after: int) -> QuerySet[JobEvent]:
    """This will list the lines of a job's log that come after one (0: from the start)."""
    return JobEvent.objects.filter(job_id=job_id, pk__gt=after).order_by("pk")


def list_staged(job: ProvisioningJob, *kinds: EffectKind) -> list[Effect]:
    """This will list what the present attempt of a job has staged, in order."""
    staged = Effect.objects.filter(job=job, attempt=job.attempt, state=EffectState.STAGED)
    return list(staged.filter(kind__in=kinds).order_by("pk"))


def get_effect(effect_id: int) -> Effect:
    """This will find an entry of a job's journal."""
    return Effect.objects.get(pk=effect_id)


def list_effects_to_undo(job_id: int) -> list[Effect]:
    """This will list the calls of a job that may have taken effect and are not undone, the latest first."""
    effects = Effect.objects.filter(job_id=job_id, kind__in=OUTSIDE_KINDS, state__in=LEFT_BEHIND_STATES)
    return list(effects.order_by("-pk"))


def list_journal(job_id: int) -> QuerySet[Effect]:
    """This will list what a job did or said, in its order."""
    return Effect.objects.filter(job_id=job_id).order_by("pk")


def made_ocs_account(job_id: int, account: str) -> bool:
    """This will tell whether a job itself has made an account of the OCS (`account` without its tenant)."""
    made = Q(state=EffectState.DONE) | Q(state=EffectState.INTENDED)
    return Effect.objects.filter(made, job_id=job_id, kind=EffectKind.OCS_CALL, target=f"{MADE_MARK}{account}").exists()


def list_jobs_past_lease(now: datetime) -> list[int]:
    """This will list the numbers of jobs under way whose worker gives no sign of life."""
    lost = ProvisioningJob.objects.filter(state__in=[JobState.RUNNING, JobState.UNDOING], lease_until__lte=now)
    return list(lost.order_by("pk").values_list("pk", flat=True))
