"""Add-ons, suspension, resumption and the end with a real worker, real Ansible, the charging engine and the gateway."""

from decimal import Decimal

import pytest

from tests.flows.test_main_line import violations
from tests.support.goods import FIFTEEN_OVER_FIVE, find_or_make_specification, make_item, make_product
from tests.support.orders import place_sim_order, wait_for_job
from tests.support.people import command, unique
from trunkline.billing.models import Transaction
from trunkline.catalog.models import Product, ResourceSpecification
from trunkline.catalog.operations.resources import StockRules
from trunkline.catalog.use_cases import resources as catalog
from trunkline.charging import processes as charging
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, services
from trunkline.instances.models import Configuration, Instance
from trunkline.instances.selectors.services import get_current_service, list_current_services
from trunkline.payments import processes as payments
from trunkline.payments.models import Payment, Refund
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.stock.models import StockItem, Warehouse
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import quantities
from trunkline.stock.use_cases.quantities import Goods

pytestmark = pytest.mark.usefixtures("stack")
GIGABYTE = 1024**3


@pytest.fixture
def service() -> Instance:
    """A running mobile service with 20 GB."""
    sold = place_sim_order()
    return Instance.objects.get(pk=wait_for_job(sold.order_id).instance_id)


def account_of(service: Instance) -> int:
    return get_current_service(service.pk).account_id or 0


def boost(**changes: object) -> Product:
    prices = FIFTEEN_OVER_FIVE.__class__("GBP", Decimal("5.00"), Decimal("1.50"), Decimal(0), Decimal(0))
    fields: dict[str, object] = {
        "name": "5GB Data Boost",
        "contract_days": 0,
        "prices": prices,
        "provisioning_play": "play_topup_charge_then_action",
        "provisioning_variables": {"data_gb": 5, "days": 7},
    }
    return make_product(category="addon", **{**fields, **changes})


def order(service: Instance, product: Product, **request: object) -> ProvisioningJob:
    wanted = ProductRequest(product.pk, service_id=service.pk, **request)  # type: ignore[arg-type]
    return wait_for_job(orders.place_order(command(), account_of(service), wanted))


def data(service: Instance) -> list[tuple[float, float]]:
    """Value and weight of the data balances, those used first in front."""
    params = {"Tenant": "cgrates.org", "Account": str(service.service_uuid)}
    answer = charging.call("APIerSv2.GetAccount", params, at=business_now())
    rows = [(row["Weight"], row["Value"]) for row in answer.result["BalanceMap"]["*data"]]
    return sorted(rows, reverse=True)


def is_disabled(service: Instance) -> bool:
    params = {"Tenant": "cgrates.org", "Account": str(service.service_uuid)}
    return bool(charging.call("APIerSv2.GetAccount", params, at=business_now()).result["Disabled"])


def history(service: Instance) -> list[tuple[str, Decimal, Decimal]]:
    rows = Transaction.objects.filter(instance=service).order_by("pk")
    return [(row.title, row.retail, row.wholesale) for row in rows]


def test_a_top_up_is_paid_first_and_used_first(service: Instance) -> None:
    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    before = history(service)
    job = order(service, boost())
    assert (job.state, job.failure) == ("succeeded", "")
    assert data(service) == [(20, 5 * GIGABYTE), (10, 20 * GIGABYTE)]
    payment = Payment.objects.get(account_id=account_of(service))
    assert (payment.state, payment.amount, payment.job_id) == ("captured", Decimal("5.00"), job.pk)
    assert history(service)[len(before) :] == [("5GB Data Boost", Decimal("5.00"), Decimal("1.50"))]
    done = Effect.objects.filter(job=job, state="done").order_by("pk").values_list("kind", flat=True)
    assert done[0] == "card_charged"
    assert violations() == []


def test_a_declined_card_delivers_nothing_and_costs_nothing(service: Instance) -> None:
    payments.register_card(command(), account_of(service), "demo", "pm_demo_declined", is_default=True)
    before = history(service)
    job = order(service, boost())
    assert job.state == "failed"
    assert data(service) == [(10, 20 * GIGABYTE)]
    assert [payment.state for payment in Payment.objects.filter(account_id=account_of(service))] == ["declined"]
    assert history(service) == before
    assert violations() == []


def test_a_delivery_that_fails_is_refunded(service: Instance) -> None:
    payments.register_card(command(), account_of(service), "demo", "pm_demo_good", is_default=True)
    before = history(service)
    # No number of gigabytes: the charging system refuses the grant after the card was charged.
    job = order(service, boost(provisioning_variables={"days": 7}), variables={"data_gb": 1e300})
    assert job.state == "failed"
    payment = Payment.objects.get(account_id=account_of(service))
    refund = Refund.objects.get(payment=payment)
    assert (payment.state, refund.state, refund.amount) == ("captured", "refunded", payment.amount)
    assert data(service) == [(10, 20 * GIGABYTE)]
    assert history(service) == before
    assert violations() == []


