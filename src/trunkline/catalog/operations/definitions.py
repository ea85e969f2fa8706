"""Making, changing and deleting definitions of every kind."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError

from trunkline.catalog.errors import DefinitionChangedError, DefinitionInUseError, DefinitionTakenError
from trunkline.catalog.models.columns import columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.operations.checks import CHECKS, EFFECTS
from trunkline.catalog.operations.drafts import DocumentReader, Draft, attribute_of, broken_constraints, unique_within
from trunkline.catalog.policies.violations import Violation, refuse
from trunkline.catalog.selectors.definitions import content, lock_definition
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.locks import LockKind, note_lock

BULK_MAX = 1000
# The second half of the advisory lock under which the catalogue is changed.
_CATALOGUE_LOCK = (20_063, 0)
_DUPLICATE = re.compile(r"Key \((?P<columns>.+?)\)=\((?P<values>.*)\) already exists")


def lock_catalogue() -> None:
    """This will make the running transaction the only one that changes the catalogue, until it ends.

    Definitions are checked against one another: two changes at once could each be right and be wrong together.
    """
    note_lock(LockKind.CATALOGUE, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _CATALOGUE_LOCK)


def create(kind: Kind, documents: Sequence[object], *, at: datetime, path: str = "") -> list[Draft]:
    """This will insert definitions, all or none; raises InvalidInputError with all that is wrong with all of them.

    `path` is where the list of documents stands in the request; without it there is one document, the request itself.
    The catalogue is locked. Raises DefinitionTakenError.
    """
    reader = DocumentReader()
    paths = [f"{path}[{index}]" if path else "" for index in range(len(documents))]
    drafts = [
        reader.read(kind, document, None, {}, at=at, path=where)
        for document, where in zip(documents, paths, strict=True)
    ]
    reader.resolve()
    reader.refuse_if_bad()
    _refuse_broken(drafts, paths)
    for draft in drafts:
        save(draft)
    return drafts


def change(
    kind: Kind, definition_id: int, patch: Mapping[str, Any], expected_version: int | None, *, at: datetime
) -> Draft:
    """This will change a definition by a merge patch (RFC 7396); one that changes nothing leaves its version.

    The catalogue is locked. Raises DefinitionNotFoundError, DefinitionChangedError when it is not at the expected
    version any more, InvalidInputError or DefinitionTakenError.
    """
    definition = lock_definition(kind, definition_id)
    _require_version(kind, definition, expected_version)
    before = content(kind, definition)
    reader = DocumentReader()
    draft = reader.read(kind, merge_patch(before, patch), definition, before, at=at)
    reader.resolve()
    reader.refuse_if_bad()
    _refuse_broken([draft], [""])
    if not _is_as_before(draft):
        definition.version += 1
        save(draft)
    return draft


def delete(kind: Kind, definition_id: int, expected_version: int | None) -> None:
    """This will delete a definition that nothing refers to; the catalogue is locked.

    Raises DefinitionNotFoundError, DefinitionChangedError or DefinitionInUseError.
    """
    definition = lock_definition(kind, definition_id)
    _require_version(kind, definition, expected_version)
    try:
        with transaction.atomic():
            definition.delete()
    except (ProtectedError, RestrictedError) as error:
        blocking = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        names = sorted({str(row._meta.verbose_name) for row in blocking})  # noqa: SLF001  # Django's public table data
        raise DefinitionInUseError(
            f"{definition.code} is used by: {', '.join(names)}. Retire it instead, or take it out there first."
        ) from None
    except DatabaseError as error:
        # What a trigger of the table keeps.
        if not str(error).startswith("pgtrigger: Cannot"):
            raise
        raise DefinitionInUseError(f"{definition.code} must stay, or what belongs to it. Retire it instead.") from None


def merge_patch(target: object, patch: object) -> Any:
    """This will apply a JSON merge patch: objects merge, null takes a member away, all else replaces (RFC 7396)."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def _require_version(kind: Kind, definition: Any, expected: int | None) -> None:
    if expected is not None and definition.version != expected:
        raise DefinitionChangedError(
            f"The {kind.title} {definition.code} is at version {definition.version}, not at {expected}: somebody"
            " changed it meanwhile. Read it again and decide anew."
        )


def _refuse_broken(drafts: Sequence[Draft], paths: Sequence[str]) -> None:
    """Tell all that the tables say against the drafts, or, if that is nothing, all that the kind's own rules say."""
    placed = list(zip(drafts, paths, strict=True))
    refuse(violation for draft, path in placed for violation in broken_constraints(draft, path))
    refuse(
        Violation(f"{path}.{violation.path}" if path else violation.path, violation.reason)
        for draft, path in placed
        for check in CHECKS.get(draft.kind.name, ())
        for violation in check(draft)
    )


