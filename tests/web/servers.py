"""The real web server on the test's database, for tests that speak HTTP to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import httpx
from django.conf import settings
from django.db import connection

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 20
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Server:
    """A running web server; `localhost`, because browsers have no passkeys for an address of numbers."""

    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=10)


def database_url() -> str:
    """The address of the database that this test process uses."""
    found = connection.settings_dict
    options = {"host": found["HOST"], "port": found["PORT"], **found["OPTIONS"]}
    query = urlencode({name: value for name, value in options.items() if isinstance(value, str) and value})
    return f"postgresql://{quote(found['USER'])}:{quote(found['PASSWORD'])}@/{quote(found['NAME'])}?{query}"


@contextmanager
def web_server(*, database_url: str, is_ready: bool = True) -> Iterator[Server]:
    """Run web until the block ends; waits for its answer on /readyz, or on /healthz when it is not to get ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Server(port=probe.getsockname()[1])
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "TRUNKLINE_SECRET_KEY": settings.SECRET_KEY,
        "TRUNKLINE_PORT": str(server.port),
        "TRUNKLINE_PUBLIC_URL": server.url,
        "DJANGO_SETTINGS_MODULE": "trunkline.config.settings",
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(server.port), "trunkline.config.wsgi:application"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        _wait_for(server, process, "/readyz" if is_ready else "/healthz")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(server: Server, process: subprocess.Popen[bytes], path: str) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            if server.get(path).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert process.poll() is None, "the web server ended"
        assert time.monotonic() < deadline, f"the web server did not answer {path}"
        time.sleep(POLL_SECONDS)
