"""The form of a definition: made from the columns of its kind, read into a document, marked with what was refused.

Its inputs are named as documents name their fields, `components[2].quantity`, so that each refusal finds its place.
Nothing is checked or saved here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from trunkline.catalog.models.columns import Column, columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.web.backoffice.fields import (
    UNTOLD,
    field_of,
    flat_field_of,
    read_value,
    read_values,
    shown_value,
    shown_values,
)
from trunkline.web.backoffice.user_fields import COLUMN, read_slots, shown_slots, slot_fields
from trunkline.web.backoffice.words import label_of, sentence_of, title_of

# Lists that are longer are shown, not edited: they are changed through the API.
ENTRIES_EDITED_MAX = 300
NEW_ENTRY = "__entry__"
_PATH = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d+)\])?(?:\.(?P<column>\w+))?(?P<rest>.*)")
_INDEX = re.compile(r"\d{1,9}")


class ColumnsForm(forms.Form):
    """Fields whose names are paths of a document; Django's own validation is left to the catalogue."""

    use_required_attribute = False

    def __init__(self, fields: Mapping[str, forms.Field], path: str = "", data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._path = path
        self.fields.update(fields)

    @property
    def place(self) -> str:
        """The place of the entry in its list, as its inputs name it."""
        return self._path.rpartition("[")[2].removesuffix("]")

    def add_prefix(self, field_name: str) -> str:
        """This will name the input of a field as documents do."""
        return f"{self._path}.{field_name}" if self._path else field_name

    def full_clean(self) -> None:
        """This will begin with no errors: the catalogue tells them afterwards."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def shown(self, name: str) -> Any:
        """This will tell what an input holds; browsers end lines with two characters."""
        widget = self.fields[name].widget
        held = widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return held.replace("\r\n", "\n") if isinstance(held, str) else held


@dataclass
class Entries:
    """A list of a definition in its form: one small form for each entry, and one for entries to be added."""

    rows: Rows
    columns: tuple[Column, ...]
    forms: list[ColumnsForm]
    blank: ColumnsForm
    errors: list[str] = field(default_factory=list)
    # The entries of a list that is too long to be edited here.
    count: int = 0

    @property
    def name(self) -> str:
        """The name of the list in documents."""
        return self.rows.name

    @property
    def title(self) -> str:
        """The name of the list for people."""
        return title_of(self.rows.name)

    @property
    def is_edited(self) -> bool:
        """Whether the form holds the entries."""
        return self.count <= ENTRIES_EDITED_MAX

    @property
    def error_count(self) -> int:
        """How many things are wrong with the list."""
        return len(self.errors) + sum(len(form.errors) for form in self.forms)


class DefinitionForm:
    """What somebody fills in to make or change a definition: `present` is its document, empty for a new one."""

    def __init__(
        self, kind: Kind, present: Mapping[str, Any], data: QueryDict | None = None, *, is_new: bool = False
    ) -> None:
        self.kind = kind
        self.is_new = is_new
        self._present = present
        self._columns = {column.name: column for column in columns_of(kind)}
        # These have an input each instead of one for their object of values.
        has_slots = self._columns.pop(COLUMN, None) is not None
        self._slots = slot_fields(present.get(COLUMN) or {}) if has_slots else {}
        self._flat = {rows.name: _flat_column(rows) for rows in kind.rows if rows.flat is not None}
        self.main = ColumnsForm(self._main_fields(data), data=data)
        self.main.initial = self._initial()
        self.entries = [self._entries(rows, data) for rows in kind.rows if rows.flat is None]
        self.errors: list[str] = []

    def _main_fields(self, data: QueryDict | None) -> dict[str, forms.Field]:
        fields = {}
        for name, column in self._columns.items():
            fields[name] = field_of(column, data.get(name) if data is not None else self._present.get(name))
            if name in self.kind.fixed and not self.is_new:
                fields[name].disabled = True
                fields[name].help_text = "Given once, when it is made."
        for name, column in self._flat.items():
            shown = data.getlist(name) if data is not None else self._present.get(name, [])
            fields[name] = flat_field_of(column, name, list(shown))
        return {**fields, **self._slots}

    def _initial(self) -> dict[str, Any]:
        initial = {
            name: shown_value(column, self._present.get(name, column.default)) for name, column in self._columns.items()
        }
        for name, column in self._flat.items():
            initial[name] = shown_values(column, self._present.get(name, []))
        return {**initial, **dict.fromkeys(self._slots, ""), **shown_slots(self._present.get(COLUMN) or {})}

    def _entries(self, rows: Rows, data: QueryDict | None) -> Entries:
        columns = columns_of_rows(rows)
        present = self._present.get(rows.name, [])
        blank = _entry_form(columns, f"{rows.name}[{NEW_ENTRY}]", {column.name: column.default for column in columns})
        if len(present) > ENTRIES_EDITED_MAX:
            return Entries(rows, columns, [], blank, count=len(present))
        if data is None:
            made = [_entry_form(columns, f"{rows.name}[{index}]", entry) for index, entry in enumerate(present)]
        else:
            places = [place for place in data.getlist(f"entries:{rows.name}") if _INDEX.fullmatch(place)]
            made = [_entry_form(columns, f"{rows.name}[{place}]", {}, data) for place in dict.fromkeys(places)]
        return Entries(rows, columns, made, blank, count=len(made))

    def document(self) -> dict[str, Any]:
        """This will read the document of a new definition; what is wrong is in `problem_count` afterwards."""
        written: dict[str, Any] = {}
        for column in self._columns.values():
            self._read(self.main, column, written)
        for name, column in self._flat.items():
            written[name] = read_values(column, name, self.main.data)
        for entries in self.entries:
            written[entries.name] = self._read_entries(entries)
        if self._slots:
            written[COLUMN] = read_slots({name: self.main.shown(name) for name in self._slots})
        return written

    def patch(self) -> dict[str, Any]:
        """This will read a merge patch of what the form was changed to, compared with the definition as it is."""
        said = self.document()
        patch: dict[str, Any] = {}
        for name in self._columns:
            if name in self.kind.fixed or self.main.shown(name) == self.main.initial[name]:
                continue
            patch[name] = _merged(self._present.get(name), said.get(name))
        for name in self._flat:
            if [str(value) for value in said[name]] != [str(value) for value in self._present.get(name, [])]:
                patch[name] = said[name]
        for entries in self.entries:
            if entries.is_edited and not self._is_as_before(entries):
                patch[entries.name] = said[entries.name]
        if any(self.main.shown(name) != self.main.initial[name] for name in self._slots):
            patch[COLUMN] = _merged(self._present.get(COLUMN), said[COLUMN])
        return patch

    def _is_as_before(self, entries: Entries) -> bool:
        shown = [[form.shown(column.name) for column in entries.columns] for form in entries.forms]
        before = [
            [shown_value(column, entry.get(column.name)) for column in entries.columns]
            for entry in self._present.get(entries.name, [])
        ]
        return shown == before

    def _read(self, form: ColumnsForm, column: Column, written: dict[str, Any]) -> None:
        try:
            value = read_value(column, form.shown(column.name))
        except ValueError:
            form.add_error(column.name, "This is no JSON: texts and names stand in double quotes.")
            return
        if value is not UNTOLD:
            written[column.name] = value

    def _read_entries(self, entries: Entries) -> list[dict[str, Any]]:
        read = []
        for form in entries.forms:
            entry: dict[str, Any] = {}
            for column in entries.columns:
                self._read(form, column, entry)
            read.append(entry)
        return read

    def make_read_only(self) -> None:
        """This will let nothing be filled in, for those who may only look."""
        for form in [self.main, *(form for entries in self.entries for form in entries.forms)]:
            for each in form.fields.values():
                each.disabled = True

    @property
    def problem_count(self) -> int:
        """How many things are marked as wrong."""
        return len(self.errors) + len(self.main.errors) + sum(entries.error_count for entries in self.entries)

    def mark(self, refused: Mapping[str, str]) -> None:
        """This will write each refusal beside the input that it is about; what has no place stands above the form."""
        for path, reason in refused.items():
            self._mark(path, sentence_of(reason))

    def _mark(self, path: str, reason: str) -> None:
        if path in self.main.fields:
            self.main.add_error(path, reason)
            return
        found = _PATH.fullmatch(path)
        name = found["name"] if found else ""
        index = int(found["index"]) if found and found["index"] else None
        inner = f"{found['column'] or ''}{found['rest']}" if found else ""
        for entries in self.entries:
            if entries.name == name:
                _mark_entry(entries, index, found["column"] if found else None, inner, reason)
                return
        if name in self.main.fields:
            place = f"Entry {index + 1}: " if index is not None else ""
            self.main.add_error(name, f"{place}{inner + ': ' if inner else ''}{reason}")
        else:
            self.errors.append(reason if path in ("", "body") else f"{label_of(path)}: {reason}")

    def bound_fields(self, names: Iterable[str]) -> list[forms.BoundField]:
        """This will list some inputs of the definition itself, ready to be drawn."""
        return [self.main[name] for name in names]


def _mark_entry(entries: Entries, index: int | None, column: str | None, inner: str, reason: str) -> None:
    if index is None or index >= len(entries.forms):
        entries.errors.append(reason)
    elif column is not None and column in entries.forms[index].fields:
        rest = inner.removeprefix(column)
        entries.forms[index].add_error(column, f"{rest}: {reason}" if rest else reason)
    else:
        entries.forms[index].add_error(None, reason)


def _flat_column(rows: Rows) -> Column:
    return next(column for column in columns_of_rows(rows) if column.name == rows.flat)


def _entry_form(
    columns: Iterable[Column], path: str, entry: Mapping[str, Any], data: QueryDict | None = None
) -> ColumnsForm:
    fields = {
        column.name: field_of(column, data.get(f"{path}.{column.name}") if data is not None else entry.get(column.name))
        for column in columns
    }
    form = ColumnsForm(fields, path, data)
    form.initial = {column.name: shown_value(column, entry.get(column.name)) for column in columns}
    return form


def _merged(present: Any, wanted: Any) -> Any:
    """A merge patch keeps the members of an object that it does not name: those that are gone are named with null."""
    if not isinstance(present, Mapping) or not isinstance(wanted, Mapping):
        return wanted
    gone = {name: None for name in present if name not in wanted}
    return {**gone, **{name: _merged(present.get(name), value) for name, value in wanted.items()}}
