"""The fields of products that the operator names, each with an input of its own under its label."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors.definitions import PAGE_MAX, Query, list_definitions

COLUMN = "user_fields"
_INPUTS = {"text": "text", "number": "number", "date": "date"}


def slot_fields(present: Mapping[str, Any]) -> dict[str, forms.Field]:
    """This will make the inputs of the fields that are named and in use, and of others that hold something."""
    named = {each.slot: each for each in list_definitions(KINDS["user-fields"], Query({}, limit=PAGE_MAX)).definitions}
    shown = {slot for slot, each in named.items() if each.is_active} | set(present)
    fields: dict[str, forms.Field] = {}
    for slot in sorted(shown, key=_order):
        field = named.get(slot)
        widget = UnfoldAdminTextInputWidget()
        widget.input_type = _INPUTS.get(slot.partition("_")[0], "text")
        if widget.input_type == "number":
            widget.attrs["step"] = "any"
        fields[f"{COLUMN}.{slot}"] = forms.CharField(
            label=field.name if field else slot,
            help_text=field.description if field else "",
            required=bool(field and field.is_required and field.is_active),
            widget=widget,
        )
    return fields


def _order(slot: str) -> tuple[str, int]:
    sort, _, number = slot.partition("_")
    return {"text": "1", "number": "2", "date": "3"}.get(sort, sort), int(number) if number.isdecimal() else 0


def shown_slots(present: Mapping[str, Any]) -> dict[str, str]:
    """This will write the values as their inputs show them."""
    return {f"{COLUMN}.{slot}": str(value) for slot, value in present.items()}


def read_slots(held: Mapping[str, Any]) -> dict[str, Any]:
    """This will read the values from what the inputs hold; an empty one says nothing."""
    found = {name.removeprefix(f"{COLUMN}."): str(value or "").strip() for name, value in held.items()}
    return {slot: _read(slot, text) for slot, text in found.items() if text}


def _read(slot: str, text: str) -> Any:
    if not slot.startswith("number"):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text
