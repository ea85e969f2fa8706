"""What is told of a service that somebody orders or changes: refused where its product does not take it."""

from collections.abc import Mapping, Sequence
from typing import Any

from trunkline.catalog.policies.characteristics import CharacteristicRule, value_violations
from trunkline.catalog.states import CharacteristicSetter
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.commands import Actor, ActorKind

QUANTITY_MAX = 1_000_000
_SETTERS = {ActorKind.CUSTOMER: CharacteristicSetter.CUSTOMER, ActorKind.JOB: CharacteristicSetter.PLAY}


def require_quantity(quantity: int) -> int:
    """This will return a quantity that can be had; raises InvalidInputError."""
    if not 1 <= quantity <= QUANTITY_MAX:
        raise InvalidInputError.for_field("quantity", f"must be from 1 to {QUANTITY_MAX}.")
    return quantity


def require_characteristics(rules: Sequence[CharacteristicRule], told: Mapping[str, Any], actor: Actor) -> None:
    """This will refuse what is told of a service to be: unknown, out of range, not the actor's to set, or missing."""
    refuse(dict(value_violations(rules, told, _setter(actor))))


def require_settable(rules: Sequence[CharacteristicRule], told: Mapping[str, Any], actor: Actor) -> None:
    """This will refuse what is told of a service that is there: what is left out stays as it is, null takes away."""
    given = {name: value for name, value in told.items() if value is not None}
    # A value stands for each that is taken away: who may not set it may not take it either.
    wrong = {name: reason for name, reason in value_violations(rules, given, _setter(actor)) if name in given}
    settable = {rule.name for rule in rules if _rank(rule.set_by) <= _rank(_setter(actor))}
    wrong |= {name: "cannot be taken away." for name in told if name not in given and name not in settable}
    refuse(wrong)


def refuse(wrong: Mapping[str, str], detail: str = "") -> None:
    """This will raise the refusal of characteristics that are wrong, if any is."""
    if wrong:
        fields = {f"characteristics.{name}": reason for name, reason in wrong.items()}
        told = " ".join(f"{name}: {reason}" for name, reason in wrong.items())
        raise InvalidInputError(f"{detail}{told}", fields=fields)


def _setter(actor: Actor) -> CharacteristicSetter:
    return _SETTERS.get(actor.kind, CharacteristicSetter.STAFF)


def _rank(setter: str) -> int:
    ranks = [CharacteristicSetter.CUSTOMER, CharacteristicSetter.STAFF, CharacteristicSetter.PLAY]
    return ranks.index(CharacteristicSetter(setter))
