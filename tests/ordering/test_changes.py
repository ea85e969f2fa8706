"""Add-ons, suspension and resumption: what is ordered for a service that runs."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.support.doors import ask, bearer, make_token
from tests.support.goods import FIFTEEN_OVER_FIVE, make_item, make_product, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.services import make_service, start
from tests.support.snapshot import differences, take_snapshot
from tests.support.warehouse import make_goods, make_warehouse
from trunkline.billing.models import BillableFact, Charge, Transaction
from trunkline.catalog.models import Product
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.selectors import list_offers
from trunkline.flows.use_cases import orders, plays, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.errors import ServiceNotFoundError, ServiceRetiredError, ServiceStateError
from trunkline.instances.models import Configuration, Instance
from trunkline.instances.selectors.services import get_current_service
from trunkline.ordering.errors import OfferNotEligibleError, PicksIncompleteError, ServiceBusyError
from trunkline.ordering.models import OrderLine
from trunkline.parties.models import Account
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.errors import OutsideJobError
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.stock.errors import QuantityNotAvailableError
from trunkline.stock.models import StockItem
from trunkline.stock.use_cases import picking

BOOST = replace(FIFTEEN_OVER_FIVE, retail=Decimal("5.00"), wholesale=Decimal("1.50"), wholesale_set_up=Decimal(0))
RENTAL = replace(
    FIFTEEN_OVER_FIVE, retail=Decimal("10.00"), wholesale=Decimal("3.00"), wholesale_set_up=Decimal("45.00")
)


def boost(**changes: object) -> Product:
    fields: dict[str, object] = {"name": "5GB Data Boost", "prices": BOOST, "contract_days": 0}
    return make_product(category="addon", **{**fields, **changes})


def rental(**changes: object) -> Product:
    return make_product(**{"name": "Modem Rental", "category": "addon", "prices": RENTAL, **changes})


def order_addon(service: Instance, product: Product, **request: object) -> ProvisioningJob:
    account_id = get_current_service(service.pk).account_id
    wanted = ProductRequest(product_id=product.pk, service_id=service.pk, **request)  # type: ignore[arg-type]
    order_id = orders.place_order(command(), account_id, wanted)
    return ProvisioningJob.objects.get(order_line__order_id=order_id)


def complete(attempt: Attempt) -> ProvisioningJob:
    endings.complete_job(command(), attempt.job.pk, attempt.number)
    return ProvisioningJob.objects.get(pk=attempt.job.pk)


def change(service: Instance, order: Callable[..., int]) -> Attempt:
    order_id = order(command(), service.pk)
    return start(ProvisioningJob.objects.get(order_line__order_id=order_id))


def amounts(service: Instance) -> list[tuple[str, str, Decimal, Decimal]]:
    rows = Transaction.objects.filter(instance=service).order_by("pk")
    return [(row.title, row.charge.component, row.retail, row.wholesale) for row in rows]


def test_an_addon_that_costs_once_is_charged_to_its_service_and_is_nothing_of_its_own() -> None:
    service = make_service()
    before = amounts(service)
    job = order_addon(service, boost())
    assert (job.kind, job.instance_id, job.order_line.parent_id, job.order_line.instance_id) == (
        "add_on",
        service.pk,
        service.pk,
        None,
    )
    assert {name: job.variables[name] for name in ("service_id", "service_uuid")} == {
        "service_id": service.pk,
        "service_uuid": service.service_uuid,
    }
    ended = complete(start(job))
    assert ended.order_line.instance_id == service.pk
    assert amounts(service)[len(before) :] == [("5GB Data Boost", "fact", Decimal("5.00"), Decimal("1.50"))]
    assert not Configuration.objects.filter(parent=service).exists()


def test_what_a_play_says_twice_of_an_addon_is_one_charge() -> None:
    service = make_service()
    attempt = start(order_addon(service, boost()))
    body = {
        "customer_id": attempt.job.account_id,
        "service_id": service.pk,
        "title": "Five more gigabytes",
        "retail_cost": "5.00",
        "wholesale_cost": "1.50",
    }
    for title in ("Five more gigabytes", "5GB Data Boost"):
        plays.claim_transaction(command(), attempt.job.pk, attempt.number, {**body, "title": title})
    complete(attempt)
    assert amounts(service)[2:] == [("Five more gigabytes", "fact", Decimal("5.00"), Decimal("1.50"))]
    assert BillableFact.objects.filter(instance=service).count() == 1


def test_an_addon_with_a_period_runs_under_its_service_and_ends_with_it() -> None:
    service = make_service()
    addon = complete(start(order_addon(service, rental()))).order_line.instance
    assert addon is not None
    current = get_current_service(addon.pk)
    assert (current.parent_id, current.name) == (service.pk, "Modem Rental")
    assert amounts(addon) == [
        ("Modem Rental - set-up", "set_up", Decimal("0.00"), Decimal("45.00")),
        (f"Modem Rental - {period(addon)}", "recurring", Decimal("10.00"), Decimal("3.00")),
    ]
    complete(change(service, services.end_service))
    for instance in (service, addon):
        instance.refresh_from_db()
        state = get_current_service(instance.pk).service_state
        assert (instance.retired_at is not None, state and state.code) == (True, "Deactivated")


def period(instance: Instance) -> str:
    charge = Charge.objects.get(instance=instance, component="recurring")
    return f"{charge.starts_on} to {charge.ends_on}"


def test_an_addon_ends_alone_and_takes_its_item_with_it() -> None:
    specification = make_specification()
    service = make_service()
    item = make_item(specification)
    attempt = start(
        order_addon(service, rental(resource_names=[specification.name]), picks={specification.name: item.pk})
    )
    body = {"service_id": service.pk, "customer_id": attempt.job.account_id, "item_state": "Assigned"}
    plays.change_item(command(), attempt.job.pk, attempt.number, item.pk, body)
    addon = complete(attempt).order_line.instance
    assert addon is not None
    item.refresh_from_db()
    assert (item.state, item.allocations.get().service_id) == ("Assigned", service.pk)
    complete(change(addon, services.end_service))
    item.refresh_from_db()
    assert item.state == "Decommissioned"
    service.refresh_from_db()
    addon.refresh_from_db()
    assert (service.retired_at, addon.retired_at is not None) == (None, True)


def test_an_addon_is_refused_with_every_reason() -> None:
    service = make_service()
    product = boost(service_type="internet", relies_on=["Fibre 100"])
    before = take_snapshot()
    with pytest.raises(OfferNotEligibleError) as refusal:
        order_addon(service, product)
    assert refusal.value.detail == (
        "The add-on is for services of type internet. The add-on needs one of these services: Fibre 100."
    )
    with pytest.raises(OfferNotEligibleError, match="The product is no add-on: it is ordered by itself"):
        order_addon(service, make_product())
    assert differences(before, take_snapshot()) != []  # the product of the last line
    assert not OrderLine.objects.filter(parent=service).exists()


def test_an_addon_relies_on_the_name_of_the_service_or_of_its_product() -> None:
    service = make_service(name="Fibre 100")
    assert order_addon(service, boost(relies_on=["Fibre 100"])).state == "queued"
    assert order_addon(service, boost(relies_on=["Another", "Mobile of a test"])).state == "queued"


def test_an_addon_for_the_service_of_another_account_is_refused() -> None:
    service = make_service()
    stranger = make_account(make_brand())
    product = boost()
    before = take_snapshot()
    with pytest.raises(ServiceNotFoundError):
        orders.place_order(command(), stranger, ProductRequest(product.pk, service_id=service.pk))
    assert differences(before, take_snapshot()) == []


def test_nothing_is_added_to_a_service_that_ends_meanwhile() -> None:
    service = make_service()
    product = boost()
    job = order_addon(service, product)
    ending = change(service, services.end_service)
    with pytest.raises(OfferNotEligibleError, match="about to end"):
        order_addon(service, product)
    complete(ending)
    attempt = start(job)
    with pytest.raises(JobOutcomeInvalidError):
        endings.complete_job(command(), job.pk, attempt.number)
    assert not BillableFact.objects.filter(instance=service).exists()


def test_the_job_of_an_addon_may_not_change_the_status_of_its_service() -> None:
    service = make_service()
    attempt = start(order_addon(service, boost()))
    with pytest.raises(OutsideJobError):
        plays.change_service(command(), attempt.job.pk, attempt.number, service.pk, {"service_status": "Suspended"})


def test_a_suspended_service_is_not_charged_and_goes_on_when_it_is_resumed() -> None:
    service = make_service(auto_renew="true")
    attempt = change(service, services.suspend_service)
    assert (attempt.job.kind, attempt.job.play, attempt.job.variables["action"]) == (
        "suspend",
        "play_suspend_service",
        "suspend",
    )
    complete(attempt)
    current = get_current_service(service.pk)
    assert (current.service_state and current.service_state.code) == "Suspended"
    with pytest.raises(ServiceStateError):
        services.suspend_service(command(), service.pk)
    complete(change(service, services.resume_service))
    states = [row.service_state.code for row in service.configurations.order_by("valid_from") if row.service_state]
    assert states[0] == states[-1] == "Active"
    with pytest.raises(ServiceStateError):
        services.resume_service(command(), service.pk)


def test_a_play_that_leaves_a_service_active_has_not_suspended_it() -> None:
    service = make_service()
    attempt = change(service, services.suspend_service)
    plays.change_service(command(), attempt.job.pk, attempt.number, service.pk, {"service_status": "Active"})
    with pytest.raises(JobOutcomeInvalidError):
        endings.complete_job(command(), attempt.job.pk, attempt.number)


def test_a_service_changes_one_thing_at_a_time() -> None:
    service = make_service()
    services.suspend_service(command(), service.pk)
    with pytest.raises(ServiceBusyError):
        services.end_service(command(), service.pk)


def test_an_ended_service_is_neither_suspended_nor_added_to() -> None:
    service = make_service()
    complete(change(service, services.end_service))
    with pytest.raises(ServiceRetiredError):
        services.suspend_service(command(), service.pk)
    with pytest.raises(OfferNotEligibleError, match="The service is not active"):
        order_addon(service, boost())


def test_offers_for_a_service_are_its_addons() -> None:
    service = make_service()
    account = Account.objects.get(pk=get_current_service(service.pk).account_id)
    fits, other = boost(), boost(service_type="internet")
    at = business_now() + timedelta(minutes=1)
    current = get_current_service(service.pk)
    offers = {
        offer.product.pk: offer.reasons
        for offer in list_offers(account, by_customer=False, at=at, service=current).offers
    }
    assert offers[fits.pk] == ()
    assert offers[other.pk] == ("The add-on is for services of type internet.",)
    alone = {offer.product.pk: offer.reasons for offer in list_offers(account, by_customer=False, at=at).offers}
    assert alone[fits.pk] == ("An add-on is ordered from the page of the service that it adds to.",)


@pytest.mark.parametrize(
    ("play", "state"), [("play_that_uses_nothing", "New"), ("", "Assigned")], ids=["its play", "without a play"]
)
def test_an_item_goes_back_that_the_play_of_an_addon_did_not_use_but_not_without_a_play(play: str, state: str) -> None:
    specification = make_specification()
    service = make_service()
    item = make_item(specification)
    product = rental(resource_names=[specification.name], provisioning_play=play)
    complete(start(order_addon(service, product, picks={specification.name: item.pk})))
    assert StockItem.objects.get(pk=item.pk).state == state


def test_a_failed_order_of_counted_goods_frees_them_and_keeps_them_again_when_it_is_run_again() -> None:
    goods = make_goods(1)
    product = make_product(resource_names=[goods.specification.name])
    account_id = make_account(make_brand())
    request = ProductRequest(product.pk, picks_from={goods.specification.name: goods.warehouse.code})
    order_id = orders.place_order(command(), account_id, request)
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    row = goods.specification.quantities.get()
    assert (row.on_hand, row.reserved) == (1, 1)
    provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(), attempt.job.pk, attempt.number)
    row.refresh_from_db()
    assert (row.on_hand, row.reserved) == (1, 0)
    endings.retry_job(command(), attempt.job.pk)
    row.refresh_from_db()
    assert (row.on_hand, row.reserved) == (1, 1)
    again = start(ProvisioningJob.objects.get(pk=attempt.job.pk))
    complete(again)
    row.refresh_from_db()
    assert (row.on_hand, row.reserved) == (0, 0)


def test_what_is_picked_from_a_place_that_never_had_any_is_refused_beside_an_item() -> None:
    goods, item = make_goods(1), make_item(make_specification())
    product = make_product(resource_names=[goods.specification.name, item.specification.name])
    request = ProductRequest(
        product.pk,
        picks={item.specification.name: item.pk},
        picks_from={goods.specification.name: make_warehouse().code},
    )
    account_id = make_account(make_brand())
    before = take_snapshot()
    with pytest.raises(QuantityNotAvailableError, match="never had"):
        orders.place_order(command(), account_id, request)
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("code", ["nowhere", "a\x00b", "\ud800", "x" * 5000])
def test_a_place_that_cannot_be_is_refused_with_its_field(code: str) -> None:
    goods = make_goods(1)
    product = make_product(resource_names=[goods.specification.name])
    account = Account.objects.get(pk=make_account(make_brand()))
    body = {
        "account": str(account.public_id),
        "product": str(product.public_id),
        "picks_from": {goods.specification.name: code},
    }
    answer = ask("POST", "/api/v1/orders", body, bearer(make_token(Role.ADMIN)))
    assert answer.status_code == 422
    assert f"picks_from.{goods.specification.name}" in answer.content.decode()


@pytest.mark.parametrize("rows", [[2], [1, 1]])
def test_a_line_takes_one_piece_and_a_reservation_of_more_is_refused(rows: list[int]) -> None:
    goods = make_goods(3)
    product = make_product(resource_names=[goods.specification.name])
    account_id = make_account(make_brand())
    reservation = None
    for quantity in rows:
        reservation = uuid.UUID(
            picking.reserve_pieces(
                command(), account_id, goods.specification.pk, goods.warehouse.pk, quantity, joining=reservation
            )
        )
    before = take_snapshot()
    with pytest.raises(PicksIncompleteError, match="two pieces"):
        orders.place_order(command(), account_id, ProductRequest(product.pk, reservation=reservation))
    assert differences(before, take_snapshot()) == []


def test_what_is_picked_from_a_place_that_has_none_is_refused() -> None:
    goods = make_goods(1)
    product = make_product(resource_names=[goods.specification.name])
    account_id = make_account(make_brand())
    request = ProductRequest(product.pk, picks_from={goods.specification.name: goods.warehouse.code})
    orders.place_order(command(), account_id, request)
    before = take_snapshot()
    with pytest.raises(QuantityNotAvailableError):
        orders.place_order(command(), account_id, request)
    assert differences(before, take_snapshot()) == []
