"""When periodic jobs are queued: by a clock that nobody sets."""

import asyncio
import time
from typing import Any

from procrastinate.periodic import PeriodicDeferrer
from procrastinate.worker import Worker

from trunkline.platform.clocks import steady_seconds

# What was missed for longer is not caught up tick by tick: a job finds its work by what is due.
MISSED_SECONDS_MAX = 60.0


class SteadyDeferrer(PeriodicDeferrer):
    """Queues periodic jobs though the host's clock is moved: set back by an hour, it would queue none for an hour."""

    async def worker(self) -> None:
        """This will queue what is due at each tick, until it is cancelled."""
        started_at = time.time() - steady_seconds()
        last = now = started_at + steady_seconds()
        while True:
            if now - last > MISSED_SECONDS_MAX:
                self.last_defers.clear()
            await self.defer_jobs(self.get_previous_tasks(at=now))
            await self.wait(next_tick=self.get_next_tick(at=now))
            last, now = now, started_at + steady_seconds()


class QueueWorker(Worker):
    """A worker of the queue whose ticks are steady, and that knows whether it ended without being asked to."""

    has_failed = False

    async def _monitor_side_tasks(self, side_tasks: list[asyncio.Task[Any]]) -> None:
        await super()._monitor_side_tasks(side_tasks)
        # Who is asked to end cancels this; otherwise signs of life or ticks have failed, as without a database.
        self.has_failed = True

    async def _periodic_deferrer(self) -> None:
        await SteadyDeferrer(registry=self.app.periodic_registry, **self.app.periodic_defaults).worker()
