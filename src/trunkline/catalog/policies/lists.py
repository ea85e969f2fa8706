"""How lists of texts are read, in the forms that imports bring."""

import ast
from collections.abc import Sequence

from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.limits import require_text

LIST_TEXT_MAX = 10_000
LIST_ITEMS_MAX = 50
FEATURE_MAX = 300
HINT_LENGTH = 50


def parse_string_list(value: object, field: str) -> list[str]:
    """This will read a list of texts: a list, or the list in a string that imports use ("['SIM Card', 'Number']").

    None and "" are the empty list. Raises InvalidInputError that names the field and the reason.
    """
    if value is None or value == "":
        return []
    if isinstance(value, str):
        value = _parse_list_literal(value, field)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise InvalidInputError.for_field(field, "must be a list of texts, such as ['SIM Card', 'Mobile Number'].")
    if len(value) > LIST_ITEMS_MAX:
        raise InvalidInputError.for_field(field, f"has {len(value)} entries; at most {LIST_ITEMS_MAX} are allowed.")
    return [require_text(entry, field, FEATURE_MAX).strip() for entry in value]


def _parse_list_literal(text: str, field: str) -> object:
    require_text(text, field, LIST_TEXT_MAX, optional=True)
    if not text.strip():
        return []
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise InvalidInputError.for_field(
            field, "is not a list in Python's syntax, such as ['SIM Card', 'Mobile Number']."
        ) from None


def parse_features(value: object, field: str = "features_list") -> list[str]:
    """This will read features: a list, a list in a string, or a text whose features end in a period and a space."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        require_text(value, field, LIST_TEXT_MAX, optional=True)
        parts = [part.strip() for part in value.strip().removesuffix(".").split(". ")]
        value = [part for part in parts if part]
    return parse_string_list(value, field)
