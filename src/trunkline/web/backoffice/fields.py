"""Fields of forms, one for each column of a definition: how its value is shown, and what is read from the form."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from unfold.widgets import (
    SELECT_CLASSES,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from trunkline.catalog.models.columns import Column, ColumnType
from trunkline.web.backoffice.words import label_of, title_of

_LONG_TEXT = 300
_LINES = 3
# What a browser's field for a day and time takes and gives; all instants are shown in UTC.
_LOCAL = "%Y-%m-%dT%H:%M:%S"

# What small whole numbers reach in the database, and what all reach: no limits that somebody set.
_DATABASE_LEAST, _DATABASE_MOST = -32_768, 2_147_483_647

UNTOLD: Any = object()


class ReferenceSelect(forms.Select):
    """A list in which other definitions are found by the beginning of their code or name, as one types."""

    def __init__(self, table: str) -> None:
        address = reverse("backoffice:codes", args=[table])
        attributes = {"class": " ".join(["reference", *SELECT_CLASSES]), "data-url": address}
        super().__init__(attrs={**attributes, "data-theme": "admin-autocomplete", "data-placeholder": "Type to find"})


class ReferencesSelect(forms.SelectMultiple):
    """Likewise, for several at once."""

    def __init__(self, table: str) -> None:
        address = reverse("backoffice:codes", args=[table])
        attributes = {"class": " ".join(["reference", *SELECT_CLASSES]), "data-url": address}
        super().__init__(attrs={**attributes, "data-theme": "admin-autocomplete", "data-placeholder": "Type to find"})


def field_of(column: Column, shown: Any = None) -> forms.Field:
    """This will make the form field of a column; `shown` is what it holds, for lists that are found by typing."""
    options: dict[str, Any] = {
        "label": label_of(column.name),
        "required": column.is_required,
        "help_text": _help_of(column),
    }
    if column.value_type is ColumnType.BOOLEAN and not column.is_nullable:
        return forms.BooleanField(widget=UnfoldBooleanSwitchWidget(), **options)
    return forms.CharField(widget=_widget_of(column, shown), **options)


def _widget_of(column: Column, shown: Any) -> forms.Widget:
    if column.value_type is ColumnType.REFERENCE:
        select = ReferenceSelect(column.target._meta.label_lower)  # noqa: SLF001  # Django's public table data
        select.choices = [("", ""), *([(shown, shown)] if shown else [])]
        return select
    widget: forms.Widget = _input_of(column)
    length = column.field.max_length
    if column.value_type in (ColumnType.CHOICE, ColumnType.BOOLEAN):
        titles = {"true": "Yes", "false": "No"}
        words = column.words if column.value_type is ColumnType.CHOICE else tuple(titles)
        blank = [("", "—")] if column.can_be_blank or column.is_required else []
        choices = [(word, titles.get(word) or title_of(word)) for word in words]
        widget = UnfoldAdminSelectWidget(choices=[*blank, *choices])
    elif column.value_type is ColumnType.JSON:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": str(_LINES), "class": "code", "spellcheck": "false"})
    elif column.value_type is ColumnType.TEXT and (length is None or length > _LONG_TEXT):
        widget = UnfoldAdminTextareaWidget(attrs={"rows": str(_LINES)})
    return widget


def _input_of(column: Column) -> forms.Widget:
    least, most = column.limits
    limits = {name: str(limit) for name, limit in (("min", least), ("max", most)) if limit is not None}
    forms_of: dict[ColumnType, tuple[str, dict[str, str]]] = {
        ColumnType.TEXT: ("text", {"maxlength": str(column.field.max_length)}),
        ColumnType.WHOLE: ("number", limits),
        ColumnType.DECIMAL: ("text", {"inputmode": "decimal"}),
        ColumnType.DATE: ("date", {}),
        ColumnType.INSTANT: ("datetime-local", {"step": "1"}),
    }
    input_type, attributes = forms_of.get(column.value_type, ("text", {}))
    return _typed(input_type, **attributes)


def _typed(input_type: str, **attributes: str) -> forms.Widget:
    widget = UnfoldAdminTextInputWidget(attrs=attributes)
    widget.input_type = input_type
    return widget  # type: ignore[no-any-return]  # unfold has no types


def _help_of(column: Column) -> str:
    if column.value_type is ColumnType.INSTANT:
        return "In UTC."
    if column.value_type is ColumnType.JSON:
        return 'In JSON: ["a", "b"] is a list, {"name": "value"} an object.'
    if column.value_type in (ColumnType.WHOLE, ColumnType.DECIMAL):
        return limits_in_words(*column.limits)
    return ""


def limits_in_words(least: int | None, most: int | None) -> str:
    """This will write limits of a number as people do; those that only the database has are left out."""
    if least is not None and most is not None and least > _DATABASE_LEAST and most < _DATABASE_MOST:
        return f"From {least:,} to {most:,}."
    return f"At least {least:,}." if least is not None and least > _DATABASE_LEAST else ""


def flat_field_of(column: Column, name: str, shown: list[Any]) -> forms.Field:
    """This will make the form field of a list that holds values of one column: several chosen, or one a line."""
    label = label_of(name)
    if column.value_type is ColumnType.REFERENCE:
        widget: forms.SelectMultiple = ReferencesSelect(column.target._meta.label_lower)  # noqa: SLF001  # public
        widget.choices = [(code, code) for code in shown]
        return forms.Field(label=label, required=False, widget=widget)
    if column.value_type is ColumnType.CHOICE:
        widget = UnfoldAdminSelectMultipleWidget(choices=[(word, title_of(word)) for word in column.words])
        return forms.Field(label=label, required=False, widget=widget)
    lines = UnfoldAdminTextareaWidget(attrs={"rows": str(_LINES)})
    return forms.Field(label=label, required=False, widget=lines, help_text="One a line.")


def shown_value(column: Column, value: Any) -> Any:
    """This will write a value of a document as its form field shows it."""
    if column.value_type is ColumnType.BOOLEAN:
        return value if not column.is_nullable else {True: "true", False: "false", None: ""}[value]
    if value is None:
        return ""
    if column.value_type is ColumnType.JSON:
        return "" if value in ({}, []) else json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(_LOCAL)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def shown_values(column: Column, values: list[Any]) -> Any:
    """This will write a list of values as its form field shows it."""
    if column.value_type in (ColumnType.REFERENCE, ColumnType.CHOICE):
        return [str(value) for value in values]
    return "\n".join(str(value) for value in values)


def read_value(column: Column, shown: Any) -> Any:
    """This will read what a document says from what a form field holds; UNTOLD where the document is to say nothing.

    Nothing is checked here but that JSON can be read (raises ValueError): what a column takes is told by the catalogue.
    """
    if column.value_type is ColumnType.BOOLEAN:
        return shown if isinstance(shown, bool) else {"true": True, "false": False}.get(shown)
    text = str(shown or "").strip()
    return _read_text(column, text) if text else _nothing(column)


def _nothing(column: Column) -> Any:
    """What a document says of a column whose field is left empty."""
    if column.value_type is ColumnType.TEXT and column.field.blank and not column.is_nullable:
        return ""
    return None if column.is_nullable else UNTOLD


def _read_text(column: Column, text: str) -> Any:
    if column.value_type is ColumnType.JSON:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    if column.value_type is ColumnType.WHOLE and text.removeprefix("-").isdecimal():
        return int(text)
    return _instant(text) if column.value_type is ColumnType.INSTANT else text


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON.")


def _instant(text: str) -> str:
    """What a browser gives has no zone, and no seconds when they are none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo else f"{moment.isoformat()}Z"


def read_values(column: Column, name: str, data: Any) -> list[Any]:
    """This will read the values of a list from its form field; `data` is what a browser sent."""
    if column.value_type in (ColumnType.REFERENCE, ColumnType.CHOICE):
        return [str(value) for value in data.getlist(name) if value]
    lines = str(data.get(name) or "").splitlines()
    return [read_value(column, line) for line in lines if line.strip()]
