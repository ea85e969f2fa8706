"""What a kind of definition is."""

from dataclasses import dataclass, field

from django.db import models


@dataclass(frozen=True)
class Rows:
    """A list inside a definition: rows of a table of their own, written and replaced together with it.

    With `flat`, the list holds the values of this one column instead of objects.
    """

    name: str
    model: type[models.Model]
    parent: str
    flat: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of definition: `name` is its plural in addresses.

    `fixed` columns are given once, when it is made; `hidden` ones are in no document, `internal` ones in none that is
    for customers.
    """

    name: str
    title: str
    model: type[models.Model]
    rows: tuple[Rows, ...] = ()
    fixed: frozenset[str] = field(default_factory=frozenset)
    hidden: frozenset[str] = field(default_factory=frozenset)
    internal: frozenset[str] = field(default_factory=frozenset)
