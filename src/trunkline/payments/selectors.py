"""Reads of cards, payments and refunds."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import count
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from trunkline.payments.errors import CardNotFoundError
from trunkline.payments.models import Payment, Refund, StoredCard
from trunkline.payments.policies import gateway_key
from trunkline.payments.states import OPEN_PAYMENT_STATES, OPEN_REFUND_STATES, PaymentState
from trunkline.platform.locks import LockKind, note_lock

# How many charges for one purpose a system may have made that was lost: refused ones, tried again by date or by hand.
KEYS_AHEAD = 16


def list_cards(account_id: int) -> QuerySet[StoredCard]:
    """This will list the cards that an account has, its default first."""
    cards = StoredCard.objects.filter(account_id=account_id, removed_at__isnull=True)
    return cards.order_by("-is_default", "pk")


def get_card(card_id: int) -> StoredCard:
    """This will find a card by its number, also one that was removed; raises CardNotFoundError."""
    card = StoredCard.objects.filter(pk=card_id).first()
    if card is None:
        raise CardNotFoundError(f"There is no card {card_id}.")
    return card


def get_card_by_public_id(public_id: str, account_id: int) -> StoredCard:
    """This will find an account's card, also one that was removed; raises CardNotFoundError."""
    card = StoredCard.objects.filter(public_id=public_id, account_id=account_id).first()
    if card is None:
        raise CardNotFoundError(f"The account has no card {public_id}; list its cards.")
    return card


def get_card_of(account_id: int, card_id: int) -> StoredCard:
    """This will find a card that an account has by its number; raises CardNotFoundError for any other."""
    card = list_cards(account_id).filter(pk=card_id).first()
    if card is None:
        raise CardNotFoundError(f"The account has no card {card_id}.")
    return card


def list_payments(account_id: int) -> QuerySet[Payment]:
    """This will list an account's payments with their cards and refunds, the eldest first."""
    refunds = Prefetch("refunds", Refund.objects.order_by("pk"))
    payments = Payment.objects.filter(account_id=account_id).select_related("card", "job")
    return payments.prefetch_related(refunds).order_by("pk")


def get_payment(payment_id: int) -> Payment:
    """This will find a payment with its card by its number inside."""
    return Payment.objects.select_related("card").get(pk=payment_id)


def get_refund(refund_id: int) -> Refund:
    """This will find a refund with its payment by its number inside."""
    return Refund.objects.select_related("payment").get(pk=refund_id)


def lock_payment(payment_id: int) -> Payment:
    """This will lock a payment, and so its refunds, until the transaction ends."""
    note_lock(LockKind.PAYMENT, payment_id)
    return Payment.objects.select_for_update().get(pk=payment_id)


def list_open_refunds(payment_id: int) -> list[Refund]:
    """This will list the refunds of a payment whose outcome is not known, the eldest first."""
    refunds = Refund.objects.select_related("payment")
    return list(refunds.filter(payment_id=payment_id, state__in=OPEN_REFUND_STATES).order_by("pk"))


def list_unsettled_payments(before: datetime) -> list[Payment]:
    """This will list payments made before a system instant whose outcome is still not known."""
    unsettled = Payment.objects.filter(state__in=OPEN_PAYMENT_STATES, created_at__lt=before)
    return list(unsettled.select_related("card").order_by("pk"))


def list_unsettled_refunds(before: datetime) -> list[Refund]:
    """This will list refunds asked for before a system instant whose outcome is still not known."""
    unsettled = Refund.objects.filter(state__in=OPEN_REFUND_STATES, created_at__lt=before)
    return list(unsettled.select_related("payment").order_by("pk"))


def has_open_payments() -> bool:
    """This will tell whether there is a payment or refund whose outcome is not known."""
    is_payment_open = Payment.objects.filter(state__in=OPEN_PAYMENT_STATES).exists()
    return is_payment_open or Refund.objects.filter(state__in=OPEN_REFUND_STATES).exists()


def map_payments(keys: Iterable[UUID]) -> dict[UUID, Payment]:
    """This will find payments with their refunds by their keys."""
    found = Payment.objects.filter(public_id__in=list(keys)).prefetch_related("refunds")
    return {payment.public_id: payment for payment in found}


def find_first_free_number(purpose: str, *, start: int = 0) -> int:
    """This will tell the first number, from one on, whose key for a purpose no payment of ours has."""
    return next(
        number for number in count(start) if not Payment.objects.filter(public_id=gateway_key(purpose, number)).exists()
    )


def list_keys_to_come(purposes: Collection[str]) -> set[UUID]:
    """This will tell with which keys the next payments for some purposes will be asked for: sixteen for each.

    They begin with the first that no payment of ours has.
    """
    first_keys = {purpose: [gateway_key(purpose, number) for number in range(KEYS_AHEAD)] for purpose in purposes}
    keys = [key for row in first_keys.values() for key in row]
    used = set(Payment.objects.filter(public_id__in=keys).values_list("public_id", flat=True))
    to_come: set[UUID] = set()
    for purpose, row in first_keys.items():
        free = next((number for number, key in enumerate(row) if key not in used), None)
        first = find_first_free_number(purpose, start=KEYS_AHEAD) if free is None else free
        to_come.update(gateway_key(purpose, first + number) for number in range(KEYS_AHEAD))
    return to_come


def list_unclaimed_payments(account_id: int, purpose: str) -> list[Payment]:
    """This will list the payments of an account that were found at the gateway under keys of a purpose, unlocked."""
    until = find_first_free_number(purpose) + KEYS_AHEAD
    keys = [gateway_key(purpose, number) for number in range(until)]
    found = Payment.objects.filter(account_id=account_id, is_unclaimed=True, public_id__in=keys)
    return list(found.order_by("pk"))


def list_payments_to_compare(gateways: Collection[str], *, after: int, limit: int) -> list[Payment]:
    """This will list payments of some gateways that hold money or whose outcome is not known, with their refunds.

    They come after one (0: from the first), in the order of their numbers.
    """
    compared = Payment.objects.filter(
        gateway__in=gateways, state__in=[PaymentState.CAPTURED, *OPEN_PAYMENT_STATES], pk__gt=after
    )
    return list(compared.prefetch_related("refunds").order_by("pk")[:limit])


def list_accounts_with_card(gateway: str, card_reference: str) -> list[int]:
    """This will list the accounts that have, or had, a card of a gateway's reference."""
    cards = StoredCard.objects.filter(gateway=gateway, gateway_reference=card_reference)
    return sorted(set(cards.values_list("account_id", flat=True)))


def find_card_of(account_id: int, gateway: str, card_reference: str) -> StoredCard | None:
    """This will find an account's card by its gateway's reference, one that it has rather than one that it had."""
    cards = StoredCard.objects.filter(account_id=account_id, gateway=gateway, gateway_reference=card_reference)
    return cards.order_by(F("removed_at").desc(nulls_first=True), "-pk").first()
