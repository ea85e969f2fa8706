"""How provisioning went."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from trunkline.insight.selectors.turnover import _FIGURE_UNIT
from trunkline.kernel.errors import InvalidInputError
from trunkline.provisioning.states import ENDED_STATES, JobState

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
