"""Provisioning jobs, their logs and journals, and what people do about those that failed."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema

from trunkline.flows.use_cases import provisioning as endings
from trunkline.parties.states import Permission
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.selectors import get_job, list_jobs, list_journal, list_log
from trunkline.provisioning.states import (
    LEFT_BEHIND_STATES,
    OUTSIDE_KINDS,
    PROVISION_STATUS,
    EffectKind,
    EffectState,
    JobState,
)
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import page

router = Router(tags=["jobs"])
LOG_PAGE_MAX = 1000


class Settlement(Schema):
    """What somebody did by hand about what a job left behind."""

    reason: str


@router.get("/jobs", auth=Requires(Permission.READ_JOBS))
def read_jobs(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List provisioning jobs."""
    return page(list_jobs(caller_of(request).brand_ids), job_document, after=after, limit=limit)


@router.get("/jobs/{int:provision_id}", auth=Requires(Permission.READ_JOBS))
def read_job(request: HttpRequest, provision_id: int) -> dict[str, Any]:
    """Read a provisioning job; status 1 is running, 0 success, 2 failed, 3 failed but ignored."""
    return job_document(get_job(provision_id, caller_of(request).brand_ids))


@router.get("/jobs/{int:provision_id}/log", auth=Requires(Permission.READ_JOBS))
def read_log(request: HttpRequest, provision_id: int, after: int = 0) -> dict[str, Any]:
    """Read a job's log while it grows: the lines that come after the one whose id is `after`.

    The address in a job's `events` sends the same lines as server-sent events, as they come.
    """
    job = get_job(provision_id, caller_of(request).brand_ids)
    lines = [line_document(row) for row in list_log(job.pk, after)[:LOG_PAGE_MAX]]
    return {"data": lines, "next": lines[-1]["id"] if lines else after, "status": PROVISION_STATUS[JobState(job.state)]}


@router.get("/jobs/{int:provision_id}/journal", auth=Requires(Permission.MANAGE_JOBS))
def read_journal(request: HttpRequest, provision_id: int, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List what a job did outside and said about our records; `is_left` marks what is still to be undone."""
    job = get_job(provision_id, caller_of(request).brand_ids)
    return page(list_journal(job.pk), lambda effect: effect_document(job, effect), after=after, limit=limit)


@router.post("/jobs/{int:provision_id}/undo", auth=Requires(Permission.MANAGE_JOBS))
def undo_again(request: HttpRequest, provision_id: int) -> dict[str, Any]:
    """Have a job that needs attention undone once more, in the background."""
    caller = caller_of(request)
    job = get_job(provision_id, caller.brand_ids)
    return job_document(get_job(provisioning.undo_again(command_of(request), job.pk), caller.brand_ids))


@router.post("/jobs/{int:provision_id}/settle", auth=Requires(Permission.MANAGE_JOBS))
def settle(request: HttpRequest, provision_id: int, body: Settlement) -> dict[str, Any]:
    """Say that what a job left behind was settled by hand, and how.

    One that needs attention has failed then, and its items are free again; one that has ended stays as it is.
    """
    caller = caller_of(request)
    job = get_job(provision_id, caller.brand_ids)
    command = replace(command_of(request), reason=body.reason)
    return job_document(get_job(endings.settle_job(command, job.pk, body.reason), caller.brand_ids))


@router.post("/jobs/{int:provision_id}/retry", auth=Requires(Permission.MANAGE_JOBS))
def retry(request: HttpRequest, provision_id: int) -> dict[str, Any]:
    """Provision the line of a failed job again, in the background, with the items that were picked for it."""
    caller = caller_of(request)
    job = get_job(provision_id, caller.brand_ids)
    return job_document(get_job(endings.retry_job(command_of(request), job.pk), caller.brand_ids))


def line_document(line: JobEvent) -> dict[str, Any]:
    """This will write a line of a job's log."""
    return {"id": line.pk, "kind": line.kind, "at": line.recorded_at, "event": line.payload}


def effect_document(job: ProvisioningJob, effect: Effect) -> dict[str, Any]:
    """This will write an entry of a journal without what was asked and answered, which may hold names."""
    needs_attention = job.state == JobState.NEEDS_ATTENTION and effect.state in LEFT_BEHIND_STATES
    is_left = effect.kind in OUTSIDE_KINDS and (needs_attention or effect.state == EffectState.UNDO_FAILED)
    return {
        "id": effect.pk,
        "attempt": effect.attempt,
        "kind": effect.kind,
        "method": effect.request.get("method") if effect.kind == EffectKind.OCS_CALL else None,
        "target": effect.target,
        "state": effect.state,
        "is_left": is_left,
        "failure": effect.failure,
        "at": effect.created_at,
    }


def job_document(job: ProvisioningJob) -> dict[str, Any]:
    """This will write a provisioning job without its variables, which may hold what customers typed."""
    return {
        "provision_id": job.pk,
        "id": job.public_id,
        "kind": job.kind,
        "play": job.play,
        "status": PROVISION_STATUS[JobState(job.state)],
        "state": job.state,
        "attempt": job.attempt,
        "is_trial": job.is_trial,
        "order": job.order_line.order.public_id,
        "service": job.instance.public_id if job.instance else None,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "failing_task": job.failing_task,
        "failure": job.failure,
        # How many calls should have been undone and are not; the journal tells which.
        "left_behind": job.left_behind,  # type: ignore[attr-defined]  # counted by the selector
        "events": f"{settings.TRUNKLINE_EVENTS_URL}/jobs/{job.pk}/events",
    }
