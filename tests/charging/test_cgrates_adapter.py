"""What the adapter to CGRateS does when the engine is slow, gone or talks nonsense, and where it is stricter."""

import json
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.charging.conftest import TENANT, Caller
from trunkline.charging import processes
from trunkline.charging.adapters.cgrates import CgratesClient
from trunkline.charging.errors import OcsUnavailableError

NOW = datetime.now(UTC)


@contextmanager
def answering(raw: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes one request and answers with raw bytes, or never."""
    received: list[bytes] = []
    over = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                received.append(read_request(connection))
                if raw is None:
                    over.wait(30)
                else:
                    connection.sendall(raw)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/jsonrpc", received
        over.set()
        thread.join()


@contextmanager
def answering_twice() -> Iterator[str]:
    """A server that answers every request twice, in one piece, on connections that it keeps."""

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while True:
                call = json.loads(read_request(connection).partition(b"\r\n\r\n")[2])
                result = "[]" if call["method"].endswith("GetActionPlan") else '"OK"'
                answer = f'{{"id":{call["id"]},"result":{result},"error":null}}'
                connection.sendall(2 * http("200 OK", answer, connection="keep-alive"))

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/jsonrpc"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def read_request(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as stream:
        lines = []
        while (line := stream.readline()) != b"\r\n":
            if not line:
                raise ConnectionError("The caller has hung up.")
            lines.append(line)
        head = b"".join(lines)
        length = next(int(line[15:]) for line in head.lower().splitlines() if line.startswith(b"content-length:"))
        return head + b"\r\n" + stream.read(length)


def http(status: str, body: str, *, connection: str = "close") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: {connection}\r\n\r\n{body}".encode()


def ping(url: str) -> Any:
    with closing(CgratesClient(url, timeout_seconds=0.3)) as client:
        return client.call("ApierV1.Ping", {}, at=NOW, tenant=TENANT)


def test_an_engine_that_is_not_there_has_done_nothing() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(OcsUnavailableError) as caught:
        ping(f"http://127.0.0.1:{port}/jsonrpc")
    assert caught.value.is_outcome_unknown is False


@pytest.mark.parametrize(
    "raw",
    [
        None,
        b"",
        http("500 Internal Server Error", '{"id":1,"result":"OK","error":null}'),
        http("200 OK", "not json"),
        http("200 OK", "[]"),
        http("200 OK", '{"id":1}'),
    ],
)
def test_an_engine_that_gives_no_answer_may_have_done_it(raw: bytes | None) -> None:
    with answering(raw) as (url, received):
        with pytest.raises(OcsUnavailableError) as caught:
            ping(url)
        assert caught.value.is_outcome_unknown is True
    assert len(received) == 1


def test_an_answer_that_was_sent_twice_is_not_taken_for_the_next_calls() -> None:
    with (
        answering_twice() as url,
        closing(CgratesClient(url, timeout_seconds=2)) as client,
    ):
        account = {"Tenant": TENANT, "Account": "a"}
        first = client.call("ApierV1.SetAccount", account, at=NOW, tenant=TENANT)
        assert first.result == "OK"
        shown = client.call("ApierV1.GetActionPlan", {"ID": "P"}, at=NOW, tenant=TENANT)
        assert shown.result == []
        with pytest.raises(OcsUnavailableError) as caught:
            client.call("ApierV1.RemoveAccount", account, at=NOW, tenant=TENANT)
        assert caught.value.is_outcome_unknown is True


def test_numbers_are_sent_and_read_exactly() -> None:
    params = {"ActionsId": "A", "Actions": [{"Identifier": "*log", "Weight": Decimal("0.3")}]}
    raw = http("200 OK", '{"id":1,"result":{"Value":0.1},"error":null}')
    with answering(raw) as (url, received), closing(CgratesClient(url, timeout_seconds=2)) as client:
        answer = client.call("ApierV2.SetActions", params, at=NOW, tenant=TENANT)
    assert answer.result == {"Value": Decimal("0.1")}
    body = json.loads(received[0].partition(b"\r\n\r\n")[2], parse_float=Decimal)
    assert body["method"] == "APIerSv2.SetActions"
    assert body["params"][0]["Actions"][0]["Weight"] == Decimal("0.3")


def test_the_port_asks_the_engine_that_is_set(settings: Any) -> None:
    with answering(http("200 OK", '{"id":1,"result":"Pong","error":null}')) as (url, _):
        settings.TRUNKLINE_CGRATES_URL = url
        assert processes.call("ApierV1.Ping", {}, at=NOW).result == "Pong"
    settings.TRUNKLINE_CGRATES_URL = None
    assert processes.call("ApierV1.Ping", {}, at=NOW).result == "Pong"


def test_both_engines_keep_to_the_stricter_rules(caller: Caller) -> None:
    account = {"Tenant": TENANT, "Account": f"acc_{uuid.uuid4().hex}"}

    def call(method: str, **params: Any) -> Any:
        answer = caller(f"ApierV1.{method}", {**account, **params}, at=NOW)
        return answer.error if answer.error is not None else answer.result

    def change(method: str, balance_type: str = "*data", **balance: Any) -> Any:
        return call(method, BalanceType=balance_type, Balance=balance)

    def values() -> dict[str, dict[str, Any]]:
        shown = call("GetAccount")["BalanceMap"] or {}
        return {name: {each["ID"]: each["Value"] for each in balances} for name, balances in shown.items()}

    assert change("AddBalance", ID="A", Value=1) == "NOT_FOUND"
    assert change("DebitBalance", ID="A", Value=1) == "NOT_FOUND"
    assert change("SetBalance", ID="A", Value=1) == "NOT_FOUND"
    assert call("ExecuteAction", ActionsId="A") == "NOT_FOUND"
    assert call("SetAccount") == "OK"
    assert change("AddBalance", ID="A", Value=-1) == "INVALID_VALUE: [Value] must not be negative."
    assert change("AddBalance", "*petrol", ID="A", Value=1).startswith("INVALID_VALUE: [BalanceType]")
    for balance_id, weight, value in (("MONTH", 10, 2), ("BOOST", 20, 5)):
        assert change("AddBalance", ID=balance_id, Value=value, Weight=weight, ExpiryTime="+720h") == "OK"
    assert change("SetBalance", "*voice", ID="BOOST", Value=60) == "OK"
    assert change("DebitBalance", Value=8) == "INSUFFICIENT_CREDIT"
    assert change("DebitBalance", ID="MONTH", Value=3) == "INSUFFICIENT_CREDIT"
    assert values() == {"*data": {"BOOST": 5, "MONTH": 2}, "*voice": {"BOOST": 60}}
    assert change("DebitBalance", Value=6) == "OK"
    assert values() == {"*data": {"BOOST": 0, "MONTH": 1}, "*voice": {"BOOST": 60}}
    assert change("RemoveBalances", ID="none") == "PARTIALLY_EXECUTED"
    assert change("RemoveBalances") == "OK"
    assert values() == {"*voice": {"BOOST": 60}}
    assert call("SetAccount", ExtraOptions={"AllowNegative": True}) == "OK"
    assert change("DebitBalance", "*monetary", Value=Decimal("2.5")) == "OK"
    assert values()["*monetary"] == {"*default": Decimal("-2.5")}
    assert call("RemoveAccount") == "OK"


def test_uses_are_the_same_with_both_engines(caller: Caller) -> None:
    account = {"Tenant": TENANT, "Account": f"acc_{uuid.uuid4().hex}"}

    def call(method: str, **params: Any) -> Any:
        answer = caller(f"APIerSv1.{method}", {**account, **params}, at=NOW)
        return answer.error if answer.error is not None else answer.result

    def values() -> Any:
        return {each["ID"]: each["Value"] for each in call("GetAccount")["BalanceMap"]["*data"]}

    on = {"BalanceType": "*data"}
    assert call("DebitUsage", **on, Value=1) == call("GetMaxUsage", **on) == "NOT_FOUND"
    assert call("SetAccount") == "OK"
    balances: list[dict[str, Any]] = [
        {"ID": "OFF", "Weight": 50, "Disabled": True},
        {"ID": "CALLS", "Weight": 40, "Categories": "call"},
        {"ID": "NOT_GB", "Weight": 30, "DestinationIDs": "!GB"},
        {"ID": "STOP", "Weight": 20, "Blocker": True},
        {"ID": "BEYOND", "Weight": 10},
    ]
    for balance in balances:
        assert call("AddBalance", **on, Balance={"Value": 10, "ExpiryTime": "+720h", **balance}) == "OK"
    assert call("GetMaxUsage", **on) == 20
    assert call("GetMaxUsage", **on, DestinationIDs="GB") == 10
    assert call("GetMaxUsage", **on, DestinationIDs="FR", Category="call") == 30
    assert call("DebitUsage", **on, Value=11, DestinationIDs="GB") == "INSUFFICIENT_CREDIT"
    assert values() == dict.fromkeys(["OFF", "CALLS", "NOT_GB", "STOP", "BEYOND"], 10)
    assert call("DebitUsage", **on, Value=Decimal("10.5"), DestinationIDs="FR", Category="data") == "OK"
    assert values() == {"OFF": 10, "CALLS": 10, "NOT_GB": 0, "STOP": Decimal("9.5"), "BEYOND": 10}
    assert call("DebitUsage", **on, Value=-1) == "INVALID_VALUE: [Value] must not be negative."
    assert call("SetAccount", ExtraOptions={"AllowNegative": True}) == "OK"
    assert call("GetMaxUsage", **on) is call("GetMaxUsage", BalanceType="*sms") is None
    assert call("DebitUsage", **on, Value=Decimal("9.75")) == "OK"
    assert values() == {"OFF": 10, "CALLS": 10, "NOT_GB": 0, "STOP": Decimal("-0.25"), "BEYOND": 10}
    assert call("DebitUsage", BalanceType="*sms", Value=2) == "OK"
    assert [each["Value"] for each in call("GetAccount")["BalanceMap"]["*sms"]] == [-2]
    assert call("SetAccount", ExtraOptions={"Disabled": True}) == "OK"
    assert call("DebitUsage", **on, Value=0) == call("GetMaxUsage", **on) == "ACCOUNT_DISABLED"
