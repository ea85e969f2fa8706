"""Balances in words that people understand: what was given, what of it is used or left, and for how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from trunkline.kernel.money import minor_unit
from trunkline.kernel.time import local_date
from trunkline.ocs.policies.balances import debit_order
from trunkline.ocs.policies.expiry import NEVER
from trunkline.ocs.states import BalanceType

UNLIMITED_UNITS = 999_999_999
NO_BALANCE = "no balance"
UNLIMITED = "unlimited"
_HUNDREDTH = Decimal("0.01")
_UNLIMITED_TYPES = frozenset({BalanceType.VOICE, BalanceType.SMS, BalanceType.MMS})
# What a service's page shows even where there is nothing of it.
_ALWAYS_SHOWN = (BalanceType.DATA, BalanceType.VOICE, BalanceType.SMS)


@dataclass(frozen=True)
class Unit:
    """In what people count a type: `size` is how much of what the engine counts makes one."""

    one: str
    many: str
    size: int
    step: Decimal = _HUNDREDTH
    has_fixed_decimals: bool = False

    def of(self, number: str) -> str:
        """This will write a number with this unit, in the singular for exactly one."""
        return f"{number} {self.one if number == '1' else self.many}"


_UNITS = {
    BalanceType.DATA: Unit("GB", "GB", 1024**3),
    BalanceType.VOICE: Unit("minute", "minutes", 60),
    BalanceType.SMS: Unit("message", "messages", 1),
    BalanceType.MMS: Unit("picture message", "picture messages", 1),
    BalanceType.GENERIC: Unit("unit", "units", 1),
}


@dataclass(frozen=True)
class BalanceSummary:
    """One balance; `granted` and `used` are None where the engine does not tell, numbers are as people read them."""

    balance_id: str
    text: str
    granted: str | None
    used: str | None
    left: str
    until: datetime | None
    days_left: int | None
    is_unlimited: bool
    is_disabled: bool
    only_for: list[str]


@dataclass(frozen=True)
class TypeSummary:
    """What there is of one type, over all its balances that can be used; these stand in the order of their use."""

    balance_type: str
    unit: str
    text: str
    granted: str | None
    used: str | None
    used_percent: int | None
    left: str
    is_unlimited: bool
    balances: list[BalanceSummary]


@dataclass(frozen=True)
class _Amounts:
    """Exact amounts of one balance or several, as the engine counts them."""

    left: Decimal
    granted: Decimal | None
    is_unlimited: bool

    @property
    def used(self) -> Decimal | None:
        return None if self.granted is None else self.granted - self.left


def unit_of(balance_type: str, currency: str) -> Unit:
    """This will tell in what people count a type; money is in the account's currency."""
    if balance_type == BalanceType.MONETARY:
        return Unit(currency, currency, 1, minor_unit(currency), has_fixed_decimals=True)
    return _UNITS[BalanceType(balance_type)]


def summarise(
    balances: Mapping[str, Sequence[Mapping[str, Any]]] | None,
    granted: Mapping[str, Decimal],
    *,
    currency: str,
    zone: ZoneInfo,
    at: datetime,
) -> list[TypeSummary]:
    """This will sum the balances of a GetAccount up for people, those of data, voice and messages first.

    `granted` tells by a balance's UUID what was given in all. Days are local ones: what ends tomorrow at midnight has
    one day left.
    """
    present = balances or {}
    types = dict.fromkeys([*_ALWAYS_SHOWN, *(kind for kind in BalanceType if present.get(kind))])
    return [
        _summarise_type(kind, present.get(kind) or [], granted, unit_of(kind, currency), zone=zone, at=at)
        for kind in types
    ]


def describe_amount(balance_type: str, amount: Decimal, currency: str) -> str:
    """This will write an amount that the engine counts in a unit that people understand."""
    if _is_unlimited(balance_type, None, amount):
        return UNLIMITED
    unit = unit_of(balance_type, currency)
    return unit.of(_shown(amount, unit))


def _summarise_type(
    balance_type: str,
    rows: Sequence[Mapping[str, Any]],
    granted: Mapping[str, Decimal],
    unit: Unit,
    *,
    zone: ZoneInfo,
    at: datetime,
) -> TypeSummary:
    ordered = sorted(rows, key=lambda row: debit_order(Decimal(str(row["Weight"])), _until(row), row["ID"]))
    amounts = {row["Uuid"]: _amounts(balance_type, row, granted) for row in ordered}
    summaries = [_summarise_balance(row, amounts[row["Uuid"]], unit, zone=zone, at=at) for row in ordered]
    usable = [amounts[row["Uuid"]] for row in ordered if not row["Disabled"]]
    total = _total(usable)
    if len(usable) == 1 and len(ordered) == 1:
        text = UNLIMITED if total.is_unlimited else summaries[0].text
    else:
        text = _total_text(usable, total, unit)
    is_counted = not total.is_unlimited
    used_percent = None
    if is_counted and total.granted and total.used is not None:
        used_percent = int(min(max(total.used / total.granted * 100, Decimal(0)), Decimal(100)))
    return TypeSummary(
        balance_type=balance_type,
        unit=unit.many,
        text=text,
        granted=None if total.granted is None or not is_counted else _shown(total.granted, unit),
        used=_shown_used(total, unit) if is_counted else None,
        used_percent=used_percent,
        left=_shown(total.left, unit) if is_counted else UNLIMITED,
        is_unlimited=total.is_unlimited,
        balances=summaries,
    )


