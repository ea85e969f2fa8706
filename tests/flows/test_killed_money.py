"""SIGKILL of web and workers wherever money or balances are on their way: what is left agrees, once all is at rest.

What a journey passes is not listed here: it is lived through once, and then again for each point that it has passed,
with a process that dies there. A new use case or outside call on the way is so covered by itself.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.killing import Battlefield, Pass, battlefield
from tests.support.notices import ADDRESS
from tests.support.payments import GOOD, make_card
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.renewals import (
    DAY,
    GIGABYTE,
    HOUR,
    SECOND_PERIOD,
    START,
    booked_as_received,
    end,
    held_by_gateway,
    newest,
    ocs,
    recurring,
    run,
    start_service,
    states,
)
from trunkline.billing.models import Charge
from trunkline.catalog.models import Product
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, renewals
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Instance, Renewal
from trunkline.instances.selectors.services import get_service_account_id
from trunkline.instances.states import RUNNING_RENEWAL_STATES
from trunkline.notify.models import Notice
from trunkline.payments.models import Payment, Refund
from trunkline.payments.states import OPEN_PAYMENT_STATES, OPEN_REFUND_STATES
from trunkline.platform.models import BusinessClock
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES

NOW = START + DAY
FIFTEEN, FIVE, NOTHING = Decimal("15.00"), Decimal("5.00"), Decimal(0)
REST_SECONDS_MAX = 60
# What workers do by the clock, whatever else they do; and what is passed as often as time goes by.
BESIDE = {
    "flows.queue_due_renewals",
    "notify.resume_notices",
    "ocs.expire_due_balances",
    "stock.expire_reservations",
    "stock.return_held_items",
}
OFTEN = {"provisioning.extend_lease", "provisioning.record_log"}

# For a kill each, these show the way; all the others are for the long suite.
RENEWING = [
    "worker payments.ask_for_charge:after_call 1",
    "worker ocs.add_balance:after_commit 1",
    "worker flows.complete_renewal:before_commit 1",
    "worker notify.send:after_call 2",
]
GIVING_BACK = [
    "worker ocs.remove_balances:after_commit 1",
    "worker payments.ask_for_refund:after_call 1",
]
TAKING_BACK = ["worker payments.ask_for_refund:after_call 1"]
TOPPING_UP = [
    "web payments.ask_for_charge:after_call 1",
    "web flows.conclude_card_charge:after_commit 1",
    "worker provisioning.run_play:after_call 1",
]
UNDOING = ["worker payments.ask_for_refund:after_call 1"]

Outcome = dict[str, object]


@pytest.fixture(scope="module")
def field() -> Iterator[Battlefield]:
    """A system whose business clock stands at a day after the services of the tests have begun."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / f"killed-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    shutil.rmtree(directory, ignore_errors=True)
    with fresh_database("killed") as database, connected_to(database):
        BusinessClock.objects.create(held_at=NOW)
        with battlefield(database.runtime_url, directory) as made:
            yield made


@pytest.fixture(autouse=True)
def _nobody_is_left(field: Battlefield) -> Iterator[None]:
    yield
    field.stack.stop_workers()
    if field.stack.web.poll() is not None:
        field.start_web()


def few_or_all(quick: Sequence[str]) -> pytest.MarkDecorator:
    """A few kills, or, in the long suite, one for each pass."""
    every = pytest.param(None, id="every", marks=pytest.mark.long)
    return pytest.mark.parametrize("quick", [pytest.param(quick, id="some"), every])


def chosen(passed: Sequence[Pass], quick: Sequence[str] | None, *roles: str) -> list[Pass]:
    """Which of the passes of a journey that was lived through are to be somebody's last."""
    if quick is not None:
        assert set(quick) <= {str(each) for each in passed}
        return [each for each in passed if str(each) in quick and each.role in roles]
    found = []
    for each in passed:
        name, _, _ = each.point.partition(":")
        if each.role in roles and name not in BESIDE and (each.number == 1 or name not in OFTEN):
            found.append(each)
    return found


