import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import httpx

from trunkline.cli.children import Child
from trunkline.cli.installation import Databases, Installation
from trunkline.cli.leftovers import OrphanKeeper
from trunkline.cli.locks import FileLock
from trunkline.cli.ports import Listener, find_obstacle
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.problems import OperatorError
from trunkline.cli.processes import is_alive

_READY_SECONDS_MAX = 120
_READY_INTERVAL_SECONDS = 0.2
_ANSWER_SECONDS_MAX = 10
_LEFT_OVER_SECONDS_MAX = 15
_WATCH_INTERVAL_SECONDS = 0.1
_COLLECT_INTERVAL_SECONDS = 5.0
_STARTING_CRASHES_MAX = 3
_WEB_PROCESSES = 2
# Above those that are taken in, there are threads for plays, known or not, for probes and for what is refused.
_WEB_THREADS_BESIDE = 128
_WEB_GRACE_SECONDS = 10
_EVENTS_GRACE_SECONDS = 1
_THIS_MACHINE = "127.0.0.1"
_SUPERVISOR_VARIABLE = "TRUNKLINE_SUPERVISOR"


def say_on_standard_error(text: str) -> None:
    """Print a line for the person at the terminal."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Door:
    """A port on which a process of this installation listens, and the setting that names it."""

    name: str
    host: str
    port: int
    setting: str


@dataclass(frozen=True)
class StackOptions:
    """What a stack runs and how: the installation, where its processes write, how long workers may finish."""

    installation: Installation
    # Processes write to files in logs/ instead of this process's output.
    logs_to_files: bool = False
    worker_grace_seconds: float = 60
    say: Callable[[str], None] = say_on_standard_error


class Stack:
    """All that one installation runs: database, migrations, web, events and workers, kept alive until it is left.

    Use it as a context manager; inside, web answers. At the end, and if this process is killed, nothing stays.
    """

    def __init__(self, options: StackOptions) -> None:
        self._options = options
        self._installation = options.installation
        self._lock = FileLock(self._installation.directory.run / "supervisor.lock")
        self._orphans = OrphanKeeper()
        self._postgres: EmbeddedPostgres | None = None
        self._databases: Databases | None = None
        self._web: Child | None = None
        self._events: Child | None = None
        self._web_for_plays: Child | None = None
        self._workers: list[Child] = []
        self._keeper = threading.Thread(target=self._keep, name="trunkline-keeper", daemon=True)
        self._is_leaving = threading.Event()
        self._is_resting = threading.Event()  # the keeper starts nothing any more
        self._has_left = threading.Event()
        self._is_in_a_hurry = threading.Event()
        self._is_asked_to_stop = threading.Event()
        self._former_handlers: dict[signal.Signals, Any] = {}

    @property
    def base_url(self) -> str:
        """The address of web as seen from this machine."""
        return self._installation.local_url

    @property
    def public_url(self) -> str:
        """The address of web for people."""
        return self._installation.public_url

    @property
    def databases(self) -> Databases:
        """The addresses of the database; only inside the context."""
        if self._databases is None:
            raise RuntimeError("The stack is not running.")
        return self._databases

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of this installation's processes, for a caller that loads Django itself."""
        return self._installation.process_environment(self.databases.runtime_url)

    @property
    def process_ids(self) -> dict[str, int | None]:
        """The processes by name: postgres (unless it is somebody else's server), web, events, worker-1 and so on.

        Where plays have a port of their own, web-for-plays is another.
        """
        found = {child.name: child.pid for child in self._children()}
        return found | ({"postgres": self._postgres.server_pid} if self._postgres is not None else {})

    def __enter__(self) -> Self:
        self._take_over_signals()
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def wait(self) -> None:
        """Return when somebody asks to stop: SIGINT, SIGTERM, or request_stop()."""
        try:
            self._is_asked_to_stop.wait()
        except KeyboardInterrupt:
            self._options.say("")

    def request_stop(self) -> None:
        """Make wait() return; may be called from any thread."""
        self._is_asked_to_stop.set()

    def _start(self) -> None:
        say = self._options.say
        self._installation.prepare()
        self._take_lock()
        self._require_ports()
        self._orphans.open()
        if self._installation.has_database_of_its_own:
            say("Starting the database …")
            self._postgres = self._installation.postgres
            self._postgres.start()
        self._databases = self._installation.databases()
        say("Bringing the tables up to date …")
        self._installation.migrate(self._databases, is_quiet=True)
        say("Starting web and workers …")
        environment = {**self.environment, _SUPERVISOR_VARIABLE: str(os.getpid())}
        # Web has Ansible read the plays of a product that is published.
        with_runner = environment | self._installation.runner_environment()
        self._web = self._make_server("web", web_command(self._installation), with_runner)
        self._web.start()
        self._events = self._make_server("events", events_command(self._installation), environment)
        self._events.start()
        if (plays_command := web_for_plays_command(self._installation)) is not None:
            self._web_for_plays = self._make_server("web-for-plays", plays_command, with_runner)
            self._web_for_plays.start()
        self._wait_until_ready(self._web, why_not_ready)
        self._wait_until_ready(self._events, why_events_not_ready)
        if self._web_for_plays is not None:
            self._wait_until_ready(self._web_for_plays, why_web_for_plays_not_ready)
        for number in range(1, self._installation.settings.get_integer("TRUNKLINE_WORKERS") + 1):
            worker = self._make_worker(number, with_runner)
            self._workers.append(worker)
            worker.start()
        self._keeper.start()

    def _take_lock(self) -> None:
        if not self._lock.acquire():
            raise OperatorError(
                f"Trunkline already runs on {self._installation.directory.root} (process {self._lock.holder_pid()}).",
                "Stop that one first (Ctrl-C there, or kill), or name another directory with TRUNKLINE_DATA_DIR and "
                "another port with TRUNKLINE_PORT.",
            )

    def _require_ports(self) -> None:
        """Make sure that web and events can listen, before anything starts; what an earlier stack left is ended."""
        for door in doors_of(self._installation):
            self._require_port(door)

    def _require_port(self, door: Door) -> None:
        deadline = time.monotonic() + _LEFT_OVER_SECONDS_MAX
        while (obstacle := find_port_obstacle(door)) is not None:
            if not is_left_over(obstacle, self._installation) or time.monotonic() > deadline + 1:
                raise port_taken(obstacle, door)
            if time.monotonic() > deadline and obstacle.pid is not None:
                # It was told to end when its supervisor was killed and had its time.
                os.kill(obstacle.pid, signal.SIGKILL)
            time.sleep(_WATCH_INTERVAL_SECONDS)

    def _make_server(self, name: str, command: list[str], environment: Mapping[str, str]) -> Child:
        return Child(
            name=name,
            command=command,
            environment=environment,
            death_signal=signal.SIGTERM,
            grace_seconds=_WEB_GRACE_SECONDS,
            log_path=self._log_path(name),
        )

    def _make_worker(self, number: int, environment: Mapping[str, str]) -> Child:
        name = f"worker-{number}"
        return Child(
            name=name,
            command=[sys.executable, "-P", "-m", "trunkline.cli", "worker"],
            environment=environment,
            # Without its database it cannot finish anything: its job is found by its lease.
            death_signal=signal.SIGKILL,
            grace_seconds=self._options.worker_grace_seconds,
            log_path=self._log_path(name),
        )

    def _log_path(self, name: str) -> Path | None:
        return self._installation.directory.logs / f"{name}.log" if self._options.logs_to_files else None

    def _children(self) -> list[Child]:
        return [*self._workers, *self._servers()]

    def _servers(self) -> list[Child]:
        return [server for server in (self._web, self._events, self._web_for_plays) if server is not None]

    def _wait_until_ready(self, server: Child, why_not: Callable[[Installation], str | None]) -> None:
        deadline = time.monotonic() + _READY_SECONDS_MAX
        while (obstacle := why_not(self._installation)) is not None:
            if news := server.watch():
                self._options.say(news)
            if server.crashes >= _STARTING_CRASHES_MAX or time.monotonic() > deadline:
                where = f" in {server.log_path}" if server.log_path else " above"
                raise OperatorError(
                    f"{server.name.capitalize()} does not get ready: {obstacle}",
                    f"See what it wrote{where}, and `trunkline doctor`.",
                )
            time.sleep(_READY_INTERVAL_SECONDS)

    def _keep(self) -> None:
        """Watch over the processes, in a thread of its own that outlives them, as children are tied to their thread."""
        collect_at = time.monotonic() + _COLLECT_INTERVAL_SECONDS
        try:
            while not self._is_leaving.wait(_WATCH_INTERVAL_SECONDS):
                for child in self._children():
                    self._watch(child)
                self._keep_database()
                if time.monotonic() > collect_at:
                    self._orphans.collect(spare=[pid for pid in self.process_ids.values() if pid is not None])
                    collect_at = time.monotonic() + _COLLECT_INTERVAL_SECONDS
        finally:
            # Should this fail, nothing would be kept alive any more: better an end that somebody notices.
            self.request_stop()
            self._is_resting.set()
            self._has_left.wait()

    def _watch(self, child: Child) -> None:
        try:
            news = child.watch()
        except OSError as error:
            news = f"{child.name} could not be started again: {error}."
        if news:
            self._options.say(news)

    def _keep_database(self) -> None:
        if self._postgres is None or self._postgres.server_pid is not None:
            return
        self._options.say("The database ended; it is started again.")
        self._postgres.stop()
        try:
            self._postgres.start()
        except OperatorError as error:
            self._options.say(f"{error.problem} {error.remedy}")
            self._is_leaving.wait(_WATCH_INTERVAL_SECONDS * 50)

    def _stop(self) -> None:
        """End everything in the order in which it needs each other: workers, web, database, what they left behind."""
        self._is_leaving.set()
        if self._keeper.ident is not None:
            self._is_resting.wait()
        for group in (self._workers, self._servers()):
            self._stop_children(group)
        if self._postgres is not None:
            self._postgres.stop()
        if self._keeper.ident is not None:
            self._has_left.set()
            self._keeper.join()
        self._orphans.close()
        self._lock.release()
        self._databases = None
        self._give_signals_back()

    def _stop_children(self, children: list[Child]) -> None:
        for child in children:
            child.tell_to_stop()
        deadline = time.monotonic() + max((child.grace_seconds for child in children), default=0)
        while not all(child.has_ended() for child in children):
            if self._is_in_a_hurry.is_set() or time.monotonic() > deadline:
                break
            time.sleep(_WATCH_INTERVAL_SECONDS / 2)
        for child in children:
            child.kill()

    def _take_over_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return  # only the main thread may; its owner then calls request_stop()
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(each) is signal.SIG_IGN:
                continue  # nohup(1) and the like want it so
            self._former_handlers[each] = signal.signal(each, self._on_signal)

    def _give_signals_back(self) -> None:
        for each, handler in self._former_handlers.items():
            signal.signal(each, handler)
        self._former_handlers.clear()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self._is_leaving.is_set():
            self._options.say("Ending at once, without waiting for jobs that run.")
            self._is_in_a_hurry.set()
            return
        raise KeyboardInterrupt(signal.Signals(number).name)


