"""`trunkline bench provisioning`: a SIM card sold by the warm runner, and by a cold `ansible-playbook`.

Three goals: a play takes at most a sixth of the cold one's time; from the order's posting to its configuration CURRENT
passes at most one and a half times the play's own; two workers do 1.6 times what one does, unless the machine is full.
"""

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from trunkline.cli.bench import provisioning_orders as orders
from trunkline.cli.bench.outcomes import Outcome, peak_mib
from trunkline.cli.bench.provisioning_orders import Shop
from trunkline.cli.bench.provisioning_stack import BenchStack, bench_stack
from trunkline.cli.installation import Databases, set_up_django
from trunkline.cli.problems import OperatorError

GOAL = 6.0
ORDER_GOAL_AT_MOST = 1.5
WORKERS_GOAL = 1.6
BUSY_GOAL = 0.9
JOBS = 32
_ROUNDS = 7
_POLL_SECONDS = 0.005
_DRAIN_POLL_SECONDS = 0.05
_ORDER_SECONDS_MAX = 120
_SECONDS_PER_JOB_MAX = 20
# The bench runs cold plays itself, without a worker's signs of life. All its processes must agree on this: what is
# longer than their own is brought down by those who look for lost jobs.
_LEASE_SECONDS = "900"
_CURRENT = """
    SELECT j.id, j.state, c.state
    FROM ordering_order o JOIN ordering_orderline l ON l.order_id = o.id
    JOIN provisioning_provisioningjob j ON j.order_line_id = l.id
    LEFT JOIN instances_configuration c ON c.instance_id = j.instance_id AND c.state = 'CURRENT'
    WHERE o.public_id = %s
"""
_UNDER_WAY = """
    SELECT count(*) FROM provisioning_provisioningjob
    WHERE id = ANY(%s) AND state IN ('queued', 'running', 'undoing')
"""


