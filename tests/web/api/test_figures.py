"""Figures through their route: whose jobs are counted, and what is refused."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.doors import World, ask, bearer, make_token
from trunkline.kernel.time import format_instant
from trunkline.parties.states import Role
from trunkline.platform.clocks import system_now
from trunkline.provisioning.models import JobEvent, ProvisioningJob
from trunkline.provisioning.states import JobState

pytestmark = pytest.mark.usefixtures("quiet")

PATH = "/api/v1/figures/provisioning"


@pytest.fixture
def world() -> World:
    return World()


def read(headers: dict[str, str], query: str = "") -> tuple[int, dict[str, Any]]:
    answer = ask("GET", f"{PATH}{query}", b"", headers)
    return answer.status_code, json.loads(answer.content)


def end(job: ProvisioningJob, state: JobState, task: str = "") -> None:
    """Say that a job has a last start a minute ahead, as its own is now, and ended two and a half seconds later."""
    finished = system_now() + timedelta(minutes=1)
    begun = finished - timedelta(milliseconds=2500)
    JobEvent.objects.create(job=job, kind="attempt_started", payload={}, recorded_at=begun)
    ProvisioningJob.objects.filter(pk=job.pk).update(
        state=state, finished_at=finished, failing_task=task, token_hash=None, gateway_secret_hash=None
    )


def test_the_brands_jobs_of_the_last_thirty_days(world: World) -> None:
    end(world.mine.job, JobState.SUCCEEDED)
    end(world.others.job, JobState.FAILED, "Grant the data")
    headers = bearer(make_token(Role.AGENT, world.brand.pk))
    until = quote(format_instant(system_now() + timedelta(minutes=5)))
    status, document = read(headers, f"?until={until}")
    assert status == 200
    since, until = (datetime.fromisoformat(document.pop(name)) for name in ("since", "until"))
    assert until - since == timedelta(days=30)
    figures = {
        "jobs": 2,
        "succeeded": 1,
        "failed": 1,
        "ignored": 0,
        "needs_attention": 0,
        "success_rate": "0.5000",
        "seconds_mean": "2.500",
        "seconds_median": "2.500",
        "failing_tasks": [{"play": world.mine.job.play, "task": "Grant the data", "failures": 1}],
    }
    group = {"kind": "provision", "play": world.mine.job.play, **figures}
    assert document == {**figures, "data": [group]}
    assert read(headers)[1]["jobs"] == 0  # until now
    others = bearer(make_token(Role.AGENT, world.other_brand.pk))
    assert read(others, f"?until={quote(format_instant(until))}")[1]["jobs"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?since=yesterday", "since"),
        ("?until=2026-01-01T00:00:00", "until"),
        ("?until=0001-01-02T00:00:00Z", "until"),
        ("?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "until"),
        ("?since=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00Z", "until"),
        ("?since=%00", "since"),
        ("?until=" + "9" * 5000, "until"),
    ],
)
def test_what_is_no_period_is_refused(world: World, query: str, field: str) -> None:
    status, document = read(bearer(make_token(Role.AGENT, world.brand.pk)), query)
    assert (status, document["code"]) == (422, "invalid-input")
    assert [error["field"] for error in document["errors"]] == [field]