def why_not_ready(installation: Installation) -> str | None:
    """Ask web whether it is ready and return what keeps it, or None when it is."""
    return _why_not_ready(installation, installation.local_url)


def why_events_not_ready(installation: Installation) -> str | None:
    """Ask the process that streams logs whether it is ready and return what keeps it, or None when it is."""
    return _why_not_ready(installation, installation.local_events_url)


def why_web_for_plays_not_ready(installation: Installation) -> str | None:
    """Ask web on the port that plays have written in whether it is ready; return what keeps it, or None when it is."""
    return _why_not_ready(installation, f"http://{_THIS_MACHINE}:{installation.plays_port}")


def _why_not_ready(installation: Installation, url: str) -> str | None:
    address = f"{url}/readyz"
    names = installation.settings.find("TRUNKLINE_ALLOWED_HOSTS")
    headers = {"Host": names.split(",")[0].strip()} if names else {}
    try:
        answer = httpx.get(address, headers=headers, trust_env=False, timeout=_ANSWER_SECONDS_MAX)
    except httpx.TransportError as error:
        return f"{address} does not answer ({error})."
    return None if answer.is_success else f"{address} answers {answer.status_code}: {answer.text[:500]}"


def web_command(installation: Installation, application: str = "trunkline.config.wsgi:application") -> list[str]:
    """Return the command that serves the pages and the API, or another WSGI application in the same way."""
    return _wsgi_command(installation, (installation.host, installation.port), _WEB_PROCESSES, application)


