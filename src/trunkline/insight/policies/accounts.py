"""What the charging system should hold for a service, from the journals of its jobs and its renewals. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from trunkline.charging.policies import NOT_FOUND, account_of_plan
from trunkline.insight.states import Standing
from trunkline.ocs.errors import OcsRefusalError
from trunkline.ocs.policies.balances import BalanceRequest, parse_balance
from trunkline.ocs.policies.calls import split_method
from trunkline.ocs.policies.plans import AS_SOON_AS_POSSIBLE, is_pattern, matches_plan

BalanceKey = tuple[str, str]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Grant:
    """A balance that we gave: `value` is all that was given (None: not bounded).

    It ends at `ends_at` (None: never), or not before it where `is_exact` is false, as some ends are counted from the
    instant of the call. `balance` is how it was asked for. One that is not `is_given` may yet be given.
    """

    value: Decimal | None
    ends_at: datetime | None
    is_exact: bool = True
    is_required: bool = True
    is_given: bool = True
    balance: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NotedCall:
    """A call from a journal, and the business time of its job's order, before which it was not made.

    `held` are the balances that its account had just before it; None: that was not noted.
    """

    method: str
    params: Mapping[str, Any]
    not_before: datetime
    held: frozenset[BalanceKey] | None = None


@dataclass(frozen=True)
class ExpectedAccount:
    """What we believe of one account of the charging system, by what we noted."""

    name: str
    standing: Standing
    account_id: int | None = None
    service_key: str = ""
    currency: str = ""
    is_expected: bool = False
    may_be_disabled: frozenset[bool] = frozenset({True, False})
    grants: Mapping[BalanceKey, Grant] = field(default_factory=dict)
    # By id, how each plan was set; None: nothing is known of that, or it does not stay.
    plans: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    # Of the plans that jobs have set.
    actions_ids: frozenset[str] = frozenset()
    executed_ids: frozenset[str] = frozenset()
    may_hold_others: bool = False


@dataclass
class Replay:
    """What the calls of a journal leave of one account."""

    is_made: bool = False
    is_disabled: bool | None = None
    grants: dict[BalanceKey, Grant] = field(default_factory=dict)
    plan_ids: set[str] = field(default_factory=set)
    actions_ids: set[str] = field(default_factory=set)
    executed_ids: set[str] = field(default_factory=set)
    # Lists of actions were executed: which balances they left, only the charging system knows.
    is_loose: bool = False
    # The same of balances beside those that were granted, as of a plan that somebody else has written.
    may_hold_others: bool = False


def replay_calls(name: str, calls: Iterable[NotedCall]) -> tuple[Replay, dict[str, Mapping[str, Any]]]:
    """This will tell what a journal's calls, in their order, leave of an account, and how its plans were set."""
    state, plans = Replay(), dict[str, Mapping[str, Any]]()
    for call in calls:
        method, params = split_method(call.method)[1], call.params
        if method == "SetActionPlan":
            plans[params["Id"]] = params
            state.actions_ids |= {row["ActionsId"] for row in params["ActionPlan"]}
        elif method == "RemoveActionPlan":
            _drop_plans(state, plans, params.get("ID") or params.get("Id") or "")
        elif params.get("Account") == name:
            _replay_on_account(state, method, call, plans)
    return state, plans


def _drop_plans(state: Replay, plans: dict[str, Mapping[str, Any]], wanted: str) -> None:
    for plan_id in [plan_id for plan_id in {*plans, *state.plan_ids} if _names(wanted, plan_id)]:
        plans.pop(plan_id, None)
        state.plan_ids.discard(plan_id)


def _names(wanted: str, plan_id: str) -> bool:
    return matches_plan(wanted, plan_id) if is_pattern(wanted) else wanted == plan_id


def _replay_on_account(state: Replay, method: str, call: NotedCall, known_plans: Collection[str]) -> None:
    params = call.params
    match method:
        case "SetAccount":
            state.is_made = True
            disabled = (params.get("ExtraOptions") or {}).get("Disabled")
            state.is_disabled = state.is_disabled if disabled is None else bool(disabled)
            if params.get("ActionPlansOverwrite"):
                state.plan_ids.clear()
            followed = {plan_id for plan_id in params.get("ActionPlanIDs") or [] if plan_id}
            state.plan_ids |= followed
            state.may_hold_others = state.may_hold_others or not followed.issubset(known_plans)
        case "RemoveAccount":
            state.is_made, state.is_disabled, state.is_loose, state.may_hold_others = False, None, False, False
            state.grants.clear()
            state.plan_ids.clear()
            state.executed_ids.clear()
        case "AddBalance" | "SetBalance" | "RemoveBalances" | "DebitBalance":
            _replay_on_balance(state, method, call)
        case "ExecuteAction":
            state.is_loose = state.may_hold_others = True
            state.executed_ids.add(params["ActionsId"])
        case _:
            pass


