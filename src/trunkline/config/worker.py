"""A worker: takes jobs from the queue, with the play runner warm beside it."""

import asyncio
import os
import signal
import threading
from typing import cast

import django
import structlog
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trunkline.config.settings")

CONCURRENT_JOBS = 4
GRACE_SECONDS = 20
# A new job wakes the worker at once; this finds those whose time has come.
POLLING_SECONDS = 1.0
HOLD_POLLING_SECONDS = 1.0

_log = structlog.get_logger("trunkline.jobs")


def wait_for_reconciliation() -> bool:
    """This will wait as long as a restore is not reconciled; False when SIGINT or SIGTERM came first.

    What this system would do again may have been done since the backup.
    """
    from trunkline.platform.restorations import find_open_restoration

    is_asked_to_end = threading.Event()
    former = {each: signal.signal(each, lambda *_: is_asked_to_end.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    is_told = False
    try:
        while (restoration := find_open_restoration()) is not None:
            if not is_told:
                taken_at = restoration.taken_at.isoformat()
                _log.warning("waiting_for_reconciliation", backup_taken_at=taken_at, remedy="trunkline reconcile")
                is_told = True
            if is_asked_to_end.wait(HOLD_POLLING_SECONDS):
                return False
    finally:
        connections.close_all()
        for each, handler in former.items():
            signal.signal(each, handler)
    return not is_asked_to_end.is_set()


def main() -> int:
    """This will work until SIGINT or SIGTERM, then let running jobs end for a while; 1 when it ended unasked."""
    django.setup()
    from django.conf import settings
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from trunkline.platform.ticks import QueueWorker
    from trunkline.provisioning.processes import runner_client

    connector = cast("DjangoConnector", app.connector)  # the app for Django has no other

    async def work() -> bool:
        async with app.with_connector(connector.get_worker_connector()).open_async() as queue:
            queue.perform_import_paths()  # type: ignore[no-untyped-call]  # the library has no types there
            worker = QueueWorker(
                queue,
                concurrency=CONCURRENT_JOBS,
                install_signal_handlers=True,
                shutdown_graceful_timeout=GRACE_SECONDS,
                update_heartbeat_interval=settings.TRUNKLINE_HEARTBEAT_SECONDS,
                stalled_worker_timeout=settings.TRUNKLINE_LEASE_SECONDS,
                fetch_job_polling_interval=POLLING_SECONDS,
                delete_jobs="successful",
            )
            await worker.run()  # type: ignore[no-untyped-call]  # likewise
            return worker.has_failed

    # Before the first database connection and thread of the queue.
    runner_client().start()
    try:
        has_failed = asyncio.run(work()) if wait_for_reconciliation() else False
    finally:
        runner_client().stop()
    return 1 if has_failed else 0
