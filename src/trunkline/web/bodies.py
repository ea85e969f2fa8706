"""Bodies of requests as they were sent: one that was cut off on its way is no request, whatever can be read of it.

The server hands on what has arrived when a client vanishes, without a word that something is missing: half of a table
would be received, and a body of which nothing came would be taken for one that says nothing.

Nor does it ever stop waiting for a body, or tell the connection that one comes by, so that nobody else could: what is
waited for is counted instead, and whoever is not known gets few places.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.http import HttpResponse

from trunkline.web.api.formats import BODY_BYTES_MAX, CSV, CSV_BYTES_MAX, FORM, FORM_FIELDS_BYTES_MAX
from trunkline.web.api.problems import problem
from trunkline.web.callers import CALLER, Caller, Environ
from trunkline.web.places import Places

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# How many bodies of strangers are waited for at once, from one address and in all; and how many tables of one caller,
# of strangers and of everybody are kept in memory.
_OF_ADDRESS_MAX = 16
_OF_STRANGERS_MAX = 32
_TABLES_OF_ONE_MAX = 2
_TABLES_MAX = 4
_RETRY_SECONDS = 5
# Where files are sent to, in forms.
_UPLOADS = re.compile(r"/api/v1/products/[0-9a-f-]{36}/(images|files)")

_log = structlog.get_logger("trunkline.web")


class BodyCutOffError(OSError):
    """Less has come than the request said that it would send; Django knows this as a broken connection."""


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class WholeBody:
    """A body that is read as a file is, and raises BodyCutOffError where it ends before its length."""

    def __init__(self, stream: _Stream, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """This will read as many bytes, or all that are left; fewer only at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts = []
        while wanted:
            part = self._stream.read(wanted)
            if not part:
                raise BodyCutOffError(f"{self._left} bytes of the body did not arrive.")
            parts.append(part)
            wanted -= len(part)
            self._left -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """This will read to the end of a line, at most as many bytes."""
        line = bytearray()
        while len(line) != size and not line.endswith(b"\n") and (byte := self.read(1)):
            line += byte
        return bytes(line)

    def readlines(self, hint: int = -1) -> list[bytes]:
        """This will read all lines that are left, whatever the hint."""
        del hint
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        """This will give the lines that are left."""
        return iter(self.readline, b"")


class Whole:
    """A WSGI application that gets requests whose body has arrived; the server's threads wait for it, not ours."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._of_strangers = Places()
        self._tables = Places()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """This will answer a request, or refuse it.

        Refused is one without a length (411) or without its end (400), one that is too large (413), and one whose body
        would take a place too many (503).
        """
        if environ.get("HTTP_TRANSFER_ENCODING"):
            detail = "Send the body in one piece, with its Content-Length."
            return _refuse(HTTPStatus.LENGTH_REQUIRED, detail, environ, start_response)
        caller: Caller = environ[CALLER]
        if (length := length_of(environ)) is None:
            return _refuse(HTTPStatus.BAD_REQUEST, "Its Content-Length is no number.", environ, start_response)
        if length <= BODY_BYTES_MAX:
            return self._read_and_answer(caller, length, environ, start_response)
        if (refusal := _too_large(caller, length, environ)) is not None:
            return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, refusal, environ, start_response)
        with self._tables.taken(caller.name, each=_TABLES_OF_ONE_MAX, every=_TABLES_MAX) as has_place:
            if not has_place:
                return _refuse_for_now(environ, start_response)
            return self._read_and_answer(caller, length, environ, start_response)

    def _read_and_answer(
        self, caller: Caller, length: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        if length and caller.is_stranger:
            address = str(environ.get("REMOTE_ADDR", ""))
            with self._of_strangers.taken(address, each=_OF_ADDRESS_MAX, every=_OF_STRANGERS_MAX) as has_place:
                if not has_place:
                    return _refuse_for_now(environ, start_response)
                missing = _read(environ, length)
        else:
            missing = _read(environ, length)
        if missing is not None:
            return _refuse(HTTPStatus.BAD_REQUEST, f"It was cut off: {missing}", environ, start_response)
        return self._application(environ, start_response)


class Leftovers:
    """Bodies of requests that are refused: read away, as far as there are places for it, so that the answer is heard.

    A connection that is closed while something is still to be read from it breaks off, and its answer may be lost.
    """

    def __init__(self) -> None:
        self._places = Places()

    def drain(self, environ: Environ) -> None:
        """This will read the body of a request that nobody is going to read."""
        length = length_of(environ)
        if not length or length > BODY_BYTES_MAX or environ.get("HTTP_TRANSFER_ENCODING"):
            return
        address = str(environ.get("REMOTE_ADDR", ""))
        with self._places.taken(address, each=_OF_ADDRESS_MAX // 2, every=_OF_ADDRESS_MAX) as has_place:
            if has_place:
                _read(environ, length)


def length_of(environ: Environ) -> int | None:
    """This will tell how many bytes the body is said to have; None when what is said is no number."""
    said = str(environ.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isascii() and said.isdecimal() else None


def _read(environ: Environ, length: int) -> str | None:
    """Read the body into memory, or tell what of it is missing."""
    if not length:
        environ["wsgi.input"] = BytesIO()
        return None
    try:
        environ["wsgi.input"] = BytesIO(WholeBody(environ["wsgi.input"], length).read())
    except BodyCutOffError as error:
        return str(error)
    return None


def _too_large(caller: Caller, length: int, environ: Environ) -> str | None:
    """Tell what is wrong with a large body: only tables and files may be, of those who show at least something."""
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    path = str(environ.get("PATH_INFO", ""))
    if kind == FORM and caller.credential is not None and _UPLOADS.fullmatch(path):
        most = settings.TRUNKLINE_UPLOAD_BYTES_MAX
        return f"The file is larger than {most} bytes." if length > most + FORM_FIELDS_BYTES_MAX else None
    if kind != CSV or caller.credential is None or not path.startswith("/api/"):
        return f"The body is larger than {BODY_BYTES_MAX} bytes."
    if length > CSV_BYTES_MAX:
        return f"The table is larger than {CSV_BYTES_MAX} bytes; send it in parts."
    return None


def _refuse_for_now(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    _log.info("request_refused", method=environ.get("REQUEST_METHOD"), reason="too many bodies are waited for")
    detail = "As many bodies are waited for as may be at once. Send the request again, with its Idempotency-Key."
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "too-many-bodies", "Too many bodies at once", detail)
    response["Retry-After"] = str(_RETRY_SECONDS)
    return _send(response, start_response)


def _refuse(status: HTTPStatus, detail: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    _log.info("request_refused", method=environ.get("REQUEST_METHOD"), reason=detail)
    return _send(problem(status, "bad-request", "The request cannot be read", detail), start_response)


def _send(response: HttpResponse, start_response: StartResponse) -> Iterable[bytes]:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(len(response.content))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
