"""Exclusion constraints of spans, with what PostgreSQL has without extensions (no btree_gist)."""

from collections.abc import Sequence

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db.models import BigIntegerField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce


class _IdentifierRange(Func):
    """Builds int8range(id, id, '[]'), whose overlap is equality of ids."""

    function = "int8range"


class _InstantRange(Func):
    """Builds tstzrange(start, end), half-open; a null end is open."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class _DayRange(Func):
    """Builds daterange(start, end), half-open; a null end is open."""

    function = "daterange"
    output_field = DateRangeField()


class _TextNumber(Func):
    """Builds hashtextextended(text, 0): 64 bits that stand for a text; two texts that share them are not to be met."""

    function = "hashtextextended"
    arity = 2
    output_field = BigIntegerField()


def no_overlap_of_days(
    *, name: str, owners: Sequence[str], start: str, end: str, texts: Sequence[str] = (), condition: Q | None = None
) -> ExclusionConstraint:
    """This will build a constraint: the half-open spans of days of rows that agree in some columns never overlap.

    `owners` are bigint columns, `texts` text columns; the empty ones agree with one another.
    """
    numbers: list[Func] = [Coalesce(Cast(F(owner), BigIntegerField()), Value(0)) for owner in owners]
    numbers += [
        _TextNumber(Coalesce(Cast(F(text), TextField()), Value("")), Value(0, BigIntegerField())) for text in texts
    ]
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((_IdentifierRange(number, number, Value("[]")), RangeOperators.OVERLAPS) for number in numbers),
            (_DayRange(F(start), F(end)), RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


def no_overlap(*, name: str, owner: str, start: str, end: str, condition: Q | None = None) -> ExclusionConstraint:
    """This will build a constraint: the half-open spans of rows with one owner (a bigint column) never overlap."""
    identifier = Cast(F(owner), BigIntegerField())
    return ExclusionConstraint(
        name=name,
        expressions=[
            (_IdentifierRange(identifier, identifier, Value("[]")), RangeOperators.OVERLAPS),
            (_InstantRange(F(start), F(end)), RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


def starts_before_end(*, start: str, end: str) -> Q:
    """This will build the condition that a span holds at least an instant."""
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(start)})