def _summarise_balance(
    row: Mapping[str, Any], amounts: _Amounts, unit: Unit, *, zone: ZoneInfo, at: datetime
) -> BalanceSummary:
    until = _until(row)
    days_left = None if until is None else (local_date(until, zone) - local_date(at, zone)).days
    parts = [UNLIMITED if amounts.is_unlimited else _amount_text(amounts, unit)]
    if days_left is not None:
        parts.append(_days_text(days_left))
    if row["Disabled"]:
        parts.append("disabled")
    is_counted = not amounts.is_unlimited
    return BalanceSummary(
        balance_id=row["ID"],
        text=", ".join(parts),
        granted=None if amounts.granted is None or not is_counted else _shown(amounts.granted, unit),
        used=_shown_used(amounts, unit) if is_counted else None,
        left=_shown(amounts.left, unit) if is_counted else UNLIMITED,
        until=until,
        days_left=days_left,
        is_unlimited=amounts.is_unlimited,
        is_disabled=bool(row["Disabled"]),
        only_for=[
            name for name, is_included in (row["DestinationIDs"] or {}).items() if is_included and name != "*any"
        ],
    )


def _amounts(balance_type: str, row: Mapping[str, Any], granted: Mapping[str, Decimal]) -> _Amounts:
    left = Decimal(str(row["Value"]))
    given = granted.get(row["Uuid"])
    return _Amounts(left, given, _is_unlimited(balance_type, given, left))


def _is_unlimited(balance_type: str, granted: Decimal | None, left: Decimal) -> bool:
    """Where the grant is not known, half of the unlimited amount still is what nobody uses up: some was used of it."""
    return balance_type in _UNLIMITED_TYPES and (left * 2 if granted is None else granted) >= UNLIMITED_UNITS


def _total(usable: Iterable[_Amounts]) -> _Amounts:
    parts = list(usable)
    is_known = all(part.granted is not None for part in parts)
    return _Amounts(
        left=sum((part.left for part in parts), Decimal(0)),
        granted=sum((part.granted or Decimal(0) for part in parts), Decimal(0)) if is_known else None,
        is_unlimited=any(part.is_unlimited for part in parts),
    )


def _total_text(usable: Sequence[_Amounts], total: _Amounts, unit: Unit) -> str:
    if not usable:
        return NO_BALANCE
    if total.is_unlimited:
        return UNLIMITED
    text = _amount_text(total, unit)
    return text if total.granted is None or total.left <= 0 else f"{text}, {unit.of(_shown(total.left, unit))} left"


def _amount_text(amounts: _Amounts, unit: Unit) -> str:
    if amounts.left < 0:
        return f"overdrawn by {unit.of(_shown(-amounts.left, unit))}"
    if amounts.granted is None:
        return f"{unit.of(_shown(amounts.left, unit))} left"
    return f"{_shown_used(amounts, unit)} of {unit.of(_shown(amounts.granted, unit))} used"


def _days_text(days_left: int) -> str:
    if days_left <= 0:
        return "ends today"
    return "1 day left" if days_left == 1 else f"{days_left:,} days left"


def _shown(amount: Decimal, unit: Unit, rounding: str = ROUND_HALF_UP) -> str:
    """Write an amount in units with two decimals at most; a little is never nothing."""
    number = amount / unit.size
    rounded = number.quantize(unit.step, rounding=rounding)
    if not rounded and amount > 0:
        return f"under {unit.step}"
    if unit.has_fixed_decimals:
        return f"{rounded:,}"
    return f"{rounded:,f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:,f}"


def _shown_used(amounts: _Amounts, unit: Unit) -> str | None:
    """Write what is used; it is never all of it while a little is left."""
    if amounts.used is None or amounts.granted is None:
        return None
    shown = _shown(amounts.used, unit)
    if amounts.left > 0 and shown == _shown(amounts.granted, unit):
        return _shown(amounts.used, unit, ROUND_DOWN)
    return shown


def _until(row: Mapping[str, Any]) -> datetime | None:
    ends = row["ExpirationDate"]
    return None if ends == NEVER else datetime.fromisoformat(ends)
