"""Figures for people, and `verify`: the invariants of all rooms, checked on live data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from trunkline.billing import invariants as billing
from trunkline.instances import invariants as instances
from trunkline.kernel.errors import InvalidInputError
from trunkline.notify import invariants as notify
from trunkline.ocs import invariants as ocs
from trunkline.ordering import invariants as ordering
from trunkline.payments import invariants as payments
from trunkline.platform.invariants import Invariant, find_violations
from trunkline.provisioning import invariants as provisioning
from trunkline.provisioning.states import ENDED_STATES, JobState
from trunkline.stock import invariants as stock
from trunkline.stock.states import STOCKED_STATES, QuantityReservationState

INVARIANTS_BY_ROOM: dict[str, list[Invariant]] = {
    "instances": instances.INVARIANTS,
    "stock": stock.INVARIANTS,
    "ocs": ocs.INVARIANTS,
    "ordering": ordering.INVARIANTS,
    "provisioning": provisioning.INVARIANTS,
    "notify": notify.INVARIANTS,
    "billing": billing.INVARIANTS,
    "payments": payments.INVARIANTS,
}


@dataclass(frozen=True)
class InvariantResult:
    """An invariant and where it is violated; no violations, it holds."""

    room: str
    name: str
    violations: list[str]


def check_invariants() -> list[InvariantResult]:
    """This will check every invariant of every room on the live data."""
    return [
        InvariantResult(room, invariant.name, find_violations(invariant))
        for room, invariants in INVARIANTS_BY_ROOM.items()
        for invariant in invariants
    ]


# How many items, or pieces, of each specification stood in stock, each as long as it did within the period; and how
# many were given to services in it. Instants are those of the system clock, as the audit history has no other.
_TURNOVERS = """
    WITH item_spans AS (
        SELECT specification_id, state, pgh_created_at AS start_at,
            lead(pgh_created_at, 1, 'infinity'::timestamptz) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS end_at
        FROM stock_stockitemversion
        WHERE pgh_created_at < %(until)s
    ), quantity_spans AS (
        SELECT specification_id, on_hand, pgh_created_at AS start_at,
            lead(pgh_created_at, 1, 'infinity'::timestamptz) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS end_at
        FROM stock_stockquantityversion
        WHERE pgh_created_at < %(until)s
    ), stocked AS (
        SELECT specification_id, 1 AS pieces, start_at, end_at FROM item_spans WHERE state = ANY(%(stocked)s)
        UNION ALL
        SELECT specification_id, on_hand, start_at, end_at FROM quantity_spans WHERE on_hand > 0
    ), stood AS (
        SELECT specification_id, sum(
            pieces * extract(epoch FROM least(end_at, %(until)s) - greatest(start_at, %(since)s))
        ) AS piece_seconds
        FROM stocked
        WHERE end_at > %(since)s
        GROUP BY specification_id
    ), given AS (
        SELECT specification_id, sum(pieces) AS given_out
        FROM (
            SELECT item.specification_id, 1 AS pieces
            FROM stock_allocation AS allocation JOIN stock_stockitem AS item ON item.id = allocation.item_id
            WHERE allocation.assigned_at >= %(since)s AND allocation.assigned_at < %(until)s
            UNION ALL
            SELECT kept.specification_id, reservation.quantity
            FROM stock_quantityreservation AS reservation
            JOIN stock_stockquantity AS kept ON kept.id = reservation.quantity_row_id
            WHERE reservation.state = %(consumed)s
                AND reservation.settled_at >= %(since)s AND reservation.settled_at < %(until)s
        ) AS gifts
        GROUP BY specification_id
    )
    SELECT specification.name, coalesce(given.given_out, 0), coalesce(stood.piece_seconds, 0)
    FROM catalog_resourcespecification AS specification
    LEFT JOIN stood ON stood.specification_id = specification.id
    LEFT JOIN given ON given.specification_id = specification.id
    WHERE stood.specification_id IS NOT NULL OR given.specification_id IS NOT NULL
    ORDER BY specification.name
