"""How bodies are read and written: JSON with exact decimals."""

import codecs
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from trunkline.kernel.exact_json import dump_json, load_json
from trunkline.kernel.time import format_instant

BODY_BYTES_MAX = 256 * 1024
CSV_BYTES_MAX = 8 * 1024 * 1024
CSV = "text/csv"
FORM = "multipart/form-data"
# What stands beside a file in a form, and between its parts.
FORM_FIELDS_BYTES_MAX = 64 * 1024


class ExactParser(Parser):
    """Reads JSON numbers as Decimal and refuses what is no JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        """This will read the body; an empty one is an empty object, and one of CSV the object {"csv": its text}.

        A form is the object of its fields, of which a file's is its bytes.
        """
        if request.content_type == CSV:
            return {"csv": read_csv(request)}
        if request.content_type == FORM:
            return read_form(request)
        if len(request.body) > BODY_BYTES_MAX:
            raise HttpError(413, f"The body is larger than {BODY_BYTES_MAX} bytes.")
        try:
            return load_json(request.body or b"{}")
        except ValueError as error:
            raise HttpError(400, f"The body is not JSON: {error}") from None


def read_csv(request: HttpRequest) -> str:
    """This will read a body of CSV, in UTF-8 or in UTF-16 with its mark, and raise HttpError when it is neither.

    It is read from the stream: tables may be larger than other bodies.
    """
    content = request.read(CSV_BYTES_MAX + 1)
    if len(content) > CSV_BYTES_MAX:
        raise HttpError(413, f"The table is larger than {CSV_BYTES_MAX} bytes; send it in parts.")
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise HttpError(400, f"The table is not UTF-8: see its line {line}. Save it as CSV UTF-8.") from None


def read_form(request: HttpRequest) -> dict[str, Any]:
    """This will read a form with a file (RFC 7578); where its fields do not name the file, its own name does."""
    document: dict[str, Any] = dict(request.POST.items())
    for field, file in request.FILES.items():
        if isinstance(file, UploadedFile):
            document[str(field)] = file.read()
            document.setdefault("name", file.name)
    return document


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
