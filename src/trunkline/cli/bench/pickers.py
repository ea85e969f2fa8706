"""A process of the picker's bench: its threads pick when told to, one command a line on standard input.

A command is JSON: `way` ("use_case" or "bare"), `picks` (per thread; null: until nothing is left). The answer is a line
with what each pick got and took, in milliseconds.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg

from trunkline.cli.bench.crews import answer
from trunkline.cli.bench.outcomes import peak_mib
from trunkline.cli.installation import set_up_django

_KEPT_SECONDS = 900
# What somebody who knows PostgreSQL would write by hand: the same rows locked in the same order, the same context for
# the triggers of the audit history, no statement more than needed.
_HOLD_ACCOUNT = """
    SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)
    FROM parties_account WHERE id = %s FOR KEY SHARE
"""
_TAKE_ITEM = """
    WITH chosen AS (
        SELECT id, state FROM stock_stockitem
        WHERE specification_id = %s AND state IN ('New', 'In Stock') AND kit_id IS NULL
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ), kept AS (
        UPDATE stock_stockitem item SET state = 'Reserved' FROM chosen WHERE item.id = chosen.id
        RETURNING item.id, chosen.state
    )
    INSERT INTO stock_allocation (item_id, state, account_id, holder, reserved_by, expires_at, item_state_before)
    SELECT id, 'reserved', %s, %s, %s, now() + %s, state FROM kept RETURNING item_id
"""

Pick = Callable[[int], str | None]


@dataclass(frozen=True)
class Plan:
    """What the parent has prepared: an account for each thread of this process, a specification for each way."""

    accounts: list[int]
    use_case_specification: int
    bare_specification: int
    actor_id: int


def main() -> int:
    """Pick as the lines of standard input say, until it ends."""
    plan = Plan(**json.loads(sys.stdin.readline()))
    set_up_django(os.environ)
    from django.db import connection, reset_queries

    local = threading.local()
    pick_by: dict[str, Pick] = {"use_case": _by_use_case(plan), "bare": _bare(plan, local)}

    def take_turn(turn: tuple[str, int | None, int]) -> list[list[Any]]:
        way, picks, account_id = turn
        pick = pick_by[way]
        got: list[list[Any]] = []
        while picks is None or len(got) < picks:
            begun = time.perf_counter()
            taken = pick(account_id)
            if taken is None:
                break
            got.append([taken, round((time.perf_counter() - begun) * 1000, 2)])
        return got

    def connect(_: int) -> None:
        connection.ensure_connection()
        # The quicker of psycopg's ways here: statements on the server's side were measured too.
        local.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, cursor_factory=psycopg.ClientCursor
        )
        everybody.wait()

    everybody = threading.Barrier(len(plan.accounts))
    with ThreadPoolExecutor(len(plan.accounts)) as threads:
        list(threads.map(connect, plan.accounts))
        answer({"ready": True})
        for line in sys.stdin:
            command = json.loads(line)
            turns = [(command["way"], command["picks"], account_id) for account_id in plan.accounts]
            got = [pick for turn in threads.map(take_turn, turns) for pick in turn]
            reset_queries()
            answer({"got": got, "peak_mib": peak_mib()})
    return 0


def _by_use_case(plan: Plan) -> Pick:
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import Actor, ActorKind, Command
    from trunkline.stock.errors import ItemNotAvailableError
    from trunkline.stock.use_cases import picking

    def pick(account_id: int) -> str | None:
        command = Command(Actor(ActorKind.STAFF, plan.actor_id), at=business_now())
        try:
            return picking.reserve_any(command, account_id, plan.use_case_specification, 1)
        except ItemNotAvailableError:
            return None

    return pick


def _bare(plan: Plan, local: threading.local) -> Pick:
    actor = f"staff:{plan.actor_id}"
    metadata = json.dumps({"actor": actor, "reason": "", "use_case": "bench.bare"})
    kept = timedelta(seconds=_KEPT_SECONDS)

    def pick(account_id: int) -> str | None:
        holder = uuid4()
        connection: psycopg.Connection[tuple[Any, ...]] = local.connection
        with connection.transaction():
            connection.execute(_HOLD_ACCOUNT, [str(uuid4()), metadata, account_id])
            values = [plan.bare_specification, account_id, holder, actor, kept]
            taken = connection.execute(_TAKE_ITEM, values).fetchone()
        return None if taken is None else str(holder)

    return pick


if __name__ == "__main__":
    raise SystemExit(main())
