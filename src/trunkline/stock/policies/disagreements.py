"""What stock, the timeline and orders say of one item where it is not the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Disagreement:
    """An item of which timeline and stock, or stock and orders, say different things.

    It `is_held` while its reservation is for an order line under way, or has not ended yet.
    """

    item_id: int
    specification: str
    reference_number: str
    state: str
    allocation: str | None
    allocated_to_id: int | None
    allocated_to: str | None
    service_id: int | None
    service: str | None
    has_service_ended: bool
    account_id: int | None
    is_held: bool
