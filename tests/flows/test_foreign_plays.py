"""The journeys by plays as operators bring them: plain requests in OmniCRM's forms, on both charging engines."""

import fcntl
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings

from tests.flows.test_changes_of_a_service import (
    account_of,
    boost,
    data,
    get_current_parts,
    history,
    inspected_specification,
    is_disabled,
    order,
)
from tests.flows.test_main_line import violations
from tests.flows.test_top_ups import balances, held
from tests.support import orders as orders_of_tests
from tests.support.goods import find_or_make_specification, make_item, make_product
from tests.support.orders import PLAYS_DIRECTORY, SimOrder, wait_for_job
from tests.support.people import command, make_account, make_brand, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.stack import WAIT_SECONDS_MAX, RunningStack, end, run_stack
from trunkline.billing.models import Charge, LedgerEntry, Transaction
from trunkline.catalog.operations.prices import Prices
from trunkline.charging import processes as charging
from trunkline.cli.installation import current_installation
from trunkline.cli.ports import find_obstacle
from trunkline.cli.processes import start_child
from trunkline.cli.supervisor import web_for_plays_command
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes.products import set_product_enabled
from trunkline.flows.use_cases import orders, renewals, services
from trunkline.instances.models import Instance, Renewal
from trunkline.instances.selectors.services import get_current_service
from trunkline.ocs.processes import execute_due_plans
from trunkline.parties.models import Account
from trunkline.payments import processes as payments
from trunkline.payments.models import Payment
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.stock.models import StockItem

FOREIGN_PLAYS = PLAYS_DIRECTORY / "foreign"
# Stands in the plays, as it stands in those of OmniCRM's users.
WRITTEN_IN_PORT = 5000
GIGABYTE = 1024**3
# A task that is a module of Ansible's takes a process of its own: half a second, and seconds on a busy machine.
JOB_SECONDS_MAX = 300
SIM_PRICES = [(Decimal("0.00"), Decimal("1.00")), (Decimal("15.00"), Decimal("5.00"))]
PLAYS = {
    "provisioning_play": "play_foreign_mobile_sim",
    "deprovisioning_play": "play_foreign_deprovision",
    "suspension_play": "play_foreign_suspend",
    "resumption_play": "play_foreign_resume",
    "removal_play": "play_foreign_removal",
}
# Those that live through the whole line show what CGRateS does differently; the others take long.
embedded_first = pytest.mark.parametrize(
    "engine", ["embedded", pytest.param("cgrates", marks=pytest.mark.long)], indirect=True, scope="module"
)
# Nobody listens there.
NETWORK_IS_DOWN = {"hss_address": "http://127.0.0.1:9"}


