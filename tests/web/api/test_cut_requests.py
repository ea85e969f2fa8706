"""Requests that are cut off after some bytes or milliseconds: each is carried out whole or not at all, and once."""

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.cutting import (
    Cut,
    Request,
    as_json,
    count_rows,
    difference,
    running_web,
    send,
    send_cut,
    sessions_of_web,
)
from tests.support.doors import World, bearer, make_token
from tests.support.goods import make_specification
from tests.support.people import unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.stockroom import delivery
from tests.web.api.requests import GOOD, Route
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.parties.states import Role
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import next_lease
from trunkline.provisioning.states import JobState
from trunkline.stock.models import StockItem
from trunkline.web.api.application import api
from trunkline.web.api.formats import BODY_BYTES_MAX

SEED = 20_061
SETTLE_SECONDS_MAX = 30
CSV_ROWS = 25
IMPORT = ("POST", "/api/v1/stock-items/import")
CSV_IMPORT = ("POST", f"{IMPORT[1]} as CSV")
READS = [("GET", path) for path, methods in sorted(api.get_openapi_schema()["paths"].items()) if "get" in methods]
GATEWAY = ("POST", "/ocs/{secret}/jsonrpc")
# A token is made without a key, and so once for each time that it is asked for.
ROUTES = [*sorted(set(GOOD) - {("POST", "/api/v1/portal-tokens")}), CSV_IMPORT]
_DONE = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT}


