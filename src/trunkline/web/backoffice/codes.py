"""What a field finds while somebody types: definitions, by the beginnings of words of their code or name."""

from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.columns import Column, ColumnType, columns_of, columns_of_rows
from trunkline.catalog.models.kinds import KINDS, kind_of, reference_key
from trunkline.catalog.selectors.definitions import Query, list_definitions
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.limits import is_storable

_FOUND_MAX = 30


@cache
def _targets() -> frozenset[type[models.Model]]:
    """The tables that definitions refer to: only these are searched."""
    columns: list[Column] = []
    for kind in KINDS.values():
        columns += columns_of(kind)
        columns += [column for rows in kind.rows for column in columns_of_rows(rows)]
    return frozenset(column.target for column in columns if column.value_type is ColumnType.REFERENCE)


def find_codes(model: type[models.Model], words: str, brand_ids: frozenset[int] | None) -> list[dict[str, Any]] | None:
    """This will find the first rows of a table that begin so; None for one that no definition refers to.

    What is retired is shown, and cannot be chosen. Of what one brand sells, that of some is found (None: of all).
    """
    if model not in _targets():
        return None
    key = reference_key(model)
    kind = kind_of(model)
    if kind is not None:
        try:
            found: Any = list_definitions(kind, Query({}, words, limit=_FOUND_MAX), brand_ids).definitions
        except InvalidInputError:
            return []
    elif not is_storable(words):
        return []
    else:
        found = _others(model, key, words, brand_ids)
    return [_option(row, key) for row in found]


def _others(model: type[models.Model], key: str, words: str, brand_ids: frozenset[int] | None) -> Any:
    columns = {column.name for column in model._meta.concrete_fields}  # noqa: SLF001  # Django's public table data
    begins = Q(**{f"{key}__icontains": words})
    if "name" in columns and key != "name":
        begins |= Q(name__icontains=words)
    found = model._default_manager.filter(begins).order_by(key)  # noqa: SLF001  # Django's public manager
    if model._meta.label == "parties.Brand" and brand_ids is not None:  # noqa: SLF001  # Django's public table data
        found = found.filter(pk__in=brand_ids)
    return found[:_FOUND_MAX]


def _option(row: Any, key: str) -> dict[str, Any]:
    code, name = str(getattr(row, key)), str(getattr(row, "name", ""))
    is_retired = not getattr(row, "is_active", True)
    text = code if name in ("", code) else f"{code} · {name}"
    return {"id": code, "text": f"{text} (retired)" if is_retired else text, "disabled": is_retired}
