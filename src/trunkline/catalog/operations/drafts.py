"""Documents of definitions, read into rows of their tables, with every bad field told at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from trunkline.catalog.models.columns import Column, ColumnType, columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.kinds import reference_key
from trunkline.catalog.policies.violations import Violation, refuse
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.kernel.time import parse_instant
from trunkline.platform.definitions import RateField
from trunkline.platform.limits import is_storable, require_text

ROWS_MAX = 1000
JSON_LENGTH_MAX = 20_000
_JSON_DEPTH_MAX = 6
_TEXT_MAX = 20_000
_REFERENCE_MAX = 120


@dataclass
class Draft:
    """A definition as it would be saved: its row, and the rows of its lists in their order."""

    kind: Kind
    instance: Any
    rows: dict[str, list[Any]]
    at: datetime
    is_new: bool
    # The row as it was before, and the lists, for checks that compare.
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Reference:
    """A place in a row where another definition belongs, by its code."""

    row: models.Model
    column: Column
    path: str
    code: str
    is_kept: bool


class DocumentReader:
    """Reads documents of one kind, noting what is wrong with each field instead of stopping at the first.

    `references` are found all together by `resolve`, with one query for each table that they lead to.
    """

    def __init__(self) -> None:
        self.violations: list[Violation] = []
        self._references: list[_Reference] = []

    def read(
        self,
        kind: Kind,
        document: object,
        instance: Any | None,
        before: Mapping[str, Any],
        *,
        at: datetime,
        path: str = "",
    ) -> Draft:
        """This will read a whole document into a draft, whose references are still to be resolved."""
        is_new = instance is None
        row = kind.model() if instance is None else instance
        draft = Draft(kind, row, {}, at, is_new, dict(before))
        if not isinstance(document, Mapping):
            self.violations.append(Violation(path or "body", "must be an object."))
            return draft
        columns = columns_of(kind)
        self._refuse_unknown(document, {column.name for column in columns} | {rows.name for rows in kind.rows}, path)
        if not is_new:
            self._refuse_change_of_fixed(kind, document, before, path)
        self._read_columns(row, columns, document, path, before)
        for rows in kind.rows:
            draft.rows[rows.name] = list(self._read_rows(rows, document.get(rows.name), _join(path, rows.name), before))
        return draft

    def _refuse_unknown(self, document: Mapping[str, Any], known: set[str], path: str) -> None:
        for name in document:
            if name not in known:
                # Half of a surrogate pair could not be told either.
                told = str(name)[:80].encode(errors="replace").decode()
                self.violations.append(
                    Violation(_join(path, told), f"is not known here; known are {', '.join(sorted(known))}.")
                )

    def _refuse_change_of_fixed(
        self, kind: Kind, document: Mapping[str, Any], before: Mapping[str, Any], path: str
    ) -> None:
        for name in sorted(kind.fixed):
            if name in document and document[name] != before.get(name):
                self.violations.append(
                    Violation(_join(path, name), "is given once, when it is made; make another instead.")
                )

    def _read_columns(
        self,
        row: models.Model,
        columns: Sequence[Column],
        document: Mapping[str, Any],
        path: str,
        before: Mapping[str, Any],
    ) -> None:
        for column in columns:
            if column.name not in document or (document[column.name] is None and not column.is_nullable):
                if column.is_required:
                    self.violations.append(Violation(_join(path, column.name), "must be given."))
                else:
                    setattr(row, column.name, column.default)
                continue
            self._read_value(row, column, document[column.name], _join(path, column.name), before.get(column.name))

    def _read_value(self, row: models.Model, column: Column, value: object, path: str, present: object) -> None:
        try:
            if value is None:
                setattr(row, column.name, None)
            elif column.value_type is ColumnType.REFERENCE:
                code = require_text(value, path, _REFERENCE_MAX)
                self._references.append(_Reference(row, column, path, code, is_kept=code == present))
            else:
                setattr(row, column.name, parse_value(column, value, path))
        except InvalidInputError as error:
            self.violations.extend(Violation(where, reason) for where, reason in error.fields.items())

    def _read_rows(self, rows: Rows, value: object, path: str, before: Mapping[str, Any]) -> Iterator[models.Model]:
        if value is None:
            return
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            self.violations.append(Violation(path, "must be a list."))
            return
        if len(value) > ROWS_MAX:
            self.violations.append(Violation(path, f"has {len(value):,} entries; at most {ROWS_MAX:,} are allowed."))
            return
        columns = columns_of_rows(rows)
        kept = before.get(rows.name) or []
        for index, entry in enumerate(value):
            where = f"{path}[{index}]"
            row = rows.model()
            if any(each.name == "position" for each in rows.model._meta.concrete_fields):  # noqa: SLF001  # table data
                row.position = index  # type: ignore[attr-defined]  # the column was just found
            if rows.flat is not None:
                (column,) = [each for each in columns if each.name == rows.flat]
                present = entry if entry in kept else None
                self._read_value(row, column, entry, where, present)
            elif not isinstance(entry, Mapping):
                self.violations.append(Violation(where, "must be an object."))
                continue
            else:
                self._refuse_unknown(entry, {column.name for column in columns}, where)
                present_entry = next((each for each in kept if isinstance(each, Mapping) and each == entry), {})
                self._read_columns(row, columns, entry, where, present_entry)
            yield row

    def resolve(self) -> None:
        """This will find what the references name, and note those that name nothing, or what is retired."""
        by_target: dict[type[models.Model], list[_Reference]] = defaultdict(list)
        for reference in self._references:
            by_target[reference.column.target].append(reference)
        for target, references in by_target.items():
            key = reference_key(target)
            codes = {reference.code for reference in references}
            found = {getattr(row, key): row for row in target._default_manager.filter(**{f"{key}__in": codes})}  # noqa: SLF001  # Django's public manager
            title = target._meta.verbose_name  # noqa: SLF001  # Django's public table data
            for reference in references:
                row = found.get(reference.code)
                if row is None:
                    reason = f"there is no {title} {reference.code[:80]!r}."
                    self.violations.append(Violation(reference.path, reason))
                    continue
                if not reference.is_kept and not getattr(row, "is_active", True):
                    reason = f"the {title} {reference.code[:80]!r} is retired; name another."
                    self.violations.append(Violation(reference.path, reason))
                setattr(reference.row, reference.column.name, row)
        self._references.clear()

    def refuse_if_bad(self) -> None:
        """This will raise InvalidInputError with all that is wrong so far."""
        refuse(self.violations)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def parse_value(column: Column, value: object, path: str) -> Any:
    """This will read a value for a column (not for a reference); raises InvalidInputError that names the path."""
    parsed = _PARSERS[column.value_type](column, value, path)
    if column.value_type is ColumnType.JSON:
        return parsed
    if parsed in ("", None):
        if not column.can_be_blank:
            raise InvalidInputError.for_field(path, "must not be empty.")
        return parsed
    try:
        # The field's own rules: its length, its form, its words, its limits.
        return column.field.clean(parsed, None)
    except ValidationError as error:
        raise InvalidInputError.for_field(path, " ".join(error.messages)) from None


def _text(column: Column, value: object, path: str) -> str:
    maximum = column.field.max_length or _TEXT_MAX
    return require_text(value, path, maximum, optional=column.can_be_blank)


def _whole(column: Column, value: object, path: str) -> int:
    if isinstance(value, Decimal) and value == value.to_integral_value() and value.adjusted() < 19:  # noqa: PLR2004  # 64 bits
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInputError.for_field(path, "must be a whole number.")
    least, most = column.limits
    if (least is not None and value < least) or (most is not None and value > most):
        raise InvalidInputError.for_field(path, f"must be from {least:,} to {most:,}.")
    return value


def _decimal(column: Column, value: object, path: str) -> Decimal:
    number = parse_rate(value, path)
    places = getattr(column.field, "decimal_places", None)
    if isinstance(column.field, RateField) or places is None:
        return number
    if number != round(number, places):
        raise InvalidInputError.for_field(path, f"has more than {places} decimals.")
    return number.quantize(Decimal(1).scaleb(-places))


def _boolean(_column: Column, value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidInputError.for_field(path, "must be true or false.")
    return value


def _date(_column: Column, value: object, path: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(require_text(value, path, 10))
    except ValueError:
        raise InvalidInputError.for_field(path, "must be a day, such as 2027-01-31.") from None


def _instant(_column: Column, value: object, path: str) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    return parse_instant(require_text(value, path, 40), path)


def _json(_column: Column, value: object, path: str) -> Any:
    kept = _storable(value, path, depth=0)
    if len(str(kept)) > JSON_LENGTH_MAX:
        raise InvalidInputError.for_field(path, f"is longer than {JSON_LENGTH_MAX:,} characters.")
    return kept


def _storable(value: object, path: str, *, depth: int) -> Any:
    """What the database keeps of a value of JSON: numbers as they come back."""
    if depth > _JSON_DEPTH_MAX:
        raise InvalidInputError.for_field(path, "is nested too deep.")
    if isinstance(value, Mapping):
        for name in value:
            require_text(name, path, 200)
        return {str(name): _storable(entry, path, depth=depth + 1) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(entry, path, depth=depth + 1) for entry in value]
    if isinstance(value, str):
        if not is_storable(value):
            raise InvalidInputError.for_field(path, "holds a character that cannot be stored.")
        return value
    if isinstance(value, Decimal):
        number = float(value)
        if Decimal(repr(number)) != value:
            raise InvalidInputError.for_field(path, f"{value} has more digits than are kept; give it as text.")
        return int(value) if value == value.to_integral_value() else number
    if isinstance(value, int) and abs(value) >= 2**53:
        raise InvalidInputError.for_field(path, f"{value} has more digits than are kept; give it as text.")
    return value


_PARSERS = {
    ColumnType.TEXT: _text,
    ColumnType.CHOICE: _text,
    ColumnType.WHOLE: _whole,
    ColumnType.DECIMAL: _decimal,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: _date,
    ColumnType.INSTANT: _instant,
    ColumnType.JSON: _json,
}


def broken_constraints(draft: Draft, path: str = "") -> Iterator[Violation]:
    """This will list the table's rules that the rows of a draft break, so that all are told before any is saved."""
    yield from _broken_checks(draft.instance, path)
    for rows in draft.kind.rows:
        entries = draft.rows[rows.name]
        for index, row in enumerate(entries):
            yield from _broken_checks(row, _join(path, f"{rows.name}[{index}]"), without=rows.parent)
        yield from _repeated(rows, entries, _join(path, rows.name))