@pytest.fixture(scope="module", autouse=True)
def web() -> Iterator[int]:
    """The port of web on a database that only these requests change."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "cut"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    with (
        fresh_database("cut") as database,
        connected_to(database),
        running_web(database.runtime_url, directory) as port,
    ):
        yield port


@dataclass
class Sender:
    """Makes good requests, each about things of its own, and knows what each of their kind does to the tables."""

    port: int
    world: World = field(default_factory=World)
    token: str = field(default_factory=lambda: make_token(Role.ADMIN))
    effects: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def make(self, kind: tuple[str, str]) -> Request:
        method, path = kind
        headers = bearer(self.token)
        if kind == CSV_IMPORT:
            headers |= {"Content-Type": "text/csv", "Idempotency-Key": unique()}
            return Request(method, IMPORT[1], headers, self._table().encode())
        if method == "GET":
            return Request(method, self._read(path), headers, b"")
        # What the request before was about may be changed, or gone.
        self.world.specification, self.world.card = make_specification(), self.world.make_card()
        if path.startswith(("/crm/", "/ocs/")):
            # A job makes one service, and is charged once.
            self.world.mine = self.world.make_job(self.world.account.pk)
        route = Route(self.world, method, path)
        if path.startswith("/crm/"):
            headers = route.headers
        headers |= {"Content-Type": "application/json"}
        if method in {"POST", "PUT", "PATCH"} and "jsonrpc" not in path:
            headers |= {"Idempotency-Key": unique()}
        return Request(method, route.address, headers, as_json(self._table_or(route)))

    def _read(self, path: str) -> str:
        """Write the address of what can be read; some are asked for what is not there."""
        world, is_crm = self.world, path.startswith("/crm/")
        numbers = {"product_id": world.mine.job.order_line.product_id, "item_id": world.mine.item.pk}
        public = {"product_id": world.product.public_id, "item_id": world.mine.item.public_id}
        public |= {"order_id": world.mine.order.public_id, "account_id": world.account.public_id}
        public |= {"service_id": world.service.public_id, "specification_id": world.specification.public_id}
        numbers |= {"customer_id": world.account.pk, "service_id": world.service.pk}
        others = {"provision_id": world.mine.job.pk, "pool_id": uuid4(), "purchase_order_id": uuid4()}
        others |= {
            "kind": "products",
            "definition_id": world.product.public_id,
            "file_id": uuid4(),
            "price_id": 0,
            "token_id": 0,
            "change_id": uuid4(),
            "instance_id": world.service.public_id,
        }
        return path.format(**others, reservation_id=uuid4(), **(numbers if is_crm else public))

    def _table(self) -> str:
        name = self.world.specification.name
        return delivery(*(f"{name},REF-{unique()},{unique()},tests" for _ in range(CSV_ROWS))) + "\n"

    def _table_or(self, route: Route) -> object:
        return {"csv": self._table()} if (route.method, route.path) == IMPORT else route.body()

    def effect_of(self, kind: tuple[str, str]) -> dict[str, int]:
        """Tell by how many rows each table grows when a request of a kind is carried out, by sending one."""
        if kind not in self.effects:
            request = self.make(kind)
            before = count_rows()
            status, answer = send(self.port, request)
            assert status in _DONE or kind in READS, (kind, status, answer)
            self.effects[kind] = difference(before, count_rows())
        return self.effects[kind]

    def cut(self, kind: tuple[str, str], chance: random.Random) -> None:
        """Cut a request off, then send it again as a client does who does not know what came of it."""
        wanted = self.effect_of(kind)
        request = self.make(kind)
        cut = Cut.draw(chance, request)
        before = count_rows()
        heard = send_cut(self.port, request, cut)
        is_whole = cut.bytes_sent is None or cut.bytes_sent >= len(request.head()) + len(request.body)
        assert is_whole or heard[9:12] in {b"", b"400"}, (kind, cut, heard)
        status, answer = send(self.port, request)
        if "Idempotency-Key" in request.headers:
            assert status in _DONE, (kind, cut, status, answer)
            again, same = send(self.port, request)
            # What is kept of an answer forgets the order of its fields.
            assert (again, json.loads(same)) == (status, json.loads(answer)), (kind, cut)
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        # A play's call has no key: each is noted in the journal, and the account that it makes is one.
        allowed = [wanted, {**wanted, "provisioning_effect": 2}] if kind == GATEWAY else [wanted]
        while (done := difference(before, count_rows())) not in allowed:
            assert time.monotonic() < deadline, (kind, cut, status, answer, done, wanted)
            time.sleep(0.01)


def assert_that_all_is_well(port: int) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    while (left := sessions_of_web()) != []:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
    assert send(port, Request("GET", "/readyz", {}, b""))[0] == HTTPStatus.OK
    # No worker runs or undoes these jobs, so nobody else gives a sign of life.
    under_way = ProvisioningJob.objects.filter(state__in=[JobState.RUNNING, JobState.UNDOING])
    under_way.update(lease_until=next_lease())
    assert [violation for result in check_invariants() for violation in result.violations] == []


@pytest.mark.parametrize("cuts", [50, pytest.param(1000, marks=pytest.mark.long)])
def test_each_of_many_requests_that_are_cut_off_is_carried_out_whole_or_not_at_all(web: int, cuts: int) -> None:
    chance = random.Random(SEED + cuts)  # noqa: S311  # a seed, so that a failure comes again
    sender = Sender(web)
    kinds = [*ROUTES, *READS]
    chance.shuffle(kinds)
    for number in range(cuts):
        sender.cut(kinds[number % len(kinds)], chance)
    assert_that_all_is_well(web)


@pytest.mark.parametrize("is_large", [False, True])
def test_a_table_that_is_cut_off_after_a_line_is_not_received_in_part(web: int, *, is_large: bool) -> None:
    sender = Sender(web)
    whole = sender.make(CSV_IMPORT)
    if is_large:
        name = sender.world.specification.name
        rows = [f"{name},REF-{number},{unique()},tests" for number in range(BODY_BYTES_MAX // len(name))]
        whole = Request(whole.method, whole.address, whole.headers, delivery(*rows).encode())
        assert len(whole.body) > BODY_BYTES_MAX
    items = StockItem.objects.count()
    lines = len(whole.head()) + whole.body.index(b"\n", len(whole.body) // 2) + 1
    heard = send_cut(web, whole, Cut(lines, 0.0, "half"))
    assert heard.startswith(b"HTTP/1.1 400 "), heard
    assert StockItem.objects.count() == items


def test_a_body_of_which_nothing_came_is_not_one_that_says_nothing(web: int) -> None:
    """To cancel, no field must be given: what the cut off body said would be left out without a word."""
    sender = Sender(web)
    request = sender.make(("POST", "/api/v1/services/{service_id}/cancel"))
    before = count_rows()
    heard = send_cut(web, request, Cut(len(request.head()), 0.0, "half"))
    assert heard.startswith(b"HTTP/1.1 400 "), heard
    assert b"did not arrive" in heard
    assert difference(before, count_rows()) == {}


def test_a_body_whose_length_nobody_tells_is_refused_not_left_out(web: int) -> None:
    sender = Sender(web)
    request = sender.make(("POST", "/api/v1/services/{service_id}/cancel"))
    before = count_rows()
    chunked = {**request.headers, "Transfer-Encoding": "chunked"}
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(request.body), request.body)
    status, answer = send(web, Request(request.method, request.address, chunked, body))
    assert (status, b"Content-Length" in answer) == (HTTPStatus.LENGTH_REQUIRED, True)
    assert difference(before, count_rows()) == {}
