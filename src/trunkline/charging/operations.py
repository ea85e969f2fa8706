"""Steps that use cases are made of; they never commit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from trunkline.charging import selectors
from trunkline.charging.models import CallSettlement, EngineCall
from trunkline.charging.policies import OcsAnswer, Step
from trunkline.charging.states import OPEN_CALL_STATES, EngineCallState
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Actor
from trunkline.platform.errors import IdempotencyKeyReusedError

# Longer than any answer is waited for: nobody else decides before then what became of a call.
BUSY_SECONDS = 30
# How much longer for each further request that a call is made of.
STEP_SECONDS = 10


@dataclass(frozen=True)
class CallDraft:
    """A grant or debit that is about to be asked for under a key."""

    key: str
    fingerprint: str
    method: str
    tenant: str
    account: str
    steps: Sequence[Step]
    reference: str = ""


def intend_call(draft: CallDraft, *, at: datetime) -> EngineCall:
    """This will note a call before it is made; the same one that was refused under the key before is noted anew.

    Raises IdempotencyKeyReusedError when the key is anything else's, such as that of another account's call made at
    the same time.
    """
    values: dict[str, Any] = {
        "fingerprint": draft.fingerprint,
        "method": draft.method,
        "tenant": draft.tenant,
        "account": draft.account,
        "steps": [asdict(step) for step in draft.steps],
        "state": EngineCallState.INTENDED,
        "answer": None,
        "reference": draft.reference[:200],
        "called_at": at,
        "busy_until": busy_until(len(draft.steps)),
        "concluded_at": None,
    }
    call, is_new = EngineCall.objects.get_or_create(key=draft.key, defaults=values)
    if is_new:
        return call
    call = selectors.lock_call(call.pk)
    if call.state != EngineCallState.REFUSED or call.fingerprint != draft.fingerprint:
        raise IdempotencyKeyReusedError("Send a new key, or the very call that this one was used for.")
    for name, value in values.items():
        setattr(call, name, value)
    call.save(update_fields=[*values])
    return call


def resume_call(call: EngineCall) -> None:
    """This will note that what is left of a call is asked for again."""
    call.busy_until = busy_until(len(call.steps))
    call.save(update_fields=["busy_until"])


def conclude_call(call: EngineCall, state: EngineCallState, answer: OcsAnswer) -> None:
    """This will note what became of a call; one of unknown outcome may be on its way for a while from now on."""
    is_open = state in OPEN_CALL_STATES
    call.state = state
    call.answer = asdict(answer)
    call.concluded_at = None if is_open else system_now()
    if is_open:
        call.busy_until = busy_until(1)
    call.save(update_fields=["state", "answer", "concluded_at", "busy_until"])


def record_settlement(call: EngineCall, *, was_done: bool, reason: str, actor: Actor) -> None:
    """This will keep for good what a person has decided of a call."""
    CallSettlement.objects.create(
        call_number=call.pk,
        method=call.method,
        tenant=call.tenant,
        account=call.account,
        steps=call.steps,
        was_done=was_done,
        reason=reason,
        settled_by=str(actor),
    )


def busy_until(steps: int) -> datetime:
    """This will tell until when a call of so many steps that is made now may be waited for."""
    return system_now() + timedelta(seconds=BUSY_SECONDS + STEP_SECONDS * max(0, steps - 1))
