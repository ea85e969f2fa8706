"""One connection that listens to the database, and rings for those who wait for a job's log to grow."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import structlog
from django.db import connection
from psycopg import sql

from trunkline.provisioning.states import LOG_CHANNEL

RECONNECT_SECONDS = 1.0
# A connection that breaks without a word is noticed within a minute; who waits looks by itself meanwhile.
_SIGNS_OF_LIFE = {"keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3}
# What is for Django's own connections only.
_OF_DJANGO = frozenset({"cursor_factory", "context"})

_log = structlog.get_logger("trunkline.events")


class Bell:
    """Wakes whoever waits for a job; it may ring without reason, so that who wakes must look."""

    def __init__(self) -> None:
        self.is_listening = False
        self._waiting: dict[int, set[asyncio.Event]] = {}

    @contextmanager
    def waiting_for(self, job_id: int) -> Iterator[asyncio.Event]:
        """This will provide an event that is set whenever a job's log may have grown, until the block ends."""
        event = asyncio.Event()
        self._waiting.setdefault(job_id, set()).add(event)
        try:
            yield event
        finally:
            self._waiting[job_id].discard(event)
            if not self._waiting[job_id]:
                del self._waiting[job_id]

    async def listen(self) -> None:
        """This will listen until it is cancelled, and connect again whenever the database was away."""
        while True:
            try:
                await self._listen_once()
            except psycopg.Error as error:
                _log.warning("listening_interrupted", detail=str(error))
            self.is_listening = False
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        given = connection.get_connection_params()
        parameters = {name: value for name, value in given.items() if name not in _OF_DJANGO} | _SIGNS_OF_LIFE
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as listening:
            await listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(LOG_CHANNEL)))
            self.is_listening = True
            # What was said while nobody listened is lost: everybody looks.
            for job_id in list(self._waiting):
                self._ring(job_id)
            async for message in listening.notifies():
                if message.payload.isdecimal():
                    self._ring(int(message.payload))

    def _ring(self, job_id: int) -> None:
        for event in self._waiting.get(job_id, ()):
            event.set()
