"""Logs of jobs as server-sent events: from a real server, through a real network that breaks."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.support.database import TestDatabase
from tests.support.people import Staff, command, make_account, make_brand, make_staff
from tests.support.quiet import connected_to, fresh_database
from tests.support.races import wait_until
from tests.support.services import make_failed_job, place_order, start
from tests.web.servers import database_url
from trunkline.flows.use_cases import provisioning as endings
from trunkline.parties import use_cases as parties
from trunkline.parties.models import ApiToken, User
from trunkline.parties.states import Role
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import JobEvent
from trunkline.provisioning.operations import Attempt

STREAMS_MAX = 6
START_SECONDS_MAX = 60
READ_SECONDS_MAX = 20


@dataclass(frozen=True)
class Server:
    """The process that streams logs."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def address(self, job_id: int) -> str:
        return f"{self.url}/jobs/{job_id}/events"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def events_server(application: str = "trunkline.config.asgi:application") -> Iterator[Server]:
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "TRUNKLINE_SECRET_KEY": settings.SECRET_KEY,
        "TRUNKLINE_PORT": "8000",
        "TRUNKLINE_EVENTS_PORT": str(port),
        "TRUNKLINE_EVENT_STREAMS_MAX": str(STREAMS_MAX),
        "DJANGO_SETTINGS_MODULE": "trunkline.config.settings",
    }
    line = [sys.executable, "-m", "granian", "--interface", "asgi", "--loop", "asyncio", "--no-ws"]
    line += ["--log-level", "warning", "--workers-kill-timeout", "1", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*line, application], env=environment, start_new_session=True)
    server = Server(port, process)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        with suppress(httpx.TransportError):
            if httpx.get(f"{server.url}/readyz", trust_env=False).status_code == 200:
                return
        assert server.process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server did not become ready"
        time.sleep(0.05)


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[TestDatabase]:
    with fresh_database("events") as database, connected_to(database):
        yield database


@pytest.fixture(scope="module")
def server(quiet: TestDatabase) -> Iterator[Server]:
    del quiet
    with events_server() as running:
        yield running


@pytest.fixture
def reader() -> Staff:
    return make_staff(Role.NETWORK)


