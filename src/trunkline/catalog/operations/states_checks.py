"""What is checked of states and of the transitions between them."""

from collections.abc import Iterator

from trunkline.catalog.models import ServiceState
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.policies.transitions import State, Transition, table_violations
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit


def _standard_state_keeps_its_status(draft: Draft) -> Iterator[Violation]:
    """The states that plays and rules of ours name must go on to mean what these count on."""
    state = draft.instance
    if draft.is_new or state.code not in [*StandardState]:
        return
    if state.base_status != draft.before["base_status"]:
        yield Violation("base_status", f"of {state.code} stays {draft.before['base_status']}: plays rely on it.")
    if not state.is_active:
        yield Violation("is_active", f"stays: {state.code} is a state that every installation has.")


def _transitions(draft: Draft) -> Iterator[Violation]:
    rows = draft.rows["transitions"]
    steps = [
        Transition(
            from_state=_state(row.from_state) if row.from_state_id is not None else None,
            to_state=_state(row.to_state),
            charge=row.charge,
            currency=row.currency,
            play=row.play,
            starts_recurring_charge=row.starts_recurring_charge,
        )
        for row in rows
    ]
    for index, reason in table_violations(steps):
        yield Violation("transitions" if index is None else f"transitions[{index}]", reason)
    for index, step in enumerate(steps):
        if step.currency and (refusal := _currency_violation(step.currency)):
            yield Violation(f"transitions[{index}].currency", refusal)


def _currency_violation(code: str) -> str | None:
    try:
        minor_unit(code)
    except InvalidInputError as error:
        return error.fields["currency"]
    return None


def _state(row: ServiceState) -> State:
    return State(row.code, BaseStatus(row.base_status))


CHECKS = {"service-states": _standard_state_keeps_its_status, "state-tables": _transitions}
