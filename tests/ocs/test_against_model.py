"""Random calls give what a plain model of the same rules gives, with the whole of GetAccount compared after each.

The model is written from the observed rules and Trunkline's stricter ones alone; it shares no code with the engine.
"""

import json
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trunkline.ocs import api, use_cases
from trunkline.ocs.errors import OcsNotFoundError
from trunkline.ocs.operations.accounts import find_account_key
from trunkline.platform.commands import SYSTEM_ACTOR, Command

TENANT = "model.example"
START = datetime(2025, 1, 1, tzinfo=UTC)
FOLLOW = "SetActionPlan and SetAccount"
EXPIRIES = {"+48h": timedelta(hours=48), "+1h": timedelta(hours=1), "*unlimited": None, "": None}

times = st.sampled_from([timedelta(), timedelta(minutes=59), timedelta(hours=1), timedelta(days=2)])
ids = st.sampled_from(["A", "B", "C"])
balance_bodies = st.fixed_dictionaries(
    {},
    optional={
        "ID": ids,
        "Value": st.integers(-2, 30),
        "ExpiryTime": st.sampled_from([*EXPIRIES, "2020-01-01T00:00:00Z", "soon"]),
        "Weight": st.sampled_from([0, 10, 20]),
        "Blocker": st.booleans(),
        "Disabled": st.booleans(),
        "Categories": st.sampled_from(["", "call", "call;data", "!call", "*any;!data"]),
        "DestinationIDs": st.sampled_from(["", "GB", "!GB", "GB;FR", "*any", "*any;!FR"]),
    },
)
uses = st.fixed_dictionaries(
    {"Value": st.integers(-1, 30)},
    optional={
        "DestinationIDs": st.sampled_from(["", "GB", "FR", "US;GB"]),
        "Category": st.sampled_from(["", "call", "data", "other"]),
    },
)
balance_types = st.sampled_from(["*data", "*monetary"])
steps: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(
        st.just("AddBalance"),
        st.fixed_dictionaries(
            {"BalanceType": balance_types, "Balance": balance_bodies}, optional={"Overwrite": st.booleans()}
        ),
    ),
    st.tuples(
        st.sampled_from(["SetBalance", "DebitBalance", "DebitBalance", "RemoveBalances"]),
        st.fixed_dictionaries({"BalanceType": balance_types, "Balance": balance_bodies}),
    ),
    st.tuples(
        st.just("SetAccount"),
        st.fixed_dictionaries(
            {"ExtraOptions": st.dictionaries(st.sampled_from(["Disabled", "AllowNegative"]), st.booleans())}
        ),
    ),
    st.tuples(st.just("RemoveAccount"), st.just({})),
    st.tuples(
        st.sampled_from(["DebitUsage", "DebitUsage", "GetMaxUsage"]),
        st.builds(lambda kind, use: {"BalanceType": kind, **use}, balance_types, uses),
    ),
    # A plan of the account's own that tops up *data A by 5 for two days, each day at this hour.
    st.tuples(st.just(FOLLOW), st.fixed_dictionaries({"hour": st.sampled_from([0, 1])})),
)


def entries(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split(";")))


def flags(texts: frozenset[str]) -> dict[str, bool]:
    return {text.removeprefix("!"): not text.startswith("!") for text in texts}


