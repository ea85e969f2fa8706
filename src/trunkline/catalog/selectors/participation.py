"""Where products can take part: the lists of definitions whose entries name them."""

from collections.abc import Iterator
from dataclasses import dataclass

from trunkline.catalog.errors import DefinitionNotFoundError
from trunkline.catalog.models import Product
from trunkline.catalog.models.columns import Column, ColumnType, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.kinds import KINDS


@dataclass(frozen=True)
class Place:
    """A list of a kind of definitions whose entries name products, by one column."""

    kind: Kind
    rows: Rows
    column: Column


def list_places() -> Iterator[Place]:
    """This will list the lists whose entries name products, by the first column of each that does."""
    for kind in KINDS.values():
        for rows in kind.rows:
            for column in columns_of_rows(rows):
                if column.value_type is ColumnType.REFERENCE and column.target is Product:
                    yield Place(kind, rows, column)
                    break


def get_place(kind_name: str, list_name: str) -> Place:
    """This will find a list whose entries name products; raises DefinitionNotFoundError that lists them."""
    for place in list_places():
        if (place.kind.name, place.rows.name) == (kind_name, list_name):
            return place
    known = ", ".join(f"{place.kind.name}/{place.rows.name}" for place in list_places())
    raise DefinitionNotFoundError(f"Products take part in {known}; not in {kind_name[:40]}/{list_name[:40]}.")
