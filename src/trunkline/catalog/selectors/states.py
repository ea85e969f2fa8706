"""Reads of service states."""

from trunkline.catalog.models import (
    ServiceState,
)
from trunkline.catalog.states import BaseStatus
from trunkline.kernel.errors import InvalidInputError


def get_service_state(code: str) -> ServiceState:
    """This will find a service state by its word; raises InvalidInputError that lists the known ones."""
    state = ServiceState.objects.filter(code=code).first()
    if state is None:
        known = ", ".join(ServiceState.objects.order_by("pk").values_list("code", flat=True))
        raise InvalidInputError.for_field("service_status", f"{code[:40]!r} is none of {known}.")
    return state


def is_ended(state: ServiceState) -> bool:
    """This will tell whether a state means that the service has ended."""
    return state.base_status == BaseStatus.CANCELLED
