"""Web and workers, as real processes on a database of their own, that die by SIGKILL wherever a test says.

Processes of a `Battlefield` write each kill point that they pass into a file, in order, and read at each of them which
pass is to be the last of whom.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.support.stack import LEASE_SECONDS, RunningStack, end, free_port, wait_until_ready
from trunkline.cli.installation import Installation, current_installation
from trunkline.cli.supervisor import web_command

DIRECTORY_VARIABLE, ROLE_VARIABLE = "TRUNKLINE_TEST_KILLS", "TRUNKLINE_TEST_ROLE"
REFUSED_VARIABLE = "TRUNKLINE_TEST_REFUSED_BALANCES"
DEATH_SECONDS_MAX = 60
_ROOT = Path(__file__).parents[2]
_WORKER = "from tests.support.killing import work; raise SystemExit(work())"


@dataclass(frozen=True)
class Pass:
    """The `number`-th time, from one, that a process of the role passes a kill point, counted from its order on."""

    role: str
    point: str
    number: int = 1

    def __str__(self) -> str:
        return f"{self.role} {self.point} {self.number}"


def obey() -> None:
    """Have this process note the kill points that it passes, and kill at the pass that a test has named."""
    directory, role = Path(os.environ[DIRECTORY_VARIABLE]), os.environ[ROLE_VARIABLE]
    order = directory / "order"
    passes: Counter[str] = Counter()
    known_orders: list[str] = []
    lock = threading.Lock()

    def kill_point(name: str) -> None:
        with lock:
            given = order.read_text() if order.exists() else ""
            if given not in {"", *known_orders}:
                known_orders.append(given)
                passes.clear()
            passes[name] += 1
            with (directory / "passed").open("a") as passed:
                passed.write(f"{role} {name}\n")
            wanted, _, rest = given.partition("\n")
            if wanted == str(Pass(role, name, passes[name])):
                order.unlink()
                os.kill(int(rest.split()[0]) or os.getpid(), signal.SIGKILL)

    for module in ("commands", "outside"):
        vars(import_module(f"trunkline.platform.{module}"))["kill_point"] = kill_point


def work() -> int:
    """Be a worker that obeys; one that is told so has its charging system refuse balances of a type."""
    worker = import_module("trunkline.config.worker")
    import_module("django").setup()
    obey()
    if refused := os.environ.get(REFUSED_VARIABLE):
        _refuse_balances(refused)
    return int(worker.main())


def _refuse_balances(kind: str) -> None:
    embedded = import_module("trunkline.charging.adapters.embedded")
    answer = import_module("trunkline.charging.policies").OcsAnswer
    call: Callable[..., Any] = embedded.call

    def refuse(method: str, params: dict[str, Any], **options: Any) -> Any:
        is_refused = method.endswith(".AddBalance") and params["BalanceType"] == kind
        return answer(error="NO_MORE") if is_refused else call(method, params, **options)

    vars(embedded)["call"] = refuse


@dataclass
class Battlefield:
    """The processes of one system, of which any can be killed at any point that it passes."""

    installation: Installation
    environment: dict[str, str]
    directory: Path
    stack: RunningStack = field(init=False)

    @property
    def mails(self) -> Path:
        return Path(self.environment["TRUNKLINE_DATA_DIR"]) / "mail"

    def start_web(self) -> None:
        """Start web, in one process besides the one that looks after it, at the same address each time."""
        command = [*web_command(self.installation)[:-1], "--workers", "1", "tests.support.killing_web:application"]
        environment = {**self.environment, ROLE_VARIABLE: "web"}
        web = subprocess.Popen(command, env=environment, cwd=_ROOT, start_new_session=True)
        workers = self.stack.workers if hasattr(self, "stack") else []
        self.stack = RunningStack(self.installation.local_url, environment, web, workers)
        wait_until_ready(self.stack)

    def start_worker(self, refused: str = "") -> subprocess.Popen[bytes]:
        """Start a worker; balances of the type `refused` are not granted to it."""
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORKER],
            env={**self.environment, ROLE_VARIABLE: "worker", REFUSED_VARIABLE: refused},
            cwd=_ROOT,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        self.stack.workers.append(worker)
        return worker

    def order_death(self, wanted: Pass, victim: subprocess.Popen[bytes] | int | None = None) -> None:
        """Have a process kill itself, or another (also by its number), at a pass."""
        pid = victim.pid if isinstance(victim, subprocess.Popen) else victim
        (self.directory / "order.new").write_text(f"{wanted}\n{pid or 0} {uuid4()}")
        (self.directory / "order.new").rename(self.directory / "order")

    def is_order_open(self) -> bool:
        return (self.directory / "order").exists()

    def await_death(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the process that was to die is dead."""
        process.wait(DEATH_SECONDS_MAX)
        assert not self.is_order_open(), (self.directory / "order").read_text()
        self.stack.workers = [worker for worker in self.stack.workers if worker.poll() is None]

    def forget_passes(self) -> None:
        (self.directory / "passed").unlink(missing_ok=True)

    def list_passes(self) -> list[Pass]:
        """What was passed since it was forgotten, in order, each time with its number."""
        count: Counter[tuple[str, str]] = Counter()
        passes = []
        for line in (self.directory / "passed").read_text().splitlines():
            role, _, point = line.partition(" ")
            count[role, point] += 1
            passes.append(Pass(role, point, count[role, point]))
        return passes


@contextmanager
def battlefield(database_url: str, directory: Path, **settings: str) -> Iterator[Battlefield]:
    """Run web on a database until the block ends; workers are the test's to start, those that live are ended."""
    directory.mkdir(exist_ok=True)
    installation = current_installation(
        {
            "DATABASE_URL": database_url,
            "TRUNKLINE_DATA_DIR": os.environ["TRUNKLINE_DATA_DIR"],
            "TRUNKLINE_PORT": str(free_port()),
            "TRUNKLINE_DEMO_MODE": "1",
            "TRUNKLINE_LEASE_SECONDS": str(LEASE_SECONDS),
            "TRUNKLINE_HEARTBEAT_SECONDS": "1",
            **settings,
        }
    )
    environment = {**installation.process_environment(database_url), **installation.runner_environment()}
    environment |= {
        "TRUNKLINE_DATA_DIR": str(directory),
        DIRECTORY_VARIABLE: str(directory),
        "PYTHONPATH": str(_ROOT),
    }
    for left in (directory / "order", directory / "passed"):
        left.unlink(missing_ok=True)
    field_ = Battlefield(installation, environment, directory)
    field_.start_web()
    try:
        yield field_
    finally:
        field_.stack.stop_workers()
        end(field_.stack.web)
