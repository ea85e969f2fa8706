# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP exchange with JSON in both directions, from the controller's own process."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CONNECT_SCHEMES = ("http", "https")
ANSWER_BYTES_MAX = 16_777_216


class ExchangeError(Exception):
    """No usable answer came. `outcome_unknown` says that the server may have acted all the same."""

    def __init__(self, message: str, *, outcome_unknown: bool) -> None:
        super().__init__(message)
        self.outcome_unknown = outcome_unknown


@dataclass(frozen=True)
class Answer:
    """Status, the decoded document (None without one), and the text as it came."""

    status: int
    document: Any
    text: str


def plain(value: Any, *, allow_floats: bool) -> Any:
    """This will give ordinary Python values instead of Ansible's; raises ValueError for a number with a fraction.

    15.00 in a playbook is a floating-point number that forgets its decimals, so amounts are written as text.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float) and not allow_floats:
        raise ValueError(f"{value!r} is a floating-point number; write amounts as text, in quotation marks")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item, allow_floats=allow_floats) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item, allow_floats=allow_floats) for item in value]
    raise ValueError(f"{type(value).__name__} cannot be sent as JSON")


def decode(text: str) -> Any:
    """This will decode JSON; a number with a fraction becomes the text that it was, so that 15.00 stays 15.00."""
    return json.loads(text, parse_float=str)


def exchange(method: str, url: str, headers: Mapping[str, str], body: Any, timeout_seconds: float) -> Answer:
    """This will send one request, without proxy, redirect or repetition, and give its answer; raises ExchangeError."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in CONNECT_SCHEMES or not parts.hostname:
        raise ExchangeError(f"{parts.scheme}://{parts.netloc} is not an http or https address", outcome_unknown=False)
    payload = None if body is None else json.dumps(body).encode()
    target = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts, timeout_seconds)
    sent = False
    try:
        connection.connect()
        sent = True
        connection.request(method, target, payload, dict(headers))
        response = connection.getresponse()
        raw = response.read(ANSWER_BYTES_MAX + 1)
    except (OSError, http.client.HTTPException) as error:
        what = "no answer came" if sent else "no connection"
        reason = "timed out" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        raise ExchangeError(
            f"{method} {parts.scheme}://{parts.netloc}: {what} ({reason})", outcome_unknown=sent and method != "GET"
        ) from error
    finally:
        connection.close()
    if len(raw) > ANSWER_BYTES_MAX:
        raise ExchangeError(f"{method} {target}: the answer is longer than 16 MiB", outcome_unknown=True)
    text = raw.decode("utf-8", "replace")
    return Answer(response.status, _document(text, response.getheader("Content-Type", "")), text)


def _connection(parts: urllib.parse.SplitResult, timeout_seconds: float) -> http.client.HTTPConnection:
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout_seconds, context=context)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_seconds)


def _document(text: str, content_type: str) -> Any:
    if not text.strip() or "json" not in content_type.lower():
        return None
    try:
        return decode(text)
    except ValueError:
        return None
