"""Calls that take several requests to CGRateS, one of which fails: what was half done is never said not to be."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.charging.conftest import TENANT, embedded_behind_http
from tests.support.people import command
from tests.support.services import place_order, start
from trunkline.charging.adapters import cgrates
from trunkline.charging.adapters.cgrates import CgratesClient
from trunkline.charging.errors import OcsUnavailableError
from trunkline.charging.policies import OcsAnswer
from trunkline.flows.processes import ocs_gateway, undoing

NOW = datetime.now(UTC)


class _Fading(BaseHTTPRequestHandler):
    """Passes requests on, each on a connection of its own, until the first change; then it fails the second one."""

    engine_url: str
    is_refusing: bool
    changes = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        is_change = not request["method"].partition(".")[2].startswith("Get")
        type(self).changes += is_change
        if is_change and self.changes == 1 and not self.is_refusing:
            self.server.socket.close()
        if is_change and self.changes > 1:
            answer = json.dumps({"id": request["id"], "result": None, "error": "SERVER_ERROR: out of order"}).encode()
        else:
            answer = httpx.post(self.engine_url, content=body, trust_env=False).content
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: Any) -> None:
        """Keep the test's output clean."""


@contextmanager
def fading(engine_url: str, *, is_refusing: bool) -> Iterator[str]:
    handler = type("Handler", (_Fading,), {"engine_url": engine_url, "is_refusing": is_refusing})
    server = HTTPServer(("127.0.0.1", 0), handler)
    server.timeout = 0.05
    over = threading.Event()

    def serve() -> None:
        while not over.is_set() and server.socket.fileno() != -1:
            server.handle_request()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jsonrpc"
    finally:
        over.set()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def engine_url() -> Iterator[str]:
    with embedded_behind_http() as url:
        yield url
        # The server waits for those who are connected.
        cgrates.close_clients()


@pytest.fixture
def engine(engine_url: str) -> Iterator[CgratesClient]:
    with closing(CgratesClient(engine_url)) as client:
        yield client


def put_two_balances(engine: CgratesClient, account: str, tenant: str) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [("SetAccount", {})]
    for balance_id, weight in (("BOOST", 20), ("MONTH", 10)):
        balance = {"ID": balance_id, "Value": 5, "Weight": weight}
        calls.append(("AddBalance", {"BalanceType": "*data", "Balance": balance}))
    for method, params in calls:
        answer = engine.call(f"APIerSv2.{method}", {"Account": account, **params}, at=NOW, tenant=tenant)
        assert answer == OcsAnswer(result="OK")


def values(engine: CgratesClient, account: str, tenant: str) -> dict[str, int]:
    shown = engine.call("APIerSv2.GetAccount", {"Account": account}, at=NOW, tenant=tenant).result
    return {balance["ID"]: int(balance["Value"]) for balance in shown["BalanceMap"]["*data"]}


@pytest.mark.parametrize("is_refusing", [True, False])
def test_a_debit_over_two_balances_that_stops_between_them_is_of_unknown_outcome(
    engine: CgratesClient, engine_url: str, *, is_refusing: bool
) -> None:
    account = f"acc_{uuid4().hex}"
    put_two_balances(engine, account, TENANT)
    params = {"Account": account, "BalanceType": "*data", "Balance": {"Value": 8}}
    with fading(engine_url, is_refusing=is_refusing) as url, closing(CgratesClient(url)) as client:
        with pytest.raises(OcsUnavailableError) as raised:
            client.call("APIerSv2.DebitBalance", params, at=NOW, tenant=TENANT)
        assert raised.value.is_outcome_unknown
        assert raised.value.detail.startswith("APIerSv2.DebitBalance: a part was done; ")
        if is_refusing:
            # What is refused before anything was done is a refusal, also after a call that was half done.
            answer = client.call("APIerSv2.SetAccount", {"Account": account}, at=NOW, tenant=TENANT)
            assert answer == OcsAnswer(error="SERVER_ERROR: out of order")
    assert values(engine, account, TENANT) == {"BOOST": 0, "MONTH": 5}


@pytest.mark.parametrize("is_refusing", [True, False])
def test_a_play_s_call_that_is_half_done_is_undone(
    engine: CgratesClient, engine_url: str, settings: Any, *, is_refusing: bool
) -> None:
    tenant = settings.TRUNKLINE_OCS_TENANT
    attempt = start(place_order())
    account = f"uuid-of-{attempt.job.pk}-{uuid4().hex}"
    settings.TRUNKLINE_CGRATES_URL = engine_url
    made = ocs_gateway.call_ocs_for_job(attempt.gateway_secret, "ApierV2.SetAccount", {"Account": account})
    assert made.error is None
    put_two_balances(engine, account, tenant)
    debit = {"Account": account, "BalanceType": "*data", "Balance": {"Value": 8}}
    with fading(engine_url, is_refusing=is_refusing) as url:
        settings.TRUNKLINE_CGRATES_URL = url
        with pytest.raises(OcsUnavailableError):
            ocs_gateway.call_ocs_for_job(attempt.gateway_secret, "ApierV1.DebitBalance", debit)
    assert values(engine, account, tenant) == {"BOOST": 0, "MONTH": 5}
    effect = attempt.job.effects.order_by("-pk")[0]
    assert effect.state == "intended"
    settings.TRUNKLINE_CGRATES_URL = engine_url
    assert undoing.undo_effect(command(), effect) == ""
    assert values(engine, account, tenant) == {"BOOST": 5, "MONTH": 5}
