"""Whole amounts that can run round a network whose arcs each carry at least and at most so much."""

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

_UNLIMITED = 2**62


@dataclass(frozen=True)
class Arc:
    """A way from one node to another, with the least and the most that it carries; None: any amount."""

    tail: Hashable
    head: Hashable
    minimum: int = 0
    maximum: int | None = None


def feasible_flow(arcs: Sequence[Arc]) -> list[int] | None:
    """This will find an amount for each arc such that what enters a node leaves it; None when there is none.

    Least amounts become supplies and needs of the nodes, which shortest augmenting paths settle (Edmonds and Karp).
    """
    network = _Network({})
    balance: dict[Hashable, int] = {}
    for arc in arcs:
        room = _UNLIMITED if arc.maximum is None else arc.maximum - arc.minimum
        if room < 0:
            return None
        network.connect(arc.tail, arc.head, room)
        balance[arc.head] = balance.get(arc.head, 0) + arc.minimum
        balance[arc.tail] = balance.get(arc.tail, 0) - arc.minimum
    needed = 0
    for node, amount in balance.items():
        if amount > 0:
            network.connect(_SUPPLY, node, amount)
            needed += amount
        elif amount < 0:
            network.connect(node, _NEED, -amount)
    if network.push_all() < needed:
        return None
    return [arc.minimum + network.carried(index) for index, arc in enumerate(arcs)]


_SUPPLY, _NEED = object(), object()


class _Network:
    """What room is left on each arc, and on its reverse, in pairs."""

    def __init__(self, numbers: dict[Hashable, int]) -> None:
        self._numbers = numbers
        self._arcs_of: list[list[int]] = []
        self._heads: list[int] = []
        self._room: list[int] = []

    def _number(self, node: Hashable) -> int:
        if node not in self._numbers:
            self._numbers[node] = len(self._arcs_of)
            self._arcs_of.append([])
        return self._numbers[node]

    def connect(self, tail: Hashable, head: Hashable, room: int) -> None:
        """Add an arc and its reverse."""
        for start, end, amount in ((tail, head, room), (head, tail, 0)):
            self._arcs_of[self._number(start)].append(len(self._heads))
            self._heads.append(self._number(end))
            self._room.append(amount)

    def carried(self, index: int) -> int:
        """How much runs along the arc that was added as number `index`."""
        return self._room[2 * index + 1]

    def push_all(self) -> int:
        """Send as much as can be from the supplies to the needs."""
        source, sink = self._number(_SUPPLY), self._number(_NEED)
        total = 0
        while path := self._shortest_path(source, sink):
            amount = min(self._room[arc] for arc in path)
            for arc in path:
                self._room[arc] -= amount
                self._room[arc ^ 1] += amount
            total += amount
        return total

    def _shortest_path(self, source: int, sink: int) -> list[int]:
        reached_by = {source: -1}
        queue = deque([source])
        while queue and sink not in reached_by:
            node = queue.popleft()
            for arc in self._arcs_of[node]:
                head = self._heads[arc]
                if self._room[arc] > 0 and head not in reached_by:
                    reached_by[head] = arc
                    queue.append(head)
        if sink not in reached_by:
            return []
        path, node = [], sink
        while node != source:
            path.append(reached_by[node])
            node = self._heads[reached_by[node] ^ 1]
        return path
