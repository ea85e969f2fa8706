"""Orders: all or nothing, at the price shown, with the terms accepted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from tests.support.goods import FIFTEEN_OVER_FIVE, make_item, make_product, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.races import race
from tests.support.services import end_service, make_service, place_order, stage_service, start
from tests.support.snapshot import differences, take_snapshot
from trunkline.catalog.models import Product
from trunkline.catalog.use_cases import products as catalog
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.errors import ServiceNotFoundError, ServiceRetiredError
from trunkline.kernel.errors import DomainError, InvalidInputError
from trunkline.ordering.errors import (
    OfferNotEligibleError,
    OrderNotFoundError,
    PicksIncompleteError,
    PriceChangedError,
    ServiceBusyError,
    TermsNotAcceptedError,
)
from trunkline.ordering.models import AcceptedTerms, Order, OrderLine, OrderPick
from trunkline.ordering.policies import check_picks
from trunkline.ordering.selectors import get_order, get_order_by_public_id
from trunkline.parties.errors import AccountNotFoundError
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import Actor, ActorKind
from trunkline.platform.models import Event
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.stock.errors import ItemNotAvailableError, ItemNotFoundError, ItemOfOtherSpecificationError
from trunkline.stock.models import Allocation, StockItem

CUSTOMER = Actor(ActorKind.CUSTOMER, 1)


def with_item(**changes: object) -> tuple[Product, str, StockItem]:
    specification = make_specification()
    product = make_product(resource_names=[specification.name], **changes)
    return product, specification.name, make_item(specification)


def test_an_order_has_its_line_its_pick_its_reservation_its_job_and_its_event() -> None:
    account_id = make_account(make_brand())
    product, name, item = with_item(provisioning_variables={"days": 30})
    at = business_now()
    request = ProductRequest(product.pk, picks={name: item.pk}, variables={"days": 60})
    order = Order.objects.get(pk=orders.place_order(command(at=at), account_id, request))
    assert (order.account_id, order.state, order.placed_at, order.placed_by) == (account_id, "placed", at, "system")
    line = OrderLine.objects.get(order=order)
    assert (line.action, line.state, line.product_id, line.instance) == ("add", "provisioning", product.pk, None)
    assert OrderPick.objects.get(line=line).item_id == item.pk
    allocation = Allocation.objects.get(item=item)
    assert (allocation.holder, allocation.account_id, allocation.state) == (line.public_id, account_id, "reserved")
    job = ProvisioningJob.objects.get(order_line=line)
    assert (job.kind, job.state, job.business_at, job.attempt) == ("provision", "queued", at, 0)
    assert job.variables["days"] == 60
    assert job.variables[name] == item.pk
    event = Event.objects.get(account_id=account_id, name="ordering.order_placed")
    assert event.payload == {"account_id": account_id, "order_id": order.pk}


def test_the_price_shown_is_kept_with_the_line() -> None:
    job = place_order(prices=replace(FIFTEEN_OVER_FIVE, retail=Decimal("12.345678901")))
    line = job.order_line
    assert (line.retail, line.wholesale, line.retail_set_up, line.wholesale_set_up, line.currency) == (
        Decimal("12.345678901"),
        Decimal(5),
        Decimal(0),
        Decimal(1),
        "GBP",
    )
    assert line.rate_version is not None
    assert line.rate_version.retail == Decimal("12.345678901")


def test_the_price_that_was_shown_must_still_be_the_price() -> None:
    account_id, product = make_account(make_brand()), make_product()
    before = take_snapshot()
    with pytest.raises(PriceChangedError):
        orders.place_order(command(), account_id, ProductRequest(product.pk, shown_due_now=Decimal("14.99")))
    assert differences(before, take_snapshot()) == []
    orders.place_order(command(), account_id, ProductRequest(product.pk, shown_due_now=Decimal("15.00")))


def test_accepted_terms_are_kept_with_who_accepted_them_and_when() -> None:
    account_id, product, at = make_account(make_brand()), make_product(terms="Be kind."), business_now()
    asked = command(at=at, actor=CUSTOMER)
    order_id = orders.place_order(asked, account_id, ProductRequest(product.pk, accepted_terms_version=1))
    accepted = AcceptedTerms.objects.get(line__order_id=order_id)
    assert (accepted.terms.version, accepted.terms.text) == (1, "Be kind.")
    assert (accepted.accepted_at, accepted.accepted_by) == (at, "customer:1")


@pytest.mark.parametrize("version", [None, 0, 2])
def test_without_the_present_terms_nothing_is_ordered(version: int | None) -> None:
    account_id, product = make_account(make_brand()), make_product(terms="Be kind.")
    before = take_snapshot()
    with pytest.raises(TermsNotAcceptedError):
        orders.place_order(command(), account_id, ProductRequest(product.pk, accepted_terms_version=version))
    assert differences(before, take_snapshot()) == []


def refused_disabled() -> ProductRequest:
    product = make_product()
    catalog.set_product_enabled(command(), product.pk, is_enabled=False)
    return ProductRequest(product.pk)


def refused_not_yet() -> ProductRequest:
    return ProductRequest(make_product(available_from=business_now() + timedelta(days=1)).pk)


def refused_currency() -> ProductRequest:
    return ProductRequest(make_product(prices=replace(FIFTEEN_OVER_FIVE, currency="EUR")).pk)


def refused_kind() -> ProductRequest:
    return ProductRequest(make_product(is_for_residential=False).pk)


def refused_addon() -> ProductRequest:
    return ProductRequest(make_product(category="addon").pk)


def refused_unknown() -> ProductRequest:
    return ProductRequest(2**40)


def refused_missing_pick() -> ProductRequest:
    return ProductRequest(with_item()[0].pk)


def refused_surplus_pick() -> ProductRequest:
    product, name, item = with_item()
    return ProductRequest(product.pk, picks={name: item.pk, "Router": make_item(make_specification()).pk})


def refused_other_kind() -> ProductRequest:
    product, name, _ = with_item()
    return ProductRequest(product.pk, picks={name: make_item(make_specification()).pk})


def refused_unknown_item() -> ProductRequest:
    product, name, _ = with_item()
    return ProductRequest(product.pk, picks={name: 2**40})


def refused_taken_item() -> ProductRequest:
    product, name, item = with_item()
    request = ProductRequest(product.pk, picks={name: item.pk})
    orders.place_order(command(), make_account(make_brand()), request)
    return request


def refused_variable() -> ProductRequest:
    return ProductRequest(make_product().pk, variables={"ansible_connection": "local"})


def refused_system_variable() -> ProductRequest:
    return ProductRequest(make_product().pk, variables={"customer_id": 1})


def refused_choice() -> ProductRequest:
    return ProductRequest(make_product(auto_renew="prompt").pk)


REFUSALS: list[tuple[Callable[[], ProductRequest], type[DomainError]]] = [
    (refused_disabled, OfferNotEligibleError),
    (refused_not_yet, OfferNotEligibleError),
    (refused_currency, OfferNotEligibleError),
    (refused_kind, OfferNotEligibleError),
    (refused_addon, OfferNotEligibleError),
    (refused_unknown, InvalidInputError),
    (refused_missing_pick, PicksIncompleteError),
    (refused_surplus_pick, PicksIncompleteError),
    (refused_other_kind, ItemOfOtherSpecificationError),
    (refused_unknown_item, ItemNotFoundError),
    (refused_taken_item, ItemNotAvailableError),
    (refused_variable, InvalidInputError),
    (refused_system_variable, InvalidInputError),
    (refused_choice, InvalidInputError),
]


@pytest.mark.parametrize(("make", "error"), REFUSALS, ids=[make.__name__ for make, _ in REFUSALS])
def test_a_refused_order_leaves_nothing(make: Callable[[], ProductRequest], error: type[DomainError]) -> None:
    account_id, request = make_account(make_brand()), make()
    before = take_snapshot()
    with pytest.raises(error):
        orders.place_order(command(), account_id, request)
    assert differences(before, take_snapshot()) == []


def test_an_order_for_an_unknown_account_leaves_nothing() -> None:
    request = ProductRequest(make_product().pk)
    before = take_snapshot()
    with pytest.raises(AccountNotFoundError):
        orders.place_order(command(), 2**40, request)
    assert differences(before, take_snapshot()) == []


def test_of_two_orders_for_one_item_at_once_one_wins(owner_connection: psycopg.Connection) -> None:
    product, name, item = with_item()
    accounts = [make_account(make_brand()) for _ in range(2)]
    request = ProductRequest(product.pk, picks={name: item.pk})
    results = race(
        owner_connection,
        f"SELECT 1 FROM stock_stockitem WHERE id = {item.pk} FOR UPDATE",
        [lambda one=one: orders.place_order(command(), one, request) for one in accounts],  # type: ignore[misc]
    )
    assert sorted(type(result).__name__ for result in results) == ["ItemNotAvailableError", "int"]
    assert Order.objects.filter(account_id__in=accounts).count() == 1
    assert Allocation.objects.filter(item=item).count() == 1


def test_a_service_that_is_being_ended_is_busy() -> None:
    service = make_service()
    services.end_service(command(), service.pk)
    before = take_snapshot()
    with pytest.raises(ServiceBusyError):
        services.end_service(command(), service.pk)
    assert differences(before, take_snapshot()) == []


def test_a_service_that_has_ended_is_retired() -> None:
    service = make_service()
    job = end_service(service)
    assert (job.kind, job.play, job.state) == ("deprovision", "play_deprovision_service", "succeeded")
    before = take_snapshot()
    with pytest.raises(ServiceRetiredError):
        services.end_service(command(), service.pk)
    assert differences(before, take_snapshot()) == []


def test_of_two_at_once_that_end_a_service_one_wins(owner_connection: psycopg.Connection) -> None:
    service = make_service()
    results = race(
        owner_connection,
        f"SELECT 1 FROM instances_instance WHERE id = {service.pk} FOR UPDATE",
        [lambda: services.end_service(command(), service.pk)],
    )
    assert isinstance(results[0], int)
    with pytest.raises(ServiceBusyError):
        services.end_service(command(), service.pk)


def test_an_unknown_service_cannot_be_ended() -> None:
    before = take_snapshot()
    with pytest.raises(ServiceNotFoundError):
        services.end_service(command(), 2**40)
    assert differences(before, take_snapshot()) == []


def test_an_order_completes_with_its_last_line() -> None:
    job = place_order()
    attempt = start(job)
    stage_service(attempt)
    at = business_now() + timedelta(minutes=1)
    endings.complete_job(command(at=at), job.pk, attempt.number)
    order = get_order(job.order_line.order_id)
    assert (order.state, order.finished_at) == ("completed", at)
    line = order.lines.get()
    assert line.state == "done"
    assert line.instance is not None
    completed = Event.objects.get(account_id=order.account_id, name="ordering.order_line_completed")
    assert completed.payload["order_line_id"] == line.pk
    assert completed.payload["instance_id"] == line.instance_id


def test_a_failed_order_says_why_and_frees_what_it_held() -> None:
    account_id = make_account(make_brand())
    product, name, item = with_item()
    order_id = orders.place_order(command(), account_id, ProductRequest(product.pk, picks={name: item.pk}))
    attempt = start(ProvisioningJob.objects.get(order_line__order_id=order_id))
    provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "Make it", "It broke.")
    endings.fail_job(command(), attempt.job.pk, attempt.number)
    order = get_order(order_id)
    assert (order.state, order.lines.get().state, order.lines.get().failure) == ("failed", "failed", "It broke.")
    assert StockItem.objects.get(pk=item.pk).state == "New"
    assert Event.objects.filter(account_id=account_id, name="ordering.order_line_failed").count() == 1


def test_orders_are_seen_within_the_brands_allowed() -> None:
    order = Order.objects.get(pk=place_order().order_line.order_id)
    brand_id = order.account.brand_id
    assert get_order_by_public_id(str(order.public_id), frozenset({brand_id})).pk == order.pk
    with pytest.raises(OrderNotFoundError):
        get_order_by_public_id(str(order.public_id), frozenset({brand_id + 1}))
    with pytest.raises(OrderNotFoundError):
        get_order(2**40)


@pytest.mark.parametrize(
    ("required", "picked"),
    [
        (["SIM"], {}),
        (["SIM", "Number"], {"SIM": 1}),
        ([], {"SIM": 1}),
        (["SIM"], {"sim": 1}),
        (["SIM", "Number"], {"SIM": 1, "Number": 1}),
    ],
)
def test_picks_that_do_not_fit_are_refused(required: list[str], picked: dict[str, int]) -> None:
    with pytest.raises(PicksIncompleteError) as refusal:
        check_picks(required, picked)
    assert list(refusal.value.fields) == ["picks"]


def test_one_item_of_each_is_what_is_asked_for() -> None:
    check_picks(["SIM", "Number"], {"Number": 2, "SIM": 1})
    check_picks([], {})