def under_way() -> list[str]:
    """What is not at rest yet."""
    queued = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
    rows = [
        *queued.values_list("task_name", "status"),
        *Payment.objects.filter(state__in=OPEN_PAYMENT_STATES).values_list("pk", "state"),
        *Refund.objects.filter(state__in=OPEN_REFUND_STATES).values_list("pk", "state"),
        *Renewal.objects.filter(state__in=RUNNING_RENEWAL_STATES).values_list("pk", "state"),
        *ProvisioningJob.objects.exclude(state__in=ENDED_STATES).values_list("pk", "state"),
        *Notice.objects.filter(state__in=["waiting", "sending"]).values_list("pk", "state"),
    ]
    return [f"{what} is {state}" for what, state in rows]


def come_to_rest(field: Battlefield) -> None:
    deadline = time.monotonic() + REST_SECONDS_MAX
    while left := under_way():
        assert field.stack.workers[-1].poll() is None, "the worker has ended"
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def violations() -> dict[str, list[str]]:
    return {result.name: result.violations for result in check_invariants() if result.violations}


def customer() -> int:
    return make_account(make_brand(), email=ADDRESS)


def kept(service: Instance) -> Decimal:
    """What our payments say that was taken from the customer and not given back."""
    payments = Payment.objects.filter(account_id=get_service_account_id(service.pk), state="captured")
    refunds = Refund.objects.filter(payment__in=payments, state="refunded")
    return sum((row.amount for row in payments), NOTHING) - sum((row.amount for row in refunds), NOTHING)


def money(service: Instance) -> set[Decimal]:
    """What payments, gateway and ledger say that is there: one figure, if they agree."""
    return {kept(service), held_by_gateway(service), booked_as_received(service)}


def granted(service: Instance) -> list[tuple[str, int]]:
    """What the charging system holds beside the balance of the first period: how an id begins, and how much."""
    document = ocs("GetAccount", {"Account": service.service_uuid}, NOW)
    rows = [
        (row["ID"].removesuffix(f"_{service.key}_2027-06-02").partition("_Boost_")[0], int(row["Value"]))
        for balances in (document["BalanceMap"] or {}).values()
        for row in balances
        if row["ID"] != "DATA_20GB"
    ]
    return sorted(rows)


def told(field: Battlefield, service: Instance) -> list[str]:
    """Of what the customer was told, each with a mail of its own."""
    notices = Notice.objects.filter(account_id=get_service_account_id(service.pk)).order_by("pk")
    assert all((field.mails / f"{notice.public_id}.eml").is_file() for notice in notices if notice.state == "sent")
    return [f"{notice.kind} {notice.state}" for notice in notices]


def kill_workers(
    field: Battlefield,
    passes: Sequence[Pass],
    begin: Callable[[], Instance],
    *,
    refused: str = "",
    one_by_one: bool = False,
) -> dict[str, Instance]:
    """Begin a journey for each pass, and have its worker die then, whoever passes; another one ends them all.

    Unless it is done one by one, a worker that is to die may take over what the one before it has left.
    """
    services = {}
    for wanted in passes:
        services[str(wanted)] = begin()
        if wanted.role == "worker":
            field.order_death(wanted)
        worker = field.start_worker(refused)
        if wanted.role != "worker":
            field.order_death(wanted, victim=worker)
        field.await_death(worker)
        if one_by_one:
            field.start_worker(refused)
            come_to_rest(field)
            field.stack.stop_workers()
    field.start_worker(refused)
    come_to_rest(field)
    return services


def live_through(field: Battlefield, begin: Callable[[], Instance], refused: str = "") -> Instance:
    """Have a journey come to its end undisturbed, and note what it passes."""
    field.forget_passes()
    service = begin()
    field.start_worker(refused)
    come_to_rest(field)
    field.stack.stop_workers()
    return service


RENEWED: Outcome = {
    "renewals": ["renewed", "planned"],
    "money": {FIFTEEN},
    "payments": ["captured"],
    "refunds": [],
    "charges": [FIFTEEN, FIFTEEN],
    "granted": [("DATA_20GB", 20 * GIGABYTE), ("SMS_100", 100)],
    "told": ["welcome sent", "renewal sent"],
}


