"""Bundles and packages: ordered as trees of instances, provisioned and put in force together, changed, ended."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.support.bundles import current, finish, finish_all, lines_of, make_bundle, make_package, make_part, pounds
from tests.support.catalogue import set_price
from tests.support.goods import make_item, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.races import race
from tests.support.services import stage_service, start
from tests.support.snapshot import differences, take_snapshot
from trunkline.billing.models import Charge
from trunkline.catalog.models import Product
from trunkline.catalog.operations.prices import PricePlace
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes.jobs import run_provisioning_job
from trunkline.flows.use_cases import orders, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.services import CancellationRequest
from trunkline.instances.models import Configuration, Instance
from trunkline.instances.states import CancellationReason, InstanceKind
from trunkline.kernel.errors import DomainError, InvalidInputError, InvalidTransitionError
from trunkline.ordering.errors import OfferNotEligibleError, PartNeededError, PriceChangedError
from trunkline.ordering.models import Order, OrderLine
from trunkline.platform.clocks import business_now
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import JobState
from trunkline.stock.states import ItemState

pytestmark = pytest.mark.usefixtures("quiet_database")


def part(product: Product, count: int = 1, **more: Any) -> ProductRequest:
    return ProductRequest(product.pk, count=count, **more)


def order(account_id: int, product: Product, *components: ProductRequest, **more: Any) -> int:
    return orders.place_order(command(), account_id, ProductRequest(product.pk, components=components, **more))


def buy(product: Product, *components: ProductRequest, account_id: int | None = None, **more: Any) -> OrderLine:
    """Order a bundle and have all of it in force; returns its line."""
    order_id = order(account_id or make_account(make_brand()), product, *components, **more)
    finish_all(order_id)
    return lines_of(order_id)[0]


def parts_of(instance_id: int | None) -> list[Configuration]:
    rows = Configuration.objects.filter(parent_id=instance_id, state="CURRENT", superseded_at=None)
    return list(rows.select_related("product", "instance", "service_state").order_by("instance_id"))


def states_of(order_id: int) -> list[str]:
    jobs = ProvisioningJob.objects.filter(order_line__order_id=order_id).order_by("order_line__position")
    return [job.state for job in jobs]


def test_a_package_becomes_a_tree_of_its_default_counts_and_takes_effect_at_once() -> None:
    # 003:32: one of A, ten of B, four of C.
    a, b, c = make_part("1.00"), make_part("2.00"), make_part("3.00")
    package = make_package((a, 1, 1, 1), (b, 10, 10, 10), (c, 4, 4, 4), prices=pounds("33.00", "7.00"))
    account_id = make_account(make_brand())
    order_id = order(account_id, package, shown_due_now=Decimal("73.00"))
    lines = lines_of(order_id)
    assert [line.part_of_id for line in lines] == [None, *[lines[0].pk] * 15]
    for line in lines[:-1]:
        finish(line)
        assert not Instance.objects.filter(configurations__account_id=account_id).exists()
    assert set(states_of(order_id)) == {JobState.PREPARED, JobState.QUEUED}
    finish(lines[-1])
    assert set(states_of(order_id)) == {JobState.SUCCEEDED}
    assert Order.objects.get(pk=order_id).state == "completed"
    top = current(lines_of(order_id)[0].instance_id)
    assert (top.instance.kind, top.parent_id) == (InstanceKind.PRODUCT, None)
    parts = parts_of(top.instance_id)
    assert Counter(row.product_id for row in parts) == {a.pk: 1, b.pk: 10, c.pk: 4}
    assert {(row.instance.kind, row.valid_from) for row in parts} == {(InstanceKind.SERVICE, top.valid_from)}
    charged = Charge.objects.filter(account_id=account_id)
    assert sum(charge.amount for charge in charged) == Decimal("73.00")
    assert charged.exclude(amount=0).count() == 17


def test_a_bundle_whose_price_covers_its_parts_charges_nothing_for_them() -> None:
    news, films = make_part("4.00"), make_part("6.00")
    bundle = make_bundle(
        "fixed_bundle",
        [{"product": news.code, "quantity": 1}, {"product": films.code, "quantity": 2}],
        replace(pounds("8.00"), applies_to_components=True),
    )
    line = buy(bundle, shown_due_now=Decimal("8.00"))
    assert [row.rate_version_id for row in parts_of(line.instance_id)] == [None, None, None]
    charges = Charge.objects.filter(account_id=line.order.account_id).exclude(amount=0)
    assert [(charge.instance_id, charge.amount) for charge in charges] == [(line.instance_id, Decimal("8.00"))]


def test_a_part_is_bought_at_its_price_within_the_bundle_or_else_its_own() -> None:
    news, films = make_part("4.00"), make_part("6.00")
    bundle = make_package((news, 1, 1, 1), (films, 1, 1, 1), prices=None)
    set_price(news.pk, pounds("2.50"), PricePlace(bundle=bundle))
    line = buy(bundle, shown_due_now=Decimal("8.50"))
    assert current(line.instance_id).rate_version is None
    prices = {row.product_id: row.rate_version.retail for row in parts_of(line.instance_id) if row.rate_version}
    assert prices == {news.pk: Decimal("2.50"), films.pk: Decimal("6.00")}


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 2}, "at most 1"),
        ({"b": 1}, "at least 2"),
        ({"a": 0}, "at least 1"),
        ({"b": -3}, "whole number"),
        ({"stranger": 1}, "is no component"),
        ({"b": 10**9}, "at most 3"),
    ],
)
def test_a_selection_against_the_rules_is_refused_with_the_rule_and_leaves_nothing(
    counts: dict[str, int], told: str
) -> None:
    products = {"a": make_part(), "b": make_part(), "stranger": make_part()}
    package = make_package((products["a"], 1, 1, 1), (products["b"], 2, 3, 2))
    account_id = make_account(make_brand())
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match=told):
        order(account_id, package, *[part(products[name], count) for name, count in counts.items()])
    assert differences(before, take_snapshot()) == []


def test_what_was_shown_is_the_price_of_all_parts() -> None:
    package = make_package((make_part("2.00"), 1, 5, 3))
    with pytest.raises(PriceChangedError, match="Due now is 21, "):
        order(make_account(make_brand()), package, shown_due_now=Decimal("15.00"))


def test_optional_parts_are_added_and_removed_later_within_the_limits() -> None:
    needed, optional = make_part(), make_part("5.00")
    package = make_package((needed, 1, 2, 1), (optional, 0, 2, 0))
    line = buy(package)
    account_id, top_id = line.order.account_id, line.instance_id
    assert [row.product_id for row in parts_of(top_id)] == [needed.pk]
    added = orders.place_order(command(), account_id, ProductRequest(optional.pk, service_id=top_id, count=2))
    assert states_of(added) == [JobState.QUEUED] * 2
    # Those on their way count, too.
    with pytest.raises(InvalidInputError, match="at most 2, not 3"):
        orders.place_order(command(), account_id, ProductRequest(optional.pk, service_id=top_id))
    finish_all(added)
    rows = parts_of(top_id)
    assert Counter(row.product_id for row in rows) == {needed.pk: 1, optional.pk: 2}
    assert Charge.objects.filter(instance_id=rows[-1].instance_id, amount=Decimal("5.00")).count() == 1
    finish_all(services.end_service(command(), rows[-1].instance_id))
    assert Counter(row.product_id for row in parts_of(top_id) if not row.instance.retired_at)[optional.pk] == 1
    before = take_snapshot()
    with pytest.raises(PartNeededError, match="at least 1, not 0"):
        services.end_service(command(), rows[0].instance_id)
    with pytest.raises(PartNeededError):
        services.cancel_service(command(), rows[0].instance_id, CancellationRequest(CancellationReason.CUSTOMER, 5))
    assert differences(before, take_snapshot()) == []
    with pytest.raises(OfferNotEligibleError, match="no add-on"):
        orders.place_order(command(), account_id, ProductRequest(optional.pk, service_id=rows[0].instance_id))


def test_of_ten_that_add_the_last_part_at_once_one_is_taken(owner_connection: psycopg.Connection) -> None:
    optional = make_part()
    package = make_package((make_part(), 1, 1, 1), (optional, 0, 1, 0))
    line = buy(package)

    def add() -> str:
        try:
            request = ProductRequest(optional.pk, service_id=line.instance_id)
            orders.place_order(command(), line.order.account_id, request)
        except InvalidInputError:
            return "refused"
        return "added"

    lock = f"SELECT FROM parties_account WHERE id = {line.order.account_id} FOR UPDATE"
    assert Counter(race(owner_connection, lock, [add] * 10)) == {"added": 1, "refused": 9}


def test_the_parts_of_a_fixed_bundle_stay_as_they_are() -> None:
    channel = make_part()
    bundle = make_bundle("fixed_bundle", [{"product": channel.code, "quantity": 2}])
    with pytest.raises(InvalidInputError, match="is fixed at 2"):
        order(make_account(make_brand()), bundle, part(channel, 3))
    line = buy(bundle)
    with pytest.raises(InvalidInputError, match="is fixed at 2"):
        orders.place_order(command(), line.order.account_id, ProductRequest(channel.pk, service_id=line.instance_id))
    with pytest.raises(PartNeededError):
        services.end_service(command(), parts_of(line.instance_id)[0].instance_id)


def test_a_fixed_bundle_with_a_play_is_provisioned_by_that_one_request() -> None:
    channel = make_part(play="play_of_a_channel")
    play = {"provisioning_play": "play_of_the_bundle"}
    bundle = make_bundle("fixed_bundle", [{"product": channel.code, "quantity": 2}], **play)
    package = make_package((channel, 2, 2, 2), **play)
    for product, plays in (
        (bundle, ["play_of_the_bundle", "", ""]),
        (package, ["play_of_the_bundle", *["play_of_a_channel"] * 2]),
    ):
        order_id = order(make_account(make_brand()), product)
        jobs = ProvisioningJob.objects.filter(order_line__order_id=order_id).order_by("order_line__position")
        assert [job.play for job in jobs] == plays


def fail(line: OrderLine) -> None:
    """Have a line's play fail, and the job be undone, as a worker does."""
    attempt = start(ProvisioningJob.objects.get(order_line=line))
    provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "a task", "It broke.")
    endings.fail_job(command(), attempt.job.pk, attempt.number)


