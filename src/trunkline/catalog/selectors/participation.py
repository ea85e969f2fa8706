"""Where a product takes part: the entries of other definitions' lists that name it, its type or its family."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trunkline.catalog.errors import DefinitionNotFoundError
from trunkline.catalog.models import Product, ProductFamily, ProductType
from trunkline.catalog.models.columns import Column, ColumnType, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors.definitions import of_brands, write_entry


@dataclass(frozen=True)
class Place:
    """A list of a kind of definitions whose entries name products, by one column."""

    kind: Kind
    rows: Rows
    column: Column


@dataclass(frozen=True)
class Part:
    """A definition, and the entry of its list by which a product takes part in it."""

    place: Place
    definition: Any
    entry: Any


def list_places(named: type[object] = Product) -> Iterator[Place]:
    """This will list the lists whose entries name products, or else types or families, the first such column each."""
    for kind in KINDS.values():
        for rows in kind.rows:
            for column in columns_of_rows(rows):
                if column.value_type is ColumnType.REFERENCE and column.target is named:
                    yield Place(kind, rows, column)
                    break


def get_place(kind_name: str, list_name: str) -> Place:
    """This will find a list whose entries name products; raises DefinitionNotFoundError that lists them."""
    for place in list_places():
        if (place.kind.name, place.rows.name) == (kind_name, list_name):
            return place
    known = ", ".join(f"{place.kind.name}/{place.rows.name}" for place in list_places())
    raise DefinitionNotFoundError(f"Products take part in {known}; not in {kind_name[:40]}/{list_name[:40]}.")


def list_parts(product: Product, brand_ids: frozenset[int] | None = None) -> list[Part]:
    """This will list where a product takes part, by itself, by its type, by its family: a query a list.

    Of definitions that one brand sells, those of some brands are listed (None: of all).
    """
    values = {Product: product.pk, ProductType: product.product_type_id, ProductFamily: product.family_id}
    found = []
    for named, number in values.items():
        if number is None:
            continue
        for place in list_places(named):
            entries = place.rows.model._default_manager.filter(**{f"{place.column.name}_id": number})  # noqa: SLF001  # Django's public manager
            inner = [each.name for each in columns_of_rows(place.rows) if each.value_type is ColumnType.REFERENCE]
            seen = of_brands(entries, place.kind, brand_ids, f"{place.rows.parent}__")
            rows = seen.select_related(place.rows.parent, *inner).order_by(f"{place.rows.parent}__code", "pk")
            found += [Part(place, getattr(row, place.rows.parent), write_entry(place.rows, row)) for row in rows]
    return found
