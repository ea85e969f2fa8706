"""State machines as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from trunkline.kernel.errors import InvalidTransitionError


@dataclass(frozen=True)
class StateTable:
    """A table {(state, action): next state} that feeds checks, buttons, diagrams and tests alike."""

    name: str
    initial: str
    transitions: Mapping[tuple[str, str], str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "transitions", MappingProxyType(dict(self.transitions)))

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, the initial one first, in the order of the table."""
        ordered = dict.fromkeys([self.initial])
        for (state, _), target in self.transitions.items():
            ordered.setdefault(state)
            ordered.setdefault(target)
        return tuple(ordered)

    @property
    def final_states(self) -> tuple[str, ...]:
        """The states that no action leaves."""
        left = {state for state, _ in self.transitions}
        return tuple(state for state in self.states if state not in left)

    def actions_from(self, state: str) -> tuple[str, ...]:
        """This will list the actions that `state` allows."""
        return tuple(action for (source, action) in self.transitions if source == state)

    def next(self, state: str, action: str) -> str:
        """This will tell the state that `action` leads to, or raise InvalidTransitionError."""
        try:
            return self.transitions[(state, action)]
        except KeyError:
            allowed = ", ".join(self.actions_from(state)) or "nothing"
            raise InvalidTransitionError(
                f"A {self.name} that is {state} does not allow to {action}; it allows: {allowed}."
            ) from None

    def mermaid(self) -> str:
        """This will draw the table as a Mermaid state diagram for the documentation."""
        # A blank would end the name of a state there.
        names = {state: re.sub(r"\W", "_", state) for state in self.states}
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{state}" as {name}' for state, name in names.items() if name != state]
        lines += [f"    [*] --> {names[self.initial]}"]
        lines += [
            f"    {names[source]} --> {names[target]}: {action}"
            for (source, action), target in self.transitions.items()
        ]
        lines += [f"    {names[state]} --> [*]" for state in self.final_states]
        return "\n".join(lines)
