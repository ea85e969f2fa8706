"""Whatever is sent, the answer is a document that says what is wrong, or the thing was done: never an error of ours."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse

from tests.support.doors import World, ask, bearer, make_token
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from tests.web.api.requests import GOOD, PARTICIPATION, Route
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors.definition_schemas import schema_of
from trunkline.parties.states import Role
from trunkline.provisioning.models import Effect
from trunkline.web.api.application import OPEN_ROUTES, api
from trunkline.web.api.formats import BODY_BYTES_MAX
from trunkline.web.api.problems import CONTENT_TYPE

pytestmark = pytest.mark.usefixtures("quiet")

NESTED: list[Any] = []
for _ in range(200):
    NESTED = [NESTED]

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    10**400,
    1.5,
    1e308,
    "",
    " ",
    "0",
    "-0.01",
    "NaN",
    "Infinity",
    "1e999999999",
    "9" * 400,
    "１２",  # digits, but not ours
    "a\x00b",
    "\ud800",
    "x" * 10_240,
    "{{ 1 }}",
    "2026-13-45T99:99:99Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    [],
    {},
    [None],
    ["a\x00b"],
    ["\ud800"],
    "['a\\x00b']",
    "[" * 3000,
    {"\x00": 1},
    {"\ud800": "x"},
    {"a": {"b": {"c": []}}},
    NESTED,
]

NO_JSON = [
    b"{",
    b"\xff\xfe",
    b"NaN",
    b'{"name": NaN}',
    b'{"name": -Infinity}',
    b'{"name": 1e99999999999999999999}',
    b'{"billing_day": 1e99999999}',
    b'{"billing_day": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b"name=Ada&brand=x",
]
NO_OBJECT = [b"", b"null", b"[]", b"5", b'"text"', b"true", b"[[1]]"]
TOO_LARGE = [b'{"name": "' + b"x" * BODY_BYTES_MAX + b'"}', b" " * (1024 * 1024 + 1), b"x" * 3_000_000]

ROUTES = sorted(GOOD)


@pytest.fixture
def route(request: pytest.FixtureRequest) -> Route:
    method, path = request.param
    return Route(World(), method, path)


every_route = pytest.mark.parametrize("route", ROUTES, ids=" ".join, indirect=True)
WITHOUT_BODY = (
    *("/publish", "/retire"),
    *("/end", "/suspend", "/resume", "/renew", "/reverse-cancellation", "{change_id}/withdraw"),
    *("{purchase_order_id}/cancel", "/extend", "/retry", "/undo", "/take-apart"),
)
# The end of a service is ordered by its address alone, as are others of the kind: what stands in a body is not read.
every_route_with_a_body = pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if not route[1].endswith(WITHOUT_BODY) and route[0] != "DELETE"],
    ids=" ".join,
    indirect=True,
)


def test_there_is_a_good_request_for_every_route_with_a_body() -> None:
    described = {
        (method.upper(), path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
        if method != "get"
    }
    assert set(GOOD) == described | set(OPEN_ROUTES)


@every_route
def test_the_good_request_is_carried_out_and_names_every_field(route: Route) -> None:
    body = route.body()
    answer = ask(route.method, route.address, body, route.headers)
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED}, answer.content
    operation = api.get_openapi_schema()["paths"].get(route.path, {}).get(route.method.lower(), {})
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if route.path.endswith("/copy") or not schema.keys() & {"$ref", "properties"}:
            continue  # as much of a product as people like; a table by itself, which has no fields
        if "$ref" in schema:
            schema = api.get_openapi_schema()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if "{kind}/schema" in schema["description"]:
            schema = schema_of(KINDS["product-families"])
        if route.path == PARTICIPATION:
            schema = schema_of(KINDS["products"])["properties"]["relationships"]["items"]
        assert set(body) == set(schema["properties"])


def spoilt(body: dict[str, Any], share: int) -> Iterator[tuple[str, Any]]:
    """Spoil one field after the other with one value after the other; take each away; add one that nobody knows.

    Of the values each field gets one in `share`, the next field others.
    """
    for index, field in enumerate(body):
        for value in VALUES[index % share :: share]:
            yield f"{field} = {value!r:.60}", {**body, field: value}
        yield f"without {field}", {name: value for name, value in body.items() if name != field}
    yield "an unknown field", {**body, "unknown_field": 1}
    yield "a field of NUL", {**body, "\x00": 1}
    yield "a field of half a pair", {**body, "\ud800": 1}


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.long)], ids=["some", "every"])
@every_route
def test_a_spoilt_field_is_refused_by_a_problem_document_or_taken_never_an_error(route: Route, share: int) -> None:
    address, headers = route.address, route.headers
    faults = []
    for what, body in spoilt(route.body(), share):
        answer = ask(route.method, address, body, headers)
        if fault := find_fault(route, answer):
            # What no text can hold would keep a worker from telling of its failure.
            faults.append(ascii(f"{what}: {fault}"))
        if route.path.startswith("/crm") and answer.status_code == HTTPStatus.OK:
            Effect.objects.filter(job=route.world.mine.job).exclude(kind="service_created").delete()
    assert faults == []


def find_fault(route: Route, answer: HttpResponse) -> str:
    """Say what is wrong with an answer; the engine's doors speak JSON-RPC."""
    status = answer.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{status} {answer.content!r:.300}"
    document = json.loads(answer.content)
    if route.path.endswith("/jsonrpc") and status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return "" if set(document) == {"id", "result", "error"} else f"{status} {document}"
    if status < HTTPStatus.BAD_REQUEST:
        return ""
    is_whole = all(document.get(name) for name in ("code", "title", "detail"))
    if answer.headers["Content-Type"] != CONTENT_TYPE or document.get("status") != status or not is_whole:
        return f"{status} {answer.headers['Content-Type']} {document}"
    return ""


