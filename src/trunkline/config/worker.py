"""A worker: takes jobs from the queue, with the play runner warm beside it."""

import asyncio
import os
from typing import cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trunkline.config.settings")

CONCURRENT_JOBS = 4
GRACE_SECONDS = 20
# A new job wakes the worker at once; this finds those whose time has come.
POLLING_SECONDS = 1.0


def main() -> int:
    """This will work until SIGINT or SIGTERM, then let running jobs end for a while."""
    django.setup()
    from django.conf import settings
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from trunkline.provisioning.processes import runner_client

    connector = cast("DjangoConnector", app.connector)  # the app for Django has no other

    async def work() -> None:
        async with app.with_connector(connector.get_worker_connector()).open_async() as worker:
            await worker.run_worker_async(
                concurrency=CONCURRENT_JOBS,
                install_signal_handlers=True,
                shutdown_graceful_timeout=GRACE_SECONDS,
                update_heartbeat_interval=settings.TRUNKLINE_HEARTBEAT_SECONDS,
                stalled_worker_timeout=settings.TRUNKLINE_LEASE_SECONDS,
                fetch_job_polling_interval=POLLING_SECONDS,
                delete_jobs="successful",
            )

    # Before the first database connection and thread of the queue.
    runner_client().start()
    try:
        asyncio.run(work())
    finally:
        runner_client().stop()
    return 0
