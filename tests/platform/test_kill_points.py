"""SIGKILL at every named kill point: before the commit nothing is written, after it everything."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connections

import trunkline
from tests.support.goods import FIFTEEN_OVER_FIVE, make_item, make_product, make_specification
from tests.support.people import command, make_account, make_brand, make_staff, unique
from tests.support.services import make_service, place_order, stage_service, start
from tests.support.snapshot import differences, take_snapshot
from trunkline.catalog import use_cases as catalog
from trunkline.catalog.operations import ProductDraft
from trunkline.charging import processes as charging
from trunkline.flows.use_cases import orders, plays
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.orders import ProductRequest
from trunkline.ocs import use_cases as ocs
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.policies.plans import Timing
from trunkline.parties import use_cases as parties
from trunkline.parties.models import ApiToken
from trunkline.parties.operations import AccountDraft
from trunkline.parties.states import Role
from trunkline.parties.use_cases import SellerDraft
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import USE_CASES
from trunkline.platform.kill_points import KILL_AT_VARIABLE, KILL_POINTS
from trunkline.platform.outside import OUTSIDE_CALLS
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.stock import use_cases as stock
from trunkline.stock.models import Warehouse
from trunkline.stock.operations import ItemDraft

for _path in sorted(Path(trunkline.__path__[0]).glob("*/use_cases*")):
    import_module(f"trunkline.{_path.parent.name}.{_path.stem}")

Action = Callable[[], object]
TENANT = "killed.example"


def running() -> Attempt:
    return start(place_order())


def with_service() -> tuple[Attempt, int]:
    attempt = running()
    return attempt, stage_service(attempt)


def undoing() -> Attempt:
    attempt = running()
    assert provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "task", "failed")
    return attempt


def past_lease() -> int:
    job_id = running().job.pk
    ProvisioningJob.objects.filter(pk=job_id).update(lease_until=system_now() - timedelta(seconds=1))
    return job_id


def effect() -> int:
    attempt = running()
    return provisioning.intend_call(command(), attempt.job.pk, attempt.number, "made:x", {"method": "m"}, [])


def ocs_account(*, value: int | None = 100) -> str:
    account = unique()
    ocs.set_account(command(), tenant=TENANT, account=account)
    if value is not None:
        ocs.add_balance(command(), tenant=TENANT, account=account, request=monetary(value))
    return account


def monetary(value: int | None, **attributes: object) -> BalanceRequest:
    return BalanceRequest("*monetary", "main", value=None if value is None else Decimal(value), attributes=attributes)


def ocs_actions() -> str:
    name = unique()
    ocs.set_actions(command(), actions_id=name, actions=[{"Identifier": "*disable_account", "Weight": "10"}])
    return name


def ocs_plan() -> str:
    name, actions = unique(), ocs_actions()
    ocs.set_action_plan(command(), plan_id=name, timings=[timing(actions)])
    return name


def timing(actions: str) -> Timing:
    return Timing(
        actions_id=actions, years=[], months=[], month_days=[], week_days=[], start_time="00:00:00", weight=Decimal(10)
    )


def create_product() -> Action:
    draft = ProductDraft("SIM", f"sim-{unique()}", "standalone", "mobile", FIFTEEN_OVER_FIVE, 30, features=["5G"])
    return lambda: catalog.create_product(command(), draft)


def set_product_enabled() -> Action:
    product_id = make_product().pk
    return lambda: catalog.set_product_enabled(command(), product_id, is_enabled=False)


def create_service() -> Action:
    attempt = running()
    return lambda: stage_service(attempt)


def change_service() -> Action:
    attempt, service_id = with_service()
    body = {"service_status": "Suspended"}
    return lambda: plays.change_service(command(), attempt.job.pk, attempt.number, service_id, body)


def change_item() -> Action:
    specification = make_specification()
    item = make_item(specification)
    product = make_product(resource_names=[specification.name])
    request = ProductRequest(product_id=product.pk, picks={specification.name: item.pk})
    order_id = orders.place_order(command(), make_account(make_brand()), request)
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    body = {"item_state": "In Stock"}
    return lambda: plays.change_item(command(), attempt.job.pk, attempt.number, item.pk, body)


def claim_transaction() -> Action:
    attempt, service_id = with_service()
    job = attempt.job
    body = {"customer_id": job.account_id, "service_id": service_id, "title": "Set-up", "retail_cost": Decimal(0)}
    return lambda: plays.claim_transaction(command(), job.pk, attempt.number, body)


def complete_job() -> Action:
    attempt, _ = with_service()
    return lambda: endings.complete_job(command(), attempt.job.pk, attempt.number)


def fail_job() -> Action:
    job_id = undoing().job.pk
    return lambda: endings.fail_job(command(), job_id)


def place() -> Action:
    account_id, product_id = make_account(make_brand()), make_product().pk
    return lambda: orders.place_order(command(), account_id, ProductRequest(product_id=product_id))


def end() -> Action:
    service_id = make_service().pk
    return lambda: orders.end_service(command(), service_id)


def create_seller() -> Action:
    name = unique()
    draft = SellerDraft(name, name, "GB", "GBP", "Europe/London", f"brand {name}", name)
    return lambda: parties.create_seller(command(), draft)


def create_account() -> Action:
    draft = AccountDraft(make_brand(), "Ada Tester")
    return lambda: parties.create_account(command(), draft)


def of_staff(act: Callable[[int], object]) -> Callable[[], Action]:
    def build() -> Action:
        user_id = make_staff(Role.AGENT).user_id
        return lambda: act(user_id)

    return build


def of_run(act: Callable[[int, int], object], make: Callable[[], Attempt] = running) -> Callable[[], Action]:
    def build() -> Action:
        attempt = make()
        return lambda: act(attempt.job.pk, attempt.number)

    return build


def of_ocs(act: Callable[[str], object], **options: int | None) -> Callable[[], Action]:
    def build() -> Action:
        account = ocs_account(**options)
        return lambda: act(account)

    return build


def of(make: Callable[[], object], act: Callable[..., object]) -> Callable[[], Action]:
    def build() -> Action:
        made = make()
        return lambda: act(made)

    return build


def expiring() -> None:
    past = monetary(5, expires_at=system_now() + timedelta(seconds=1))
    ocs.add_balance(command(), tenant=TENANT, account=ocs_account(value=None), request=past)


def execute_actions() -> Action:
    account, actions = ocs_account(), ocs_actions()
    return lambda: ocs.execute_actions(command(), tenant=TENANT, account=account, actions_id=actions)


def receive() -> Action:
    specification = make_specification()
    warehouse = Warehouse.objects.get(pk=stock.create_warehouse(command(), unique(), "Tests"))
    draft = ItemDraft(specification, warehouse, "REF-1")
    return lambda: stock.receive_item(command(), draft)


# How each use case is brought to the point of writing: what it needs is made first, the rest is the act itself.
SCENARIOS: dict[str, Callable[[], Action]] = {
    "catalog.create_product": create_product,
    "catalog.create_resource_specification": of(
        unique, lambda name: catalog.create_resource_specification(command(), name, ["ICCID"], "physical")
    ),
    "catalog.set_product_enabled": set_product_enabled,
    "flows.change_item": change_item,
    "flows.change_service": change_service,
    "flows.claim_transaction": claim_transaction,
    "flows.complete_job": complete_job,
    "flows.create_service": create_service,
    "flows.end_service": end,
    "flows.fail_job": fail_job,
    "flows.place_order": place,
    "ocs.add_balance": of_ocs(
        lambda account: ocs.add_balance(command(), tenant=TENANT, account=account, request=monetary(7))
    ),
    "ocs.debit_balance": of_ocs(
        lambda account: ocs.debit_balance(command(), tenant=TENANT, account=account, request=monetary(7))
    ),
    "ocs.execute_actions": execute_actions,
    "ocs.expire_due_balances": of(
        expiring, lambda _: ocs.expire_due_balances(command(at=system_now() + timedelta(minutes=1)))
    ),
    "ocs.remove_account": of_ocs(lambda account: ocs.remove_account(command(), tenant=TENANT, account=account)),
    "ocs.remove_action_plan": of(ocs_plan, lambda plan: ocs.remove_action_plan(command(), plan_id=plan)),
    "ocs.remove_actions": of(ocs_actions, lambda actions: ocs.remove_actions(command(), actions_ids=[actions])),
    "ocs.remove_balances": of_ocs(
        lambda account: ocs.remove_balances(command(), tenant=TENANT, account=account, request=monetary(None))
    ),
    "ocs.set_account": of(unique, lambda account: ocs.set_account(command(), tenant=TENANT, account=account)),
    "ocs.set_action_plan": of(
        ocs_actions, lambda actions: ocs.set_action_plan(command(), plan_id=f"p{actions}", timings=[timing(actions)])
    ),
    "ocs.set_actions": of(
        unique,
        lambda name: ocs.set_actions(command(), actions_id=name, actions=[{"Identifier": "*log", "Weight": "10"}]),
    ),
    "ocs.set_balance": of_ocs(
        lambda account: ocs.set_balance(command(), tenant=TENANT, account=account, request=monetary(7))
    ),
    "parties.create_account": create_account,
    "parties.create_seller": create_seller,
    "parties.create_staff": of(
        unique, lambda name: parties.create_staff(command(), f"{name}@staff.example", None, [(Role.AGENT, None)])
    ),
    "parties.issue_api_token": of_staff(lambda user_id: parties.issue_api_token(command(), user_id, "killed")),
    "parties.revoke_api_token": of_staff(
        lambda user_id: parties.revoke_api_token(command(), user_id, ApiToken.objects.get(user_id=user_id).pk)
    ),
    "parties.set_password": of_staff(lambda user_id: parties.set_password(command(), user_id, "another one")),
    "provisioning.begin_undoing": of_run(
        lambda job_id, attempt: provisioning.begin_undoing(command(), job_id, attempt, "task", "failed")
    ),
    "provisioning.conclude_call": of(
        effect, lambda pk: provisioning.conclude_call(command(), pk, {"result": "OK"}, was_refused=False)
    ),
    "provisioning.conclude_undo": of(effect, lambda pk: provisioning.conclude_undo(command(), pk, "")),
    "provisioning.extend_lease": of_run(lambda job_id, attempt: provisioning.extend_lease(command(), job_id, attempt)),
    "provisioning.intend_call": of_run(
        lambda job_id, attempt: provisioning.intend_call(command(), job_id, attempt, "made:x", {}, None)
    ),
    "provisioning.record_log": of_run(
        lambda job_id, _: provisioning.record_log(command(), job_id, [{"event": "output", "text": "hello"}])
    ),
    "provisioning.restart_attempt": of_run(lambda job_id, _: provisioning.restart_attempt(command(), job_id), undoing),
    "provisioning.start_attempt": of(
        lambda: place_order().pk, lambda job_id: provisioning.start_attempt(command(), job_id)
    ),
    "provisioning.take_over": of(past_lease, lambda job_id: provisioning.take_over(command(), job_id)),
    "stock.create_warehouse": of(unique, lambda code: stock.create_warehouse(command(), code, "Tests")),
    "stock.receive_item": receive,
}


def run_and_die(action: Action, kill_at: str) -> None:
    """Run an action in a process of its own, which must be killed at the point."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            os.environ[KILL_AT_VARIABLE] = kill_at
            action()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{kill_at} was not reached"
    assert os.WTERMSIG(status) == signal.SIGKILL


