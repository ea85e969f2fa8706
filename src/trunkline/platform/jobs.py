"""Housekeeping of the queue itself."""

from datetime import timedelta

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from trunkline.platform.clocks import system_now
from trunkline.platform.idempotency import KEPT_DAYS
from trunkline.platform.models import IdempotencyKey
from trunkline.platform.queue import TICK_ARGUMENT, Priority, give_up_name, periodic

KEPT_JOB_HOURS = 7 * 24


@periodic("platform.retry_lost_jobs", Priority.PROVISIONING, every_seconds=5, runs_alone=False)
def retry_lost_jobs() -> None:
    """This will queue again the jobs of workers that have died; every job bears being run twice."""
    _bring_heartbeats_near()
    lost = async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=settings.TRUNKLINE_LEASE_SECONDS)
    for job_id in [job.id for job in lost if job.id is not None]:
        give_up_name(job_id)
        app.job_manager.retry_job_by_id(job_id, retry_at=system_now())


def _bring_heartbeats_near() -> None:
    """A heartbeat from the future was written before the clock was set back: who died then would live for so long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now()"
            " WHERE last_heartbeat > now() + make_interval(secs => %s)",
            [settings.TRUNKLINE_LEASE_SECONDS],
        )


@periodic("platform.forget_what_is_old", Priority.BULK, every_seconds=30)
def forget_what_is_old() -> None:
    """This will delete idempotency keys, finished queue jobs and failed ticks of periodic ones after seven days.

    Other jobs that were given up stay until somebody has seen to them.
    """
    IdempotencyKey.objects.filter(created_at__lt=system_now() - timedelta(days=KEPT_DAYS)).delete()
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=KEPT_JOB_HOURS)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE j.status = 'failed' AND j.args ? %s AND NOT EXISTS ("
            " SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - make_interval(hours => %s))",
            [TICK_ARGUMENT, KEPT_JOB_HOURS],
        )
