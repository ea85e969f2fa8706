"""A gateway for demonstrations: it behaves like a remote one, with a memory of its own and transactions of its own."""

import re
import secrets
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from trunkline.kernel.money import format_amount
from trunkline.payments.errors import CardUnusableError, GatewayUnavailableError
from trunkline.payments.models import DemoGatewayCharge, DemoGatewayRefund
from trunkline.payments.policies import CardDetails, GatewayAnswer, GatewayCharge, GatewayRefund
from trunkline.payments.states import DemoCardBehaviour, DemoChargeState, GatewayOutcome

CARDS = {
    "pm_demo_good": (DemoCardBehaviour.GOOD, CardDetails("visa", "4242", 12, 2099)),
    "pm_demo_declined": (DemoCardBehaviour.DECLINED, CardDetails("visa", "0002", 12, 2099)),
    "pm_demo_authenticate": (DemoCardBehaviour.AUTHENTICATE, CardDetails("visa", "3155", 12, 2099)),
    "pm_demo_timeout": (DemoCardBehaviour.TIMEOUT, CardDetails("visa", "0408", 12, 2099)),
    "pm_demo_timeout_unpaid": (DemoCardBehaviour.TIMEOUT_UNPAID, CardDetails("visa", "0504", 12, 2099)),
}
# A customer may have several cards of a kind. The longest name comes first: another may be how it begins.
_KINDS = "|".join(sorted(CARDS, key=len, reverse=True))
_REFERENCE = re.compile(rf"(?P<kind>{_KINDS})(?:_[0-9a-z]+)?")
_STATES = {
    DemoCardBehaviour.GOOD: DemoChargeState.CAPTURED,
    DemoCardBehaviour.DECLINED: DemoChargeState.DECLINED,
    DemoCardBehaviour.AUTHENTICATE: DemoChargeState.DECLINED,
    DemoCardBehaviour.TIMEOUT: DemoChargeState.CAPTURED,
}
_REFUSALS = {
    DemoCardBehaviour.DECLINED: "The bank declined the card.",
    DemoCardBehaviour.AUTHENTICATE: (
        "The bank wants the customer to confirm the payment, which cannot be done while the customer is away."
    ),
}


class DemoGateway:
    """Takes and gives back imaginary money; each charge and refund is known by the caller's key, and done once."""

    def describe_card(self, card_reference: str) -> CardDetails:
        """This will tell what may be shown of a card; raises CardUnusableError."""
        return _card(card_reference)[1]

    def charge(self, key: UUID, card_reference: str, amount: Decimal, currency: str, description: str) -> GatewayAnswer:
        """This will take an amount, or tell what became of the charge of this key; another amount is refused.

        Raises GatewayUnavailableError where the card is one whose answers are lost.
        """
        del description
        behaviour, _ = _card(card_reference)
        is_known = DemoGatewayCharge.objects.filter(key=key).exists()
        if behaviour is DemoCardBehaviour.TIMEOUT_UNPAID and not is_known:
            raise _lost_answer()
        charge = _remember(
            DemoGatewayCharge(
                key=key,
                reference=_new_reference("demo_ch"),
                card_reference=card_reference,
                amount=amount,
                currency=currency,
                state=_STATES.get(behaviour, DemoChargeState.CANCELLED),
            )
        )
        if behaviour is DemoCardBehaviour.TIMEOUT and not is_known and charge.state == DemoChargeState.CAPTURED:
            raise _lost_answer()
        if charge.state != DemoChargeState.CANCELLED and (charge.amount, charge.currency) != (amount, currency):
            return GatewayAnswer(GatewayOutcome.REFUSED, reason="The key belongs to a charge of another amount.")
        return _answer(charge)

    def close_charge(self, key: UUID) -> GatewayAnswer:
        """This will tell what became of a charge; if nothing has, nothing ever will."""
        cancelled = DemoGatewayCharge(
            key=key,
            reference=_new_reference("demo_ch"),
            amount=Decimal(0),
            currency="XXX",
            state=DemoChargeState.CANCELLED,
        )
        return _answer(_remember(cancelled))

    def refund(self, key: UUID, charge_key: UUID, amount: Decimal) -> GatewayAnswer:
        """This will give an amount of a charge back, or tell what became of the refund of this key."""
        with transaction.atomic(durable=True):
            charge = DemoGatewayCharge.objects.select_for_update().filter(key=charge_key).first()
            known = DemoGatewayRefund.objects.filter(key=key).first()
            if known is not None and known.amount != amount:
                return GatewayAnswer(GatewayOutcome.REFUSED, reason="The key belongs to a refund of another amount.")
            if known is not None:
                return GatewayAnswer(GatewayOutcome.DONE, known.reference)
            if charge is None or charge.state != DemoChargeState.CAPTURED:
                return GatewayAnswer(GatewayOutcome.REFUSED, reason="The gateway has taken no such amount.")
            refunded = charge.refunds.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
            if refunded + amount > charge.amount:
                left = format_amount(charge.amount - refunded, charge.currency)
                return GatewayAnswer(GatewayOutcome.REFUSED, reason=f"The gateway holds only {left} of the charge.")
            refund = DemoGatewayRefund.objects.create(
                key=key, reference=_new_reference("demo_re"), charge=charge, amount=amount
            )
        return GatewayAnswer(GatewayOutcome.DONE, refund.reference)

    def list_charges(self, after: int, limit: int) -> list[GatewayCharge]:
        """This will list charges that come after a position (0: from the first), the eldest first."""
        rows = DemoGatewayCharge.objects.filter(pk__gt=after).prefetch_related("refunds").order_by("pk")
        return [_show(row) for row in rows[:limit]]

    def find_charges(self, keys: Collection[UUID]) -> list[GatewayCharge]:
        """This will find the charges of some keys; unknown ones are left out."""
        return [_show(row) for row in DemoGatewayCharge.objects.filter(key__in=keys).prefetch_related("refunds")]


