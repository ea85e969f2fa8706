"""Entries of other definitions' lists, as a product's own page changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trunkline.catalog.selectors.definitions import content, get_definition
from trunkline.catalog.selectors.participation import Place, get_place
from trunkline.kernel.errors import InvalidInputError


@dataclass(frozen=True)
class Spot:
    """A list of a definition: the kind of the definition, its public id, the name of the list."""

    kind: str
    public_id: UUID
    list_name: str


def list_entries(spot: Spot) -> tuple[Place, list[Any]]:
    """This will read a list whose entries name products; raises DefinitionNotFoundError."""
    place = get_place(spot.kind, spot.list_name)
    return place, content(place.kind, get_definition(place.kind, spot.public_id))[spot.list_name]


def place_entry(place: Place, entries: Sequence[Any], code: str, entry: Mapping[str, Any]) -> list[Any]:
    """This will write a list with a product's entry in it, at its place or at the end.

    Raises InvalidInputError when the entry names another product.
    """
    name = place.column.name
    if entry.get(name, code) != code:
        raise InvalidInputError.for_field(name, f"is {code}, whose entry this is; leave it out.")
    if place.rows.flat is not None:
        return [*entries] if code in entries else [*entries, code]
    written = [{**each, **entry} if each[name] == code else each for each in entries]
    return written if any(each[name] == code for each in entries) else [*written, {**entry, name: code}]


def without_product(place: Place, entries: Sequence[Any], code: str) -> list[Any]:
    """This will write a list without a product's entries."""
    if place.rows.flat is not None:
        return [each for each in entries if each != code]
    return [each for each in entries if each[place.column.name] != code]