def renewal_of(field: Battlefield, service: Instance) -> Outcome:
    payments = Payment.objects.filter(renewals__instance=service)
    return {
        "renewals": states(service),
        "money": money(service),
        "payments": list(payments.values_list("state", flat=True)),
        "refunds": list(Refund.objects.filter(payment__in=payments).values_list("state", "amount")),
        "charges": recurring(service),
        "granted": granted(service),
        "told": told(field, service),
    }


def begin_renewal() -> Instance:
    variables = {"data_gb": 20, "sms_count": 100}
    service = start_service(card=GOOD, account_id=customer(), provisioning_variables=variables)
    renewals.renew_now(command(at=NOW), service.pk)
    return service


@few_or_all(RENEWING)
def test_a_renewal_is_paid_granted_charged_and_told_once_wherever_its_worker_dies(
    field: Battlefield, quick: Sequence[str] | None
) -> None:
    undisturbed = live_through(field, begin_renewal)
    assert renewal_of(field, undisturbed) == RENEWED
    services = kill_workers(field, chosen(field.list_passes(), quick, "worker"), begin_renewal)
    assert {point: renewal_of(field, each) for point, each in services.items()} == dict.fromkeys(services, RENEWED)
    assert violations() == {}


REFUNDED: Outcome = {
    "renewals": ["declined"],
    "money": {NOTHING},
    "payments": ["captured"],
    "refunds": [("refunded", FIFTEEN)],
    "charges": [FIFTEEN],
    "granted": [],
    "told": ["welcome sent", "renewal_failed sent"],
}


@few_or_all(GIVING_BACK)
def test_a_renewal_that_the_charging_system_refuses_half_way_is_refunded_once_wherever_its_worker_dies(
    field: Battlefield, quick: Sequence[str] | None
) -> None:
    undisturbed = live_through(field, begin_renewal, refused="*sms")
    assert renewal_of(field, undisturbed) == REFUNDED
    services = kill_workers(field, chosen(field.list_passes(), quick, "worker"), begin_renewal, refused="*sms")
    assert {point: renewal_of(field, each) for point, each in services.items()} == dict.fromkeys(services, REFUNDED)
    assert {newest(each).due_at for each in services.values()} == {SECOND_PERIOD - HOUR}
    assert violations() == {}


TAKEN_BACK: Outcome = {
    "renewals": ["taken_back", "withdrawn"],
    "money": {NOTHING},
    "payments": ["captured"],
    "refunds": [("refunded", FIFTEEN)],
    "charges": [FIFTEEN, FIFTEEN, -FIFTEEN],
    "granted": [],
    "told": ["welcome sent", "renewal sent", "ended sent"],
}


def end_what_is_renewed_ahead() -> Instance:
    service = begin_renewal()
    run(service, NOW)
    end(service, NOW)
    return service


@few_or_all(TAKING_BACK)
def test_what_was_renewed_ahead_of_an_end_is_taken_back_once_wherever_its_worker_dies(
    field: Battlefield, quick: Sequence[str] | None
) -> None:
    undisturbed = live_through(field, end_what_is_renewed_ahead)
    assert renewal_of(field, undisturbed) == TAKEN_BACK
    services = kill_workers(field, chosen(field.list_passes(), quick, "worker"), end_what_is_renewed_ahead)
    assert {point: renewal_of(field, each) for point, each in services.items()} == dict.fromkeys(services, TAKEN_BACK)
    assert violations() == {}


TOPPED_UP: Outcome = {
    "job": "succeeded",
    "line": "done",
    "money": {FIVE},
    "granted": [("DATA_5GB", 5 * GIGABYTE)],
    "charges": [FIFTEEN, FIVE],
    "told": ["welcome sent", "added sent"],
}
NOT_TOPPED_UP: Outcome = {
    "job": "failed",
    "line": "failed",
    "money": {NOTHING},
    "granted": [],
    "charges": [FIFTEEN],
    "told": ["welcome sent", "failure sent"],
}


