"""Web, events and workers for a bench: as `trunkline up` runs them, on ports and with job directories of their own."""

import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from trunkline.cli.children import Child
from trunkline.cli.installation import Installation, current_installation
from trunkline.cli.leftovers import descendants_of
from trunkline.cli.problems import OperatorError
from trunkline.cli.supervisor import events_command, web_command, why_events_not_ready, why_not_ready
from trunkline.cli.system_users import is_root

_READY_SECONDS_MAX = 120.0
_POLL_SECONDS = 0.05
_WEB_GRACE_SECONDS = 10.0
_WORKER_GRACE_SECONDS = 30.0
_TOLD_CHARACTERS_MAX = 600
_KIB = 1024
# What an operator may have set for the real thing and a bench must not touch or be changed by.
_UNSET = ("TRUNKLINE_CGRATES_URL", "TRUNKLINE_PLAYS_DIR", "TRUNKLINE_DEMO_MODE", "TRUNKLINE_PUBLIC_URL")
_WORKER = "from trunkline.config.worker import main; raise SystemExit(main())"


@dataclass
class BenchStack:
    """The processes that are measured, and what a process of the bench needs to talk to them."""

    installation: Installation
    environment: dict[str, str]
    directory: Path
    _children: list[Child] = field(default_factory=list)
    _workers: list[Child] = field(default_factory=list)
    _peaks_kib: dict[int, int] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        """The address of web."""
        return self.installation.local_url

    def start_servers(self) -> None:
        """Start web and the process that streams logs, and wait for both; raises OperatorError."""
        for name, command in (("web", web_command(self.installation)), ("events", events_command(self.installation))):
            self._children.append(self._start(name, command, signal.SIGTERM, _WEB_GRACE_SECONDS))
        deadline = time.monotonic() + _READY_SECONDS_MAX
        while (obstacle := why_not_ready(self.installation) or why_events_not_ready(self.installation)) is not None:
            self._require_alive(self._children, obstacle if time.monotonic() > deadline else None)
            time.sleep(_POLL_SECONDS)

    def start_web_beside(self, application: str) -> str:
        """Serve another WSGI application as web is served, on a port of its own; returns its address.

        It must answer /readyz, too. Raises OperatorError.
        """
        own = {**self.environment, "TRUNKLINE_PORT": str(_free_ports(1)[0])}
        installation = current_installation(own)
        command = web_command(installation, application)
        child = self._start("web-beside", command, signal.SIGTERM, _WEB_GRACE_SECONDS)
        self._children.append(child)
        deadline = time.monotonic() + _READY_SECONDS_MAX
        while (obstacle := why_not_ready(installation)) is not None:
            self._require_alive([child], obstacle if time.monotonic() > deadline else None)
            time.sleep(_POLL_SECONDS)
        return installation.local_url

    def start_worker(self) -> None:
        """Start one more worker and wait until it takes jobs, with Ansible in memory; raises OperatorError."""
        wanted = len(self._workers) + 1
        command = [sys.executable, "-P", "-c", _WORKER]
        self._workers.append(self._start(f"worker-{wanted}", command, signal.SIGKILL, _WORKER_GRACE_SECONDS))
        self._wait_for_workers(wanted)

    def stop_worker(self) -> None:
        """Let the worker that was started last finish and end."""
        self.note_memory()
        _stop([self._workers.pop()])
        self._wait_for_workers(len(self._workers))

    def stop(self) -> None:
        """End all processes and what they left, workers first."""
        for group in (self._workers, self._children):
            _stop(group)

    def note_memory(self) -> None:
        """Look how much memory each lasting process has had at most; call it before one ends."""
        roots = [child.pid for child in (*self._children, *self._workers) if child.pid is not None]
        for pid in {pid for root in roots for pid in (root, *descendants_of(root))}:
            self._peaks_kib[pid] = max(self._peaks_kib.get(pid, 0), _peak_kib(pid))

    def peak_mib(self) -> float:
        """Return the sum of the most memory that each lasting process has had, shared pages counted in each, in MiB."""
        return sum(self._peaks_kib.values()) / _KIB

    def _start(self, name: str, command: list[str], death_signal: signal.Signals, grace_seconds: float) -> Child:
        child = Child(
            name=name,
            command=command,
            environment=self.environment,
            death_signal=death_signal,
            grace_seconds=grace_seconds,
            # Standard output is the outcome's.
            log_path=self.directory / f"{name}.log",
        )
        child.start()
        return child

    def _wait_for_workers(self, wanted: int) -> None:
        deadline = time.monotonic() + _READY_SECONDS_MAX
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            while True:
                row = connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
                if row is not None and row[0] == wanted:
                    return
                late = f"{wanted} workers were to run, but {row and row[0]} do"
                self._require_alive(self._workers, late if time.monotonic() > deadline else None)
                time.sleep(_POLL_SECONDS)

    def _require_alive(self, children: list[Child], obstacle: str | None) -> None:
        for child in children:
            if child.has_ended() or obstacle is not None:
                log = child.log_path.read_text(errors="replace") if child.log_path is not None else ""
                raise OperatorError(
                    f"{child.name.capitalize()} of the bench does not get ready: {obstacle or 'it has ended'}.",
                    f"It wrote: {log.strip()[-_TOLD_CHARACTERS_MAX:] or 'nothing'}",
                )


@contextmanager
def bench_stack(environment: Mapping[str, str]) -> Iterator[BenchStack]:
    """Provide web and events on free ports, over the database that `environment` names; nothing of them stays.

    Raises OperatorError when they do not get ready.
    """
    outer = current_installation(environment)
    directory = outer.directory.root / f"bench-{secrets.token_hex(6)}"
    directory.mkdir(mode=0o711 if is_root() else 0o700)
    ports = _free_ports(2)
    changes = {
        **dict.fromkeys(_UNSET, ""),
        "TRUNKLINE_DATA_DIR": str(directory),
        "TRUNKLINE_HOST": "127.0.0.1",
        "TRUNKLINE_PORT": str(ports[0]),
        "TRUNKLINE_EVENTS_PORT": str(ports[1]),
        "TRUNKLINE_EVENTS_URL": f"http://127.0.0.1:{ports[1]}",
        "TRUNKLINE_ALLOWED_HOSTS": "127.0.0.1",
        "TRUNKLINE_SECRET_KEY": secrets.token_urlsafe(50),
    }
    # The runner's copies, which root makes once for each installation, are those of the installation itself.
    own = {**environment, **outer.runner_environment(), **changes}
    stack = BenchStack(current_installation(own), own, directory)
    try:
        stack.start_servers()
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(directory)


def _stop(children: list[Child]) -> None:
    for child in children:
        child.tell_to_stop()
    deadline = time.monotonic() + max((child.grace_seconds for child in children), default=0.0)
    while not all(child.has_ended() for child in children) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    for child in children:
        child.kill()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _peak_kib(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    _, found, rest = status.partition("VmHWM:")
    return int(rest.split()[0]) if found else 0
