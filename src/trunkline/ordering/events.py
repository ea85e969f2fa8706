"""News of this room."""

from dataclasses import dataclass

from trunkline.platform.bus import DomainEvent


@dataclass(frozen=True)
class OrderPlaced(DomainEvent):
    """An order was placed."""

    name = "ordering.order_placed"
    order_id: int


@dataclass(frozen=True)
class OrderLineCompleted(DomainEvent):
    """What a line asked for is done."""

    name = "ordering.order_line_completed"
    order_line_id: int
    instance_id: int


@dataclass(frozen=True)
class OrderLineFailed(DomainEvent):
    """What a line asked for was not done, and nothing of it was left behind."""

    name = "ordering.order_line_failed"
    order_line_id: int
