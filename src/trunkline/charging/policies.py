"""What the gateway must know of a play's call: whom it touches, what to note before it, and how to undo it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trunkline.ocs.errors import OcsInvalidCallError
from trunkline.ocs.policies.balances import DEFAULT_BALANCE_ID
from trunkline.ocs.policies.calls import parse_call, split_method
from trunkline.ocs.policies.expiry import NEVER
from trunkline.ocs.policies.numbers import plain_number

Call = tuple[str, dict[str, Any]]

EVERY_ACCOUNT = "*"
UNNAMED_BALANCE_ID = "unnamed"
_SERVICE = "APIerSv2"
_FLOAT_ERROR = Decimal("1e-12")
NOT_FOUND = "NOT_FOUND"
_READS = frozenset(
    {"Ping", "GetAccount", "GetAccounts", "GetActions", "GetActionPlan", "GetAccountActionPlan", "GetMaxUsage"}
)
# Lists of actions belong to products, not to a service: a play executes them, but does not write them. What is used is
# for the network to say, never for a play.
_ALLOWED = _READS | {
    *("SetAccount", "RemoveAccount", "AddBalance", "SetBalance", "DebitBalance", "RemoveBalances"),
    *("SetActionPlan", "RemoveActionPlan", "ExecuteAction"),
}
_ON_BALANCES = frozenset({"AddBalance", "SetBalance", "DebitBalance", "RemoveBalances"})
# What is not the same when it is done twice; anything else leads to a state.
MOVES = frozenset({"AddBalance", "DebitBalance", "DebitUsage"})
_PLAN_ID = re.compile(r"ServiceID_(?P<account>.+?)__.*", re.DOTALL)


@dataclass(frozen=True)
class OcsAnswer:
    """What the charging system answered: a result, or the text of an error."""

    result: Any = None
    error: str | None = None


@dataclass(frozen=True)
class Step:
    """One call to CGRateS that moves one balance, with the value before (None: it is not there) and the one after."""

    method: str
    params: dict[str, Any]
    balance_type: str
    balance_id: str
    uuid: str
    before: Decimal | None
    after: Decimal


class StepFate(StrEnum):
    """What an account tells of a step whose answer was lost."""

    DONE = "done"
    NOT_DONE = "not done"
    UNCLEAR = "unclear"


def fate_of(step: Step, account: Mapping[str, Any] | None) -> tuple[StepFate, Decimal | None]:
    """This will tell from an account, as GetAccount shows it now, what became of a step, and the balance's value now.

    It holds where nobody else has changed the account since. A balance that was not there and is now was made by the
    step; of what was granted some may have been used since, but there is never more. One that was there must stand at
    one of the two values exactly: anything else may be the step and other movements together.
    """
    balances = ((account or {}).get("BalanceMap") or {}).get(step.balance_type) or []
    found = [balance for balance in balances if step.uuid in {"", balance["Uuid"]} and balance["ID"] == step.balance_id]
    now = Decimal(str(found[0]["Value"])) if found else None
    if now is None:
        return (StepFate.NOT_DONE if step.before is None else StepFate.UNCLEAR), now
    is_after = _is_same(now, step.after)
    if step.before is None:
        is_used_grant = 0 <= now <= step.after
        return (StepFate.DONE if is_after or is_used_grant else StepFate.UNCLEAR), now
    # Of two values so near that floats may mix them up, the nearer one.
    if is_after and abs(now - step.after) <= abs(now - step.before):
        return StepFate.DONE, now
    return (StepFate.NOT_DONE if _is_same(now, step.before) else StepFate.UNCLEAR), now


def fate_of_call(fates: Sequence[StepFate]) -> StepFate:
    """This will tell from the fates of all its steps what became of a call; one that is half done is unclear."""
    if all(fate == StepFate.DONE for fate in fates):
        return StepFate.DONE
    return StepFate.NOT_DONE if all(fate == StepFate.NOT_DONE for fate in fates) else StepFate.UNCLEAR


def count_done(fates: Sequence[StepFate]) -> int | None:
    """This will tell how many steps, which are taken in their order, were done before the others were not.

    None: they cannot be told, or are in another order, which no call leaves behind.
    """
    done = sum(fate == StepFate.DONE for fate in fates)
    is_in_order = all(fate == StepFate.DONE for fate in fates[:done])
    return done if is_in_order and all(fate == StepFate.NOT_DONE for fate in fates[done:]) else None


def _is_same(left: Decimal, right: Decimal) -> bool:
    """CGRateS keeps floats, of some sixteen digits."""
    return abs(left - right) <= max(_FLOAT_ERROR * abs(right), _FLOAT_ERROR)


def normalise(method: str, params: Any, tenant: str) -> Call:
    """This will write a call in the one spelling that the functions here and the engines take.

    The tenant is completed and must be no other: an account is a play's by its name within its tenant. A balance that a
    play gives no id gets one, so that its grant can be undone. Raises OcsInvalidCallError.
    """
    name, call = parse_call(method, params, default_tenant=tenant)
    if call.get("Tenant", tenant) != tenant:
        raise OcsInvalidCallError.for_field("Tenant", f"must be {tenant}, or be left out.")
    balance = call.get("Balance", {})
    if name == "AddBalance" and not balance.get("ID") and not balance.get("UUID"):
        call["Balance"] = {**balance, "ID": UNNAMED_BALANCE_ID}
    return _method(name), call


def is_read(method: str) -> bool:
    """This will tell whether a method changes nothing; raises OcsInvalidCallError for one that is unknown."""
    return split_method(method)[1] in _READS


def is_allowed(method: str) -> bool:
    """This will tell whether a play may call a method; raises OcsInvalidCallError for one that is unknown."""
    return split_method(method)[1] in _ALLOWED


def is_done_already(method: str, error: str) -> bool:
    """This will tell whether an error of a call that undoes means that there is nothing left to undo."""
    return split_method(method)[1] == "RemoveBalances" and error in {NOT_FOUND, "PARTIALLY_EXECUTED"}


def accounts_named(method: str, params: Mapping[str, Any]) -> list[str]:
    """This will list the accounts that a normalised call touches or shows; `*` stands for all of them.

    A plan names its account by its id, `ServiceID_<account>__…`. A plan without that form belongs to nobody: to follow
    it touches nobody else, to write or remove it may touch everybody.
    """
    name = split_method(method)[1]
    if name == "GetAccounts":
        return list(params.get("AccountIDs") or [EVERY_ACCOUNT])
    if name in {"SetActionPlan", "GetActionPlan", "RemoveActionPlan"}:
        return [account_of_plan(params.get("Id") or params.get("ID") or EVERY_ACCOUNT) or EVERY_ACCOUNT]
    named = [params["Account"]] if "Account" in params else []
    by_plans = [account_of_plan(plan_id) for plan_id in params.get("ActionPlanIDs", [])]
    return list(dict.fromkeys([*named, *(account for account in by_plans if account)]))


def account_to_change(name: str, call: Mapping[str, Any]) -> str | None:
    """This will tell which account of which tenant a parsed call changes, None when it changes none."""
    if name in _READS or "Account" not in call:
        return None
    return f"{call['Tenant']}:{call['Account']}"


def plans_named(method: str, params: Mapping[str, Any]) -> list[str]:
    """This will list the action plans that a normalised call writes, or has its account follow."""
    match split_method(method)[1]:
        case "SetActionPlan":
            return [params["Id"]]
        case "SetAccount":
            return [plan_id for plan_id in params.get("ActionPlanIDs") or [] if plan_id]
        case _:
            return []


def account_of_plan(plan_id: str) -> str | None:
    """This will tell the account that an id `ServiceID_<account>__…` names; a pattern that spans several names `*`."""
    match = _PLAN_ID.fullmatch(plan_id)
    if match is None:
        return EVERY_ACCOUNT if "*" in plan_id else None
    return EVERY_ACCOUNT if "*" in match["account"] else match["account"]


def state_to_note(method: str, params: Mapping[str, Any]) -> list[Call]:
    """This will list the reads whose answers `undo_calls` needs, to be made just before a normalised call."""
    name = split_method(method)[1]
    if name in {"SetActionPlan", "RemoveActionPlan"}:
        return [(_method("GetActionPlan"), {"ID": params.get("Id") or params.get("ID")})]
    if name in _READS or name not in _ALLOWED:
        return []
    account = {"Tenant": params["Tenant"], "Account": params["Account"]}
    reads: list[Call] = [(_method("GetAccount"), dict(account))]
    if name not in _ON_BALANCES:
        reads.append((_method("GetAccountActionPlan"), dict(account)))
    return reads


def undo_calls(
    method: str, params: Mapping[str, Any], before: Sequence[OcsAnswer], answer: OcsAnswer | None
) -> list[Call]:
    """This will list the calls that bring back the state before a normalised call, in their order.

    `before` are the answers to `state_to_note`; `answer` is None when the outcome is unknown: the calls lead to the
    state before whether or not it was carried out. All of GetAccount comes back but the UUIDs; what was used meanwhile
    of a balance is given back with its value. Raises ValueError when the state before was not read.
    """
    name = split_method(method)[1]
    if name in _READS or (answer is not None and answer.error is not None):
        return []
    if name not in _ALLOWED:
        raise ValueError(f"{method} is not a call that a play may make, so it cannot be undone.")
    if name == "SetActionPlan":
        return _undo_plan(params["Id"], before)
    if name == "RemoveActionPlan":
        return _restore_plans(_result(before, 0) or [])
    return _undo_on_account(name, params, before)


def _undo_on_account(name: str, params: Mapping[str, Any], before: Sequence[OcsAnswer]) -> list[Call]:
    account = {"Tenant": params["Tenant"], "Account": params["Account"]}
    document = _result(before, 0)
    remove: Call = (_method("RemoveAccount"), account)
    if document is None:
        # That it was not there is brought back even where the call itself was to remove it: to do so twice is no error.
        return [remove]
    if name in _ON_BALANCES:
        return _undo_balances(name, account, params, document)
    if name == "RemoveAccount":
        return _recreate(account, document, before)
    if name == "SetAccount" and not params.get("ActionPlanIDs"):
        options = _former_account(account, document, before)
        if not params.get("ActionPlansOverwrite"):
            del options["ActionPlanIDs"], options["ActionPlansOverwrite"]
        return [(_method("SetAccount"), options)]
    # Actions, or plans that are due at once, may have touched any balance: the account is made anew from the notes.
    return [remove, *_recreate(account, document, before)]


def _method(name: str) -> str:
    return f"{_SERVICE}.{name}"


def _result(before: Sequence[OcsAnswer], index: int) -> Any:
    """Take a noted result, None for what was not there."""
    if len(before) <= index:
        raise ValueError("The state before this call was not noted.")
    noted = before[index]
    if noted.error not in {None, NOT_FOUND}:
        raise ValueError(f"The state before this call could not be read: {noted.error}")
    return noted.result


def _undo_plan(plan_id: str, before: Sequence[OcsAnswer]) -> list[Call]:
    former = _result(before, 0)
    if not former:
        return [(_method("RemoveActionPlan"), {"ID": plan_id})]
    return _restore_plans(former)


def _restore_plans(plans: Sequence[Mapping[str, Any]]) -> list[Call]:
    """Set plans as they were and have the accounts follow them again, which to do twice is no error."""
    calls: list[Call] = []
    for plan in plans:
        calls.append(_set_plan(plan))
        for key in plan["AccountIDs"] or {}:
            tenant, _, account = key.partition(":")
            calls.append((_method("SetAccount"), {"Tenant": tenant, "Account": account, "ActionPlanIDs": [plan["Id"]]}))
    return calls


def _set_plan(plan: Mapping[str, Any]) -> Call:
    rows = []
    for line in plan["ActionTimings"]:
        timing = line["Timing"]["Timing"]
        rows.append(
            {
                "ActionsId": line["ActionsID"],
                **{name: _numbers(timing[name]) for name in ("Years", "Months", "MonthDays", "WeekDays")},
                "Time": timing["StartTime"],
                "Weight": _number(line["Weight"]),
            }
        )
    params = {"Id": plan["Id"], "ActionPlan": rows, "Overwrite": True, "ReloadScheduler": True}
    return (_method("SetActionPlan"), params)


def _numbers(values: Sequence[int] | None) -> str:
    return ";".join(str(value) for value in values or []) or "*any"


def _former_account(
    account: Mapping[str, str], document: Mapping[str, Any], before: Sequence[OcsAnswer]
) -> dict[str, Any]:
    plans = dict.fromkeys(entry["ActionPlanId"] for entry in _result(before, 1) or [])
    return {
        **account,
        "ActionPlanIDs": list(plans),
        "ActionPlansOverwrite": True,
        "ExtraOptions": {"Disabled": document["Disabled"], "AllowNegative": document["AllowNegative"]},
        "ReloadScheduler": True,
    }


def _recreate(account: Mapping[str, str], document: Mapping[str, Any], before: Sequence[OcsAnswer]) -> list[Call]:
    calls: list[Call] = [(_method("SetAccount"), _former_account(account, document, before))]
    for balance_type, balances in (document["BalanceMap"] or {}).items():
        for balance in balances or []:
            calls += _restore_balance(account, balance_type, balance)
    return calls


def _undo_balances(
    name: str, account: Mapping[str, str], params: Mapping[str, Any], document: Mapping[str, Any]
) -> list[Call]:
    balance_type = params["BalanceType"]
    wanted = params.get("Balance", {})
    present = (document["BalanceMap"] or {}).get(balance_type) or []
    if wanted.get("UUID"):
        touched = [balance for balance in present if balance["Uuid"] == wanted["UUID"].lower()]
    elif wanted.get("ID"):
        touched = [balance for balance in present if balance["ID"] == _identifier(wanted["ID"])]
    else:
        touched = list(present)
    calls = [call for balance in touched for call in _restore_balance(account, balance_type, balance)]
    if not touched and name != "RemoveBalances" and not wanted.get("UUID"):
        # A debit that names none makes one of this id where an account without any may be below zero.
        made = _identifier(wanted.get("ID") or DEFAULT_BALANCE_ID)
        calls.append((_method("RemoveBalances"), {**account, "BalanceType": balance_type, "Balance": {"ID": made}}))
    return calls


def _identifier(given: Any) -> str:
    return given if isinstance(given, str) else f"{given:f}" if isinstance(given, Decimal) else str(given)


def _restore_balance(account: Mapping[str, str], balance_type: str, shown: Mapping[str, Any]) -> list[Call]:
    """Set a balance to what GetAccount showed, made anew if it is gone."""
    value = Decimal(str(shown["Value"]))
    ends = shown["ExpirationDate"]
    balance = {
        "ID": shown["ID"],
        "Value": plain_number(max(value, Decimal(0))),
        "ExpiryTime": "*unlimited" if ends == NEVER else ends,
        "Weight": _number(shown["Weight"]),
        "Blocker": shown["Blocker"],
        "Disabled": shown["Disabled"],
        **{name: _texts(shown[name]) for name in ("DestinationIDs", "Categories", "SharedGroups", "TimingIDs")},
        "RatingSubject": shown["RatingSubject"],
    }
    if shown.get("Factor"):
        balance["Factor"] = {name: _number(factor) for name, factor in shown["Factor"].items()}
    params = {**account, "BalanceType": balance_type, "Balance": balance}
    if not shown["ID"]:
        # Without an id only AddBalance finds it.
        return [(_method("AddBalance"), {**params, "Overwrite": True})]
    calls: list[Call] = [(_method("SetBalance"), params)]
    if value < 0:
        debit = {"ID": shown["ID"], "Value": plain_number(-value)}
        calls.append((_method("DebitBalance"), {**account, "BalanceType": balance_type, "Balance": debit}))
    return calls


def _texts(flags: Mapping[str, bool] | None) -> str:
    return ";".join(text if included else f"!{text}" for text, included in (flags or {}).items())


def _number(shown: Any) -> int | Decimal:
    """Read a number that may have been kept as a text in a journal."""
    return plain_number(Decimal(str(shown)))
