"""Web and worker as real processes on a test database, with short leases."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from trunkline.cli.installation import current_installation
from trunkline.cli.supervisor import web_command

WAIT_SECONDS_MAX = 60
LEASE_SECONDS = 4


@dataclass
class RunningStack:
    """The processes of one stack; each can be killed and started again."""

    base_url: str
    environment: dict[str, str]
    web: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self, **settings: str) -> subprocess.Popen[bytes]:
        """Start a worker in a process group of its own, with the play runner in it."""
        worker = subprocess.Popen(
            [sys.executable, "-c", "from trunkline.config.worker import main; raise SystemExit(main())"],
            env={**self.environment, **settings},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        self.workers.append(worker)
        return worker

    def stop_workers(self) -> None:
        for worker in self.workers:
            end(worker)
        self.workers.clear()


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process group to end, and kill what does not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def run_stack(
    database_url: str, data_directory: Path, settings: Mapping[str, str] | None = None
) -> Iterator[RunningStack]:
    """Run web and one worker until the block ends."""
    installation = current_installation(
        {
            "DATABASE_URL": database_url,
            "TRUNKLINE_DATA_DIR": str(data_directory),
            "TRUNKLINE_PORT": str(free_port()),
            "TRUNKLINE_LEASE_SECONDS": str(LEASE_SECONDS),
            "TRUNKLINE_HEARTBEAT_SECONDS": "1",
            **(settings or {}),
        }
    )
    environment = {**installation.process_environment(database_url), **installation.runner_environment()}
    # Test processes have databases of their own, whose jobs bear the same numbers: each keeps its jobs apart.
    environment["TRUNKLINE_DATA_DIR"] = str(data_directory / os.environ.get("PYTEST_XDIST_WORKER", "main"))
    Path(environment["TRUNKLINE_DATA_DIR"]).mkdir(exist_ok=True)
    web = subprocess.Popen(web_command(installation), env=environment, start_new_session=True)
    running = RunningStack(installation.local_url, environment, web)
    try:
        wait_until_ready(running)
        running.start_worker()
        yield running
    finally:
        running.stop_workers()
        end(web)


def wait_until_ready(running: RunningStack) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < deadline:
        assert running.web.poll() is None, "web has ended"
        try:
            if httpx.get(f"{running.base_url}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("web did not become ready")