def test_a_part_that_fails_takes_all_others_back_and_all_are_run_again_together() -> None:
    specification = make_specification()
    sim = make_part(play="play_of_a_sim", resource_names=[specification.name])
    package = make_package((sim, 1, 4, 2), (make_part(), 1, 1, 1))
    account_id = make_account(make_brand())
    items = [make_item(specification) for _ in range(3)]
    picked = [part(sim, picks={specification.name: item.pk}) for item in items]
    order_id = order(account_id, package, *picked)
    top, first, second, third, plain = lines_of(order_id)
    for line in (top, first, plain):
        finish(line)
    running = start(ProvisioningJob.objects.get(order_line=third))
    stage_service(running)
    fail(second)
    # What waited is undone by the worker that comes; what ran finds out at its end.
    undone = ProvisioningJob.objects.filter(order_line__order_id=order_id, state=JobState.UNDOING)
    assert {job.order_line_id for job in undone} == {top.pk, first.pk, plain.pk}
    with pytest.raises(InvalidTransitionError, match="has not ended yet"):
        endings.retry_job(command(), ProvisioningJob.objects.get(order_line=second).pk)
    with pytest.raises(DomainError, match="all of it is undone"):
        endings.complete_job(command(), running.job.pk, running.number)
    provisioning.begin_undoing(command(), running.job.pk, running.number, "", "A part has failed.")
    endings.fail_job(command(), running.job.pk, running.number)
    for job in undone:
        run_provisioning_job(job.pk)
    assert set(states_of(order_id)) == {JobState.FAILED}
    assert Order.objects.get(pk=order_id).state == "failed"
    assert not Instance.objects.filter(configurations__account_id=account_id).exists()
    for item in items:
        item.refresh_from_db()
    assert {item.state for item in items} == {ItemState.NEW}
    assert not Charge.objects.filter(account_id=account_id).exists()
    endings.retry_job(command(), ProvisioningJob.objects.get(order_line=plain).pk)
    assert set(states_of(order_id)) == {JobState.QUEUED}
    for item in items:
        item.refresh_from_db()
    assert {item.state for item in items} == {ItemState.RESERVED}
    finish_all(order_id)
    assert Order.objects.get(pk=order_id).state == "completed"
    assert len(parts_of(lines_of(order_id)[0].instance_id)) == 4


