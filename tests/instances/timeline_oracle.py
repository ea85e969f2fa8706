"""What an instance was, is and will be, told again without Trunkline: a log of what was done, replayed from its start.

Instants are any numbers that can be compared; `known` is how many entries of the log had been written.
"""

from dataclasses import dataclass, field
from typing import Any

Values = dict[str, Any]


def merged(values: Values, differences: Values) -> Values:
    """Values after a change: of the characteristics only those named, and None takes one away."""
    result = {**values, **differences}
    if "characteristics" in differences:
        both = {**values["characteristics"], **differences["characteristics"]}
        result["characteristics"] = {name: value for name, value in both.items() if value is not None}
    return result


@dataclass
class Life:
    """A list of spans, each from an instant until the next begins, and what is planned."""

    spans: list[tuple[float, Values]] = field(default_factory=list)
    plans: dict[int, tuple[float, Values]] = field(default_factory=dict)

    def open_plans(self) -> list[tuple[float, int, Values]]:
        """What is planned, in the order in which it is to take over."""
        return sorted((start, number, differences) for number, (start, differences) in self.plans.items())

    def change(self, at: float, differences: Values) -> None:
        """A change that holds at once; what had not held yet is as if it had never been."""
        start, values = self.spans[-1]
        if at <= start:
            self.spans.pop()
            at = start
        self.spans.append((at, merged(values, differences)))

    def take_over(self, number: int, at: float) -> None:
        """The first of what is planned takes over at its instant, or late."""
        start, differences = self.plans.pop(number)
        self.change(max(start, at), differences)

    def correct(self, start: float, end: float | None, differences: Values) -> None:
        """What was told of a span is told anew; before and after it all stays."""
        ends = [begin for begin, _ in self.spans[1:]] + [None]
        cut: list[tuple[float, Values]] = []
        for (begin, values), until in zip(self.spans, ends, strict=True):
            marks = [begin, *(mark for mark in (start, end) if mark is not None and begin < mark)]
            for mark in marks:
                if until is None or mark < until:
                    is_inside = start <= mark and (end is None or mark < end)
                    cut.append((mark, merged(values, differences) if is_inside else values))
        self.spans = cut

    def at(self, instant: float) -> Values | None:
        """What holds at an instant."""
        held = [values for begin, values in self.spans if begin <= instant]
        return held[-1] if held else None

    def planned_at(self, instant: float) -> Values | None:
        """What is to hold at an instant by what is planned; None when nothing begins by then."""
        values, found = self.spans[-1][1], None
        for start, _, differences in self.open_plans():
            values = merged(values, differences)
            if start <= instant:
                found = values
        return found


Entry = tuple[str, tuple[Any, ...]]


def replayed(log: list[Entry]) -> Life:
    """A life after the entries of a log."""
    life = Life()
    for what, told in log:
        match what:
            case "begin":
                life.spans = [told]
            case "plan" | "move":
                life.plans[told[0]] = (told[1], told[2])
            case "drop":
                del life.plans[told[0]]
            case _:
                getattr(life, what)(*told)
    return life


def as_of(log: list[Entry], instant: float, *, is_ahead: bool) -> tuple[Values | None, bool]:
    """What an instance is at an instant by a log, and whether that is only planned."""
    life = replayed(log)
    planned = life.planned_at(instant) if is_ahead else None
    return (life.at(instant), False) if planned is None else (planned, True)
