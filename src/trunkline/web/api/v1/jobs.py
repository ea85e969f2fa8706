"""Provisioning jobs and their logs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from trunkline.parties.states import Permission
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import get_job, list_jobs, list_log
from trunkline.provisioning.states import PROVISION_STATUS, JobState
from trunkline.web.api.access import Requires, caller_of
from trunkline.web.api.v1.common import page

router = Router(tags=["jobs"])
LOG_PAGE_MAX = 1000


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
    """Read a job's log while it grows: the lines that come after the one whose id is `after`."""
    job = get_job(provision_id, caller_of(request).brand_ids)
    rows = list_log(job.pk, after)[:LOG_PAGE_MAX]
    lines = [{"id": row.pk, "kind": row.kind, "at": row.recorded_at, "event": row.payload} for row in rows]
    return {"data": lines, "next": lines[-1]["id"] if lines else after, "status": PROVISION_STATUS[JobState(job.state)]}


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
        "order": job.order_line.order.public_id,
        "service": job.instance.public_id if job.instance else None,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "failing_task": job.failing_task,
        "failure": job.failure,
    }
