"""A whole system of one's own to break: `trunkline up` with its database, its disk, and its plays."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import httpx
import psycopg
from django.db import InterfaceError, OperationalError, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.support.database import TestDatabase
from tests.support.orders import PLAYS_DIRECTORY, SimOrder, place_sim_order
from tests.support.quiet import connected_to
from tests.support.stack import LEASE_SECONDS, free_port
from trunkline.billing.models import Charge
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.flows.processes.reconciliation import find_differences
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Configuration
from trunkline.ocs.models import OcsAccount
from trunkline.platform.clocks import business_now
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES, JobState

DISK_BYTES = 700 * 1024 * 1024
# Machines that run tests are busy: what takes ten seconds there may take a minute here.
PATIENCE_SECONDS_MAX = 180
POLL_SECONDS = 0.1

T = TypeVar("T")


class NoDiskError(Exception):
    """This machine lets nobody mount a small disk; the text says what mount(8) said."""


def all_is_well(*account_ids: int) -> None:
    """Check all that must always be true, that others hold what we believe, and that no job of the queue was given up.

    Where other tests have left differences of their own, the accounts are named that are to be compared.
    """
    violations = {result.name: result.violations for result in check_invariants() if result.violations}
    assert violations == {}
    found = list(find_differences(business_now()))
    assert [row for row in found if not account_ids or row.account_id in account_ids] == []
    given_up = ProcrastinateJob.objects.filter(status__in=["failed", "aborted"])
    assert list(given_up.values_list("task_name", "args")) == []


def patiently(read: Callable[[], T]) -> T:
    """Read from a database that may be away for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS_MAX
    while True:
        try:
            return read()
        except (OperationalError, InterfaceError):
            connections.close_all()
            assert time.monotonic() < deadline, "the database did not come back"
            time.sleep(POLL_SECONDS)


def wait_until(condition: Callable[[], T], what: str) -> T:
    """Wait until a condition holds, whatever becomes of the database meanwhile, and return what it gave."""
    deadline = time.monotonic() + PATIENCE_SECONDS_MAX
    while not (found := patiently(condition)):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(POLL_SECONDS)
    return found


def order_something_slow(seconds: float = 4) -> SimOrder:
    """Order a product whose play makes an account, takes its time, and then makes the service."""
    return place_sim_order(
        names=["SIM Card"],
        provisioning_play="play_test_takes_its_time",
        provisioning_variables={"wait_seconds": seconds},
    )


def wait_until_under_way(sold: SimOrder) -> ProvisioningJob:
    """Wait until the play of `order_something_slow` has made its account and waits."""

    def is_under_way() -> bool:
        return JobEvent.objects.filter(job=sold.job, kind="task_started", payload__task="Wait").exists()

    wait_until(is_under_way, f"the play of order {sold.order_id}")
    return sold.job


def wait_until_ended(sold: SimOrder) -> ProvisioningJob:
    """Wait until an order's job has ended, whatever becomes of the database meanwhile."""
    wait_until(lambda: sold.job.state in ENDED_STATES, f"the end of order {sold.order_id}")
    return sold.job


def require_whole_or_nothing(sold: SimOrder) -> None:
    """Check that a slow order was carried out once, or that nothing is left of it, here and in the charging system."""
    job = sold.job
    assert job.state in {JobState.SUCCEEDED, JobState.FAILED}, (job.state, job.failure)
    is_done = job.state == JobState.SUCCEEDED
    assert Configuration.objects.filter(account=sold.account, instance__kind="SERVICE").count() == is_done
    assert Charge.objects.filter(account=sold.account).count() == (2 if is_done else 0)
    made = Effect.objects.filter(job=job, target__startswith="made:").values_list("target", flat=True)
    names = [target.removeprefix("made:") for target in made]
    assert OcsAccount.objects.filter(account__in=names, removed_at__isnull=True).count() == is_done
    # This play leaves its card unused, so that it goes back either way.
    assert sold.item_states() == {"New"}
    require_no_play_left(job)


def require_no_play_left(job: ProvisioningJob) -> None:
    """Wait until no process of a job's plays is left; the killed need a moment to go."""
    wait_until(lambda: not _list_play_processes(job), f"the end of job {job.pk}'s processes")


def _list_play_processes(job: ProvisioningJob) -> list[int]:
    """List plays that the job's log names, and what has a directory of the job as its home."""
    payloads = JobEvent.objects.filter(job=job, kind="started").values_list("payload", flat=True)
    plays = {int(payload["pid"]) for payload in payloads}
    return [*_list_processes_at_home(f"/jobs/{job.pk}-"), *(pid for pid in plays if _is_of_runner(pid))]


