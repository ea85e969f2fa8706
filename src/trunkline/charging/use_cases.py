"""Durable writes of this room."""

from datetime import timedelta

from trunkline.charging import operations, selectors
from trunkline.charging.models import EngineCall
from trunkline.charging.operations import CallDraft
from trunkline.charging.policies import OcsAnswer
from trunkline.charging.states import OPEN_CALL_STATES, EngineCallState
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case
from trunkline.platform.idempotency import KEPT_DAYS


@use_case
def intend_call(command: Command, draft: CallDraft) -> int:
    """This will note a grant or debit before CGRateS is asked for it, and return its number."""
    return operations.intend_call(draft, at=command.at).pk


@use_case
def conclude_call(_command: Command, call_id: int, state: EngineCallState, answer: OcsAnswer) -> None:
    """This will note what became of a grant or debit; what is known to be done stays so."""
    call = selectors.lock_call(call_id)
    if call.state != EngineCallState.DONE:
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
def forget_old_calls(_command: Command) -> None:
    """This will delete records of calls after seven days, as other idempotency keys; those of unknown outcome stay."""
    old = EngineCall.objects.filter(created_at__lt=system_now() - timedelta(days=KEPT_DAYS))
    old.exclude(state__in=OPEN_CALL_STATES).delete()
