"""`trunkline play run`: a real order, provisioned by a play of one's choice, and undone however it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.test_main_line import ocs_accounts, violations
from tests.support.goods import find_or_make_specification, make_item, make_product
from tests.support.people import make_account, make_brand, unique
from tests.support.stack import RunningStack
from trunkline.billing.models import Charge
from trunkline.catalog.models import Product
from trunkline.parties.models import Account
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.states import JobState
from trunkline.stock.models import StockItem


class Ordering:
    """An account, a product and an item for a trial."""

    def __init__(self, **product: object) -> None:
        self.account = Account.objects.get(pk=make_account(make_brand()))
        specification = find_or_make_specification("SIM Card")
        self.item: StockItem = make_item(specification)
        variables = {"wait_seconds": 0, "service_uuid": f"Trial_{unique()}", "data_gb": 5, "days": 30}
        self.product: Product = make_product(
            **{"resource_names": ["SIM Card"], "provisioning_variables": variables, **product}
        )

    def run(self, stack: RunningStack, play: str, *more: str) -> "subprocess.CompletedProcess[str]":
        line = [sys.executable, "-m", "trunkline.cli", "play", "run", play, "--account", self.account.number]
        line += ["--product", self.product.slug, "--pick", f"SIM Card={self.item.reference_number}", *more]
        environment = {**stack.environment, "NO_COLOR": "1", "COLUMNS": "200"}
        return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=120, check=False)

    @property
    def job(self) -> ProvisioningJob:
        return ProvisioningJob.objects.get(account=self.account)

    def item_state(self) -> str:
        return StockItem.objects.get(pk=self.item.pk).state


def test_a_play_that_succeeds_is_shown_and_undone(stack: RunningStack) -> None:
    ordering = Ordering()
    outcome = ordering.run(stack, "play_test_plain_requests")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "task_ok Service" in outcome.stdout
    assert "The play succeeded, and all that it did was undone." in outcome.stdout
    job = ordering.job
    assert (job.state, job.is_trial, job.failure) == (JobState.FAILED, True, "A trial: all was undone.")
    assert ocs_accounts(job) == []
    assert ordering.item_state() == "New"
    assert not Charge.objects.filter(account=ordering.account).exists()
    assert violations() == []


def test_a_play_that_fails_is_told_with_its_task_and_undone(stack: RunningStack) -> None:
    ordering = Ordering()
    outcome = ordering.run(stack, "play_test_fails_in_the_middle")
    assert (outcome.returncode, outcome.stderr) == (2, "")
    assert "The play failed at Stumble: stumbled on purpose" in outcome.stdout
    assert "All was undone." in outcome.stdout
    assert ocs_accounts(ordering.job) == []
    assert ordering.item_state() == "New"
    assert violations() == []


def test_a_play_can_be_kept(stack: RunningStack) -> None:
    ordering = Ordering()
    outcome = ordering.run(stack, "play_test_plain_requests", "--keep", "--set", "data_gb=7")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    job = ordering.job
    assert (job.state, job.is_trial, job.variables["data_gb"]) == (JobState.SUCCEEDED, False, 7)
    assert ordering.item_state() == "Assigned"
    assert violations() == []


@pytest.mark.parametrize(
    ("play", "more", "told"),
    [
        ("play_nobody_wrote", [], "there is no play play_nobody_wrote.yaml"),
        ("play_test_is_no_yaml", [], "The play cannot be read by Ansible."),
        ("play_test_hangs", ["--pick", "SIM Card=REF-none"], "is no item"),
        ("play_test_hangs", ["--set", "nothing"], "is no setting"),
        ("play_test_hangs", ["--set", "ansible_connection=ssh"], "ansible_connection"),
        ("play_test_hangs", ["--account", "ACC-none"], "there is no account"),
        ("play_test_hangs", ["--product", "none"], "there is no product"),
    ],
)
def test_what_cannot_be_ordered_is_told_and_nothing_is(
    stack: RunningStack, play: str, more: list[str], told: str
) -> None:
    ordering = Ordering()
    outcome = ordering.run(stack, play, *more)
    assert outcome.returncode == 1, outcome.stdout
    assert told in outcome.stderr
    assert not ProvisioningJob.objects.filter(account=ordering.account).exists()
    assert ordering.item_state() == "New"
    assert Path(stack.environment["TRUNKLINE_DATA_DIR"]).is_dir()
