"""A text that is too long is refused with its field and limit, and nothing is kept of it."""

import json
from typing import Any

import pytest
from django.http import HttpResponse

from tests.support.doors import World, ask, bearer, make_token
from tests.support.people import unique
from tests.support.services import service_body
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from trunkline.parties.states import Role

pytestmark = pytest.mark.usefixtures("quiet")

TEN_KILOBYTES = "x" * 10_240


@pytest.mark.parametrize(
    ("path", "body", "field", "limit"),
    [
        ("/api/v1/accounts", {"name": TEN_KILOBYTES}, "name", 120),
        ("/api/v1/accounts", {"name": "Ada", "email": TEN_KILOBYTES}, "email", 254),
        ("/api/v1/products", {"product_name": TEN_KILOBYTES}, "product_name", 120),
        ("/api/v1/products", {"comment": TEN_KILOBYTES}, "comment", 4000),
        ("/api/v1/products", {"terms": TEN_KILOBYTES}, "terms", 4000),
        ("/api/v1/products", {"features_list": [TEN_KILOBYTES]}, "features_list", 300),
        (
            "/api/v1/products",
            {"provisioning_json_vars": {"note": TEN_KILOBYTES}},
            "provisioning_json_vars.note",
            500,
        ),
        ("/api/v1/products", {"provisioning_json_vars": TEN_KILOBYTES}, "provisioning_json_vars", 10_000),
        ("/api/v1/orders", {"variables": {"service_label": TEN_KILOBYTES}}, "variables.service_label", 500),
        ("/api/v1/orders", {"variables": {"balance_label": TEN_KILOBYTES}}, "variables.balance_label", 500),
        ("/api/v1/warehouses", {"code": "north", "name": TEN_KILOBYTES}, "name", 120),
        ("/api/v1/stock-items", {"reference_number": TEN_KILOBYTES}, "reference_number", 60),
        ("/api/v1/stock-items", {"texts": ["", TEN_KILOBYTES]}, "texts[1]", 200),
        ("/api/v1/resource-specifications", {"name": TEN_KILOBYTES}, "name", 80),
    ],
)
def test_ten_kilobytes_are_refused_with_the_field_and_its_limit(
    path: str, body: dict[str, Any], field: str, limit: int
) -> None:
    world = World()
    complete: dict[str, dict[str, Any]] = {
        "/api/v1/accounts": {"name": "Ada", "brand": world.brand.slug},
        "/api/v1/products": {
            "product_name": "Mobile",
            "product_slug": f"mobile-{unique()}",
            "category": "standalone",
            "service_type": "mobile",
            "currency": "GBP",
            "retail_cost": "15.00",
            "contract_days": 30,
        },
        "/api/v1/orders": {"account": str(world.account.public_id), "product": str(world.product.public_id)},
        "/api/v1/warehouses": {},
        "/api/v1/stock-items": {
            "specification": world.specification.name,
            "warehouse": "tests",
            "reference_number": f"REF-{unique()}",
        },
        "/api/v1/resource-specifications": {},
    }
    headers = bearer(make_token(Role.ADMIN))
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = ask("POST", path, {**complete[path], **body}, headers)
    check_too_long(answer, field, limit)
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def check_too_long(answer: HttpResponse, field: str, limit: int) -> None:
    assert answer.status_code == 422, answer.content
    [error] = json.loads(answer.content)["errors"]
    assert error["field"] == field
    assert f"at most {limit} " in error["reason"]


@pytest.mark.parametrize(
    ("method", "path", "body", "field", "limit"),
    [
        ("PUT", "/crm/service/", {"service_name": TEN_KILOBYTES}, "service_name", 200),
        ("PUT", "/crm/service/", {"service_uuid": TEN_KILOBYTES}, "service_uuid", 100),
        ("PATCH", "/crm/service/{service_id}", {"service_name": TEN_KILOBYTES}, "service_name", 200),
        ("PUT", "/crm/transaction/", {"title": TEN_KILOBYTES}, "title", 200),
        ("PUT", "/crm/transaction/", {"description": TEN_KILOBYTES}, "description", 500),
        ("PATCH", "/crm/inventory/inventory_id/{item_id}", {"item_state": TEN_KILOBYTES}, "item_state", 20),
    ],
)
def test_ten_kilobytes_from_a_play_are_refused_likewise(
    method: str, path: str, body: dict[str, Any], field: str, limit: int
) -> None:
    world = World()
    job = world.mine
    complete: dict[str, dict[str, Any]] = {
        "/crm/service/": service_body(job.job),
        "/crm/transaction/": {"customer_id": job.job.account_id, "title": "Activation", "retail_cost": "0.00"},
    }
    address = path.format(service_id=job.service_id if "{service_id}" in path else 0, item_id=job.item.pk)
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = ask(method, address, {**complete.get(path, {}), **body}, bearer(job.attempt.token))
    check_too_long(answer, field, limit)
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_a_balance_id_of_ten_kilobytes_is_refused_by_the_engine() -> None:
    secret = World().mine.attempt.gateway_secret
    account = f"long_{unique()}"
    path = f"/ocs/{secret}/jsonrpc"
    assert post(path, rpc("ApierV2.SetAccount", {"Account": account}))["error"] is None
    grant = {"Account": account, "BalanceType": "*data", "Balance": {"ID": TEN_KILOBYTES, "Value": 1}}
    answer = post(path, rpc("ApierV1.AddBalance", grant))
    assert answer["result"] is None
    assert "ID" in answer["error"]
    assert "more than 200 characters" in answer["error"]
    shown = post(path, rpc("ApierV2.GetAccount", {"Account": account}))
    assert shown["result"]["BalanceMap"] is None


def rpc(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"method": method, "params": [params], "id": 1}


def post(path: str, body: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(ask("POST", path, body, {}).content)
    return document
