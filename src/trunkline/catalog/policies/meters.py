"""How a meter's reading becomes usage: which policy applies, and how much it makes of the reading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CONDITIONS_MAX = 20
VALUES_MAX = 200


class ConditionOn(StrEnum):
    """What a condition of a policy looks at."""

    ACCOUNT_CLASS = "account_class"
    COUNTRY = "country"
    REGION = "region"
    TECHNOLOGY = "technology"
    PRODUCT = "product"
    MONTH = "month"


@dataclass(frozen=True)
class MeterPolicyRule:
    """A policy: how many units of usage a unit read is, and where it applies, by what each condition looks at."""

    name: str
    conversion_rate: Decimal
    conditions: Mapping[ConditionOn, frozenset[str]]


def condition_violations(conditions: object) -> Iterator[tuple[str, str]]:
    """This will list what is wrong with conditions as they are given: the place in the list, and why."""
    if not isinstance(conditions, list) or len(conditions) > CONDITIONS_MAX:
        yield "", f"must be a list of at most {CONDITIONS_MAX} conditions."
        return
    seen = set()
    for index, condition in enumerate(conditions):
        place = f"[{index}]"
        if not isinstance(condition, Mapping) or set(condition) != {"on", "is_one_of"}:
            yield place, 'must be an object such as {"on": "country", "is_one_of": ["GB"]}.'
            continue
        if condition["on"] not in [*ConditionOn]:
            yield f"{place}.on", f"must be one of {', '.join(ConditionOn)}."
        elif condition["on"] in seen:
            yield f"{place}.on", "is looked at by a condition already; name all values there."
        else:
            seen.add(condition["on"])
        values = condition["is_one_of"]
        is_list = isinstance(values, list) and 1 <= len(values) <= VALUES_MAX
        if not is_list or not all(isinstance(value, str) and value for value in values):
            yield f"{place}.is_one_of", f"must be a list of 1 to {VALUES_MAX} texts."


def applicable_policy(policies: Sequence[MeterPolicyRule], facts: Mapping[ConditionOn, str]) -> MeterPolicyRule | None:
    """This will find the policy for a reading by what is known of it; of several the smallest conversion rate wins.

    Of two with the same rate the earlier in the list is taken. None applies where a condition looks at what is unknown.
    """
    applying = [policy for policy in policies if _applies(policy, facts)]
    return min(applying, key=lambda policy: policy.conversion_rate, default=None)


def _applies(policy: MeterPolicyRule, facts: Mapping[ConditionOn, str]) -> bool:
    return all(facts.get(on) in values for on, values in policy.conditions.items())


def usage_of(policy: MeterPolicyRule, reading: Decimal, previous: Decimal | None) -> Decimal:
    """This will turn a reading into usage: what was read, less what was read before where readings are cumulative.

    Raises ValueError when a cumulative reading is below the one before: a meter was changed, which is told separately.
    """
    read = reading if previous is None else reading - previous
    if read < 0:
        raise ValueError(f"The reading {reading} is below the one before, {previous}.")
    return read * policy.conversion_rate
