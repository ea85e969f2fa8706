import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import clean_environment, free_port, processes_using, run_trunkline, wait_until
from trunkline.cli.installation import Installation
from trunkline.cli.leftovers import children_of
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.problems import OperatorError
from trunkline.cli.processes import is_alive
from trunkline.cli.supervisor import Stack, StackOptions
from trunkline.config.environment import Environment


class Up:
    """A `trunkline up` in a process of its own, with what it prints."""

    def __init__(self, place: Path, port: int) -> None:
        self.place = place
        self.settings = {"TRUNKLINE_DATA_DIR": str(place / "data"), "TRUNKLINE_PORT": str(port)}
        self.base_url = f"http://127.0.0.1:{port}"
        self._output = place / f"output-{len(list(place.glob('output-*')))}"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                # A shell without job control has what it runs in the background ignore Ctrl-C, and these tests with it.
                ["/usr/bin/env", "--default-signal=INT,HUP,TERM", sys.executable, "-m", "trunkline.cli", "up"],
                env=clean_environment(**self.settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def output(self) -> str:
        return self._output.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        def is_ready() -> bool:
            assert self.process.poll() is None, self.output
            return "Trunkline is ready" in self.output

        wait_until(is_ready, "Trunkline to be ready", seconds=120)

    def child(self, words: str) -> int:
        """Return the process id of the supervisor's one living child whose command has these words."""
        found = [
            pid
            for pid in children_of(self.process.pid)
            if words in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        ]
        assert len(found) == 1, (words, found, self.output)
        return found[0]

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/readyz", trust_env=False, timeout=10).is_success
        except httpx.TransportError:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=120)


@contextmanager
def up(place: Path, port: int) -> Iterator[Up]:
    running = Up(place, port)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture(scope="module")
def migrated_place(module_place: Path) -> Path:
    """A data directory whose database has its tables, made by the command itself, which leaves no server behind."""
    outcome = run_trunkline("migrate", TRUNKLINE_DATA_DIR=str(module_place / "data"))
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert processes_using(module_place) == {}
    return module_place


def test_up_serves_is_alone_keeps_all_alive_and_stops_without_leaving_a_process(migrated_place: Path) -> None:
    with up(migrated_place, free_port()) as running:
        running.wait_until_ready()
        assert f"{running.base_url}/accounts/login/" in running.output
        assert f"{running.base_url}/api/docs" in running.output
        assert running.answers()
        second = run_trunkline("up", **running.settings)
        assert second.returncode == 1
        assert second.stdout == ""
        problem, remedy = second.stderr.splitlines()
        assert problem == (
            f"Error: Trunkline already runs on {migrated_place / 'data'} (process {running.process.pid})."
        )
        assert remedy.strip().startswith("Stop that one first (Ctrl-C there, or kill), or name another directory")
        examination = run_trunkline("doctor", **running.settings)
        assert examination.returncode == 0, examination.stdout
        assert "is served by this Trunkline" in examination.stdout
        assert "migrations      all are applied." in examination.stdout
        for words, news in (
            ("trunkline.cli worker", "worker-1 started again"),
            ("config.wsgi", "web started again"),
            ("config.asgi", "events started again"),
            ("bin/postgres", "The database ended; it is started again."),
        ):
            os.kill(running.child(words), signal.SIGKILL)
            wait_until(lambda news=news: news in running.output, news)
        wait_until(running.answers, "web to answer again")
        assert running.stop() == 0
        assert running.output.rstrip().endswith("Stopped.")
    assert processes_using(migrated_place) == {}


@pytest.mark.long
def test_after_sigkill_the_next_start_needs_no_hand(migrated_place: Path) -> None:
    port = free_port()
    earlier: list[int] = []
    for what_is_killed in ("the supervisor", "web's main process, which has processes of its own, and the supervisor"):
        with up(migrated_place, port) as running:
            running.wait_until_ready()
            assert running.answers()
            assert [pid for pid in earlier if is_alive(pid)] == []
            earlier = list(processes_using(migrated_place))
            if what_is_killed != "the supervisor":
                os.kill(running.child("config.wsgi"), signal.SIGKILL)
            running.stop(signal.SIGKILL)
    with up(migrated_place, port) as running:
        running.wait_until_ready()
        assert running.answers()
        assert [pid for pid in earlier if is_alive(pid)] == []
        assert running.stop(signal.SIGINT) == 0
    assert processes_using(migrated_place) == {}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_while_it_starts_leaves_nothing(migrated_place: Path, how: signal.Signals) -> None:
    with up(migrated_place, free_port()) as running:
        wait_until(lambda: "Bringing the tables up to date" in running.output, "the database to run")
        assert running.stop(how) == 130
        assert "Traceback" not in running.output
    assert processes_using(migrated_place) == {}


