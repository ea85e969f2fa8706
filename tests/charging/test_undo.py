"""What a play has done to the charging system is undone from the notes, to the last field of GetAccount."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.charging.conftest import TENANT, Gateway, NotedCall, call_embedded, call_through
from trunkline.charging.adapters.cgrates import CgratesClient
from trunkline.charging.policies import OcsAnswer, normalise, state_to_note, undo_calls

TYPES = ["*data", "*voice", "*monetary"]
NAMES = ["A", "B", "ü;x".replace(";", "_"), ""]
balances = st.fixed_dictionaries(
    {},
    optional={
        "ID": st.sampled_from(NAMES),
        "Value": st.one_of(st.integers(0, 50), st.sampled_from([0, 2**40])),
        "ExpiryTime": st.sampled_from(["+720h", "2090-01-01T00:00:00Z", "*unlimited", "2020-01-01T00:00:00Z", ""]),
        "Weight": st.sampled_from([0, 10, 20]),
        "Blocker": st.booleans(),
        "Disabled": st.booleans(),
        "DestinationIDs": st.sampled_from(["", "*any", "A;B"]),
        "Categories": st.sampled_from(["", "call;data"]),
        "RatingSubject": st.sampled_from(["", "subject"]),
    },
)
balance_calls = st.tuples(
    st.sampled_from(["AddBalance", "SetBalance", "DebitBalance", "RemoveBalances"]),
    st.fixed_dictionaries({"BalanceType": st.sampled_from(TYPES), "Balance": balances}),
)
overwriting_calls = st.tuples(
    st.just("AddBalance"),
    st.fixed_dictionaries(
        {"BalanceType": st.sampled_from(TYPES), "Balance": balances, "Overwrite": st.just(value=True)}
    ),
)
grants = st.tuples(
    st.just("AddBalance"),
    st.fixed_dictionaries(
        {
            "BalanceType": st.sampled_from(TYPES),
            "Balance": st.fixed_dictionaries(
                {
                    "ID": st.sampled_from(NAMES),
                    "Value": st.integers(10, 50),
                    "Weight": st.sampled_from([10, 20]),
                    "ExpiryTime": st.sampled_from(["2090-01-01T00:00:00Z", "*unlimited"]),
                    "Categories": st.sampled_from(["", "call;data"]),
                }
            ),
        }
    ),
)
options_calls = st.tuples(
    st.just("SetAccount"),
    st.fixed_dictionaries(
        {
            "ExtraOptions": st.fixed_dictionaries(
                {}, optional={"Disabled": st.booleans(), "AllowNegative": st.booleans()}
            )
        }
    ),
)
account_calls: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    options_calls,
    options_calls,
    st.tuples(st.just("RemoveAccount"), st.just({})),
    st.tuples(st.sampled_from(["GetAccount", "GetAccountActionPlan"]), st.just({})),
)
plan_calls = st.one_of(
    st.tuples(
        st.just("SetAccount"),
        st.fixed_dictionaries(
            {
                "ActionPlanIDs": st.lists(st.sampled_from(["DAILY", "NOW"]), max_size=2),
                "ActionPlansOverwrite": st.booleans(),
            }
        ),
    ),
    st.tuples(st.just("ExecuteAction"), st.just({"ActionsId": "TOP_UP"})),
    st.tuples(
        st.just("SetActionPlan"),
        st.fixed_dictionaries({"Overwrite": st.booleans(), "Weight": st.sampled_from([5, 10]), "Id": st.just("DAILY")}),
    ),
    st.tuples(st.just("RemoveActionPlan"), st.sampled_from([{"ID": "DAILY"}, {"ID": "PATTERN"}])),
)
plays = st.lists(
    st.one_of(balance_calls, balance_calls, balance_calls, overwriting_calls, account_calls, plan_calls), max_size=10
)
# Without a start the account is not there, and a play that does not make it finds nothing to do.
starts = st.lists(st.one_of(grants, grants, balance_calls, options_calls, plan_calls), max_size=8)


class World:
    """An account with names of its own for everything that a play's calls name."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.account = f"Local_Mobile_SIM_{uuid.uuid4().hex}"
        self.actions = f"Action_{self.account}"
        self.plans = {
            "DAILY": f"ServiceID_{self.account}__DAILY",
            "PLAN_NEW": f"ServiceID_{self.account}__NEW",
            "NOW": f"NOW_{self.account}",
            "PATTERN": f"ServiceID_{self.account}__*",
        }
        action = {"Identifier": "*topup", "BalanceId": "TOP", "BalanceType": "*data", "Units": "7"}
        self.do("SetActions", {"ActionsId": self.actions, "Actions": [action]})
        self.do("SetActionPlan", {"Id": self.plans["NOW"], "ActionPlan": [self.line("*asap", 10)]})

    def line(self, time: str, weight: int) -> dict[str, Any]:
        return {"ActionsId": self.actions, "Time": time, "Weight": weight, "Months": "1;2", "MonthDays": "3"}

    def do(self, method: str, given: dict[str, Any]) -> OcsAnswer:
        return self.gateway.call(f"APIerSv2.{method}", given, at=self.gateway.at)

    def play(self, method: str, given: dict[str, Any]) -> NotedCall:
        params = {"Tenant": TENANT, "Account": self.account, **given}
        if method in {"SetActionPlan", "RemoveActionPlan"}:
            params = {name: self.plans.get(str(value), value) for name, value in given.items()}
            if method == "SetActionPlan":
                params["ActionPlan"] = [self.line("01:02:03", params.pop("Weight"))]
        if "ActionPlanIDs" in params:
            params["ActionPlanIDs"] = [self.plans[name] for name in params["ActionPlanIDs"]]
        if "ActionsId" in params:
            params["ActionsId"] = self.actions
        return self.gateway.forward(f"ApierV1.{method}", **params)

    def show(self) -> Any:
        plans = self.do("GetActionPlan", {"ID": self.plans["PATTERN"]}).result
        return [self.gateway.show(self.account), sorted(_plans_but_uuids(plans), key=str)]


