"""A host's clock is an hour ahead or behind, or is set while it works: each job is one worker's, and runs once."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.disasters import (
    all_is_well,
    order_something_slow,
    require_whole_or_nothing,
    wait_until,
    wait_until_ended,
    wait_until_under_way,
)
from tests.support.orders import PLAYS_DIRECTORY
from tests.support.quiet import connected_to, fresh_database
from tests.support.services import place_order, start
from tests.support.stack import LEASE_SECONDS, RunningStack, run_stack
from tests.support.wrong_clock import SET_CLOCK, start_worker_ahead
from trunkline.platform.clocks import system_now
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES, JobState

HOUR = 3600
# Long enough for others to look several times for leases that have ended.
WAIT_SECONDS = 3 * LEASE_SECONDS


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """Web on a database of its own; workers are the tests' to start."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "clocks"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    settings = {"TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY)}
    with (
        fresh_database("clocks") as database,
        connected_to(database),
        run_stack(database.runtime_url, directory, settings) as running,
    ):
        running.stop_workers()
        yield running


@pytest.fixture(autouse=True)
def _nobody_is_left(stack: RunningStack) -> Iterator[None]:
    yield
    stack.stop_workers()


@pytest.mark.parametrize(
    ("runner_ahead", "watcher_ahead"),
    [
        (-HOUR, 0),
        pytest.param(HOUR, 0, marks=pytest.mark.long),
        pytest.param(0, HOUR, marks=pytest.mark.long),
        pytest.param(0, -HOUR, marks=pytest.mark.long),
        pytest.param(-HOUR, HOUR, marks=pytest.mark.long),
    ],
)
def test_a_job_stays_with_its_worker_whatever_the_clocks_of_the_hosts_show(
    stack: RunningStack, runner_ahead: int, watcher_ahead: int
) -> None:
    start_worker_ahead(stack, runner_ahead)
    sold = order_something_slow(WAIT_SECONDS)
    wait_until_under_way(sold)
    start_worker_ahead(stack, watcher_ahead)
    job = wait_until_ended(sold)
    assert (job.state, job.attempt, job.runs) == (JobState.SUCCEEDED, 1, 1)
    require_whole_or_nothing(sold)
    all_is_well(sold.account.pk)


@pytest.mark.long
@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
def test_a_job_of_a_killed_worker_is_taken_over_by_one_whose_clock_was_set(stack: RunningStack, ahead: int) -> None:
    survivor = start_worker_ahead(stack, ahead, when_told=True)
    first = order_something_slow(0)
    assert wait_until_ended(first).state == JobState.SUCCEEDED
    survivor.send_signal(SET_CLOCK)
    lost = start(place_order())
    job = ProvisioningJob.objects.get(pk=lost.job.pk)
    wait_until(lambda: ProvisioningJob.objects.get(pk=job.pk).attempt > lost.number, "a worker that takes it over")
    wait_until(lambda: ProvisioningJob.objects.get(pk=job.pk).state in ENDED_STATES, "its end")
    assert survivor.poll() is None
    all_is_well(first.account.pk)


@pytest.mark.long
def test_a_lost_job_is_found_though_its_lease_was_given_before_the_clock_of_all_was_set_back(
    stack: RunningStack,
) -> None:
    doomed = start_worker_ahead(stack, 0)
    sold = order_something_slow(WAIT_SECONDS)
    job = wait_until_under_way(sold)
    os.killpg(doomed.pid, signal.SIGKILL)
    doomed.wait()
    # As a lease reads that was given an hour before the database's clock was set back by one.
    ProvisioningJob.objects.filter(pk=job.pk).update(lease_until=system_now() + timedelta(hours=1))
    stack.workers.clear()
    start_worker_ahead(stack, 0)
    job = wait_until_ended(sold)
    assert (job.state, job.runs) == (JobState.SUCCEEDED, 2)
    require_whole_or_nothing(sold)
    all_is_well(sold.account.pk)
