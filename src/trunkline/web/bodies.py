"""Bodies of requests as they were sent: one that was cut off on its way is no request, whatever can be read of it.

The server hands on what has arrived when a client vanishes, without a word that something is missing: half of a table
would be received, and a body of which nothing came would be taken for one that says nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import Any, Protocol

import structlog

from trunkline.web.api.formats import BODY_BYTES_MAX
from trunkline.web.api.problems import problem

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

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
    """A WSGI application that gets requests whose body has arrived, or is noticed when it does not.

    Usual bodies are waited for here, so that a slow line keeps none of the application's threads; of larger ones, which
    are tables, what is missing is noticed where they are read.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """This will answer a request, or refuse one without a length (411) or without its end (400)."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            detail = "Send the body in one piece, with its Content-Length."
            return _refuse(HTTPStatus.LENGTH_REQUIRED, detail, environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = WholeBody(environ["wsgi.input"], length)
        environ["wsgi.input"] = body
        if length <= BODY_BYTES_MAX:
            try:
                environ["wsgi.input"] = BytesIO(body.read())
            except BodyCutOffError as error:
                return _refuse(HTTPStatus.BAD_REQUEST, f"It was cut off: {error}", environ, start_response)
        return self._application(environ, start_response)


def _refuse(status: HTTPStatus, detail: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    _log.info("request_refused", method=environ.get("REQUEST_METHOD"), reason=detail)
    response = problem(status, "bad-request", "The request cannot be read", detail)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(len(response.content))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