@dataclass
class _Rounds:
    """What the rounds took, in seconds, and which jobs they were."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    ordered: list[float] = field(default_factory=list)
    cold_jobs: list[int] = field(default_factory=list)
    warm_jobs: list[int] = field(default_factory=list)


@dataclass
class _Drained:
    """Jobs that were done at once, how long that took, and how busy each core was meanwhile (None: unknown)."""

    jobs: int = 0
    seconds: float = 0.0
    busy: list[float] | None = None

    @property
    def per_second(self) -> float:
        return self.jobs / self.seconds

    def with_more(self, other: "_Drained") -> "_Drained":
        busy = None
        if self.busy is not None and other.busy is not None:
            busy = [(mine + its) / 2 for mine, its in zip(self.busy, other.busy, strict=True)]
        return _Drained(self.jobs + other.jobs, self.seconds + other.seconds, busy)


def run(environment: Mapping[str, str], _databases: Databases, size: int | None = None) -> Outcome:
    """Measure plays, orders and workers; `size` is the number of jobs for one worker, and for two (at least two).

    Fewer than seven of them mean as many rounds of a cold and a warm play.

    Raises OperatorError when a process does not get ready or a job does not end.
    """
    jobs = max(2, JOBS if size is None else size)
    load = round(os.getloadavg()[0], 2)
    with bench_stack({**environment, "TRUNKLINE_LEASE_SECONDS": _LEASE_SECONDS}) as stack:
        set_up_django(stack.environment)
        shop = orders.open_shop()
        # Before there is a worker: it would take what is only to be held.
        parts = [min(_ROUNDS, jobs) + 1, jobs - jobs // 2, jobs, jobs // 2]
        held = [[orders.place_held_order(shop) for _ in range(part)] for part in parts]
        stack.start_worker()
        rounds = _run_rounds(stack, shop, held[0])
        workers = _drain_with_one_and_two(stack, held[1:])
        stack.note_memory()
        drained = [job_id for part in held[1:] for job_id in part]
        failures = [*_check_jobs(rounds, drained), *_check_invariants()]
    return _judge(rounds, workers, failures, peak_mib() + stack.peak_mib(), load)


def _run_rounds(stack: BenchStack, shop: Shop, held: Sequence[int]) -> _Rounds:
    """Run cold and warm plays in turn; the first of each, which fills caches, is not counted."""
    rounds = _Rounds()
    headers = {"Authorization": f"Bearer {shop.token}"}
    with (
        httpx.Client(base_url=stack.base_url, headers=headers, timeout=30, trust_env=False) as client,
        psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True) as connection,
    ):
        for number, job_id in enumerate(held):
            cold = orders.run_plainly(job_id, stack.base_url)
            body = orders.make_buyer(shop).order_body(shop)
            ordered, warm_job = _order_and_wait(client, connection, body)
            rounds.cold_jobs.append(job_id)
            rounds.warm_jobs.append(warm_job)
            if number:
                rounds.cold.append(cold)
                rounds.ordered.append(ordered)
                rounds.warm.append(orders.play_seconds(warm_job))
    return rounds


def _order_and_wait(
    client: httpx.Client, connection: psycopg.Connection[Any], body: Mapping[str, Any]
) -> tuple[float, int]:
    """Post an order and wait for its configuration; returns the seconds from the one to the other, and the job."""
    begun = time.perf_counter()
    response = client.post("/api/v1/orders", json=body)
    if response.is_error:
        raise OperatorError("An order of the bench was refused.", response.text[:500])
    order_id = response.json()["id"]
    while True:
        row = connection.execute(_CURRENT, [order_id]).fetchone()
        seconds = time.perf_counter() - begun
        if row is not None and row[2] == "CURRENT":
            return seconds, int(row[0])
        if row is None or row[1] in {"failed", "ignored", "needs_attention"} or seconds > _ORDER_SECONDS_MAX:
            raise OperatorError("An order of the bench was not carried out.", f"Its job is {row and row[1]}.")
        time.sleep(_POLL_SECONDS)


def _drain_with_one_and_two(stack: BenchStack, held: list[list[int]]) -> tuple[_Drained, _Drained]:
    """Have one worker do the first and the last part of the jobs, two the middle, so that time favours neither."""
    with psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True) as connection:
        first = _drain(connection, held[0])
        stack.start_worker()
        two = _drain(connection, held[1])
        stack.stop_worker()
        last = _drain(connection, held[2])
    return first.with_more(last), two


def _drain(connection: psycopg.Connection[Any], job_ids: list[int]) -> _Drained:
    before = _core_times()
    begun = time.perf_counter()
    orders.set_free(job_ids)
    left = len(job_ids)
    while left:
        if time.perf_counter() - begun > _SECONDS_PER_JOB_MAX * len(job_ids):
            raise OperatorError(
                f"{left} of {len(job_ids)} jobs of the bench have not ended.", "See `trunkline doctor`."
            )
        time.sleep(_DRAIN_POLL_SECONDS)
        row = connection.execute(_UNDER_WAY, [job_ids]).fetchone()
        left = int(row[0]) if row is not None else 0
    return _Drained(len(job_ids), time.perf_counter() - begun, _busy_since(before))


def _core_times() -> list[tuple[int, int]] | None:
    """Read for each core its clock ticks in all, and those at rest (proc(5)); None where nobody tells."""
    try:
        lines = Path("/proc/stat").read_text().splitlines()
    except OSError:
        return None
    cores = [[int(word) for word in line.split()[1:9]] for line in lines if line[:3] == "cpu" and line[3:4].isdigit()]
    return [(sum(ticks), ticks[3] + ticks[4]) for ticks in cores] or None


def _busy_since(before: list[tuple[int, int]] | None) -> list[float] | None:
    now = _core_times()
    if before is None or now is None or len(before) != len(now):
        return None
    return [
        1 - (idle - idle_before) / max(1, ticks - ticks_before)
        for (ticks, idle), (ticks_before, idle_before) in zip(now, before, strict=True)
    ]


def _check_jobs(rounds: _Rounds, drained: Sequence[int]) -> list[str]:
    """Say which jobs left other rows than the first cold one, and what the first of them left otherwise."""
    wanted = orders.list_rows_left(rounds.cold_jobs[0])
    failures = []
    for job_id in (*rounds.cold_jobs, *rounds.warm_jobs, *drained):
        rows = orders.list_rows_left(job_id)
        if rows != wanted:
            other = sorted({*rows} ^ {*wanted})[:4]
            failures.append(f"job {job_id} did not leave what the plain play left: {'; '.join(other)}")
    return failures[:5]


def _check_invariants() -> list[str]:
    from trunkline.insight.selectors.invariants import check_invariants

    return [f"{each.name}: {each.violations[0]}" for each in check_invariants() if each.violations]


def _judge(
    rounds: _Rounds, workers: tuple[_Drained, _Drained], failures: list[str], peak: float, load: float
) -> Outcome:
    """Hold what was measured against the three goals; the first is the ratio."""
    one, two = workers
    cold, warm = statistics.median(rounds.cold), statistics.median(rounds.warm)
    to_play = statistics.median(ordered / play for ordered, play in zip(rounds.ordered, rounds.warm, strict=True))
    if to_play > ORDER_GOAL_AT_MOST:
        failures.append(
            f"from order to CURRENT took {to_play:.2f} times the play, at most {ORDER_GOAL_AT_MOST} is wanted"
        )
    speed_up = two.per_second / one.per_second
    is_full = two.busy is not None and min(two.busy) >= BUSY_GOAL
    if speed_up < WORKERS_GOAL and not is_full:
        failures.append(f"two workers did {speed_up:.2f} times what one did, and the machine was not full")
    return Outcome(
        bench="provisioning",
        value=warm,
        unit="s",
        limit=cold,
        ratio=cold / warm,
        goal=GOAL,
        peak_mib=peak,
        details={
            "rounds": len(rounds.warm),
            # What else the machine did would make cores busy and everything slow.
            "load_before": load,
            "cold_seconds": _spread(rounds.cold),
            "warm_seconds": _spread(rounds.warm),
            "order_to_current": {
                "seconds": _spread(rounds.ordered),
                "ratio_to_play": round(to_play, 3),
                "goal_at_most": ORDER_GOAL_AT_MOST,
            },
            "workers": {
                "one": _shown(one),
                "two": _shown(two),
                "speed_up": round(speed_up, 3),
                "goal": WORKERS_GOAL,
                "or_cores_busy": BUSY_GOAL,
            },
        },
        failures=tuple(failures),
    )


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    parts: dict[str, Callable[[Sequence[float]], float]] = {"least": min, "median": statistics.median, "most": max}
    return {name: round(part(seconds), 3) for name, part in parts.items()}


def _shown(drained: _Drained) -> dict[str, Any]:
    busy = "this system does not tell" if drained.busy is None else [round(core, 3) for core in drained.busy]
    return {"jobs": drained.jobs, "jobs_per_second": round(drained.per_second, 3), "cores_busy": busy}
