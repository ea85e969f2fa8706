"""Who changed what of a definition, when and why, as the database noted it."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models

from trunkline.catalog.models.kind import Kind
from trunkline.parties.selectors import get_emails

CHANGES_MAX = 200
_NOTED = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id")
_HIDDEN = frozenset({"id", "version", "created_at", "public_id"})


def list_changes(kind: Kind, definition: Any) -> list[dict[str, Any]]:
    """This will list the latest changes of a definition and of its lists, the latest first.

    Each has `at`, `by` (an e-mail address or what did it), `reason`, `operation` and `changes`: for each column its
    value before and after, for each list the entries that came and went.
    """
    entries: dict[tuple[object, object], dict[str, Any]] = {}
    for where, owner, model in _tables(kind):
        history = _history_of(model)
        rows = history._default_manager.filter(**{owner: definition.pk}).order_by("pgh_id")  # noqa: SLF001  # public
        before: dict[object, dict[str, Any]] = defaultdict(dict)
        for row in rows.values():
            values = {name: value for name, value in row.items() if name not in _NOTED}
            told = _compare(before[row["pgh_obj_id"]], {} if row["pgh_label"] == "delete" else values)
            before[row["pgh_obj_id"]] = {} if row["pgh_label"] == "delete" else values
            if not told:
                continue
            key = (row["pgh_context_id"] or row["pgh_id"], row["pgh_created_at"])
            entry = entries.setdefault(
                key, {"at": row["pgh_created_at"], "context": row["pgh_context_id"], "changes": []}
            )
            entry["changes"].append({"list": where, "columns": told})
    latest = sorted(entries.values(), key=lambda each: each["at"], reverse=True)[:CHANGES_MAX]
    return _with_people(latest)


def _tables(kind: Kind) -> list[tuple[str | None, str, type[models.Model]]]:
    own: list[tuple[str | None, str, type[models.Model]]] = [(None, "pgh_obj_id", kind.model)]
    return own + [(rows.name, f"{rows.parent}_id", rows.model) for rows in kind.rows]


def _history_of(model: type[models.Model]) -> type[models.Model]:
    return apps.get_model(model._meta.app_label, f"{model.__name__}Version")  # noqa: SLF001  # public table data


def _compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"before": before.get(name), "after": after.get(name)}
        for name in {**before, **after}
        if name not in _HIDDEN and before.get(name) != after.get(name)
    }


def _with_people(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    contexts = apps.get_model("pghistory", "Context")._default_manager.in_bulk(  # noqa: SLF001  # public manager
        {entry["context"] for entry in entries if entry["context"]}
    )
    metadata = {key: context.metadata for key, context in contexts.items()}
    emails = get_emails(str(each.get("actor", "")) for each in metadata.values())
    written = []
    for entry in entries:
        said = metadata.get(entry.pop("context"), {})
        actor = str(said.get("actor", "unknown"))
        written.append(
            {
                **entry,
                "by": emails.get(actor, actor),
                "reason": said.get("reason", ""),
                "operation": said.get("use_case", ""),
            }
        )
    return written
