"""The end of a restore: workers go on once what we and others know is the same, or somebody says that it may differ."""

from trunkline.flows.processes.reconciliation import find_differences
from trunkline.insight import use_cases as records
from trunkline.insight.errors import DifferencesRemainError
from trunkline.insight.models import REASON_MAX
from trunkline.platform.commands import Command
from trunkline.platform.limits import require_text
from trunkline.platform.restorations import find_open_restoration


def settle_after_looking(command: Command, *, despite_differences: bool) -> int:
    """This will let workers go on after a restore, for the command's reason; returns how many restorations that ends.

    First it looks through everything until it finds a difference, unless there may be any. Raises
    DifferencesRemainError, InvalidInputError, OcsUnavailableError or GatewayUnavailableError.
    """
    reason = require_text(command.reason, "reason", REASON_MAX)
    if not despite_differences and find_open_restoration() is not None:
        found = next(find_differences(command.at), None)
        if found is not None:
            raise DifferencesRemainError(
                f"{found.subject} ({found.kind}): {found.explanation} Mend it and what else is listed, or say that"
                " workers are to go on despite it."
            )
    return records.settle_restoration(command, reason)
