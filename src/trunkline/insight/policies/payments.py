"""Where a gateway holds other money than what we believe. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trunkline.insight.policies.differences import Difference, name_subject
from trunkline.insight.states import DifferenceKind
from trunkline.kernel.money import format_amount
from trunkline.kernel.time import format_instant
from trunkline.payments.policies import GatewayCharge
from trunkline.payments.states import OPEN_PAYMENT_STATES, OPEN_REFUND_STATES, PaymentState, RefundState


@dataclass(frozen=True)
class KnownPayment:
    """A payment as we have it; refunds by key, state and amount. `is_settling`: somebody is asking the gateway."""

    gateway: str
    key: str
    account_id: int
    state: str
    amount: Decimal
    currency: str
    refunds: Sequence[tuple[str, str, Decimal]]
    is_settling: bool
    requested_at: datetime

    @property
    def held(self) -> Decimal:
        """What we believe that the gateway holds of it."""
        if self.state != PaymentState.CAPTURED:
            return Decimal(0)
        given = sum((amount for _, state, amount in self.refunds if state == RefundState.REFUNDED), Decimal(0))
        return self.amount - given

    @property
    def is_open(self) -> bool:
        """Whether the outcome of it, or of one of its refunds, is not known."""
        return self.state in OPEN_PAYMENT_STATES or any(state in OPEN_REFUND_STATES for _, state, _ in self.refunds)


@dataclass(frozen=True)
class Payer:
    """Whose a charge is that we do not know, as far as its card tells: the account if it is one, how many else.

    `is_awaited`: something that is under way will ask for this very charge, and be told that it was made.
    """

    account_id: int | None
    accounts: int
    is_awaited: bool


def compare_unknown_charge(gateway: str, charge: GatewayCharge, payer: Payer) -> Difference | None:
    """This will tell of a charge that the gateway holds and that we have never heard of."""
    if not charge.held or payer.is_awaited:
        return None
    held = _money(charge.held, charge.currency)
    if payer.account_id is not None:
        whose, action = (
            "by its card it is this account's",
            (f"{held} is booked as a payment of the account, which can be refunded."),
        )
    else:
        whose = "nobody has its card" if not payer.accounts else f"{payer.accounts} accounts have its card"
        action = f"The gateway is asked to give {held} back."
    return Difference(
        DifferenceKind.PAYMENT_UNKNOWN_HERE,
        name_subject("payment", gateway, charge.key),
        payer.account_id,
        f"The gateway {gateway} holds {held} of a charge {charge.reference} made on"
        f" {format_instant(charge.happened_at)}, of which we know nothing; {whose}.",
        action,
    )


def compare_payment(ours: KnownPayment, theirs: GatewayCharge | None) -> Difference | None:
    """This will tell how what a gateway holds of a payment differs from what we believe."""
    if ours.is_open:
        return None if ours.is_settling else _unsettled(ours)
    there = Decimal(0) if theirs is None else theirs.held
    is_other_currency = theirs is not None and there and theirs.currency != ours.currency
    if there == ours.held and not is_other_currency:
        return None
    if ours.state != PaymentState.CAPTURED:
        return _captured_there(ours, there, theirs.currency if theirs else ours.currency)
    if is_other_currency or there < ours.held:
        return _held_less(ours, theirs)
    return _held_more(ours, there)


def _difference(ours: KnownPayment, kind: DifferenceKind, explanation: str, action: str) -> Difference:
    return Difference(kind, name_subject("payment", ours.gateway, ours.key), ours.account_id, explanation, action)


def _unsettled(ours: KnownPayment) -> Difference:
    amount = _money(ours.amount, ours.currency)
    if ours.state == PaymentState.CAPTURED:
        back = sum((row for _, state, row in ours.refunds if state in OPEN_REFUND_STATES), Decimal(0))
        return _difference(
            ours,
            DifferenceKind.PAYMENT_UNSETTLED,
            f"A refund of {_money(back, ours.currency)} of a payment of {amount} was asked for, and what became of it"
            " is still not known.",
            "The refund is asked for again under its own key, so that it is given back once, and the answer is booked.",
        )
    return _difference(
        ours,
        DifferenceKind.PAYMENT_UNSETTLED,
        f"A payment of {amount} was asked for on {format_instant(ours.requested_at)}, and what became of it is still"
        " not known.",
        "The gateway is asked what became of it, nothing more comes of it, and the answer is booked.",
    )


def _captured_there(ours: KnownPayment, there: Decimal, currency: str) -> Difference:
    held = _money(there, currency)
    return _difference(
        ours,
        DifferenceKind.PAYMENT_CAPTURED_THERE,
        f"We have a payment of {_money(ours.amount, ours.currency)} as {ours.state}, but the gateway {ours.gateway}"
        f" holds {held} of it.",
        f"The gateway is asked to give {held} back: nothing was delivered for it.",
    )


def _held_less(ours: KnownPayment, theirs: GatewayCharge | None) -> Difference:
    held = _money(ours.held, ours.currency)
    there = "knows nothing of it" if theirs is None else f"holds {_money(theirs.held, theirs.currency)} of it"
    same = theirs is not None and theirs.currency == ours.currency
    less = _money(ours.held - (theirs.held if theirs is not None and same else 0), ours.currency)
    return _difference(
        ours,
        DifferenceKind.PAYMENT_HELD_LESS,
        f"We count {held} of a payment as held by the gateway {ours.gateway}, which {there}.",
        f"{less} is booked as given back; the account owes it again.",
    )


def _held_more(ours: KnownPayment, there: Decimal) -> Difference:
    more = _money(there - ours.held, ours.currency)
    return _difference(
        ours,
        DifferenceKind.PAYMENT_HELD_MORE,
        f"We count {_money(ours.held, ours.currency)} of a payment as held by the gateway {ours.gateway}, which holds"
        f" {_money(there, ours.currency)}.",
        f"The gateway is asked to give {more} back.",
    )


def _money(amount: Decimal, currency: str) -> str:
    return f"{format_amount(amount, currency)} {currency}"