def _is_as_before(draft: Draft) -> bool:
    definition = type(draft.instance)._default_manager.filter(pk=draft.instance.pk).first()  # noqa: SLF001  # public
    same_columns = all(
        getattr(definition, column.field.attname) == getattr(draft.instance, column.field.attname)
        for column in columns_of(draft.kind)
    )
    return same_columns and all(
        [_values(rows, row) for row in draft.rows[rows.name]] == [_values(rows, row) for row in _present(draft, rows)]
        for rows in draft.kind.rows
    )


def _present(draft: Draft, rows: Rows) -> list[Any]:
    names = [field.name for field in rows.model._meta.concrete_fields]  # noqa: SLF001  # Django's public table data
    found = rows.model._default_manager.filter(**{rows.parent: draft.instance})  # noqa: SLF001  # public manager
    return list(found.order_by("position" if "position" in names else "pk"))


def _values(rows: Rows, row: models.Model) -> list[object]:
    return [getattr(row, column.field.attname) for column in columns_of_rows(rows)]


def save(draft: Draft) -> None:
    """This will write a checked draft: its row, and its lists by what differs; raises DefinitionTakenError."""
    try:
        with transaction.atomic():
            draft.instance.save(force_insert=draft.is_new)
            for rows in draft.kind.rows:
                _save_rows(draft, rows)
    except IntegrityError as error:
        _refuse_in_words(draft, error)
        raise


def _save_rows(draft: Draft, rows: Rows) -> None:
    """Replace a list by what differs, so that what refers to an entry that stays keeps it."""
    wanted = draft.rows[rows.name]
    present = [] if draft.is_new else _present(draft, rows)
    keys = unique_within(rows)
    left = {_key(rows, keys, row): row for row in present}
    new = []
    changed = []
    for row in wanted:
        setattr(row, rows.parent, draft.instance)
        old = left.pop(_key(rows, keys, row), None)
        if old is None:
            new.append(row)
            continue
        row.pk = old.pk
        compared = [field.attname for field in rows.model._meta.concrete_fields]  # noqa: SLF001  # public table data
        if any(getattr(row, name) != getattr(old, name) for name in compared):
            changed.append(row)
    rows.model._default_manager.filter(pk__in=[row.pk for row in left.values()]).delete()  # noqa: SLF001  # public
    for row in changed:
        row.save(force_update=True)
    rows.model._default_manager.bulk_create(new)  # noqa: SLF001  # Django's public manager


def _key(rows: Rows, keys: Sequence[tuple[str, ...]], row: models.Model) -> tuple[object, ...]:
    """By what an entry is known again: what is unique within the list, else all that it holds."""
    names = keys[0] if keys else tuple(column.name for column in columns_of_rows(rows))
    values = (getattr(row, attribute_of(rows.model, name)) for name in names)
    return tuple(str(value) if isinstance(value, dict | list) else value for value in values)


def _refuse_in_words(draft: Draft, error: IntegrityError) -> None:
    """Tell in words what the database refused; what no rule foresaw is raised as it is."""
    diagnostics = getattr(error.__cause__, "diag", None)
    path, constraint = _find_constraint(draft.kind, getattr(diagnostics, "constraint_name", None))
    found = _DUPLICATE.search(getattr(diagnostics, "message_detail", None) or "")
    if found and (constraint is None or not _has_own_words(constraint)):
        raise DefinitionTakenError(
            f"Another {draft.kind.title} has {found['columns']} {found['values'][:80]} already; choose another."
        ) from None
    if constraint is None:
        return
    reason = str(constraint.get_violation_error_message())
    # What a row says of itself is a bad value; what it says beside another row is taken.
    if isinstance(constraint, models.CheckConstraint):
        raise InvalidInputError.for_field(path, reason) from None
    raise DefinitionTakenError(reason) from None


def _has_own_words(constraint: models.BaseConstraint) -> bool:
    return constraint.violation_error_message != constraint.default_violation_error_message


def _find_constraint(kind: Kind, name: str | None) -> tuple[str, models.BaseConstraint | None]:
    """Which rule of a kind's tables has a name, and where in a document what it is about stands."""
    tables = [("body", kind.model), *((rows.name, rows.model) for rows in kind.rows)]
    for path, model in tables:
        for constraint in model._meta.constraints:  # noqa: SLF001  # Django's public table data
            if constraint.name == name:
                return path, constraint
    return "body", None


def after_saving(draft: Draft) -> list[str]:
    """This will carry out what saving a definition brings about elsewhere, and tell it in sentences."""
    return [sentence for effect in EFFECTS.get(draft.kind.name, ()) for sentence in effect(draft)]


def require_bulk(documents: object) -> Sequence[object]:
    """This will return the documents of a bulk request; raises InvalidInputError when there are none or too many."""
    if not isinstance(documents, Sequence) or isinstance(documents, str | bytes):
        raise InvalidInputError.for_field("definitions", "must be a list.")
    if not 1 <= len(documents) <= BULK_MAX:
        raise InvalidInputError.for_field("definitions", f"must have from 1 to {BULK_MAX:,} entries.")
    return documents