@dataclass
class ModelBalance:
    """A balance of the model."""

    kind: str
    name: str
    value: int = 0
    ends: datetime | None = None
    weight: int = 0
    blocker: bool = False
    disabled: bool = False
    categories: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()

    def take_attributes(self, body: dict[str, Any], ends: datetime | None) -> None:
        if "ExpiryTime" in body:
            self.ends = ends
        self.weight = body.get("Weight", self.weight)
        self.blocker = body.get("Blocker", self.blocker)
        self.disabled = body.get("Disabled", self.disabled)
        if "Categories" in body:
            self.categories = entries(body["Categories"])
        if "DestinationIDs" in body:
            self.destinations = entries(body["DestinationIDs"])

    def has(self, body: dict[str, Any], ends: datetime | None) -> bool:
        return (
            ("ExpiryTime" not in body or self.ends == ends)
            and body.get("Weight", self.weight) == self.weight
            and body.get("Blocker", self.blocker) == self.blocker
            and body.get("Disabled", self.disabled) == self.disabled
            and entries(body.get("Categories", "")) <= self.categories
            and entries(body.get("DestinationIDs", "")) <= self.destinations
        )

    def pays_for(self, params: dict[str, Any]) -> bool:
        for listed, used in (
            (flags(self.destinations), entries(params.get("DestinationIDs", ""))),
            (flags(self.categories), entries(params.get("Category", ""))),
        ):
            if any(listed.get(text) is False for text in used):
                return False
            wanted = {text for text, included in listed.items() if included}
            if wanted and "*any" not in wanted and not wanted & used:
                return False
        return not self.disabled and self.kind == params["BalanceType"]


def in_order(rows: list[ModelBalance]) -> list[ModelBalance]:
    """The order of a debit, up to the first blocker."""
    rows = sorted(rows, key=lambda each: (-each.weight, each.ends or datetime.max.replace(tzinfo=UTC), each.name))
    stop = next((place for place, each in enumerate(rows) if each.blocker), len(rows) - 1)
    return rows[: stop + 1]