class CuttingProxy:
    """Passes bytes on between a reader and the server; tears connections when it is told to."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0
        self._open: list[socket.socket] = []
        self._budgets: list[int] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, *budgets: int) -> None:
        """Tear each of the next connections after so many bytes of the answer, mid-event most likely."""
        self._budgets = list(budgets)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            far = socket.create_connection(("127.0.0.1", self._target))
            self._open += [near, far]
            budget = self._budgets.pop(0) if self._budgets else 2**60
            threading.Thread(target=self._pass_on, args=(near, far, 2**60), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(far, near, budget), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, budget: int) -> None:
        with suppress(OSError):
            while data := source.recv(min(4096, budget)):
                target.sendall(data)
                budget -= len(data)
                if budget <= 0:
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self._listener.close()
        for each in self._open:
            with suppress(OSError):
                each.close()


@dataclass
class Follower:
    """A reader as browsers are: comes again after a break and says which line it had last."""

    url: str
    token: str
    lines: list[tuple[int, str, dict[str, object]]] = field(default_factory=list)
    end: dict[str, object] | None = None
    connections: int = 0

    def follow(self) -> None:
        deadline = time.monotonic() + 60
        while self.end is None:
            assert time.monotonic() < deadline, f"no end after {len(self.lines)} lines"
            self.connections += 1
            headers = {"Authorization": f"Bearer {self.token}"}
            if self.lines:
                headers["Last-Event-ID"] = str(self.lines[-1][0])
            with (
                suppress(httpx.TransportError),
                httpx.stream("GET", self.url, headers=headers, timeout=READ_SECONDS_MAX, trust_env=False) as answer,
            ):
                assert answer.status_code == 200, answer.read()
                for event in events_of(answer):
                    self._take(event)

    def _take(self, event: dict[str, str]) -> None:
        if event.get("event") == "end":
            self.end = json.loads(event["data"])
        elif "id" in event:
            self.lines.append((int(event["id"]), event["event"], json.loads(event["data"])))


def events_of(answer: httpx.Response) -> Iterator[dict[str, str]]:
    """Parse as the standard says: an event counts when its empty line has come."""
    event: dict[str, str] = {}
    for line in answer.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            if name:
                event[name] = value
        elif event:
            yield event
            event = {}


def write(attempt: Attempt, number: int, text: str = "said") -> None:
    event = {"event": "output", "text": f"{text} {number}"}
    provisioning.record_log(command(), attempt.job.pk, attempt.number, [event])


def fail(attempt: Attempt) -> None:
    provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(), attempt.job.pk, attempt.number)


def in_database(job_id: int) -> list[tuple[int, str, object]]:
    return [(row.pk, row.kind, row.payload) for row in JobEvent.objects.filter(job_id=job_id).order_by("pk")]


def test_a_log_followed_through_a_proxy_that_cuts_it_twice_comes_whole_and_once(server: Server, reader: Staff) -> None:
    attempt = start(place_order())
    job_id = attempt.job.pk
    proxy = CuttingProxy(server.port)
    # Answers' heads take about 500 bytes, lines about 200: both cuts fall among the lines, one of them within one.
    proxy.cut_after(4_001, 9_999)
    follower = Follower(f"http://127.0.0.1:{proxy.port}/jobs/{job_id}/events", reader.token)
    following = threading.Thread(target=follower.follow)
    following.start()
    try:
        wait_until(lambda: proxy.connections > 0, "the follower does not come")
        writers = [
            threading.Thread(target=lambda first=first: _write_all(attempt, range(first, 120, 3))) for first in range(3)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        fail(attempt)
        following.join(60)
        assert not following.is_alive()
    finally:
        proxy.close()
    assert follower.connections == 3
    assert [(pk, kind, line["event"]) for pk, kind, line in follower.lines] == in_database(job_id)
    assert len(follower.lines) == 1 + 120 + 2  # started, what was said, undoing and ended
    assert follower.end == {"status": 2, "state": "failed"}


def _write_all(attempt: Attempt, numbers: range) -> None:
    try:
        for number in numbers:
            write(attempt, number)
    finally:
        connection.close()


def test_lines_are_those_of_the_api_and_come_at_once(server: Server, reader: Staff) -> None:
    attempt = start(place_order())
    job_id = attempt.job.pk
    with httpx.stream("GET", server.address(job_id), headers=reader.headers, timeout=10, trust_env=False) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        events = events_of(answer)
        assert next(events) == {"retry": "1000"}
        first = next(events)
        begun = time.monotonic()
        write(attempt, 1)
        second = next(events)
        # Far below the interval in which it would have looked by itself.
        assert time.monotonic() - begun < 5
    asked = Client().get(f"/api/v1/jobs/{job_id}/log", headers=reader.headers).json()["data"]
    assert [json.loads(event["data"]) for event in (first, second)] == asked
    assert [(int(event["id"]), event["event"]) for event in (first, second)] == [
        (row["id"], row["kind"]) for row in asked
    ]


def test_an_ended_job_is_told_from_where_one_left(server: Server, reader: Staff) -> None:
    job = make_failed_job()
    every = [pk for pk, _, _ in in_database(job.pk)]
    whole = httpx.get(server.address(job.pk), headers=reader.headers, timeout=10, trust_env=False)
    assert [line for line in whole.text.splitlines() if line.startswith("id:")] == [f"id: {pk}" for pk in every]
    assert whole.text.rstrip().endswith('data: {"status":2,"state":"failed"}')
    headers = {**reader.headers, "Last-Event-ID": str(every[0])}
    rest = httpx.get(f"{server.address(job.pk)}?after=0", headers=headers, timeout=10, trust_env=False)
    assert [line for line in rest.text.splitlines() if line.startswith("id:")] == [f"id: {pk}" for pk in every[1:]]
    by_address = httpx.get(f"{server.address(job.pk)}?after={every[-1]}", headers=reader.headers, trust_env=False)
    assert "id:" not in by_address.text
    assert "event: end" in by_address.text


def test_a_long_log_comes_whole(server: Server, reader: Staff) -> None:
    attempt = start(place_order())
    for number in range(5):
        events = [{"event": "output", "text": f"{number} {line} " + "x" * 2000} for line in range(50)]
        provisioning.record_log(command(), attempt.job.pk, attempt.number, events)
    fail(attempt)
    answer = httpx.get(server.address(attempt.job.pk), headers=reader.headers, timeout=20, trust_env=False)
    numbers = [int(line[4:]) for line in answer.text.splitlines() if line.startswith("id: ")]
    assert numbers == [pk for pk, _, _ in in_database(attempt.job.pk)]


def test_a_play_cannot_write_events_of_its_own(server: Server, reader: Staff) -> None:
    attempt = start(place_order())
    kinds = ["end", "a\nevent: end\ndata: {}\n\n", "error"]
    events = [{"event": kind, "text": "a\n\nevent: end\ndata: {}\n\n"} for kind in kinds]
    provisioning.record_log(command(), attempt.job.pk, attempt.number, events)
    fail(attempt)
    answer = httpx.get(server.address(attempt.job.pk), headers=reader.headers, timeout=20, trust_env=False)
    names = [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]
    assert names == [
        "attempt_started",
        "line_end",
        "a_event__end_data______",
        "line_error",
        "undoing",
        "ended",
        "end",
    ]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "９", "9" * 30, "1e3"])
def test_what_is_no_line_is_refused(server: Server, reader: Staff, after: str) -> None:
    job = make_failed_job()
    answer = httpx.get(server.address(job.pk), params={"after": after}, headers=reader.headers, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


def test_an_address_with_too_many_questions_is_refused(server: Server) -> None:
    answer = httpx.get(f"{server.address(1)}?{'&'.join(['a'] * 5100)}", trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_strangers_and_other_brands_hear_nothing(server: Server) -> None:
    job = make_failed_job()
    refusals = {
        401: [{}, {"Authorization": "Bearer tlk_wrong"}, {"Authorization": "Basic x"}, {"Cookie": "sessionid=wrong"}],
        403: [make_staff(Role.PRODUCT_MANAGER).headers],
        404: [make_staff(Role.ADMIN, make_brand()).headers],
    }
    for status, callers in refusals.items():
        for headers in callers:
            answer = httpx.get(server.address(job.pk), headers=headers, trust_env=False)
            assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    running = start(place_order())
    job_token = {"Authorization": f"Bearer {running.token}"}
    assert httpx.get(server.address(running.job.pk), headers=job_token, trust_env=False).status_code == 403
    missing = httpx.get(server.address(999_999_999), headers=make_staff(Role.ADMIN).headers, trust_env=False)
    assert (missing.status_code, missing.json()["code"]) == (404, "job-not-found")


def signed_in_cookie(staff: Staff) -> str:
    client = Client()
    client.force_login(
        User.objects.get(pk=staff.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return f"sessionid={client.cookies['sessionid'].value}"


def test_a_page_of_web_may_follow_a_log_by_the_cookie_and_no_other_page(server: Server, reader: Staff) -> None:
    job = make_failed_job()
    cookie = signed_in_cookie(reader)
    web = "http://127.0.0.1:8000"
    own = httpx.get(server.address(job.pk), headers={"Cookie": cookie, "Origin": web}, trust_env=False)
    assert (own.status_code, own.headers["Access-Control-Allow-Origin"]) == (200, web)
    assert own.headers["Access-Control-Allow-Credentials"] == "true"
    assert own.headers["Vary"] == "Origin"
    for origin in ("https://evil.example", "null", "http://127.0.0.1:8000.evil.example", "http://127.0.0.1:80"):
        other = httpx.get(server.address(job.pk), headers={"Cookie": cookie, "Origin": origin}, trust_env=False)
        assert other.status_code == 403
        assert "Access-Control-Allow-Origin" not in other.headers
    asked = httpx.options(server.address(job.pk), headers={"Origin": web}, trust_env=False)
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET")
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/jobs/1", 404),
        ("GET", "/jobs/x/events", 404),
        ("GET", f"/jobs/{'9' * 19}/events", 404),
        ("GET", "/api/v1/jobs", 404),
        ("POST", "/jobs/1/events", 405),
        ("DELETE", "/jobs/1/events", 405),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
    ],
)
def test_nothing_else_is_there(server: Server, method: str, path: str, status: int) -> None:
    answer = httpx.request(method, server.url + path, trust_env=False)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_another_host_name_is_refused(server: Server, reader: Staff) -> None:
    answer = httpx.get(server.address(1), headers={**reader.headers, "Host": "evil.example"}, trust_env=False)
    assert answer.status_code == 400


def count_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def test_no_more_are_let_in_than_allowed_and_who_leaves_makes_room(server: Server, reader: Staff) -> None:
    job_id = start(place_order()).job.pk
    opened = []
    try:
        for _ in range(STREAMS_MAX):
            client = httpx.Client(timeout=10, trust_env=False)
            stream = client.stream("GET", server.address(job_id), headers=reader.headers)
            answer = stream.__enter__()
            opened.append((client, stream))
            assert answer.status_code == 200
        full = httpx.get(server.address(job_id), headers=reader.headers, trust_env=False)
        assert (full.status_code, full.json()["code"]) == (503, "too-many-streams")
        assert count_sessions() <= 5  # four threads and the one that listens
        client, stream = opened.pop()
        stream.__exit__(None, None, None)
        client.close()

        wait_until(lambda: is_let_in(server.address(job_id), reader), "the place of who left stays taken")
    finally:
        for client, stream in opened:
            stream.__exit__(None, None, None)
            client.close()


@pytest.fixture(scope="module")
def hasty_server(quiet: TestDatabase) -> Iterator[Server]:
    del quiet
    with events_server("tests.web.hasty_events:application") as running:
        yield running


def test_a_revoked_token_ends_its_streams(hasty_server: Server, reader: Staff) -> None:
    attempt = start(place_order())
    token = ApiToken.objects.get(user_id=reader.user_id)
    address = hasty_server.address(attempt.job.pk)
    with httpx.stream("GET", address, headers=reader.headers, timeout=20, trust_env=False) as answer:
        events = events_of(answer)
        assert next(events) == {"retry": "1000"}
        assert next(events)["event"] == "attempt_started"
        parties.revoke_api_token(command(), reader.user_id, token.pk)
        assert [event for event in events if "id" in event] == []
    assert httpx.get(address, headers=reader.headers, trust_env=False).status_code == 401


def test_a_stream_goes_on_when_the_database_drops_its_connections(
    server: Server, reader: Staff, quiet: TestDatabase
) -> None:
    attempt = start(place_order())
    job_id = attempt.job.pk
    follower = Follower(server.address(job_id), reader.token)
    following = threading.Thread(target=follower.follow)
    following.start()
    wait_until(lambda: bool(follower.lines), "the follower hears nothing")
    with psycopg.connect(quiet.runtime_url, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
    for number in range(5):
        write(attempt, number)
    fail(attempt)
    following.join(60)
    assert [(pk, kind, line["event"]) for pk, kind, line in follower.lines] == in_database(job_id)
    wait_until(lambda: httpx.get(f"{server.url}/readyz", trust_env=False).status_code == 200, "nobody listens any more")


def test_who_does_not_read_is_dropped_and_holds_up_nobody(hasty_server: Server, reader: Staff) -> None:
    attempt = start(place_order(make_account(make_brand())))
    job_id = attempt.job.pk
    for number in range(20):
        events = [{"event": "output", "text": f"{number} " + "x" * 16_000} for _ in range(50)]
        provisioning.record_log(command(), job_id, attempt.number, events)
    fail(attempt)
    lazy = [socket.create_connection(("127.0.0.1", hasty_server.port)) for _ in range(STREAMS_MAX)]
    try:
        for each in lazy:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            head = f"GET /jobs/{job_id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            each.sendall(f"{head}Authorization: Bearer {reader.token}\r\n\r\n".encode())
        for each in lazy:
            assert each.recv(15) == b"HTTP/1.1 200 OK"
        address = hasty_server.address(job_id)
        assert httpx.get(address, headers=reader.headers, trust_env=False).status_code == 503
        memory = memory_mib(hasty_server.process.pid)
        assert memory < 400, f"{memory} MiB for {STREAMS_MAX} who do not read"
        wait_until(lambda: is_let_in(address, reader), "who does not read keeps the place")
        follower = Follower(address, reader.token)
        follower.follow()
        assert len(follower.lines) == 1 + 1000 + 2
    finally:
        for each in lazy:
            each.close()


def is_let_in(address: str, reader: Staff) -> bool:
    with httpx.stream("GET", address, headers=reader.headers, timeout=10, trust_env=False) as answer:
        return answer.status_code == 200


def memory_mib(pid: int) -> int:
    """The resident memory of a process and its children."""
    total = 0
    for process in os.listdir("/proc"):  # noqa: PTH208  # names are all that is needed
        if process.isdigit() and _belongs_to(int(process), pid):
            with suppress(OSError), open(f"/proc/{process}/statm") as statm:  # noqa: PTH123
                total += int(statm.read().split()[1]) * 4
    return total // 1024


def _belongs_to(process: int, pid: int) -> bool:
    if process == pid:
        return True
    try:
        with open(f"/proc/{process}/stat") as stat:  # noqa: PTH123
            return int(stat.read().rpartition(")")[2].split()[1]) == pid
    except OSError:
        return False