def _broken_checks(row: models.Model, path: str, without: str | None = None) -> Iterator[Violation]:
    meta = row._meta  # noqa: SLF001  # Django's public table data
    checks = [each for each in meta.constraints if isinstance(each, models.CheckConstraint)]
    exclude = {without} if without else set()
    checks = [each for each in checks if not _mentions(each.condition, exclude)]
    if not checks:
        return
    against = row._get_field_expression_map(meta=meta, exclude=exclude)  # type: ignore[attr-defined]  # noqa: SLF001  # as Django's own validation does
    together = Q()
    conditions = [Q(check.condition) for check in checks]
    for condition in conditions:
        together &= condition
    if together.check(against):
        return
    for check, condition in zip(checks, conditions, strict=True):
        if not condition.check(against):
            yield Violation(path or "body", str(check.get_violation_error_message()))


def _mentions(condition: Any, names: set[str]) -> bool:
    return any(str(path).split("__")[0] in names for path, _value in _leaves(condition))


def _leaves(condition: Any) -> Iterator[tuple[str, object]]:
    for child in getattr(condition, "children", ()):
        if isinstance(child, tuple):
            yield child
        else:
            yield from _leaves(child)


def _repeated(rows: Rows, entries: Sequence[models.Model], path: str) -> Iterator[Violation]:
    """Entries that are the same by what the table holds unique within a list."""
    for names, is_nothing_a_value in _unique_within(rows):
        seen: dict[tuple[object, ...], int] = {}
        for index, row in enumerate(entries):
            key = tuple(_plain(row, name) for name in names)
            if None in key and not is_nothing_a_value:
                continue
            if key in seen:
                yield Violation(f"{path}[{index}]", f"is the same as entry {seen[key]} of the list.")
            seen.setdefault(key, index)


def _plain(row: models.Model, name: str) -> object:
    value = getattr(row, attribute_of(type(row), name), None)
    return str(value) if isinstance(value, dict | list) else value


def attribute_of(model: type[models.Model], name: str) -> str:
    """This will tell by which attribute a row holds what a column of its table holds: a reference's number."""
    return str(getattr(model._meta.get_field(name), "attname", name))  # noqa: SLF001  # Django's public table data


def unique_within(rows: Rows) -> list[tuple[str, ...]]:
    """This will list by which columns the entries of a list are told apart, beside the definition that they are of."""
    return [names for names, _is_nothing_a_value in _unique_within(rows)]


def _unique_within(rows: Rows) -> list[tuple[tuple[str, ...], bool]]:
    """The same, each with whether two empty values of a column are the same."""
    found = []
    for constraint in rows.model._meta.constraints:  # noqa: SLF001  # Django's public table data
        if not isinstance(constraint, models.UniqueConstraint) or constraint.condition is not None:
            continue
        if rows.parent in constraint.fields and "position" not in constraint.fields:
            names = tuple(name for name in constraint.fields if name != rows.parent)
            found.append((names, constraint.nulls_distinct is False))
    return found
