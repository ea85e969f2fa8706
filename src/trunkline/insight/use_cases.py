"""Durable writes of this room: who had which difference mended, and why; that a restore is reconciled."""

from trunkline.insight.models import REASON_MAX, Mend
from trunkline.insight.policies.differences import Difference
from trunkline.insight.states import MEND_STATES, MendState
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.platform.models import Restoration


@use_case
def begin_mend(command: Command, difference: Difference, *, asked_as: str | None = None) -> int:
    """This will note that a difference is about to be mended, by whom and why; returns the number of that record.

    `asked_as` is the mark of the request that asks for it, if it has one: see `selectors.find_mend_asked_as`.
    """
    mend = Mend.objects.create(
        kind=difference.kind,
        subject=difference.subject,
        account_id=difference.account_id,
        explanation=difference.explanation,
        action=difference.action,
        reason=command.reason,
        begun_by=str(command.actor),
        asked_as=asked_as,
    )
    return mend.pk


@use_case
def conclude_mend(_command: Command, mend_id: int, *, is_mended: bool) -> None:
    """This will note whether a difference is gone now that it was mended; again, it changes nothing."""
    mend = Mend.objects.select_for_update().get(pk=mend_id)
    if mend.state != MendState.BEGUN:
        return
    mend.state = MEND_STATES.next(mend.state, "mend" if is_mended else "remain")
    mend.ended_at = system_now()
    mend.save(update_fields=["state", "ended_at"])


@use_case
def settle_restoration(command: Command) -> int:
    """This will let workers go on after a restore, for the command's reason; returns how many restorations that ends.

    Again, it ends none. Raises InvalidInputError without a reason, or for one of more than 500 characters.
    """
    reason = command.reason.strip()
    if not reason or len(reason) > REASON_MAX:
        raise InvalidInputError.for_field("reason", f"say why in at most {REASON_MAX} characters.")
    unsettled = Restoration.objects.filter(settled_at__isnull=True)
    return unsettled.update(settled_at=system_now(), settled_by=str(command.actor), reason=reason)
