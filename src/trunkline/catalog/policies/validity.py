"""Spans of days for which entries of a list hold."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Validity:
    """From a day on, up to but without another; None: without end."""

    start: date
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """This will tell whether a day is in the span."""
        return self.start <= day and (self.end is None or day < self.end)


def overlaps(entries: Sequence[tuple[Hashable, Validity]]) -> Iterator[tuple[int, int]]:
    """This will list the entries that hold at the same time as an earlier one of the same key, each with that one."""
    by_key: dict[Hashable, list[int]] = defaultdict(list)
    for index, (key, _validity) in enumerate(entries):
        by_key[key].append(index)
    for indexes in by_key.values():
        indexes.sort(key=lambda index: (entries[index][1].start, index))
        longest = indexes[0]
        for index in indexes[1:]:
            end = entries[longest][1].end
            if end is None or entries[index][1].start < end:
                yield max(longest, index), min(longest, index)
            if _ends_later(entries[index][1], entries[longest][1]):
                longest = index


def _ends_later(one: Validity, other: Validity) -> bool:
    if other.end is None:
        return False
    return one.end is None or one.end > other.end