def web_for_plays_command(installation: Installation) -> list[str] | None:
    """Return the command that serves the API on the port that plays have written in, for this machine only, if any."""
    port = installation.plays_port
    if port is None:
        return None
    return _wsgi_command(installation, (_THIS_MACHINE, port), 1, "trunkline.config.wsgi:application")


def _wsgi_command(installation: Installation, address: tuple[str, int], processes: int, application: str) -> list[str]:
    host, port = address
    # Threads of the server only wait for those of the application (web/turns.py): more of them cost little.
    threads = installation.settings.get_integer("TRUNKLINE_REQUESTS_MAX", at_least=1) + _WEB_THREADS_BESIDE
    return [
        *(sys.executable, "-P", "-m", "granian", "--interface", "wsgi"),
        # Of bodies in HTTP/2 nobody can tell whether all has come (web/bodies.py).
        *("--host", host, "--port", str(port), "--http", "1"),
        *("--workers", str(processes), "--blocking-threads", str(threads)),
        # Addresses of the OCS gateway hold a job's secret: no access log.
        *("--no-ws", "--no-access-log", "--log-level", "warning"),
        *("--workers-kill-timeout", str(_WEB_GRACE_SECONDS), application),
    ]


def events_command(installation: Installation) -> list[str]:
    """Return the command that streams logs; one process, as it has the one connection that listens."""
    return [
        *(sys.executable, "-P", "-m", "granian", "--interface", "asgi", "--loop", "asyncio"),
        *("--host", installation.host, "--port", str(installation.events_port), "--workers", "1"),
        *("--no-ws", "--no-access-log", "--log-level", "warning"),
        # Streams never end by themselves; who follows one comes again.
        *("--workers-kill-timeout", str(_EVENTS_GRACE_SECONDS), "trunkline.config.asgi:application"),
    ]


