"""Pure rules of how one configuration follows another: what goes on, what changes, what a correction cuts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

# What a configuration says of its instance, by column. Of the maps only what is named changes; null takes one away.
COLUMNS = (
    "product_id",
    "resource_specification_id",
    "account_id",
    "subscriber_id",
    "subscription_id",
    "parent_id",
    "place_id",
    "name",
    "icon",
    "quantity",
    "service_state_id",
    "rate_version_id",
    "agreed_retail",
    "agreed_wholesale",
)
MAPS = ("characteristics", "relationships")

Values = Mapping[str, Any]


def applied(values: Values, differences: Values) -> dict[str, Any]:
    """This will tell what a configuration says after a change; raises KeyError for what none can say."""
    result = dict(values)
    for name, value in differences.items():
        if name not in values:
            raise KeyError(name)
        result[name] = _merged(values[name], value) if name in MAPS else value
    return result


def _merged(entries: Mapping[str, Any], differences: Mapping[str, Any]) -> dict[str, Any]:
    return {key: entry for key, entry in {**entries, **differences}.items() if entry is not None}


@dataclass(frozen=True)
class Step:
    """A change that is to take over at an instant."""

    change_id: int
    starts_at: datetime
    differences: Values


@dataclass(frozen=True)
class Stretch:
    """What an instance is to be from an instant on, until the next change takes over (None: there is none)."""

    change_id: int
    starts_at: datetime
    ends_at: datetime | None
    values: dict[str, Any]


def stretches(values: Values, steps: Sequence[Step]) -> Iterator[Stretch]:
    """This will tell what planned changes, in order of their days, make of what is current, one after the other."""
    for step, following in pairwise([*steps, None]):
        if step is not None:
            values = applied(values, step.differences)
            yield Stretch(step.change_id, step.starts_at, following.starts_at if following else None, dict(values))


@dataclass(frozen=True)
class Piece:
    """A part of a span that a correction has cut: within the correction, or beside it and as it was."""

    starts_at: datetime
    ends_at: datetime | None
    is_corrected: bool


def pieces(span: tuple[datetime, datetime | None], correction: tuple[datetime, datetime | None]) -> Iterator[Piece]:
    """This will cut a half-open span where a correction begins and ends; an open end is None."""
    (start, end), (first, last) = span, correction
    if start < first:
        yield Piece(start, _earlier(first, end), is_corrected=False)
    if (end is None or first < end) and (last is None or start < last):
        yield Piece(max(start, first), _earlier(last, end), is_corrected=True)
    if last is not None and (end is None or last < end):
        yield Piece(max(start, last), end, is_corrected=False)


def _earlier(left: datetime | None, right: datetime | None) -> datetime | None:
    if left is None or right is None:
        return right if left is None else left
    return min(left, right)
