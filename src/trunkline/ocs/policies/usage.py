"""Uses of an account: which balances fit one, and how much could be used."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trunkline.ocs.errors import OcsInvalidCallError
from trunkline.ocs.policies.balances import parse_balance_type, parse_text_list
from trunkline.ocs.policies.numbers import parse_value

ANY = "*any"
_EXCLUDED = "!"


@dataclass(frozen=True)
class Usage:
    """One use: of which type, how much, whereto, and of which category ("" for none)."""

    balance_type: str
    amount: Decimal = Decimal(0)
    destinations: tuple[str, ...] = ()
    category: str = ""


def parse_usage(call: Mapping[str, Any]) -> Usage:
    """This will read the use of a checked call, none meaning an amount of zero; raises OcsInvalidCallError."""
    amount = parse_value(call.get("Value", 0), "Value")
    if amount < 0:
        raise OcsInvalidCallError.for_field("Value", "must not be negative.")
    destinations = parse_text_list(call.get("DestinationIDs", ""), "DestinationIDs")
    category = call.get("Category", "")
    for name, texts in (("DestinationIDs", destinations), ("Category", [category])):
        if any(text.startswith(_EXCLUDED) for text in texts):
            raise OcsInvalidCallError.for_field(name, "says what is used; only a balance can exclude with a !.")
    return Usage(parse_balance_type(call["BalanceType"]), amount, tuple(destinations), category)


def fits(usage: Usage, *, destinations: Collection[str], categories: Collection[str]) -> bool:
    """This will tell whether a balance of these destinations and categories may pay for a use.

    A list that is empty, or that only excludes, includes the rest; `*any` includes everything; `!X` excludes X,
    whatever else is included. These are CGRateS's rules, but that there `*any` overrules an exclusion.
    """
    used = [usage.category] if usage.category else []
    return _includes(destinations, usage.destinations) and _includes(categories, used)


def _includes(listed: Collection[str], used: Collection[str]) -> bool:
    if any(f"{_EXCLUDED}{text}" in listed for text in used):
        return False
    included = [text for text in listed if not text.startswith(_EXCLUDED)]
    return not included or ANY in included or any(text in included for text in used)


def max_usage(balances: Sequence[tuple[Decimal, bool]], *, allow_negative: bool) -> Decimal | None:
    """This will tell how much the ordered (value, is_blocker) balances can pay for; None is without limit."""
    if allow_negative:
        return None
    usable = Decimal(0)
    for value, is_blocker in balances:
        usable += max(value, Decimal(0))
        if is_blocker:
            break
    return usable
