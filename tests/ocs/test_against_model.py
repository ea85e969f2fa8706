"""Random calls give what a plain model of the same rules gives, with the whole of GetAccount compared after each.

The model is written from the observed rules and Trunkline's stricter ones alone; it shares no code with the engine.
"""

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trunkline.ocs import api

TENANT = "model.example"
START = datetime(2025, 1, 1, tzinfo=UTC)
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
        "Categories": st.sampled_from(["", "call", "call;data"]),
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
)


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

    def take_attributes(self, body: dict[str, Any], ends: datetime | None) -> None:
        if "ExpiryTime" in body:
            self.ends = ends
        self.weight = body.get("Weight", self.weight)
        self.blocker = body.get("Blocker", self.blocker)
        self.disabled = body.get("Disabled", self.disabled)
        if "Categories" in body:
            self.categories = frozenset(filter(None, body["Categories"].split(";")))

    def has(self, body: dict[str, Any], ends: datetime | None) -> bool:
        return (
            ("ExpiryTime" not in body or self.ends == ends)
            and body.get("Weight", self.weight) == self.weight
            and body.get("Blocker", self.blocker) == self.blocker
            and body.get("Disabled", self.disabled) == self.disabled
            and set(filter(None, body.get("Categories", "").split(";"))) <= self.categories
        )


@dataclass
class Model:
    """One account, told by plain Python."""

    is_there: bool = False
    disabled: bool = False
    negative: bool = False
    balances: list[ModelBalance] = field(default_factory=list)

    def call(self, method: str, params: dict[str, Any], now: datetime) -> str:
        if method == "SetAccount":
            return self.set_account(params["ExtraOptions"])
        if method == "RemoveAccount":
            self.__init__()  # type: ignore[misc]  # nothing is left of it
            return "OK"
        body = params["Balance"]
        if body.get("Value", 0) < 0:
            return "INVALID_VALUE: [Value] must not be negative."
        if body.get("ExpiryTime") == "soon":
            return "Unsupported time format"
        ends = self.end_of(body.get("ExpiryTime", ""), now)
        if not self.is_there:
            return "NOT_FOUND"
        self.balances = [balance for balance in self.balances if balance.ends is None or balance.ends > now]
        answer: str = getattr(self, method)(params, body, ends)
        self.balances = [balance for balance in self.balances if balance.ends is None or balance.ends > now]
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
        rows.sort(key=lambda each: (-each.weight, each.ends or datetime.max.replace(tzinfo=UTC), each.name))
        stop = next((place for place, each in enumerate(rows) if each.blocker), len(rows) - 1)
        rows = rows[: stop + 1]
        if sum(max(each.value, 0) for each in rows) < left:
            if not self.negative:
                return "INSUFFICIENT_CREDIT"
            if not rows:
                name = body.get("ID", "*default")
                if self.find(kind, name) is not None:
                    return "INSUFFICIENT_CREDIT"
                self.make(kind, {**body, "ID": name}, ends, -left)
                return "OK"
        for place, each in enumerate(rows):
            taken = min(max(each.value, 0), left)
            if place == len(rows) - 1 and self.negative:
                taken = left
            each.value -= taken
            left -= taken
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
                "DestinationIDs": {},
                "RatingSubject": "",
                "Categories": dict.fromkeys(balance.categories, True),
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
        assert ask(method, {"Account": account, **params}, now) == model.call(method, params, now)
        assert shown(account, now) == model.show(now)
