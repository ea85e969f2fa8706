"""Places that are taken and left: so many in all, and so many for each of those who take them."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class Full(StrEnum):
    """Why there is no place."""

    FOR_ALL = "for all"
    FOR_EACH = "for each"


class Places:
    """Counts who has a place; how many there may be is said by those who ask, as settings may change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, name: str, *, each: int, every: int) -> Full | None:
        """This will take a place, or tell why there is none: `each` are for one name, `every` for all of them."""
        with self._lock:
            if self._taken.total() >= every:
                return Full.FOR_ALL
            if self._taken[name] >= each:
                return Full.FOR_EACH
            self._taken[name] += 1
            return None

    def leave(self, name: str) -> None:
        """This will give a place back."""
        with self._lock:
            self._taken[name] -= 1
            if not self._taken[name]:
                del self._taken[name]

    @contextmanager
    def taken(self, name: str, *, each: int, every: int) -> Iterator[bool]:
        """This will hold a place until the block ends, or say False when there is none."""
        has_place = self.take(name, each=each, every=every) is None
        try:
            yield has_place
        finally:
            if has_place:
                self.leave(name)
