"""What every answer of web has: a policy for browsers, an id, and one line in the log."""

import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

REQUEST_ID_HEADER = "X-Request-ID"

# Scripts and styles come from our own files only: text of customers that looks like code stays text. Pictures may be
# data, as the QR code of an authenticator and the marks of check boxes are.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    f"connect-src 'self' {settings.TRUNKLINE_EVENTS_ORIGIN}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

# Probes ask every few seconds: only their failures are news.
_QUIET_ROUTES = frozenset({"healthz", "readyz", "metrics"})
_FAILURE_STATUS_MIN = 400

# Under this key of a request's environ stands whether what it was signed in with was good; the limits ask for it.
SIGNED_IN = "trunkline.signed_in"
_SERVER_ERROR_STATUS_MIN = 500

_log = structlog.get_logger("trunkline.web")


def browser_policies(get_response: GetResponse) -> GetResponse:
    """This will tell browsers what pages may load and do; a view that set a policy of its own keeps it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return answer


def request_log(get_response: GetResponse) -> GetResponse:
    """This will give each request an id, found in all its log lines and in the answer, and log its end.

    The line names the route, not the path: paths hold ids of people and the secrets of jobs. A caller's own id is not
    taken over, so that nobody can write into the log or make two requests look like one.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        request_id = str(uuid4())
        # Not cleared at the end: Django logs a failure after all middleware has returned.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = get_response(request)
        response.headers[REQUEST_ID_HEADER] = request_id
        _log_end(request, response.status_code, time.perf_counter() - started)
        return response

    return answer


def _log_end(request: HttpRequest, status: int, seconds: float) -> None:
    route = request.resolver_match.route if request.resolver_match else "(none)"
    if route in _QUIET_ROUTES and status < _FAILURE_STATUS_MIN:
        return
    _log.info("request", method=request.method, route=route, status=status, milliseconds=round(seconds * 1000))


def note_sign_in(request: HttpRequest) -> None:
    """This will note that a request's token, secret or session is good."""
    request.META[SIGNED_IN] = True


def sign_ins(get_response: GetResponse) -> GetResponse:
    """This will note of a request that it came with the session of somebody who is signed in, if that was looked at."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # After a failure of ours, the session may be what could not be read.
        is_read = response.status_code < _SERVER_ERROR_STATUS_MIN and request.session.accessed
        if is_read and SESSION_KEY in request.session:
            note_sign_in(request)
        return response

    return answer
