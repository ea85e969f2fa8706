"""Steps that use cases are made of; they never commit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from trunkline.charging.models import EngineCall
from trunkline.charging.policies import OcsAnswer, Step
from trunkline.charging.states import EngineCallState
from trunkline.platform.clocks import system_now

# Longer than any answer is waited for: nobody else decides before then what became of a call.
BUSY_SECONDS = 30


@dataclass(frozen=True)
class CallDraft:
    """A grant or debit that is about to be asked for under a key."""

    key: str
    fingerprint: str
    method: str
    account: str
    steps: Sequence[Step]
    reference: str = ""


def intend_call(draft: CallDraft, *, at: datetime) -> EngineCall:
    """This will note a call before it is made; one that was refused under the same key is noted anew."""
    values: dict[str, Any] = {
        "fingerprint": draft.fingerprint,
        "method": draft.method,
        "account": draft.account,
        "steps": [asdict(step) for step in draft.steps],
        "state": EngineCallState.INTENDED,
        "answer": None,
        "reference": draft.reference[:200],
        "called_at": at,
        "busy_until": busy_until(),
    }
    return EngineCall.objects.update_or_create(key=draft.key, defaults=values)[0]


def resume_call(call: EngineCall) -> None:
    """This will note that what is left of a call is asked for again."""
    call.busy_until = busy_until()
    call.save(update_fields=["busy_until"])


def conclude_call(call: EngineCall, state: EngineCallState, answer: OcsAnswer) -> None:
    """This will note what became of a call."""
    call.state = state
    call.answer = asdict(answer)
    call.save(update_fields=["state", "answer"])


def busy_until() -> datetime:
    """This will tell until when a call that is made now may be waited for."""
    return system_now() + timedelta(seconds=BUSY_SECONDS)