@dataclass
class Model:
    """One account, told by plain Python."""

    is_there: bool = False
    disabled: bool = False
    negative: bool = False
    balances: list[ModelBalance] = field(default_factory=list)
    next_top_up: datetime | None = None

    def live(self, now: datetime) -> None:
        """Let time pass: the plan tops up at each of its instants, with what was over by then gone."""
        while self.next_top_up is not None and self.next_top_up <= now:
            at = self.next_top_up
            self.drop_over(at)
            body = {"ID": "A", "Value": 5, "ExpiryTime": "+48h", "Weight": 10}
            self.AddBalance({"BalanceType": "*data"}, body, at + timedelta(hours=48))
            self.next_top_up = at + timedelta(days=1)

    def follow(self, hour: int, now: datetime) -> str:
        self.is_there = True
        today = now.replace(hour=hour, minute=0)
        self.next_top_up = today if today > now else today + timedelta(days=1)
        return "OK"

    def drop_over(self, now: datetime) -> None:
        self.balances = [balance for balance in self.balances if balance.ends is None or balance.ends > now]

    def use(self, method: str, params: dict[str, Any], now: datetime) -> Any:
        left = params["Value"]
        if method == "DebitUsage" and left < 0:
            return "INVALID_VALUE: [Value] must not be negative."
        if not self.is_there or self.disabled:
            return "ACCOUNT_DISABLED" if self.is_there else "NOT_FOUND"
        self.drop_over(now)
        rows = in_order([each for each in self.balances if each.pays_for(params)])
        usable = sum(max(each.value, 0) for each in rows)
        may_overdraw = self.negative and (bool(rows) or self.find(params["BalanceType"], "*default") is None)
        if method == "GetMaxUsage":
            return None if may_overdraw else usable
        if usable < left and not may_overdraw:
            return "INSUFFICIENT_CREDIT"
        if left and not rows:
            self.make(params["BalanceType"], {"ID": "*default"}, None, -left)
        self.take(rows, left)
        return "OK"

    def take(self, rows: list[ModelBalance], left: int) -> None:
        for place, each in enumerate(rows):
            taken = min(max(each.value, 0), left)
            if place == len(rows) - 1 and self.negative:
                taken = left
            each.value -= taken
            left -= taken

    def call(self, method: str, params: dict[str, Any], now: datetime) -> Any:
        if "Balance" in params:
            return self.change(method, params, params["Balance"], now)
        if method == FOLLOW:
            return self.follow(params["hour"], now)
        if method == "SetAccount":
            return self.set_account(params["ExtraOptions"])
        if method == "RemoveAccount":
            self.__init__()  # type: ignore[misc]  # nothing is left of it
            return "OK"
        return self.use(method, params, now)

    def change(self, method: str, params: dict[str, Any], body: dict[str, Any], now: datetime) -> str:
        if body.get("Value", 0) < 0:
            return "INVALID_VALUE: [Value] must not be negative."
        if body.get("ExpiryTime") == "soon":
            return "Unsupported time format"
        ends = self.end_of(body.get("ExpiryTime", ""), now)
        if not self.is_there:
            return "NOT_FOUND"
        self.drop_over(now)
        answer: str = getattr(self, method)(params, body, ends)
        self.drop_over(now)
        return answer

    @staticmethod
    def end_of(text: str, now: datetime) -> datetime | None:
        if text.startswith("2020"):
            return datetime(2020, 1, 1, tzinfo=UTC)
        length = EXPIRIES[text]
        return None if length is None else now + length

    def set_account(self, options: dict[str, bool]) -> str:
        if options.get("AllowNegative") is False and any(balance.value < 0 for balance in self.balances):
            return "INSUFFICIENT_CREDIT"
        self.is_there = True
        self.disabled = options.get("Disabled", self.disabled)
        self.negative = options.get("AllowNegative", self.negative)
        return "OK"

    def find(self, kind: str, name: str) -> ModelBalance | None:
        return next((each for each in self.balances if (each.kind, each.name) == (kind, name)), None)

    def make(self, kind: str, body: dict[str, Any], ends: datetime | None, value: int) -> None:
        balance = ModelBalance(kind, body.get("ID", ""), value)
        balance.take_attributes(body, ends)
        self.balances.append(balance)

    def AddBalance(self, params: dict[str, Any], body: dict[str, Any], ends: datetime | None) -> str:  # noqa: N802
        found = self.find(params["BalanceType"], body.get("ID", ""))
        value = body.get("Value", 0)
        if found is None:
            self.make(params["BalanceType"], body, ends, value)
        else:
            found.value = value if params.get("Overwrite") else found.value + value
        return "OK"

    def SetBalance(self, params: dict[str, Any], body: dict[str, Any], ends: datetime | None) -> str:  # noqa: N802
        if "ID" not in body:
            return "MANDATORY_IE_MISSING: [BalanceID or BalanceUUID]"
        found = self.find(params["BalanceType"], body["ID"])
        if found is None:
            self.make(params["BalanceType"], body, ends, body.get("Value", 0))
        else:
            found.value = body.get("Value", found.value)
            found.take_attributes(body, ends)
        return "OK"

    def matching(self, kind: str, body: dict[str, Any], ends: datetime | None) -> list[ModelBalance]:
        rows = [balance for balance in self.balances if balance.kind == kind]
        if "ID" in body:
            return [balance for balance in rows if balance.name == body["ID"]]
        return [balance for balance in rows if balance.has(body, ends)]

    def RemoveBalances(self, params: dict[str, Any], body: dict[str, Any], ends: datetime | None) -> str:  # noqa: N802
        gone = self.matching(params["BalanceType"], body, ends)
        self.balances = [balance for balance in self.balances if balance not in gone]
        return "OK" if gone else "PARTIALLY_EXECUTED"

    def DebitBalance(self, params: dict[str, Any], body: dict[str, Any], ends: datetime | None) -> str:  # noqa: N802
        kind, left = params["BalanceType"], body.get("Value", 0)
        rows = self.matching(kind, body, ends)
        if "ID" not in body and "Disabled" not in body:
            rows = [balance for balance in rows if not balance.disabled]
        rows = in_order(rows)
        if sum(max(each.value, 0) for each in rows) < left:
            if not self.negative:
                return "INSUFFICIENT_CREDIT"
            if not rows:
                name = body.get("ID", "*default")
                if self.find(kind, name) is not None:
                    return "INSUFFICIENT_CREDIT"
                self.make(kind, {**body, "ID": name}, ends, -left)
                return "OK"
        self.take(rows, left)
        return "OK"

    def show(self, now: datetime) -> Any:
        if not self.is_there:
            return "NOT_FOUND"
        live = [balance for balance in self.balances if balance.ends is None or balance.ends > now]
        rows: dict[str, dict[str, Any]] = {}
        for balance in live:
            rows.setdefault(balance.kind, {})[balance.name] = {
                "ID": balance.name,
                "Value": balance.value,
                "ExpirationDate": "0001-01-01T00:00:00Z"
                if balance.ends is None
                else balance.ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "Weight": balance.weight,
                "DestinationIDs": flags(balance.destinations),
                "RatingSubject": "",
                "Categories": flags(balance.categories),
                "SharedGroups": {},
                "Timings": None,
                "TimingIDs": {},
                "Disabled": balance.disabled,
                "Factor": None,
                "Blocker": balance.blocker,
            }
        return {"AllowNegative": self.negative, "Disabled": self.disabled, "BalanceMap": rows}


