"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class PaymentState(StrEnum):
    """Where a payment stands; an unknown outcome is a state of its own, settled by asking."""

    INTENDED = "intended"
    UNKNOWN = "unknown"
    CAPTURED = "captured"
    DECLINED = "declined"


PAYMENT_STATES = StateTable(
    name="payment",
    initial=PaymentState.INTENDED,
    transitions={
        (PaymentState.INTENDED, "capture"): PaymentState.CAPTURED,
        (PaymentState.INTENDED, "decline"): PaymentState.DECLINED,
        (PaymentState.INTENDED, "lose"): PaymentState.UNKNOWN,
        (PaymentState.UNKNOWN, "capture"): PaymentState.CAPTURED,
        (PaymentState.UNKNOWN, "decline"): PaymentState.DECLINED,
    },
)
