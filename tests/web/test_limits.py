"""Backpressure: what is more than a process of web takes in is refused at once, and can be sent again."""

import hashlib
import io
import json
import os
import socket
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.support.cutting import running_web
from tests.support.doors import World, ask, bearer, make_token
from tests.support.people import make_staff, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering.models import Order
from trunkline.parties.states import Role
from trunkline.platform import queue
from trunkline.web.api.formats import BODY_BYTES_MAX, CSV_BYTES_MAX, FORM_FIELDS_BYTES_MAX
from trunkline.web.api.problems import problem_of
from trunkline.web.bodies import Whole
from trunkline.web.callers import Caller as Known
from trunkline.web.callers import Callers, Standing
from trunkline.web.limits import Limited
from trunkline.web.middleware import SIGNED_IN
from trunkline.web.turns import InTurn

WAIT_SECONDS_MAX = 20
API = "/api/v1/products"
UPLOADS = "/api/v1/products/0b7c3f0e-1d0a-4c57-9d6d-3a4f5b6c7d8e/images"
MINE, THEIRS = {"HTTP_AUTHORIZATION": "Bearer tlk_mine"}, {"HTTP_AUTHORIZATION": "Bearer tlk_theirs"}
SESSION = {"HTTP_COOKIE": "csrftoken=x; sessionid=of_somebody"}
JOB, OTHER_JOB = {"HTTP_AUTHORIZATION": "Bearer tlj_of_a_job"}, {"HTTP_AUTHORIZATION": "Bearer tlj_of_another"}
GATES: list[threading.Event] = []
FORGED = {"HTTP_AUTHORIZATION": "Bearer forged"}


class Held:
    """A WSGI application whose answers wait until they are let go, and which notes what it was asked, in order.

    It lets in everybody but the forged, as sign-in does.
    """

    def __init__(self) -> None:
        self.gate = threading.Event()
        GATES.append(self.gate)
        self.begun: list[str] = []
        self._news = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._news:
            self.begun.append(environ["PATH_INFO"])
            self._news.notify_all()
        assert self.gate.wait(WAIT_SECONDS_MAX)
        if environ["PATH_INFO"] == "/broken":
            raise ValueError("broken")
        shown = environ.get("HTTP_AUTHORIZATION", "") + environ.get("HTTP_COOKIE", "")
        is_good = bool(shown) and "forged" not in shown
        environ[SIGNED_IN] = is_good
        start_response("401 Unauthorized" if shown and not is_good else "200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode(), environ["wsgi.input"].read()]

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


class Web:
    """What stands before the application, with a server's threads before that: one for each request."""

    def __init__(self, pool: ThreadPoolExecutor, *, threads: int, for_jobs: int = 0, for_probes: int = 0) -> None:
        self.held = Held()
        turns = InTurn(self.held, threads=threads, for_jobs=for_jobs, for_probes=for_probes)
        self._application = Limited(Whole(turns))
        self._pool = pool

    def send(self, path: str, body: Any = b"", **environ: str) -> Future[Answer]:
        length = str(len(body)) if isinstance(body, bytes) else "10"
        stream = io.BytesIO(body) if isinstance(body, bytes) else body
        wanted = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "REMOTE_ADDR": "192.0.2.1", "CONTENT_LENGTH": length}
        return self._pool.submit(self._send, {**wanted, "wsgi.input": stream, **environ})

    def _send(self, environ: dict[str, Any]) -> Answer:
        answer = Answer()
        answer.body = b"".join(self._application(environ, answer.start))
        return answer

    def gets_known(self, *callers: dict[str, str]) -> None:
        """Have somebody's credentials seen to be good."""
        self.held.gate.set()
        for caller in callers:
            assert self.send(API, **caller).result(WAIT_SECONDS_MAX).status == "200 OK"
        self.held.gate.clear()
        self.held.begun.clear()

    def hold(self, count: int, path: str = API, **caller: str) -> list[Future[Answer]]:
        """Have so many requests begun, one after the other, which then are held."""
        begun, taken = len(self.held.begun), []
        for number in range(count):
            taken.append(self.send(path, **caller))
            self.held.wait_for(begun + number + 1)
        return taken


