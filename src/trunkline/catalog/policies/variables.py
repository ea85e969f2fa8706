"""Which variables a product may give to its plays."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trunkline.catalog.policies.lists import LIST_ITEMS_MAX, LIST_TEXT_MAX
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.exact_json import load_json
from trunkline.platform.limits import VARIABLE_TEXT_MAX, VARIABLES_MAX, require_text

_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}\Z")
# Names by which a variable would change how Ansible connects or runs rather than what a play does, or which each run
# sets anew, so that a value given for them would be lost in silence.
_FORBIDDEN_VARIABLE = re.compile(
    r"(?i)(ansible_.*|_ansible.*|vars|hostvars|groups|group_names|omit|inventory_.*|playbook_dir|play_hosts|role_.*"
    r"|environment|lookup|query|q|connection|remote_user|become.*|access_token|crm_config"
    r"|provision_id|provision_datetime|current_datetime|period_end_datetime)\Z"
)


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
