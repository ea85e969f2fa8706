"""Reads of definitions of every kind: documents, lists, history."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet

from trunkline.catalog.errors import DefinitionNotFoundError
from trunkline.catalog.models import Product
from trunkline.catalog.models.columns import Column, ColumnType, columns_of, columns_of_rows
from trunkline.catalog.models.kind import Kind, Rows
from trunkline.catalog.models.kinds import KINDS, reference_key
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import parse_rate
from trunkline.kernel.time import parse_instant
from trunkline.platform.limits import is_storable
from trunkline.platform.locks import LockKind, note_lock

PAGE_MAX = 200
SEARCH_WORDS_MAX = 8
_BIGINT_MAX = 2**63 - 1
_SORTS = ("code", "name", "created_at", "priority")
_SEARCHED = ("code", "name", "description", "label")


def get_kind(name: str) -> Kind:
    """This will find a kind by its name; raises DefinitionNotFoundError that lists them."""
    kind = KINDS.get(name)
    if kind is None:
        raise DefinitionNotFoundError(f"There is no kind {name[:80]!r} of definitions; there are {', '.join(KINDS)}.")
    return kind


def _rows_of(kind: Kind) -> QuerySet[Any]:
    """The definitions of a kind, with what their documents name."""
    references = [column.name for column in columns_of(kind) if column.value_type is ColumnType.REFERENCE]
    lists = []
    for rows in kind.rows:
        inner = [column.name for column in columns_of_rows(rows) if column.value_type is ColumnType.REFERENCE]
        names = [field.name for field in rows.model._meta.concrete_fields]  # noqa: SLF001  # Django's public table data
        order = "position" if "position" in names else "pk"
        entries = rows.model._default_manager.select_related(*inner).order_by(order)  # noqa: SLF001  # public manager
        lists.append(models.Prefetch(_accessor(rows), queryset=entries))
    found = kind.model._default_manager.prefetch_related(*lists)  # noqa: SLF001  # Django's public manager
    return found.select_related(*references) if references else found


def _accessor(rows: Rows) -> str:
    """By which attribute of a definition Django reaches the rows of one of its lists."""
    parent = rows.model._meta.get_field(rows.parent)  # noqa: SLF001  # Django's public table data
    accessor = getattr(parent.remote_field, "related_name", None)
    if not accessor:
        raise TypeError(f"{rows.model.__name__}.{rows.parent} needs a related_name.")
    return str(accessor)


def get_definition(kind: Kind, public_id: UUID | str, brand_ids: frozenset[int] | None = None) -> Any:
    """This will find a definition by its public id; raises DefinitionNotFoundError.

    What one brand sells is found for those of some brands (None: of all); for others it is not there.
    """
    found = of_brands(_rows_of(kind), kind, brand_ids).filter(public_id=public_id).first()
    if found is None:
        raise DefinitionNotFoundError(f"There is no {kind.title} {public_id}; list them to find its id.")
    return found


def find_definition(kind: Kind, public_id: UUID | str) -> Any | None:
    """This will find a definition by its public id, if it is there."""
    return _rows_of(kind).filter(public_id=public_id).first()


def get_definitions(kind: Kind, ids: Iterable[int]) -> list[Any]:
    """This will read several definitions by their numbers inside, in that order."""
    wanted = list(ids)
    found = _rows_of(kind).in_bulk(wanted)
    return [found[number] for number in wanted if number in found]


def lock_definition(kind: Kind, definition_id: int) -> Any:
    """This will lock a definition until the transaction ends and read it with its lists.

    Whoever changes definitions holds the catalogue's lock before: see `operations.definitions`.
    """
    note_lock(LockKind.CATALOGUE, 0)
    locked = kind.model._default_manager.select_for_update(no_key=True).filter(pk=definition_id)  # noqa: SLF001
    if not locked.exists():
        raise DefinitionNotFoundError(f"There is no {kind.title} {definition_id} any more.")
    return _rows_of(kind).get(pk=definition_id)


def of_brands(found: "QuerySet[Any]", kind: Kind, brand_ids: frozenset[int] | None, path: str = "") -> "QuerySet[Any]":
    """This will leave, of definitions of a kind, those of some brands and of none (None: all).

    `path` leads from the rows to the definition that they are of.
    """
    if brand_ids is None or not has_seller_brand(kind):
        return found
    return found.filter(Q(**{f"{path}brand__isnull": True}) | Q(**{f"{path}brand_id__in": brand_ids}))


def document(kind: Kind, definition: Any, *, is_internal: bool = True) -> dict[str, Any]:
    """This will write a definition whole: what it was made of, and its id and version.

    Unless it is internal, what is not for customers is left out.
    """
    written = {
        "id": definition.public_id,
        "version": definition.version,
        "created_at": definition.created_at,
        **content(kind, definition),
        # What is put on sale and taken off again, by routes of its own.
        **({"lifecycle": definition.lifecycle} if isinstance(definition, Product) else {}),
    }
    return written if is_internal else {name: value for name, value in written.items() if name not in kind.internal}


def content(kind: Kind, definition: Any) -> dict[str, Any]:
    """This will write what a definition was made of, in the form in which it is given."""
    written = {column.name: _written(column, definition) for column in columns_of(kind)}
    for rows in kind.rows:
        written[rows.name] = [write_entry(rows, row) for row in getattr(definition, _accessor(rows)).all()]
    return written


def write_entry(rows: Rows, row: Any) -> Any:
    """This will write an entry of a list: an object, or the one value that it is."""
    columns = columns_of_rows(rows)
    if rows.flat is None:
        return {column.name: _written(column, row) for column in columns}
    (column,) = [each for each in columns if each.name == rows.flat]
    return _written(column, row)


def _written(column: Column, row: Any) -> Any:
    value = getattr(row, column.name)
    if isinstance(value, models.Model):
        return getattr(value, reference_key(type(value)))
    return exact(value) if isinstance(value, Decimal) else value


def exact(value: Decimal) -> Decimal:
    """This will write a number without the zeros that the database adds after its last decimal."""
    shortest = value.normalize()
    return shortest.quantize(Decimal(1)) if int(shortest.as_tuple().exponent) > 0 else shortest


@dataclass(frozen=True)
class Query:
    """Which definitions are wanted: filters by column, words that begin words of their texts, an order, a page."""

    filters: Mapping[str, str]
    words: str = ""
    sort: str = "code"
    after: str = ""
    limit: int = 50


@dataclass(frozen=True)
class Page:
    """Some definitions, and the cursor of the next ones, if there are any."""

    definitions: Sequence[Any]
    next: str | None


def list_definitions(kind: Kind, query: Query, brand_ids: frozenset[int] | None = None) -> Page:
    """This will list a page of the definitions of a kind, those of some brands and of none (None: all brands).

    Raises InvalidInputError for a filter, order or cursor that makes no sense.
    """
    if not 1 <= query.limit <= PAGE_MAX:
        raise InvalidInputError.for_field("limit", f"must be from 1 to {PAGE_MAX}.")
    found = of_brands(_rows_of(kind), kind, brand_ids)
    for name, value in query.filters.items():
        found = found.filter(_filter(kind, name, value))
    for word in query.words.split()[:SEARCH_WORDS_MAX]:
        found = found.filter(_begins_a_word(kind, word))
    column, is_descending = query.sort.removeprefix("-"), query.sort.startswith("-")
    if column not in _sorts(kind):
        raise InvalidInputError.for_field("sort", f"must be one of {', '.join(_sorts(kind))}, or one with a minus.")
    if query.after:
        value, number = _read_cursor(kind, column, query.after)
        beyond = "lt" if is_descending else "gt"
        found = found.filter(Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": number}))
    sign = "-" if is_descending else ""
    rows = list(found.order_by(f"{sign}{column}", f"{sign}pk")[: query.limit + 1])
    shown = rows[: query.limit]
    return Page(shown, _cursor(shown[-1], column) if len(rows) > query.limit else None)


def has_seller_brand(kind: Kind) -> bool:
    """This will tell whether definitions of a kind may belong to one seller's brand."""
    return any(column.name == "brand" for column in columns_of(kind))


