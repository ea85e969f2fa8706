"""Pure rules of provisioning jobs."""

import re
from collections.abc import Mapping
from typing import Any

from trunkline.kernel.errors import InvalidInputError

# What each run of a job sets anew; a value from elsewhere would be lost without a word.
RUN_VARIABLES = frozenset(
    {"provision_id", "access_token", "provision_datetime", "current_datetime", "period_end_datetime"}
)


def snake_case(name: str) -> str:
    """This will write a specification's name as plays write variables: "SIM Card" becomes "sim_card"."""
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")


def item_variables(items: Mapping[str, int]) -> dict[str, int]:
    """This will name items (numbers inside by specification) for plays: "SIM Card" as it is, and as sim_card_id."""
    return {**items, **{f"{snake_case(name)}_id": item_id for name, item_id in items.items()}}


def merge_variables(
    *,
    product: Mapping[str, Any],
    request: Mapping[str, Any],
    items: Mapping[str, int],
    system: Mapping[str, Any],
) -> dict[str, Any]:
    """This will merge a job's variables; later ones win: product, request, picked items, system.

    A request may override what the product sets by default and nothing else. Raises InvalidInputError on a conflict.
    Items come by `item_variables`.
    """
    fixed = {**item_variables(items), **system}
    for layer, values in (("variables", request), ("provisioning_json_vars", product)):
        taken = sorted(set(values) & (set(fixed) | RUN_VARIABLES))
        if taken:
            raise InvalidInputError.for_field(layer, f"{taken[0]!r} is set by the system and cannot be given.")
    return {**product, **request, **fixed}


def queue_lock(service_id: int | None, line_id: int) -> str:
    """This will name what keeps a line's jobs apart: those of one service run one after the other.

    A service that is still to be made has only the one.
    """
    return f"service:{service_id}" if service_id else f"line:{line_id}"
