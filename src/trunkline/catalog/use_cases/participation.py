"""Durable writes of where a product takes part, made from the product's side."""

from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.catalog.operations import definitions as operations
from trunkline.catalog.operations.participation import Spot, list_entries, place_entry, without_product
from trunkline.catalog.selectors.definitions import get_definition, get_kind
from trunkline.catalog.selectors.products import get_product
from trunkline.catalog.use_cases.definitions import Saved
from trunkline.platform.commands import Command, use_case


@use_case
def take_part(
    command: Command,
    product_id: int,
    spot: Spot,
    entry: Mapping[str, Any],
    expected_version: int | None = None,
) -> Saved:
    """This will enter a product in a list of another definition, or change its entry there.

    Raises ProductNotFoundError, DefinitionNotFoundError, DefinitionChangedError or InvalidInputError.
    """
    operations.lock_catalogue()
    place, entries = list_entries(spot)
    changed = place_entry(place, entries, get_product(product_id).code, entry)
    return _save(command, spot, changed, expected_version)


@use_case
def leave(command: Command, product_id: int, spot: Spot, expected_version: int | None = None) -> Saved:
    """This will take a product out of a list of another definition; one that is not there stays out.

    Raises ProductNotFoundError, DefinitionNotFoundError, DefinitionChangedError or InvalidInputError.
    """
    operations.lock_catalogue()
    place, entries = list_entries(spot)
    changed = without_product(place, entries, get_product(product_id).code)
    return _save(command, spot, changed, expected_version)


def _save(command: Command, spot: Spot, entries: Sequence[Any], expected_version: int | None) -> Saved:
    kind = get_kind(spot.kind)
    definition = get_definition(kind, spot.public_id)
    patch = {spot.list_name: entries}
    draft = operations.change(kind, definition.pk, patch, expected_version, at=command.at)
    return Saved(id=definition.pk, consequences=operations.after_saving(draft))
