"""An Idempotency-Key makes a request count once, however often and however close together it is sent."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.support.doors import World, ask, bearer, make_token
from tests.support.people import unique
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from tests.web.api.requests import GOOD, Route
from trunkline.ordering.models import Order
from trunkline.parties.models import Account
from trunkline.parties.states import Role
from trunkline.platform.models import IdempotencyKey

pytestmark = pytest.mark.usefixtures("quiet")

AT_ONCE = 4
# The engine's doors are not of this API: its callers know balances by their own ids.
# Tokens are never kept to be shown again, and take no key.
ROUTES = sorted(route for route in GOOD if not route[1].endswith(("/jsonrpc", "/portal-tokens")))


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_the_same_request_again_has_one_effect_and_the_same_answer(method: str, path: str) -> None:
    route = Route(World(), method, path)
    address, body, headers = route.address, route.body(), {**route.headers, "Idempotency-Key": unique()}
    first = ask(method, address, body, headers)
    assert first.status_code in {200, 201, 202}, first.content
    after_first = take_snapshot(ignoring=TRACES_OF_CALLS)
    again = ask(method, address, body, headers)
    assert (again.status_code, json.loads(again.content)) == (first.status_code, json.loads(first.content))
    assert differences(after_first, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/api/v1/accounts", {"name": "Somebody else"}),
        ("/api/v1/orders", {"variables": {"note": "knock"}}),
        ("/api/v1/products", {"retail_cost": "15.01"}),
        ("/api/v1/stock-items", {"place": "Shelf 4"}),
    ],
)
def test_the_same_key_with_another_body_is_refused(path: str, changes: dict[str, Any]) -> None:
    route = Route(World(), "POST", path)
    body, headers = route.body(), {**route.headers, "Idempotency-Key": unique()}
    assert ask("POST", path, body, headers).status_code == 201
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = ask("POST", path, {**body, **changes}, headers)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "idempotency-key-reused")
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_a_key_belongs_to_who_used_it() -> None:
    world, key = World(), unique()
    body = {"name": f"Ada {unique()}", "brand": world.brand.slug}
    for _ in range(2):
        headers = {**bearer(make_token(Role.AGENT)), "Idempotency-Key": key}
        assert ask("POST", "/api/v1/accounts", body, headers).status_code == 201
    assert Account.objects.filter(person__name=body["name"]).count() == 2


def test_a_refused_request_leaves_its_key_free() -> None:
    route = Route(World(), "POST", "/api/v1/orders")
    headers = {**route.headers, "Idempotency-Key": unique()}
    refused = ask("POST", route.path, {**route.body(), "shown_due_now": "14.99"}, headers)
    assert refused.status_code == 409
    assert not IdempotencyKey.objects.filter(key=headers["Idempotency-Key"]).exists()
    assert ask("POST", route.path, route.body(), headers).status_code == 201


def test_requests_at_once_with_one_key_have_one_effect_and_one_answer() -> None:
    world = World()
    route = Route(world, "POST", "/api/v1/orders")
    body, headers = route.body(), {**route.headers, "Idempotency-Key": unique()}
    before = Order.objects.filter(account=world.account).count()

    def place(_number: int) -> tuple[int, str]:
        try:
            answer = ask("POST", route.path, body, headers)
            return answer.status_code, json.loads(answer.content)["id"]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(place, range(AT_ONCE)))
    assert {status for status, _ in answers} == {201}
    assert len({order_id for _, order_id in answers}) == 1
    assert Order.objects.filter(account=world.account).count() == before + 1