def _is_of_runner(pid: int) -> bool:
    try:
        return b"trunkline_runner" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _list_processes_at_home(mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                variables = (entry / "environ").read_bytes().decode(errors="replace").split("\0")
                if any(each.startswith("HOME=") and mark in each for each in variables):
                    found.append(int(entry.name))
    return found


class Site:
    """One `trunkline up` in a directory, which can be broken in parts or killed, and started again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.base_url = f"http://127.0.0.1:{(port := free_port())}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
        kept.pop("DATABASE_URL", None)
        self.environment = kept | {
            "TRUNKLINE_DATA_DIR": str(directory),
            "TRUNKLINE_PORT": str(port),
            "TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY),
            "TRUNKLINE_WORKERS": "1",
            "TRUNKLINE_LEASE_SECONDS": str(LEASE_SECONDS),
            "TRUNKLINE_HEARTBEAT_SECONDS": "1",
        }
        self.supervisor: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> TestDatabase:
        server = EmbeddedPostgres(self.directory)
        return TestDatabase(server.url("owner"), server.url("runtime"))

    def up(self) -> None:
        """Start it and wait until it answers."""
        self.supervisor = subprocess.Popen([sys.executable, "-m", "trunkline.cli", "up"], env=self.environment)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        wait_until(self.is_ready, "a web that is ready")

    def is_ready(self) -> bool:
        assert self.supervisor is not None
        assert self.supervisor.poll() is None, "`trunkline up` has ended"
        try:
            return httpx.get(f"{self.base_url}/readyz", trust_env=False, timeout=5).is_success
        except httpx.TransportError:
            return False

    def down(self) -> None:
        """Stop it as an operator does."""
        if self.supervisor is not None and self.supervisor.poll() is None:
            self.supervisor.terminate()
            assert self.supervisor.wait(PATIENCE_SECONDS_MAX) == 0

    @property
    def postmaster(self) -> int:
        return int((EmbeddedPostgres(self.directory).cluster / "postmaster.pid").read_text().split()[0])

    def kill_postmaster(self) -> None:
        os.kill(self.postmaster, signal.SIGKILL)

    def kill_backend(self) -> None:
        """Kill a process of the database that works for a worker: the server then throws out everybody."""
        with psycopg.connect(self.database.runtime_url) as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = user"
                " AND pid <> pg_backend_pid() AND query LIKE '%procrastinate%' LIMIT 1"
            ).fetchone()
        assert row is not None
        os.kill(int(row[0]), signal.SIGKILL)

    @contextmanager
    def database_down(self) -> Iterator[None]:
        """Have the database dead until the block ends: whoever would start it again is asleep meanwhile."""
        assert self.supervisor is not None
        self.supervisor.send_signal(signal.SIGSTOP)
        try:
            self.kill_postmaster()
            yield
        finally:
            self.supervisor.send_signal(signal.SIGCONT)

    @contextmanager
    def database_frozen(self) -> Iterator[None]:
        """Have the database answer nobody, and refuse nobody, until the block ends."""
        frozen = [self.postmaster, *_children_of(self.postmaster)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in frozen:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Leave no byte on the disk until the block ends."""
        filler = self.directory / "filler"
        with filler.open("wb", buffering=0) as file:
            block = bytes(1024 * 1024)
            while block:
                try:
                    file.write(block)
                except OSError:
                    block = block[: len(block) // 2]
        try:
            yield
        finally:
            filler.unlink()


def _children_of(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


@contextmanager
def small_disk(directory: Path) -> Iterator[None]:
    """Mount a small disk on a directory until the block ends; raises NoDiskError."""
    options = f"size={DISK_BYTES},mode=0755"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(directory)]
    try:
        mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise NoDiskError(str(error)) from None
    if mounted.returncode != 0:
        raise NoDiskError(mounted.stderr.strip())
    try:
        yield
    finally:
        # Whoever has ended a moment ago may still be there.
        subprocess.run(["umount", "--lazy", str(directory)], check=True)


@contextmanager
def site() -> Iterator[Site]:
    """Run a system of one's own, on a small disk, and connect Django to its database; raises NoDiskError."""
    # Not a directory of pytest's, which is closed to the users that run database and plays.
    directory = Path(tempfile.mkdtemp(prefix="trunkline-broken-"))
    try:
        with small_disk(directory):
            made = Site(directory)
            try:
                made.up()
                with connected_to(made.database):
                    yield made
            finally:
                made.down()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
