"""Plays that mean harm, or know no better, through the whole stack: each ends as it should, and leaves nothing."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.goods import make_product
from tests.support.orders import PLAYS_DIRECTORY, SimOrder, place_sim_order, wait_for_job
from tests.support.people import command, make_account, make_brand, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.stack import RunningStack, run_stack
from trunkline.billing.models import Charge
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.use_cases import orders
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Instance
from trunkline.instances.selectors.services import get_current_service
from trunkline.kernel.errors import InvalidInputError
from trunkline.ocs import use_cases as ocs
from trunkline.ocs.models import OcsAccount
from trunkline.provisioning.models import JobEvent, ProvisioningJob
from trunkline.provisioning.states import JobState

PLAY_SECONDS_MAX = 12
# What the job needs around its play: to be taken, to end every process, to be undone.
AROUND_SECONDS_MAX = 25
LOG_BYTES_MAX = 6 * 1024 * 1024
TENANT = "cgrates.org"


@pytest.fixture(scope="module", autouse=True)
def stack() -> Iterator[RunningStack]:
    """A stack of its own: its plays have little time."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "hostile"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    settings = {
        "TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY),
        "TRUNKLINE_PLAY_SECONDS_MAX": str(PLAY_SECONDS_MAX),
    }
    with (
        fresh_database("hostile") as database,
        connected_to(database),
        run_stack(database.runtime_url, directory, settings) as running,
    ):
        yield running


class Hostile:
    """One order of a product whose play is hostile, and what came of it."""

    def __init__(self, play: str, **variables: object) -> None:
        self.mark = str(700_000 + time.monotonic_ns() % 100_000)
        self.uuid = f"Hostile_{unique()}"
        self.began = time.monotonic()
        defaults = {"mark": self.mark, "hostile_uuid": self.uuid, **variables}
        self.order: SimOrder = place_sim_order(
            names=["SIM Card"], provisioning_play=play, provisioning_variables=defaults
        )

    def wait(self) -> ProvisioningJob:
        job = wait_for_job(self.order.order_id)
        assert time.monotonic() - self.began < PLAY_SECONDS_MAX + AROUND_SECONDS_MAX
        return job

    def assert_nothing_is_left(self) -> None:
        assert not Charge.objects.filter(account=self.order.account).exists()
        assert not Instance.objects.filter(service_uuid=self.uuid).exists()
        assert not OcsAccount.objects.filter(account=self.uuid, removed_at__isnull=True).exists()
        assert self.order.item_states() == {"New"}
        self.assert_order_is_kept()

    def assert_order_is_kept(self) -> None:
        assert processes_with(self.mark) == []
        assert [violation for result in check_invariants() for violation in result.violations] == []


