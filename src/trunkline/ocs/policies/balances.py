"""Balances: what a call says about one, which of them a debit takes, and how one is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from trunkline.ocs.errors import OcsInvalidCallError, OcsNotFoundError
from trunkline.ocs.policies.calls import number_text
from trunkline.ocs.policies.expiry import format_expiry, parse_expiry
from trunkline.ocs.policies.numbers import check_text, parse_value, parse_weight, plain_number
from trunkline.ocs.states import BalanceType

DEFAULT_BALANCE_ID = "*default"
_FACTORS_MAX = 20
_TEXT_LISTS = {
    "DestinationIDs": "destinations",
    "Categories": "categories",
    "SharedGroups": "shared_groups",
    "TimingIDs": "timings",
}
_FLAGS = {"Blocker": "is_blocker", "Disabled": "is_disabled"}
_FLAG_TEXTS = {"true": True, "1": True, "false": False, "0": False, "": False}


@dataclass(frozen=True)
class BalanceRequest:
    """What a call says of a balance: which one (an empty id names none), its value, and the attributes it names."""

    balance_type: str
    balance_id: str = ""
    uuid: str = ""
    value: Decimal | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Take:
    """So much of a debit is taken from this balance; `index` is its place in the order given."""

    index: int
    amount: Decimal


def parse_balance(call: Mapping[str, Any], *, at: datetime) -> BalanceRequest:
    """This will read the balance of a checked call; a value at the top wins over one inside `Balance`.

    Raises OcsInvalidCallError, as for a negative value, whose absolute value CGRateS would take.
    """
    balance = call.get("Balance", {})
    value = None
    if "Value" in balance:
        value = parse_value(balance["Value"], "Balance.Value")
    if call.get("Value"):
        value = parse_value(call["Value"], "Value")
    if value is not None and value < 0:
        raise OcsInvalidCallError.for_field("Value", "must not be negative.")
    identifier = balance.get("ID", "")
    if not isinstance(identifier, str):
        if isinstance(identifier, bool) or not isinstance(identifier, int | Decimal):
            raise OcsInvalidCallError.for_field("Balance.ID", "must be a text.")
        identifier = number_text(identifier, "Balance.ID")
    attributes = _parse_attributes(balance, at)
    if attributes.get("timings"):
        raise OcsNotFoundError("NOT_FOUND", "No timing has been defined that a balance could be limited to.")
    return BalanceRequest(
        balance_type=parse_balance_type(call["BalanceType"]),
        balance_id=identifier,
        uuid=balance.get("UUID", ""),
        value=value,
        attributes=attributes,
    )


def parse_balance_type(text: str) -> str:
    """This will refuse a balance type that the engine does not have, where CGRateS would make one."""
    if text not in [*BalanceType]:
        raise OcsInvalidCallError.for_field("BalanceType", f"must be one of {', '.join(BalanceType)}.")
    return text


def parse_flag(given: object, name: str) -> bool:
    """This will read a boolean, or the text of one."""
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.lower() in _FLAG_TEXTS:
        return _FLAG_TEXTS[given.lower()]
    raise OcsInvalidCallError.for_field(name, "must be true or false.")


def parse_text_list(text: str, name: str) -> list[str]:
    """This will read the form "A;B"; an entry with ! before it is excluded."""
    return [check_text(entry, name) for entry in dict.fromkeys(text.split(";")) if entry]


def _parse_attributes(balance: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if "ExpiryTime" in balance:
        attributes["expires_at"] = _parse_expiry_field(balance["ExpiryTime"], at)
    if "Weight" in balance:
        attributes["weight"] = parse_weight(balance["Weight"] or 0, "Balance.Weight")
    for name, attribute in _FLAGS.items():
        if name in balance:
            attributes[attribute] = parse_flag(balance[name], f"Balance.{name}")
    for name, attribute in _TEXT_LISTS.items():
        if name in balance:
            attributes[attribute] = parse_text_list(balance[name], f"Balance.{name}")
    if "RatingSubject" in balance:
        attributes["rating_subject"] = balance["RatingSubject"]
    if "Factor" in balance:
        attributes["factor"] = _parse_factor(balance["Factor"])
    return attributes


def _parse_expiry_field(given: object, at: datetime) -> datetime | None:
    if isinstance(given, int) and not isinstance(given, bool):
        given = number_text(given, "Balance.ExpiryTime")
    if not isinstance(given, str):
        raise OcsInvalidCallError.for_field("Balance.ExpiryTime", "must be a text such as +720h.")
    return parse_expiry(given, at)


def _parse_factor(given: object) -> dict[str, str]:
    """Read factors per type of use; they are kept as texts, since a JSON column has no exact decimals."""
    if not isinstance(given, dict) or len(given) > _FACTORS_MAX:
        raise OcsInvalidCallError.for_field("Balance.Factor", 'must be an object such as {"*voice": 2}.')
    return {
        check_text(name, "Balance.Factor"): f"{plain_number(parse_weight(factor, 'Balance.Factor')):f}"
        for name, factor in given.items()
    }


def debit_order(weight: Decimal, expires_at: datetime | None, balance_id: str) -> tuple[Any, ...]:
    """This will make the key that sorts balances for a debit: the greatest weight first, then what ends first."""
    return (-weight, expires_at is None, expires_at or datetime.max.replace(tzinfo=UTC), balance_id)


def split_debit(
    amount: Decimal, balances: Sequence[tuple[Decimal, bool]], *, allow_negative: bool
) -> list[Take] | None:
    """This will share a debit over ordered (value, is_blocker) balances, or answer None when they do not suffice.

    A blocker is the last that is touched; what is left over goes to the last where the account may be below zero.
    """
    takes: list[Take] = []
    remaining = amount
    last = next((index for index, (_, is_blocker) in enumerate(balances) if is_blocker), len(balances) - 1)
    for index, (value, _) in enumerate(balances[: last + 1]):
        taken = min(remaining, max(value, Decimal(0)))
        if index == last and allow_negative:
            taken = remaining
        if taken:
            takes.append(Take(index, taken))
        remaining -= taken
    return takes if remaining == 0 else None


def show_balance(*, uuid: str, balance_id: str, value: Decimal, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """This will write a balance as GetAccount shows it."""
    factor = attributes["factor"]
    return {
        "Uuid": uuid,
        "ID": balance_id,
        "Value": plain_number(value),
        "ExpirationDate": format_expiry(attributes["expires_at"]),
        "Weight": plain_number(attributes["weight"]),
        "DestinationIDs": _show_texts(attributes["destinations"]),
        "RatingSubject": attributes["rating_subject"],
        "Categories": _show_texts(attributes["categories"]),
        "SharedGroups": _show_texts(attributes["shared_groups"]),
        "Timings": None,
        "TimingIDs": _show_texts(attributes["timings"]),
        "Disabled": attributes["is_disabled"],
        "Factor": None if factor is None else {name: plain_number(Decimal(text)) for name, text in factor.items()},
        "Blocker": attributes["is_blocker"],
    }


def _show_texts(texts: Sequence[str]) -> dict[str, bool]:
    return {text.removeprefix("!"): not text.startswith("!") for text in texts}
