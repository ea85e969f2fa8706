"""Cards as running plays see them: each charge noted in the job's journal before and after, limited to the job."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trunkline.flows.processes.undoing import undo_late_effect
from trunkline.flows.use_cases import cards
from trunkline.payments import processes as payments
from trunkline.payments import selectors
from trunkline.payments.models import Payment
from trunkline.payments.states import OPEN_PAYMENT_STATES, PaymentState
from trunkline.platform.commands import Command
from trunkline.provisioning import selectors as jobs
from trunkline.provisioning.errors import JobTokenInvalidError
from trunkline.provisioning.states import EffectState


@dataclass(frozen=True)
class CardCharge:
    """A captured payment of a job (None: nothing was to be paid) and the number of the transaction it claims."""

    payment: Payment | None
    transaction_id: int | None


def charge_card_for_job(
    command: Command, job_id: int, attempt: int, card_id: int, body: Mapping[str, Any]
) -> CardCharge:
    """This will charge a running job's customer and keep in its journal what is needed to give the money back.

    What the run has charged already is answered again, never charged twice. Raises JobTokenInvalidError,
    OutsideJobError, InvalidInputError, CardDeclinedError or GatewayUnavailableError.
    """
    effect_id = cards.intend_card_charge(command, job_id, attempt, card_id, body)
    if effect_id is None:
        return CardCharge(None, None)
    effect = jobs.get_effect(effect_id)
    payment_id = effect.request["payment_id"]
    if effect.state == EffectState.INTENDED:
        payment = selectors.get_payment(payment_id)
        # With a key this may be the same request once more.
        is_first = command.idempotency_key is None
        answer = payments.ask_for_charge(payment, is_first=is_first) if payment.state in OPEN_PAYMENT_STATES else None
        if not cards.conclude_card_charge(command.without_key(), effect_id, answer):
            _give_back(command.without_key(), effect_id, payment_id)
            raise JobTokenInvalidError("The job has ended; nothing more may be touched.")
        effect = jobs.get_effect(effect_id)
    payment = payments.require_captured(payment_id)
    return CardCharge(payment, (effect.answer or {}).get("transaction_id"))


def _give_back(command: Command, effect_id: int, payment_id: int) -> None:
    """A charge that was carried out after its run had ended; one that is still unknown is found in the journal."""
    if selectors.get_payment(payment_id).state == PaymentState.CAPTURED:
        undo_late_effect(command, effect_id)
