"""What the columns of a definition take, read from its table: documents, schemas, forms and filters follow from it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.db import models
from django.db.models.expressions import Value
from django.db.models.fields import NOT_PROVIDED

from trunkline.catalog.models.kind import Kind, Rows
from trunkline.platform.definitions import ChoiceField, WholeField

_OWN_LIMITS = {models.SmallIntegerField: (-32_768, 32_767), models.IntegerField: (-2_147_483_648, 2_147_483_647)}
# Kept by the database, never part of a document that is sent here.
_KEPT = frozenset({"id", "public_id", "version", "created_at"})


class ColumnType(StrEnum):
    """What sort of value a column takes."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    REFERENCE = "reference"
    JSON = "json"


# The first that a field is an instance of holds; a date-time field is a date field too.
_TYPES: "tuple[tuple[type[models.Field[Any, Any]], ColumnType], ...]" = (
    (models.ForeignKey, ColumnType.REFERENCE),
    (ChoiceField, ColumnType.CHOICE),
    (models.CharField, ColumnType.TEXT),
    (models.TextField, ColumnType.TEXT),
    (models.BooleanField, ColumnType.BOOLEAN),
    (models.IntegerField, ColumnType.WHOLE),
    (models.DecimalField, ColumnType.DECIMAL),
    (models.DateTimeField, ColumnType.INSTANT),
    (models.DateField, ColumnType.DATE),
    (models.JSONField, ColumnType.JSON),
)


@dataclass(frozen=True)
class Column:
    """A column as documents see it; `default` is what a document without it means."""

    name: str
    field: "models.Field[Any, Any]"
    value_type: ColumnType
    is_required: bool
    is_nullable: bool
    can_be_blank: bool

    @property
    def default(self) -> Any:
        """What the column holds when a document does not tell."""
        if self.field.has_default():
            return self.field.get_default()
        if isinstance(self.field.db_default, Value):
            return self.field.db_default.value
        if self.is_nullable:
            return None
        return "" if self.value_type is ColumnType.TEXT else None

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a choice."""
        words = self.field.words if isinstance(self.field, ChoiceField) else None
        return tuple(words) if words is not None else ()

    @property
    def target(self) -> type[models.Model]:
        """The table that a reference names a row of."""
        target = self.field.related_model
        if target is None or isinstance(target, str):
            raise TypeError(f"{self.name} is no reference.")
        return target

    @property
    def limits(self) -> tuple[int | None, int | None]:
        """The least and the greatest number that the column takes."""
        if isinstance(self.field, WholeField):
            return self.field.minimum, self.field.maximum
        for field_type, limits in _OWN_LIMITS.items():
            if isinstance(self.field, field_type):
                return limits
        return getattr(self.field, "minimum", None), getattr(self.field, "maximum", None)


def _describe(field: "models.Field[Any, Any]") -> Column:
    column_type = next((word for field_type, word in _TYPES if isinstance(field, field_type)), None)
    if column_type is None:
        raise TypeError(f"No document holds a {type(field).__name__}.")
    can_be_blank = field.blank or field.null
    has_default = field.has_default() or field.db_default is not NOT_PROVIDED
    return Column(
        name=field.name,
        field=field,
        value_type=column_type,
        is_required=not (has_default or field.null or (field.blank and column_type is ColumnType.TEXT)),
        is_nullable=field.null,
        can_be_blank=can_be_blank,
    )


@cache
def columns_of(kind: Kind) -> tuple[Column, ...]:
    """This will list the columns that documents of a kind have."""
    return tuple(
        _describe(field)
        for field in kind.model._meta.concrete_fields  # noqa: SLF001  # Django's public table data
        if field.name not in _KEPT and field.name not in kind.hidden and field.editable
    )


@cache
def columns_of_rows(rows: Rows) -> tuple[Column, ...]:
    """This will list the columns that the entries of a list have: without its owner and its place in the list."""
    left_out = _KEPT - {"version"} | {rows.parent, "position"}
    return tuple(
        _describe(field)
        for field in rows.model._meta.concrete_fields  # noqa: SLF001  # Django's public table data
        if field.name not in left_out and field.editable
    )
