"""What a product gives for each period, as the charging system counts it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trunkline.catalog.states import Category
from trunkline.kernel.errors import InvalidInputError

UNLIMITED_UNITS = 999_999_999
BYTES_PER_GIGABYTE = 1024**3
UNLIMITED = "unlimited"
STANDARD_WEIGHT = 10
ADDON_WEIGHT = 20
WEIGHT_MAX = 1_000_000
ALLOWANCE_DAYS = 30
ALLOWANCE_DAYS_MAX = 3650
# The charging system keeps 18 digits before the decimal point.
ALLOWANCE_LIMIT = 10**18
_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True)
class Allowance:
    """What a product gives for each of its periods: a balance of the charging system, in bytes, seconds or messages.

    Balances of a greater weight are used first.
    """

    balance_type: str
    name: str
    value: int
    weight: int


def allowances_of(
    variables: Mapping[str, Any], category: str = Category.STANDALONE, *, field: str = "provisioning_json_vars"
) -> list[Allowance]:
    """This will tell what the shipped plays grant by a product's variables, under the names that they give it.

    Those names are the beginnings of the balances' ids: plays add what tells one order's balances from another's.
    Raises InvalidInputError for a variable that no play could make sense of.
    """
    weight = STANDARD_WEIGHT
    if category == Category.ADDON:
        weight = _whole(variables.get("balance_weight", ADDON_WEIGHT), f"{field}.balance_weight", WEIGHT_MAX)
    found = []
    if "data_gb" in variables:
        gigabytes = variables["data_gb"]
        # As the plays reckon: a float times a power of two is exact.
        size = round(_number(gigabytes, f"{field}.data_gb") * BYTES_PER_GIGABYTE)
        found.append(Allowance("*data", f"DATA_{gigabytes}GB", _bounded(size, f"{field}.data_gb"), weight))
    if "voice_minutes" in variables:
        minutes = variables["voice_minutes"]
        is_unlimited = minutes == UNLIMITED
        seconds = UNLIMITED_UNITS if is_unlimited else _whole(minutes, f"{field}.voice_minutes") * 60
        name = "VOICE_Unlimited" if is_unlimited else f"VOICE_{minutes}MIN"
        found.append(Allowance("*voice", name, _bounded(seconds, f"{field}.voice_minutes"), weight))
    if "sms_count" in variables:
        count = variables["sms_count"]
        is_unlimited = count == UNLIMITED
        messages = UNLIMITED_UNITS if is_unlimited else _whole(count, f"{field}.sms_count")
        found.append(Allowance("*sms", "SMS_Unlimited" if is_unlimited else f"SMS_{count}", messages, weight))
    return found


def allowance_days(variables: Mapping[str, Any], field: str = "provisioning_json_vars") -> int:
    """This will tell for how many days the shipped plays grant what a product without periods gives.

    Raises InvalidInputError for a variable that is no number of days.
    """
    days = _whole(variables.get("days", ALLOWANCE_DAYS), f"{field}.days", ALLOWANCE_DAYS_MAX)
    if days == 0:
        raise InvalidInputError.for_field(f"{field}.days", "must be at least 1.")
    return days


def _number(value: object, field: str) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number and not (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise InvalidInputError.for_field(field, "must be a number from 0, such as 20.")
    try:
        number = float(value)  # type: ignore[arg-type]  # one of the types above
    except OverflowError:
        number = math.inf
    if not 0 <= number < ALLOWANCE_LIMIT:
        raise InvalidInputError.for_field(field, "must be a number from 0, and not so large.")
    return number


def _whole(value: object, field: str, maximum: int = ALLOWANCE_LIMIT - 1) -> int:
    number = _number(value, field)
    if not number.is_integer() or number > maximum:
        raise InvalidInputError.for_field(field, f"must be a whole number from 0 to {maximum:,}.")
    return int(number)


def _bounded(value: int, field: str) -> int:
    if value >= ALLOWANCE_LIMIT:
        raise InvalidInputError.for_field(field, "is more than the charging system can keep.")
    return value