def processes_with(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if mark in line:
                found.append(line)
    return found


def log_of(job: ProvisioningJob) -> list[JobEvent]:
    return list(JobEvent.objects.filter(job=job).order_by("pk"))


def log_bytes(job: ProvisioningJob) -> int:
    return sum(len(json.dumps(line.payload)) for line in log_of(job))


def test_a_play_that_hangs_is_ended_with_its_whole_process_group(stack: RunningStack) -> None:
    hostile = Hostile("play_test_hangs")
    job = hostile.wait()
    assert (job.state, job.failure) == (
        JobState.FAILED,
        f"The play did not end within {PLAY_SECONDS_MAX} seconds.",
    )
    hostile.assert_nothing_is_left()
    jobs_directory = Path(stack.environment["TRUNKLINE_DATA_DIR"]) / "jobs"
    assert list(jobs_directory.glob(f"{job.pk}-*")) == []


def test_a_play_that_prints_200_megabytes_leaves_a_log_that_can_be_read() -> None:
    hostile = Hostile("play_test_prints_a_lot")
    job = hostile.wait()
    assert job.state == JobState.FAILED
    assert 0 < log_bytes(job) < LOG_BYTES_MAX
    assert any(line.kind == "output_cut" for line in log_of(job))
    hostile.assert_nothing_is_left()


def test_a_play_that_prints_its_token_and_its_secret_prints_neither() -> None:
    hostile = Hostile("play_test_prints_its_token")
    job = hostile.wait()
    assert job.state == JobState.FAILED
    assert job.failing_task == "Fail with it"
    text = json.dumps([(line.kind, line.payload) for line in log_of(job)]) + job.failure + job.failing_task
    assert "Fail with it" in text
    assert "tlj_" not in text
    assert "tlg_" not in text
    hostile.assert_nothing_is_left()


def test_a_play_that_leaves_a_process_succeeds_and_its_process_ends() -> None:
    hostile = Hostile("play_test_leaves_a_process")
    job = hostile.wait()
    assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
    ended = [line.payload["count"] for line in log_of(job) if line.kind == "leftover_processes_ended"]
    assert len(ended) == 1
    assert ended[0] >= 3
    hostile.assert_order_is_kept()


@pytest.mark.parametrize("play", ["play_test_asks", "play_test_waits_for_input"])
def test_a_play_that_asks_gets_no_answer_and_fails(play: str) -> None:
    hostile = Hostile(play)
    job = hostile.wait()
    assert job.state == JobState.FAILED
    assert job.failure
    hostile.assert_nothing_is_left()


def test_a_play_of_which_the_syntax_is_wrong_fails_and_says_so() -> None:
    hostile = Hostile("play_test_is_no_yaml")
    job = hostile.wait()
    assert job.state == JobState.FAILED
    assert "YAML" in job.failure
    hostile.assert_nothing_is_left()


def test_a_play_cannot_touch_the_service_of_another_customer() -> None:
    victim = make_quiet_service()
    hostile = Hostile("play_test_touches_another_service", victim_service=victim.pk)
    job = hostile.wait()
    assert (job.state, job.failing_task) == (JobState.FAILED, "Suspend the service of another")
    state = get_current_service(victim.pk).service_state
    assert state is not None
    assert state.code == "Active"
    hostile.assert_nothing_is_left()


def make_quiet_service() -> Instance:
    """A service whose job the worker of the stack has done."""
    order = place_sim_order(names=[], provisioning_play="", provisioning_variables={})
    job = wait_for_job(order.order_id)
    return Instance.objects.get(pk=job.instance_id)


@pytest.mark.parametrize(
    "method",
    [
        "ApierV2.SetAccount",
        "ApierV1.RemoveAccount",
        "ApierV1.AddBalance",
        "ApierV1.DebitBalance",
        "ApierV1.ExecuteAction",
        "ApierV2.GetAccount",
    ],
)
def test_a_play_cannot_touch_the_charging_account_of_another_customer(method: str) -> None:
    victim = f"Victim_{unique()}"
    ocs.set_account(command(), tenant=TENANT, account=victim)
    params = {
        "Tenant": TENANT,
        "Account": victim,
        "BalanceType": "*data",
        "Balance": {"ID": "DATA", "Value": 1},
        "ActionsId": "anything",
    }
    hostile = Hostile("play_test_touches_another_account", victim_method=method, victim_params=params)
    job = hostile.wait()
    assert (job.state, job.failing_task) == (JobState.FAILED, "Take another's account")
    account = OcsAccount.objects.get(account=victim)
    assert (account.removed_at, account.is_disabled, account.balances.count()) == (None, False, 0)
    hostile.assert_nothing_is_left()


@pytest.mark.parametrize(
    "name",
    ["ansible_connection", "ansible_python_interpreter", "ANSIBLE_become", "hostvars", "access_token", "provision_id"],
)
def test_an_order_cannot_bring_a_variable_that_steers_ansible_or_is_the_systems(name: str) -> None:
    product = make_product(provisioning_play="play_test_hangs")
    account_id = make_account(make_brand())
    with pytest.raises(InvalidInputError):
        orders.place_order(command(), account_id, ProductRequest(product_id=product.pk, variables={name: "ssh"}))
    assert not ProvisioningJob.objects.filter(account_id=account_id).exists()


def test_a_play_that_chooses_its_connection_becomes_nobody_else() -> None:
    hostile = Hostile("play_test_chooses_a_connection")
    job = hostile.wait()
    assert job.state == JobState.FAILED
    assert job.failing_task == "Be somebody else"
    hostile.assert_nothing_is_left()


def test_a_play_that_looks_around_finds_no_way_to_the_database(stack: RunningStack) -> None:
    secret = Path(stack.environment["TRUNKLINE_DATA_DIR"]) / "secrets" / "secret_key"
    hostile = Hostile("play_test_looks_around", secret_file=str(secret))
    job = hostile.wait()
    assert (job.state, job.failing_task) == (JobState.FAILED, "Tell what was seen")
    for told in ("DATABASE_URL", "postgresql://", "TRUNKLINE_SECRET_KEY", "socket:["):
        assert told not in job.failure
    hostile.assert_nothing_is_left()
