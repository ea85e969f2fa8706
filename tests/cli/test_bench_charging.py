"""The bench of charging: a small run with real web and pgbench, and that it tells what is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.quiet import connected_to, fresh_database
from trunkline.cli.bench.charging import read_pgbench
from trunkline.cli.bench.charging_accounts import BALANCE_TYPE, TENANT, check_accounts, open_accounts
from trunkline.cli.installation import current_installation
from trunkline.cli.problems import OperatorError
from trunkline.ocs import use_cases
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.platform.commands import SYSTEM_ACTOR, Command

_RUN = """
import os
from trunkline.cli.bench import charging
from trunkline.cli.installation import Databases
databases = Databases(runtime_url=os.environ["DATABASE_URL"], owner_url=os.environ["BENCH_OWNER_URL"])
print(charging.run(os.environ, databases, 320).as_json())
"""


@pytest.mark.long
def test_the_bench_ends_with_its_line_and_leaves_nothing() -> None:
    with fresh_database("bench_charging") as database:
        environment = current_installation().process_environment(database.runtime_url)
        # In a process of its own: it loads Django for the bench's data directory.
        ended = subprocess.run(
            [sys.executable, "-P", "-c", _RUN],
            env=environment | {"BENCH_OWNER_URL": database.owner_url},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    document = json.loads(ended.stdout)  # nothing but the line
    assert set(document) == {"bench", "value", "unit", "limit", "ratio", "peak_mib", "details"}
    assert (document["bench"], document["unit"]) == ("charging", "debits/s")
    assert document["ratio"] == pytest.approx(document["value"] / document["limit"], rel=0.01)
    assert document["peak_mib"] > 0
    details = document["details"]
    # Of 320 each of ten turns has 32, two for each of 16 clients; one turn more is not counted.
    assert details["debits"] == {"in_process": 352, "pgbench": 352, "json_rpc": 64}
    assert (details["accounts"], details["at_once"]) == (20, 16)
    assert details["json_rpc"]["debits_per_second"] > 0
    # Speed, and whether the tests' server waits for its disk, are not the product's.
    assert [failure for failure in details["failures"] if not failure.startswith("the server does not wait")] == []
    assert list(Path(os.environ["TRUNKLINE_DATA_DIR"]).glob("bench-*")) == []


def test_what_pgbench_tells_is_read_and_what_it_did_not_do_is_refused() -> None:
    told = (
        "number of transactions actually processed: 3200/3200\n"
        "number of failed transactions: 0 (0.000%)\n"
        "tps = 3600.025006 (without initial connection time)\n"
    )
    assert read_pgbench(told, "", 3200) == 3600.025006
    for output, errors in ((told.replace("3200/", "3199/"), ""), ("", "pgbench: error: no such database")):
        with pytest.raises(OperatorError, match="pgbench did not make 3200 debits"):
            read_pgbench(output, errors, 3200)


@pytest.fixture
def _bench_database() -> Iterator[None]:
    with fresh_database("bench_accounts") as database, connected_to(database):
        yield


def _debit(account: str, balance_id: str, value: int) -> None:
    command = Command(SYSTEM_ACTOR, at=datetime.now(UTC))
    request = BalanceRequest(BALANCE_TYPE, balance_id, "", Decimal(value), {})
    use_cases.debit_balance(command, tenant=TENANT, account=account, request=request, reference="in_process")


@pytest.mark.usefixtures("_bench_database")
def test_debits_that_are_lost_doubled_or_out_of_order_are_told() -> None:
    accounts = open_accounts(3)
    assert accounts.last_key == accounts.first_key + 2
    for _ in range(6):  # the first balance holds five
        _debit(accounts.names[0], "", 1)
    assert check_accounts(accounts, {"in_process": 6, "pgbench": 0}) == []
    for told in (5, 7):
        assert check_accounts(accounts, {"in_process": told, "pgbench": 0}) == [
            f"{{'in_process': {told}}} debits were answered, but {{'in_process': 6}} recorded",
            f"{told} units were debited, but 6 are gone",
        ]
    _debit(accounts.names[1], "weight_0", 1)
    assert check_accounts(accounts, {"in_process": 7}) == [
        "2 debits were taken from a balance while one of greater weight held units"
    ]
