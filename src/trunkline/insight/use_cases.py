"""Durable writes of this room: who had which difference mended, and why; that a restore is reconciled."""

from django.db import IntegrityError, transaction

from trunkline.insight.models import REASON_MAX, Mend
from trunkline.insight.policies.differences import Difference
from trunkline.insight.states import MEND_STATES, MendState
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.limits import require_text
from trunkline.platform.models import Restoration

KEY_REUSED = "Send a new Idempotency-Key, or the very request that this was used for."


@use_case
def begin_mend(command: Command, difference: Difference, *, asked_as: str | None = None) -> int:
    """This will note that a difference is about to be mended, by whom and why; returns the number of that record.

    `asked_as` is the mark of the request that asks for it, if it has one: see `selectors.find_mend_asked_as`. Raises
    IdempotencyKeyReusedError when the same was asked of another subject at the same time.
    """
    try:
        with transaction.atomic():
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
    except IntegrityError as error:
        if "asked_as" not in str(error):
            raise
        raise IdempotencyKeyReusedError(KEY_REUSED) from None
    return mend.pk


@use_case
def conclude_mend(_command: Command, mend_id: int, *, is_mended: bool | None) -> None:
    """This will note whether a difference is gone now that it was mended; again, it changes nothing.

    While nobody can tell (None) the mend stays begun.
    """
    if is_mended is None:
        return
    mend = Mend.objects.select_for_update().get(pk=mend_id)
    if mend.state != MendState.BEGUN:
        return
    mend.state = MEND_STATES.next(mend.state, "mend" if is_mended else "remain")
    mend.ended_at = system_now()
    mend.save(update_fields=["state", "ended_at"])


@use_case
def settle_restoration(command: Command, reason: str | None = None) -> int:
    """This will let workers go on after a restore, for a reason (None: the command's).

    Returns how many restorations that ends; again, it ends none. Raises InvalidInputError without a reason, or for one
    of more than 500 characters.
    """
    reason = require_text((command.reason if reason is None else reason).strip(), "reason", REASON_MAX)
    unsettled = Restoration.objects.filter(settled_at__isnull=True)
    return unsettled.update(settled_at=system_now(), settled_by=str(command.actor), reason=reason)
