"""Where a definition takes part: the definitions, and entries of their lists, that name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from trunkline.catalog.models.columns import Column, ColumnType, columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors.definitions import of_brands
from trunkline.catalog.selectors.participation import list_places

USAGES_MAX = 100


@dataclass(frozen=True)
class Usage:
    """Some definition that names another: by itself, or by an entry of one of its lists."""

    definition: Any
    entry: Any


@dataclass(frozen=True)
class Usages:
    """The usages by one column of a kind, or of one of its lists; the first USAGES_MAX by code, and how many."""

    kind: Kind
    rows: Rows | None
    column: Column
    usages: tuple[Usage, ...]
    count: int

    @property
    def columns(self) -> tuple[Column, ...]:
        """What else the definitions, or the entries, say: their columns without the one that names."""
        columns = columns_of(self.kind) if self.rows is None else columns_of_rows(self.rows)
        return tuple(column for column in columns if column.name != self.column.name)

    @property
    def is_entered(self) -> bool:
        """Whether the column is the one by which entries of the list are about a product."""
        return any(
            (place.kind, place.rows, place.column.name) == (self.kind, self.rows, self.column.name)
            for place in list_places()
        )


def list_usages(definition: models.Model, brand_ids: frozenset[int] | None = None) -> list[Usages]:
    """This will list by what kinds and lists a definition is named, those that could name it but do not included.

    Of definitions that one brand sells, those of some brands are listed (None: of all).
    """
    return list(_find(definition, brand_ids))


def _find(definition: models.Model, brand_ids: frozenset[int] | None) -> Iterator[Usages]:
    for kind in KINDS.values():
        for column in columns_of(kind):
            if _names(column, definition):
                found = of_brands(kind.model._default_manager.filter(**{column.name: definition}), kind, brand_ids)  # noqa: SLF001  # Django's public manager
                rows = found.select_related(*_references(columns_of(kind))).order_by("code")[:USAGES_MAX]
                yield Usages(kind, None, column, tuple(Usage(row, row) for row in rows), found.count())
        for inner in kind.rows:
            for column in columns_of_rows(inner):
                if _names(column, definition):
                    yield _entries(kind, inner, column, definition, brand_ids)


def _entries(
    kind: Kind, rows: Rows, column: Column, definition: models.Model, brand_ids: frozenset[int] | None
) -> Usages:
    named = rows.model._default_manager.filter(**{column.name: definition})  # noqa: SLF001  # Django's public manager
    found = of_brands(named, kind, brand_ids, f"{rows.parent}__")
    related = [rows.parent, *_references(columns_of_rows(rows))]
    entries = found.select_related(*related).order_by(f"{rows.parent}__code", "pk")[:USAGES_MAX]
    usages = tuple(Usage(getattr(entry, rows.parent), entry) for entry in entries)
    return Usages(kind, rows, column, usages, found.count())


def _names(column: Column, definition: models.Model) -> bool:
    return column.value_type is ColumnType.REFERENCE and column.target is type(definition)


def _references(columns: tuple[Column, ...]) -> list[str]:
    return [column.name for column in columns if column.value_type is ColumnType.REFERENCE]
