"""Figures of provisioning, for people who watch over it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router

from trunkline.insight.selectors.provisioning import ProvisioningFigures, list_provisioning_figures
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import parse_instant
from trunkline.parties.states import Permission
from trunkline.platform.clocks import system_now
from trunkline.web.api.access import Requires, caller_of

router = Router(tags=["jobs"])
PERIOD_DAYS = 30


@router.get("/figures/provisioning", auth=Requires(Permission.READ_JOBS))
def read_provisioning(request: HttpRequest, since: str = "", until: str = "") -> dict[str, Any]:
    """Read how provisioning went in a period (30 days by default): jobs by outcome, success rate, times in seconds.

    Counted are jobs that ended in it, trials left out, in all and by kind and play, with the tasks that failed most.
    """
    end = parse_instant(until, "until") if until else system_now()
    start = parse_instant(since, "since") if since else _days_before(end)
    overall, *groups = list_provisioning_figures(start, end, caller_of(request).brand_ids)
    return {
        "since": start,
        "until": end,
        **_document(overall),
        "data": [{"kind": group.kind, "play": group.play, **_document(group)} for group in groups],
    }


def _days_before(end: datetime) -> datetime:
    try:
        return end - timedelta(days=PERIOD_DAYS)
    except OverflowError:
        raise InvalidInputError.for_field("until", "is before anything that can have been provisioned.") from None


def _document(figures: ProvisioningFigures) -> dict[str, Any]:
    return {
        "jobs": figures.jobs,
        "succeeded": figures.succeeded,
        "failed": figures.failed,
        "ignored": figures.ignored,
        "needs_attention": figures.needs_attention,
        "success_rate": None if figures.success_rate is None else str(figures.success_rate),
        "seconds_mean": None if figures.seconds_mean is None else str(figures.seconds_mean),
        "seconds_median": None if figures.seconds_median is None else str(figures.seconds_median),
        "failing_tasks": [
            {"play": task.play, "task": task.task, "failures": task.failures} for task in figures.failing_tasks
        ],
    }