def _plans_but_uuids(plans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "Id": plan["Id"],
            "AccountIDs": plan["AccountIDs"] or None,
            "ActionTimings": [{**line, "Uuid": None} for line in plan["ActionTimings"]],
        }
        for plan in plans
    ]


def check_that_a_play_is_undone(gateway: Gateway, start: list[Any], play: list[Any], *, is_outcome_known: bool) -> None:
    world = World(gateway)
    for method, given_params in [("SetAccount", {}), *start] if start else []:
        assert world.play(method, given_params).answer is not None
    before = world.show()
    noted = [world.play(method, given_params) for method, given_params in play]
    for call in reversed(noted):
        gateway.undo(call, is_outcome_known=is_outcome_known or call.answer.error is not None)
    assert world.show() == before


@given(start=starts, play=plays, is_outcome_known=st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_play_on_the_embedded_engine_is_undone_from_its_notes(
    start: list[Any], play: list[Any], *, is_outcome_known: bool
) -> None:
    gateway = Gateway(call_embedded, datetime.now(UTC))
    check_that_a_play_is_undone(gateway, start, play, is_outcome_known=is_outcome_known)


@given(start=starts, play=plays, is_outcome_known=st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_play_through_the_adapter_is_undone_from_its_notes(
    embedded_client: CgratesClient, start: list[Any], play: list[Any], *, is_outcome_known: bool
) -> None:
    gateway = Gateway(call_through(embedded_client), datetime.now(UTC))
    check_that_a_play_is_undone(gateway, start, play, is_outcome_known=is_outcome_known)


@given(start=starts, play=plays, is_outcome_known=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_play_on_a_real_cgrates_is_undone_from_its_notes(
    cgrates_client: CgratesClient, start: list[Any], play: list[Any], *, is_outcome_known: bool
) -> None:
    gateway = Gateway(call_through(cgrates_client), datetime.now(UTC))
    start, play = without_immediate_plans(start), without_immediate_plans(play)
    check_that_a_play_is_undone(gateway, start, play, is_outcome_known=is_outcome_known)


def without_immediate_plans(calls: list[Any]) -> list[Any]:
    """CGRateS runs an *asap plan some time after the call, so that it may act when all is undone already."""
    return [call for call in calls if "NOW" not in call[1].get("ActionPlanIDs", [])]


def test_a_call_of_unknown_outcome_is_undone_whether_or_not_it_happened(gateway: Gateway) -> None:
    world = World(gateway)
    world.play("SetAccount", {})
    world.play("AddBalance", {"BalanceType": "*data", "Balance": {"ID": "A", "Value": 5, "Weight": 10}})
    before = world.show()
    given_params = {
        "Tenant": TENANT,
        "Account": world.account,
        "BalanceType": "*data",
        "Balance": {"ID": "A", "Value": 3},
    }
    method, params = normalise("ApierV1.AddBalance", given_params, TENANT)
    notes = [gateway.call(read, asked, at=gateway.at) for read, asked in state_to_note(method, params)]
    for undo_method, undo_params in undo_calls(method, params, notes, None):  # the call itself was never made
        assert gateway.call(undo_method, undo_params, at=gateway.at).error is None
    assert world.show() == before


RICH: list[tuple[str, dict[str, Any]]] = [
    ("SetAccount", {"ExtraOptions": {"AllowNegative": True, "Disabled": True}}),
    ("SetActionPlan", {"Id": "DAILY", "Weight": 5}),
    ("SetAccount", {"ActionPlanIDs": ["DAILY"]}),
    (
        "AddBalance",
        {
            "BalanceType": "*data",
            "Balance": {
                "ID": "A",
                "Value": 10,
                "Weight": 20,
                "ExpiryTime": "2090-01-01T00:00:00Z",
                "Blocker": True,
                "DestinationIDs": "X;Y",
                "Categories": "call",
                "SharedGroups": "G",
                "RatingSubject": "subject",
            },
        },
    ),
    ("AddBalance", {"BalanceType": "*data", "Balance": {"ID": "B", "Value": 5, "Weight": 10, "Disabled": True}}),
    ("AddBalance", {"BalanceType": "*voice", "Balance": {"ID": "A", "Value": 60}}),
    ("DebitBalance", {"BalanceType": "*monetary", "Balance": {"ID": "M", "Value": 7, "Weight": 3}}),
]


@pytest.mark.parametrize(
    ("method", "given_params"),
    [
        ("SetAccount", {"ExtraOptions": {"Disabled": False}}),
        ("SetAccount", {"ActionPlanIDs": [], "ActionPlansOverwrite": True}),
        ("SetAccount", {"ActionPlanIDs": ["NOW"], "ReloadScheduler": True}),
        ("AddBalance", {"BalanceType": "*data", "Balance": {"ID": "A", "Value": 3}}),
        ("AddBalance", {"BalanceType": "*data", "Balance": {"ID": "A", "Value": 3}, "Overwrite": True}),
        ("AddBalance", {"BalanceType": "*data", "Balance": {"ID": "NEW", "Value": 3}}),
        ("AddBalance", {"BalanceType": "*data", "Value": 3}),
        ("SetBalance", {"BalanceType": "*data", "Balance": {"ID": "A", "Value": 1, "Weight": 1, "Categories": ""}}),
        ("SetBalance", {"BalanceType": "*data", "Balance": {"ID": "A", "ExpiryTime": "2020-01-01T00:00:00Z"}}),
        ("SetBalance", {"BalanceType": "*sms", "Balance": {"ID": "A", "Value": 1}}),
        ("SetBalance", {"BalanceType": "*monetary", "Balance": {"ID": "M", "Value": 1}}),
        ("DebitBalance", {"BalanceType": "*data", "Balance": {"ID": "B", "Value": 4}}),
        ("DebitBalance", {"BalanceType": "*data", "Value": 4}),
        ("DebitBalance", {"BalanceType": "*monetary", "Balance": {"Value": 4}}),
        ("DebitBalance", {"BalanceType": "*sms", "Balance": {"Value": 4}}),
        ("RemoveBalances", {"BalanceType": "*data", "Balance": {"ID": "A"}}),
        ("RemoveBalances", {"BalanceType": "*data"}),
        ("RemoveBalances", {"BalanceType": "*monetary", "Balance": {"ID": "M"}}),
        ("RemoveAccount", {}),
        ("SetActionPlan", {"Id": "DAILY", "Weight": 10, "Overwrite": True}),
        ("SetActionPlan", {"Id": "PLAN_NEW", "Weight": 10}),
        ("RemoveActionPlan", {"ID": "DAILY"}),
        ("RemoveActionPlan", {"ID": "PATTERN"}),
        ("ExecuteAction", {"ActionsId": "TOP_UP"}),
    ],
)
def test_each_kind_of_call_is_undone(gateway: Gateway, method: str, given_params: dict[str, Any]) -> None:
    world = World(gateway)
    for start_method, start_params in RICH:
        assert world.play(start_method, start_params).answer == OcsAnswer(result="OK")
    before = world.show()
    assert before[0]["account"]["BalanceMap"]["*monetary"][0]["Value"] == -7
    assert [plan["ActionPlanId"] for plan in before[0]["plans"]] == [world.plans["DAILY"]]
    noted = world.play(method, given_params)
    assert noted.answer == OcsAnswer(result="OK")
    gateway.undo(noted)
    assert world.show() == before
