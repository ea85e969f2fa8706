"""Customers whose year holds all that a year can: renewed, paid by card, refused, suspended, cancelled, ended, removed.

They are made by the use cases that doors and workers call, without running a play. Nothing is due yet when they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.goods import make_item, make_product
from tests.support.people import command, make_account, make_brand
from tests.support.renewals import GIGABYTE, ocs, resume, set_price, suspend
from tests.support.services import complete_order, start
from tests.support.stockroom import make_kind
from trunkline.catalog.models import Product, ResourceSpecification
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes.renewals import carry_out_renewal
from trunkline.flows.use_cases import orders, provisioning, renewals, services
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.instances.models import Instance
from trunkline.instances.selectors.renewals import find_open_renewal
from trunkline.instances.selectors.services import get_service_account_id
from trunkline.instances.states import CancellationReason
from trunkline.kernel.time import start_of_day
from trunkline.parties.selectors import get_time_zone
from trunkline.payments import processes as payments
from trunkline.payments import use_cases as cards
from trunkline.platform.clocks import hold_business_clock
from trunkline.provisioning.models import ProvisioningJob

# A Monday; the year that follows has both changes of London's clocks, and a 29 February.
START = datetime(2027, 5, 3, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Before the first service is sold; every service is in its first period of thirty days, or of four weeks, at START.
_DAWN = START - 40 * DAY
_SOLD_DAYS_MAX = 24
_PLAIN = {"data_gb": 20, "voice_minutes": "unlimited"}


@dataclass
class Scene:
    """What all customers share."""

    brand_id: int
    sim: ResourceSpecification
    number: ResourceSpecification
    products: dict[str, Product] = field(default_factory=dict)

    def product(self, name: str, **changes: Any) -> Product:
        """This will make a product once, which renews by itself every 30 days unless told otherwise."""
        if name not in self.products:
            fields: dict[str, Any] = {
                "name": name,
                "slug": name.lower().replace(" ", "-"),
                "auto_renew": "true",
                "allow_auto_renew": True,
                "provisioning_variables": _PLAIN,
                "features": ["20 GB of data"],
            }
            self.products[name] = make_product(**{**fields, **changes})
        return self.products[name]


@dataclass
class Customer:
    """A customer in the making: who has bought a first service with a card, a SIM card and a number."""

    scene: Scene
    index: int

    def __post_init__(self) -> None:
        # One of seven has left no address to be told anything.
        address = "" if self.index % 7 == 6 else f"customer{self.index}@customers.example"
        self.account_id = make_account(self.scene.brand_id, name=f"Customer {self.index}", email=address)
        self.sold_at = START - timedelta(days=1 + self.index * 5 % _SOLD_DAYS_MAX, minutes=13 * self.index)

    def store_card(self, kind: str, *, is_default: bool = False) -> int:
        """This will store a card of one's own."""
        reference = f"pm_demo_{kind}_{self.index}"
        return payments.register_card(command(), self.account_id, "demo", reference, is_default=is_default)

    def buy(self, product: Product, *, is_metered: bool = True) -> Instance:
        """This will sell a service; metered, its play has granted 20 GB until its first period ends."""
        specifications = [self.scene.sim, self.scene.number] if product.resource_requirements.exists() else []
        picks = {specification.name: make_item(specification).pk for specification in specifications}
        request = ProductRequest(product_id=product.pk, picks=picks)
        order_id = orders.place_order(command(at=self.sold_at), self.account_id, request)
        service = complete_order(_job_of(order_id), self.sold_at, assigning=picks.values())
        if is_metered:
            ocs("SetAccount", {"Account": service.service_uuid}, self.sold_at)
            self.grant(service, "DATA_20GB", 20, self.first_end(product.contract_days))
        return service

    def first_end(self, days: int) -> datetime:
        """This will tell when the first period of what was sold ends."""
        zone = get_time_zone(self.account_id, self.sold_at)
        return start_of_day(self.sold_at.astimezone(zone).date() + timedelta(days=days), zone)

    def grant(self, service: Instance, name: str, gigabytes: int, ends_at: datetime) -> None:
        """This will grant data until an instant."""
        balance = {"ID": name, "Value": gigabytes * GIGABYTE, "ExpiryTime": ends_at.isoformat(), "Weight": 10}
        ocs("AddBalance", {"Account": service.service_uuid, "BalanceType": "*data", "Balance": balance}, self.sold_at)

    def add(self, service: Instance, name: str, **changes: Any) -> Instance:
        """This will sell an add-on of 5 GB to a service, an hour after the service."""
        fields: dict[str, Any] = {"category": "addon", "provisioning_variables": {"data_gb": 5}, **changes}
        product = self.scene.product(name, **fields)
        at = self.sold_at + HOUR
        order_id = orders.place_order(
            command(at=at), self.account_id, ProductRequest(product_id=product.pk, service_id=service.pk)
        )
        job = _job_of(order_id)
        provisioning.complete_job(command(at=at), job.pk, start(job).number)
        job.refresh_from_db()
        assert job.order_line.instance is not None
        return job.order_line.instance

    def follow(self, service: Instance, name: str, action: dict[str, str], **timing: str) -> None:
        """This will give a service an action plan, as plays of an operator's own do."""
        actions_id = f"Action_{name.lower()}_{service.service_uuid}"
        ocs("SetActions", {"ActionsId": actions_id, "Actions": [action], "Overwrite": True}, START)
        plan = f"ServiceID_{service.service_uuid}__{name}"
        line = {"ActionsId": actions_id, "Years": "*any", "Months": "*any", "WeekDays": "*any", "Weight": 10, **timing}
        ocs("SetActionPlan", {"Id": plan, "ActionPlan": [line], "Overwrite": True}, START)
        ocs("SetAccount", {"Account": service.service_uuid, "ActionPlanIDs": [plan]}, START)

    def cancel(self, service: Instance, *, grace_days: int) -> None:
        """This will cancel a service a day before START, to end after some days."""
        request = CancellationRequest(CancellationReason.CUSTOMER, grace_days, "Moving abroad")
        services.cancel_service(command(at=START - DAY), service.pk, request)


