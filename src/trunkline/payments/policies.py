"""Pure rules of payments: what gateways answer, and what of a payment can be given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trunkline.payments.states import GatewayOutcome, PaymentState, RefundState

GATEWAY_NAME_MAX = 40
CARD_REFERENCE_MAX = 120
DESCRIPTION_MAX = 500
FAILURE_MAX = 300


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