@every_route_with_a_body
def test_a_body_that_is_no_json_or_too_large_changes_nothing(route: Route) -> None:
    address, headers = route.address, route.headers
    is_rpc = route.path.endswith("/jsonrpc")
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    for bodies, statuses in ((NO_JSON, {400}), (NO_OBJECT, {400, 422}), (TOO_LARGE, {413})):
        for body in bodies:
            answer = ask(route.method, address, body, headers)
            assert find_fault(route, answer) == "", body[:40]
            if is_rpc and answer.status_code == HTTPStatus.OK:
                assert json.loads(answer.content)["error"], body[:40]
            else:
                assert answer.status_code in statuses, (body[:40], answer.content)
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/accounts?limit=0", 422),
        ("/api/v1/accounts?limit=201", 422),
        ("/api/v1/accounts?limit=abc", 422),
        ("/api/v1/accounts?limit=%00", 422),
        ("/api/v1/accounts?after=-1", 200),
        ("/api/v1/accounts?after=99999999999999999999999", 200),
        ("/api/v1/accounts?after=NaN", 422),
        ("/api/v1/stock-items?specification=%00&state=%ed%a0%80", 422),
        ("/api/v1/stock-items?state=%27%3B+DROP+TABLE+stock_stockitem%3B--", 200),
        ("/api/v1/jobs/99999999999999999999999", 404),
        ("/api/v1/jobs/99999999999999999999999/log", 404),
        ("/crm/product/product_id/99999999999999999999999", 404),
        ("/crm/customer/customer_id/99999999999999999999999", 404),
        ("/crm/service/service_id/99999999999999999999999", 404),
        ("/crm/inventory/inventory_id/99999999999999999999999", 404),
        ("/api/v1/accounts/not-a-uuid", 404),
        ("/api/v1/nothing-here", 404),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_plainly(path: str, status: int) -> None:
    answer = ask("GET", path, b"", bearer(make_token(Role.ADMIN)))
    assert answer.status_code == status, answer.content
    if status != 200:
        assert answer["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["status"] == status


def test_a_method_that_an_address_is_not_for_is_a_problem_too() -> None:
    answer = ask("DELETE", "/api/v1/accounts", b"", bearer(make_token(Role.ADMIN)))
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert json.loads(answer.content)["code"] == "method-not-allowed"
    assert sorted(answer["Allow"].split(", ")) == ["GET", "POST"]


def test_a_page_that_does_not_exist_stays_a_page() -> None:
    answer = ask("GET", "/nothing-here", b"", {})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("key", ["", "x" * 201, "schlüssel", "tab\tkey"])
def test_a_bad_idempotency_key_is_refused(key: str) -> None:
    route = Route(World(), "POST", "/api/v1/accounts")
    headers = {**route.headers, "Idempotency-Key": key}
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = ask(route.method, route.address, route.body(), headers)
    assert answer.status_code == 422
    assert json.loads(answer.content)["errors"][0]["field"] == "Idempotency-Key"
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
