"""Power cuts at every point that a worker passes: afterwards an order is done or undone, and nothing is twice."""

import time
from collections.abc import Iterator

import pytest

from tests.flows.test_main_line import ocs_accounts, violations
from tests.support.orders import SimOrder, place_sim_order, wait_for_job
from tests.support.stack import RunningStack
from trunkline.billing.models import Charge
from trunkline.instances.models import Configuration
from trunkline.platform.kill_points import KILL_AT_VARIABLE, KILL_POINTS
from trunkline.provisioning.models import ProvisioningJob
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
