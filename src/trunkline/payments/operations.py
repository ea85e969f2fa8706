"""Steps that use cases are made of; they never commit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from trunkline.billing import operations as billing
from trunkline.billing.models import LedgerEntry
from trunkline.billing.states import LedgerAccount
from trunkline.kernel.ids import new_public_id
from trunkline.kernel.money import format_amount
from trunkline.kernel.time import local_date
from trunkline.parties.selectors import get_time_zone
from trunkline.payments import selectors
from trunkline.payments.errors import CardStoredAlreadyError, PaymentMovedError, RefundTooHighError
from trunkline.payments.models import Payment, Refund, StoredCard
from trunkline.payments.policies import (
    FAILURE_MAX,
    REFUND_ACTIONS,
    CardDetails,
    GatewayAnswer,
    GatewayCharge,
    gateway_key,
    payment_action,
    refundable,
)
from trunkline.payments.states import (
    OPEN_PAYMENT_STATES,
    OPEN_REFUND_STATES,
    PAYMENT_STATES,
    REFUND_STATES,
    GatewayOutcome,
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
    """Money to be taken from a card: an amount in its currency's minor units, and the job that asks, if one does.

    `purpose` says by random ids what it is for, where the same may be asked again after a restore: see `gateway_key`.
    """

    card: StoredCard
    amount: Decimal
    currency: str
    description: str
    job_id: int | None = None
    purpose: str = ""


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
    """This will note a payment before its gateway is asked for it.

    What was found at the gateway under a key of the very purpose, and stands to the account's credit, is that payment.
    """
    found = _claim_found(draft)
    if found is not None:
        return found
    card = draft.card
    # The first key of the purpose that no payment of ours has yet: a further attempt is a charge of its own.
    number = selectors.find_first_free_number(draft.purpose) if draft.purpose else None
    return Payment.objects.create(
        public_id=new_public_id() if number is None else gateway_key(draft.purpose, number),
        account_id=card.account_id,
        card=card,
        job_id=draft.job_id,
        description=draft.description,
        gateway=card.gateway,
        amount=draft.amount,
        currency=draft.currency,
        requested_at=at,
    )


def _claim_found(draft: PaymentDraft) -> Payment | None:
    """Take for a draft what its account has paid for it already, of which only the gateway knew: all of it, or none."""
    if not draft.purpose:
        return None
    for named in selectors.list_unclaimed_payments(draft.card.account_id, draft.purpose):
        payment = selectors.lock_payment(named.pk)
        left = refundable(payment.state, payment.amount, payment.refunds.values_list("state", "amount"))
        is_same = (payment.amount, payment.currency) == (draft.amount, draft.currency)
        if payment.is_unclaimed and is_same and left == payment.amount:
            payment.is_unclaimed = False
            payment.job_id, payment.description = draft.job_id, draft.description
            payment.save(update_fields=["is_unclaimed", "job", "description"])
            return payment
    return None


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
    key = new_public_id()
    if amount is None:
        amount = left
        key = gateway_key(f"rest:{payment.public_id}", payment.refunds.count())
    elif amount <= 0 or amount > left:
        raise RefundTooHighError(
            f"Of the payment {format_amount(left, payment.currency)} {payment.currency} can be refunded,"
            f" not {format_amount(amount, payment.currency)}."
        )
    if not amount:
        return None
    return Refund.objects.create(public_id=key, payment=payment, amount=amount, reason=reason, requested_at=at)


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


@dataclass(frozen=True)
class FoundCharge:
    """A charge that a gateway holds and that is written down here afterwards, with the card that it was made from."""

    account_id: int
    card: StoredCard | None
    gateway: str
    charge: GatewayCharge


def adopt_charge(found: FoundCharge, *, at: datetime) -> Payment:
    """This will write down and book a captured charge of a locked account that only its gateway knew, as it is there.

    One that is written down already stays as it is. If something asks later for what it was made for, it is that.
    """
    charge = found.charge
    payment, is_new = Payment.objects.get_or_create(
        public_id=charge.key,
        defaults={
            "account_id": found.account_id,
            "card": found.card,
            "description": f"Found at the gateway as {charge.reference}",
            "gateway": found.gateway,
            "amount": charge.amount,
            "currency": charge.currency,
            "requested_at": at,
        },
    )
    if is_new:
        conclude_payment(payment, GatewayAnswer(GatewayOutcome.DONE, charge.reference), at=at)
        payment.is_unclaimed = True
        payment.save(update_fields=["is_unclaimed"])
        for refund in charge.refunds:
            note_given_back(payment, refund.amount, reason="Found at the gateway", reference=refund.reference, at=at)
    return payment


def require_held(payment: Payment, believed: Decimal) -> None:
    """This will raise PaymentMovedError unless so much of a locked payment is held, and no refund of it is open."""
    refunds = list(payment.refunds.values_list("state", "amount"))
    is_open = any(state in OPEN_REFUND_STATES for state, _ in refunds)
    held = refundable(payment.state, payment.amount, refunds)
    if is_open or held != believed:
        raise PaymentMovedError(
            f"Of the payment {format_amount(held, payment.currency)} {payment.currency} are left by now,"
            f" not {format_amount(believed, payment.currency)}, or a refund is under way. Nothing was booked:"
            " look again."
        )


def note_given_back(payment: Payment, amount: Decimal, *, reason: str, reference: str | None, at: datetime) -> Refund:
    """This will book that so much of a locked, captured payment is not held by its gateway any more, without asking it.

    Raises RefundTooHighError.
    """
    refund = intend_refund(payment, amount, reason=reason, at=at)
    if refund is None:
        raise RuntimeError("A refund of an amount is noted or refused.")
    conclude_refund(refund, GatewayAnswer(GatewayOutcome.DONE, reference or ""), at=at)
    return refund


def _book(payment: Payment, reason: str, amount: Decimal, *, at: datetime) -> LedgerEntry:
    """Money that came from the gateway is there to be cleared, and no longer owed by the account; a refund reverses."""
    zone = get_time_zone(payment.account_id, at)
    sides = {LedgerAccount.GATEWAY_CLEARING: amount, LedgerAccount.RECEIVABLES: -amount}
    return billing.book(payment.account_id, reason, sides, currency=payment.currency, booked_on=local_date(at, zone))
