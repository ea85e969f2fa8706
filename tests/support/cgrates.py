"""A real CGRateS for tests: built once from its published source, started with databases in memory.

It is a program that tests talk to, and no part of Trunkline: source and binary stay in the user's cache.
`python -m tests.support.cgrates` builds it ahead, and says so where it cannot.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.stack import free_port
from trunkline.cli.processes import kill_session, start_child

VERSION = "v0.10.4"
_MODULE = "github.com/cgrates/cgrates"
_COMMAND = f"{_MODULE}/cmd/cgr-engine"
_BUILD_SECONDS_MAX = 900
_READY_SECONDS_MAX = 30
_STOP_SECONDS_MAX = 5
_START_ATTEMPTS_MAX = 3  # a port that was free may be taken by the time the engine binds it
_LISTENERS = ("json", "gob", "http", "sessions")
_ALL_INTERNAL = ["*internal"]


class NoEngineError(Exception):
    """There is no CGRateS on this machine, and no Go toolchain to build it with."""


def cache_directory() -> Path:
    """The directory outside the repository that keeps the engine between runs and checkouts."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "trunkline-tests" / f"cgrates-{VERSION}"


def find_or_build_engine() -> Path:
    """Find the engine in the cache, or build it there (two minutes once); of two at once one builds.

    Raises NoEngineError where there is no Go toolchain, subprocess.CalledProcessError when a build fails.
    """
    directory = cache_directory()
    engine = directory / "cgr-engine"
    if engine.is_file():
        return engine
    if shutil.which("go") is None:
        raise NoEngineError(
            f"There is no CGRateS {VERSION} in {directory} and no Go toolchain to build it with: tests against it are "
            "skipped. Install Go (https://go.dev/dl), then run scripts/set_up_test_machine."
        )
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not engine.is_file():
            _build(directory, engine)
    return engine


def _build(directory: Path, engine: Path) -> None:
    """Build in a directory of its own and rename: what stands at the engine's place is whole."""
    sys.stderr.write(f"Building CGRateS {VERSION} for the tests, once …\n")
    with tempfile.TemporaryDirectory(prefix="build-", dir=directory) as work:
        # Without the C compiler, which not every machine has.
        environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOWORK": "off", "CGO_ENABLED": "0"}
        for command in (
            ["go", "mod", "init", "engines"],
            ["go", "get", f"{_COMMAND}@{VERSION}"],
            ["go", "build", "-trimpath", "-ldflags=-s -w", "-o", "cgr-engine", _COMMAND],
        ):
            subprocess.run(
                command,
                cwd=work,
                env=environment,
                check=True,
                timeout=_BUILD_SECONDS_MAX,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
            )
        (Path(work) / "cgr-engine").replace(engine)


@dataclass
class Cgrates:
    """A CGRateS of one's own: what it knows is in memory, and gone when it stops."""

    directory: Path
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in _LISTENERS})
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its JSON-RPC over HTTP."""
        return f"http://127.0.0.1:{self.ports['http']}/jsonrpc"

    def start(self) -> None:
        """Start it and wait until it answers; it ends with the thread that started it."""
        self._write_configuration()
        with (self.directory / "engine.log").open("ab") as log:
            self.process = start_child(
                [find_or_build_engine(), "-config_path", self.directory],
                death_signal=signal.SIGKILL,
                directory=self.directory,
                output=log,
                errors=subprocess.STDOUT,
            )
        try:
            self._wait_until_ready(self.process)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """Kill it, as a loss of power would."""
        if self.process is not None:
            kill_session(self.process, _STOP_SECONDS_MAX)
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Have it take connections and answer nothing, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None, "CGRateS is not running"
        os.killpg(self.process.pid, number)

    def _write_configuration(self) -> None:
        address = {name: f"127.0.0.1:{port}" for name, port in self.ports.items()}
        document = {
            "general": {"logger": "*stdout", "log_level": 3},
            "listen": {"rpc_json": address["json"], "rpc_gob": address["gob"], "http": address["http"]},
            "data_db": {"db_type": "*internal"},
            "stor_db": {"db_type": "*internal"},
            "rals": {"enabled": True},
            "schedulers": {"enabled": True, "cdrs_conns": _ALL_INTERNAL},
            "cdrs": {"enabled": True, "rals_conns": _ALL_INTERNAL, "chargers_conns": _ALL_INTERNAL},
            "chargers": {"enabled": True},
            "sessions": {
                "enabled": True,
                "listen_bijson": address["sessions"],
                "chargers_conns": _ALL_INTERNAL,
                "rals_conns": _ALL_INTERNAL,
                "cdrs_conns": _ALL_INTERNAL,
            },
            "apiers": {"enabled": True, "scheduler_conns": _ALL_INTERNAL},
        }
        (self.directory / "cgrates.json").write_text(json.dumps(document))

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _READY_SECONDS_MAX
        body = {"method": "APIerSv1.Ping", "params": [{}], "id": 1}
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise ChildProcessError(f"CGRateS ended at once: {(self.directory / 'engine.log').read_text()[-2000:]}")
            try:
                answer = httpx.post(self.url, json=body, timeout=5, trust_env=False).json()
            except (httpx.TransportError, ValueError):
                time.sleep(0.05)
                continue
            if answer.get("result") == "Pong":
                return
        raise TimeoutError(f"CGRateS did not answer: {(self.directory / 'engine.log').read_text()[-2000:]}")


@contextmanager
def own_cgrates() -> Iterator[Cgrates]:
    """Run a CGRateS that the block may kill, freeze and start again; raises NoEngineError."""
    find_or_build_engine()
    with tempfile.TemporaryDirectory(prefix="trunkline-cgrates-") as directory:
        for attempt in range(1, _START_ATTEMPTS_MAX + 1):
            engine = Cgrates(Path(directory))
            try:
                engine.start()
            except ChildProcessError:
                if attempt == _START_ATTEMPTS_MAX:
                    raise
                continue
            break
        try:
            yield engine
        finally:
            engine.kill()


@contextmanager
def running_cgrates() -> Iterator[str]:
    """Run a CGRateS until the block ends, and give its JSON-RPC address; raises NoEngineError."""
    with own_cgrates() as engine:
        yield engine.url


def main() -> int:
    """Build the engine ahead of the tests; that there is no Go is said, and is no error."""
    try:
        find_or_build_engine()
    except NoEngineError as error:
        sys.stderr.write(f"{error}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
