"""How provisioning went: every figure worked out beside the jobs that it comes from."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.orders import place_sim_order
from tests.support.quiet import connected_to, fresh_database
from trunkline.insight.selectors.provisioning import FailingTask, ProvisioningFigures, list_provisioning_figures
from trunkline.kernel.errors import InvalidInputError
from trunkline.provisioning.models import JobEvent, ProvisioningJob
from trunkline.provisioning.states import JobState

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)
SIM, ADDON = "play_local_mobile_sim", "play_addon_assign_modem"


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    with fresh_database("figures") as database, connected_to(database):
        yield


def make_job(
    state: JobState,
    seconds: float,
    *,
    at: datetime = NOON,
    task: str = "",
    started: datetime | None = None,
    **fields: object,
) -> ProvisioningJob:
    """Make a job whose last run ended at an instant after so many seconds."""
    job = place_sim_order().job
    begun = at - timedelta(seconds=seconds)
    changes = {"state": state, "started_at": started or begun, "finished_at": at, "failing_task": task, **fields}
    ProvisioningJob.objects.filter(pk=job.pk).update(**changes)
    if started is not None:
        JobEvent.objects.create(job=job, kind="attempt_started", payload={}, recorded_at=started)
    JobEvent.objects.create(job=job, kind="attempt_started", payload={}, recorded_at=begun)
    job.refresh_from_db()
    return job


def brand_of(job: ProvisioningJob) -> int:
    return int(job.account.brand_id)


def test_the_figures_of_a_period() -> None:
    jobs = [
        make_job(JobState.SUCCEEDED, 1),
        make_job(JobState.SUCCEEDED, 2),
        # Run again a week after its first start: its last run counts.
        make_job(JobState.SUCCEEDED, 6, started=NOON - timedelta(days=7)),
        make_job(JobState.FAILED, 100, task="Grant the data"),
        make_job(JobState.FAILED, 100, task="Create the service"),
        make_job(JobState.FAILED, 100, task="Grant the data"),
        make_job(JobState.NEEDS_ATTENTION, 100),
        make_job(JobState.IGNORED, 100, task="Restart the modem", play=ADDON, kind="add_on"),
        make_job(JobState.SUCCEEDED, 10, play=ADDON, kind="add_on"),
        # None of these counts: before the period, at its end, a trial, not ended.
        make_job(JobState.SUCCEEDED, 1000, at=SINCE - timedelta(microseconds=1)),
        make_job(JobState.SUCCEEDED, 1000, at=UNTIL),
        make_job(JobState.FAILED, 1000, is_trial=True, task="Read the product"),
        make_job(JobState.QUEUED, 1000, finished_at=None),
    ]
    brands = frozenset(map(brand_of, jobs))
    overall, addon, sim = list_provisioning_figures(SINCE, UNTIL, brands)
    data, service, modem = (
        FailingTask(SIM, "Grant the data", 2),
        FailingTask(SIM, "Create the service", 1),
        FailingTask(ADDON, "Restart the modem", 1),
    )
    outside = FailingTask(SIM, "", 1)
    # 9 ended: 4 succeeded (1, 2, 6 and 10 s), 3 failed, 1 was ignored, 1 needs attention.
    assert overall == ProvisioningFigures(
        kind=None,
        play=None,
        jobs=9,
        succeeded=4,
        failed=3,
        ignored=1,
        needs_attention=1,
        success_rate=Decimal("0.4444"),  # 4 / 9
        seconds_mean=Decimal("4.750"),  # (1 + 2 + 6 + 10) / 4
        seconds_median=Decimal("4.000"),  # between 2 and 6
        failing_tasks=[data, modem, outside, service],  # the most first, then by play and task
    )
    assert addon == ProvisioningFigures(
        "add_on", ADDON, 2, 1, 0, 1, 0, Decimal("0.5000"), Decimal("10.000"), Decimal("10.000"), [modem]
    )
    # 7 ended, 3 succeeded: 3 / 7 = 0.42857…; (1 + 2 + 6) / 3 = 3; the middle one took 2.
    assert sim == ProvisioningFigures(
        "provision", SIM, 7, 3, 3, 0, 1, Decimal("0.4286"), Decimal("3.000"), Decimal("2.000"), [data, outside, service]
    )


def test_other_brands_jobs_are_not_counted() -> None:
    mine, other = make_job(JobState.SUCCEEDED, 3), make_job(JobState.FAILED, 3, task="Read the product")
    overall, *groups = list_provisioning_figures(SINCE, UNTIL, frozenset({brand_of(mine)}))
    assert brand_of(mine) != brand_of(other)
    assert (overall.jobs, overall.succeeded, overall.failing_tasks) == (1, 1, [])
    assert [group.play for group in groups] == [SIM]


def test_without_jobs_there_are_no_rates() -> None:
    empty = ProvisioningFigures(None, None, 0, 0, 0, 0, 0, None, None, None, [])
    assert list_provisioning_figures(SINCE, UNTIL, frozenset()) == [empty]
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    assert list_provisioning_figures(long_ago, long_ago + timedelta(days=1), None) == [empty]


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        list_provisioning_figures(UNTIL, SINCE, None)


def test_ten_failing_tasks_are_shown_by_two_queries_however_many_jobs_there_are() -> None:
    jobs = [make_job(JobState.FAILED, 1, task=f"Task {number:02}") for number in range(12)]
    brands = frozenset(map(brand_of, jobs))
    with CaptureQueriesContext(connection) as queries:
        overall, group = list_provisioning_figures(SINCE, UNTIL, brands)
    assert len(queries) == 2
    wanted = [FailingTask(SIM, f"Task {number:02}", 1) for number in range(10)]
    assert overall.failing_tasks == group.failing_tasks == wanted
