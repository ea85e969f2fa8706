"""Reads of provisioning jobs."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trunkline.instances.models import Instance
from trunkline.instances.selectors import services as service_selectors
from trunkline.kernel.ids import hash_secret
from trunkline.platform.locks import LockKind, note_lock
from trunkline.provisioning.errors import JobNotFoundError, JobTokenInvalidError
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.states import (
    LEFT_BEHIND_STATES,
    MADE_MARK,
    OUTSIDE_KINDS,
    UNDER_WAY_STATES,
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


def lock_jobs(job_ids: Collection[int]) -> dict[int, ProvisioningJob]:
    """This will lock several jobs until the transaction ends, in the one order for all."""
    for job_id in sorted(job_ids):
        note_lock(LockKind.JOB, job_id)
    jobs = ProvisioningJob.objects.select_for_update().filter(pk__in=job_ids).order_by("pk")
    return {job.pk: job for job in jobs}


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


def waiting_since(job: ProvisioningJob) -> datetime:
    """This will tell since when a job waits to be run: since it was queued, or queued again."""
    again = JobEvent.objects.filter(job=job, kind="queued_again").order_by("-pk").first()
    return job.created_at if again is None else again.recorded_at


def undone_since(job_id: int) -> datetime | None:
    """This will tell since when the last run of a job is undone, however often that was taken up; None: it is not."""
    lines = JobEvent.objects.filter(job_id=job_id)
    run = lines.filter(kind="attempt_started").order_by("-pk").first()
    undoing = lines.filter(kind="undoing", pk__gt=run.pk if run else 0).order_by("pk").first()
    return None if undoing is None else undoing.recorded_at


def lock_holder(job: ProvisioningJob) -> int | None:
    """This will lock the service whose jobs go one after the other with a locked job, until the transaction ends.

    That is the job's own service, or the one that it adds to, as `job_lock` of the queue has it. Returns its number;
    None when the service is still to be made, so that nothing else can be done to it.
    """
    if job.instance_id is None:
        return None
    holder_id = service_selectors.get_holder_id(job.instance_id)
    note_lock(LockKind.INSTANCE, holder_id)
    Instance.objects.select_for_update().filter(pk=holder_id).first()
    return holder_id


def list_jobs_in_hand(service_id: int) -> QuerySet[ProvisioningJob]:
    """This will list the jobs under way of a service, what it adds to and all that adds to that, the eldest first."""
    holder_id = service_selectors.get_holder_id(service_id)
    parts = service_selectors.list_current_services(None).filter(parent_id=holder_id).order_by().values("instance_id")
    of_holder = Q(instance_id=holder_id) | Q(instance_id__in=parts)
    states = [*UNDER_WAY_STATES, JobState.PREPARED]
    return ProvisioningJob.objects.filter(of_holder, state__in=states).order_by("pk")


def list_others_in_hand(job: ProvisioningJob) -> QuerySet[ProvisioningJob]:
    """This will list the other jobs under way of a locked job's service; none starts before the transaction ends.

    Those that wait to take effect are under way too, but for what they wait for.
    """
    holder_id = lock_holder(job)
    if holder_id is None:
        return ProvisioningJob.objects.none()
    others = list_jobs_in_hand(holder_id).exclude(pk=job.pk)
    return others.exclude(state=JobState.PREPARED, order_line__order_id=job.order_line.order_id)


def list_queued_jobs(up_to: int) -> list[ProvisioningJob]:
    """This will list the jobs that have waited longest to be run, with their order lines."""
    queued = ProvisioningJob.objects.filter(state=JobState.QUEUED).select_related("order_line")
    return list(queued.order_by("pk")[:up_to])


def list_jobs_past_lease(now: datetime) -> list[int]:
    """This will list the numbers of jobs under way whose worker gives no sign of life."""
    lost = ProvisioningJob.objects.filter(state__in=[JobState.RUNNING, JobState.UNDOING], lease_until__lte=now)
    return list(lost.order_by("pk").values_list("pk", flat=True))


def list_leases_out_of_reach(until: datetime) -> QuerySet[ProvisioningJob]:
    """This will list jobs under way whose lease ends after what any sign of life could have given them."""
    return ProvisioningJob.objects.filter(state__in=[JobState.RUNNING, JobState.UNDOING], lease_until__gt=until)


def list_jobs_of_services(service_ids: Collection[int]) -> QuerySet[ProvisioningJob]:
    """This will list the jobs that made, changed or added to services, with their order lines."""
    of_services = Q(order_line__instance_id__in=service_ids) | Q(order_line__parent_id__in=service_ids)
    return ProvisioningJob.objects.filter(of_services).select_related("order_line").order_by("pk")


def list_ocs_calls(job_ids: Collection[int]) -> QuerySet[Effect]:
    """This will list the calls of jobs to the charging system that may have taken effect and were not undone."""
    lasting = [*LEFT_BEHIND_STATES, EffectState.SETTLED]
    return Effect.objects.filter(job_id__in=job_ids, kind=EffectKind.OCS_CALL, state__in=lasting).order_by("pk")


def list_ocs_accounts_in_hand(accounts: Collection[str]) -> set[str]:
    """This will tell which of some accounts were made by jobs that have not ended, or left them behind."""
    targets = {f"{MADE_MARK}{account}": account for account in accounts}
    open_states = [
        JobState.QUEUED,
        JobState.RUNNING,
        JobState.PREPARED,
        JobState.UNDOING,
        JobState.NEEDS_ATTENTION,
    ]
    in_hand = Effect.objects.filter(
        Q(job__state__in=open_states, state__in=LEFT_BEHIND_STATES) | Q(state=EffectState.UNDO_FAILED),
        kind=EffectKind.OCS_CALL,
        target__in=targets,
    )
    return {targets[target] for target in in_hand.values_list("target", flat=True)}
