"""Changes of running services: each is ordered, carried out by its play, and in force when that has succeeded."""

from trunkline.catalog.states import BaseStatus
from trunkline.flows import operations
from trunkline.instances import selectors as instances
from trunkline.instances.errors import ServiceRetiredError, ServiceStateError
from trunkline.instances.models import Configuration
from trunkline.ordering import operations as ordering
from trunkline.ordering.events import OrderPlaced
from trunkline.ordering.operations import LineDraft
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.platform import bus
from trunkline.platform.commands import Command, use_case

DEFAULT_DEPROVISIONING_PLAY = "play_deprovision_service"
PLAYS = {LineAction.SUSPEND: "play_suspend_service", LineAction.RESUME: "play_resume_service"}
# The base status in which a service must be for an action, and how the refusal says it.
_STATUS_BEFORE = {
    LineAction.SUSPEND: (BaseStatus.ACTIVE, "Only an active service can be suspended."),
    LineAction.RESUME: (BaseStatus.SUSPENDED, "Only a suspended service can be resumed."),
}


@use_case
def suspend_service(command: Command, instance_id: int) -> int:
    """This will order that a service is suspended, its balances kept; returns the order's id.

    Raises ServiceNotFoundError, ServiceRetiredError, ServiceStateError when it is not active, or ServiceBusyError.
    """
    return _order(command, LineAction.SUSPEND, instance_id)


@use_case
def resume_service(command: Command, instance_id: int) -> int:
    """This will order that a suspended service goes on; returns the order's id.

    Raises ServiceNotFoundError, ServiceRetiredError, ServiceStateError when it is not suspended, or ServiceBusyError.
    """
    return _order(command, LineAction.RESUME, instance_id)


@use_case
def end_service(command: Command, instance_id: int) -> int:
    """This will order the end of a service, or of an add-on; returns the order's id.

    Raises ServiceNotFoundError, ServiceRetiredError or ServiceBusyError.
    """
    return _order(command, LineAction.END, instance_id)


def _order(command: Command, action: LineAction, instance_id: int) -> int:
    account = parties.lock_account(instances.get_service_account_id(instance_id))
    service = instances.lock_current_service(instance_id)
    if service.instance.retired_at is not None:
        raise ServiceRetiredError(f"{service.instance.key} has ended already.")
    _require_status(action, service)
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    draft = LineDraft(
        action=action,
        product=instances.get_service_product(service),
        currency=account.currency,
        instance=service.instance,
        subscriber_id=service.subscriber_id,
    )
    line = ordering.add_line(order, draft, position=1)
    play = PLAYS.get(action) or service.instance.deprovisioning_play or DEFAULT_DEPROVISIONING_PLAY
    operations.queue_job(command, line, play, operations.system_variables(command, line))
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk


def _require_status(action: LineAction, service: Configuration) -> None:
    if action not in _STATUS_BEFORE:
        return
    needed, refusal = _STATUS_BEFORE[action]
    state = service.service_state
    if state is None or state.base_status != needed:
        raise ServiceStateError(f"{service.instance.key} is {state.code if state else 'in no state'}. {refusal}")
