"""The main line with a real worker, real Ansible and the embedded charging engine."""

import time
from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest

from tests.support.orders import place_sim_order, wait_for_job, wait_for_state
from tests.support.people import Staff, command
from tests.support.stack import RunningStack
from trunkline.billing.models import Charge, LedgerEntry, Transaction
from trunkline.flows.use_cases import services
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Instance
from trunkline.instances.selectors.services import get_current_service
from trunkline.ocs.models import OcsAccount
from trunkline.ordering.models import Order
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.states import EffectState, JobState
from trunkline.stock.models import Allocation

pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture
def api(stack: RunningStack, admin: Staff) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.base_url, headers=admin.headers, timeout=30, trust_env=False) as client:
        yield client


def violations() -> list[str]:
    return [violation for result in check_invariants() for violation in result.violations]


def ocs_accounts(job: ProvisioningJob) -> list[str]:
    """The accounts that a job has made in the charging system and that are still there."""
    made = Effect.objects.filter(job=job, target__startswith="made:").values_list("target", flat=True)
    names = [target.removeprefix("made:") for target in made]
    return list(OcsAccount.objects.filter(account__in=names, removed_at__isnull=True).values_list("account", flat=True))


def test_an_order_becomes_an_active_service_with_balances_items_and_two_charges(api: httpx.Client) -> None:
    sold = place_sim_order()
    job = wait_for_job(sold.order_id)
    assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
    service = Instance.objects.get(pk=job.instance_id)
    balances = api.get(f"/api/v1/services/{service.public_id}/balances").json()["data"]["BalanceMap"]
    assert [row["Value"] for row in balances["*data"]] == [20 * 1024**3]
    charges = Charge.objects.filter(account=sold.account).order_by("amount").values_list("amount", "wholesale")
    assert list(charges) == [(Decimal(0), Decimal(1)), (Decimal(15), Decimal(5))]
    assert sold.item_states() == {"Assigned"}
    assert Order.objects.get(pk=sold.order_id).state == "completed"
    assert violations() == []


def test_an_ended_service_is_deactivated_with_its_account_disabled_and_its_items_decommissioned() -> None:
    sold = place_sim_order()
    service_id = wait_for_job(sold.order_id).instance_id
    assert service_id is not None
    ending = services.end_service(command(), service_id)
    assert wait_for_job(ending).state == JobState.SUCCEEDED
    service = get_current_service(service_id)
    assert service.service_state is not None
    assert service.service_state.code == "Deactivated"
    assert service.instance.retired_at is not None
    assert OcsAccount.objects.get(account=service.instance.service_uuid).is_disabled
    assert sold.item_states() == {"Decommissioned"}
    assert Charge.objects.filter(account=sold.account).count() == 2
    assert violations() == []


def test_a_play_that_fails_in_the_middle_without_a_rescue_leaves_nothing_behind() -> None:
    sold = place_sim_order(
        names=["SIM Card"],
        provisioning_play="play_test_fails_in_the_middle",
        provisioning_variables={"service_uuid": f"Half_{time.monotonic_ns()}"},
    )
    job = wait_for_job(sold.order_id)
    assert (job.state, job.failing_task) == (JobState.FAILED, "Stumble")
    assert "stumbled on purpose" in job.failure
    assert ocs_accounts(job) == []
    assert job.instance_id is None
    assert not Instance.objects.filter(service_uuid=job.variables["service_uuid"]).exists()
    assert sold.item_states() == {"New"}
    assert not Charge.objects.filter(account=sold.account).exists()
    assert not Transaction.objects.filter(account=sold.account).exists()
    assert not LedgerEntry.objects.filter(account=sold.account).exists()
    assert Order.objects.get(pk=sold.order_id).state == "failed"
    assert violations() == []


def test_a_play_of_plain_requests_gives_one_set_up_and_one_first_period() -> None:
    sold = place_sim_order(names=["SIM Card"], provisioning_play="play_test_plain_requests")
    job = wait_for_job(sold.order_id)
    assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
    history = Transaction.objects.filter(account=sold.account).order_by("retail")
    rows = history.values_list("retail", "claimed_by", "title")
    assert [(retail, claimed) for retail, claimed, _ in rows] == [(Decimal(0), job.pk), (Decimal(15), None)]
    assert rows[0][2] == "Prepaid Mobile 20GB - Setup"
    assert violations() == []


def test_a_failure_that_the_product_ignores_completes_the_order_with_status_3(api: httpx.Client) -> None:
    sold = place_sim_order(
        names=["SIM Card"],
        provisioning_play="play_test_fails_in_the_middle",
        provisioning_variables={"service_uuid": f"Half_{time.monotonic_ns()}"},
        play_failures_are_ignored=True,
    )
    job = wait_for_job(sold.order_id)
    assert api.get(f"/api/v1/jobs/{job.pk}").json()["status"] == 3
    assert sold.item_states() == {"Assigned"}
    assert violations() == []


def test_a_product_without_a_play_is_active_at_once_and_charged() -> None:
    sold = place_sim_order(names=[], provisioning_play="", provisioning_variables={})
    job = wait_for_job(sold.order_id)
    assert job.state == JobState.SUCCEEDED
    assert get_current_service(job.instance_id or 0).name == "Prepaid Mobile 20GB"
    assert Charge.objects.filter(account=sold.account).count() == 2


def test_the_log_of_a_job_can_be_read_while_it_runs(api: httpx.Client) -> None:
    sold = place_sim_order(
        names=[], provisioning_play="play_test_takes_its_time", provisioning_variables={"wait_seconds": 3}
    )
    job = wait_for_state(sold.order_id, JobState.RUNNING)
    deadline = time.monotonic() + 30
    lines: list[dict[str, object]] = []
    while not any(line["kind"] == "task_ok" for line in lines):
        assert time.monotonic() < deadline
        document = api.get(f"/api/v1/jobs/{job.pk}/log").json()
        lines = document["data"]
    assert document["status"] == 1
    assert wait_for_job(sold.order_id).state == JobState.SUCCEEDED
    after = lines[-1]["id"]
    later = api.get(f"/api/v1/jobs/{job.pk}/log?after={after}").json()["data"]
    every = JobEvent.objects.filter(job=job).order_by("pk").values_list("pk", flat=True)
    assert [line["id"] for line in [*lines, *later]] == list(every)


def test_no_secret_of_a_job_stands_in_its_log() -> None:
    sold = place_sim_order()
    job = wait_for_job(sold.order_id)
    text = str(list(JobEvent.objects.filter(job=job).values_list("payload", flat=True)))
    assert "tlj_" not in text
    assert "tlg_" not in text


def test_a_worker_killed_in_the_middle_of_a_play_is_replaced_and_its_half_is_undone(stack: RunningStack) -> None:
    sold = place_sim_order(
        names=["SIM Card"], provisioning_play="play_test_takes_its_time", provisioning_variables={"wait_seconds": 4}
    )
    job = wait_for_state(sold.order_id, JobState.RUNNING)
    deadline = time.monotonic() + 30
    while not Effect.objects.filter(job=job, target__startswith="made:", state=EffectState.DONE).exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    for worker in stack.workers:
        worker.kill()
        worker.wait()
    stack.workers.clear()
    stack.start_worker()
    job = wait_for_job(sold.order_id)
    assert (job.state, job.runs) == (JobState.SUCCEEDED, 2)
    assert len(ocs_accounts(job)) == 1
    assert Allocation.objects.filter(item__in=sold.items.values(), state="released").count() == 1
    assert Charge.objects.filter(account=sold.account).count() == 2
    assert violations() == []
