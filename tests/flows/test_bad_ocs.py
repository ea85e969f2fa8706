"""The charging system answers late, twice, nonsense or not at all: orders end whole or undone, balances once."""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.charging.conftest import embedded_behind_http
from tests.support.bad_ocs import BadOcs, Trick, bad_ocs
from tests.support.disasters import all_is_well, wait_until_ended
from tests.support.orders import PLAYS_DIRECTORY, SimOrder, place_sim_order
from tests.support.quiet import connected_to, fresh_database
from tests.support.stack import run_stack
from trunkline.billing.models import Charge
from trunkline.ocs.models import OcsAccount, OcsBalance
from trunkline.provisioning.models import Effect
from trunkline.provisioning.states import JobState

TWENTY_GIGABYTES = Decimal(20 * 1024**3)
SET_ACCOUNT, ADD_BALANCE = "SetAccount", "AddBalance"


@pytest.fixture(scope="module")
def ocs() -> Iterator[BadOcs]:
    """Web and a worker, with the embedded engine as a foreign one behind them, and what stands in between."""
    directory = Path(os.environ["TRUNKLINE_DATA_DIR"]) / "bad_ocs"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    with (
        fresh_database("bad_ocs") as database,
        connected_to(database),
        embedded_behind_http() as engine_url,
        bad_ocs(engine_url) as bad,
        run_stack(
            database.runtime_url,
            directory,
            {"TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY), "TRUNKLINE_CGRATES_URL": bad.url},
        ),
    ):
        yield bad


def granted(sold: SimOrder) -> list[list[Decimal]]:
    """The data that the charging system holds, for each account that an order's job has made."""
    made = Effect.objects.filter(job=sold.job, target__startswith="made:").values_list("target", flat=True)
    names = {target.removeprefix("made:") for target in made}
    accounts = OcsAccount.objects.filter(account__in=names, removed_at__isnull=True)
    live = OcsBalance.objects.filter(balance_type="*data", removed_at__isnull=True)
    return [list(live.filter(account=account).values_list("value", flat=True)) for account in accounts]


@pytest.mark.parametrize(
    ("trick", "method"),
    [
        (Trick.LOST, ADD_BALANCE),
        (Trick.TWICE, ADD_BALANCE),
        pytest.param(Trick.LATE, ADD_BALANCE, marks=pytest.mark.long),
        pytest.param(Trick.LATE, SET_ACCOUNT, marks=pytest.mark.long),
        pytest.param(Trick.LOST, SET_ACCOUNT, marks=pytest.mark.long),
        pytest.param(Trick.UNHEARD, ADD_BALANCE, marks=pytest.mark.long),
        pytest.param(Trick.UNHEARD, SET_ACCOUNT, marks=pytest.mark.long),
        pytest.param(Trick.GARBAGE, ADD_BALANCE, marks=pytest.mark.long),
        pytest.param(Trick.GARBAGE, SET_ACCOUNT, marks=pytest.mark.long),
        pytest.param(Trick.TWICE, SET_ACCOUNT, marks=pytest.mark.long),
    ],
)
def test_an_order_ends_whole_or_undone_and_its_balances_are_there_once_or_not_at_all(
    ocs: BadOcs, trick: Trick, method: str
) -> None:
    ocs.play(trick, method)
    sold = place_sim_order()
    job = wait_until_ended(sold)
    assert ocs.played[-1] == f"{method}: {trick}"
    assert job.state in {JobState.SUCCEEDED, JobState.FAILED}, (job.state, job.failure)
    if trick == Trick.TWICE or job.state == JobState.SUCCEEDED:
        assert (job.state, job.failure) == (JobState.SUCCEEDED, "")
        assert granted(sold) == [[TWENTY_GIGABYTES]]
        assert sorted(Charge.objects.filter(account=sold.account).values_list("amount", flat=True)) == [0, 15]
        assert sold.item_states() == {"Assigned"}
    else:
        assert granted(sold) == []
        assert not Charge.objects.filter(account=sold.account).exists()
        assert sold.item_states() == {"New"}
    all_is_well(sold.account.pk)
