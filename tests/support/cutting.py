"""Requests over a bare socket that are cut off: somewhere in what is sent, or while the server works."""

import http.client
import json
import random
import socket
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.db import connection

from tests.support.snapshot import TRACES_OF_CALLS
from tests.support.stack import WAIT_SECONDS_MAX, end, free_port
from trunkline.cli.installation import current_installation
from trunkline.cli.supervisor import web_command

ANSWER_SECONDS_MAX = 60
# What a request takes here is a few dozens of milliseconds; on a busy machine, more.
CUT_SECONDS_MAX = 0.12
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """A request as it goes over the line, without a key of its own unless it is given one."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: bytes

    def head(self) -> bytes:
        fields = {"Host": HOST, "Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        lines = [f"{self.method} {self.address} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True)
class Cut:
    """Where a request ends: after so many bytes, or so many seconds after all was sent; and how its sender leaves."""

    bytes_sent: int | None
    seconds: float
    farewell: str

    @classmethod
    def draw(cls, chance: random.Random, request: Request) -> "Cut":
        """Half of the cuts are by bytes; of these many fall where the rest still looks like a request."""
        farewell = chance.choice(["close", "reset", "half"])
        if chance.random() < 0.5:
            return cls(None, chance.uniform(0, CUT_SECONDS_MAX), farewell)
        head = len(request.head())
        length = head + len(request.body)
        lines = [head + at + 1 for at, byte in enumerate(request.body) if byte == ord("\n")]
        places = [chance.randrange(length), chance.randrange(head, length + 1), head, *lines]
        return cls(chance.choice(places), 0.0, farewell)


def send(port: int, request: Request) -> tuple[int, bytes]:
    """Send a request whole and read its answer."""
    line = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS_MAX)
    try:
        line.request(request.method, request.address, request.body, dict(request.headers))
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def send_cut(port: int, request: Request, cut: Cut) -> bytes:
    """Send a request as far as a cut lets it, and leave; what was answered to one who still listens."""
    with socket.create_connection((HOST, port), timeout=ANSWER_SECONDS_MAX) as line:
        line.sendall((request.head() + request.body)[: cut.bytes_sent])
        if cut.seconds:
            line.settimeout(cut.seconds)
            try:
                return line.recv(65_536)
            except TimeoutError:
                line.settimeout(ANSWER_SECONDS_MAX)
        if cut.farewell == "half":
            line.shutdown(socket.SHUT_WR)
            return _listen(line)
        if cut.farewell == "reset":
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return b""


def _listen(line: socket.socket) -> bytes:
    heard = b""
    try:
        while part := line.recv(65_536):
            heard += part
    except ConnectionError:
        pass
    return heard


def as_json(body: object) -> bytes:
    return json.dumps(body).encode()


def count_rows() -> Counter[str]:
    """Tell how many rows each table has, histories and the queue included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND relname <> ALL (%s) ORDER BY relname",
            [sorted(TRACES_OF_CALLS.tables)],
        )
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables))
        return Counter(dict(cursor.fetchall()))


def difference(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """Tell by how many rows each table grew or shrank, where it did."""
    return {name: after[name] - before[name] for name in sorted({*before, *after}) if after[name] != before[name]}


def sessions_of_web() -> list[tuple[str, str]]:
    """What each other session of the database does: none is left in a transaction once all is answered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state IN ('active', 'idle in transaction', 'idle in transaction (aborted)')"
        )
        return list(cursor.fetchall())


@contextmanager
def running_web(database_url: str, data_directory: Path, settings: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run web alone, as it is run in operation, and give its port: nobody but requests changes anything."""
    port = free_port()
    installation = current_installation(
        {
            "DATABASE_URL": database_url,
            "TRUNKLINE_DATA_DIR": str(data_directory),
            "TRUNKLINE_PORT": str(port),
            **(settings or {}),
        }
    )
    environment = installation.process_environment(database_url)
    web = subprocess.Popen(web_command(installation), env=environment, start_new_session=True)
    try:
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while not _is_ready(port):
            assert web.poll() is None, "web has ended"
            assert time.monotonic() < deadline, "web did not become ready"
            time.sleep(0.1)
        yield port
    finally:
        end(web)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://{HOST}:{port}/readyz", trust_env=False, timeout=10).is_success
    except httpx.TransportError:
        return False
