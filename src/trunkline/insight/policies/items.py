"""Where stock and timeline tell different stories of an item, in sentences. Pure."""

from trunkline.insight.policies.differences import Difference, name_subject
from trunkline.insight.states import DifferenceKind
from trunkline.stock.policies.disagreements import Disagreement


def describe_disagreement(row: Disagreement) -> Difference:
    """This will say in which way an item is told of differently, and what is to be done about it."""
    name = f"{row.specification} {row.reference_number}"
    fate = "It is taken from the service, and meets the fate of its specification: somebody may have it all the same."
    if row.service is not None and row.has_service_ended:
        kind = DifferenceKind.ITEM_AT_ENDED_SERVICE
        explanation = f"By its timeline {name} is still at service {row.service}, which has ended."
        return _difference(row, kind, explanation, fate)
    if row.service is not None:
        kind = DifferenceKind.ITEM_NOT_ASSIGNED
        explanation = f"By its timeline {name} is at service {row.service}, but in stock it is {_in_stock(row)}."
        return _difference(row, kind, explanation, f"Stock says as well that it is assigned to {row.service}.")
    if row.is_held:
        kind = DifferenceKind.ITEM_NOT_RESERVED
        explanation = f"{name} is kept for an order or a customer who is choosing, but in stock it is {row.state}."
        return _difference(
            row, kind, explanation, "Its state says as well that it is Reserved; who waits for it has it."
        )
    if row.allocation == "reserved" or row.state == "Reserved":
        kind = DifferenceKind.ITEM_RESERVED_FOR_NOTHING
        explanation = f"In stock {name} is {_in_stock(row)}, but no order that is under way waits for it."
        return _difference(row, kind, explanation, "It is put back as it was, and can be had again.")
    kind = DifferenceKind.ITEM_NOT_IN_TIMELINE
    explanation = f"In stock {name} is {_in_stock(row)}, but by its timeline no service has it."
    return _difference(row, kind, explanation, fate)


def _difference(row: Disagreement, kind: DifferenceKind, explanation: str, action: str) -> Difference:
    return Difference(kind, name_subject("item", row.item_id), row.account_id, explanation, action)


def _in_stock(row: Disagreement) -> str:
    """Tell the state, and for whom it is kept where that says more."""
    if row.allocation is None:
        return f"{row.state} and kept for nobody"
    for_whom = f"service {row.allocated_to}" if row.allocated_to else "an order"
    return f"{row.state} and {row.allocation} for {for_whom}"
