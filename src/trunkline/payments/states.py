"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class PaymentState(StrEnum):
    """Where a payment stands; an unknown outcome is a state of its own, settled by asking."""

    INTENDED = "intended"
    UNKNOWN = "unknown"
    CAPTURED = "captured"
    DECLINED = "declined"
    CANCELLED = "cancelled"


PAYMENT_STATES = StateTable(
    name="payment",
    initial=PaymentState.INTENDED,
    transitions={
        (PaymentState.INTENDED, "capture"): PaymentState.CAPTURED,
        (PaymentState.INTENDED, "decline"): PaymentState.DECLINED,
        (PaymentState.INTENDED, "cancel"): PaymentState.CANCELLED,
        (PaymentState.INTENDED, "lose"): PaymentState.UNKNOWN,
        (PaymentState.UNKNOWN, "capture"): PaymentState.CAPTURED,
        (PaymentState.UNKNOWN, "decline"): PaymentState.DECLINED,
        (PaymentState.UNKNOWN, "cancel"): PaymentState.CANCELLED,
        (PaymentState.UNKNOWN, "lose"): PaymentState.UNKNOWN,
    },
)
OPEN_PAYMENT_STATES = (PaymentState.INTENDED, PaymentState.UNKNOWN)


class RefundState(StrEnum):
    """Where a refund stands."""

    INTENDED = "intended"
    UNKNOWN = "unknown"
    REFUNDED = "refunded"
    REFUSED = "refused"


REFUND_STATES = StateTable(
    name="refund",
    initial=RefundState.INTENDED,
    transitions={
        (RefundState.INTENDED, "refund"): RefundState.REFUNDED,
        (RefundState.INTENDED, "refuse"): RefundState.REFUSED,
        (RefundState.INTENDED, "lose"): RefundState.UNKNOWN,
        (RefundState.UNKNOWN, "refund"): RefundState.REFUNDED,
        (RefundState.UNKNOWN, "refuse"): RefundState.REFUSED,
        (RefundState.UNKNOWN, "lose"): RefundState.UNKNOWN,
    },
)
OPEN_REFUND_STATES = (RefundState.INTENDED, RefundState.UNKNOWN)


class GatewayOutcome(StrEnum):
    """What a gateway says of a charge or refund; CANCELLED: nothing was taken, and nothing will be.

    NEVER_MADE is what we know of one call: it did not reach the gateway. Of an earlier call that says nothing.
    """

    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    NEVER_MADE = "never_made"


class DemoChargeState(StrEnum):
    """What the demo gateway remembers of a charge."""

    CAPTURED = "captured"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class DemoCardBehaviour(StrEnum):
    """What the demo gateway does with a card."""

    GOOD = "good"
    DECLINED = "declined"
    AUTHENTICATE = "authenticate"
    TIMEOUT = "timeout"
    TIMEOUT_UNPAID = "timeout_unpaid"


DEMO_GATEWAY = "demo"
