"""Durable writes of definitions of every kind."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from uuid import UUID

from trunkline.catalog.operations import definitions as operations
from trunkline.catalog.selectors.definitions import get_definition, get_kind
from trunkline.platform.commands import Command, use_case


class Saved(TypedDict):
    """The number inside of what was saved, and what that brought about elsewhere, in sentences."""

    id: int
    consequences: list[str]


@use_case
def create(command: Command, kind_name: str, document: object) -> Saved:
    """This will make a definition; raises InvalidInputError, DefinitionTakenError or DefinitionNotFoundError (kind)."""
    operations.lock_catalogue()
    (draft,) = operations.create(get_kind(kind_name), [document], at=command.at)
    return Saved(id=draft.instance.pk, consequences=operations.after_saving(draft))


@use_case
def create_several(command: Command, kind_name: str, documents: Sequence[object]) -> list[Saved]:
    """This will make several definitions of a kind, all or none, in one transaction; raises as `create` does."""
    operations.lock_catalogue()
    drafts = operations.create(
        get_kind(kind_name), operations.require_bulk(documents), at=command.at, path="definitions"
    )
    return [Saved(id=draft.instance.pk, consequences=operations.after_saving(draft)) for draft in drafts]


@use_case
def change(
    command: Command,
    kind_name: str,
    definition_id: int,
    patch: Mapping[str, Any],
    expected_version: int | None = None,
) -> Saved:
    """This will change a definition by a merge patch, if it is still at the version that was expected.

    Raises DefinitionNotFoundError, DefinitionChangedError, InvalidInputError or DefinitionTakenError.
    """
    operations.lock_catalogue()
    draft = operations.change(get_kind(kind_name), definition_id, patch, expected_version, at=command.at)
    return Saved(id=definition_id, consequences=operations.after_saving(draft))


@use_case
def delete(_command: Command, kind_name: str, public_id: UUID, expected_version: int | None = None) -> None:
    """This will delete a definition that nothing refers to.

    Raises DefinitionNotFoundError, DefinitionChangedError or DefinitionInUseError.
    """
    operations.lock_catalogue()
    kind = get_kind(kind_name)
    operations.delete(kind, get_definition(kind, public_id).pk, expected_version)
