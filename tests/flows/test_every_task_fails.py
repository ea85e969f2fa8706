"""Every shipped play failed at each of its tasks, with its rescue and without: nothing is left, nothing is lost.

The tasks are read from the plays, so a new task or play is tested unasked.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Sum

from tests.flows.test_main_line import violations
from tests.support.goods import find_or_make_specification, make_item, make_product
from tests.support.mutants import PLAYS, STUMBLE, list_tasks, write_mutants
from tests.support.orders import ALLOWANCES, wait_for_job
from tests.support.people import command, make_account, make_brand
from tests.support.services import complete_order, order_product, start
from tests.support.snapshot import Ignored, differences, take_snapshot
from tests.support.stack import RunningStack
from trunkline.billing.models import LedgerPosting
from trunkline.charging import processes as charging
from trunkline.charging.policies import normalise
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.models import Instance
from trunkline.instances.selectors.services import get_current_service
from trunkline.ocs.models import BalanceMovement, OcsAccount, OcsAccountActionPlan, OcsActionPlan, OcsBalance
from trunkline.payments import processes as payments
from trunkline.payments.models import Payment, Refund
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import ProvisioningJob
from trunkline.stock.models import Allocation

TENANT = "cgrates.org"
EVERY_DAY = {
    "Years": "*any",
    "Months": "*any",
    "MonthDays": "*any",
    "WeekDays": "*any",
    "Time": "00:00:00",
    "Weight": 10,
}
# What tells of an order, of its job and of what was tried. Balances, payments and the ledger, where what is written
# stays, are compared by what they add up to.
TRACES = Ignored(
    frozenset(
        {
            *("ordering_order", "ordering_orderline", "ordering_orderpick", "ordering_acceptedterms"),
            *("provisioning_provisioningjob", "provisioning_effect", "provisioning_jobevent"),
            *("platform_event", "platform_idempotencykey", "platform_cache", "platform_sequence"),
            *("pghistory_context", "stock_allocation"),
            *("ocs_ocsaccount", "ocs_ocsbalance", "ocs_balancemovement", "ocs_ocsaccountactionplan"),
            *("ocs_ocsactionplan", "ocs_ocsactiontiming"),
            *("payments_payment", "payments_refund", "payments_demogatewaycharge", "payments_demogatewayrefund"),
            *("billing_ledgerentry", "billing_ledgerposting", "notify_notice"),
            # That a service is to end stands, though its end has failed: it is ordered again.
            "instances_cancellation",
        }
    ),
    # A removal that has failed is tried again later.
    frozenset({"remove_at"}),
)
HISTORIES = "version"
QUEUE = "procrastinate_"


@dataclass(frozen=True)
class Scene:
    """What a mutant is to be run on, and how that is ordered; returns the order's id."""

    ask: Callable[[], int]


RESCUES = {"with its rescue": True, "without a rescue": False}
# The long suite fails the other plays too.
QUICK = {
    ("play_local_mobile_sim", "with its rescue"),
    ("play_local_mobile_sim", "without a rescue"),
    ("play_topup_charge_then_action", "without a rescue"),
}