def make_customers(count: int, *, has_slow_gateway: bool) -> None:
    """This will make customers of each kind in turn, and hold the business clock at START.

    With a slow gateway there is one whose payments nobody knows the outcome of for a minute of real time each.
    """
    hold_business_clock(_DAWN)
    scene = Scene(
        make_brand(),
        sim=make_kind(("ICCID", "IMSI"), end_fate="decommission"),
        number=make_kind(("Number",), kind="logical", end_fate="hold", hold_days=30),
    )
    for index in range(count):
        KINDS[index % len(KINDS)](Customer(scene, index))
    if has_slow_gateway:
        _pays_by_card(Customer(scene, count), card="timeout_unpaid")
    for product in scene.products.values():
        if product.name in {"Mobile on account", "Mobile by card"}:
            _raise_price(product)
    hold_business_clock(START)


def _raise_price(product: Product) -> None:
    service = Instance.objects.filter(configurations__product=product).order_by("pk").first()
    assert service is not None
    set_price(service, "16.50", START + 60 * DAY)


def _job_of(order_id: int) -> ProvisioningJob:
    return ProvisioningJob.objects.get(order_line__order_id=order_id)


def _things(customer: Customer) -> dict[str, list[str]]:
    return {"resource_names": [customer.scene.sim.name, customer.scene.number.name]}


def _pays_on_account(customer: Customer) -> None:
    """Renews on the account, with an add-on that is paid by card, a boost, and a plan that grants nothing."""
    service = customer.buy(customer.scene.product("Mobile on account", **_things(customer)))
    customer.store_card("good")
    customer.add(service, "Monthly data", renewal_payment="card")
    customer.add(service, "Boost", contract_days=0, auto_renew="false")
    customer.grant(service, "BOOST_5GB", 5, customer.sold_at + 33 * DAY)
    text = {"Identifier": "*topup", "BalanceType": "*sms", "BalanceId": "Thanks", "Units": "5", "ExpiryTime": "+720h"}
    customer.follow(service, "Thanks", text, MonthDays="15", Months="3;6;9;12", Time="08:00:00")