def _sorts(kind: Kind) -> list[str]:
    names = {field.name for field in kind.model._meta.concrete_fields}  # noqa: SLF001  # Django's public table data
    return [name for name in _SORTS if name in names]


def _cursor(row: Any, column: str) -> str:
    value = getattr(row, column)
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return base64.urlsafe_b64encode(json.dumps([text, row.pk]).encode()).decode().rstrip("=")


def _read_cursor(kind: Kind, name: str, text: str) -> tuple[Any, int]:
    refusal = InvalidInputError.for_field("after", "is no cursor of this order; take the next of an answer.")
    try:
        value, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise refusal from None
    if not isinstance(value, str | int) or type(number) is not int or abs(number) > _BIGINT_MAX:
        raise refusal
    try:
        return _parsed(kind.model._meta.get_field(name), str(value), "after"), number  # noqa: SLF001  # public table data
    except InvalidInputError:
        raise refusal from None


def _parsed(field: Any, text: str, path: str) -> Any:
    """A value of a column, written as text; raises InvalidInputError where the database could not compare with it."""
    if not is_storable(text):
        raise InvalidInputError.for_field(path, "holds a character that cannot be stored.")
    if isinstance(field, models.DateTimeField):
        return parse_instant(text, path)
    if isinstance(field, models.DecimalField):
        return parse_rate(text, path)
    try:
        # A whole number has the limits of its column; what has no limits needs no more than to be of its type.
        return field.clean(text, None) if isinstance(field, models.IntegerField) else field.to_python(text)
    except ValidationError:
        raise InvalidInputError.for_field(path, f"{text[:40]!r} is no value of this column.") from None