def test_a_second_ctrl_c_does_not_wait_for_what_runs(migrated_place: Path) -> None:
    with up(migrated_place, free_port()) as running:
        running.wait_until_ready()
        os.kill(running.child("trunkline.cli worker"), signal.SIGSTOP)  # a worker that never finishes
        running.process.send_signal(signal.SIGINT)
        wait_until(lambda: "Stopping; jobs that run may finish" in running.output, "the stop to begin")
        assert running.stop(signal.SIGINT) == 0
        assert "Ending at once" in running.output
    assert processes_using(migrated_place) == {}


def test_a_taken_port_is_refused_before_anything_starts(place: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        outcome = run_trunkline("up", TRUNKLINE_DATA_DIR=str(place / "data"), TRUNKLINE_PORT=str(port))
    assert outcome.returncode == 1
    name = Path("/proc/self/comm").read_text().strip()
    assert outcome.stderr.splitlines() == [
        f"Error: Port {port} on 127.0.0.1 is taken by process {os.getpid()} ({name}).",
        "       Stop that process, or set TRUNKLINE_PORT to a free port.",
    ]
    assert list((place / "data" / "postgres").iterdir()) == []


def make_stack(place: Path, said: list[str], **settings: str) -> Stack:
    installation = Installation(Environment({**clean_environment(), "TRUNKLINE_DATA_DIR": str(place), **settings}))
    return Stack(StackOptions(installation=installation, logs_to_files=True, say=said.append))


def test_a_stack_can_be_used_as_a_library(migrated_place: Path) -> None:
    said: list[str] = []
    data = migrated_place / "data"
    ports = {"TRUNKLINE_PORT": str(free_port()), "TRUNKLINE_PLAYS_PORT": str(free_port())}
    with make_stack(data, said, **ports, TRUNKLINE_WORKERS="2") as stack:
        assert httpx.get(f"{stack.base_url}/healthz", trust_env=False).status_code == 200
        # As plays have it written in: http://localhost:5000/crm/…
        unknown = httpx.get(
            f"http://localhost:{ports['TRUNKLINE_PLAYS_PORT']}/crm/service/service_id/1", trust_env=False
        )
        assert unknown.status_code == 401
        assert sorted(stack.process_ids) == ["events", "postgres", "web", "web-for-plays", "worker-1", "worker-2"]
        pids = [pid for pid in stack.process_ids.values() if pid is not None]
        assert len(pids) == 6
        assert stack.environment["DATABASE_URL"].startswith("postgresql://trunkline:")
        assert "TRUNKLINE_OWNER_DATABASE_URL" not in stack.environment
        stack.request_stop()
        stack.wait()
    assert [pid for pid in pids if is_alive(pid)] == []
    assert said == ["Starting the database …", "Bringing the tables up to date …", "Starting web and workers …"]
    assert {"web.log", "worker-1.log", "worker-2.log", "postgres.log"} <= {
        path.name for path in (data / "logs").iterdir()
    }


def test_a_stack_that_cannot_start_leaves_nothing(migrated_place: Path) -> None:
    stack = make_stack(
        migrated_place / "data", [], TRUNKLINE_PORT=str(free_port()), TRUNKLINE_LEASE_SECONDS="none at all"
    )
    with pytest.raises(OperatorError, match="could not be migrated"):
        stack.__enter__()
    assert processes_using(migrated_place) == {}
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_settings_that_cannot_be_used_are_told_in_a_sentence(place: Path) -> None:
    outcome = run_trunkline("up", TRUNKLINE_DATA_DIR=str(place / "data"), TRUNKLINE_PORT="many")
    assert outcome.returncode == 1
    assert outcome.stderr.splitlines()[0] == (
        "Error: TRUNKLINE_PORT is 'many', but must be a whole number of at least 1."
    )
    assert "Traceback" not in outcome.stderr


def test_a_server_of_ones_own_is_used_and_none_is_made(migrated_place: Path) -> None:
    server = EmbeddedPostgres(migrated_place / "data")
    server.start()
    settings = {
        "TRUNKLINE_DATA_DIR": str(migrated_place / "beside"),
        "TRUNKLINE_PORT": str(free_port()),
        "DATABASE_URL": server.url("runtime"),
        "TRUNKLINE_OWNER_DATABASE_URL": server.url("owner"),
    }
    try:
        for command in ("migrate", "doctor"):
            outcome = run_trunkline(command, **settings)
            assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    finally:
        server.stop()
    assert list((migrated_place / "beside" / "postgres").iterdir()) == []
