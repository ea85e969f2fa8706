"""Pure rules of the catalogue: how lists in strings are read, margins, eligibility."""

import ast
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from trunkline.catalog.states import AutoRenew, Category
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.exact_json import load_json
from trunkline.platform.limits import VARIABLE_TEXT_MAX, VARIABLES_MAX, require_text

LIST_TEXT_MAX = 10_000
LIST_ITEMS_MAX = 50
FEATURE_MAX = 300
HINT_LENGTH = 50
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
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}\Z")
# Names by which a variable would change how Ansible connects or runs rather than what a play does, or which each run
# sets anew, so that a value given for them would be lost in silence.
_FORBIDDEN_VARIABLE = re.compile(
    r"(?i)(ansible_.*|_ansible.*|vars|hostvars|groups|group_names|omit|inventory_.*|playbook_dir|play_hosts|role_.*"
    r"|environment|lookup|query|q|connection|remote_user|become.*|access_token|crm_config"
    r"|provision_id|provision_datetime|current_datetime|period_end_datetime)\Z"
)


def parse_string_list(value: object, field: str) -> list[str]:
    """This will read a list of texts: a list, or the list in a string that imports use ("['SIM Card', 'Number']").

    None and "" are the empty list. Raises InvalidInputError that names the field and the reason.
    """
    if value is None or value == "":
        return []
    if isinstance(value, str):
        value = _parse_list_literal(value, field)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise InvalidInputError.for_field(field, "must be a list of texts, such as ['SIM Card', 'Mobile Number'].")
    if len(value) > LIST_ITEMS_MAX:
        raise InvalidInputError.for_field(field, f"has {len(value)} entries; at most {LIST_ITEMS_MAX} are allowed.")
    return [require_text(entry, field, FEATURE_MAX).strip() for entry in value]


def _parse_list_literal(text: str, field: str) -> object:
    require_text(text, field, LIST_TEXT_MAX, optional=True)
    if not text.strip():
        return []
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise InvalidInputError.for_field(
            field, "is not a list in Python's syntax, such as ['SIM Card', 'Mobile Number']."
        ) from None


def parse_features(value: object, field: str = "features_list") -> list[str]:
    """This will read features: a list, a list in a string, or a text whose features end in a period and a space."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        require_text(value, field, LIST_TEXT_MAX, optional=True)
        parts = [part.strip() for part in value.strip().removesuffix(".").split(". ")]
        value = [part for part in parts if part]
    return parse_string_list(value, field)


def parse_variables(value: object, field: str = "provisioning_json_vars") -> dict[str, Any]:
    """This will read variables of a play: an object, or JSON in a string; names and values are checked.

    Raises InvalidInputError that names the field and the variable.
    """
    if value is None or value == "":
        return {}
    if isinstance(value, str):
        require_text(value, field, LIST_TEXT_MAX)
        try:
            value = load_json(value)
        except ValueError:
            raise InvalidInputError.for_field(field, 'is not JSON, such as {"days": 30}.') from None
    if not isinstance(value, Mapping):
        raise InvalidInputError.for_field(field, 'must be an object, such as {"days": 30}.')
    if len(value) > VARIABLES_MAX:
        raise InvalidInputError.for_field(field, f"has {len(value)} variables; at most {VARIABLES_MAX} are allowed.")
    return {name: _variable(name, entry, field) for name, entry in value.items()}


def _variable(name: object, value: object, field: str) -> Any:
    if not isinstance(name, str) or not _VARIABLE_NAME.match(name) or _FORBIDDEN_VARIABLE.match(name):
        raise InvalidInputError.for_field(field, f"{str(name)[:80]!r} is not allowed as the name of a variable.")
    return _variable_value(value, f"{field}.{name}", depth=0)


def _variable_value(value: object, field: str, *, depth: int) -> Any:
    if isinstance(value, str):
        return require_text(value, field, VARIABLE_TEXT_MAX, optional=True)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**63:
        return value
    # Whether it is finite shows as a float only: a decimal may be larger than any.
    if isinstance(value, Decimal | float) and math.isfinite(number := float(value)):
        return number
    if depth < 3 and isinstance(value, list) and len(value) <= LIST_ITEMS_MAX:  # noqa: PLR2004  # nested at most thrice
        return [_variable_value(entry, field, depth=depth + 1) for entry in value]
    raise InvalidInputError.for_field(field, "must be a text, a number, true, false, null or a short list of these.")


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


@dataclass(frozen=True)
class Margins:
    """What a price earns: profit in the currency, markup on the cost and margin on the price in percent.

    Markup is None at no cost, margin is None at no price.
    """

    profit: Decimal
    markup_percent: Decimal | None
    margin_percent: Decimal | None


def margins(retail: Decimal, wholesale: Decimal) -> Margins:
    """This will tell what is earned: 15.00 over 5.00 is 10.00 profit, 200 % markup and 67 % margin."""
    profit = retail - wholesale
    return Margins(
        profit=profit,
        markup_percent=_whole_percent(profit, wholesale),
        margin_percent=_whole_percent(profit, retail),
    )


def _whole_percent(part: Decimal, whole: Decimal) -> Decimal | None:
    if whole == 0:
        return None
    return (part * 100 / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Offer:
    """What eligibility reads of a product."""

    is_enabled: bool
    category: str
    is_for_residential: bool
    is_for_business: bool
    customer_can_purchase: bool
    available_from: datetime | None
    available_until: datetime | None
    brand_id: int | None
    has_price: bool
    service_type: str = ""
    relies_on: Sequence[str] = ()


@dataclass(frozen=True)
class AddedTo:
    """What eligibility reads of the service that an add-on is to add to: `names` are its own and its product's."""

    names: frozenset[str]
    service_type: str
    is_active: bool


