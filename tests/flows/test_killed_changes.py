"""Workers killed between a play and what it leads to: changes take over once, packages begin whole and once."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.flows.test_accidents import doomed
from tests.flows.test_main_line import violations
from tests.flows.test_planned_changes import change, make_fibre, make_running
from tests.support.bundles import make_package, make_part
from tests.support.people import command, make_account, make_brand
from tests.support.races import wait_until
from tests.support.stack import RunningStack
from trunkline.billing.models import Charge
from trunkline.catalog.models import Product
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders
from trunkline.instances.models import Change, Configuration, Instance
from trunkline.instances.selectors.timeline import list_history
from trunkline.ordering.models import Order
from trunkline.platform.kill_points import KILL_AT_VARIABLE, KILL_POINTS
from trunkline.provisioning.models import ProvisioningJob

__all__ = ["doomed"]

WAY_OF_A_CHANGE = [
    "flows.carry_out_due_change:before_commit",
    "flows.carry_out_due_change:after_commit",
    "provisioning.start_attempt:before_commit",
    "provisioning.start_attempt:after_commit",
    "provisioning.run_play:before_call",
    "provisioning.run_play:after_call",
    "flows.complete_job:before_commit",
    "flows.complete_job:after_commit",
]
WAY_OF_A_PACKAGE = [
    "provisioning.start_attempt:after_commit",
    "provisioning.run_play:after_call",
    "flows.complete_job:before_commit",
    "flows.complete_job:after_commit",
]


def points(names: list[str], quick: set[str]) -> list[object]:
    return [pytest.param(name, marks=() if name in quick else pytest.mark.long) for name in names]


def die(stack: RunningStack, point: str) -> None:
    """Let a worker die at a point, and see that it did."""
    assert point in KILL_POINTS
    worker = stack.start_worker(**{KILL_AT_VARIABLE: point})
    assert worker.wait(60) == -9
    stack.workers.clear()


def make_running_fibre(stack: RunningStack, lead_time_hours: int = 0) -> Instance:
    fibre = make_fibre()
    Product.objects.filter(pk=fibre.pk).update(lead_time_hours=lead_time_hours)
    stack.start_worker()
    service = make_running(fibre)
    stack.stop_workers()
    return service


def require_taken_over_once(service: Instance, asked: Change, charges: int) -> None:
    wait_until(lambda: Change.objects.get(pk=asked.pk).state == "in_force", "the change does not take over")
    rows = list(list_history(service.pk).filter(superseded_at=None))
    assert [(row.state, int(row.characteristics["speed"])) for row in rows] == [("HISTORY", 20), ("CURRENT", 40)]
    assert rows[0].valid_until == rows[1].valid_from >= asked.starts_at
    assert rows[1].name == "Fibre at 40 Mbit/s"
    assert Charge.objects.filter(instance=service).count() == charges
    assert violations() == []


@pytest.mark.parametrize("point", points(WAY_OF_A_CHANGE, {"provisioning.run_play:after_call"}))
def test_a_change_of_a_day_to_come_takes_over_once_though_its_worker_is_killed(
    doomed: RunningStack, point: str
) -> None:
    service = make_running_fibre(doomed)
    charges = Charge.objects.filter(instance=service).count()
    asked = change(service, timedelta(seconds=1), characteristics={"speed": 40})
    die(doomed, point)
    doomed.start_worker()
    require_taken_over_once(service, asked, charges)


@pytest.mark.parametrize(
    "point",
    points(
        [
            "flows.complete_job:after_commit",
            "flows.take_over_due_changes:before_commit",
            "flows.take_over_due_changes:after_commit",
        ],
        {"flows.take_over_due_changes:before_commit"},
    ),
)
def test_what_was_provisioned_ahead_of_its_day_takes_over_on_it_though_its_worker_is_killed(
    doomed: RunningStack, point: str
) -> None:
    service = make_running_fibre(doomed, lead_time_hours=1)
    charges = Charge.objects.filter(instance=service).count()
    asked = change(service, timedelta(seconds=12), characteristics={"speed": 40})
    die(doomed, point)
    doomed.start_worker()
    require_taken_over_once(service, asked, charges)
    assert Configuration.objects.get(instance=service, state="CURRENT", superseded_at=None).valid_from < (
        asked.starts_at + timedelta(minutes=2)
    )


@pytest.mark.parametrize("point", points(WAY_OF_A_PACKAGE, {"flows.complete_job:after_commit"}))
def test_a_package_begins_whole_and_once_though_a_worker_is_killed(doomed: RunningStack, point: str) -> None:
    part = make_part("2.00", play="play_test_is_quick")
    package = make_package((part, 1, 3, 2))
    account_id = make_account(make_brand())
    order_id = orders.place_order(command(), account_id, ProductRequest(package.pk))
    die(doomed, point)
    assert not Configuration.objects.filter(account_id=account_id).exists()
    doomed.start_worker()
    wait_until(lambda: Order.objects.get(pk=order_id).state == "completed", "the package does not begin")
    jobs = ProvisioningJob.objects.filter(order_line__order_id=order_id)
    assert {job.state for job in jobs} == {"succeeded"}
    rows = Configuration.objects.filter(account_id=account_id, superseded_at=None)
    assert Counter(row.product_id for row in rows) == {package.pk: 1, part.pk: 2}
    assert len({row.valid_from for row in rows}) == 1
    amounts = Counter(charge.amount for charge in Charge.objects.filter(account_id=account_id))
    assert amounts[Decimal(2)] == 2
    assert violations() == []
