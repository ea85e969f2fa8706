"""What may be told of what a customer has of a product: rules of characteristics, and values checked against them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator

from trunkline.catalog.states import CharacteristicSetter, ValueType

CHOICES_MAX = 200
TEXT_MAX = 500
# Without it, a day would be any text.
FORMAT_CHECKER = Draft202012Validator.FORMAT_CHECKER
_NUMERIC = (ValueType.WHOLE, ValueType.DECIMAL, ValueType.PRICE)


@dataclass(frozen=True)
class CharacteristicRule:
    """What one characteristic takes: a type, choices or a range, whether it must be told, and by whom."""

    name: str
    value_type: str
    choices: list[Any]
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    default: Any = None
    is_required: bool = False
    is_secret: bool = False
    set_by: str = CharacteristicSetter.CUSTOMER


def rule_violations(rule: CharacteristicRule) -> Iterator[tuple[str, str]]:
    """This will list what is wrong with a characteristic's declaration: the column, and why."""
    if not isinstance(rule.choices, list):
        yield "choices", "must be a list of values."
        return
    if len(rule.choices) > CHOICES_MAX:
        yield "choices", f"are at most {CHOICES_MAX}."
    if rule.value_type not in _NUMERIC and (rule.minimum is not None or rule.maximum is not None):
        yield "minimum" if rule.minimum is not None else "maximum", "is for numbers only."
    for position, choice in enumerate(rule.choices[:CHOICES_MAX]):
        if reason := _why_not_typed(rule, choice):
            yield f"choices[{position}]", reason
    if len({repr(choice) for choice in rule.choices}) < len(rule.choices):
        yield "choices", "hold a value twice."
    if rule.default is not None and (reason := why_not(rule, rule.default)):
        yield "default", reason
    if rule.is_secret and rule.default is not None:
        yield "default", "of a secret would be known to everybody; leave it out."
    if rule.is_required and rule.set_by == CharacteristicSetter.PLAY and rule.default is None:
        yield "is_required", "cannot be demanded of a customer or the staff where only plays may set it."


def why_not(rule: CharacteristicRule, value: object) -> str | None:
    """This will tell why a characteristic does not take a value; None where it does."""
    error = next(Draft202012Validator(_property(rule), format_checker=FORMAT_CHECKER).iter_errors(value), None)
    return None if error is None else f"{error.message}."


def _why_not_typed(rule: CharacteristicRule, value: object) -> str | None:
    """The same for a choice, which is one of the choices by itself."""
    return why_not(replace(rule, choices=[]), value)


def value_violations(
    rules: Iterable[CharacteristicRule], values: Mapping[str, Any], setter: str
) -> Iterator[tuple[str, str]]:
    """This will list what is wrong with values given by a customer, the staff or a play: the name, and why.

    The staff may set what customers may, plays all; what must be told and has no default must be there.
    """
    known = {rule.name: rule for rule in rules}
    ranks = [CharacteristicSetter.CUSTOMER, CharacteristicSetter.STAFF, CharacteristicSetter.PLAY]
    rank = ranks.index(CharacteristicSetter(setter))
    for name, value in values.items():
        rule = known.get(name)
        if rule is None:
            yield name, "is no characteristic of the product."
        elif ranks.index(CharacteristicSetter(rule.set_by)) > rank:
            yield name, f"is set by the {rule.set_by} only."
        elif reason := why_not(rule, value):
            yield name, reason
    for rule in known.values():
        if rule.is_required and rule.default is None and rule.name not in values:
            yield rule.name, "must be told."


def with_defaults(rules: Iterable[CharacteristicRule], values: Mapping[str, Any]) -> dict[str, Any]:
    """This will add the defaults of what was not told."""
    return {**{rule.name: rule.default for rule in rules if rule.default is not None}, **values}


def json_schema(rules: Iterable[CharacteristicRule]) -> dict[str, Any]:
    """This will write the characteristics of a product as a JSON Schema (2020-12)."""
    listed = list(rules)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {rule.name: _property(rule) for rule in listed},
        "required": [rule.name for rule in listed if rule.is_required and rule.default is None],
        "additionalProperties": False,
    }


def _property(rule: CharacteristicRule) -> dict[str, Any]:
    forms: dict[str, dict[str, Any]] = {
        ValueType.TEXT: {"type": "string", "maxLength": TEXT_MAX},
        ValueType.WHOLE: {"type": "integer"},
        ValueType.DECIMAL: {"type": "number"},
        ValueType.PRICE: {"type": "number", "minimum": 0},
        ValueType.BOOLEAN: {"type": "boolean"},
        ValueType.DATE: {"type": "string", "format": "date"},
    }
    written = dict(forms[rule.value_type])
    if rule.choices:
        written["enum"] = rule.choices
    if rule.minimum is not None:
        written["minimum"] = rule.minimum
    if rule.maximum is not None:
        written["maximum"] = rule.maximum
    if rule.default is not None:
        written["default"] = rule.default
    if rule.is_secret:
        written["writeOnly"] = True
    return written
