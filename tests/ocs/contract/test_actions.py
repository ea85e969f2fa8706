"""Actions and action plans, row by row of what CGRateS was seen to answer."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.ocs.contract.conftest import Account, Engine

TOP_UP = {
    "Identifier": "*topup",
    "BalanceId": "R",
    "BalanceType": "*data",
    "Units": "10",
    "ExpiryTime": "+10h",
    "BalanceWeight": "5",
}
DAILY = {"Years": "*any", "Months": "*any", "MonthDays": "*any", "WeekDays": "*any", "Time": "00:00:00", "Weight": 10}


@pytest.fixture
def actions(engine: Engine, fresh: str) -> str:
    actions_id = f"Action_{fresh}"
    assert engine.ok("ApierV2.SetActions", ActionsId=actions_id, Actions=[TOP_UP]) == "OK"
    return actions_id


def line(actions_id: str, **more: Any) -> dict[str, Any]:
    return {**DAILY, "ActionsId": actions_id, **more}


def wait_for(account: Account, values: dict[str, int]) -> None:
    deadline = time.monotonic() + 5
    while account.values() != values and time.monotonic() < deadline:
        time.sleep(0.05)
    assert account.values() == values


def test_actions_are_shown(engine: Engine, actions: str) -> None:
    (shown,) = engine.ok("APIerSv2.GetActions", ActionIDs=[actions])[actions]
    assert (shown["Id"], shown["ActionType"], shown["ExpirationString"]) == (actions, "*topup", "+10h")
    assert shown["Balance"]["Value"] == {"Method": "", "Params": None, "Static": 10}
    assert (shown["Balance"]["ID"], shown["Balance"]["Type"], shown["Balance"]["Weight"]) == ("R", "*data", 5)


def test_unknown_actions_are_not_found(engine: Engine, fresh: str) -> None:
    assert engine.refused("APIerSv2.GetActions", ActionIDs=[fresh]) == "SERVER_ERROR: NOT_FOUND"


def test_actions_are_replaced_when_asked(engine: Engine, actions: str) -> None:
    other = {**TOP_UP, "Units": "20"}
    assert engine.refused("ApierV2.SetActions", ActionsId=actions, Actions=[other]) == "EXISTS"
    assert engine.ok("ApierV2.SetActions", ActionsId=actions, Actions=[other], Overwrite=True) == "OK"
    (shown,) = engine.ok("APIerSv2.GetActions", ActionIDs=[actions])[actions]
    assert shown["Balance"]["Value"]["Static"] == 20


@pytest.mark.parametrize("field", ["Units", "BalanceWeight"])
def test_amounts_of_an_action_are_texts(engine: Engine, fresh: str, field: str) -> None:
    error = engine.refused("ApierV2.SetActions", ActionsId=fresh, Actions=[{**TOP_UP, field: 10}])
    assert error == f"json: cannot unmarshal number into Go struct field TPAction.Actions.{field} of type string"


def test_amounts_are_numbers_in_version_one(engine: Engine, fresh: str) -> None:
    action = {"Identifier": "*topup", "BalanceType": "*data", "Units": 10}
    assert engine.ok("ApierV1.SetActions", ActionsId=fresh, Actions=[action]) == "OK"


def test_incomplete_actions_are_refused(engine: Engine, fresh: str) -> None:
    assert engine.refused("ApierV2.SetActions") == "MANDATORY_IE_MISSING: [ActionsId Actions]"
    error = engine.refused("ApierV2.SetActions", ActionsId=fresh, Actions=[{"BalanceId": "R"}])
    assert error == "MANDATORY_IE_MISSING:Action::[Identifier]"


@pytest.mark.parametrize(
    "change", [{"Identifier": "*nonsense"}, {"Units": "ten"}, {"ExpiryTime": "soon"}, {"BalanceType": "*petrol"}]
)
def test_actions_that_could_not_be_carried_out_are_refused(engine: Engine, fresh: str, change: dict[str, str]) -> None:
    engine.strictly()
    assert engine.refused("ApierV2.SetActions", ActionsId=fresh, Actions=[{**TOP_UP, **change}])
    assert engine.refused("APIerSv2.GetActions", ActionIDs=[fresh]) == "SERVER_ERROR: NOT_FOUND"


def test_actions_are_executed(engine: Engine, account: Account, actions: str) -> None:
    before = datetime.now(UTC)
    assert engine.ok("ApierV1.ExecuteAction", **account.named, ActionsId=actions) == "OK"
    shown = account.balances()["R"]
    assert (shown["Value"], shown["Weight"]) == (10, 5)
    ends = datetime.fromisoformat(shown["ExpirationDate"][:19] + "+00:00")
    assert timedelta(hours=10, seconds=-1) <= ends - before <= timedelta(hours=10, seconds=10)
    engine.ok("ApierV1.ExecuteAction", **account.named, ActionsId=actions)
    assert account.values() == {"R": 20}


def test_unknown_actions_are_not_executed(engine: Engine, account: Account, fresh: str) -> None:
    assert engine.refused("ApierV1.ExecuteAction", **account.named, ActionsId=fresh) == "NOT_FOUND"


def test_every_action_does_what_it_says(engine: Engine, account: Account, fresh: str) -> None:
    engine.strictly()
    account.change("AddBalance", ID="GONE", Value=1)
    account.change("AddBalance", ID="RESET", Value=50)
    on = {"BalanceType": "*data"}
    steps = [
        {"Identifier": "*log"},
        {"Identifier": "*topup", "BalanceId": "A", "Units": "10", **on},
        {"Identifier": "*debit", "BalanceId": "A", "Units": "4", **on},
        {"Identifier": "*topup_reset", "BalanceId": "RESET", "Units": "7", **on},
        {"Identifier": "*set_balance", "BalanceId": "SET", "Units": "3", "BalanceWeight": "9", **on},
        {"Identifier": "*remove_balance", "BalanceId": "GONE", **on},
        {"Identifier": "*disable_account"},
        {"Identifier": "*allow_negative"},
    ]
    engine.ok("ApierV2.SetActions", ActionsId=fresh, Actions=steps)
    engine.ok("ApierV1.ExecuteAction", **account.named, ActionsId=fresh)
    assert account.values() == {"A": 6, "RESET": 7, "SET": 3}
    shown = account.show()
    assert (shown["Disabled"], shown["AllowNegative"]) == (True, True)


def test_actions_are_all_executed_or_none(engine: Engine, account: Account, fresh: str) -> None:
    engine.strictly()
    steps = [TOP_UP, {"Identifier": "*debit", "BalanceId": "R", "BalanceType": "*data", "Units": "11"}]
    engine.ok("ApierV2.SetActions", ActionsId=fresh, Actions=steps)
    assert engine.refused("ApierV1.ExecuteAction", **account.named, ActionsId=fresh) == "INSUFFICIENT_CREDIT"
    assert account.values() == {}


def test_a_plan_is_kept_and_shown(engine: Engine, actions: str, fresh: str) -> None:
    plan = line(actions, Years="2090", Months="1;2", MonthDays="1;15", WeekDays="1", Weight=10)
    assert engine.ok("ApierV1.SetActionPlan", Id=f"plan_{fresh}", ActionPlan=[plan], ReloadScheduler=True) == "OK"
    (shown,) = engine.ok("ApierV1.GetActionPlan", ID=f"plan_{fresh}")
    assert (shown["Id"], shown["AccountIDs"]) == (f"plan_{fresh}", None)
    (timing,) = shown["ActionTimings"]
    assert (timing["ActionsID"], timing["Weight"]) == (actions, 10)
    assert timing["Timing"]["Timing"] == {
        "Years": [2090],
        "Months": [1, 2],
        "MonthDays": [1, 15],
        "WeekDays": [1],
        "StartTime": "00:00:00",
        "EndTime": "",
    }


def test_a_plan_is_overwritten_only_when_asked(engine: Engine, account: Account, actions: str, fresh: str) -> None:
    plan_id = f"plan_{fresh}"
    engine.ok("ApierV1.SetActionPlan", Id=plan_id, ActionPlan=[line(actions)])
    engine.ok("ApierV2.SetAccount", **account.named, ActionPlanIDs=[plan_id])
    assert engine.refused("ApierV1.SetActionPlan", Id=plan_id, ActionPlan=[line(actions)]) == "EXISTS"
    engine.ok("ApierV1.SetActionPlan", Id=plan_id, ActionPlan=[line(actions, Weight=5)], Overwrite=True)
    (shown,) = engine.ok("ApierV1.GetActionPlan", ID=plan_id)
    assert shown["ActionTimings"][0]["Weight"] == 5
    engine.strictly()  # CGRateS forgets who follows a plan that is overwritten
    assert shown["AccountIDs"] == {f"{account.named['Tenant']}:{account.name}": True}


def test_a_plan_that_cannot_be_is_refused(engine: Engine, actions: str, fresh: str) -> None:
    def refused(*lines: dict[str, Any]) -> str:
        return engine.refused("ApierV1.SetActionPlan", Id=f"plan_{fresh}", ActionPlan=list(lines))

    assert refused(line(f"A9_{fresh}")) == f"BROKEN_REFERENCE:A9_{fresh}"
    assert refused(line(actions, Time="*monthly")) == "UNSUPPORTED_FORMAT:*monthly"
    assert refused({"ActionsId": actions, "Weight": 1}) == f"MANDATORY_IE_MISSING:Action:{actions}:[Time]"
    assert refused() == "MANDATORY_IE_MISSING: [ActionPlan]"
    assert engine.refused("ApierV1.SetActionPlan", ActionPlan=[line(actions)]) == "MANDATORY_IE_MISSING: [Id]"
    assert engine.refused("ApierV1.GetActionPlan", ID=f"plan_{fresh}") == "NOT_FOUND"


@pytest.mark.parametrize(
    "change", [{"Time": "25:00:00"}, {"Months": "13"}, {"MonthDays": "0"}, {"WeekDays": "Mon"}, {"Years": "²"}]
)
def test_times_that_never_come_are_refused(engine: Engine, actions: str, fresh: str, change: dict[str, str]) -> None:
    engine.strictly()
    assert engine.refused("ApierV1.SetActionPlan", Id=f"plan_{fresh}", ActionPlan=[line(actions, **change)])


def test_an_account_follows_plans(engine: Engine, account: Account, actions: str, fresh: str) -> None:
    first, second = f"plan_a_{fresh}", f"plan_b_{fresh}"
    engine.ok("ApierV1.SetActionPlan", Id=first, ActionPlan=[line(actions)])
    engine.ok("ApierV1.SetActionPlan", Id=second, ActionPlan=[line(actions, Years="2090", Months="3", MonthDays="4")])
    assert engine.ok("ApierV1.GetAccountActionPlan", **account.named) == []
    engine.ok("ApierV2.SetAccount", **account.named, ActionPlanIDs=[first])
    engine.ok("ApierV2.SetAccount", **account.named, ActionPlanIDs=[second], ReloadScheduler=True)
    due = {entry["ActionPlanId"]: entry for entry in engine.ok("ApierV1.GetAccountActionPlan", **account.named)}
    assert set(due) == {first, second}
    assert due[first]["ActionsId"] == actions
    assert due[second]["NextExecTime"] == "2090-03-04T00:00:00Z"
    midnight = datetime.combine(datetime.now(UTC).date(), datetime.min.time(), tzinfo=UTC) + timedelta(days=1)
    shown = datetime.fromisoformat(due[first]["NextExecTime"])
    assert shown in {midnight, midnight + timedelta(days=1)}
    engine.ok("ApierV2.SetAccount", **account.named, ActionPlanIDs=[], ActionPlansOverwrite=True)
    assert engine.ok("ApierV1.GetAccountActionPlan", **account.named) == []


def test_version_one_gives_a_single_plan(engine: Engine, account: Account, actions: str, fresh: str) -> None:
    engine.ok("ApierV1.SetActionPlan", Id=f"plan_{fresh}", ActionPlan=[line(actions)])
    engine.ok("ApierV1.SetAccount", **account.named, ActionPlanID=f"plan_{fresh}")
    (due,) = engine.ok("ApierV1.GetAccountActionPlan", **account.named)
    assert due["ActionPlanId"] == f"plan_{fresh}"


def test_an_unknown_account_follows_nothing(engine: Engine, fresh: str) -> None:
    assert engine.ok("ApierV1.GetAccountActionPlan", Tenant="none.example", Account=fresh) == []


def test_a_removed_account_follows_nothing(engine: Engine, account: Account, actions: str, fresh: str) -> None:
    engine.ok("ApierV1.SetActionPlan", Id=f"plan_{fresh}", ActionPlan=[line(actions)])
    engine.ok("ApierV2.SetAccount", **account.named, ActionPlanIDs=[f"plan_{fresh}"])
    engine.ok("ApierV2.RemoveAccount", **account.named)
    engine.ok("ApierV2.SetAccount", **account.named)
    assert engine.ok("ApierV1.GetAccountActionPlan", **account.named) == []


def test_a_removed_plan_is_followed_by_nobody(engine: Engine, account: Account, actions: str, fresh: str) -> None:
    plan_id = f"plan_{fresh}"
    engine.ok("ApierV1.SetActionPlan", Id=plan_id, ActionPlan=[line(actions)])
    engine.ok("ApierV2.SetAccount", **account.named, ActionPlanIDs=[plan_id])
    assert engine.ok("ApierV1.RemoveActionPlan", Id=plan_id) == "OK"
    assert engine.refused("ApierV1.GetActionPlan", ID=plan_id) == "NOT_FOUND"
    assert engine.ok("ApierV1.GetAccountActionPlan", **account.named) == []
    assert engine.ok("ApierV1.RemoveActionPlan", Id=plan_id) == "OK"
    assert engine.refused("ApierV1.RemoveActionPlan") == "MANDATORY_IE_MISSING: [ID]"


def test_an_immediate_plan_runs_within_a_second(engine: Engine, account: Account, actions: str, fresh: str) -> None:
    plan = {"ActionsId": actions, "Time": "*asap", "Weight": 10}
    engine.ok("ApierV1.SetActionPlan", Id=f"plan_{fresh}", ActionPlan=[plan])
    engine.ok("ApierV2.SetAccount", **account.named, ActionPlanIDs=[f"plan_{fresh}"], ReloadScheduler=True)
    wait_for(account, {"R": 10})
    assert engine.ok("ApierV1.GetAccountActionPlan", **account.named) == []


def test_a_pattern_names_several_plans(engine: Engine, actions: str, fresh: str) -> None:
    engine.strictly()
    for name in (f"ServiceID_{fresh}__A", f"ServiceID_{fresh}__B", f"ServiceID_{fresh}_other__A"):
        engine.ok("ApierV1.SetActionPlan", Id=name, ActionPlan=[line(actions)])
    found = engine.ok("ApierV1.GetActionPlan", ID=f"ServiceID_{fresh}__*")
    assert [plan["Id"] for plan in found] == [f"ServiceID_{fresh}__A", f"ServiceID_{fresh}__B"]
    assert engine.ok("ApierV1.RemoveActionPlan", Id=f"ServiceID_{fresh}__*") == "OK"
    assert engine.ok("ApierV1.GetActionPlan", ID=f"ServiceID_{fresh}__*") == []
    assert len(engine.ok("ApierV1.GetActionPlan", ID=f"ServiceID_{fresh}_other__A")) == 1
    assert engine.refused("ApierV1.SetActionPlan", Id=f"a*{fresh}", ActionPlan=[line(actions)])


def test_actions_in_use_are_not_removed(engine: Engine, actions: str, fresh: str) -> None:
    engine.strictly()
    engine.ok("ApierV1.SetActionPlan", Id=f"plan_{fresh}", ActionPlan=[line(actions)])
    assert engine.refused("ApierV1.RemoveActions", ActionIDs=[actions]) == f"BROKEN_REFERENCE:{actions}"
    engine.ok("ApierV1.RemoveActionPlan", Id=f"plan_{fresh}")
    assert engine.ok("ApierV1.RemoveActions", ActionIDs=[actions, f"none_{fresh}"]) == "OK"
    assert engine.refused("APIerSv2.GetActions", ActionIDs=[actions]) == "SERVER_ERROR: NOT_FOUND"
