"""Whom a play's call touches, what a play may call, what is noted before it; and what became of a lost one."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from trunkline.charging.policies import (
    OcsAnswer,
    Step,
    StepFate,
    account_of_plan,
    accounts_named,
    count_done,
    fate_of,
    fate_of_call,
    is_allowed,
    is_done_already,
    is_read,
    normalise,
    state_to_note,
    undo_calls,
)
from trunkline.ocs.errors import OcsInvalidCallError

TENANT = "cgrates.org"
MINE = "Local_Mobile_SIM_a3f2c1d8"


def named(method: str, **params: Any) -> list[str]:
    return accounts_named(*normalise(method, params, TENANT))


def test_a_call_is_written_in_one_spelling() -> None:
    given = {"account": MINE, "balancetype": "*data", "balance": {"id": "A", "value": 5}, "unknown": 1}
    assert normalise("ApierV1.AddBalance", given, TENANT) == (
        "APIerSv2.AddBalance",
        {"Tenant": TENANT, "Account": MINE, "BalanceType": "*data", "Balance": {"ID": "A", "Value": 5}},
    )


def test_a_balance_without_an_id_gets_one() -> None:
    given = {"Account": MINE, "BalanceType": "*data", "Value": 5}
    assert normalise("ApierV1.AddBalance", given, TENANT)[1]["Balance"] == {"ID": "unnamed"}


def test_another_tenant_is_refused() -> None:
    with pytest.raises(OcsInvalidCallError) as caught:
        normalise("ApierV2.SetAccount", {"Tenant": "other.example", "Account": MINE}, TENANT)
    assert caught.value.answer == "INVALID_VALUE: [Tenant] must be cgrates.org, or be left out."


def test_the_accounts_of_a_call_are_named() -> None:
    assert named("ApierV2.SetAccount", Account=MINE) == [MINE]
    assert named("ApierV2.GetAccounts", AccountIDs=[MINE, "x"]) == [MINE, "x"]
    assert named("ApierV2.GetAccounts") == ["*"]
    assert named("ApierV1.Ping") == []
    plans = ["PREPAID", f"ServiceID_{MINE}__M", "ServiceID_other__M"]
    assert named("ApierV2.SetAccount", Account=MINE, ActionPlanIDs=plans) == [MINE, "other"]


@pytest.mark.parametrize(
    ("plan_id", "account"),
    [
        (f"ServiceID_{MINE}__ProductID_42__MonthlyRenewal", MINE),
        (f"ServiceID_{MINE}__*", MINE),
        ("ServiceID_*__M", "*"),
        (f"ServiceID_{MINE}*", "*"),
        ("*", "*"),
        ("PREPAID", None),
    ],
)
def test_a_plan_names_its_account(plan_id: str, account: str | None) -> None:
    assert account_of_plan(plan_id) == account


def test_a_plan_of_nobody_is_everybodys_to_those_who_write_it() -> None:
    line = {"ActionsId": "A", "Time": "00:00:00", "Weight": 1}
    assert named("ApierV1.SetActionPlan", Id="PREPAID", ActionPlan=[line]) == ["*"]
    assert named("ApierV1.RemoveActionPlan", Id="PREPAID") == ["*"]
    assert named("ApierV1.RemoveActionPlan", Id=f"ServiceID_{MINE}__*") == [MINE]
    assert named("ApierV1.GetActionPlan") == ["*"]


def test_what_a_play_may_call() -> None:
    assert is_allowed("ApierV1.AddBalance")
    assert is_allowed("APIerSv1.ExecuteAction")
    assert not is_allowed("ApierV2.SetActions")
    assert not is_allowed("ApierV2.RemoveActions")
    assert is_read("ApierV2.GetAccount")
    assert not is_read("ApierV2.SetAccount")
    with pytest.raises(OcsInvalidCallError, match="can't find method"):
        is_allowed("ApierV1.Shutdown")


def test_what_is_noted_before_a_call() -> None:
    account = {"Tenant": TENANT, "Account": MINE}
    add = normalise("ApierV1.AddBalance", {"Account": MINE, "BalanceType": "*data", "Value": 5}, TENANT)
    assert state_to_note(*add) == [("APIerSv2.GetAccount", account)]
    remove = normalise("ApierV2.RemoveAccount", {"Account": MINE}, TENANT)
    assert state_to_note(*remove) == [("APIerSv2.GetAccount", account), ("APIerSv2.GetAccountActionPlan", account)]
    plan = normalise("ApierV1.RemoveActionPlan", {"Id": f"ServiceID_{MINE}__*"}, TENANT)
    assert state_to_note(*plan) == [("APIerSv2.GetActionPlan", {"ID": f"ServiceID_{MINE}__*"})]
    assert state_to_note("APIerSv2.GetAccount", account) == []


def test_a_refused_call_and_a_read_need_no_undoing() -> None:
    account = {"Tenant": TENANT, "Account": MINE}
    before = [OcsAnswer(error="NOT_FOUND"), OcsAnswer(result=[])]
    assert undo_calls("APIerSv2.SetAccount", account, before, OcsAnswer(error="SERVER_ERROR: NOT_FOUND")) == []
    assert undo_calls("APIerSv2.GetAccount", account, [], OcsAnswer(result={})) == []


def test_an_account_that_was_made_is_removed() -> None:
    account = {"Tenant": TENANT, "Account": MINE}
    before = [OcsAnswer(error="NOT_FOUND"), OcsAnswer(result=[])]
    undo = undo_calls("APIerSv2.SetAccount", account, before, OcsAnswer(result="OK"))
    assert undo == [("APIerSv2.RemoveAccount", account)]


def test_what_was_not_noted_cannot_be_undone() -> None:
    account = {"Tenant": TENANT, "Account": MINE}
    with pytest.raises(ValueError, match="not noted"):
        undo_calls("APIerSv2.SetAccount", account, [], OcsAnswer(result="OK"))
    with pytest.raises(ValueError, match="could not be read: SERVER_ERROR"):
        undo_calls("APIerSv2.SetAccount", account, [OcsAnswer(error="SERVER_ERROR")], OcsAnswer(result="OK"))
    with pytest.raises(ValueError, match="not a call that a play may make"):
        undo_calls("APIerSv2.SetActions", {"ActionsId": "A"}, [], OcsAnswer(result="OK"))


def test_notes_may_have_been_kept_in_a_journal_with_amounts_as_texts() -> None:
    shown = {
        "ID": "A",
        "Value": "0.3",
        "ExpirationDate": "2090-01-01T00:00:00Z",
        "Weight": "10",
        "Blocker": False,
        "Disabled": False,
        "DestinationIDs": {"A": True, "B": False},
        "Categories": None,
        "SharedGroups": {},
        "TimingIDs": {},
        "RatingSubject": "",
        "Factor": None,
    }
    document = {"Disabled": False, "AllowNegative": False, "BalanceMap": {"*monetary": [shown]}}
    account = {"Tenant": TENANT, "Account": MINE}
    call = {**account, "BalanceType": "*monetary", "Balance": {"ID": "A", "Value": 1}}
    noted = json.loads(json.dumps(document, cls=DjangoJSONEncoder))
    ((method, params),) = undo_calls("APIerSv2.AddBalance", call, [OcsAnswer(result=noted)], None)
    assert method == "APIerSv2.SetBalance"
    balance = params["Balance"]
    assert (str(balance["Value"]), balance["Weight"], balance["DestinationIDs"]) == ("0.3", 10, "A;!B")


def test_a_balance_that_is_gone_needs_no_removing() -> None:
    assert is_done_already("APIerSv2.RemoveBalances", "PARTIALLY_EXECUTED")
    assert not is_done_already("APIerSv2.SetBalance", "NOT_FOUND")


def test_a_play_may_ask_how_much_can_be_used_but_not_use_it() -> None:
    for service in ("APIerSv1", "ApierV2"):
        assert is_read(f"{service}.GetMaxUsage")
        assert is_allowed(f"{service}.GetMaxUsage")
        assert not is_read(f"{service}.DebitUsage")
        assert not is_allowed(f"{service}.DebitUsage")
    given = {"Account": MINE, "BalanceType": "*data"}
    assert named("APIerSv1.GetMaxUsage", **given) == [MINE]
    assert state_to_note(*normalise("APIerSv1.GetMaxUsage", given, TENANT)) == []


def step(before: str | None, after: str) -> Step:
    return Step("AddBalance", {}, "*data", "A", "", None if before is None else Decimal(before), Decimal(after))


@pytest.mark.parametrize(
    ("before", "after", "now", "fate"),
    [
        ("100", "99", "99", StepFate.DONE),
        ("100", "99", "100", StepFate.NOT_DONE),
        ("100", "99", "98", StepFate.UNCLEAR),
        ("100", "99", None, StepFate.UNCLEAR),
        # Next to a value as great as this, the tolerance for floats is greater than what was moved.
        ("1000000000000000", "999999999999900", "1000000000000000", StepFate.NOT_DONE),
        ("1000000000000000", "999999999999900", "999999999999900", StepFate.DONE),
        ("0.1", "0.3", "0.30000000000000004", StepFate.DONE),
        (None, "5", None, StepFate.NOT_DONE),
        (None, "5", "5", StepFate.DONE),
        (None, "5", "2", StepFate.DONE),
        (None, "5", "7", StepFate.UNCLEAR),
        (None, "5", "-1", StepFate.UNCLEAR),
        (None, "-1", "-1", StepFate.DONE),
        (None, "-1", "-3", StepFate.UNCLEAR),
    ],
)
def test_what_became_of_a_step_is_told_by_its_balance(
    before: str | None, after: str, now: str | None, fate: StepFate
) -> None:
    rows = [] if now is None else [{"ID": "A", "Uuid": "u", "Value": Decimal(now)}]
    document = {"BalanceMap": {"*data": [{"ID": "B", "Uuid": "v", "Value": Decimal(1)}, *rows]}}
    assert fate_of(step(before, after), document) == (fate, None if now is None else Decimal(now))


def test_what_became_of_a_call_is_told_by_all_its_steps() -> None:
    done, not_done, unclear = StepFate.DONE, StepFate.NOT_DONE, StepFate.UNCLEAR
    assert [fate_of_call(fates) for fates in ([done, done], [not_done, not_done])] == [done, not_done]
    assert {fate_of_call(fates) for fates in ([done, not_done], [unclear, done], [unclear])} == {unclear}
    assert [count_done(fates) for fates in ([done, done], [done, not_done], [not_done, not_done])] == [2, 1, 0]
    assert [count_done(fates) for fates in ([not_done, done], [done, unclear], [unclear])] == [None, None, None]
