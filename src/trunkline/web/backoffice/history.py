"""The history of a definition as a page shows it: names instead of the numbers that tables refer by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from trunkline.catalog.models.columns import Column, ColumnType, columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind
from trunkline.catalog.models.kinds import reference_key
from trunkline.catalog.selectors.histories import list_changes
from trunkline.web.backoffice.words import label_of, title_of

# By list, None for the definition itself, and by what the database calls a column.
Columns = dict[str | None, dict[str, Column]]
Names = dict[type[models.Model], dict[Any, str]]


@dataclass(frozen=True)
class Difference:
    """A column before and after a change; `place` is the list whose entry it is of."""

    place: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What somebody changed at once."""

    at: datetime
    by: str
    reason: str
    operation: str
    differences: tuple[Difference, ...]


def changes_of(kind: Kind, definition: Any, limit: int | None = None) -> list[Change]:
    """This will list the latest changes of a definition, the latest first."""
    found = list_changes(kind, definition)[:limit]
    columns: Columns = {None: _by_attribute(columns_of(kind))}
    columns.update((rows.name, _by_attribute(columns_of_rows(rows))) for rows in kind.rows)
    names = _names(found, columns)
    return [
        Change(
            at=entry["at"],
            by=entry["by"],
            reason=entry["reason"],
            operation=title_of(str(entry["operation"]).rpartition(".")[2]),
            differences=tuple(_differences(entry["changes"], columns, names)),
        )
        for entry in found
    ]


def _by_attribute(columns: Iterable[Column]) -> dict[str, Column]:
    return {column.field.attname: column for column in columns}


def _names(entries: Iterable[dict[str, Any]], columns: Columns) -> Names:
    """What the rows that the changes refer to are called, found with one query for each table."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for entry in entries:
        for change in entry["changes"]:
            for name, values in change["columns"].items():
                column = columns[change["list"]].get(name)
                if column is not None and column.value_type is ColumnType.REFERENCE:
                    wanted[column.target].update(number for number in values.values() if number is not None)
    found: Names = {}
    for target, numbers in wanted.items():
        rows = target._default_manager.filter(pk__in=numbers)  # noqa: SLF001  # Django's public manager
        found[target] = {row.pk: str(getattr(row, reference_key(target))) for row in rows}
    return found


def _differences(changes: Iterable[dict[str, Any]], columns: Columns, names: Names) -> Iterable[Difference]:
    for change in changes:
        known = columns[change["list"]]
        for name, values in change["columns"].items():
            column = known.get(name)
            # Which definition an entry belongs to, and where in its list it stands, says nothing new.
            if column is None and change["list"] is not None:
                continue
            label = label_of(column.name if column else name)
            before, after = (_written(values[side], column, names) for side in ("before", "after"))
            if before != after:
                yield Difference(title_of(change["list"]) if change["list"] else "", label, before, after)


def _written(value: Any, column: Column | None, names: Names) -> str:
    if value is None or value == "":
        return "—"
    if column is not None and column.value_type is ColumnType.REFERENCE:
        return names[column.target].get(value, f"number {value}, which is gone")
    return written(value)


def written(value: Any) -> str:
    """This will write a value as pages show it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return str(value)