def ask(method: str, params: dict[str, Any], now: datetime) -> Any:
    body = json.dumps({"method": f"ApierV1.{method}", "params": [params], "id": 1}).encode()
    answer = api.answer(body, at=now, default_tenant=TENANT)
    return answer["result"] if answer["error"] is None else answer["error"]


def follow(account: str, hour: int, now: datetime) -> Any:
    """Have the account follow a plan of its own, made or overwritten."""
    action = {"Identifier": "*topup", "BalanceId": "A", "BalanceType": "*data", "Units": 5, "ExpiryTime": "+48h"}
    line = {"ActionsId": account, "Time": f"{hour:02}:00:00", "Weight": 1}
    calls = {
        "SetActions": {"ActionsId": account, "Actions": [{**action, "BalanceWeight": 10}], "Overwrite": True},
        "SetActionPlan": {"Id": account, "ActionPlan": [line], "Overwrite": True},
        "SetAccount": {"Account": account, "ActionPlanIDs": [account]},
    }
    answers = {ask(method, params, now) for method, params in calls.items()}
    return answers.pop() if len(answers) == 1 else answers


def live(account: str, now: datetime) -> None:
    """Do what the scheduler does, for this account alone."""
    with suppress(OcsNotFoundError):
        key = find_account_key(TENANT, account)
        while use_cases.execute_due_plans(Command(SYSTEM_ACTOR, at=now), account_key=key):
            pass


def shown(account: str, now: datetime) -> Any:
    document = ask("GetAccount", {"Account": account}, now)
    if isinstance(document, str):
        return document
    assert document["ID"] == f"{TENANT}:{account}"
    assert (document["UnitCounters"], document["ActionTriggers"]) == (None, None)
    rows = {
        kind: {
            balance["ID"]: {name: value for name, value in balance.items() if name != "Uuid"} for balance in balances
        }
        for kind, balances in (document["BalanceMap"] or {}).items()
    }
    return {
        "AllowNegative": document["AllowNegative"],
        "Disabled": document["Disabled"],
        "BalanceMap": rows,
    }


@given(st.lists(st.tuples(times, steps), max_size=14))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_calls_answer_as_the_model_does(calls: list[tuple[timedelta, tuple[str, dict[str, Any]]]]) -> None:
    account, model, now = f"acc_{uuid.uuid4().hex}", Model(), START
    for passed, (method, params) in [(timedelta(), ("SetAccount", {"ExtraOptions": {}})), *calls]:
        now += passed
        live(account, now)
        model.live(now)
        if method == FOLLOW:
            assert follow(account, params["hour"], now) == model.call(method, params, now)
        else:
            assert ask(method, {"Account": account, **params}, now) == model.call(method, params, now)
        assert shown(account, now) == model.show(now)
