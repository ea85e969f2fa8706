"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class OrderState(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    COMPLETED = "completed"
    FAILED = "failed"


ORDER_STATES = StateTable(
    name="order",
    initial=OrderState.PLACED,
    transitions={
        (OrderState.PLACED, "complete"): OrderState.COMPLETED,
        (OrderState.PLACED, "fail"): OrderState.FAILED,
        (OrderState.FAILED, "retry"): OrderState.PLACED,
    },
)


class LineAction(StrEnum):
    """What an order line asks for; a part is one of a bundle or package, ordered with it or added to it later."""

    ADD = "add"
    ADD_PART = "add_part"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"
    REMOVE = "remove"
    CHANGE = "change"


class LineState(StrEnum):
    """Where an order line stands."""

    PROVISIONING = "provisioning"
    DONE = "done"
    FAILED = "failed"


LINE_STATES = StateTable(
    name="order line",
    initial=LineState.PROVISIONING,
    transitions={
        (LineState.PROVISIONING, "complete"): LineState.DONE,
        (LineState.PROVISIONING, "fail"): LineState.FAILED,
        (LineState.FAILED, "retry"): LineState.PROVISIONING,
    },
)

ORDER_KEY = "ORD"