class Silent:
    """A body that does not come until it is let go; then its line is broken."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        GATES.append(self.gate)

    def read(self, _size: int) -> bytes:
        assert self.gate.wait(WAIT_SECONDS_MAX)
        return b""


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(96) as pool:
        yield pool
        # Else a test that fails would wait for what it holds.
        while GATES:
            GATES.pop().set()


def is_refused(sent: Future[Answer]) -> bool:
    answer = sent.result(WAIT_SECONDS_MAX)
    if answer.status in {"200 OK", "401 Unauthorized"}:
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
    web = Web(threads, threads=4)
    taken = web.hold(2)
    # The third waits, as strangers get half of the threads; until it is counted the next may be taken in its place.
    later = [web.send("/more") for _ in range(8)]
    done = first_done(later, 7)
    assert all(is_refused(sent) for sent in done)
    assert len(web.held.begun) == 2
    web.held.gate.set()
    rest = [*taken, *(sent for sent in later if sent not in done)]
    assert sum(not is_refused(sent) for sent in rest) == 3
    assert not is_refused(web.send("/again"))


def first_done(sent: list[Future[Answer]], count: int) -> list[Future[Answer]]:
    """Wait until so many are answered; the others are held."""
    done = list(islice(as_completed(sent, WAIT_SECONDS_MAX / 2), count))
    assert sum(each.done() for each in sent) == count
    return done


@override_settings(TRUNKLINE_REQUESTS_MAX=20, TRUNKLINE_REQUESTS_PER_CALLER_MAX=2)
def test_one_caller_leaves_room_for_others(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=8)
    web.gets_known(MINE, THEIRS, SESSION)
    taken = web.hold(2, **MINE)
    assert is_refused(web.send(API, **MINE))
    taken += [*web.hold(1, **THEIRS), *web.hold(2, path="/", **SESSION), *web.hold(2, path="/")]
    assert is_refused(web.send("/", **SESSION))
    web.held.gate.set()
    assert [is_refused(sent) for sent in taken] == [False] * 7
    assert not is_refused(web.send(API, **MINE))


@override_settings(TRUNKLINE_REQUESTS_MAX=20, TRUNKLINE_REQUESTS_PER_CALLER_MAX=4)
def test_strangers_are_one_caller_whatever_they_make_up(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=16)
    web.gets_known(MINE, SESSION)
    nobody = [
        *web.hold(1, path="/"),
        *web.hold(1, HTTP_AUTHORIZATION="Bearer forged_1"),
        *web.hold(1, HTTP_COOKIE="sessionid=forged_2"),
        *web.hold(1, HTTP_AUTHORIZATION="Basic forged_3"),
    ]
    made_up = [{"HTTP_AUTHORIZATION": f"Bearer forged_{number}"} for number in range(4, 10)]
    made_up += [{"HTTP_COOKIE": f"sessionid=forged_{number}"} for number in range(10, 15)]
    assert all(is_refused(web.send(API, **each)) for each in made_up)
    # Whoever is known is none of them.
    taken = [*web.hold(2, **MINE), *web.hold(2, path="/", **SESSION)]
    web.held.gate.set()
    assert [is_refused(sent) for sent in [*nobody, *taken]] == [False] * 8
    # What was refused by sign-in is as unknown as before.
    web.held.gate.clear()
    web.hold(4, **FORGED)
    assert is_refused(web.send(API, **FORGED))
    web.held.gate.set()


@override_settings(TRUNKLINE_REQUESTS_MAX=20, TRUNKLINE_REQUESTS_PER_CALLER_MAX=2)
@pytest.mark.parametrize(
    "spelling",
    [
        {"HTTP_AUTHORIZATION": "bearer tlk_mine"},
        {"HTTP_AUTHORIZATION": "BEARER   tlk_mine  "},
        {"HTTP_AUTHORIZATION": "Bearer tlk_mine", "HTTP_COOKIE": "sessionid=made_up"},
    ],
)
def test_a_token_is_one_caller_however_it_is_spelt(threads: ThreadPoolExecutor, spelling: dict[str, str]) -> None:
    web = Web(threads, threads=8)
    web.gets_known(MINE)
    web.hold(2, **MINE)
    assert is_refused(web.send(API, **spelling))
    web.held.gate.set()


@override_settings(TRUNKLINE_REQUESTS_MAX=20, TRUNKLINE_REQUESTS_PER_CALLER_MAX=2)
@pytest.mark.parametrize(
    "spelling",
    [
        {"HTTP_COOKIE": "od[d=1; sessionid=of_somebody"},
        {"HTTP_COOKIE": "sessionid=made_up; sessionid=of_somebody"},
        {"HTTP_COOKIE": "sessionid=of_somebody", "HTTP_AUTHORIZATION": "Bearer made_up"},
    ],
)
def test_a_session_is_one_caller_whatever_stands_beside_it(
    threads: ThreadPoolExecutor, spelling: dict[str, str]
) -> None:
    web = Web(threads, threads=8)
    web.gets_known(SESSION)
    # Pages are for sessions only.
    web.hold(2, path="/tokens/", **SESSION)
    assert is_refused(web.send("/tokens/", **spelling))
    web.held.gate.set()


@override_settings(TRUNKLINE_REQUESTS_MAX=2, TRUNKLINE_REQUESTS_PER_CALLER_MAX=2)
def test_plays_and_probes_are_not_refused_and_go_first(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=1)
    web.gets_known(JOB)
    taken = web.hold(1, path="/first")
    taken.append(web.send("/second"))
    urgent = [web.send("/crm/service/", **JOB) for _ in range(40)]
    urgent += [web.send("/crm/service/", **OTHER_JOB), web.send("/ocs/secret/jsonrpc")]
    urgent += [web.send(path) for path in ("/readyz", "/metrics")]
    # It is answered while all threads are held, and asks nobody.
    alive = web.send("/healthz").result(WAIT_SECONDS_MAX)
    assert (alive.status, json.loads(alive.body)) == ("200 OK", {"status": "alive"})
    assert (alive.headers["Cache-Control"], alive.headers["Content-Length"]) == (
        Client().get("/healthz").headers["Cache-Control"],
        str(len(alive.body)),
    )
    web.held.gate.set()
    assert [is_refused(sent) for sent in [*taken, *urgent]] == [False] * 46


def test_who_has_all_shared_threads_holds_up_neither_plays_nor_probes_nor_others(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=4, for_jobs=1, for_probes=1)
    web.gets_known(MINE, THEIRS, JOB)
    # Half of the threads are mine; what more I want waits, while others go on.
    web.hold(2, **MINE)
    waiting = [web.send(f"{API}/waits", **MINE) for _ in range(3)]
    web.hold(2, **THEIRS)
    web.hold(1, path="/crm/service/", **JOB)
    web.hold(1, path="/readyz")
    assert [path for path in web.held.begun if path.endswith("/waits")] == []
    web.held.gate.set()
    assert [is_refused(sent) for sent in waiting] == [False] * 3


def test_plays_that_wait_leave_half_of_the_threads_to_people(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=4, for_jobs=1)
    web.gets_known(JOB, MINE)
    web.hold(3, path="/crm/service/", **JOB)
    more = [web.send("/crm/service/", **JOB) for _ in range(4)] + [web.send("/crm/service/", **OTHER_JOB)]
    web.hold(2, **MINE)
    assert len(web.held.begun) == 5
    web.held.gate.set()
    assert [is_refused(sent) for sent in more] == [False] * 5


def test_forged_tokens_of_jobs_take_the_places_of_their_address_only(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=64)
    web.gets_known(JOB)
    forged = [web.send("/crm/service/", HTTP_AUTHORIZATION=f"Bearer tlj_forged_{number}") for number in range(30)]
    forged += [web.send(f"/ocs/forged_{number}/jsonrpc") for number in range(10)]
    elsewhere = web.send("/crm/service/", REMOTE_ADDR="192.0.2.2", **OTHER_JOB)
    known = web.send("/crm/service/", **JOB)
    assert all(is_refused(sent) for sent in first_done(forged, 24))
    web.held.gate.set()
    assert [is_refused(elsewhere), is_refused(known)] == [False, False]


def test_probes_are_not_without_end(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=2)
    probes = [web.send("/readyz") for _ in range(40)]
    assert all(is_refused(sent) for sent in first_done(probes, 24))
    web.held.gate.set()


def test_a_void_credential_is_forgotten_and_so_is_the_oldest_of_too_many() -> None:
    callers = Callers(remembered_max=2)
    for number in range(3):
        environ = {"PATH_INFO": API, "HTTP_AUTHORIZATION": f"Bearer tlk_{number}"}
        callers.learn(callers.recognise(environ), {SIGNED_IN: True}, "403 Forbidden")
    first, second, third = ({"PATH_INFO": API, "HTTP_AUTHORIZATION": f"Bearer tlk_{number}"} for number in range(3))
    digest = hashlib.sha256(b"tlk_2").hexdigest()
    assert callers.recognise(third) == Known(Standing.OTHER, digest, digest)
    assert [callers.recognise(each).is_stranger for each in (first, second, third)] == [True, False, False]
    callers.learn(callers.recognise(third), {SIGNED_IN: False}, "401 Unauthorized")
    assert callers.recognise(third).is_stranger


def test_what_breaks_breaks_for_its_caller_only(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=1)
    web.held.gate.set()
    with pytest.raises(ValueError, match="broken"):
        web.send("/broken").result(WAIT_SECONDS_MAX)
    assert not is_refused(web.send("/good"))


def test_bodies_that_do_not_come_have_few_places(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=1)
    web.gets_known(MINE)
    slow = [Silent() for _ in range(20)]
    sent = [web.send("/accounts/login/", body) for body in slow]
    done = [each.result() for each in first_done(sent, 4)]
    assert [(answer.status, answer.headers["Retry-After"]) for answer in done] == [("503 Service Unavailable", "5")] * 4
    assert {json.loads(answer.body)["code"] for answer in done} == {"too-many-bodies"}
    web.held.gate.set()
    # Neither pages, nor who is known, nor another address waits for them.
    assert web.send("/accounts/login/").result(WAIT_SECONDS_MAX).status == "200 OK"
    assert web.send(API, b"{}", **MINE).result(WAIT_SECONDS_MAX).body == API.encode() + b"{}"
    assert web.send("/accounts/login/", b"x", REMOTE_ADDR="192.0.2.2").result(WAIT_SECONDS_MAX).status == "200 OK"
    for body in slow:
        body.gate.set()
    assert {each.result(WAIT_SECONDS_MAX).status[:3] for each in sent} == {"400", "503"}
    assert web.send("/accounts/login/", b"x").result(WAIT_SECONDS_MAX).status == "200 OK"


@pytest.mark.parametrize(
    ("length", "environ", "is_taken"),
    [
        (BODY_BYTES_MAX, {}, True),
        (BODY_BYTES_MAX + 1, {}, False),
        (BODY_BYTES_MAX + 1, {"CONTENT_TYPE": "multipart/form-data; boundary=x", **MINE}, False),
        (BODY_BYTES_MAX + 1, {"CONTENT_TYPE": "text/csv"}, False),
        (BODY_BYTES_MAX + 1, {"CONTENT_TYPE": "Text/CSV; charset=utf-8", **MINE}, True),
        (BODY_BYTES_MAX + 1, {"CONTENT_TYPE": "text/csv", **SESSION}, True),
        (CSV_BYTES_MAX, {"CONTENT_TYPE": "text/csv", **MINE}, True),
        (CSV_BYTES_MAX + 1, {"CONTENT_TYPE": "text/csv", **MINE}, False),
    ],
)
def test_only_tables_of_who_shows_something_are_large(
    threads: ThreadPoolExecutor, length: int, environ: dict[str, str], *, is_taken: bool
) -> None:
    web = Web(threads, threads=2)
    web.held.gate.set()
    body: Any = b"x" * length if is_taken else _Unread()
    answer = web.send(API, body, **{"CONTENT_LENGTH": str(length), **environ}).result(WAIT_SECONDS_MAX)
    if is_taken:
        assert (answer.status, len(answer.body)) == ("200 OK", len(API) + length)
    else:
        assert (answer.status[:3], json.loads(answer.body)["code"]) == ("413", "bad-request")
        assert web.held.begun == []


@pytest.mark.parametrize(
    ("path", "length", "shown", "is_taken"),
    [
        (UPLOADS, 20_000 + FORM_FIELDS_BYTES_MAX + BODY_BYTES_MAX, MINE, True),
        (UPLOADS, 20_001 + FORM_FIELDS_BYTES_MAX + BODY_BYTES_MAX, MINE, False),
        (UPLOADS, BODY_BYTES_MAX + 1, {}, False),
        (f"{UPLOADS}/more", BODY_BYTES_MAX + 1, MINE, False),
    ],
)
def test_forms_with_files_are_as_large_as_a_file_may_be(
    threads: ThreadPoolExecutor, path: str, length: int, shown: dict[str, str], *, is_taken: bool
) -> None:
    web = Web(threads, threads=2)
    web.held.gate.set()
    body: Any = b"x" * length if is_taken else _Unread()
    environ = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": "multipart/form-data; boundary=x", **shown}
    with override_settings(TRUNKLINE_UPLOAD_BYTES_MAX=20_000 + BODY_BYTES_MAX):
        answer = web.send(path, body, **environ).result(WAIT_SECONDS_MAX)
    assert answer.status[:3] == ("200" if is_taken else "413")
    assert len(web.held.begun) == (1 if is_taken else 0)


class _Unread:
    """A body of which nothing may be read."""

    def read(self, _size: int) -> bytes:
        raise AssertionError("the body was read")


def test_few_tables_are_in_memory_at_once_and_few_of_one_caller(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=16)
    web.gets_known(MINE, THEIRS)
    table = {"body": b"x" * (BODY_BYTES_MAX + 1), "CONTENT_TYPE": "text/csv"}
    taken = [*web.hold(2, **table, **MINE), *web.hold(2, **table, **THEIRS)]
    assert web.send(API, **table, **MINE).result(WAIT_SECONDS_MAX).status[:3] == "503"
    assert web.send(API, **table, **FORGED).result(WAIT_SECONDS_MAX).status[:3] == "503"
    web.held.gate.set()
    assert [is_refused(each) for each in taken] == [False] * 4
    assert not is_refused(web.send(API, **table, **MINE))


def test_a_length_that_is_no_number_is_refused(threads: ThreadPoolExecutor) -> None:
    web = Web(threads, threads=1)
    for length in ("-1", "1e3", "²", "0x10"):
        assert web.send(API, CONTENT_LENGTH=length).result(WAIT_SECONDS_MAX).status[:3] == "400"


def test_a_refusal_may_know_when_to_come_again() -> None:
    assert problem_of(InvalidInputError("Later.", retry_after=7))["Retry-After"] == "7"
    assert not problem_of(InvalidInputError("Later.")).has_header("Retry-After")


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
    # What was counted while the world was made may be a second old.
    monkeypatch.setattr(queue, "_counts", {})
    waiting = queue.count_waiting(queue.Priority.PROVISIONING, up_to=1_000)
    with override_settings(TRUNKLINE_ORDERS_WAITING_MAX=waiting):
        before = take_snapshot(ignoring=TRACES_OF_CALLS)
        answer = ask("POST", "/api/v1/orders", body, headers)
        assert (answer.status_code, json.loads(answer.content)["code"]) == (429, "too-many-orders-waiting")
        assert answer.headers["Retry-After"] == "30"
        assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
    orders = Order.objects.count()
    with override_settings(TRUNKLINE_ORDERS_WAITING_MAX=waiting + 1):
        first = ask("POST", "/api/v1/orders", body, headers)
        again = ask("POST", "/api/v1/orders", body, headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(first.content)["id"] == json.loads(again.content)["id"]
    assert Order.objects.count() == orders + 1


@pytest.mark.usefixtures("_quiet")
def test_a_full_queue_is_not_counted_again_at_each_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    body = {"account": str(world.account.public_id), "product": str(world.product.public_id)}
    assert ask("POST", "/api/v1/orders", body, bearer(make_token(Role.ADMIN))).status_code == 201
    monkeypatch.setattr(queue, "_counts", {})
    count = queue.count_waiting
    with CaptureQueriesContext(connection) as asked:
        assert [count(queue.Priority.PROVISIONING, up_to=1) for _ in range(5)] == [1] * 5
        assert len(asked) == 1
        # How many more there are, nobody knows yet.
        assert count(queue.Priority.PROVISIONING, up_to=1_000) >= 1
        assert count(queue.Priority.PROVISIONING, up_to=1) == 1
        assert len(asked) == 2


@pytest.fixture
def busy_web() -> Iterator[int]:
    """The port of web with room for few requests, as it is run in operation."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "slow"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    with fresh_database("slow") as database, connected_to(database):
        settings = {"TRUNKLINE_REQUESTS_MAX": "16", "TRUNKLINE_REQUESTS_PER_CALLER_MAX": "8"}
        with running_web(database.runtime_url, directory, settings) as port:
            yield port


