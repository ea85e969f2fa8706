"""A process of the bench of charging: its threads debit when told to, one command a line on standard input.

A command is JSON: `way` ("in_process" or "json_rpc"), `debits` (per thread). The answer tells the times of the
debits, in milliseconds, and the most memory that the process has had.
"""

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection

from trunkline.cli.bench.crews import answer
from trunkline.cli.bench.outcomes import peak_mib
from trunkline.cli.installation import set_up_django

_ANSWER_SECONDS_MAX = 60

Debit = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What the parent has prepared: accounts, what a debit takes, where web is, and how many threads to run."""

    tenant: str
    accounts: list[str]
    balance_type: str
    units: int
    host: str
    port: int
    token: str
    threads: int
    seed: str


def main() -> int:
    """Debit as the lines of standard input say, until it ends."""
    plan = Plan(**json.loads(sys.stdin.readline()))
    set_up_django(os.environ)
    from django.db import connection, reset_queries

    debit_by: dict[str, Debit] = {"in_process": _by_use_case(plan), "json_rpc": _by_json_rpc(plan)}

    def take_turn(turn: tuple[str, int, random.Random]) -> list[float]:
        way, debits, chance = turn
        debit = debit_by[way]
        milliseconds = []
        for _ in range(debits):
            account = chance.choice(plan.accounts)
            begun = time.perf_counter()
            debit(account)
            milliseconds.append(round((time.perf_counter() - begun) * 1000, 2))
        return milliseconds

    def connect(_: int) -> None:
        connection.ensure_connection()
        everybody.wait()

    everybody = threading.Barrier(plan.threads)
    # One for each turn of a thread; the same in each run of the bench.
    chances = [random.Random(f"{plan.seed}-{number}") for number in range(plan.threads)]  # noqa: S311  # no secret
    with ThreadPoolExecutor(plan.threads) as threads:
        list(threads.map(connect, range(plan.threads)))
        answer({"ready": True})
        for line in sys.stdin:
            command = json.loads(line)
            turns = [(command["way"], command["debits"], chance) for chance in chances]
            milliseconds = [each for turn in threads.map(take_turn, turns) for each in turn]
            reset_queries()
            answer({"milliseconds": milliseconds, "peak_mib": peak_mib()})
    return 0


def _by_use_case(plan: Plan) -> Debit:
    from decimal import Decimal

    from trunkline.ocs import use_cases
    from trunkline.ocs.policies.balances import BalanceRequest
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import SYSTEM_ACTOR, Command

    def debit(account: str) -> None:
        command = Command(SYSTEM_ACTOR, at=business_now())
        request = BalanceRequest(plan.balance_type, "", "", Decimal(plan.units), {})
        use_cases.debit_balance(command, tenant=plan.tenant, account=account, request=request, reference="in_process")

    return debit


def _by_json_rpc(plan: Plan) -> Debit:
    local = threading.local()
    headers = {"Authorization": f"Bearer {plan.token}", "Content-Type": "application/json"}

    def debit(account: str) -> None:
        if not hasattr(local, "connection"):
            # As a network element does: one connection, kept. Plain, as client and server share the cores.
            local.connection = HTTPConnection(plan.host, plan.port, timeout=_ANSWER_SECONDS_MAX)
        call = {"Tenant": plan.tenant, "Account": account, "BalanceType": plan.balance_type, "Value": plan.units}
        body = json.dumps({"method": "APIerSv1.DebitBalance", "params": [call], "id": 1})
        local.connection.request("POST", "/jsonrpc", body, headers)
        response = local.connection.getresponse()
        answered = response.read()
        if response.status != 200 or json.loads(answered).get("result") != "OK":  # noqa: PLR2004  # HTTP's OK
            raise RuntimeError(f"A debit over JSON-RPC was answered {response.status}: {answered[:500]!r}")

    return debit


if __name__ == "__main__":
    raise SystemExit(main())
