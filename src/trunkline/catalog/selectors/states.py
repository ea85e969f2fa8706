"""Reads of service states."""

from django.db.models import QuerySet

from trunkline.catalog.models import Product, ServiceState, StateTransition
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.kernel.errors import InvalidInputError


def get_service_state(code: str) -> ServiceState:
    """This will find a service state by its word; raises InvalidInputError that lists the known ones."""
    state = ServiceState.objects.filter(code=code).first()
    if state is None:
        known = ", ".join(ServiceState.objects.order_by("pk").values_list("code", flat=True))
        raise InvalidInputError.for_field("service_status", f"{code[:40]!r} is none of {known}.")
    return state


def list_service_states() -> QuerySet[ServiceState]:
    """This will list all service states."""
    return ServiceState.objects.order_by("pk")


def find_state_transition(
    product: Product, from_state: ServiceState | None, to: ServiceState
) -> StateTransition | None:
    """This will find the transition that services of a product can make between two states; None: they cannot.

    The product's own table goes before that of its type; from no state is from New.
    """
    steps = _steps(product).filter(to_state=to)
    return steps.filter(from_state=from_state).first() if from_state else steps.filter(from_state__isnull=True).first()


def get_first_state(product: Product) -> ServiceState:
    """This will tell in which state services of a product begin: the first that its table has after New, or Active."""
    first = _steps(product).filter(from_state__isnull=True).select_related("to_state").first()
    return get_service_state(StandardState.ACTIVE) if first is None else first.to_state


def find_step_to(product: Product, from_state: ServiceState | None, base_status: BaseStatus) -> StateTransition | None:
    """This will find the first transition of a product's table out of a state into one of a base status."""
    steps = _steps(product).filter(from_state=from_state, to_state__base_status=base_status)
    return steps.select_related("to_state").first()


def _steps(product: Product) -> QuerySet[StateTransition]:
    """The transitions of the product's own table, or that of its type; none without any."""
    table_id = product.state_table_id or product.product_type.state_table_id
    steps = StateTransition.objects.order_by("position")
    return steps.none() if table_id is None else steps.filter(table_id=table_id)


def is_ended(state: ServiceState) -> bool:
    """This will tell whether a state means that the service has ended."""
    return state.base_status == BaseStatus.CANCELLED
