"""Pure rules of payments: what gateways answer, and what of a payment can be given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from trunkline.payments.states import GatewayOutcome, PaymentState, RefundState

GATEWAY_NAME_MAX = 40
CARD_REFERENCE_MAX = 120
DESCRIPTION_MAX = 500
FAILURE_MAX = 300

_KEYS = UUID("5a0f6f0e-6d1c-4a52-9c39-3f0a8f0a7f11")


def gateway_key(purpose: str, number: int) -> UUID:
    """This will derive the key under which a gateway knows the `number`-th charge or refund for one purpose.

    What does the same again, as a system restored from a backup may, asks with the same keys in the same order, and is
    told what became of each instead of having it done twice. The purpose must name things by their random ids: numbers
    may be given to others.
    """
    return uuid5(_KEYS, f"{purpose}:{number}")


def renewal_purpose(service: UUID, starts_on: date) -> str:
    """This will name what a renewal is paid for: the row of the renewal may be made anew after a restore."""
    return f"renewal:{service}:{starts_on}"


def job_purpose(job: UUID, part: str) -> str:
    """This will name what a job charges for, in any of its runs: after a restore they have other numbers."""
    return f"job:{job}:{part}"


@dataclass(frozen=True)
class CardDetails:
    """What may be shown of a card: never its number."""

    brand: str
    last_four: str
    expiry_month: int
    expiry_year: int


@dataclass(frozen=True)
class GatewayAnswer:
    """What a gateway says became of a charge or refund; `reason` in words, when it was not done."""

    outcome: GatewayOutcome
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True)
class GatewayRefund:
    """A refund as its gateway knows it, by the key that it was asked for with."""

    key: UUID
    reference: str
    amount: Decimal


@dataclass(frozen=True)
class GatewayCharge:
    """A charge as its gateway knows it, by the key that it was asked for with; `position` is its place in the list."""

    position: int
    key: UUID
    reference: str
    card_reference: str
    amount: Decimal
    currency: str
    is_captured: bool
    happened_at: datetime
    refunds: tuple[GatewayRefund, ...] = ()

    @property
    def held(self) -> Decimal:
        """What the gateway still holds of it."""
        captured = self.amount if self.is_captured else Decimal(0)
        return captured - sum((refund.amount for refund in self.refunds), Decimal(0))


_PAYMENT_ACTIONS = {
    GatewayOutcome.DONE: "capture",
    GatewayOutcome.REFUSED: "decline",
    GatewayOutcome.CANCELLED: "cancel",
    GatewayOutcome.UNKNOWN: "lose",
    GatewayOutcome.NEVER_MADE: "cancel",
}
REFUND_ACTIONS = {
    GatewayOutcome.DONE: "refund",
    GatewayOutcome.REFUSED: "refuse",
    # The call was never made: the refund can be asked for anew.
    GatewayOutcome.CANCELLED: "refuse",
    GatewayOutcome.UNKNOWN: "lose",
    GatewayOutcome.NEVER_MADE: "lose",
}


def payment_action(state: str, outcome: GatewayOutcome) -> str:
    """This will tell what a call's outcome does to a payment under way.

    A call that was never made calls the payment off, but not where another may have been: the gateway must be asked.
    """
    if outcome is GatewayOutcome.NEVER_MADE and state == PaymentState.UNKNOWN:
        return "lose"
    return _PAYMENT_ACTIONS[outcome]


def refundable(state: str, captured: Decimal, refunds: Iterable[tuple[str, Decimal]]) -> Decimal:
    """This will tell what can still be given back of a payment; a refund under way counts as given back."""
    if state != PaymentState.CAPTURED:
        return Decimal(0)
    given = sum((amount for refund_state, amount in refunds if refund_state != RefundState.REFUSED), Decimal(0))
    return captured - given
