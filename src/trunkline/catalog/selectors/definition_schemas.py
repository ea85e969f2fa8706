"""JSON Schemas of definitions, read from their tables: what the API, forms and imports take."""

from functools import cache
from typing import Any

from trunkline.catalog.models.columns import Column, ColumnType, columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.kinds import kind_of, reference_key

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}]}


@cache
def schema_of(kind: Kind) -> dict[str, Any]:
    """This will write the JSON Schema (2020-12) of what a definition of a kind is made of."""
    properties = {column.name: _column(column) for column in columns_of(kind)}
    for rows in kind.rows:
        properties[rows.name] = {"type": "array", "items": _entry(rows), "default": []}
    return {
        "$schema": _DIALECT,
        "title": kind.title,
        "description": (kind.model.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        "required": [column.name for column in columns_of(kind) if column.is_required],
        "additionalProperties": False,
    }


def _entry(rows: Rows) -> dict[str, Any]:
    columns = columns_of_rows(rows)
    if rows.flat is not None:
        return next(_column(column) for column in columns if column.name == rows.flat)
    return {
        "type": "object",
        "description": (rows.model.__doc__ or "").strip(),
        "properties": {column.name: _column(column) for column in columns},
        "required": [column.name for column in columns if column.is_required],
        "additionalProperties": False,
    }


def _column(column: Column) -> dict[str, Any]:
    schema = _typed(column)
    if column.value_type is ColumnType.JSON:
        return schema
    if column.is_nullable:
        schema = {"anyOf": [*schema.pop("anyOf", [schema]), {"type": "null"}]}
    if not column.is_required and column.default is not None:
        schema["default"] = str(column.default) if column.value_type is ColumnType.DECIMAL else column.default
    return schema


def _typed(column: Column) -> dict[str, Any]:
    least, most = column.limits
    limits = {name: limit for name, limit in (("minimum", least), ("maximum", most)) if limit is not None}
    length = {"maxLength": column.field.max_length} if column.field.max_length else {}
    blank = [""] if column.field.blank else []
    forms: dict[ColumnType, dict[str, Any]] = {
        ColumnType.TEXT: {"type": "string", **length},
        ColumnType.CHOICE: {"type": "string", "enum": [*column.words, *blank]},
        ColumnType.WHOLE: {"type": "integer", **limits},
        ColumnType.DECIMAL: dict(_DECIMAL),
        ColumnType.BOOLEAN: {"type": "boolean"},
        ColumnType.DATE: {"type": "string", "format": "date"},
        ColumnType.INSTANT: {"type": "string", "format": "date-time"},
        ColumnType.JSON: {},
    }
    if column.value_type is not ColumnType.REFERENCE:
        return forms[column.value_type]
    kind = kind_of(column.target)
    named = kind.name if kind else str(column.target._meta.verbose_name_plural)  # noqa: SLF001  # public table data
    return {"type": "string", "description": f"The {reference_key(column.target)} of one of: {named}."}