"""
_FIGURE_UNIT = Decimal("0.0001")


@dataclass(frozen=True)
class Turnover:
    """How often the stock of a specification was given out in a period; None without any stock to divide by."""

    specification: str
    given_out: int
    average_stock: Decimal
    turnover: Decimal | None


def list_turnovers(since: datetime, until: datetime) -> list[Turnover]:
    """This will tell the stock turnover of each specification that had stock in a period, to four decimals.

    Turnover is what was given to services in the period, divided by the average stock: items that are New, In Stock or
    Reserved and pieces on hand, each weighed by the time for which it was so. Raises InvalidInputError.
    """
    if since >= until:
        raise InvalidInputError.for_field("until", "must be later than since.")
    seconds = Decimal((until - since) // timedelta(microseconds=1)) / 1_000_000
    parameters: dict[str, datetime | str | list[str]] = {
        "since": since,
        "until": until,
        "stocked": [*STOCKED_STATES],
        "consumed": QuantityReservationState.CONSUMED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TURNOVERS, parameters)
        rows = cursor.fetchall()
    return [_turnover(name, int(given_out), Decimal(stood) / seconds) for name, given_out, stood in rows]


def _turnover(specification: str, given_out: int, average: Decimal) -> Turnover:
    turnover = (given_out / average).quantize(_FIGURE_UNIT, ROUND_HALF_UP) if average else None
    return Turnover(specification, given_out, average.quantize(_FIGURE_UNIT, ROUND_HALF_UP), turnover)


# A job's time runs from the start of its last run, which its log tells, as one that is run again keeps its first start.
_ENDED_JOBS = """
    WITH ended AS (
        SELECT job.id, job.kind, job.play, job.state, job.failing_task, CASE WHEN job.state = %(succeeded)s THEN
            job.finished_at - coalesce((
                SELECT max(line.recorded_at) FROM provisioning_jobevent AS line
                WHERE line.job_id = job.id AND line.kind = 'attempt_started'
            ), job.started_at)
        END AS took
        FROM provisioning_provisioningjob AS job JOIN parties_account AS account ON account.id = job.account_id
        WHERE job.state = ANY(%(ended)s) AND NOT job.is_trial
            AND job.finished_at >= %(since)s AND job.finished_at < %(until)s
            AND (%(brands)s::bigint[] IS NULL OR account.brand_id = ANY(%(brands)s::bigint[]))
    )
"""
_PER_KIND_AND_PLAY = """
    SELECT kind, play, count(*), count(*) FILTER (WHERE state = %(succeeded)s),
        count(*) FILTER (WHERE state = %(failed)s), count(*) FILTER (WHERE state = %(ignored)s),
        count(*) FILTER (WHERE state = %(attention)s), round(extract(epoch FROM avg(took)), 3),
        round(extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY took)), 3)
    FROM ended
    GROUP BY GROUPING SETS ((), (kind, play))
    ORDER BY grouping(kind) DESC, kind, play
"""
_FAILING_TASKS = """
    SELECT kind, play, failing_task, failures
    FROM (
        SELECT kind, play, failing_task, count(*) AS failures, grouping(kind) AS is_overall, row_number() OVER (
            PARTITION BY grouping(kind), CASE WHEN grouping(kind) = 0 THEN kind || ' ' || play END
            ORDER BY count(*) DESC, play, failing_task
        ) AS place
        FROM ended
        WHERE state <> %(succeeded)s
        GROUP BY GROUPING SETS ((play, failing_task), (kind, play, failing_task))
    ) AS counted
    WHERE place <= %(shown)s
    ORDER BY is_overall DESC, place
"""
_FAILING_TASKS_SHOWN = 10


@dataclass(frozen=True)
class FailingTask:
    """A task at which jobs failed, and how many; it is empty for those that failed outside of their play's tasks."""

    play: str
    task: str
    failures: int


@dataclass(frozen=True)
class ProvisioningFigures:
    """Jobs that ended in a period: all of them (kind and play are None), or those of one kind and play.

    `success_rate` is None when none ended; the times, in seconds, are those of jobs that succeeded, None without any.
    """

    kind: str | None
    play: str | None
    jobs: int
    succeeded: int
    failed: int
    ignored: int
    needs_attention: int
    success_rate: Decimal | None
    seconds_mean: Decimal | None
    seconds_median: Decimal | None
    failing_tasks: list[FailingTask]


def list_provisioning_figures(
    since: datetime, until: datetime, brand_ids: frozenset[int] | None
) -> list[ProvisioningFigures]:
    """This will tell how the jobs went that ended in a period: of all, first, then by kind and play; trials left out.

    Jobs are those of some brands' accounts (None: of all). The ten commonest failing tasks of each are told, with the
    most failures first. Raises InvalidInputError.
    """
    if since >= until:
        raise InvalidInputError.for_field("until", "must be later than since.")
    parameters: dict[str, Any] = {
        "since": since,
        "until": until,
        "brands": None if brand_ids is None else sorted(brand_ids),
        "ended": [*ENDED_STATES],
        "succeeded": JobState.SUCCEEDED,
        "failed": JobState.FAILED,
        "ignored": JobState.IGNORED,
        "attention": JobState.NEEDS_ATTENTION,
        "shown": _FAILING_TASKS_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENDED_JOBS + _PER_KIND_AND_PLAY, parameters)
        groups = cursor.fetchall()
        cursor.execute(_ENDED_JOBS + _FAILING_TASKS, parameters)
        failing: dict[tuple[str | None, str | None], list[FailingTask]] = {}
        for kind, play, task, failures in cursor.fetchall():
            failing.setdefault((kind, play if kind else None), []).append(FailingTask(play, task, failures))
    return [
        ProvisioningFigures(
            kind=kind,
            play=play,
            jobs=jobs,
            succeeded=succeeded,
            failed=failed,
            ignored=ignored,
            needs_attention=attention,
            success_rate=(Decimal(succeeded) / jobs).quantize(_FIGURE_UNIT, ROUND_HALF_UP) if jobs else None,
            seconds_mean=mean,
            seconds_median=median,
            failing_tasks=failing.get((kind, play), []),
        )
        for kind, play, jobs, succeeded, failed, ignored, attention, mean, median in groups
    ]
