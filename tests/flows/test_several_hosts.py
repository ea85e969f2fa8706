"""Two hosts with web and worker each over one database host, and cables that are pulled in the middle of a job."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml
from django.db import connection

from tests.flows.test_main_line import ocs_accounts, violations
from tests.support.database import TestDatabase
from tests.support.goods import make_product
from tests.support.hosts import Site, WorkerHost, several_hosts, why_no_hosts
from tests.support.orders import PLAYS_DIRECTORY
from tests.support.people import Staff, make_account, make_brand, make_staff, unique
from tests.support.quiet import connected_to
from trunkline.billing.models import Charge
from trunkline.catalog.models import Product
from trunkline.instances.models import Configuration
from trunkline.ocs.models import OcsBalance
from trunkline.ordering.models import Order
from trunkline.parties.models import Account
from trunkline.parties.states import Role
from trunkline.provisioning.models import Effect, JobEvent, ProvisioningJob
from trunkline.provisioning.states import ENDED_STATES, JobState

SECONDS_MAX = 60
# As short as the leases of the tests; operators leave them as they are.
SHORT = {
    "connect_timeout": "2",
    "keepalives_idle": "1",
    "keepalives_interval": "1",
    "keepalives_count": "2",
    "tcp_user_timeout": "3000",
    "options": "-c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2 "
    "-c tcp_user_timeout=3000",
}
SHORT_LEASE = {"TRUNKLINE_LEASE_SECONDS": "4", "TRUNKLINE_HEARTBEAT_SECONDS": "1"}

_obstacle = why_no_hosts()
pytestmark = pytest.mark.skipif(_obstacle is not None, reason=_obstacle or "")


@dataclass
class Shop:
    """What is ordered at the hosts: a service whose play waits until its gate opens."""

    site: Site
    staff: Staff
    directory: Path

    def order(self, host: WorkerHost, gate: str) -> tuple[int, Account]:
        """Order at a host's web; the number of the job, and the account."""
        account = Account.objects.get(pk=make_account(make_brand()))
        product = make_product(
            provisioning_play="play_test_grants_then_waits",
            provisioning_variables={"gate": str(self.directory / gate)},
        )
        answer = self.post(host, account, product, unique())
        assert answer.status_code == 201, answer.text
        number = answer.json()["lines"][0]["provision_id"]
        assert isinstance(number, int)
        return number, account

    def post(self, host: WorkerHost, account: Account, product: Product, key: str) -> httpx.Response:
        body = {"account": str(account.public_id), "product": str(product.public_id)}
        headers = {**self.staff.headers, "Idempotency-Key": key}
        return httpx.post(f"{host.base_url}/api/v1/orders", json=body, headers=headers, timeout=60, trust_env=False)

    def open_gate(self, gate: str) -> None:
        (self.directory / gate).touch()


def wait_until(condition: Callable[[], object], what: str, seconds: float = SECONDS_MAX) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.1)


def why_not_ready(host: WorkerHost) -> str:
    assert host.web is not None
    assert host.web.poll() is None, host.log("web")
    try:
        answer = httpx.get(f"{host.base_url}/readyz", trust_env=False, timeout=10)
    except httpx.TransportError as error:
        return repr(error)
    return "" if answer.is_success else answer.text


def wait_until_ready(host: WorkerHost) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    while obstacle := why_not_ready(host):
        assert time.monotonic() < deadline, f"{obstacle} {host.log('web')} {host.processes()}"
        time.sleep(0.1)


