"""Refusals of the domain, and the catalogue of all their codes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class ErrorKind(StrEnum):
    """What sort of refusal it is; only `web/api/problems.py` knows which HTTP status that is."""

    INVALID = "invalid"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    UNAUTHENTICATED = "unauthenticated"
    UNAVAILABLE = "unavailable"
    TOO_LARGE = "too_large"
    PAYMENT_REQUIRED = "payment_required"
    TOO_MANY = "too_many"
    PRECONDITION_FAILED = "precondition_failed"


CATALOGUE: dict[str, type["DomainError"]] = {}


class DomainError(Exception):
    """An expected refusal: `code` is stable, `detail` says what to do, `fields` names the bad fields and why.

    `retry_after` says after how many seconds asking again makes sense, where that is known.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    kind: ClassVar[ErrorKind]
    retry_after: int | None = None

    def __init__(self, detail: str, *, fields: Mapping[str, str] | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if retry_after is not None:
            self.retry_after = retry_after
        self.fields = dict(fields or {})

    def __init_subclass__(cls) -> None:
        """This will enter each concrete error (one that has a code) in the catalogue, once."""
        code = cls.__dict__.get("code")
        if code is None:
            return
        if code in CATALOGUE:
            raise TypeError(f"Error code {code!r} is already taken by {CATALOGUE[code].__name__}.")
        CATALOGUE[code] = cls


class InvalidInputError(DomainError):
    """A value that cannot be accepted; `fields` names each with its reason."""

    code = "invalid-input"
    title = "Some values cannot be accepted"
    kind = ErrorKind.INVALID

    @classmethod
    def for_field(cls, field: str, reason: str) -> "InvalidInputError":
        """This will build the refusal of one field."""
        return cls(f"{field}: {reason}", fields={field: reason})


class InvalidTransitionError(DomainError):
    """An action that the present state does not allow."""

    code = "invalid-transition"
    title = "The present state does not allow this"
    kind = ErrorKind.CONFLICT
