"""Each invariant holds, and each is found broken when a row is broken on purpose."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest

from trunkline.ocs import use_cases
from trunkline.ocs.invariants import INVARIANTS
from trunkline.ocs.models import OcsBalance
from trunkline.ocs.operations.accounts import find_account_key
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.policies.plans import Timing
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.invariants import find_violations

NOW = datetime(2025, 1, 1, tzinfo=UTC)
COMMAND = Command(SYSTEM_ACTOR, at=NOW)
TENANT = "invariants.example"
Break = Callable[[int, int], str]


def make_account() -> tuple[int, int]:
    """An account with a balance of 5 of 7 and a plan; answers both keys."""
    name = f"acc_{uuid.uuid4().hex}"
    use_cases.set_actions(COMMAND, actions_id=name, actions=[{"Identifier": "*log", "Weight": "0"}])
    use_cases.set_action_plan(COMMAND, plan_id=name, timings=[Timing(name, [], [], [], [], "00:00:00", Decimal(1))])
    use_cases.set_account(COMMAND, tenant=TENANT, account=name, plan_ids=[name])
    for use_case, value in ((use_cases.add_balance, 7), (use_cases.debit_balance, 2)):
        request = BalanceRequest("*data", "A", "", Decimal(value))
        use_case(COMMAND, tenant=TENANT, account=name, request=request)
    account = find_account_key(TENANT, name)
    return account, OcsBalance.objects.get(account_id=account).pk


BREAKS: dict[str, Break] = {
    "an OCS balance equals grants minus debits": (
        lambda _account, balance: f"UPDATE ocs_ocsbalance SET value = value + 1 WHERE id = {balance}"
    ),
    "each OCS movement tells the value that it left": (
        lambda _account, balance: (
            f"""UPDATE ocs_balancemovement SET value_after = 8
                                      WHERE balance_id = {balance} AND kind = 'grant'"""
        )
    ),
    "an OCS movement belongs to the account of its balance": (
        lambda account, balance: (
            f"""UPDATE ocs_balancemovement
                                     SET account_id = (SELECT min(id) FROM ocs_ocsaccount WHERE id <> {account})
                                     WHERE balance_id = {balance}"""
        )
    ),
    "no OCS balance is below zero where that is not allowed": (
        lambda _account, balance: f"UPDATE ocs_ocsbalance SET value = -1 WHERE id = {balance}"
    ),
    "a removed OCS account has no live balance and follows no plan": (
        lambda account, _balance: f"UPDATE ocs_ocsaccount SET removed_at = now() WHERE id = {account}"
    ),
    "an OCS plan that an account follows is next due when one of its lines is": (
        lambda account, _balance: (
            f"UPDATE ocs_ocsaccountactionplan SET next_at = '2090-01-01 00:00:01+00' WHERE account_id = {account}"
        )
    ),
}


def test_every_invariant_is_broken_by_a_test() -> None:
    assert [invariant.name for invariant in INVARIANTS] == list(BREAKS)


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
def test_the_invariant_holds(invariant: object) -> None:
    make_account()
    assert find_violations(invariant) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(BREAKS))
def test_a_broken_row_is_found(name: str, owner_connection: psycopg.Connection) -> None:
    make_account()
    account, balance = make_account()
    (invariant,) = [each for each in INVARIANTS if each.name == name]
    for table in ("ocs_ocsbalance", "ocs_balancemovement", "ocs_ocsaccount"):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    owner_connection.execute(BREAKS[name](account, balance).encode())
    violations = [str(row[0]) for row in owner_connection.execute(invariant.query.encode()).fetchall()]
    owner_connection.rollback()
    assert violations
    assert any(str(balance) in violation or str(account) in violation for violation in violations)