@pytest.fixture(scope="module")
def boost(field: Battlefield) -> Product:
    """A top-up of as much data as the order says, charged to a card by its play."""
    del field
    prices = FIFTEEN_OVER_FIVE.__class__("GBP", FIVE, Decimal("1.50"), NOTHING, NOTHING)
    return make_product(
        name="Data Boost",
        category="addon",
        contract_days=0,
        prices=prices,
        provisioning_play="play_topup_charge_then_action",
        provisioning_variables={"days": 7},
    )


def service_with_a_card() -> Instance:
    """What a top-up is ordered for; made while there is no worker, who would carry out its order."""
    account_id = customer()
    service = start_service(account_id=account_id)
    make_card(account_id, GOOD, is_default=True)
    return service


def top_up(product: Product, gigabytes: float = 5, service: Instance | None = None) -> Instance:
    service = service or service_with_a_card()
    account_id = get_service_account_id(service.pk)
    request = ProductRequest(product.pk, service_id=service.pk, variables={"data_gb": gigabytes})
    orders.place_order(command(at=NOW), account_id, request)
    return service


def top_up_of(field: Battlefield, service: Instance) -> Outcome:
    account_id = get_service_account_id(service.pk)
    job = ProvisioningJob.objects.select_related("order_line").get(account_id=account_id, order_line__parent=service)
    charges = Charge.objects.filter(account_id=account_id).exclude(amount=0).order_by("pk")
    return {
        "job": job.state,
        "line": job.order_line.state,
        "money": money(service),
        "granted": granted(service),
        "charges": list(charges.values_list("amount", flat=True)),
        "told": told(field, service),
    }


@pytest.fixture(scope="module")
def passed_by_top_up(field: Battlefield, boost: Product) -> list[Pass]:
    """What web and its worker pass while a top-up is paid and delivered."""
    undisturbed = live_through(field, lambda: top_up(boost))
    assert top_up_of(field, undisturbed) == TOPPED_UP
    return field.list_passes()


@few_or_all(TOPPING_UP)
def test_a_top_up_is_paid_and_delivered_once_wherever_it_is_when_its_worker_dies(
    field: Battlefield, boost: Product, passed_by_top_up: list[Pass], quick: Sequence[str] | None
) -> None:
    passes = chosen(passed_by_top_up, quick, "web", "worker")
    services = kill_workers(field, passes, lambda: top_up(boost), one_by_one=quick is not None)
    outcomes = {point: top_up_of(field, each) for point, each in services.items()}
    # A play is run twice at most: whose second run is lost as well has paid nothing and got nothing.
    allowed = [TOPPED_UP] if quick is not None else [TOPPED_UP, NOT_TOPPED_UP]
    assert {point: each for point, each in outcomes.items() if each not in allowed} == {}
    assert violations() == {}


@few_or_all(TOPPING_UP)
def test_a_top_up_whose_web_dies_is_neither_paid_nor_delivered(
    field: Battlefield, boost: Product, passed_by_top_up: list[Pass], quick: Sequence[str] | None
) -> None:
    passes = chosen(passed_by_top_up, quick, "web")
    services = {str(wanted): service_with_a_card() for wanted in passes}
    field.start_worker()
    for wanted in passes:
        field.order_death(wanted)
        top_up(boost, service=services[str(wanted)])
        field.await_death(field.stack.web)
        field.start_web()
    come_to_rest(field)
    outcomes = {point: top_up_of(field, each) for point, each in services.items()}
    assert outcomes == dict.fromkeys(services, NOT_TOPPED_UP)
    assert violations() == {}


@few_or_all(UNDOING)
def test_a_top_up_that_cannot_be_delivered_is_refunded_once_wherever_its_worker_dies(
    field: Battlefield, boost: Product, quick: Sequence[str] | None
) -> None:
    undisturbed = live_through(field, lambda: top_up(boost, 1e300))
    assert top_up_of(field, undisturbed) == NOT_TOPPED_UP
    services = kill_workers(field, chosen(field.list_passes(), quick, "worker"), lambda: top_up(boost, 1e300))
    outcomes = {point: top_up_of(field, each) for point, each in services.items()}
    assert outcomes == dict.fromkeys(services, NOT_TOPPED_UP)
    assert violations() == {}
