"""How long texts from outside may be, in one table: a longer one is refused with its field and limit."""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from trunkline.kernel.errors import InvalidInputError

C = TypeVar("C", bound=StrEnum)

NAME_MAX = 120
SPECIFICATION_NAME_MAX = 80
SERVICE_NAME_MAX = 200
LABEL_MAX = 200
LONG_TEXT_MAX = 4000
PLAY_NAME_MAX = 80
VARIABLES_MAX = 60
VARIABLE_TEXT_MAX = 500
SLUG_MAX = 80

_SURROGATE = re.compile("[\ud800-\udfff]")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_storable(text: str) -> bool:
    """This will tell whether the database takes a text: it holds no NUL and no half of a surrogate pair."""
    return "\x00" not in text and not _SURROGATE.search(text)


def require_text(value: object, field: str, maximum: int, *, optional: bool = False) -> str:
    """This will return a text that may be stored: no NUL, no lone surrogate, not too long, not blank unless optional.

    Raises InvalidInputError that names the field and its limit.
    """
    if not isinstance(value, str):
        raise InvalidInputError.for_field(field, "must be text.")
    if len(value) > maximum:
        raise InvalidInputError.for_field(field, f"is {len(value)} characters long; at most {maximum} are allowed.")
    if "\x00" in value:
        raise InvalidInputError.for_field(field, "must not contain a NUL character.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidInputError.for_field(field, "contains half of a Unicode surrogate pair.") from None
    if not optional and not value.strip():
        raise InvalidInputError.for_field(field, "must not be empty.")
    return value


def require_slug(value: object, field: str, maximum: int) -> str:
    """This will return a text that may stand in an address: lower-case letters, digits and single hyphens."""
    slug = require_text(value, field, maximum)
    if not _SLUG.fullmatch(slug):
        raise InvalidInputError.for_field(field, "must be lower-case letters, digits and single hyphens.")
    return slug


def require_choice(value: object, field: str, choices: type[C] | Collection[C]) -> C:
    """This will return that of some members of an enumeration, or of all, which a text names.

    Raises InvalidInputError with the choices.
    """
    for choice in choices:
        if value == choice.value:
            return choice
    raise InvalidInputError.for_field(field, f"{str(value)[:40]!r} is none of {', '.join(choices)}.")