def test_a_rented_modem_belongs_to_its_service_and_comes_back_with_the_end_of_the_rental(service: Instance) -> None:
    specification = inspected_specification("Rental Modem")
    item = make_item(specification)
    product = make_product(
        category="addon",
        name="Modem Rental",
        resource_names=[specification.name],
        provisioning_play="play_addon_assign_modem",
        provisioning_variables={"device_type": "modem_router", "requires_configuration": True},
    )
    job = order(service, product, picks={specification.name: item.pk})
    assert (job.state, job.failure) == ("succeeded", "")
    item.refresh_from_db()
    assert (item.state, item.allocations.get(state="assigned").service_id) == ("Assigned", service.pk)
    addon = get_current_parts(service)[0]
    ended = wait_for_job(services.end_service(command(), addon.pk))
    assert (ended.state, ended.failure) == ("succeeded", "")
    item.refresh_from_db()
    assert (item.state, item.condition) == ("Used", "used")
    assert equipment(item) == [
        ("HISTORY", None, None),
        ("HISTORY", account_of(service), service.pk),
        ("CURRENT", None, None),
    ]
    service.refresh_from_db()
    assert (service.retired_at, is_disabled(service)) == (None, False)
    assert violations() == []


def get_current_parts(service: Instance) -> list[Instance]:
    parts = list_current_services(None).filter(parent=service, instance__retired_at=None)
    return [part.instance for part in parts]


def equipment(item: StockItem) -> list[tuple[str, int | None, int | None]]:
    """The timeline of an item: the state of each configuration, the account that had it, and at which service."""
    rows = Configuration.objects.filter(instance=item.instance, superseded_at=None).order_by("valid_from")
    return [(row.state, row.account_id, row.parent_id) for row in rows]


def inspected_specification(name: str) -> ResourceSpecification:
    specification = find_or_make_specification(name)
    catalog.change_resource_specification(command(), specification.pk, {"end_fate": "inspect"})
    specification.refresh_from_db()
    return specification


def test_suspension_keeps_balances_and_is_undone_by_resumption(service: Instance) -> None:
    suspended = wait_for_job(services.suspend_service(command(), service.pk))
    assert (suspended.state, suspended.failure) == ("succeeded", "")
    assert (is_disabled(service), data(service)) == (True, [(10, 20 * GIGABYTE)])
    resumed = wait_for_job(services.resume_service(command(), service.pk))
    assert (resumed.state, resumed.failure) == ("succeeded", "")
    assert (is_disabled(service), data(service)) == (False, [(10, 20 * GIGABYTE)])
    states = [row.service_state.code for row in service.configurations.order_by("pk") if row.service_state]
    assert states == ["Active", "Suspended", "Active"]
    assert violations() == []


def test_a_number_is_held_and_comes_back_by_itself() -> None:
    number = find_or_make_specification("Mobile Number")
    catalog.change_resource_specification(command(), number.pk, {"end_fate": "hold", "hold_days": 30})
    try:
        sold = place_sim_order()
        ended = wait_for_job(services.end_service(command(), wait_for_job(sold.order_id).instance_id or 0))
    finally:
        catalog.change_resource_specification(command(), number.pk, {"end_fate": "decommission", "hold_days": None})
    assert (ended.state, ended.failure) == ("succeeded", "")
    states = {name: StockItem.objects.get(pk=item.pk).state for name, item in sold.items.items()}
    assert states == {"SIM Card": "Decommissioned", "Mobile Number": "Held"}
    held = StockItem.objects.get(pk=sold.items["Mobile Number"].pk)
    assert held.held_until is not None
    stock.return_held_items(command(at=held.held_until))
    held.refresh_from_db()
    assert (held.state, held.held_until) == ("In Stock", None)


def test_goods_without_serials_are_used_up_by_the_order(service: Instance) -> None:
    name = f"Drop cable {unique()}"
    catalog.create_resource_specification(command(), name, [], "physical", StockRules(tracking="quantity"))
    specification = ResourceSpecification.objects.get(name=name)
    warehouse = Warehouse.objects.get(code="tests")
    quantities.receive_quantity(command(), Goods(specification, warehouse, 3))
    addon = make_product(category="addon", resource_names=[name])
    job = order(service, addon, picks_from={name: warehouse.code})
    assert (job.state, job.failure) == ("succeeded", "")
    row = specification.quantities.get(warehouse=warehouse)
    assert (row.on_hand, row.reserved) == (2, 0)
    assert violations() == []
