"""Where a definition takes part: the definitions, and entries of their lists, that name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from trunkline.catalog.models import Product
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
    """The usages by one column of a kind, or of one of its lists: all, or the first by code; and how many there are."""

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

    Of each column it is the first USAGES_MAX. Of definitions that one brand sells, those of some brands are listed
    (None: of all).
    """
    return list(_find(definition, brand_ids))


def list_parts(product: Product, brand_ids: frozenset[int] | None = None) -> list[Usages]:
    """This will list all entries of lists that name a product, its type or its family: a query a column.

    Of definitions that one brand sells, those of some brands are listed (None: of all).
    """
    named = [each for each in (product, product.product_type, product.family) if each is not None]
    return [usages for each in named for kind in KINDS.values() for usages in _entries(kind, each, brand_ids, None)]


def _find(definition: models.Model, brand_ids: frozenset[int] | None) -> Iterator[Usages]:
    for kind in KINDS.values():
        for column in columns_of(kind):
            if _names(column, definition):
                found = of_brands(kind.model._default_manager.filter(**{column.name: definition}), kind, brand_ids)  # noqa: SLF001  # Django's public manager
                rows = found.select_related(*_references(columns_of(kind))).order_by("code")[:USAGES_MAX]
                yield Usages(kind, None, column, tuple(Usage(row, row) for row in rows), found.count())
        yield from _entries(kind, definition, brand_ids, USAGES_MAX)


def _entries(
    kind: Kind, definition: models.Model, brand_ids: frozenset[int] | None, most: int | None
) -> Iterator[Usages]:
    for rows in kind.rows:
        for column in columns_of_rows(rows):
            if not _names(column, definition):
                continue
            named = rows.model._default_manager.filter(**{column.name: definition})  # noqa: SLF001  # Django's public manager
            found = of_brands(named, kind, brand_ids, f"{rows.parent}__")
            related = [rows.parent, *_references(columns_of_rows(rows))]
            entries = found.select_related(*related).order_by(f"{rows.parent}__code", "pk")[:most]
            usages = tuple(Usage(getattr(entry, rows.parent), entry) for entry in entries)
            yield Usages(kind, rows, column, usages, found.count() if len(usages) == most else len(usages))


def _names(column: Column, definition: models.Model) -> bool:
    return column.value_type is ColumnType.REFERENCE and column.target is type(definition)


def _references(columns: tuple[Column, ...]) -> list[str]:
    return [column.name for column in columns if column.value_type is ColumnType.REFERENCE]
