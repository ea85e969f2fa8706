"""Structured logs: one JSON document a line, without personal data or secrets."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_KEYS = frozenset(
    {"password", "token", "access_token", "authorization", "secret", "cookie", "sessionid", "csrfmiddlewaretoken"}
)
PERSONAL_KEYS = frozenset({"name", "given_name", "family_name", "email", "phone", "address", "street", "birth_date"})
_SECRET_TEXT = re.compile(r"(/ocs/)[A-Za-z0-9_\-]+|\b(tlk|tlj|tlg)_[A-Za-z0-9_\-]{20,}|(?<=://)[^/@\s:]+:[^/@\s]+(?=@)")
_MASK = "***"


def mask_text(text: str) -> str:
    """This will hide tokens, gateway secrets and passwords in addresses inside a text."""
    return _SECRET_TEXT.sub(lambda match: (match.group(1) or "") + _MASK, text)


def _redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key in SECRET_KEYS or key in PERSONAL_KEYS:
            event[key] = _MASK
        elif isinstance(value, str):
            event[key] = mask_text(value)
    return event


def configure() -> None:
    """This will route the standard library's logging and structlog through one masked JSON format on stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared[:-2], _exception_text, _redact],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _redact,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore", "procrastinate", "_granian"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _exception_text(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return structlog.processors.format_exc_info(logger, method, dict(event))