def _replay_on_balance(state: Replay, method: str, call: NotedCall) -> None:
    try:
        request = parse_balance(call.params, at=call.not_before)
        later = parse_balance(call.params, at=call.not_before + _DAY)
    except OcsRefusalError:
        state.is_loose = state.may_hold_others = True
        return
    key = (request.balance_type, request.balance_id)
    if method == "RemoveBalances":
        if request.balance_id:
            state.grants.pop(key, None)
        else:
            # Which were meant, the charging system found out.
            _loosen(state, request.balance_type)
    elif method == "DebitBalance":
        if not request.balance_id:
            _loosen(state, request.balance_type)
    elif request.uuid:
        # Of a balance that is named so, nobody here knows the id.
        _loosen(state, request.balance_type)
    else:
        is_exact = request.attributes.get("expires_at") == later.attributes.get("expires_at")
        state.grants[key] = _give(call, state.grants.get(key), request, is_exact=is_exact)


def _loosen(state: Replay, balance_type: str) -> None:
    for key, grant in state.grants.items():
        if key[0] == balance_type:
            state.grants[key] = loosened(grant)


def loosened(grant: Grant) -> Grant:
    """This will make of a grant one of which only the charging system knows what is left of it."""
    return Grant(None, grant.ends_at, is_exact=False, is_required=False, balance=grant.balance)


def _give(call: NotedCall, former: Grant | None, request: BalanceRequest, *, is_exact: bool) -> Grant:
    """Give a balance, or add to the one of its id: that one keeps its end, unless it had ended by then."""
    method, params = split_method(call.method)[1], call.params
    value = request.value or Decimal(0)
    ends_at = request.attributes.get("expires_at")
    given = Grant(value, ends_at, is_exact=is_exact, balance=params.get("Balance") or {})
    key = (request.balance_type, request.balance_id)
    is_set = method == "SetBalance" and "expires_at" in request.attributes
    if call.held is not None and key not in call.held:
        return given
    if former is None:
        # Somebody else had given it: how much, and until when, was not noted.
        return given if call.held is None or is_set else loosened(given)
    if call.held is None and former.ends_at is not None and former.ends_at <= call.not_before:
        # One that may have ended by then, or not, leaves anything possible.
        return given if former.is_exact else loosened(given)
    if is_set:
        return given
    if method == "SetBalance" or params.get("Overwrite"):
        return Grant(value, former.ends_at, is_exact=former.is_exact, balance=former.balance)
    total = None if former.value is None else former.value + value
    return Grant(total, former.ends_at, is_exact=former.is_exact, balance=former.balance)


def balances_held(noted: Sequence[Mapping[str, Any]] | None) -> frozenset[BalanceKey] | None:
    """This will tell which balances an account had, by the answers that were noted before a call; None: not noted."""
    if not noted or noted[0].get("error") not in {None, NOT_FOUND}:
        return None
    balances = (noted[0].get("result") or {}).get("BalanceMap") or {}
    return frozenset((kind, row["ID"]) for kind, rows in balances.items() for row in rows or [])


def lasting_plans(
    state: Replay, plans: Mapping[str, Mapping[str, Any]], name: str
) -> dict[str, Mapping[str, Any] | None]:
    """This will tell which plans an account may follow; those that it must, with how they were set.

    One that is executed at once, or in certain years only, does not stay.
    """
    found: dict[str, Mapping[str, Any] | None] = dict.fromkeys(
        plan_id for plan_id in plans if account_of_plan(plan_id) == name
    )
    for plan_id in state.plan_ids:
        params = plans.get(plan_id)
        rows = params["ActionPlan"] if params else []
        stays = rows and all(row.get("Time") != AS_SOON_AS_POSSIBLE and not _years(row) for row in rows)
        found[plan_id] = params if stays else None
    return found


def _years(row: Mapping[str, Any]) -> bool:
    return str(row.get("Years") or "*any") != "*any"
