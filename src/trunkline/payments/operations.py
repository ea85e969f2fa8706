"""Steps that use cases are made of; they never commit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from trunkline.billing import operations as billing
from trunkline.billing.models import LedgerEntry
from trunkline.billing.states import LedgerAccount
from trunkline.kernel.money import format_amount
from trunkline.kernel.time import local_date
from trunkline.parties.selectors import get_time_zone
from trunkline.payments.errors import CardStoredAlreadyError, RefundTooHighError
from trunkline.payments.models import Payment, Refund, StoredCard
from trunkline.payments.policies import (
    FAILURE_MAX,
    REFUND_ACTIONS,
    CardDetails,
    GatewayAnswer,
    payment_action,
    refundable,
)
from trunkline.payments.states import (
    OPEN_PAYMENT_STATES,
    OPEN_REFUND_STATES,
    PAYMENT_STATES,
    REFUND_STATES,
    PaymentState,
    RefundState,
)


@dataclass(frozen=True)
class CardDraft:
    """A card to be stored for an account, as its gateway describes it."""

    account_id: int
    gateway: str
    gateway_reference: str
    details: CardDetails
    is_default: bool


@dataclass(frozen=True)
class PaymentDraft:
    """Money to be taken from a card: an amount in its currency's minor units, and the job that asks, if one does."""

    card: StoredCard
    amount: Decimal
    currency: str
    description: str
    job_id: int | None = None


def store_card(draft: CardDraft, *, at: datetime) -> StoredCard:
    """This will store a card of a locked account; its first card is the default. Raises CardStoredAlreadyError."""
    cards = StoredCard.objects.filter(account_id=draft.account_id, removed_at__isnull=True)
    is_default = draft.is_default or not cards.exists()
    if is_default:
        cards.filter(is_default=True).update(is_default=False)
    try:
        with transaction.atomic():
            return StoredCard.objects.create(
                account_id=draft.account_id,
                gateway=draft.gateway,
                gateway_reference=draft.gateway_reference,
                brand=draft.details.brand,
                last_four=draft.details.last_four,
                expiry_month=draft.details.expiry_month,
                expiry_year=draft.details.expiry_year,
                is_default=is_default,
                stored_at=at,
            )
    except IntegrityError as error:
        if "card_stored_once" not in str(error):
            raise
        raise CardStoredAlreadyError(
            f"The account has the card that ends in {draft.details.last_four} already; remove it first."
        ) from None


def remove_card(card: StoredCard, *, at: datetime) -> None:
    """This will remove a card of a locked account; the eldest one left becomes the default in its place."""
    was_default = card.is_default
    card.is_default = False
    card.removed_at = at
    card.save(update_fields=["is_default", "removed_at"])
    heir = StoredCard.objects.filter(account_id=card.account_id, removed_at__isnull=True).order_by("pk").first()
    if was_default and heir is not None:
        heir.is_default = True
        heir.save(update_fields=["is_default"])


def intend_payment(draft: PaymentDraft, *, at: datetime) -> Payment:
    """This will note a payment before its gateway is asked for it."""
    card = draft.card
    return Payment.objects.create(
        account_id=card.account_id,
        card=card,
        job_id=draft.job_id,
        description=draft.description,
        gateway=card.gateway,
        amount=draft.amount,
        currency=draft.currency,
        requested_at=at,
    )


def conclude_payment(payment: Payment, answer: GatewayAnswer, *, at: datetime) -> None:
    """This will note what became of a locked payment, and book what was captured; one that is settled stays so."""
    if payment.state not in OPEN_PAYMENT_STATES:
        return
    payment.state = PAYMENT_STATES.next(payment.state, payment_action(payment.state, answer.outcome))
    payment.gateway_reference = answer.reference or None
    payment.failure = answer.reason[:FAILURE_MAX]
    if payment.state not in OPEN_PAYMENT_STATES:
        payment.settled_at = at
    if payment.state == PaymentState.CAPTURED:
        payment.ledger_entry = _book(payment, "payment", payment.amount, at=at)
    payment.save()


def intend_refund(payment: Payment, amount: Decimal | None, *, reason: str, at: datetime) -> Refund | None:
    """This will note a refund of a locked payment (None: of all that is left) before its gateway is asked for it.

    None when all of it is given back already. Raises RefundTooHighError.
    """
    refunds = payment.refunds.values_list("state", "amount")
    left = refundable(payment.state, payment.amount, refunds)
    if amount is None:
        amount = left
    elif amount <= 0 or amount > left:
        raise RefundTooHighError(
            f"Of the payment {format_amount(left, payment.currency)} {payment.currency} can be refunded,"
            f" not {format_amount(amount, payment.currency)}."
        )
    if not amount:
        return None
    return Refund.objects.create(payment=payment, amount=amount, reason=reason, requested_at=at)


def conclude_refund(refund: Refund, answer: GatewayAnswer, *, at: datetime) -> None:
    """This will note what became of a refund of a locked payment, and book what was given back; once."""
    if refund.state not in OPEN_REFUND_STATES:
        return
    refund.state = REFUND_STATES.next(refund.state, REFUND_ACTIONS[answer.outcome])
    refund.gateway_reference = answer.reference or None
    refund.failure = answer.reason[:FAILURE_MAX]
    if refund.state not in OPEN_REFUND_STATES:
        refund.settled_at = at
    if refund.state == RefundState.REFUNDED:
        refund.ledger_entry = _book(refund.payment, "refund", -refund.amount, at=at)
    refund.save()


def _book(payment: Payment, reason: str, amount: Decimal, *, at: datetime) -> LedgerEntry:
    """Money that came from the gateway is there to be cleared, and no longer owed by the account; a refund reverses."""
    zone = get_time_zone(payment.account_id, at)
    sides = {LedgerAccount.GATEWAY_CLEARING: amount, LedgerAccount.RECEIVABLES: -amount}
    return billing.book(payment.account_id, reason, sides, currency=payment.currency, booked_on=local_date(at, zone))
