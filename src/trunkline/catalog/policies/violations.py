"""What is wrong with a definition: all of it, each with its place in the document."""

from collections.abc import Iterable
from dataclasses import dataclass

from trunkline.kernel.errors import InvalidInputError

_TOLD_MAX = 20


@dataclass(frozen=True)
class Violation:
    """A rule that a definition breaks: `path` names the bad field, such as components[2].quantity."""

    path: str
    reason: str


def refuse(violations: Iterable[Violation]) -> None:
    """This will raise InvalidInputError that names every bad field with its reasons; nothing when there is none."""
    fields: dict[str, str] = {}
    for violation in violations:
        told = fields.get(violation.path)
        if told != violation.reason:
            fields[violation.path] = violation.reason if told is None else f"{told} {violation.reason}"
    if not fields:
        return
    told_first = [f"{path}: {reason}" for path, reason in list(fields.items())[:_TOLD_MAX]]
    more = len(fields) - len(told_first)
    raise InvalidInputError("; ".join(told_first) + (f"; and {more} more" if more else ""), fields=fields)
