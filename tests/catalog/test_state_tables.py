"""States that an operator defines, and the transitions between them; the story of SIM cards with five states."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError

from tests.support.catalogue import define
from tests.support.people import command, unique
from trunkline.catalog.errors import DefinitionInUseError
from trunkline.catalog.models import ServiceState, StateTable
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.policies.transitions import State, Transition, find_transition, reachable, table_violations
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.states import BaseStatus
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")

ACTIVE, SUSPENDED, CANCELLED, PROSPECT = (
    State(word, status)
    for word, status in (
        ("active", BaseStatus.ACTIVE),
        ("suspended", BaseStatus.SUSPENDED),
        ("cancelled", BaseStatus.CANCELLED),
        ("pre active", BaseStatus.PROSPECT),
    )
)


def make_state(base_status: str, **more: object) -> ServiceState:
    code = f"{base_status} {unique()}"
    state: ServiceState = define("service-states", code=code, base_status=base_status, is_billable=True, **more)
    return state


def five_sim_states() -> dict[str, ServiceState]:
    """Active, suspended, pre active, cancelled and purged; the last two are both cancelled."""
    bases = {
        "active": "active",
        "suspended": "suspended",
        "pre active": "prospect",
        "cancelled": "cancelled",
        "purged": "cancelled",
    }
    return {word: make_state(base) for word, base in bases.items()}


def sim_transitions(states: dict[str, ServiceState]) -> list[dict[str, Any]]:
    steps = [
        (None, "pre active"),
        (None, "active"),
        ("pre active", "active"),
        ("active", "suspended"),
        ("suspended", "active"),
        ("active", "cancelled"),
        ("suspended", "cancelled"),
        ("cancelled", "purged"),
    ]
    return [
        {
            "from_state": states[begins].code if begins else None,
            "to_state": states[ends].code,
            "charge": Decimal(5) if ends == "cancelled" else None,
            "currency": "USD" if ends == "cancelled" else "",
            "play": "",
            "starts_recurring_charge": ends == "active",
        }
        for begins, ends in steps
    ]


def test_sim_cards_have_five_states_and_cancelling_costs_five() -> None:
    states = five_sim_states()
    transitions = sim_transitions(states)
    table = define("state-tables", transitions=transitions)
    assert selectors.content(KINDS["state-tables"], table)["transitions"] == transitions
    charged = [row for row in table.transitions.all() if row.charge]
    assert [(row.charge, row.to_state.code) for row in charged] == [(Decimal(5), states["cancelled"].code)] * 2


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        (lambda steps: [step for step in steps if step["from_state"]], {"transitions"}),
        (lambda steps: [*steps[:2], *steps[3:5]], {"transitions"}),
        (lambda steps: [*steps, steps[0]], {"transitions[8]"}),
        (lambda steps: [{**steps[0], "charge": "5"}, *steps[1:]], {"transitions[0]"}),
        (lambda steps: [{**steps[0], "charge": "5", "currency": "XQX"}, *steps[1:]], {"transitions[0].currency"}),
        (lambda steps: [{**steps[3], "to_state": steps[3]["from_state"]}, *steps], {"transitions[0]"}),
        (
            lambda steps: [*steps, {"from_state": steps[7]["to_state"], "to_state": steps[1]["to_state"]}],
            {"transitions[8]"},
        ),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(changes: Any, paths: set[str]) -> None:
    transitions = changes(sim_transitions(five_sim_states()))
    code = f"table-{unique()}"
    with pytest.raises(InvalidInputError) as refusal:
        definitions.create(command(), "state-tables", {"code": code, "name": "x", "transitions": transitions})
    assert set(refusal.value.fields) == paths
    assert not StateTable.objects.filter(code=code).exists()


def test_what_is_reachable_follows_the_transitions() -> None:
    steps = [Transition(None, PROSPECT), Transition(PROSPECT, ACTIVE), Transition(ACTIVE, CANCELLED)]
    assert reachable(steps) == {PROSPECT, ACTIVE, CANCELLED}
    assert list(table_violations(steps)) == []
    assert find_transition(steps, None, "pre active") == steps[0]
    assert find_transition(steps, "active", "suspended") is None
    lost = [*steps, Transition(SUSPENDED, CANCELLED)]
    assert [index for index, _reason in table_violations(lost)] == [3]


def test_a_state_that_is_not_billed_has_no_price() -> None:
    assert make_state("suspended", price_percent=50).price_percent == 50
    with pytest.raises(InvalidInputError, match="price of its own"):
        define("service-states", code=unique(), base_status="suspended", is_billable=False, price_percent=50)


def test_the_standard_states_keep_their_meaning() -> None:
    active = ServiceState.objects.get(code="Active")
    for patch in ({"base_status": "suspended"}, {"is_active": False}, {"code": "Working"}):
        with pytest.raises(InvalidInputError):
            definitions.change(command(), "service-states", active.pk, patch)
    with pytest.raises(DefinitionInUseError):
        definitions.delete(command(), "service-states", ServiceState.objects.get(code="Removed").public_id)
    with pytest.raises(DatabaseError, match="Cannot delete"):
        ServiceState.objects.filter(code="Removed").delete()
    assert ServiceState.objects.filter(code__in=["Active", "Removed"]).count() == 2
