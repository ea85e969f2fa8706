"""The embedded engine behind HTTP, and the engines that the port is tried with."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

import pytest
from django.db import connection

from trunkline.charging.adapters import embedded
from trunkline.charging.adapters.cgrates import CgratesClient
from trunkline.charging.policies import OcsAnswer, normalise, state_to_note, undo_calls
from trunkline.ocs import api

TENANT = "charging.example"


class Caller(Protocol):
    """One call of an engine."""

    def __call__(self, method: str, params: dict[str, Any], *, at: datetime) -> OcsAnswer: ...


@dataclass(frozen=True)
class NotedCall:
    """What a gateway keeps of a call, to undo it."""

    method: str
    params: dict[str, Any]
    before: list[OcsAnswer]
    answer: OcsAnswer


@dataclass(frozen=True)
class Gateway:
    """What provisioning does with the port: note the state, forward, undo in reverse."""

    call: Caller
    at: datetime

    def forward(self, method: str, **given: Any) -> NotedCall:
        name, params = normalise(method, given, TENANT)
        before = [self.call(read, asked, at=self.at) for read, asked in state_to_note(name, params)]
        return NotedCall(name, params, before, self.call(name, params, at=self.at))

    def undo(self, noted: NotedCall, *, is_outcome_known: bool = True) -> None:
        answer = noted.answer if is_outcome_known else None
        for method, params in undo_calls(noted.method, noted.params, noted.before, answer):
            undone = self.call(method, params, at=self.at)
            assert undone.error in {None, "PARTIALLY_EXECUTED"}, (method, params, undone)

    def show(self, account: str) -> Any:
        """Show all there is of an account but the UUIDs: with its plans, or the error."""
        named = {"Tenant": TENANT, "Account": account}
        answer = self.call("APIerSv2.GetAccount", named, at=self.at)
        plans = self.call("APIerSv2.GetAccountActionPlan", named, at=self.at).result
        return without_uuids({"account": answer.result, "error": answer.error, "plans": plans})


def without_uuids(document: Any) -> Any:
    """Leave out what a balance that is made again cannot have back."""
    if isinstance(document, dict):
        return {name: without_uuids(value) for name, value in document.items() if name != "Uuid"}
    return [without_uuids(value) for value in document] if isinstance(document, list) else document


def call_embedded(method: str, params: dict[str, Any], *, at: datetime) -> OcsAnswer:
    return embedded.call(method, params, at=at, tenant=TENANT, reference="test")


def call_through(client: CgratesClient) -> Caller:
    def call(method: str, params: dict[str, Any], *, at: datetime) -> OcsAnswer:
        return client.call(method, params, at=at, tenant=TENANT)

    return call


class _JsonRpc(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are written apart

    def finish(self) -> None:
        connection.close()
        super().finish()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = api.write_answer(api.answer(body, at=datetime.now(UTC), default_tenant=None))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: Any) -> None:
        """Keep the test's output clean."""


@contextmanager
def embedded_behind_http() -> Iterator[str]:
    """Serve the embedded engine's JSON-RPC over real HTTP, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _JsonRpc)
    server.daemon_threads = False  # its threads are waited for, as each holds a connection to the database
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/jsonrpc"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def embedded_client() -> Iterator[CgratesClient]:
    """The adapter to CGRateS with the embedded engine behind it."""
    with embedded_behind_http() as url, closing(CgratesClient(url)) as client:
        yield client


@pytest.fixture(scope="session")
def cgrates_client(cgrates_url: str) -> Iterator[CgratesClient]:
    """The adapter to CGRateS with a real one behind it."""
    with closing(CgratesClient(cgrates_url)) as client:
        yield client


@pytest.fixture(params=["embedded", "embedded_behind_http", "cgrates"])
def caller(request: pytest.FixtureRequest) -> Caller:
    """The port's two adapters; that to CGRateS with either engine behind it."""
    match request.param:
        case "embedded":
            return call_embedded
        case "embedded_behind_http":
            return call_through(request.getfixturevalue("embedded_client"))
        case _:
            return call_through(request.getfixturevalue("cgrates_client"))


@pytest.fixture
def gateway(caller: Caller) -> Gateway:
    return Gateway(caller, datetime.now(UTC))
