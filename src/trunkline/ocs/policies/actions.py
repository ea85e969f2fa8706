"""Actions: what an account has done to it by name, at once or by a plan."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from trunkline.ocs.errors import OcsInvalidCallError
from trunkline.ocs.policies.balances import BalanceRequest, parse_balance
from trunkline.ocs.policies.numbers import parse_weight, plain_number
from trunkline.ocs.states import ActionIdentifier

ON_BALANCES = frozenset(
    {
        ActionIdentifier.TOP_UP,
        ActionIdentifier.TOP_UP_RESET,
        ActionIdentifier.DEBIT,
        ActionIdentifier.SET_BALANCE,
        ActionIdentifier.REMOVE_BALANCE,
    }
)
_BALANCE_FIELDS = {
    "BalanceId": "ID",
    "BalanceUuid": "UUID",
    "Units": "Value",
    "ExpiryTime": "ExpiryTime",
    "BalanceWeight": "Weight",
    "DestinationIds": "DestinationIDs",
    "Categories": "Categories",
    "SharedGroups": "SharedGroups",
    "TimingTags": "TimingIDs",
    "RatingSubject": "RatingSubject",
    "BalanceBlocker": "Blocker",
    "BalanceDisabled": "Disabled",
}


def parse_actions(rows: Sequence[Mapping[str, Any]], *, at: datetime) -> list[dict[str, str]]:
    """This will check the rows of SetActions and write them as texts; raises OcsInvalidCallError.

    An identifier that the engine cannot carry out, and a condition on it, are refused, where CGRateS keeps the first.
    """
    actions = []
    for row in rows:
        identifier = row.get("Identifier", "")
        if not identifier:
            raise OcsInvalidCallError(
                f"MANDATORY_IE_MISSING:Action:{identifier}:[Identifier]", fields={"Identifier": "is mandatory"}
            )
        if identifier not in [*ActionIdentifier]:
            raise OcsInvalidCallError.for_field("Identifier", f"must be one of {', '.join(ActionIdentifier)}.")
        if row.get("Filter"):
            raise OcsInvalidCallError.for_field("Filter", "is not supported; leave it empty.")
        weight = parse_weight(row.get("Weight", 0), "Weight")
        action = {name: text for name, text in row.items() if name != "Weight" and text}
        action["Weight"] = f"{plain_number(weight):f}"
        if identifier in ON_BALANCES:
            balance_of_action(action, at=at)
        actions.append(action)
    return actions


def in_order(actions: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """This will sort actions for their execution: the greatest weight first, otherwise as they were given."""
    return sorted(actions, key=lambda action: -Decimal(action["Weight"]))


def balance_of_action(action: Mapping[str, str], *, at: datetime) -> BalanceRequest:
    """This will read what an action says of a balance, its expiry counted from `at`; raises OcsInvalidCallError."""
    balance = {name: action[field] for field, name in _BALANCE_FIELDS.items() if action.get(field)}
    return parse_balance({"BalanceType": action.get("BalanceType", ""), "Balance": balance}, at=at)


def show_action(actions_id: str, action: Mapping[str, str]) -> dict[str, Any]:
    """This will write an action as GetActions shows it; what it does not name is null or empty."""
    weight = action.get("BalanceWeight")
    units = action.get("Units")
    return {
        "Id": actions_id,
        "ActionType": action["Identifier"],
        "ExtraParameters": action.get("ExtraParameters", ""),
        "Filter": "",
        "ExpirationString": action.get("ExpiryTime", ""),
        "Weight": plain_number(Decimal(action["Weight"])),
        "Balance": {
            "Uuid": action.get("BalanceUuid", ""),
            "ID": action.get("BalanceId", ""),
            "Type": action.get("BalanceType", ""),
            "Value": None if units is None else {"Method": "", "Params": None, "Static": plain_number(Decimal(units))},
            "ExpirationDate": None,
            "Weight": None if weight is None else plain_number(Decimal(weight)),
            "DestinationIDs": _flags(action.get("DestinationIds", "")),
            "RatingSubject": action.get("RatingSubject", ""),
            "Categories": _flags(action.get("Categories", "")),
            "SharedGroups": _flags(action.get("SharedGroups", "")),
            "TimingIDs": _flags(action.get("TimingTags", "")),
            "Timings": None,
            "Disabled": _flag(action.get("BalanceDisabled")),
            "Factor": None,
            "Blocker": _flag(action.get("BalanceBlocker")),
        },
    }


def _flags(text: str) -> dict[str, bool]:
    return {entry.removeprefix("!"): not entry.startswith("!") for entry in text.split(";") if entry}


def _flag(text: str | None) -> bool | None:
    return None if text is None else text.lower() in {"true", "1"}
