"""Backpressure: what is more than a process of web takes in is refused at once, and can be sent again."""

import json
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.test import override_settings

from tests.support.doors import World, ask, bearer, make_token
from tests.support.people import unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from trunkline.ordering.models import Order
from trunkline.parties.states import Role
from trunkline.platform import queue
from trunkline.web.limits import Limited

WAIT_SECONDS_MAX = 20


class Held:
    """A WSGI application whose answers wait until they are let go, and which notes what it was asked, in order."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun: list[str] = []
        self._news = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._news:
            self.begun.append(environ["PATH_INFO"])
            self._news.notify_all()
        assert self.gate.wait(WAIT_SECONDS_MAX)
        if environ["PATH_INFO"] == "/broken":
            raise ValueError("broken")
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]

    def wait_for(self, count: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: len(self.begun) >= count, WAIT_SECONDS_MAX)


class Answer:
    """What a caller got."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: dict[str, str] = {}
        self.body = b""

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


class Caller:
    """Sends requests to a WSGI application, each in a thread of its own, as the server does."""

    def __init__(self, limited: Limited, threads: ThreadPoolExecutor) -> None:
        self._limited = limited
        self._threads = threads

    def send(self, path: str, **environ: str) -> Future[Answer]:
        return self._threads.submit(self._send, {"REQUEST_METHOD": "GET", "PATH_INFO": path, **environ})

    def _send(self, environ: dict[str, Any]) -> Answer:
        answer = Answer()
        answer.body = b"".join(self._limited(environ, answer.start))
        return answer


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as pool:
        yield pool


def is_refused(sent: Future[Answer]) -> bool:
    answer = sent.result(WAIT_SECONDS_MAX)
    if answer.status == "200 OK":
        return False
    assert answer.status == "429 Too Many Requests"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 1
    document = json.loads(answer.body)
    assert (document["code"], document["status"]) == ("too-many-requests", 429)
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    return True


@override_settings(TRUNKLINE_REQUESTS_MAX=3, TRUNKLINE_REQUESTS_PER_CALLER_MAX=3)
def test_what_is_more_than_is_taken_in_is_refused_at_once_and_then_taken_in_again(threads: ThreadPoolExecutor) -> None:
    held = Held()
    caller = Caller(Limited(held, threads=2), threads)
    taken = [caller.send(f"/{number}") for number in range(2)]
    held.wait_for(2)
    taken.append(caller.send("/waits"))
    # The third waits for one of the two threads; until it is counted the next may be taken in its place.
    later = [caller.send("/more") for _ in range(8)]
    done = [sent for sent in later if _is_done_soon(sent)]
    assert len(done) >= 7
    assert all(is_refused(sent) for sent in done)
    assert len(held.begun) == 2
    held.gate.set()
    rest = [*taken, *(sent for sent in later if sent not in done)]
    assert sum(not is_refused(sent) for sent in rest) == 3
    assert not is_refused(caller.send("/again"))


def _is_done_soon(sent: Future[Answer]) -> bool:
    try:
        sent.result(1)
    except TimeoutError:
        return False
    return True


@override_settings(TRUNKLINE_REQUESTS_MAX=20, TRUNKLINE_REQUESTS_PER_CALLER_MAX=2)
def test_one_caller_leaves_room_for_others(threads: ThreadPoolExecutor) -> None:
    held = Held()
    caller = Caller(Limited(held, threads=8), threads)
    mine = {"HTTP_AUTHORIZATION": "Bearer tlk_mine"}
    taken = [caller.send(f"/{number}", **mine) for number in range(2)]
    held.wait_for(2)
    assert is_refused(caller.send("/mine", **mine))
    # Another token, a session, and people without a sign-in, of whom many may come from one address.
    taken.append(caller.send("/token", HTTP_AUTHORIZATION="Bearer tlk_other"))
    taken += [caller.send("/session", HTTP_COOKIE="csrftoken=x; sessionid=theirs") for _ in range(2)]
    taken += [caller.send("/nobody", REMOTE_ADDR="192.0.2.1") for _ in range(3)]
    held.wait_for(8)
    assert is_refused(caller.send("/session", HTTP_COOKIE="sessionid=theirs"))
    held.gate.set()
    assert [is_refused(sent) for sent in taken] == [False] * 8
    assert not is_refused(caller.send("/mine", **mine))


@override_settings(TRUNKLINE_REQUESTS_MAX=2, TRUNKLINE_REQUESTS_PER_CALLER_MAX=2)
def test_plays_and_probes_are_never_refused_and_go_first(threads: ThreadPoolExecutor) -> None:
    held = Held()
    caller = Caller(Limited(held, threads=1), threads)
    taken = [caller.send("/first")]
    held.wait_for(1)
    urgent = [caller.send("/crm/service/", HTTP_AUTHORIZATION="bearer tlj_of_a_job") for _ in range(4)]
    urgent += [caller.send(path) for path in ("/ocs/secret/jsonrpc", "/healthz", "/readyz", "/metrics")]
    taken.append(caller.send("/second"))
    held.gate.set()
    assert [is_refused(sent) for sent in [*taken, *urgent]] == [False] * 10


def test_what_breaks_breaks_for_its_caller_only(threads: ThreadPoolExecutor) -> None:
    held = Held()
    held.gate.set()
    caller = Caller(Limited(held, threads=1), threads)
    with pytest.raises(ValueError, match="broken"):
        caller.send("/broken").result(WAIT_SECONDS_MAX)
    assert not is_refused(caller.send("/good"))


@pytest.fixture
def _quiet() -> Iterator[None]:
    with fresh_database("limits") as database, connected_to(database):
        yield


@pytest.mark.usefixtures("_quiet")
def test_an_order_beyond_the_queue_is_refused_and_taken_later_under_the_same_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    headers = {**bearer(make_token(Role.ADMIN)), "Idempotency-Key": unique()}
    body = {"account": str(world.account.public_id), "product": str(world.product.public_id)}
    waiting = queue.count_waiting(queue.Priority.PROVISIONING, up_to=1_000)
    monkeypatch.setattr(queue, "_counts", {})
    with override_settings(TRUNKLINE_ORDERS_WAITING_MAX=waiting):
        before = take_snapshot(ignoring=TRACES_OF_CALLS)
        answer = ask("POST", "/api/v1/orders", body, headers)
        assert (answer.status_code, json.loads(answer.content)["code"]) == (429, "too-many-orders-waiting")
        assert int(answer.headers["Retry-After"]) >= 1
        assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
    orders = Order.objects.count()
    with override_settings(TRUNKLINE_ORDERS_WAITING_MAX=waiting + 1):
        first = ask("POST", "/api/v1/orders", body, headers)
        again = ask("POST", "/api/v1/orders", body, headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(first.content)["id"] == json.loads(again.content)["id"]
    assert Order.objects.count() == orders + 1