def _show(charge: DemoGatewayCharge) -> GatewayCharge:
    return GatewayCharge(
        position=charge.pk,
        key=charge.key,
        reference=charge.reference,
        card_reference=charge.card_reference,
        amount=charge.amount,
        currency=charge.currency,
        is_captured=charge.state == DemoChargeState.CAPTURED,
        happened_at=charge.happened_at,
        refunds=tuple(GatewayRefund(row.key, row.reference, row.amount) for row in charge.refunds.all()),
    )


def _card(card_reference: str) -> tuple[DemoCardBehaviour, CardDetails]:
    match = _REFERENCE.fullmatch(card_reference)
    if match is None:
        raise CardUnusableError(
            f"The demo gateway knows these cards only: {', '.join(CARDS)}, also with _ and a number of one's own."
        )
    return CARDS[match["kind"]]


def _remember(charge: DemoGatewayCharge) -> DemoGatewayCharge:
    """Of two at once with one key the second waits for the first's commit on the unique index, and finds its row."""
    with transaction.atomic(durable=True):
        DemoGatewayCharge.objects.bulk_create([charge], ignore_conflicts=True)
        return DemoGatewayCharge.objects.get(key=charge.key)


def _answer(charge: DemoGatewayCharge) -> GatewayAnswer:
    if charge.state == DemoChargeState.CAPTURED:
        # Who asks without knowing that it was all given back has lost their memory, and holds no money of it.
        if charge.refunds.aggregate(sum=Sum("amount"))["sum"] == charge.amount:
            return GatewayAnswer(GatewayOutcome.CANCELLED, reason="The charge was given back in full.")
        return GatewayAnswer(GatewayOutcome.DONE, charge.reference)
    if charge.state == DemoChargeState.DECLINED:
        return GatewayAnswer(GatewayOutcome.REFUSED, charge.reference, _REFUSALS[_card(charge.card_reference)[0]])
    return GatewayAnswer(GatewayOutcome.CANCELLED, reason="The charge was called off before anything was taken.")


def _lost_answer() -> GatewayUnavailableError:
    return GatewayUnavailableError("The gateway's answer did not arrive in time.", is_outcome_unknown=True)


def _new_reference(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"