def ineligibility(
    offer: Offer,
    *,
    is_business: bool,
    brand_id: int,
    by_customer: bool,
    at: datetime,
    adds_to: AddedTo | None = None,
) -> list[str]:
    """This will list every reason why an account cannot order a product at an instant; none means it can.

    `adds_to` is the service for which it is asked for, if any.
    """
    is_addon = offer.category == Category.ADDON
    reasons = {
        "The product is disabled; new orders are not taken.": not offer.is_enabled,
        "The product is not sold to business customers.": is_business and not offer.is_for_business,
        "The product is not sold to residential customers.": not is_business and not offer.is_for_residential,
        "Customers cannot buy this product themselves.": by_customer and not offer.customer_can_purchase,
        "The product is not available yet.": offer.available_from is not None and at < offer.available_from,
        "The product is no longer available.": offer.available_until is not None and at >= offer.available_until,
        "The product belongs to another brand.": offer.brand_id is not None and offer.brand_id != brand_id,
        "The product has no price in the account's currency.": not offer.has_price,
        "A bundle is ordered by its components.": offer.category == Category.BUNDLE,
        "An add-on is ordered from the page of the service that it adds to.": is_addon and adds_to is None,
        "The product is no add-on: it is ordered by itself.": not is_addon and adds_to is not None,
    }
    found = [reason for reason, holds in reasons.items() if holds]
    return found if adds_to is None or not is_addon else found + _addon_ineligibility(offer, adds_to)


def _addon_ineligibility(offer: Offer, adds_to: AddedTo) -> list[str]:
    """Why an add-on does not fit a service: another type, not active, or none of those that it relies on."""
    reasons = {
        f"The add-on is for services of type {offer.service_type}.": adds_to.service_type != offer.service_type,
        "The service is not active.": not adds_to.is_active,
        f"The add-on needs one of these services: {', '.join(offer.relies_on)}.": bool(offer.relies_on)
        and not adds_to.names & set(offer.relies_on),
    }
    return [reason for reason, holds in reasons.items() if holds]


def renews_automatically(policy: str, choice: bool | None) -> bool:  # noqa: FBT001  # three answers: yes, no, not asked
    """This will tell whether a new service renews by itself; raises InvalidInputError when nobody was asked."""
    if policy == AutoRenew.PROMPT:
        if choice is None:
            raise InvalidInputError.for_field("auto_renew", "must be chosen: the product asks for it at purchase.")
        return choice
    return policy == AutoRenew.TRUE
