"""Orders of several lines: each has a job of its own, and all are placed or none."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.doors import World, ask, bearer, make_token
from tests.support.goods import make_item, make_product, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.services import make_service
from tests.support.snapshot import differences, take_snapshot
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders
from trunkline.flows.use_cases.orders import LINES_MAX
from trunkline.kernel.errors import DomainError, InvalidInputError
from trunkline.ordering.errors import OfferNotEligibleError, PicksIncompleteError
from trunkline.ordering.models import Order
from trunkline.parties.states import Role
from trunkline.platform.clocks import system_now
from trunkline.provisioning.models import ProvisioningJob
from trunkline.stock.errors import ItemNotAvailableError
from trunkline.stock.models import Allocation


def picked() -> tuple[ProductRequest, int]:
    """A product with terms that needs an item, and the item."""
    specification = make_specification()
    product = make_product(resource_names=[specification.name], terms="Terms")
    item = make_item(specification)
    return ProductRequest(product.pk, picks={specification.name: item.pk}, accepted_terms_version=1), item.pk


def test_each_line_has_its_item_terms_and_job_in_the_order_of_the_lines() -> None:
    wanted = [picked() for _ in range(3)]
    # The latest item first: locks are taken in the order of the items, whatever that of the lines.
    wanted.reverse()
    account_id = make_account(make_brand())
    order_id = orders.place_order(command(), account_id, *[request for request, _ in wanted])
    lines = list(Order.objects.get(pk=order_id).lines.order_by("position"))
    assert [line.position for line in lines] == [1, 2, 3]
    assert [line.product_id for line in lines] == [request.product_id for request, _ in wanted]
    assert [line.accepted_terms.terms.version for line in lines] == [1, 1, 1]
    assert [list(line.picks.values_list("item_id", flat=True)) for line in lines] == [[item] for _, item in wanted]
    for line, (_, item_id) in zip(lines, wanted, strict=True):
        assert Allocation.objects.get(item_id=item_id).holder == line.public_id
    jobs = ProvisioningJob.objects.filter(order_line__order_id=order_id).order_by("pk")
    assert [job.order_line_id for job in jobs] == [line.pk for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args ->> 'job_id')::bigint, lock FROM procrastinate_jobs"
            " WHERE task_name = 'flows.run_provisioning_job' AND (args ->> 'job_id')::bigint = ANY(%s) ORDER BY id",
            [[job.pk for job in jobs]],
        )
        assert cursor.fetchall() == [(job.pk, f"line:{job.order_line_id}") for job in jobs]


def test_add_ons_of_one_service_wait_for_one_another() -> None:
    account_id = make_account(make_brand())
    service = make_service(account_id)
    boost = make_product(category="addon", contract_days=0)
    request = ProductRequest(boost.pk, service_id=service.pk)
    order_id = orders.place_order(command(), account_id, request, request)
    jobs = list(ProvisioningJob.objects.filter(order_line__order_id=order_id).order_by("order_line__position"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args ->> 'job_id')::bigint FROM procrastinate_jobs WHERE lock = %s AND status = 'todo'"
            " AND task_name = 'flows.run_provisioning_job' AND (args ->> 'job_id')::bigint = ANY(%s) ORDER BY id",
            [f"service:{service.pk}", [job.pk for job in jobs]],
        )
        assert [job_id for (job_id,) in cursor.fetchall()] == [job.pk for job in jobs]


def taken_item() -> list[ProductRequest]:
    (first, _), (second, _) = picked(), picked()
    orders.place_order(command(), make_account(make_brand()), second)
    return [first, second]


def same_item() -> list[ProductRequest]:
    request, _ = picked()
    return [request, request]


def disabled() -> list[ProductRequest]:
    return [picked()[0], ProductRequest(make_product(is_enabled=False).pk)]


def too_many() -> list[ProductRequest]:
    return [ProductRequest(make_product().pk)] * (LINES_MAX + 1)


@pytest.mark.parametrize(
    ("make", "error", "detail"),
    [
        (taken_item, ItemNotAvailableError, "Reserved for an order"),
        (same_item, PicksIncompleteError, "One item is picked twice"),
        (disabled, OfferNotEligibleError, "Line 2: "),
        (too_many, InvalidInputError, f"1 to {LINES_MAX}"),
        (list, InvalidInputError, f"1 to {LINES_MAX}"),
    ],
)
def test_one_line_that_cannot_be_had_leaves_nothing_of_the_others(
    make: Any, error: type[DomainError], detail: str
) -> None:
    requests = make()
    account_id = make_account(make_brand())
    before = take_snapshot()
    with pytest.raises(error, match=detail):
        orders.place_order(command(), account_id, *requests)
    assert differences(before, take_snapshot()) == []


def test_the_api_takes_lines_and_names_the_field_of_the_line_that_is_wrong() -> None:
    world, headers = World(), bearer(make_token(Role.ADMIN))
    account, product = str(world.account.public_id), str(world.product.public_id)

    def post(**body: object) -> tuple[int, dict[str, Any]]:
        answer = ask("POST", "/api/v1/orders", {"account": account, **body}, headers)
        return answer.status_code, json.loads(answer.content)

    status, document = post(lines=[{"product": product}, {"product": product}])
    assert (status, [line["product"] for line in document["lines"]]) == (201, [world.product.slug] * 2)
    assert len({line["provision_id"] for line in document["lines"]}) == 2
    orders_before = Order.objects.count()
    nowhere = "00000000-0000-4000-8000-000000000000"
    for body, wrong in (
        ({"lines": [{"product": product}, {"product": nowhere}]}, "lines.1.product"),
        ({"lines": [{"product": product, "picks": {"SIM": nowhere}}]}, "lines.0.picks.SIM"),
        ({"lines": [{"product": product, "shown_due_now": "much"}]}, "lines.0.shown_due_now"),
        ({"lines": [{"product": product}], "variables": {}}, "lines"),
        ({}, "product"),
    ):
        status, document = post(**body)
        assert (status, [row["field"] for row in document["errors"]]) == (422, [wrong])
    for lines in ([], [{"product": product}] * (LINES_MAX + 1), [{}], "x", [None]):
        assert post(lines=lines)[0] == 422
    assert Order.objects.count() == orders_before


def test_more_lines_take_no_more_queries_for_what_they_share() -> None:
    account_id = make_account(make_brand())
    counts = []
    for lines in (1, 3):
        wanted = [picked()[0] for _ in range(lines)]
        with CaptureQueriesContext(connection) as queries:
            orders.place_order(command(at=system_now()), account_id, *wanted)
        counts.append(len(queries))
    # Two more for the savepoint of several items, three to lock them all in one order.
    assert counts[1] - counts[0] <= 5
    assert counts[0] <= 30