def test_what_has_not_begun_when_a_part_fails_does_not_begin() -> None:
    package = make_package((make_part(play="play_of_a_part"), 3, 3, 3))
    order_id = order(make_account(make_brand()), package)
    fail(lines_of(order_id)[1])
    assert states_of(order_id) == [JobState.FAILED] * 4
    assert {line.state for line in lines_of(order_id)} == {"failed"}
    assert "Line 2" in lines_of(order_id)[3].failure


def test_a_package_is_suspended_goes_on_and_ends_with_all_its_parts() -> None:
    phone = make_part(play="play_of_a_phone", deprovisioning_play="play_that_ends_a_phone")
    package = make_package((phone, 1, 3, 2), (make_part(), 0, 1, 1))
    line = buy(package)
    rows = parts_of(line.instance_id)
    for act, state, ending in (
        (services.suspend_service, "Suspended", False),
        (services.resume_service, "Active", False),
        (services.end_service, "Deactivated", True),
    ):
        order_id = act(command(), line.instance_id)
        lines = lines_of(order_id)
        assert [each.instance_id for each in lines] == [line.instance_id, *[row.instance_id for row in rows]]
        if ending:
            assert [each.job.play for each in lines] == [
                "",
                *["play_that_ends_a_phone"] * 2,
                "play_deprovision_service",
            ]
        finish_all(order_id)
        now = [current(each.instance_id) for each in lines]
        assert {row.service_state.code for row in now if row.service_state} == {state}
        assert {bool(row.instance.retired_at) for row in now} == {ending}
        assert len({row.valid_from for row in now}) == 1
        assert {row.parent_id for row in now[1:]} == {line.instance_id}