def doors_of(installation: Installation) -> tuple[Door, ...]:
    """Return the ports that this installation listens on, web's and events' first; raises OperatorError for no port."""
    doors = (
        Door("web", installation.host, installation.port, "TRUNKLINE_PORT"),
        Door("events", installation.host, installation.events_port, "TRUNKLINE_EVENTS_PORT"),
    )
    plays_port = installation.plays_port
    if plays_port is None:
        return doors
    return (*doors, Door("web for plays", _THIS_MACHINE, plays_port, "TRUNKLINE_PLAYS_PORT"))


def find_port_obstacle(door: Door) -> Listener | None:
    """Return who else listens where a process would; raises OperatorError when the address is not this machine's."""
    try:
        return find_obstacle(door.host, door.port)
    except OSError as error:
        raise OperatorError(
            f"{door.name.capitalize()} cannot listen on {door.host} port {door.port}: {error.strerror}.",
            f"Set TRUNKLINE_HOST to an address of this machine, and {door.setting} to 1024 or more.",
        ) from error


def is_left_over(listener: Listener, installation: Installation) -> bool:
    """Tell whether the listener is a process of this installation whose supervisor has ended."""
    environment = listener.environment()
    supervisor = environment.get(_SUPERVISOR_VARIABLE, "")
    is_ours = environment.get("TRUNKLINE_DATA_DIR") == str(installation.directory.root)
    return is_ours and supervisor.isdigit() and (int(supervisor) == os.getpid() or not is_alive(int(supervisor)))


def port_taken(listener: Listener, door: Door) -> OperatorError:
    """Return the refusal to start while somebody else listens on a port that is needed."""
    return OperatorError(
        f"Port {door.port} on {door.host} is taken by {listener}.",
        f"Stop that process, or set {door.setting} to a free port.",
    )
