"""The main line with a real CGRateS behind real web and worker processes, and what happens when it is away."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.flows.test_changes_of_a_service import GIGABYTE, account_of, boost, data, history, is_disabled, order
from tests.flows.test_main_line import violations
from tests.support.cgrates import Cgrates, NoEngineError, own_cgrates
from tests.support.orders import PLAYS_DIRECTORY, SimOrder, place_sim_order, wait_for_job, wait_for_state
from tests.support.people import command, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.relay import Relay, relayed
from tests.support.stack import run_stack
from trunkline.billing.models import Charge, LedgerEntry, Transaction
from trunkline.charging import processes as charging
from trunkline.flows.processes.balances import Use, record_use
from trunkline.flows.use_cases import renewals, services
from trunkline.instances.models import Instance, Renewal
from trunkline.instances.selectors.services import get_current_service
from trunkline.instances.states import RenewalState
from trunkline.ocs.states import BalanceType
from trunkline.payments import processes as payments
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.states import RUN_JOB, EffectState, JobState

FIFTEEN, FIVE = Decimal("15.00"), Decimal("5.00")
SECONDS_MAX = 90


@dataclass(frozen=True)
class Engine:
    """A real CGRateS, and the line that Trunkline reaches it by."""

    cgrates: Cgrates
    relay: Relay


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A CGRateS with web and a worker that use it, on a database of their own; what has ended is removed at once."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "with-cgrates"
    directory.mkdir(exist_ok=True)
    try:
        running = own_cgrates()
        cgrates = running.__enter__()
    except NoEngineError as error:
        pytest.skip(str(error))
    try:
        with relayed(cgrates.url) as relay, fresh_database("cgrates") as database, connected_to(database):
            own = {
                "TRUNKLINE_CGRATES_URL": relay.url,
                "TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY),
                "TRUNKLINE_RETENTION_DAYS": "0",
            }
            with run_stack(database.runtime_url, directory, own):
                yield Engine(cgrates, relay)
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _same_engine(engine: Engine, settings: Any) -> None:
    settings.TRUNKLINE_CGRATES_URL = engine.relay.url


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.1)


def show(account: str) -> Any:
    answer = charging.call("APIerSv2.GetAccount", {"Account": account}, at=business_now())
    return answer.error or answer.result


def nothing_is_left_of(sold: SimOrder, account: str) -> bool:
    return (
        show(account) == "NOT_FOUND"
        and sold.item_states() == {"New"}
        and not Instance.objects.filter(service_uuid=account).exists()
        and not Charge.objects.filter(account=sold.account).exists()
        and not Transaction.objects.filter(account=sold.account).exists()
        and not LedgerEntry.objects.filter(account=sold.account).exists()
        and violations() == []
    )


def test_a_service_from_its_order_to_its_removal() -> None:
    sold = place_sim_order()
    job = wait_for_job(sold.order_id)
    assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
    service = Instance.objects.get(pk=job.instance_id)
    account = str(service.service_uuid)
    assert data(service) == [(10, 20 * GIGABYTE)]
    assert sold.item_states() == {"Assigned"}
    paid = Charge.objects.filter(account=sold.account).order_by("amount").values_list("amount", "wholesale")
    assert list(paid) == [(0, 1), (FIFTEEN, FIVE)]

    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    assert order(service, boost()).state == JobState.SUCCEEDED
    assert data(service) == [(20, 5 * GIGABYTE), (10, 20 * GIGABYTE)]
    # 6 GB used: 5 of the boost, then 1 of the month.
    key = unique()
    for _ in range(2):
        using = command(idempotency_key=key)
        record_use(using, get_current_service(service.pk), Use(BalanceType.DATA, Decimal(6 * GIGABYTE)))
    assert data(service) == [(20, 0), (10, 19 * GIGABYTE)]

    assert wait_for_job(services.suspend_service(command(), service.pk)).state == JobState.SUCCEEDED
    assert is_disabled(service)
    assert wait_for_job(services.resume_service(command(), service.pk)).state == JobState.SUCCEEDED
    assert not is_disabled(service)
    assert data(service) == [(20, 0), (10, 19 * GIGABYTE)]

    before = len(history(service))
    renewals.renew_now(command(), service.pk)
    wait_until(lambda: Renewal.objects.filter(instance=service, state=RenewalState.RENEWED).exists())
    assert data(service) == [(20, 0), (10, 20 * GIGABYTE), (10, 19 * GIGABYTE)]
    assert [retail for _, retail, _ in history(service)[before:]] == [FIFTEEN]

    assert wait_for_job(services.end_service(command(), service.pk)).state == JobState.SUCCEEDED
    assert sold.item_states() == {"Decommissioned"}
    wait_until(lambda: show(account) == "NOT_FOUND")
    assert violations() == []


def test_a_play_that_fails_is_undone() -> None:
    account = f"Half_{unique()}"
    sold = place_sim_order(
        names=["SIM Card"],
        provisioning_play="play_test_fails_in_the_middle",
        provisioning_variables={"service_uuid": account},
    )
    job = wait_for_job(sold.order_id)
    assert (job.state, job.failing_task) == (JobState.FAILED, "Stumble")
    assert Effect.objects.filter(job=job, state=EffectState.UNDONE).exists()
    assert nothing_is_left_of(sold, account)


def is_put_off(job: ProvisioningJob) -> bool:
    return ProcrastinateJob.objects.filter(
        task_name=RUN_JOB, args__job_id=job.pk, status="todo", scheduled_at__isnull=False
    ).exists()


def test_an_order_waits_while_the_charging_system_is_away_and_then_succeeds(engine: Engine) -> None:
    engine.relay.cut()
    try:
        sold = place_sim_order()
        wait_until(lambda: is_put_off(sold.job))
        assert (sold.job.state, sold.job.runs) == (JobState.QUEUED, 0)
    finally:
        engine.relay.mend()
    job = wait_for_job(sold.order_id)
    assert (job.state, job.failure, job.runs) == (JobState.SUCCEEDED, "", 1)
    assert data(Instance.objects.get(pk=job.instance_id)) == [(10, 20 * GIGABYTE)]
    assert Charge.objects.filter(account=sold.account).count() == 2
    assert violations() == []


def cut(engine: Engine) -> Callable[[], None]:
    engine.relay.cut()
    return engine.relay.mend


def kill(engine: Engine) -> Callable[[], None]:
    """It forgets everything, as its databases are in memory."""
    engine.cgrates.kill()
    return engine.cgrates.start


def freeze(engine: Engine) -> Callable[[], None]:
    """Requests wait for it, and are carried out when nobody expects an answer any more."""
    engine.cgrates.freeze()
    return engine.cgrates.thaw


@pytest.mark.parametrize("take_away", [cut, kill, freeze])
def test_a_play_that_loses_the_charging_system_is_undone_when_it_is_back(
    engine: Engine, take_away: Callable[[Engine], Callable[[], None]]
) -> None:
    account = f"Late_{unique()}"
    sold = place_sim_order(
        names=["SIM Card"],
        provisioning_play="play_test_grants_late",
        provisioning_variables={"service_uuid": account, "wait_seconds": 2},
    )
    wait_for_state(sold.order_id, JobState.RUNNING)
    wait_until(lambda: Effect.objects.filter(job=sold.job, state=EffectState.DONE).exists())
    bring_back = take_away(engine)
    try:
        job = wait_for_state(sold.order_id, JobState.UNDOING)
        assert job.failing_task == "Grant"
        # Taken up again, though there is still nobody to ask.
        wait_until(lambda: sold.job.attempt > 1)
        assert sold.job.state == JobState.UNDOING
    finally:
        bring_back()
    assert wait_for_job(sold.order_id).state == JobState.FAILED
    assert nothing_is_left_of(sold, account)


def test_a_play_that_has_made_its_last_call_needs_the_charging_system_no_more(engine: Engine) -> None:
    sold = place_sim_order(
        names=["SIM Card"], provisioning_play="play_test_takes_its_time", provisioning_variables={"wait_seconds": 2}
    )
    wait_until(lambda: Effect.objects.filter(job=sold.job, state=EffectState.DONE).exists())
    engine.relay.cut()
    try:
        assert wait_for_job(sold.order_id).state == JobState.SUCCEEDED
    finally:
        engine.relay.mend()
    service = Instance.objects.get(pk=sold.job.instance_id)
    assert show(str(service.service_uuid))["Disabled"] is False
    assert Charge.objects.filter(account=sold.account).count() == 2
    assert violations() == []
