"""`trunkline bench orders`: orders placed over HTTP per second, against a bare Django view with the same sign-in.

Both are served as `trunkline up` serves web, by two processes, write the same rows into one database, and take turns.
No worker runs: what is placed waits in the queue.
"""

import os
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit

import psycopg

from trunkline.cli.bench import orders_shop as shops
from trunkline.cli.bench.crews import Crew, crew
from trunkline.cli.bench.orders_clients import Plan
from trunkline.cli.bench.orders_shop import WAYS, Shop
from trunkline.cli.bench.outcomes import Outcome, peak_mib
from trunkline.cli.bench.provisioning_stack import bench_stack
from trunkline.cli.installation import Databases, set_up_django

GOAL = 1 / 3
ORDERS = 1_600
CLIENTS = 16
LINES = (1, 3)
_PROCESSES = 2
# Both ways take turns, so that what else the machine does disturbs both.
_TURNS = 10
# Orders of three lines take about so many times as long.
_SHARE = {1: 1, 3: 2}
_ACCOUNTS_PER_CLIENT = 8
_WAITING_MAX = 10**9
_BARE = "trunkline.cli.bench.orders_bare:application"


@dataclass
class _Measured:
    """What one way has done with orders of so many lines: per second of each turn, milliseconds of each order."""

    per_second: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.per_second)

    def spread(self) -> dict[str, float]:
        cuts = statistics.quantiles(self.milliseconds, n=100)
        return {"median": round(cuts[49], 2), "p99": round(cuts[98], 2)}


@dataclass
class _Run:
    """All that is measured, what the clients were told, and which rows one order of each kind added."""

    measured: dict[tuple[str, int], _Measured] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=lambda: {way: [] for way in WAYS})
    rows: dict[int, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)


def run(environment: Mapping[str, str], databases: Databases, size: int | None = None) -> Outcome:
    """Measure orders per second by the API and by the bare view; `size` orders of one line by each.

    Raises OperatorError when a process of the bench ends early or does not get ready.
    """
    per_turn = {lines: max(1, (size or ORDERS) // (CLIENTS * _TURNS * _SHARE[lines])) for lines in LINES}
    load = round(os.getloadavg()[0], 2)
    # All that is placed waits: no worker runs.
    with bench_stack({**environment, "TRUNKLINE_ORDERS_WAITING_MAX": str(_WAITING_MAX)}) as stack:
        set_up_django(stack.environment)
        addresses = {"ours": stack.base_url, "bare": stack.start_web_beside(_BARE)}
        # One turn more of each is not counted.
        orders = {lines: each * (_TURNS + 1) for lines, each in per_turn.items()}
        every = len(WAYS) * CLIENTS
        items = [every * sum(orders.values()), every * orders[3], every * orders[3]]
        shop = shops.open_shop(CLIENTS * _ACCOUNTS_PER_CLIENT, items)
        # As autovacuum would, some time after so many rows were made.
        with psycopg.connect(databases.owner_url, autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        plans = [asdict(_plan(shop, addresses, orders, number)) for number in range(_PROCESSES)]
        with crew(stack.environment, "trunkline.cli.bench.orders_clients", plans) as clients:
            ran = _run_turns(clients, per_turn)
        stack.note_memory()
        ran.failures += shops.check_orders(ran.told)
        peak = peak_mib() + sum(ran.peaks) + stack.peak_mib()
    return _outcome(ran, peak, load)


def _plan(shop: Shop, addresses: Mapping[str, str], orders: Mapping[int, int], number: int) -> Plan:
    parts = {way: urlsplit(url) for way, url in addresses.items()}
    return Plan(
        addresses={way: (part.hostname or "", part.port or 0) for way, part in parts.items()},
        token=shop.token,
        bodies=[
            {
                f"{way}-{lines}": shop.write_bodies(client, CLIENTS, way, lines, count)
                for way in WAYS
                for lines, count in orders.items()
            }
            for client in range(number, CLIENTS, _PROCESSES)
        ],
    )


def _run_turns(clients: Crew, per_turn: Mapping[int, int]) -> _Run:
    """Let the ways take their turns; by the first of each, uncounted, the rows that they write are compared."""
    ran = _Run({(way, lines): _Measured() for way in WAYS for lines in LINES})
    for lines in LINES:
        counts = [shops.count_rows()]
        for way in WAYS:
            _take_turn(clients, ran, way, lines, per_turn[lines], is_counted=False)
            counts.append(shops.count_rows())
        ours, bare = (shops.added_rows(*pair) for pair in pairwise(counts))
        if ours != bare:
            ran.failures.append(f"with {lines} lines, ours added the rows {ours}, the bare view {bare}")
        ran.rows[lines] = sum(ours.values()) // (CLIENTS * per_turn[lines])
    for number in range(_TURNS):
        for lines in LINES:
            # Now one goes first, now the other.
            for way in sorted(WAYS, reverse=bool(number % 2)):
                _take_turn(clients, ran, way, lines, per_turn[lines])
    return ran


def _take_turn(clients: Crew, ran: _Run, way: str, lines: int, orders: int, *, is_counted: bool = True) -> None:
    seconds, answers = clients.act({"way": way, "lines": lines, "orders": orders})
    ran.told[way] += [number for answer in answers for number in answer["numbers"]]
    ran.peaks[:] = [answer["peak_mib"] for answer in answers]
    if is_counted:
        each = ran.measured[way, lines]
        each.per_second.append(orders * CLIENTS / seconds)
        each.milliseconds += [taken for answer in answers for taken in answer["milliseconds"]]


def _outcome(ran: _Run, peak: float, load: float) -> Outcome:
    ours, bare = ran.measured["ours", 1], ran.measured["bare", 1]
    three, bare_three = ran.measured["ours", 3], ran.measured["bare", 3]
    return Outcome(
        bench="orders",
        value=ours.median,
        unit="orders/s",
        limit=bare.median,
        ratio=ours.median / bare.median,
        goal=GOAL,
        peak_mib=peak,
        details={
            "at_once": CLIENTS,
            "orders": {way: len(told) for way, told in ran.told.items()},
            "rows_per_order": {str(lines): rows for lines, rows in ran.rows.items()},
            "milliseconds": {way: ran.measured[way, 1].spread() for way in WAYS},
            "three_lines": {
                "orders_per_second": round(three.median, 1),
                "lines_per_second": round(three.median * 3, 1),
                "limit": round(bare_three.median, 1),
                "ratio": round(three.median / bare_three.median, 3),
                "milliseconds": {way: ran.measured[way, 3].spread() for way in WAYS},
            },
            "load_before": load,
        },
        failures=tuple(ran.failures),
    )
