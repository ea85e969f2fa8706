"""How services move between the states that an operator defines: which tables make sense, what is possible when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trunkline.catalog.states import BaseStatus


@dataclass(frozen=True)
class State:
    """A state by its word, with the base status that it is mapped to."""

    code: str
    base_status: BaseStatus


@dataclass(frozen=True)
class Transition:
    """A possible step: from a state, or from New where there is none, to another; what it costs and starts."""

    from_state: State | None
    to_state: State
    charge: Decimal | None = None
    currency: str = ""
    play: str = ""
    starts_recurring_charge: bool = False


def table_violations(transitions: Sequence[Transition]) -> Iterator[tuple[int | None, str]]:
    """This will list what is wrong with a table of transitions: the place of the bad one, or None for the whole."""
    if not any(step.from_state is None for step in transitions):
        yield None, "needs a transition from New: without one no service ever comes into a state."
        return
    reached = reachable(transitions)
    for index, step in enumerate(transitions):
        if step.from_state is not None and step.from_state not in reached:
            yield index, f"begins at {step.from_state.code}, which no service ever reaches from New."
        if step.from_state is None and step.to_state.base_status == BaseStatus.CANCELLED:
            yield index, f"leads from New to {step.to_state.code}, which has ended before it began."
        if (
            step.from_state is not None
            and step.from_state.base_status == BaseStatus.CANCELLED
            and step.to_state.base_status != BaseStatus.CANCELLED
        ):
            yield (
                index,
                f"brings back a service that has ended as {step.from_state.code}; order a new one instead.",
            )
    stuck = [state for state in reached if not _can_end(state, transitions)]
    if stuck:
        names = ", ".join(sorted(state.code for state in stuck))
        yield None, f"lets services never end from {names}; add a way to a state with the base status cancelled."


def reachable(transitions: Sequence[Transition]) -> set[State]:
    """This will tell into which states services can come from New."""
    reached: set[State] = set()
    open_ = [step.to_state for step in transitions if step.from_state is None]
    while open_:
        state = open_.pop()
        if state not in reached:
            reached.add(state)
            open_ += [step.to_state for step in transitions if step.from_state == state]
    return reached


def _can_end(state: State, transitions: Sequence[Transition]) -> bool:
    seen: set[State] = set()
    open_ = [state]
    while open_:
        present = open_.pop()
        if present.base_status == BaseStatus.CANCELLED:
            return True
        if present not in seen:
            seen.add(present)
            open_ += [step.to_state for step in transitions if step.from_state == present]
    return False


def find_transition(transitions: Sequence[Transition], from_code: str | None, to_code: str) -> Transition | None:
    """This will find the transition between two states by their words; None where it is not possible."""
    for step in transitions:
        begins = step.from_state.code if step.from_state is not None else None
        if (begins, step.to_state.code) == (from_code, to_code):
            return step
    return None