def test_a_package_that_cannot_end_whole_does_not_end() -> None:
    phone = make_part(play="play_of_a_phone", deprovisioning_play="play_that_ends_a_phone")
    line = buy(make_package((phone, 1, 3, 3)))
    order_id = services.end_service(command(), line.instance_id)
    lines = lines_of(order_id)
    finish(lines[0])
    finish(lines[1])
    fail(lines[2])
    for job in ProvisioningJob.objects.filter(order_line__order_id=order_id, state=JobState.UNDOING):
        run_provisioning_job(job.pk)
    assert states_of(order_id) == [JobState.FAILED] * 4
    assert {current(each.instance_id).instance.retired_at for each in lines} == {None}
    endings.retry_job(command(), ProvisioningJob.objects.get(order_line=lines[1]).pk)
    finish_all(order_id)
    assert None not in {current(each.instance_id).instance.retired_at for each in lines}


def test_bundles_inside_bundles_become_trees_of_three_levels() -> None:
    phone, wifi, core = make_part("1.00"), make_part("2.00"), make_part("10.00")
    site = make_bundle(
        "flexible_bundle",
        [{"product": phone.code, "minimum": 1, "maximum": 5}, {"product": wifi.code, "minimum": 0, "maximum": 1}],
        pounds("50.00"),
    )
    wan = make_package((core, 1, 1, 1), (site, 0, 20, 0), prices=None)
    prague = part(site, components=[part(phone, 2), part(wifi)])
    london = part(site, components=[part(phone, 3)])
    line = buy(wan, prague, london, shown_due_now=Decimal("117.00"))
    children = parts_of(line.instance_id)
    assert [row.product_id for row in children] == [site.pk, site.pk, core.pk]
    below = [Counter(row.product_id for row in parts_of(child.instance_id)) for child in children]
    assert below == [{phone.pk: 2, wifi.pk: 1}, {phone.pk: 3}, {}]
    # One site ends, and what is in it; the other stays.
    finish_all(services.end_service(command(), children[0].instance_id))
    ended = [bool(current(child.instance_id).instance.retired_at) for child in children]
    assert ended == [True, False, False]
    assert all(row.instance.retired_at for row in parts_of(children[0].instance_id))
    assert not any(row.instance.retired_at for row in parts_of(children[1].instance_id))
    finish_all(services.end_service(command(), line.instance_id))
    everything = [line.instance_id, *[row.instance_id for row in [*children, *parts_of(children[1].instance_id)]]]
    assert all(current(instance_id).instance.retired_at for instance_id in everything)


def test_a_part_of_a_bundle_is_renewed_for_itself_and_waits_for_its_bundle() -> None:
    line = buy(make_package((make_part(), 1, 1, 1), auto_renew="true"))
    (row,) = parts_of(line.instance_id)
    assert row.instance.renewals.get().starts_at - row.valid_from > timedelta(days=29)
    assert row.valid_from <= business_now()


def test_the_database_refuses_a_part_that_takes_effect_without_its_bundle(owner_connection: psycopg.Connection) -> None:
    order_id = order(make_account(make_brand()), make_package((make_part(), 1, 1, 1)))
    with pytest.raises(psycopg.errors.CheckViolation, match="order_line_part_is_not_alone"):
        owner_connection.execute(
            "UPDATE ordering_orderline SET together = NULL WHERE order_id = %s AND part_of_id IS NOT NULL", [order_id]
        )
