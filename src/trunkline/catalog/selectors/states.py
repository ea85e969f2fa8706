"""Reads of service states."""

from trunkline.catalog.models import Product, ServiceState, StateTransition
from trunkline.catalog.states import BaseStatus
from trunkline.kernel.errors import InvalidInputError


def get_service_state(code: str) -> ServiceState:
    """This will find a service state by its word; raises InvalidInputError that lists the known ones."""
    state = ServiceState.objects.filter(code=code).first()
    if state is None:
        known = ", ".join(ServiceState.objects.order_by("pk").values_list("code", flat=True))
        raise InvalidInputError.for_field("service_status", f"{code[:40]!r} is none of {known}.")
    return state


def find_state_transition(
    product: Product, from_state: ServiceState | None, to: ServiceState
) -> StateTransition | None:
    """This will find the transition that services of a product can make between two states; None: they cannot.

    The product's own table goes before that of its type; from no state is from New.
    """
    table_id = product.state_table_id or product.product_type.state_table_id
    steps = StateTransition.objects.filter(table_id=table_id, to_state=to)
    return steps.filter(from_state=from_state).first() if from_state else steps.filter(from_state__isnull=True).first()


def is_ended(state: ServiceState) -> bool:
    """This will tell whether a state means that the service has ended."""
    return state.base_status == BaseStatus.CANCELLED
