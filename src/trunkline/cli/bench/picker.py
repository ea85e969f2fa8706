"""`trunkline bench picker`: 32 people who pick from 10,000 items at once, against bare psycopg."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

import psycopg

from trunkline.cli.bench.crews import Crew, crew
from trunkline.cli.bench.outcomes import Outcome, peak_mib
from trunkline.cli.installation import Databases, set_up_django

ITEMS = 10_000
PICKERS = 32
GOAL = 0.5
# As web is run: several processes with several threads each.
_PROCESSES = 2
# Both ways take turns, so that what else the machine does disturbs both.
_TURNS = 10
_ITEMS_AT_ONCE = 1_000


class _Pick(TypedDict):
    holder: str
    milliseconds: float


@dataclass
class _Measured:
    """What one way of picking has done, and how long its full turns took."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    # What the pickers were told that they have.
    told: set[str] = field(default_factory=set)

    def add(self, seconds: float, picks: list[_Pick]) -> None:
        self.seconds += seconds
        self.milliseconds += [pick["milliseconds"] for pick in picks]
        self.told |= {pick["holder"] for pick in picks}

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds


def run(environment: Mapping[str, str], databases: Databases, size: int | None = None) -> Outcome:
    """Measure picks per second through the use case, and by bare psycopg under the same locks and constraints.

    `size` is the number of items for each way. Raises OperatorError when a process of the bench ends early.
    """
    items = ITEMS if size is None else max(size, PICKERS)
    set_up_django(environment)
    prepared = _prepare(items)
    # As autovacuum would, some time after a delivery.
    with psycopg.connect(databases.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    measured = {"use_case": _Measured(), "bare": _Measured()}
    plans = [{**prepared, "accounts": prepared["accounts"][number::_PROCESSES]} for number in range(_PROCESSES)]
    with crew(environment, "trunkline.cli.bench.pickers", plans) as pickers:
        for way, each in measured.items():
            _, picks, _ = _take_turn(pickers, way, 1)  # plans and caches are made
            each.told |= {pick["holder"] for pick in picks}
        per_turn = max(1, (items - 2 * PICKERS) // (PICKERS * _TURNS))
        turns = min(_TURNS, (items - PICKERS) // (PICKERS * per_turn))
        for number in range(turns):
            # Now one goes first, now the other.
            for way in sorted(measured, reverse=bool(number % 2)):
                seconds, picks, _ = _take_turn(pickers, way, per_turn)
                measured[way].add(seconds, picks)
        peak = peak_mib()
        for way, each in measured.items():
            _, picks, peaks = _take_turn(pickers, way, None)
            each.told |= {pick["holder"] for pick in picks}
            peak = max(peak, peak_mib() + sum(peaks))
    failures, duplicates = _check(prepared, items, measured)
    ours, bare = measured["use_case"], measured["bare"]
    return Outcome(
        bench="picker",
        value=ours.per_second,
        unit="picks/s",
        limit=bare.per_second,
        ratio=ours.per_second / bare.per_second,
        goal=GOAL,
        peak_mib=peak,
        details={
            "items": items,
            "pickers": PICKERS,
            "processes": _PROCESSES,
            "duplicates": duplicates,
            "milliseconds": {way: _spread(each) for way, each in measured.items()},
        },
        failures=tuple(failures),
    )


def _spread(measured: _Measured) -> dict[str, float]:
    cuts = statistics.quantiles(measured.milliseconds, n=100)
    return {"median": round(cuts[49], 2), "p99": round(cuts[98], 2)}


def _prepare(items: int) -> dict[str, Any]:
    from django.db import transaction

    from trunkline.catalog.models import ResourceSpecification
    from trunkline.catalog.use_cases import resources as catalog
    from trunkline.parties import use_cases as parties
    from trunkline.parties.models import User
    from trunkline.parties.operations import AccountDraft
    from trunkline.parties.states import Role
    from trunkline.parties.use_cases import SellerDraft
    from trunkline.platform import locks
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import SYSTEM_ACTOR, Command
    from trunkline.stock.models import Warehouse
    from trunkline.stock.operations.items import ItemDraft, receive_items
    from trunkline.stock.use_cases.items import create_warehouse

    command = Command(SYSTEM_ACTOR, at=business_now(), reason="bench")
    seller = SellerDraft("Bench", "Bench Ltd", "GB", "GBP", "Europe/London", "Bench", "bench")
    brand_id = parties.create_seller(command, seller)
    accounts = [parties.create_account(command, AccountDraft(brand_id, "Ada Bench")) for _ in range(PICKERS)]
    warehouse = Warehouse.objects.get(pk=create_warehouse(command, "bench", "Bench"))
    user_id = parties.create_staff(command, "agent@bench.example", None, [(Role.AGENT, None)])
    specifications = []
    for way in ("use_case", "bare"):
        pk = catalog.create_resource_specification(command, f"SIM {way}", ["ICCID"], "physical")
        specification = ResourceSpecification.objects.get(pk=pk)
        specifications.append(pk)
        for first in range(0, items, _ITEMS_AT_ONCE):
            numbers = range(first, min(first + _ITEMS_AT_ONCE, items))
            drafts = [ItemDraft(specification, warehouse, f"SIM-{number:06}") for number in numbers]
            with locks.tracked(), transaction.atomic():
                receive_items(drafts, at=command.at)
    return {
        "accounts": accounts,
        "use_case_specification": specifications[0],
        "bare_specification": specifications[1],
        "actor_id": User.objects.get(pk=user_id).pk,
    }


def _take_turn(pickers: Crew, way: str, picks: int | None) -> tuple[float, list[_Pick], list[float]]:
    """Let every thread pick so often (None: until nothing is left); returns seconds, picks, peaks of memory."""
    seconds, answers = pickers.act({"way": way, "picks": picks})
    got = [_Pick(holder=holder, milliseconds=taken) for answer in answers for holder, taken in answer["got"]]
    return seconds, got, [answer["peak_mib"] for answer in answers]


def _check(prepared: dict[str, Any], items: int, measured: Mapping[str, _Measured]) -> tuple[list[str], int]:
    """Say what is wrong with the result, and how many items were given more than once."""
    from django.db import connection

    from trunkline.insight.selectors.invariants import check_invariants

    failures = []
    duplicates = 0
    with connection.cursor() as cursor:
        for way, each in measured.items():
            cursor.execute(
                "SELECT count(*), count(DISTINCT item_id), array_agg(holder::text) FROM stock_allocation a"
                " JOIN stock_stockitem i ON i.id = a.item_id WHERE i.specification_id = %s",
                [prepared[f"{way}_specification"]],
            )
            allocations, given, holders = cursor.fetchone() or (0, 0, [])
            duplicates += allocations - given
            if given != items or set(holders or ()) != each.told or len(each.told) != items:
                failures.append(f"{way}: {given} of {items} items were given, {len(each.told)} pickers were told so")
    if duplicates:
        failures.append(f"{duplicates} items were given more than once")
    broken = [f"{each.name}: {each.violations[0]}" for each in check_invariants() if each.violations]
    return failures + broken, duplicates