@pytest.fixture(scope="module")
def mutants_directory(stack: RunningStack) -> Iterator[Path]:
    """Where mutants are looked for; afterwards the stack has a worker as before."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / f"mutants-{os.getpid()}"
    directory.mkdir(exist_ok=True)
    yield directory
    stack.stop_workers()
    stack.start_worker()


def call(method: str, **params: Any) -> None:
    method, params = normalise(method, params, TENANT)
    answer = charging.call(method, params, at=business_now())
    assert answer.error is None, answer


def running_service(**product: object) -> Instance:
    """A service with an item, a card, and an account in the charging system that has balances and a renewal plan."""
    specification = find_or_make_specification("SIM Card")
    account_id = make_account(make_brand())
    item = make_item(specification)
    made = make_product(resource_names=[specification.name], auto_renew="true", **product)
    job = order_product(made, account_id, picks={specification.name: item.pk})
    service = complete_order(job, assigning=[item.pk])
    account = str(service.service_uuid)
    call("ApierV2.SetAccount", Account=account)
    for kind, value in (("*data", 20 * 1024**3), ("*monetary", 7)):
        balance = {"ID": f"first_{kind[1:]}", "Value": value, "ExpiryTime": "+720h", "Weight": 10}
        call("ApierV1.AddBalance", Account=account, BalanceType=kind, Balance=balance)
    renewal = {"Identifier": "*topup", "BalanceId": "R", "BalanceType": "*data", "Units": "1", "ExpiryTime": "+720h"}
    call("ApierV2.SetActions", ActionsId=f"Action_{account}", Actions=[renewal])
    plan = f"ServiceID_{account}__Monthly"
    timing = {**EVERY_DAY, "ActionsId": f"Action_{account}"}
    call("ApierV1.SetActionPlan", Id=plan, ActionPlan=[timing])
    call("ApierV2.SetAccount", Account=account, ActionPlanIds=[plan])
    payments.register_card(command(), account_id, "demo", "pm_demo_good", is_default=True)
    return service


def mobile(play: str) -> Scene:
    specifications = [find_or_make_specification(name) for name in ("SIM Card", "Mobile Number")]
    names = [row.name for row in specifications]
    product = make_product(resource_names=names, provisioning_play=play, provisioning_variables=ALLOWANCES)
    request = ProductRequest(product.pk, picks={row.name: make_item(row).pk for row in specifications})
    account_id = make_account(make_brand())
    return Scene(lambda: orders.place_order(command(), account_id, request))


def top_up(play: str) -> Scene:
    service = running_service()
    variables = {"data_gb": 5, "voice_minutes": 10, "sms_count": 3, "days": 7}
    product = make_product(category="addon", contract_days=0, provisioning_play=play, provisioning_variables=variables)
    request = ProductRequest(product.pk, service_id=service.pk)
    return Scene(lambda: orders.place_order(command(), account_of(service), request))


def modem(play: str) -> Scene:
    service = running_service()
    specification = find_or_make_specification("Rental Modem")
    product = make_product(category="addon", resource_names=[specification.name], provisioning_play=play)
    picks = {specification.name: make_item(specification).pk}
    request = ProductRequest(product.pk, service_id=service.pk, picks=picks)
    return Scene(lambda: orders.place_order(command(), account_of(service), request))


def deprovision(play: str) -> Scene:
    service = running_service(deprovisioning_play=play)
    return Scene(lambda: services.end_service(command(), service.pk))


def suspend(play: str) -> Scene:
    service = running_service(suspension_play=play)
    return Scene(lambda: services.suspend_service(command(), service.pk))


def resume(play: str) -> Scene:
    service = running_service(resumption_play=play)
    complete(services.suspend_service(command(), service.pk), service, is_disabled=True)
    return Scene(lambda: services.resume_service(command(), service.pk))


def remove(play: str) -> Scene:
    service = running_service(removal_play=play)
    complete(services.end_service(command(), service.pk), service, is_disabled=True)
    later = business_now() + timedelta(days=settings.TRUNKLINE_RETENTION_DAYS + 1)
    return Scene(lambda: services.order_due_removal(command(at=later), service.pk) or 0)


def complete(order_id: int, service: Instance, *, is_disabled: bool) -> None:
    """Carry a change out without its play."""
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    call("ApierV2.SetAccount", Account=str(service.service_uuid), ExtraOptions={"Disabled": is_disabled})
    endings.complete_job(command(), attempt.job.pk, attempt.number)


def account_of(service: Instance) -> int:
    return get_current_service(service.pk).account_id or 0


SCENES: dict[str, Callable[[str], Scene]] = {
    "play_local_mobile_sim": mobile,
    "play_topup_charge_then_action": top_up,
    "play_addon_assign_modem": modem,
    "play_deprovision_service": deprovision,
    "play_suspend_service": suspend,
    "play_resume_service": resume,
    "play_remove_service": remove,
}


def charging_state() -> dict[str, object]:
    """What the charging system has: each account that is there, with its balances and plans, and each plan."""
    accounts = OcsAccount.objects.filter(removed_at__isnull=True)
    plans = {
        plan.plan_id: sorted(
            map(str, plan.timings.values("actions__actions_id", "start_time", "weight", "years", "month_days"))
        )
        for plan in OcsActionPlan.objects.all()
    }
    return plans | {
        account.account: (
            account.is_disabled,
            account.allow_negative,
            sorted(
                OcsBalance.objects.filter(account=account, removed_at__isnull=True).values_list(
                    "balance_type", "balance_id", "value", "expires_at", "weight", "is_disabled"
                )
            ),
            sorted(OcsAccountActionPlan.objects.filter(account=account).values_list("plan__plan_id", flat=True)),
        )
        for account in accounts
    }


def sums() -> dict[str, object]:
    """What that which is only ever written adds up to."""
    return {
        "movements": BalanceMovement.objects.aggregate(sum=Sum("amount"))["sum"] or Decimal(0),
        "ledger": sorted(
            LedgerPosting.objects.values_list("ledger_account").annotate(sum=Sum("amount")).exclude(sum=0)
        ),
        "kept items": Allocation.objects.exclude(state="released").count(),
        "kept money": (captured() - given_back()),
    }


def captured() -> Any:
    return Payment.objects.filter(state="captured").aggregate(sum=Sum("amount", default=0))["sum"]


def given_back() -> Any:
    return Refund.objects.filter(state="refunded").aggregate(sum=Sum("amount", default=0))["sum"]


def rows() -> dict[str, Any]:
    found = take_snapshot(ignoring=TRACES)
    return {name: of for name, of in found.items() if not name.endswith(HISTORIES) and not name.startswith(QUEUE)}


def test_every_shipped_play_is_failed_here() -> None:
    assert sorted(SCENES) == PLAYS


@pytest.mark.parametrize(
    ("play", "rescue"),
    [
        pytest.param(play, rescue, marks=[] if (play, rescue) in QUICK else pytest.mark.long)
        for play in PLAYS
        for rescue in RESCUES
    ],
)
def test_a_play_failed_at_any_task_leaves_nothing_behind(
    play: str, rescue: str, stack: RunningStack, mutants_directory: Path
) -> None:
    mutants = write_mutants(play, mutants_directory, with_rescue=RESCUES[rescue])
    assert len(mutants) == len(list_tasks(play)) + 1
    # What the mutants are run on is made while nobody else runs jobs.
    stack.stop_workers()
    scenes = [SCENES[play](mutant.name) for mutant in mutants]
    for _ in range(2):
        stack.start_worker(TRUNKLINE_PLAYS_DIR=str(mutants_directory))
    before, in_charging, adding_up = rows(), charging_state(), sums()
    order_ids = [scene.ask() for scene in scenes]
    ended = [wait_for_job(order_id) for order_id in order_ids]
    assert [(job.state, job.failing_task) for job in ended] == [("failed", STUMBLE)] * len(ended)
    assert differences(before, rows()) == []
    assert charging_state() == in_charging
    assert sums() == adding_up
    assert violations() == []
