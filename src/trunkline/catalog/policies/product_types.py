"""Product types: one table of the conditions under which a value may be used.

Checks, the database's constraints, the documentation and the tests follow from this table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from trunkline.catalog.states import ChargingKind, Classification, Composition

# What a column holds: a word, yes or no, or nothing.
Value = str | bool | None
_Alternative = Mapping[str, frozenset[Value]]


class TypeRule(StrEnum):
    """The rules that a product type can break."""

    TRACEABLE_GOODS = "traceable_goods"
    SERVICES_ARE_CHARGED = "services_are_charged"
    GOODS_ARE_NOT_SERVED = "goods_are_not_served"
    FLEXIBLE_BUNDLE = "flexible_bundle"
    FIXED_BUNDLE = "fixed_bundle"
    PACKAGE = "package"
    USAGE_RECORDS = "usage_records"
    METER_READINGS = "meter_readings"


@dataclass(frozen=True)
class TypeValues:
    """The values of a product type that rules speak of; a service has no serial numbers, a good no service type."""

    classification: Classification
    is_traceable: bool
    charging_kind: ChargingKind | None
    composition: Composition
    has_usage_records: bool = False
    has_meter_readings: bool = False


@dataclass(frozen=True)
class Condition:
    """Values of a column that may be used only where one of the alternatives holds, each by the columns it names."""

    rule: TypeRule
    column: str
    values: frozenset[Value]
    alternatives: tuple[_Alternative, ...]
    reason: str


def _any(*values: Value) -> frozenset[Value]:
    return frozenset(values)


_GOODS: _Alternative = {"classification": _any(Classification.GOOD)}
_COUNTED_GOODS: _Alternative = {**_GOODS, "is_traceable": _any(False)}
_SERVICES: _Alternative = {"classification": _any(Classification.SERVICE)}
_TERMED_SERVICES: _Alternative = {**_SERVICES, "charging_kind": _any(ChargingKind.TERMED)}

CONDITIONS = (
    Condition(
        TypeRule.TRACEABLE_GOODS,
        "is_traceable",
        _any(True),
        (_GOODS,),
        "only goods are traceable; a service has no serial number.",
    ),
    Condition(
        TypeRule.SERVICES_ARE_CHARGED,
        "charging_kind",
        _any(None),
        (_GOODS,),
        "a service is usage, termed, one_time or expense; say which.",
    ),
    Condition(
        TypeRule.GOODS_ARE_NOT_SERVED,
        "charging_kind",
        _any(*ChargingKind),
        (_SERVICES,),
        "is for services; leave it empty for goods.",
    ),
    Condition(
        TypeRule.FLEXIBLE_BUNDLE,
        "composition",
        _any(Composition.FLEXIBLE_BUNDLE),
        (_TERMED_SERVICES, _COUNTED_GOODS),
        "a flexible bundle is a termed service or a good that is not traceable.",
    ),
    Condition(
        TypeRule.FIXED_BUNDLE,
        "composition",
        _any(Composition.FIXED_BUNDLE),
        (_TERMED_SERVICES, _GOODS),
        "a fixed bundle is a termed service or a good.",
    ),
    Condition(
        TypeRule.PACKAGE,
        "composition",
        _any(Composition.PACKAGE),
        (_TERMED_SERVICES,),
        "a package is a termed service.",
    ),
    Condition(
        TypeRule.USAGE_RECORDS,
        "has_usage_records",
        _any(True),
        ({**_SERVICES, "charging_kind": _any(ChargingKind.USAGE)},),
        "only usage services make usage records.",
    ),
    Condition(
        TypeRule.METER_READINGS,
        "has_meter_readings",
        _any(True),
        (
            {
                **_GOODS,
                "is_traceable": _any(True),
                "composition": _any(Composition.FLAT, Composition.FIXED_BUNDLE),
            },
        ),
        "only traceable goods that are flat or fixed bundles have meters to read.",
    ),
)


def type_violations(values: TypeValues) -> Iterator[Condition]:
    """This will list the conditions that a product type breaks, in the order of the table."""
    for condition in CONDITIONS:
        if getattr(values, condition.column) in condition.values and not any(
            all(getattr(values, column) in allowed for column, allowed in alternative.items())
            for alternative in condition.alternatives
        ):
            yield condition