@pytest.fixture(scope="module", params=["embedded", "cgrates"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", autouse=True)
def stack(engine: str, request: pytest.FixtureRequest) -> Iterator[RunningStack]:
    """Web and a worker of an operator with plays of their own, on a database of their own and one of the engines."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / f"foreign_{engine}"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    variables = {"TRUNKLINE_PLAYS_DIR": str(FOREIGN_PLAYS)}
    url = None
    if engine == "cgrates":
        url = variables["TRUNKLINE_CGRATES_URL"] = request.getfixturevalue("cgrates_url")
    with (
        pytest.MonkeyPatch.context() as patched,
        fresh_database(f"foreign_{engine}") as database,
        connected_to(database),
        _named(TRUNKLINE_PLAYS_DIRECTORY=str(FOREIGN_PLAYS), TRUNKLINE_CGRATES_URL=url),
        run_stack(database.runtime_url, directory, variables) as running,
    ):
        patched.setattr(orders_of_tests, "JOB_SECONDS_MAX", JOB_SECONDS_MAX)
        yield running


@contextmanager
def _named(**changes: object) -> Iterator[None]:
    kept = {name: getattr(settings, name) for name in changes}
    for name, value in changes.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(settings, name, value)


@pytest.fixture
def _port_of_plays(stack: RunningStack) -> Iterator[None]:
    """Have web listen where plays have it written in; the port is one for all test processes of a machine."""
    with (Path(tempfile.gettempdir()) / f"trunkline-tests-port-{WRITTEN_IN_PORT}").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if (obstacle := find_obstacle("127.0.0.1", WRITTEN_IN_PORT)) is not None:
            pytest.skip(f"port {WRITTEN_IN_PORT} is taken by {obstacle}")
        environment = {**stack.environment, "TRUNKLINE_PLAYS_PORT": str(WRITTEN_IN_PORT)}
        listening = web_for_plays_command(current_installation(environment))
        assert listening is not None
        web = start_child(listening, death_signal=signal.SIGTERM, environment=environment)
        try:
            _wait_until_ready(f"http://127.0.0.1:{WRITTEN_IN_PORT}/readyz")
            yield
        finally:
            end(web)


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while True:
        try:
            if httpx.get(url, trust_env=False, timeout=10).is_success:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, f"{url} does not answer"
        time.sleep(0.1)


def place_sim_order(variables: dict[str, object] | None = None, **changes: object) -> SimOrder:
    """Order a SIM and a number by the operator's play; the product is published before, as operators do."""
    specifications = [find_or_make_specification(name) for name in ("SIM Card", "Mobile Number")]
    items = {specification.name: make_item(specification) for specification in specifications}
    fields: dict[str, object] = {
        **PLAYS,
        "resource_names": list(items),
        "provisioning_variables": {"days": 30, "data_gb": 20, **(variables or {})},
        **changes,
    }
    product = make_product(**fields)
    set_product_enabled(command(), product, is_enabled=True)
    account_id = make_account(make_brand())
    picks = {name: item.pk for name, item in items.items()}
    order_id = orders.place_order(command(), account_id, ProductRequest(product.pk, picks=picks))
    return SimOrder(Account.objects.get(pk=account_id), order_id, items)


def service_of(sold: SimOrder) -> Instance:
    job = wait_for_job(sold.order_id)
    assert (job.state, job.failure) == ("succeeded", "")
    return Instance.objects.get(pk=job.instance_id)


def ask(method: str, **params: object) -> tuple[Any, str | None]:
    answer = charging.call(f"APIerSv2.{method}", {"Tenant": "cgrates.org", **params}, at=business_now())
    return answer.result, answer.error


def plans(service: Instance) -> list[str]:
    result, _ = ask("GetAccountActionPlan", Account=str(service.service_uuid))
    return [plan["ActionPlanId"] for plan in result or []]


def charges(account: Account | int) -> list[tuple[Decimal, Decimal]]:
    return list(Charge.objects.filter(account=account).order_by("amount").values_list("amount", "wholesale"))


def given(service: Instance) -> dict[str, list[tuple[str, float, float]]]:
    """What the charging engine holds for a service: name, value and weight of each balance by its type."""
    return {
        kind: sorted((row["ID"], row["Value"], row["Weight"]) for row in rows)
        for kind, rows in balances(service).items()
    }


def succeeded(order_id: int) -> ProvisioningJob:
    job = wait_for_job(order_id)
    assert (job.state, job.failure) == ("succeeded", "")
    return job


@pytest.mark.usefixtures("_port_of_plays")
def test_a_mobile_service_lives_and_ends_by_foreign_plays() -> None:
    sold = place_sim_order()
    service = service_of(sold)
    assert given(service) == {
        "*data": [("DATA_20GB_Monthly", 20 * GIGABYTE, 10)],
        "*voice": [("VOICE_Unlimited", 999_999_999, 0)],
        "*sms": [("SMS_500", 500, 0)],
    }
    # The play has noted both; billing owes both: each is there once, in the words of the play.
    assert charges(sold.account) == SIM_PRICES
    name = sold.account.person.name
    assert sorted(history(service), key=lambda row: row[1]) == [
        ("Prepaid Mobile 20GB - Setup", *SIM_PRICES[0]),
        (f"Prepaid Mobile 20GB for {name}", *SIM_PRICES[1]),
    ]
    assert sold.item_states() == {"Assigned"}

    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    boosted = order(service, boost(provisioning_play="play_foreign_boost"))
    assert (boosted.state, boosted.failure) == ("succeeded", "")
    assert data(service) == [(20, 5 * GIGABYTE), (10, 20 * GIGABYTE)]
    assert charges(sold.account) == [SIM_PRICES[0], (Decimal("5.00"), Decimal("1.50")), SIM_PRICES[1]]
    assert held(service) == (Decimal("5.00"), Decimal("5.00"))
    assert [row.retail for row in Transaction.objects.filter(account=sold.account, retail=5)] == [Decimal("5.00")]

    succeeded(services.suspend_service(command(), service.pk))
    assert (is_disabled(service), len(data(service)), state_of(service)) == (True, 2, "Suspended")
    succeeded(services.resume_service(command(), service.pk))
    assert (is_disabled(service), len(data(service)), state_of(service)) == (False, 2, "Active")

    succeeded(services.end_service(command(), service.pk))
    service.refresh_from_db()
    assert (is_disabled(service), state_of(service), service.retired_at is not None) == (True, "Deactivated", True)
    assert sold.item_states() == {"Decommissioned"}
    later = business_now() + timedelta(days=91)
    removal = services.order_due_removal(command(at=later), service.pk)
    assert removal is not None
    succeeded(removal)
    assert ask("GetAccount", Account=str(service.service_uuid))[1] == "NOT_FOUND"
    assert len(charges(sold.account)) == 3
    assert violations() == []


def state_of(service: Instance) -> str:
    state = get_current_service(service.pk).service_state
    return state.code if state else ""


@pytest.mark.long
@embedded_first
def test_a_foreign_play_that_fails_leaves_nothing_whatever_its_rescue_does() -> None:
    """Its last task fails, when account, balances, plan, service, items and money were all there."""
    rescues = {
        "play_foreign_mobile_sim": "The SIM was not set up; its charging account was taken back.",
        "play_foreign_mobile_sim_unguarded": "",
        "play_foreign_mobile_sim_forgiving": "",
    }
    variables = {**NETWORK_IS_DOWN, "renewal_time": "00:00:00"}
    orders_by_play = {play: place_sim_order(variables, provisioning_play=play) for play in rescues}
    for play, sold in orders_by_play.items():
        job = wait_for_job(sold.order_id)
        assert job.state == "failed", play
        assert rescues[play] in job.failure
        assert_nothing_is_left(job, sold)
    assert violations() == []


def assert_nothing_is_left(job: ProvisioningJob, sold: SimOrder) -> None:
    calls = Effect.objects.filter(job=job, kind="ocs_call")
    accounts = {str(effect.request["params"]["Account"]) for effect in calls if "Account" in effect.request["params"]}
    assert len(accounts) == 1
    for account in accounts:
        assert ask("GetAccount", Account=account)[1] == "NOT_FOUND"
        assert ask("GetActionPlan", ID=f"ServiceID_{account}__*")[0] in (None, [])
        assert not Instance.objects.filter(service_uuid=account).exists()
    assert sold.item_states() == {"New"}
    for left in (Charge, Transaction, LedgerEntry):
        assert not left.objects.filter(account=sold.account).exists()  # type: ignore[attr-defined]


@pytest.mark.long
@embedded_first
@pytest.mark.usefixtures("_port_of_plays")
def test_a_foreign_boost_that_fails_after_the_charge_is_paid_back() -> None:
    service = service_of(place_sim_order(provisioning_play="play_local_mobile_sim"))
    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    before = (history(service), given(service), charges(account_of(service)))
    variables = {"data_gb": 5, "days": 7, **NETWORK_IS_DOWN}
    job = order(service, boost(provisioning_play="play_foreign_boost", provisioning_variables=variables))
    assert (job.state, job.failing_task) == ("failed", "Tell the network")
    assert (history(service), given(service), charges(account_of(service))) == before
    assert Payment.objects.get(account_id=account_of(service)).refunds.get().state == "refunded"
    assert held(service) == (0, 0)
    assert violations() == []


@pytest.mark.usefixtures("_port_of_plays")
def test_where_a_foreign_play_has_set_a_plan_the_renewal_charges_and_the_plan_grants(engine: str) -> None:
    renewal_time = (business_now() + timedelta(hours=12)).strftime("%H:%M:%S")
    sold = place_sim_order({"renewal_time": renewal_time}, auto_renew="true", allow_auto_renew=True)
    service = service_of(sold)
    assert plans(service) == [f"ServiceID_{service.service_uuid}__ProductID_{product_of(service)}__MonthlyRenewal"]
    first = given(service)
    renewals.renew_now(command(), service.pk)
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while (renewal := Renewal.objects.filter(instance=service).earliest("pk")).state != "renewed":
        assert time.monotonic() < deadline, f"the renewal is {renewal.state}: {renewal.failure}"
        time.sleep(0.1)
    assert charges(sold.account) == [*SIM_PRICES, SIM_PRICES[1]]
    assert given(service) == first
    if engine == "embedded":
        # Of CGRateS nobody moves the clock.
        execute_due_plans(command(at=business_now() + timedelta(days=1)))
        assert given(service)["*data"] == [("DATA_20GB", 20 * GIGABYTE, 10), *first["*data"]]
    succeeded(services.end_service(command(), service.pk))
    assert plans(service) == []
    assert ask("GetActionPlan", ID=f"ServiceID_{service.service_uuid}__*")[0] in (None, [])
    assert violations() == []


def product_of(service: Instance) -> int:
    return get_current_service(service.pk).product_id or 0


@pytest.mark.long
@embedded_first
def test_a_modem_is_rented_by_a_foreign_play() -> None:
    service = service_of(place_sim_order(provisioning_play="play_local_mobile_sim"))
    specification = inspected_specification("Rental Modem")
    item = make_item(specification)
    prices = Prices("GBP", Decimal("10.00"), Decimal("3.00"), Decimal("0.00"), Decimal("45.00"))
    rental = make_product(
        category="addon",
        name="WiFi 6 Modem Rental",
        slug=f"modem-{unique()}",
        prices=prices,
        resource_names=[specification.name],
        provisioning_play="play_foreign_modem",
    )
    job = order(service, rental, picks={specification.name: item.pk})
    assert (job.state, job.failure) == ("succeeded", "")
    taken = StockItem.objects.get(pk=item.pk)
    assert (taken.state, taken.allocations.get(state="assigned").service_id) == ("Assigned", service.pk)
    rented = get_current_parts(service)[0]
    assert [(retail, wholesale) for _, retail, wholesale in history(rented)] == [
        (Decimal("0.00"), Decimal("45.00")),
        (Decimal("10.00"), Decimal("3.00")),
    ]
    assert len(charges(account_of(service))) == 4
    assert violations() == []
