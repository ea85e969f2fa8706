"""Durable writes of this room."""

from datetime import timedelta

from trunkline.charging import operations, selectors
from trunkline.charging.models import REASON_MAX, EngineCall
from trunkline.charging.operations import CallDraft
from trunkline.charging.policies import OcsAnswer
from trunkline.charging.states import OPEN_CALL_STATES, UNSETTLED_CALL_STATES, EngineCallState
from trunkline.kernel.errors import InvalidTransitionError
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.platform.idempotency import KEPT_DAYS
from trunkline.platform.limits import require_text


@use_case
def intend_call(command: Command, draft: CallDraft) -> int:
    """This will note a grant or debit before CGRateS is asked for it, and return its number.

    Raises IdempotencyKeyReusedError when its key is another call's.
    """
    return operations.intend_call(draft, at=command.at).pk


@use_case
def conclude_call(
    _command: Command, call_id: int, state: EngineCallState, answer: OcsAnswer, *, is_found_out: bool = False
) -> None:
    """This will note what became of a grant or debit; what is known to be done stays so.

    What is only found out afterwards (`is_found_out`), or not known, changes nothing that is settled meanwhile.
    """
    call = selectors.lock_call(call_id)
    if call.state == EngineCallState.DONE:
        return
    is_known_at_first_hand = not is_found_out and state not in UNSETTLED_CALL_STATES
    if is_known_at_first_hand or call.state in OPEN_CALL_STATES:
        operations.conclude_call(call, state, answer)


@use_case
def resume_call(_command: Command, call_id: int) -> bool:
    """This will take up a call whose outcome was lost; False when somebody else has, or has settled it, meanwhile."""
    call = selectors.lock_call(call_id)
    if call.state not in OPEN_CALL_STATES or call.busy_until > system_now():
        return False
    operations.resume_call(call)
    return True


@use_case
def settle_by_hand(command: Command, call_id: int, reason: str, *, was_done: bool) -> None:
    """This will note what a person has found out of a call whose outcome nobody knew, for good and with the reason.

    One that was not done may be asked for again under its key. Raises InvalidInputError, or InvalidTransitionError
    when its outcome is known, or it may still be under way.
    """
    require_text(reason, "reason", REASON_MAX)
    call = selectors.lock_call(call_id)
    if call.state not in UNSETTLED_CALL_STATES:
        raise InvalidTransitionError(f"Call {call_id} is {call.state}: there is nothing to settle.")
    if call.state in OPEN_CALL_STATES and call.busy_until > system_now():
        raise InvalidTransitionError(
            f"Call {call_id} may still be under way; settle it in {selectors.seconds_until_free(call)} seconds."
        )
    operations.record_settlement(call, was_done=was_done, reason=reason, actor=command.actor)
    if was_done:
        operations.conclude_call(call, EngineCallState.DONE, OcsAnswer(result="OK"))
    else:
        operations.conclude_call(call, EngineCallState.REFUSED, OcsAnswer(error=f"It was not carried out: {reason}"))


@use_case
def forget_old_calls(_command: Command) -> None:
    """This will delete records of calls seven days after their outcome was known, as other idempotency keys."""
    known = EngineCall.objects.exclude(state__in=UNSETTLED_CALL_STATES)
    known.filter(concluded_at__lt=system_now() - timedelta(days=KEPT_DAYS)).delete()