@pytest.fixture
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="trunkline-hosts-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@contextmanager
def opened(directory: Path, settings: dict[str, str], parameters: dict[str, str]) -> Iterator[Shop]:
    template = TestDatabase(*os.environ["TRUNKLINE_TEST_TEMPLATE"].split())
    settings = {"TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY), **settings}
    with several_hosts(directory, template, settings, parameters) as site, connected_to(site.database):
        for host in site.workers:
            host.start_web()
        for host in site.workers:
            wait_until_ready(host)
            host.start_worker()
        yield Shop(site, make_staff(Role.ADMIN), directory)
        for host in site.workers:
            # Shown beside what failed.
            sys.stdout.write(f"{host.base_url}\n{host.log('web')[-4000:]}\n{host.log('worker')[-8000:]}\n")


@pytest.fixture
def shop(place: Path) -> Iterator[Shop]:
    with opened(place, SHORT_LEASE, SHORT) as running:
        yield running


def get_job(number: int) -> ProvisioningJob:
    return ProvisioningJob.objects.get(pk=number)


def is_at_the_gate(number: int, attempt: int) -> bool:
    """Whether a run has granted its data, so that its next task waits."""
    done = Effect.objects.filter(job_id=number, attempt=attempt, target__startswith="made:", state="done")
    granted = Effect.objects.filter(job_id=number, attempt=attempt, request__method__endswith=".AddBalance")
    return done.exists() and granted.filter(state="done").exists()


def find_host(shop: Shop, number: int, attempt: int) -> WorkerHost:
    found = [host for host in shop.site.workers if host.has_job(f"{number}-{attempt}")]
    assert len(found) == 1, found
    return found[0]


def plays_at(host: WorkerHost, number: int) -> list[str]:
    """The processes by which a host runs plays of a job."""
    return [command for command in host.processes().values() if f"jobs/{number}-" in command]


def assert_served_once(number: int, account: Account) -> None:
    """One service, one charge of 15.00, one grant; what else was granted is gone; all that must be true is."""
    job = get_job(number)
    assert (job.state, job.failure if job.state != JobState.SUCCEEDED else "") == (JobState.SUCCEEDED, "")
    assert Configuration.objects.filter(account=account, instance__kind="SERVICE").count() == 1
    assert sorted(str(charge.amount.normalize()) for charge in Charge.objects.filter(account=account)) == ["0", "15"]
    (name,) = ocs_accounts(job)
    assert OcsBalance.objects.filter(account__account=name, account__removed_at=None).count() == 1
    assert violations() == []


def gateway_of(host: WorkerHost, key: str) -> str:
    """The address at which a play finds its charging system, its secret in it."""
    (configuration,) = (host.data_directory / "jobs" / key).glob("crm_config.y*ml")
    return str(yaml.safe_load(configuration.read_text())["ocs"]["cgrates"])


def late_call(gateway: str) -> int:
    """What a play that still had its run's secret would be answered."""
    late = {"method": "ApierV2.SetAccount", "params": [{"Account": "Late"}], "id": 1}
    return httpx.post(f"http://{gateway}/jsonrpc", json=late, trust_env=False, timeout=30).status_code


def keep_alive(host: WorkerHost) -> None:
    """Start a worker that has ended again, as a service manager would: that needs a status that says so."""
    if host.worker is not None and host.worker.poll() is not None:
        assert host.worker.returncode != 0, host.log("worker")
        host.start_worker()


@pytest.mark.long
def test_a_host_that_is_cut_off_in_the_middle_of_a_job_does_no_more_and_the_other_ends_it(shop: Shop) -> None:
    first, _second = shop.site.workers
    number, account = shop.order(first, "gate")
    wait_until(lambda: is_at_the_gate(number, 1), "the play to wait")
    lost = find_host(shop, number, 1)
    other = next(host for host in shop.site.workers if host is not lost)
    gateway = gateway_of(lost, f"{number}-1")

    lost.host.silence()
    wait_until(lambda: other.has_job(f"{number}-3"), "the other host to run the play")
    # It has nobody to ask whether the job is still its own: by then its play has been ended.
    wait_until(lambda: not lost.has_job(f"{number}-1"), "the host that is cut off to end its play")
    assert plays_at(lost, number) == []
    wait_until(lambda: is_at_the_gate(number, 3), "the second run to wait")
    shop.open_gate("gate")
    wait_until(lambda: get_job(number).state in ENDED_STATES, "the job to end")
    assert_served_once(number, account)

    lost.host.mend()
    wait_until_ready(lost)
    before = JobEvent.objects.filter(job_id=number).count()
    assert late_call(gateway) in {401, 403, 404}
    assert JobEvent.objects.filter(job_id=number).count() == before
    assert_served_once(number, account)


@pytest.mark.long
def test_both_hosts_take_jobs_that_were_ordered_at_one_of_them(shop: Shop) -> None:
    orders = [shop.order(shop.site.workers[0], "gate") for _order in range(6)]
    wait_until(
        lambda: all(any(host.has_job(f"{number}-1") for number, _ in orders) for host in shop.site.workers),
        "both hosts to run plays",
    )
    shop.open_gate("gate")
    wait_until(lambda: all(get_job(number).state in ENDED_STATES for number, _ in orders), "all jobs to end")
    for number, account in orders:
        assert get_job(number).attempt == 1
        assert_served_once(number, account)


@pytest.mark.long
def test_a_host_whose_cable_was_pulled_finds_its_job_taken_and_its_late_calls_refused(shop: Shop) -> None:
    first, second = shop.site.workers
    number, account = shop.order(first, "gate")
    wait_until(lambda: is_at_the_gate(number, 1), "the play to wait")
    lost = find_host(shop, number, 1)
    other = second if lost is first else first
    gateway = gateway_of(lost, f"{number}-1")
    lost.host.unplug()
    wait_until(lambda: get_job(number).attempt > 1, "the job to be taken over")
    # Back while the other host is still at work on it.
    lost.host.mend()
    wait_until_ready(lost)
    assert late_call(gateway) in {401, 403, 404}
    wait_until(lambda: is_at_the_gate(number, 3), "the second run to wait")
    shop.open_gate("gate")
    wait_until(lambda: get_job(number).state in ENDED_STATES, "the job to end")
    assert_served_once(number, account)
    # What was cut off works again by itself, or has ended and is started again as a service manager would.
    other.stop_worker()
    keep_alive(lost)
    later, later_account = shop.order(lost, "gate")
    wait_until(lambda: get_job(later).state in ENDED_STATES, "the host that is back to do a job")
    assert_served_once(later, later_account)


@pytest.mark.long
def test_an_order_that_met_a_database_out_of_reach_is_placed_once_when_it_is_sent_again(shop: Shop) -> None:
    first, second = shop.site.workers
    number, account = shop.order(first, "gate")
    wait_until(lambda: is_at_the_gate(number, 1), "the play to wait")
    known = Order.objects.count()
    product = get_job(number).order_line.product
    key = unique()
    shop.site.database_host.silence()
    for host in (first, second):
        started = time.monotonic()
        assert shop.post(host, account, product, key).status_code >= 500
        # Two seconds to connect, three until a connection is given up; the rest is the machine's.
        assert time.monotonic() - started < 30
        wait_until(lambda host=host: why_not_ready(host), "web to say that it is not ready")  # type: ignore[misc]
    # Both hosts have given it up by then, as neither can tell whether the other is cut off, too.
    wait_until(lambda: not any(host.has_job(f"{number}-1") for host in (first, second)), "the play to be ended")
    shop.site.database_host.mend()
    connection.close()
    for host in (first, second):
        wait_until_ready(host)
        keep_alive(host)
    answers = [shop.post(host, account, product, key) for host in (first, second)]
    assert all(answer.is_success for answer in answers), [answer.text for answer in answers]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Order.objects.count() == known + 1
    shop.open_gate("gate")
    jobs = ProvisioningJob.objects.filter(account_id=account.pk)
    wait_until(lambda: all(job.state in ENDED_STATES for job in jobs.all()), "both jobs to end")
    assert [job.state for job in jobs.all()] == [JobState.SUCCEEDED] * 2
    assert Configuration.objects.filter(account=account, instance__kind="SERVICE").count() == 2
    assert violations() == []


@pytest.mark.long
def test_the_usual_lease_and_the_usual_patience_suffice(place: Path) -> None:
    with opened(place, {}, {}) as shop:
        first, _second = shop.site.workers
        number, account = shop.order(first, "gate")
        wait_until(lambda: is_at_the_gate(number, 1), "the play to wait")
        lost = find_host(shop, number, 1)
        lost.host.silence()
        # A lease of 30 seconds, and five until somebody looks.
        wait_until(lambda: is_at_the_gate(number, 3), "the second run to wait", 180)
        # Its play has ended; what it still wanted to say of it may wait for the database until that is given up.
        assert plays_at(lost, number) == []
        wait_until(lambda: not lost.has_job(f"{number}-1"), "the host that is cut off to give up its run", 180)
        shop.open_gate("gate")
        wait_until(lambda: get_job(number).state in ENDED_STATES, "the job to end")
        assert_served_once(number, account)
        lost.host.mend()
