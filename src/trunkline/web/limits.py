"""Backpressure: how many requests a process of web takes in, from everybody and from one caller; more are refused.

The server has more threads than requests are answered at once. They only wait, so that what waits is counted, and what
is too much is answered at once instead of piling up. Whether the process lives is answered before all that.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpResponse

from trunkline.platform.errors import TooManyRequestsError
from trunkline.web.api.problems import problem_of
from trunkline.web.bodies import Leftovers
from trunkline.web.callers import CALLER, NOBODY, Caller, Callers, Environ, Standing
from trunkline.web.middleware import SIGNED_IN
from trunkline.web.places import Full, Places

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Of probes, and of those who say that they are jobs: from one address, and in all.
_PROBES_MAX = 16
_NEW_JOBS_OF_ADDRESS_MAX = 16
_NEW_JOBS_MAX = 64
_ALIVE = json.dumps({"status": "alive"}).encode()
_ALIVE_HEADERS = (
    ("Content-Type", "application/json"),
    ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Length", str(len(_ALIVE))),
)

_log = structlog.get_logger("trunkline.web")


class Limited:
    """A WSGI application that takes in so many requests at once; the rest are refused at once with 429.

    A running play, once it is known, is never refused. Those who show nothing, or what is not known, are one caller.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._callers = Callers()
        self._leftovers = Leftovers()
        self._places = {standing: Places() for standing in Standing}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """This will have a request answered, or refuse it."""
        if environ.get("PATH_INFO") == "/healthz" and environ.get("REQUEST_METHOD") in {"GET", "HEAD"}:
            start_response("200 OK", list(_ALIVE_HEADERS))
            return [_ALIVE] if environ["REQUEST_METHOD"] == "GET" else []
        caller = self._callers.recognise(environ)
        environ[CALLER], environ[SIGNED_IN] = caller, False
        if caller.standing == Standing.JOB:
            return self._have_answered(caller, environ, start_response)
        places = self._places[caller.standing]
        each, every = _limits_of(caller.standing)
        if (full := places.take(caller.name, each=each, every=every)) is not None:
            self._leftovers.drain(environ)
            return _refuse(_say_why(full, caller), environ, start_response)
        try:
            return self._have_answered(caller, environ, start_response)
        finally:
            places.leave(caller.name)

    def _have_answered(self, caller: Caller, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        statuses = [""]

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            statuses.append(status)
            return start_response(status, headers, *more)

        try:
            return self._application(environ, start)
        finally:
            self._callers.learn(caller, environ, statuses[-1])


def _limits_of(standing: Standing) -> tuple[int, int]:
    if standing == Standing.PROBE:
        return _PROBES_MAX, _PROBES_MAX
    if standing == Standing.NEW_JOB:
        return _NEW_JOBS_OF_ADDRESS_MAX, _NEW_JOBS_MAX
    return settings.TRUNKLINE_REQUESTS_PER_CALLER_MAX, settings.TRUNKLINE_REQUESTS_MAX


def _say_why(full: Full, caller: Caller) -> str:
    if full == Full.FOR_ALL or caller.standing != Standing.OTHER:
        return "As many requests are being answered as may be at once; send it again in a moment."
    if caller.name == NOBODY:
        return "As many requests of unknown callers are being answered as may be; send it again in a moment."
    return "As many requests of yours are being answered as may be; wait for some, then send it again."


def _refuse(detail: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    _log.info("request_refused", method=environ.get("REQUEST_METHOD"), reason=detail)
    response: HttpResponse = problem_of(TooManyRequestsError(detail))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(len(response.content))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
