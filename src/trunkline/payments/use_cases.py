"""Durable writes of this room."""

from decimal import Decimal

from trunkline.parties.selectors import lock_account
from trunkline.payments import operations, selectors
from trunkline.payments.operations import CardDraft, FoundCharge, PaymentDraft
from trunkline.payments.policies import GatewayAnswer
from trunkline.platform.commands import Command, use_case


@use_case
def store_card(command: Command, draft: CardDraft) -> int:
    """This will store a card for an account and return its number; raises CardStoredAlreadyError."""
    lock_account(draft.account_id)
    return operations.store_card(draft, at=command.at).pk


@use_case
def remove_card(command: Command, card_id: int) -> int:
    """This will remove a card of an account and return its number; raises CardNotFoundError when it has none such."""
    account_id = selectors.get_card(card_id).account_id
    lock_account(account_id)
    card = selectors.get_card_of(account_id, card_id)
    operations.remove_card(card, at=command.at)
    return card.pk


@use_case
def intend_payment(command: Command, draft: PaymentDraft) -> int:
    """This will note a payment before its gateway is asked for it, and return its number inside."""
    return operations.intend_payment(draft, at=command.at).pk


@use_case
def conclude_payment(command: Command, payment_id: int, answer: GatewayAnswer) -> None:
    """This will note what became of a payment, and book what was captured; again, it changes nothing."""
    operations.conclude_payment(selectors.lock_payment(payment_id), answer, at=command.at)


@use_case
def intend_refund(command: Command, payment_id: int, amount: Decimal | None, reason: str) -> int | None:
    """This will note a refund (None: of all that is left) before its gateway is asked for it; returns its number.

    None when all of it is given back already. Raises RefundTooHighError.
    """
    payment = selectors.lock_payment(payment_id)
    refund = operations.intend_refund(payment, amount, reason=reason, at=command.at)
    return None if refund is None else refund.pk


@use_case
def conclude_refund(command: Command, refund_id: int, answer: GatewayAnswer) -> None:
    """This will note what became of a refund, and book what was given back; again, it changes nothing."""
    selectors.lock_payment(selectors.get_refund(refund_id).payment_id)
    operations.conclude_refund(selectors.get_refund(refund_id), answer, at=command.at)


@use_case
def adopt_charge(command: Command, found: FoundCharge) -> int:
    """This will write down and book a charge that only its gateway knew, with its refunds; returns its number.

    One that is written down already stays as it is. Raises AccountNotFoundError.
    """
    lock_account(found.account_id)
    return operations.adopt_charge(found, at=command.at).pk


@use_case
def note_given_back(
    command: Command, payment_id: int, *, held_here: Decimal, held_there: Decimal, reference: str
) -> int:
    """This will book that a captured payment's gateway holds less of it than we counted; returns the refund.

    Raises PaymentMovedError when we do not count so much any more, and RefundTooHighError.
    """
    payment = selectors.lock_payment(payment_id)
    operations.require_held(payment, held_here)
    amount = held_here - held_there
    reason = command.reason or "It is not held by the gateway."
    return operations.note_given_back(payment, amount, reason=reason, reference=reference, at=command.at).pk
