"""Characteristics of a link between two products, such as the rent of a router that comes with a line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trunkline.catalog.policies.characteristics import CharacteristicRule, rule_violations
from trunkline.catalog.states import ValueType

CHARACTERISTICS_MAX = 40
_FIELDS = frozenset({"name", "value_type", "choices", "default", "is_required"})


@dataclass(frozen=True)
class LinkCharacteristic:
    """A characteristic of a link; one of type price is a charge of whoever has the link."""

    name: str
    value_type: str
    choices: list[Any]
    default: Any
    is_required: bool

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "LinkCharacteristic":
        """This will read an entry that has no violations."""
        return cls(
            name=entry["name"],
            value_type=entry.get("value_type", ValueType.TEXT),
            choices=entry.get("choices", []),
            default=entry.get("default"),
            is_required=entry.get("is_required", False),
        )

    def written(self) -> dict[str, Any]:
        """This will write the entry with all its fields."""
        return {
            "name": self.name,
            "value_type": self.value_type,
            "choices": self.choices,
            "default": self.default,
            "is_required": self.is_required,
        }


def link_violations(entries: object) -> Iterator[tuple[str, str]]:
    """This will list what is wrong with a link's characteristics: the place in the list, and why."""
    if not isinstance(entries, list) or len(entries) > CHARACTERISTICS_MAX:
        yield "", f"must be a list of at most {CHARACTERISTICS_MAX} characteristics."
        return
    names = []
    for index, entry in enumerate(entries):
        place = f"[{index}]"
        if not isinstance(entry, Mapping) or not set(entry) <= _FIELDS:
            yield place, f"must be an object with {', '.join(sorted(_FIELDS))}."
            continue
        name = entry.get("name")
        if not isinstance(name, str) or not name.isidentifier() or len(name) > 60:  # noqa: PLR2004  # as a column's name
            yield f"{place}.name", "must be letters, digits and underscores."
        elif name in names:
            yield f"{place}.name", "stands in the list twice."
        names.append(name)
        if entry.get("value_type", ValueType.TEXT) not in [*ValueType]:
            yield f"{place}.value_type", f"must be one of {', '.join(ValueType)}."
            continue
        if not isinstance(entry.get("is_required", False), bool):
            yield f"{place}.is_required", "must be true or false."
            continue
        link = LinkCharacteristic.of({"name": "", **entry})
        rule = CharacteristicRule(link.name, link.value_type, link.choices, default=link.default)
        for column, reason in rule_violations(rule):
            yield f"{place}.{column}", reason
