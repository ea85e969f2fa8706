"""State machines as data: the machine itself, and every table of the product."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.instances.states import CONFIGURATION_STATES
from trunkline.kernel.errors import InvalidTransitionError
from trunkline.kernel.states import StateTable
from trunkline.ordering.states import LINE_STATES, ORDER_STATES
from trunkline.payments.states import PAYMENT_STATES
from trunkline.provisioning.states import ENDED_STATES, JOB_STATES, PROVISION_STATUS, JobState
from trunkline.stock.states import ACTION_BY_WRITTEN_STATE, ITEM_STATES, ItemState

TABLES = [CONFIGURATION_STATES, LINE_STATES, ORDER_STATES, PAYMENT_STATES, JOB_STATES, ITEM_STATES]
DOOR = StateTable("door", "open", {("open", "close"): "closed", ("closed", "open"): "open", ("open", "wreck"): "gone"})


def test_a_table_tells_its_states_in_order_and_which_are_final() -> None:
    assert DOOR.states == ("open", "closed", "gone")
    assert DOOR.final_states == ("gone",)
    assert DOOR.actions_from("open") == ("close", "wreck")
    assert DOOR.actions_from("gone") == ()


def test_an_action_leads_to_its_state() -> None:
    assert DOOR.next("open", "close") == "closed"


def test_an_action_that_the_state_does_not_allow_is_refused_with_those_it_does() -> None:
    with pytest.raises(InvalidTransitionError) as refusal:
        DOOR.next("closed", "wreck")
    assert refusal.value.detail == "A door that is closed does not allow to wreck; it allows: open."
    with pytest.raises(InvalidTransitionError) as refusal:
        DOOR.next("gone", "open")
    assert refusal.value.detail == "A door that is gone does not allow to open; it allows: nothing."


def test_a_table_cannot_be_changed() -> None:
    source = {("open", "close"): "closed"}
    table = StateTable("door", "open", source)
    source["closed", "open"] = "open"
    assert table.states == ("open", "closed")
    with pytest.raises(TypeError):
        table.transitions["closed", "open"] = "open"  # type: ignore[index]  # that is the point


def test_a_diagram_draws_every_transition_and_both_ends() -> None:
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> closed: close",
        "    closed --> open: open",
        "    open --> gone: wreck",
        "    gone --> [*]",
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_can_be_reached(table: StateTable) -> None:
    reached = {table.initial}
    while more := {
        target for (state, _), target in table.transitions.items() if state in reached and target not in reached
    }:
        reached |= more
    assert reached == set(table.states)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_walk_stays_within_the_table(table: StateTable, data: st.DataObject) -> None:
    state = table.initial
    actions = sorted({action for _, action in table.transitions})
    for action in data.draw(st.lists(st.sampled_from(actions), max_size=12)):
        if action in table.actions_from(state):
            state = table.next(state, action)
            assert state in table.states
        else:
            with pytest.raises(InvalidTransitionError):
                table.next(state, action)


def test_every_state_of_a_job_has_the_status_that_plays_know() -> None:
    assert set(PROVISION_STATUS) == set(JobState) == set(JOB_STATES.states)
    under_way = {state for state, status in PROVISION_STATUS.items() if status == 1}
    assert under_way == set(JobState) - set(ENDED_STATES)


def test_every_state_that_a_play_may_write_ends_the_allocation() -> None:
    for state, action in ACTION_BY_WRITTEN_STATE.items():
        assert ITEM_STATES.next(ItemState.ASSIGNED, action) == state
