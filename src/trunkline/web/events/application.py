"""The logs of jobs as server-sent events, as they grow: an ASGI application for one process beside web.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, JsonResponse
from django.http.request import split_domain_port, validate_host

from trunkline.kernel.errors import DomainError
from trunkline.web.api.problems import problem, problem_of
from trunkline.web.events.bell import Bell
from trunkline.web.events.reading import check_access, read_page, read_start

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
R = TypeVar("R")

# Each may hold a connection to the database; one more listens.
DATABASE_THREADS = 4
KEEP_ALIVE_SECONDS = 15.0
# A token that was revoked or a session that ended is noticed after this at the latest.
ACCESS_SECONDS_MAX = 30.0
# Who does not take what was sent for so long is dropped: nothing is kept for later, the database has it.
SEND_SECONDS_MAX = 20.0
RETRY_MILLISECONDS = 1000
_ADDRESS = re.compile(r"/jobs/(\d{1,18})/events")

_log = structlog.get_logger("trunkline.events")


class EventStreams:
    """The application; `scope`, `receive` and `send` are those of ASGI."""

    def __init__(self) -> None:
        self._bell = Bell()
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="events-database")
        self._prefix = urlsplit(settings.TRUNKLINE_EVENTS_URL).path.rstrip("/")
        self._listening: asyncio.Task[None] | None = None
        self._open_streams = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This will answer one request, or live through the server's own life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        response = self._answer_simply(scope)
        if response is not None:
            await _send_response(response, scope, send)
            return
        if self._open_streams >= settings.TRUNKLINE_EVENT_STREAMS_MAX:
            detail = "As many logs are being followed as are allowed; try again, or read the log by asking."
            response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "too-many-streams", "Too many logs are followed", detail)
            response["Retry-After"] = "5"
            await _send_response(response, scope, send)
            return
        self._open_streams += 1
        try:
            await self._follow(scope, receive, send)
        finally:
            self._open_streams -= 1

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._listening = asyncio.create_task(self._bell.listen())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._listening is not None:
                    self._listening.cancel()
                    with suppress(asyncio.CancelledError):
                        await self._listening
                self._threads.shutdown(wait=False, cancel_futures=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _answer_simply(self, scope: Scope) -> HttpResponse | None:
        """Answer what needs no database; None for a stream."""
        path = scope["path"].removeprefix(self._prefix)
        if not _is_host_allowed(scope):
            return problem(HTTPStatus.BAD_REQUEST, "bad-request", "The request cannot be read", "Unknown host name.")
        if path in {"/healthz", "/readyz"}:
            return self._answer_probe(path)
        if _ADDRESS.fullmatch(path) is None:
            detail = "The log of a job is at /jobs/N/events."
            return problem(HTTPStatus.NOT_FOUND, "not-found", "There is nothing here", detail)
        if scope["method"] == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        if scope["method"] != "GET":
            detail = "A log can only be read: use GET."
            return problem(HTTPStatus.METHOD_NOT_ALLOWED, "bad-request", "The request cannot be read", detail)
        return None

    def _answer_probe(self, path: str) -> HttpResponse:
        if path == "/healthz":
            return JsonResponse({"status": "alive"})
        if self._bell.is_listening:
            return JsonResponse({"status": "ready"})
        return _unreachable("The database cannot be listened to; `trunkline doctor` tells why.")

    async def _follow(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = _ADDRESS.fullmatch(scope["path"].removeprefix(self._prefix))
        job_id = int(address[1]) if address else 0
        try:
            after = read_start(scope)
            await self._in_thread(check_access, scope, job_id)
        except DomainError as refusal:
            await _send_response(problem_of(refusal), scope, send)
            return
        except SuspiciousOperation as error:
            detail = f"Django refuses it: {type(error).__name__}."
            response = problem(HTTPStatus.BAD_REQUEST, "bad-request", "The request cannot be read", detail)
            await _send_response(response, scope, send)
            return
        except (DatabaseError, InterfaceError) as error:
            _log.warning("database_unreachable", error=type(error).__name__)
            await _send_response(_unreachable("The database cannot be reached; try again."), scope, send)
            return
        stream = asyncio.create_task(self._stream(scope, send, job_id, after))
        gone = asyncio.create_task(_wait_until_gone(receive))
        try:
            await asyncio.wait({stream, gone}, return_when=asyncio.FIRST_COMPLETED)
            if stream.done():
                await stream
        except DomainError as refusal:
            _log.info("stream_ended", job_id=job_id, reason=refusal.code)
            with suppress(TimeoutError):
                await _send_end(send)
        except (DatabaseError, InterfaceError, TimeoutError, OSError) as reason:
            # The reader does not read, or the database is away: who comes again goes on after the last line it has.
            _log.info("stream_ended", job_id=job_id, reason=type(reason).__name__)
        finally:
            for task in (stream, gone):
                task.cancel()
            await asyncio.gather(stream, gone, return_exceptions=True)

    async def _stream(self, scope: Scope, send: Send, job_id: int, after: int) -> None:
        headers = [*_headers(scope), (b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        # Proxies would collect what is to be seen at once.
        headers.append((b"x-accel-buffering", b"no"))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _send_text(send, f"retry: {RETRY_MILLISECONDS}\n\n")
        checked_at = time.monotonic()
        with self._bell.waiting_for(job_id) as rung:
            while True:
                rung.clear()
                page = await self._in_thread(read_page, job_id, after)
                after = page.last
                if page.text:
                    await _send_text(send, page.text)
                if page.end is not None:
                    await _send_text(send, page.end)
                    await _send_end(send)
                    return
                if time.monotonic() - checked_at > ACCESS_SECONDS_MAX:
                    await self._in_thread(check_access, scope, job_id)
                    checked_at = time.monotonic()
                if page.is_full:
                    continue
                try:
                    await asyncio.wait_for(rung.wait(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    await _send_text(send, ": still here\n\n")

    async def _in_thread(self, function: Callable[..., R], *arguments: object) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(function, *arguments))


def _unreachable(detail: str) -> HttpResponse:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "database-unreachable", "Not ready", detail)


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_text(send: Send, text: str) -> None:
    async with asyncio.timeout(SEND_SECONDS_MAX):
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _send_end(send: Send) -> None:
    async with asyncio.timeout(SEND_SECONDS_MAX):
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_response(response: HttpResponse, scope: Scope, send: Send) -> None:
    own = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": [*_headers(scope), *own]})
    await send({"type": "http.response.body", "body": response.content, "more_body": False})


def _headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """What every answer says to browsers: only pages of web may read it, and it is never a page itself."""
    headers = [
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"Origin"),
    ]
    if _header(scope, b"origin") == settings.TRUNKLINE_PUBLIC_ORIGIN:
        headers += [
            (b"access-control-allow-origin", settings.TRUNKLINE_PUBLIC_ORIGIN.encode()),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-allow-methods", b"GET"),
            (b"access-control-allow-headers", b"Authorization, Last-Event-ID"),
        ]
    return headers


def _is_host_allowed(scope: Scope) -> bool:
    host, _port = split_domain_port(_header(scope, b"host"))
    own = urlsplit(settings.TRUNKLINE_EVENTS_URL).hostname or ""
    return bool(host) and validate_host(host, [*settings.ALLOWED_HOSTS, own])


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")
