"""The accounts that the bench of charging debits: made, and afterwards held against what was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

TENANT = "bench.example"
BALANCE_TYPE = "*data"
UNITS = 1
# Weight and units, debited from the top: the first two run out on the way.
_BALANCES = ((20, 5), (10, 10), (0, 10**12))
_ACCOUNTS_AT_ONCE = 100
_ACCOUNT_SUM = sum(units for _, units in _BALANCES)


@dataclass(frozen=True)
class Accounts:
    """The accounts that were made, and the token of who may debit them over JSON-RPC."""

    names: list[str]
    first_key: int
    last_key: int
    token: str


def open_accounts(count: int) -> Accounts:
    """Make accounts with three balances each; their keys have no gap."""
    from django.db import transaction

    from trunkline.ocs.operations.accounts import lock_or_create_account
    from trunkline.ocs.operations.balances import create_balance
    from trunkline.ocs.policies.balances import BalanceRequest
    from trunkline.ocs.states import MovementKind
    from trunkline.parties import use_cases as parties
    from trunkline.parties.states import Role
    from trunkline.platform import locks
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import SYSTEM_ACTOR, Command

    command = Command(SYSTEM_ACTOR, at=business_now(), reason="bench")
    user_id = parties.create_staff(command, "charging@bench.example", None, [(Role.NETWORK, None)])
    names = [f"bench_{number:06}" for number in range(count)]
    keys = []
    for first in range(0, count, _ACCOUNTS_AT_ONCE):
        with locks.tracked(), transaction.atomic():
            for name in names[first : first + _ACCOUNTS_AT_ONCE]:
                account = lock_or_create_account(TENANT, name, at=command.at)
                keys.append(account.pk)
                for weight, units in _BALANCES:
                    request = BalanceRequest(BALANCE_TYPE, f"weight_{weight}", "", None, {"weight": Decimal(weight)})
                    create_balance(
                        account,
                        request,
                        value=Decimal(units),
                        kind=MovementKind.GRANT,
                        at=command.at,
                        reference="bench",
                    )
    if keys != list(range(keys[0], keys[0] + count)):
        raise RuntimeError("The keys of the bench's accounts have a gap, through which pgbench would debit nothing.")
    token = parties.issue_api_token(command, user_id, "bench")
    return Accounts(names=names, first_key=keys[0], last_key=keys[-1], token=token)


def check_accounts(accounts: Accounts, told: Mapping[str, int]) -> list[str]:
    """Say what is wrong: `told` are the debits that each way was told to have been done."""
    from django.db import connection

    from trunkline.insight.selectors.invariants import check_invariants

    failures = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN reference IN ('in_process', 'pgbench') THEN reference ELSE 'json_rpc' END, count(*)"
            " FROM ocs_balancemovement WHERE kind = 'debit' AND amount = %s GROUP BY 1",
            [-UNITS],
        )
        recorded = dict(cursor.fetchall())
        wanted = {way: debits for way, debits in told.items() if debits}
        if recorded != wanted:
            failures.append(f"{wanted} debits were answered, but {recorded} recorded")
        cursor.execute("SELECT count(*), sum(value) FROM ocs_ocsbalance")
        balances, left = cursor.fetchone() or (0, 0)
        taken = len(accounts.names) * _ACCOUNT_SUM - left
        if taken != UNITS * sum(told.values()):
            gone = f"{Decimal(taken).normalize():f}"
            failures.append(f"{UNITS * sum(told.values())} units were debited, but {gone} are gone")
        if balances != len(accounts.names) * len(_BALANCES):
            failures.append(f"there are {balances} balances")
        cursor.execute(
            "SELECT count(*) FROM ocs_ocsbalance upper JOIN ocs_ocsbalance lower USING (account_id)"
            " JOIN ocs_balancemovement movement ON movement.balance_id = lower.id AND movement.kind = 'debit'"
            " WHERE upper.weight > lower.weight AND upper.value > 0"
        )
        (out_of_order,) = cursor.fetchone() or (0,)
        if out_of_order:
            failures.append(f"{out_of_order} debits were taken from a balance while one of greater weight held units")
    return failures + [f"{each.name}: {each.violations[0]}" for each in check_invariants() if each.violations]
