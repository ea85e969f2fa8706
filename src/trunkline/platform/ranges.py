"""Exclusion constraints of spans, with what PostgreSQL has without extensions (no btree_gist)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db.models import BigIntegerField, F, Func, Q, Value
from django.db.models.functions import Cast


class _IdentifierRange(Func):
    """Builds int8range(id, id, '[]'), whose overlap is equality of ids."""

    function = "int8range"


class _InstantRange(Func):
    """Builds tstzrange(start, end), half-open; a null end is open."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


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
