"""How bodies are read and written: JSON with exact decimals."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from trunkline.kernel.exact_json import dump_json, load_json
from trunkline.kernel.time import format_instant

BODY_BYTES_MAX = 256 * 1024


class ExactParser(Parser):
    """Reads JSON numbers as Decimal and refuses what is no JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        """This will read the body; an empty one is an empty object."""
        if len(request.body) > BODY_BYTES_MAX:
            raise HttpError(413, f"The body is larger than {BODY_BYTES_MAX} bytes.")
        try:
            return load_json(request.body or b"{}")
        except ValueError as error:
            raise HttpError(400, f"The body is not JSON: {error}") from None


class ExactRenderer(BaseRenderer):
    """Writes decimals as exact JSON numbers, instants as RFC 3339 with Z."""

    media_type = "application/json"

    def render(self, _request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """This will write a document as JSON text."""
        del response_status
        return dump_json(plain(data))


# A datetime is a date too, so it comes first.
_WRITERS: dict[type, Callable[[Any], Any]] = {
    datetime: format_instant,
    date: date.isoformat,
    UUID: str,
    Enum: lambda member: member.value,
}


def plain(value: Any) -> Any:
    """This will turn a document into what JSON has."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    if isinstance(value, str | int | float | Decimal) or value is None:
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form.")
