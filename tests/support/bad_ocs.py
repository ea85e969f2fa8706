"""A charging system that answers late, twice, nonsense, or not at all, once each time that a test says so."""

import json
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

# Longer than any caller of the port waits.
LATE_SECONDS_MAX = 30


class Trick(StrEnum):
    """What becomes of one call."""

    LATE = "carried out, and answered when nobody waits any more"
    LOST = "carried out, and not answered"
    UNHEARD = "neither carried out nor answered"
    GARBAGE = "carried out, and answered by nonsense"
    TWICE = "carried out, and answered twice"
    REFUSED = "not carried out, and answered by an error of the engine's own"


@dataclass
class BadOcs:
    """The address, and which call of which method is played a trick on."""

    url: str
    engine_url: str
    played: list[str] = field(default_factory=list)
    _tricks: dict[str, Trick] = field(default_factory=dict)
    _spared: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def play(self, trick: Trick, method: str) -> None:
        """Play a trick on the next call of a method."""
        with self._lock:
            self._tricks[method] = trick

    def play_after(self, calls: int, trick: Trick, method: str) -> None:
        """Let so many calls of a method through, then play a trick on the next one."""
        with self._lock:
            self._spared[method] = calls
            self._tricks[method] = trick

    def take(self, method: str) -> Trick | None:
        with self._lock:
            if self._spared.get(method):
                self._spared[method] -= 1
                return None
            trick = self._tricks.pop(method, None)
            if trick is not None:
                self.played.append(f"{method}: {trick}")
            return trick


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    bad: BadOcs

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        trick = self.bad.take(str(json.loads(body)["method"]).partition(".")[2])
        if trick == Trick.UNHEARD:
            self.close_connection = True
            return
        if trick == Trick.REFUSED:
            number = json.loads(body)["id"]
            self._answer(json.dumps({"id": number, "result": None, "error": "SERVER_ERROR: out of order"}).encode())
            return
        answer = httpx.post(self.bad.engine_url, content=body, trust_env=False, timeout=LATE_SECONDS_MAX).content
        if trick == Trick.LATE:
            self._wait_until_left()
        if trick in {Trick.LATE, Trick.LOST}:
            self.close_connection = True
            return
        self._answer(b"<html>out of order</html>" if trick == Trick.GARBAGE else answer)
        if trick == Trick.TWICE:
            self._answer(answer)

    def _answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _wait_until_left(self) -> None:
        """Wait until the caller has hung up: then its connection can be read, and there is nothing."""
        deadline = time.monotonic() + LATE_SECONDS_MAX
        while time.monotonic() < deadline:
            if select.select([self.connection], [], [], 0.5)[0]:
                return

    def log_message(self, *_arguments: Any) -> None:
        """Keep the test's output clean."""


@contextmanager
def bad_ocs(engine_url: str) -> Iterator[BadOcs]:
    """Stand between a caller of the charging system and the engine."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    bad = BadOcs(f"http://127.0.0.1:{server.server_address[1]}/jsonrpc", engine_url)
    handler.bad = bad  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield bad
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