def test_bodies_that_do_not_come_stop_neither_probes_nor_people(busy_web: int) -> None:
    """More half-sent bodies than the server has threads: the two processes of web have 144 each."""
    staff = make_staff(Role.ADMIN)
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    forged = (
        b"POST /crm/service/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer tlj_forged\r\nContent-Length: 9\r\n"
    )
    with ExitStack() as lines, httpx.Client(base_url=f"http://127.0.0.1:{busy_web}", trust_env=False) as client:
        # Known to both processes, each of which learns by itself.
        for _ in range(8):
            with httpx.Client(base_url=client.base_url, headers=staff.headers, trust_env=False) as each:
                assert each.get(API).status_code == httpx.codes.OK
        for number in range(400):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", busy_web), WAIT_SECONDS_MAX))
            line.sendall((forged if number % 4 == 0 else head) + b"\r\nhalf")
        for _ in range(8):
            for path in ("/healthz", "/readyz"):
                assert httpx.get(f"{client.base_url}{path}", trust_env=False).status_code == httpx.codes.OK
            with httpx.Client(base_url=client.base_url, headers=staff.headers, trust_env=False) as each:
                assert each.get(API).status_code == httpx.codes.OK
                made = each.post("/api/v1/warehouses", json={"code": unique()[:8], "name": "W"})
                assert made.status_code == httpx.codes.CREATED, made.text
