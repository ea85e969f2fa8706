"""Power cuts at every point that a worker passes: afterwards an order is done or undone, and nothing is twice."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.test_main_line import ocs_accounts, violations
from tests.support.disasters import (
    all_is_well,
    order_something_slow,
    require_no_play_left,
    require_whole_or_nothing,
    wait_until_ended,
    wait_until_under_way,
)
from tests.support.orders import PLAYS_DIRECTORY, SimOrder, place_sim_order, wait_for_job
from tests.support.quiet import connected_to, fresh_database
from tests.support.stack import RunningStack, run_stack
from trunkline.billing.models import Charge
from trunkline.instances.models import Configuration
from trunkline.platform.kill_points import KILL_AT_VARIABLE, KILL_POINTS
from trunkline.provisioning.models import JobEvent, ProvisioningJob
from trunkline.provisioning.states import JobState
from trunkline.stock.models import Allocation

ON_THE_WAY = [
    "provisioning.start_attempt:before_commit",
    "provisioning.start_attempt:after_commit",
    "provisioning.run_play:before_call",
    "provisioning.record_log:before_commit",
    "provisioning.record_log:after_commit",
    "provisioning.run_play:after_call",
    "flows.complete_job:before_commit",
    "flows.complete_job:after_commit",
]
ON_THE_WAY_BACK = [
    "provisioning.begin_undoing:before_commit",
    "provisioning.begin_undoing:after_commit",
    "charging.call:before_call",
    "charging.call:after_call",
    "provisioning.conclude_undo:before_commit",
    "provisioning.conclude_undo:after_commit",
    "flows.fail_job:before_commit",
    "flows.fail_job:after_commit",
]
# Each run takes ten seconds or more: these show the way, the rest is for the long suite.
QUICK = {"provisioning.run_play:after_call", "flows.complete_job:before_commit", "charging.call:after_call"}


def points(names: list[str]) -> list[object]:
    return [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in names]


@pytest.fixture
def doomed(stack: RunningStack) -> Iterator[RunningStack]:
    """The stack without a worker; a living one takes its place afterwards."""
    stack.stop_workers()
    yield stack
    stack.stop_workers()
    stack.start_worker()


def die_and_recover(stack: RunningStack, point: str, order_id: int) -> ProvisioningJob:
    """Let a worker die at a point, see that it did, and let another one take over."""
    assert point in KILL_POINTS
    worker = stack.start_worker(**{KILL_AT_VARIABLE: point})
    assert worker.wait(60) == -9
    stack.workers.clear()
    stack.start_worker()
    return wait_for_job(order_id)


def allocations(sold: SimOrder) -> list[str]:
    items = Allocation.objects.filter(item__in=sold.items.values()).exclude(state="released")
    return list(items.values_list("state", flat=True))


@pytest.mark.parametrize("point", points(ON_THE_WAY))
def test_a_worker_killed_on_the_way_leaves_one_service_and_no_double_charge(doomed: RunningStack, point: str) -> None:
    sold = place_sim_order()
    job = die_and_recover(doomed, point, sold.order_id)
    assert (job.state, job.failure if job.state != JobState.SUCCEEDED else "") == (JobState.SUCCEEDED, "")
    assert len(ocs_accounts(job)) == 1
    assert Configuration.objects.filter(account=sold.account, instance__kind="SERVICE").count() == 1
    assert Charge.objects.filter(account=sold.account).count() == 2
    assert allocations(sold) == ["assigned", "assigned"]
    assert violations() == []


@pytest.mark.parametrize("point", points(ON_THE_WAY_BACK))
def test_a_worker_killed_while_it_undoes_leaves_nothing_behind(doomed: RunningStack, point: str) -> None:
    sold = place_sim_order(
        names=["SIM Card"],
        provisioning_play="play_test_fails_in_the_middle",
        provisioning_variables={"service_uuid": f"Half_{time.monotonic_ns()}"},
    )
    job = die_and_recover(doomed, point, sold.order_id)
    assert job.state == JobState.FAILED
    assert ocs_accounts(job) == []
    assert not Charge.objects.filter(account=sold.account).exists()
    assert sold.item_states() == {"New"}
    assert violations() == []


def processes_of_play(job: ProvisioningJob) -> dict[str, int]:
    """The play that runs, its guardian, and the program that has started both."""
    play = int(JobEvent.objects.filter(job=job, kind="started").latest("pk").payload["pid"])
    guardian = parent_of(play)
    return {"play": play, "guardian": guardian, "runner": parent_of(guardian)}


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize(
    "victim",
    ["runner", pytest.param("guardian", marks=pytest.mark.long), pytest.param("play", marks=pytest.mark.long)],
)
def test_a_play_that_is_killed_in_any_of_its_processes_is_undone_and_the_next_one_runs(
    stack: RunningStack, victim: str
) -> None:
    assert stack.workers
    sold = order_something_slow(600)
    job = wait_until_under_way(sold)
    os.kill(processes_of_play(job)[victim], signal.SIGKILL)
    assert wait_until_ended(sold).state == JobState.FAILED
    require_whole_or_nothing(sold)
    assert wait_until_ended(order_something_slow(0)).state == JobState.SUCCEEDED
    assert violations() == []


@pytest.fixture
def patient() -> Iterator[RunningStack]:
    """A stack whose leases last as long as they do in operation."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "patient"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    leases = {"TRUNKLINE_LEASE_SECONDS": "60", "TRUNKLINE_HEARTBEAT_SECONDS": "10"}
    settings = {"TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY), **leases}
    with (
        fresh_database("patient") as database,
        connected_to(database),
        run_stack(database.runtime_url, directory, settings) as running,
    ):
        yield running


@pytest.mark.long
def test_with_the_lease_of_operation_a_killed_worker_s_job_is_taken_over_after_it_and_not_before(
    patient: RunningStack,
) -> None:
    stack = patient
    sold = order_something_slow()
    job = wait_until_under_way(sold)
    [doomed] = stack.workers
    os.killpg(doomed.pid, signal.SIGKILL)
    doomed.wait()
    killed = time.monotonic()
    require_no_play_left(job)
    stack.workers.clear()
    stack.start_worker()
    job = wait_until_ended(sold)
    # The last sign of life was given at most ten seconds before; then it is found within five and run again.
    assert 50 <= time.monotonic() - killed <= 110
    assert (job.state, job.attempt, job.runs) == (JobState.SUCCEEDED, 3, 2)
    require_whole_or_nothing(sold)
    all_is_well(sold.account.pk)
