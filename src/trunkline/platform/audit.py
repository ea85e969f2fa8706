"""Audit history: every change of a tracked table, written by the database itself."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=type[models.Model])


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