def _pays_by_card(customer: Customer, card: str = "good") -> None:
    product = customer.scene.product("Mobile by card", renewal_payment="card", **_things(customer))
    service = customer.buy(product)
    customer.store_card(card)
    customer.add(service, "Extra data", contract_days=28)


def _is_granted_by_a_plan(customer: Customer) -> None:
    """An action plan of its play's grants the balances; the renewal charges only."""
    product = customer.scene.product("Mobile by plan", renewal_payment="card", contract_days=28)
    service = customer.buy(product, is_metered=False)
    ocs("SetAccount", {"Account": service.service_uuid}, customer.sold_at)
    customer.store_card("good")
    data = {"Identifier": "*topup_reset", "BalanceType": "*data", "BalanceId": "Monthly", "Units": str(9 * GIGABYTE)}
    customer.follow(service, "Monthly", {**data, "ExpiryTime": "+744h"}, MonthDays="1", Time="00:00:00")
    day = {"Identifier": "*topup", "BalanceType": "*generic", "BalanceId": "Points", "Units": "1"}
    customer.follow(service, "Points", day, MonthDays="7;14;21;28", Time="10:00:00")


def _is_declined(customer: Customer) -> None:
    _pays_by_card(customer, card="declined")


def _has_removed_the_card(customer: Customer) -> None:
    """Has no card when the renewal comes; the add-on that is paid on the account ends with its service."""
    product = customer.scene.product("Mobile by card", renewal_payment="card", **_things(customer))
    service = customer.buy(product)
    cards.remove_card(command(), customer.store_card("good"))
    customer.add(service, "More data")


def _gets_no_answer(customer: Customer) -> None:
    """The gateway takes the money, but says so only when it is asked again."""
    _pays_by_card(customer, card="timeout")


def _expires(customer: Customer) -> None:
    """Does not renew; another service has ended already: its number is held, and its account will be removed.

    The end fails again and again until its play is allowed to do it.
    """
    customer.buy(
        customer.scene.product(
            "Mobile that expires", auto_renew="false", deprovisioning_play="play_test_ends_later", **_things(customer)
        )
    )
    ended = customer.buy(customer.scene.product("Mobile of before", **_things(customer)))
    job = _job_of(services.end_service(command(at=START - 2 * HOUR), ended.pk))
    provisioning.complete_job(command(at=START - 2 * HOUR), job.pk, start(job).number)


def _is_suspended(customer: Customer) -> None:
    """One service is suspended all year, one was resumed, one is suspended and about to end."""
    product = customer.scene.product("Mobile with a break")
    suspended, resumed, ending = (customer.buy(product) for _ in range(3))
    for service in (suspended, resumed, ending):
        suspend(service, START - 20 * HOUR)
    resume(resumed, START - 10 * HOUR)
    services.cancel_service(
        command(at=START - 9 * HOUR), ending.pk, CancellationRequest(CancellationReason.STAFF, 40, "")
    )


def _has_cancelled(customer: Customer) -> None:
    """Ends within the grace; what was paid ahead is given back. Another one expires before its cancellation is due."""
    scene = customer.scene
    service = customer.buy(scene.product("Mobile by card", renewal_payment="card", **_things(customer)))
    customer.store_card("good")
    customer.add(service, "Monthly data", renewal_payment="card")
    _renew_ahead(service)
    customer.cancel(service, grace_days=5)
    late = customer.buy(scene.product("Mobile with a long grace", auto_renew="false"))
    customer.cancel(late, grace_days=45)


def _renew_ahead(service: Instance) -> None:
    at = START - 2 * DAY
    renewals.renew_now(command(at=at), service.pk)
    renewal = find_open_renewal(service.pk)
    assert renewal is not None
    assert get_service_account_id(service.pk) == renewal.account_id
    carry_out_renewal(command(at=at), renewal.pk)


KINDS: tuple[Callable[[Customer], None], ...] = (
    _pays_on_account,
    _pays_by_card,
    _is_granted_by_a_plan,
    _is_declined,
    _gets_no_answer,
    _has_removed_the_card,
    _expires,
    _is_suspended,
    _has_cancelled,
)
