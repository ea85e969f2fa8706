"""Audit history: every change of a tracked table, written by the database itself."""

import json
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

import pghistory
import pgtrigger
from django.db import connection, models

M = TypeVar("M", bound=type[models.Model])


def tell_audit(**metadata: str) -> None:
    """This will have the versions of rows that the running transaction writes bear who does it and why.

    Said once, at its beginning, it holds until the transaction ends. pghistory's own context says it again before each
    statement, which takes longer than many of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
            [str(uuid4()), json.dumps(metadata)],
        )


def audited(model: M) -> M:
    """This will keep each version of a table's rows, with actor and reason, by statement-level triggers."""
    return audited_without()(model)


def audited_without(*columns: str) -> Callable[[M], M]:
    """This will audit a table but for columns that hold secrets or signs of life."""

    def decorate(model: M) -> M:
        track: Callable[[M], M] = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(columns),
            model_name=f"{model.__name__}Version",
            obj_field=pghistory.ObjForeignKey(related_name="recorded_versions"),
            level=pgtrigger.Statement,
        )
        return track(model)

    return decorate
