"""The fields of products that an operator names: 16 texts, 4 numbers, 4 days."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from trunkline.catalog.states import UserFieldSlot

TEXT_MAX = 500


def user_field_violations(values: object, required: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """This will list what is wrong with the values of user-defined fields: the slot, and why.

    `required` are the labels of those that must be filled, by slot.
    """
    if not isinstance(values, Mapping):
        yield "", "must be an object of slots and values."
        return
    for slot, value in values.items():
        if slot not in [*UserFieldSlot]:
            yield str(slot)[:40], "is no slot; there are text_1 to text_16, number_1 to 4 and date_1 to 4."
        elif reason := _why_not(str(slot), value):
            yield str(slot), reason
    for slot, label in required.items():
        if values.get(slot) in (None, ""):
            yield slot, f"must be filled: it is {label!r}."


def _why_not(slot: str, value: object) -> str | None:
    sort = slot.partition("_")[0]
    if sort == "text":
        is_right = isinstance(value, str) and len(value) <= TEXT_MAX
        return None if is_right else f"must be a text of at most {TEXT_MAX} characters."
    if sort == "number":
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return None if is_number else "must be a number."
    return None if isinstance(value, str) and _is_day(value) else "must be a day, such as 2027-01-31."


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
