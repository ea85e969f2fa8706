"""Where the charging system holds something else than what we believe. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from trunkline.insight.policies.accounts import BalanceKey, ExpectedAccount, Grant
from trunkline.insight.policies.differences import Difference, name_subject
from trunkline.insight.states import DifferenceKind, Standing
from trunkline.kernel.time import format_instant
from trunkline.ocs.policies.balances import DEFAULT_BALANCE_ID
from trunkline.ocs.policies.expiry import NEVER
from trunkline.ocs.policies.summary import describe_amount

OcsCall = tuple[str, dict[str, Any]]

# Both engines keep ends to the second; a balance about to end is as good as ended.
_PRECISION = timedelta(seconds=2)
_ABOUT_TO_END = timedelta(minutes=1)
# Values go through floating point in CGRateS.
_VALUE_PRECISION = Decimal("1e-6")


@dataclass(frozen=True)
class ShownAccount:
    """An account as the charging system shows it, and the plans it follows.

    It `may_hold_others` where lists of actions of its plans give balances, or cannot be read: what they gave before
    somebody changed them, nobody can tell.
    """

    document: Mapping[str, Any]
    plan_ids: frozenset[str] = frozenset()
    may_hold_others: bool = False


def compare_account(expected: ExpectedAccount, shown: ShownAccount | None, *, at: datetime) -> list[Difference]:
    """This will tell how an account differs from what we believe; one with which something is under way does not."""
    if expected.standing is Standing.BUSY:
        return []
    if shown is None:
        is_missing = expected.standing is Standing.LIVE and expected.is_expected
        return [_missing_account(expected, at=at)] if is_missing else []
    if expected.standing is Standing.NOBODYS:
        return [_unexplained_account(expected)]
    if expected.standing is Standing.REMOVED:
        return [_outlived_account(expected)]
    found = list(_compare_state(expected, shown))
    found += _compare_balances(expected, shown, at=at)
    found += _compare_plans(expected, shown)
    return found


def _difference(
    expected: ExpectedAccount, kind: DifferenceKind, explanation: str, action: str, *parts: str
) -> Difference:
    subject = name_subject("ocs", expected.name, *parts)
    return Difference(kind, subject, expected.account_id, explanation, action)


def _missing_account(expected: ExpectedAccount, *, at: datetime) -> Difference:
    return _difference(
        expected,
        DifferenceKind.OCS_ACCOUNT_MISSING,
        f"Service {expected.service_key} is in force, but the charging system has no account {expected.name}: nothing"
        " can be used.",
        "The account is set up anew, with what the service was given for now, as if nothing of it were used."
        + _tell_what_is_lost(expected, at=at),
    )


def _tell_what_is_lost(expected: ExpectedAccount, *, at: datetime) -> str:
    lost = sorted(
        balance_id
        for (_, balance_id), grant in expected.grants.items()
        if grant.is_given and not grant.is_required and (grant.ends_at is None or grant.ends_at > at)
    )
    told = ""
    if lost:
        told += f" Not given again, as only the charging system knew what was left of it: {', '.join(lost)}."
    if expected.executed_ids:
        told += f" Not executed again: the lists of actions {', '.join(sorted(expected.executed_ids))}."
    if expected.plans:
        told += " What action plans have given by now is not given again."
    return told


def _unexplained_account(expected: ExpectedAccount) -> Difference:
    return _difference(
        expected,
        DifferenceKind.OCS_ACCOUNT_UNEXPLAINED,
        f"The charging system has an account {expected.name}, but no service, and no job that is under way, has it.",
        "The account is removed from the charging system with all its balances.",
    )


def _outlived_account(expected: ExpectedAccount) -> Difference:
    return _difference(
        expected,
        DifferenceKind.OCS_ACCOUNT_OUTLIVED,
        f"Service {expected.service_key} has ended and its retention is over, but the charging system still has its"
        f" account {expected.name}.",
        "The account is removed from the charging system with all its balances.",
    )


def _compare_state(expected: ExpectedAccount, shown: ShownAccount) -> Iterator[Difference]:
    is_disabled = bool(shown.document["Disabled"])
    if is_disabled in expected.may_be_disabled:
        return
    if is_disabled:
        yield _difference(
            expected,
            DifferenceKind.OCS_ACCOUNT_DISABLED,
            f"Service {expected.service_key} is active, but its account {expected.name} in the charging system is"
            " disabled: nothing can be used.",
            "The account is enabled.",
        )
    else:
        state = "suspended" if expected.standing is Standing.LIVE else "ended"
        yield _difference(
            expected,
            DifferenceKind.OCS_ACCOUNT_ENABLED,
            f"Service {expected.service_key} is {state}, but its account {expected.name} in the charging system is"
            " enabled: it can still be used.",
            "The account is disabled; its balances stay.",
        )


def _compare_balances(expected: ExpectedAccount, shown: ShownAccount, *, at: datetime) -> Iterator[Difference]:
    present = {
        (kind, row["ID"]): row for kind, rows in (shown.document["BalanceMap"] or {}).items() for row in rows or []
    }
    is_told_apart = not (expected.may_hold_others or shown.may_hold_others)
    for key, row in present.items() if is_told_apart else ():
        grant = expected.grants.get(key)
        if grant is None:
            if key[1] != DEFAULT_BALANCE_ID or Decimal(str(row["Value"])) > 0:
                yield _unexplained_balance(expected, key, row)
        elif altered := _find_alteration(expected, key, grant, row):
            yield altered
    if expected.standing is not Standing.LIVE:
        return
    for key, grant in expected.grants.items():
        runs = grant.ends_at is None or grant.ends_at > at + _ABOUT_TO_END
        if grant.is_required and runs and key not in present:
            yield _missing_balance(expected, key, grant)


def _unexplained_balance(expected: ExpectedAccount, key: BalanceKey, row: Mapping[str, Any]) -> Difference:
    left = describe_amount(key[0], Decimal(str(row["Value"])), expected.currency)
    return _difference(
        expected,
        DifferenceKind.OCS_BALANCE_UNEXPLAINED,
        f"Account {expected.name} of service {expected.service_key} has a balance {row['ID'] or 'without a name'} of"
        f" {left}, which neither an order nor a renewal has given.",
        "The balance is removed from the charging system.",
        *key,
    )


def _missing_balance(expected: ExpectedAccount, key: BalanceKey, grant: Grant) -> Difference:
    given = describe_amount(key[0], grant.value or Decimal(0), expected.currency)
    until = "without end" if grant.ends_at is None else f"until {format_instant(grant.ends_at)}"
    return _difference(
        expected,
        DifferenceKind.OCS_BALANCE_MISSING,
        f"Service {expected.service_key} was given {key[1]}, {given} {until}, but the charging system has no such"
        f" balance in account {expected.name}.",
        f"The balance is granted again whole, {until}, as nobody can tell how much of it was used.",
        *key,
    )


def _find_alteration(
    expected: ExpectedAccount, key: BalanceKey, grant: Grant, row: Mapping[str, Any]
) -> Difference | None:
    reasons, actions = [], []
    settings = settings_to_restore(grant, row)
    if "Value" in settings:
        left, given = (
            describe_amount(key[0], amount, expected.currency)
            for amount in (Decimal(str(row["Value"])), settings["Value"])
        )
        reasons.append(f"holds {left}, but only {given} were ever given")
        actions.append(f"Its value is set to {given}.")
    if "ExpiryTime" in settings:
        reasons.append(f"ends {_tell(_end_of(row))}, but was given to end {_tell(grant.ends_at)}")
        actions.append(f"It is set to end {_tell(grant.ends_at)}.")
    if not reasons:
        return None
    return _difference(
        expected,
        DifferenceKind.OCS_BALANCE_ALTERED,
        f"The balance {key[1]} of account {expected.name} of service {expected.service_key} {' and '.join(reasons)}.",
        " ".join(actions),
        *key,
    )


def settings_to_restore(grant: Grant, row: Mapping[str, Any]) -> dict[str, Any]:
    """This will tell what has to be set of a balance that is shown, as SetBalance names it; nothing if it is as given.

    A value that is not too high is not named: the network uses the balance meanwhile.
    """
    settings: dict[str, Any] = {}
    if grant.value is not None and Decimal(str(row["Value"])) > grant.value + _VALUE_PRECISION:
        settings["Value"] = grant.value
    if grant.is_exact and not _is_same_instant(grant.ends_at, _end_of(row)):
        settings["ExpiryTime"] = "*unlimited" if grant.ends_at is None else format_instant(grant.ends_at)
    return settings


def _end_of(row: Mapping[str, Any]) -> datetime | None:
    return None if row["ExpirationDate"] == NEVER else datetime.fromisoformat(row["ExpirationDate"])


def _is_same_instant(left: datetime | None, right: datetime | None) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= _PRECISION


def _tell(moment: datetime | None) -> str:
    return "never" if moment is None else f"at {format_instant(moment)}"


def _compare_plans(expected: ExpectedAccount, shown: ShownAccount) -> Iterator[Difference]:
    for plan_id in sorted(shown.plan_ids - set(expected.plans)):
        yield _difference(
            expected,
            DifferenceKind.OCS_PLAN_UNEXPLAINED,
            f"Account {expected.name} of service {expected.service_key} follows the action plan {plan_id}, which no job"
            " has given it.",
            "The account does not follow the plan any more; the plan itself stays.",
            "plan",
            plan_id,
        )
    if expected.standing is not Standing.LIVE:
        return
    required = {plan_id for plan_id, params in expected.plans.items() if params is not None}
    for plan_id in sorted(required - shown.plan_ids):
        yield _difference(
            expected,
            DifferenceKind.OCS_PLAN_MISSING,
            f"A job gave account {expected.name} of service {expected.service_key} the action plan {plan_id}, which it"
            " does not follow.",
            "The plan is set as the job did, and the account follows it again.",
            "plan",
            plan_id,
        )


def grant_call(name: str, key: BalanceKey, grant: Grant) -> OcsCall:
    """This will write the call that gives a balance again; twice, it is set twice to the same."""
    balance = {
        **{field: value for field, value in grant.balance.items() if field != "UUID"},
        "ID": key[1],
        "Value": grant.value or Decimal(0),
        "ExpiryTime": "*unlimited" if grant.ends_at is None else format_instant(grant.ends_at),
    }
    return "APIerSv2.AddBalance", {"Account": name, "BalanceType": key[0], "Balance": balance, "Overwrite": True}


def plan_calls(name: str, plan_id: str, params: Mapping[str, Any]) -> list[OcsCall]:
    """This will write the calls that set a plan as it was and have an account follow it."""
    return [
        ("APIerSv2.SetActionPlan", {**params, "Overwrite": True, "ReloadScheduler": True}),
        ("APIerSv2.SetAccount", {"Account": name, "ActionPlanIDs": [plan_id], "ReloadScheduler": True}),
    ]


def set_up_calls(expected: ExpectedAccount, *, at: datetime) -> list[OcsCall]:
    """This will write the calls that set an account up with all that its service was given for now."""
    is_disabled = expected.may_be_disabled == {True}
    options = {"Disabled": is_disabled, "AllowNegative": False}
    calls: list[OcsCall] = [
        ("APIerSv2.SetAccount", {"Account": expected.name, "ExtraOptions": options, "ReloadScheduler": True})
    ]
    for key, grant in expected.grants.items():
        if grant.is_required and (grant.ends_at is None or grant.ends_at > at):
            calls.append(grant_call(expected.name, key, grant))
    for plan_id, params in expected.plans.items():
        if params is not None:
            calls += plan_calls(expected.name, plan_id, params)
    return calls