def _filter(kind: Kind, name: str, value: str) -> Q:
    path = f"filter[{name[:80]}]"
    for rows in kind.rows:
        if rows.name == name and rows.flat is not None:
            (column,) = [each for each in columns_of_rows(rows) if each.name == rows.flat]
            owners = rows.model._default_manager.filter(_is(column, value, path)).values(rows.parent)  # noqa: SLF001
            return Q(pk__in=owners)
    for column in columns_of(kind):
        if column.name == name and column.value_type is not ColumnType.JSON:
            return _is(column, value, path)
    known = [each.name for each in columns_of(kind) if each.value_type is not ColumnType.JSON]
    known += [rows.name for rows in kind.rows if rows.flat is not None]
    raise InvalidInputError.for_field(path, f"is no filter; there are {', '.join(sorted(known))}.")


def _is(column: Column, value: str, path: str) -> Q:
    if value == "" and column.is_nullable:
        return Q(**{f"{column.name}__isnull": True})
    if column.value_type is ColumnType.REFERENCE:
        key = reference_key(column.target)
        named = column.target._meta.get_field(key)  # noqa: SLF001  # Django's public table data
        return Q(**{f"{column.name}__{key}": _parsed(named, value, path)})
    if column.value_type is ColumnType.BOOLEAN:
        if value not in ("true", "false"):
            raise InvalidInputError.for_field(path, "must be true or false.")
        return Q(**{column.name: value == "true"})
    if column.value_type is ColumnType.CHOICE and value not in (*column.words, *([""] if column.can_be_blank else [])):
        raise InvalidInputError.for_field(path, f"must be one of {', '.join(column.words)}.")
    return Q(**{column.name: _parsed(column.field, value, path)})


def _begins_a_word(kind: Kind, word: str) -> Q:
    if not is_storable(word):
        raise InvalidInputError.for_field("q", "holds a character that cannot be stored.")
    names = {field.name for field in kind.model._meta.concrete_fields}  # noqa: SLF001  # Django's public table data
    pattern = rf"\m{re.escape(word)}" if word[0].isalnum() else re.escape(word)
    found = Q()
    for name in _SEARCHED:
        if name in names:
            found |= Q(**{f"{name}__iregex": pattern})
    return found
