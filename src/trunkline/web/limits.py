"""Backpressure: how many requests a process of web takes in, from everybody and from one caller; more are refused.

The server has more threads than requests are worked on at once. They only wait here, so that what waits is counted,
what goes first is chosen, and what is too much is answered at once instead of piling up.
"""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from http.cookies import CookieError, SimpleCookie
from itertools import count
from queue import PriorityQueue
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpResponse

from trunkline.platform.errors import TooManyRequestsError
from trunkline.provisioning.operations import JOB_TOKEN_PREFIX
from trunkline.web.api.problems import problem_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Answer = tuple[Iterable[bytes], tuple[Any, ...]]

# A task of a play is not sent twice, and a probe that is refused has the process ended that is only busy.
_NEVER_REFUSED_PATHS = ("/ocs/", "/healthz", "/readyz", "/metrics")
_JOB_TOKEN = f"bearer {JOB_TOKEN_PREFIX}_"
_FIRST, _IN_TURN = 0, 1

_log = structlog.get_logger("trunkline.web")


class Limited:
    """A WSGI application whose requests are worked on by so many threads; `application` is what they run.

    Each of the threads keeps its connection to the database. Running plays and probes go first and are never refused.
    """

    def __init__(self, application: Application, *, threads: int) -> None:
        self._application = application
        self._waiting: PriorityQueue[tuple[int, int, Future[Answer], Environ]] = PriorityQueue()
        self._numbers = count()
        self._lock = threading.Lock()
        self._taken_in = 0
        self._taken_in_by_caller: Counter[str] = Counter()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"web-{number}", daemon=True).start()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """This will answer a request in its turn, or refuse it at once with 429."""
        if _goes_first(environ):
            return self._run(environ, start_response, _FIRST)
        caller = _caller(environ)
        if (refusal := self._take_in(caller)) is not None:
            return _refuse(refusal, environ, start_response)
        try:
            return self._run(environ, start_response, _IN_TURN)
        finally:
            self._let_go(caller)

    def _take_in(self, caller: str | None) -> str | None:
        """Count a request in, or tell why it is too much."""
        with self._lock:
            if self._taken_in >= settings.TRUNKLINE_REQUESTS_MAX:
                return "As many requests are being answered as may be at once; send it again in a moment."
            of_caller = self._taken_in_by_caller[caller] if caller is not None else 0
            if of_caller >= settings.TRUNKLINE_REQUESTS_PER_CALLER_MAX:
                return f"{of_caller} requests of yours are being answered; wait for some, then send it again."
            self._taken_in += 1
            if caller is not None:
                self._taken_in_by_caller[caller] += 1
            return None

    def _let_go(self, caller: str | None) -> None:
        with self._lock:
            self._taken_in -= 1
            if caller is not None:
                self._taken_in_by_caller[caller] -= 1
                if not self._taken_in_by_caller[caller]:
                    del self._taken_in_by_caller[caller]

    def _run(self, environ: Environ, start_response: StartResponse, turn: int) -> Iterable[bytes]:
        done: Future[Answer] = Future()
        self._waiting.put((turn, next(self._numbers), done, environ))
        body, started = done.result()
        start_response(*started)
        return body

    def _work(self) -> None:
        while True:
            _, _, done, environ = self._waiting.get()
            started: list[tuple[Any, ...]] = []
            try:
                body = self._application(environ, lambda *said, into=started: into.append(said))
                done.set_result((body, started[-1]))
            except BaseException as error:  # noqa: BLE001  # whatever it is belongs to the thread that waits for it
                done.set_exception(error)


def _goes_first(environ: Environ) -> bool:
    path, credential = str(environ.get("PATH_INFO", "")), str(environ.get("HTTP_AUTHORIZATION", ""))
    return path.startswith(_NEVER_REFUSED_PATHS) or credential.lower().startswith(_JOB_TOKEN)


def _caller(environ: Environ) -> str | None:
    """Tell callers apart by what they sign in with, of which nothing is kept but a hash; None: nothing was sent.

    Many people without a sign-in may come from one address, a proxy's.
    """
    credential = environ.get("HTTP_AUTHORIZATION")
    if credential is None and "HTTP_COOKIE" in environ:
        try:
            session = SimpleCookie(environ["HTTP_COOKIE"]).get(settings.SESSION_COOKIE_NAME)
        except CookieError:
            session = None
        credential = session.value if session is not None else None
    return hashlib.sha256(credential.encode(errors="replace")).hexdigest() if credential else None


def _refuse(detail: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    _log.info("request_refused", method=environ.get("REQUEST_METHOD"), reason=detail)
    response: HttpResponse = problem_of(TooManyRequestsError(detail))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(len(response.content))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