def own(names: set[str]) -> set[str]:
    """Without what other tests define for themselves."""
    return {name for name in names if not name.startswith("tests.")}


def test_every_use_case_and_outside_call_has_its_kill_points() -> None:
    points = {f"{name}:{point}" for name in USE_CASES for point in ("before_commit", "after_commit")}
    points |= {f"{name}:{point}" for name in OUTSIDE_CALLS for point in ("before_call", "after_call")}
    assert points == KILL_POINTS


def test_every_use_case_is_killed_here() -> None:
    assert set(SCENARIOS) == own(set(USE_CASES))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child of the fork does nothing but die
@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_use_case_killed_before_its_commit_has_written_nothing_and_after_it_everything(name: str) -> None:
    action = SCENARIOS[name]()
    before = take_snapshot()
    run_and_die(action, f"{name}:before_commit")
    assert differences(before, take_snapshot()) == []
    run_and_die(action, f"{name}:after_commit")
    assert differences(before, take_snapshot()) != []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # likewise
def test_a_charging_call_killed_before_it_is_made_has_done_nothing_and_after_it_all() -> None:
    account = ocs_account()
    params = {"Tenant": TENANT, "Account": account, "BalanceType": "*monetary", "Value": Decimal(5)}
    command_at = system_now()

    def action() -> object:
        return charging.call("APIerSv1.AddBalance", params, at=command_at)

    before = take_snapshot()
    run_and_die(action, "charging.call:before_call")
    assert differences(before, take_snapshot()) == []
    run_and_die(action, "charging.call:after_call")
    assert any(line.startswith("+ ocs_balancemovement ") for line in differences(before, take_snapshot()))


def test_without_the_setting_no_point_kills() -> None:
    assert KILL_AT_VARIABLE not in os.environ
    assert create_seller()() is not None
