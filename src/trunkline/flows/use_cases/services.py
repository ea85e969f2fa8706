"""Changes of running services: each is ordered, carried out by its play, and in force when that has succeeded."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from trunkline.catalog.models import GRACE_DAYS_MAX
from trunkline.catalog.selectors import states as catalog
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.flows.operations.parts import require_not_needed
from trunkline.flows.operations.service_orders import lock_running_service, lock_service, order_action
from trunkline.flows.operations.services import go_on, pause
from trunkline.instances.errors import CancellationNotFoundError, ServiceStateError
from trunkline.instances.events import CancellationRequested, CancellationReversed
from trunkline.instances.models import Cancellation, Configuration
from trunkline.instances.operations import cancellations as cancellation_operations
from trunkline.instances.operations import services as service_operations
from trunkline.instances.operations import timeline
from trunkline.instances.selectors import cancellations as cancellation_selectors
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.selectors import timeline as timeline_selectors
from trunkline.instances.states import REVERSIBLE_REASONS, CancellationReason
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import add_days
from trunkline.ordering.errors import ServiceBusyError
from trunkline.ordering.selectors import find_ending
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.platform import bus
from trunkline.platform.commands import Command, use_case
from trunkline.platform.limits import require_text

NOTE_MAX = 500
# An end or a removal that has failed is ordered again after so long, one of a service that is busy sooner.
TRY_AGAIN_AFTER = timedelta(days=1)
BUSY_FOR = timedelta(hours=1)
# The base status in which a service must be for an action, and how the refusal says it.
_STATUS_BEFORE = {
    LineAction.SUSPEND: (BaseStatus.ACTIVE, "Only an active service can be suspended."),
    LineAction.RESUME: (BaseStatus.SUSPENDED, "Only a suspended service can be resumed."),
}


@dataclass(frozen=True)
class CancellationRequest:
    """Why a service is to end, and after how many days of grace (None: as its product says)."""

    reason: CancellationReason
    grace_days: int | None = None
    note: str = ""


@use_case
def suspend_service(command: Command, instance_id: int) -> int:
    """This will order that a service is suspended, its balances kept; returns the order's id.

    Raises ServiceNotFoundError, ServiceRetiredError, ServiceStateError when it is not active or about to end, or
    ServiceBusyError.
    """
    return _change(command, LineAction.SUSPEND, instance_id)


@use_case
def resume_service(command: Command, instance_id: int) -> int:
    """This will order that a suspended service goes on; returns the order's id.

    Raises ServiceNotFoundError, ServiceRetiredError, ServiceStateError when it is not suspended or about to end, or
    ServiceBusyError.
    """
    return _change(command, LineAction.RESUME, instance_id)


def _change(command: Command, action: LineAction, instance_id: int) -> int:
    account, service = lock_running_service(instance_id)
    needed, refusal = _STATUS_BEFORE[action]
    state = service.service_state
    if state is None or state.base_status != needed:
        raise ServiceStateError(f"{service.instance.key} is {state.code if state else 'in no state'}. {refusal}")
    if cancellation_selectors.find_pending_cancellation(instance_id) is not None:
        raise ServiceStateError(f"{service.instance.key} is about to end; reverse its cancellation first.")
    return order_action(command, account, service, action)


@use_case
def end_service(command: Command, instance_id: int) -> int:
    """This will order the end of a service, or of an add-on, at once; returns the order's id.

    One that was to end later ends now. Raises ServiceNotFoundError, ServiceRetiredError, ServiceBusyError, or
    PartNeededError for a part that its bundle is not had without.
    """
    account, service = lock_running_service(instance_id)
    pending = cancellation_selectors.find_pending_cancellation(instance_id)
    if pending is None:
        require_not_needed(service)
        request = CancellationRequest(CancellationReason.STAFF)
        pending = _note(command, service, request, 0)
    # Should this end fail, it is ordered again.
    pending.ends_at = min(pending.ends_at, command.at)
    pending.due_at = command.at + TRY_AGAIN_AFTER
    pending.save(update_fields=["ends_at", "due_at"])
    return order_action(command, account, service, LineAction.END)


@use_case
def cancel_service(command: Command, instance_id: int, request: CancellationRequest) -> int:
    """This will note that a service is to end, now or after its days of grace; returns the cancellation's number.

    Within the grace the service goes on as Pending Cancellation, is not renewed, and can be taken back. Without any its
    end is ordered. Raises ServiceNotFoundError, ServiceRetiredError, CancellationPendingError, ServiceBusyError,
    PartNeededError or InvalidInputError.
    """
    account, service = lock_running_service(instance_id)
    product = service_selectors.get_service_product(service)
    days = product.grace_days if request.grace_days is None else request.grace_days
    if not 0 <= days <= GRACE_DAYS_MAX:
        raise InvalidInputError.for_field("grace_days", f"must be from 0 to {GRACE_DAYS_MAX}.")
    require_text(request.note, "note", NOTE_MAX, optional=True)
    if cancellation_selectors.find_pending_cancellation(instance_id) is None:
        require_not_needed(service)
    cancellation = _note(command, service, request, days)
    if not days:
        cancellation.due_at = command.at + TRY_AGAIN_AFTER
        cancellation.save(update_fields=["due_at"])
        order_action(command, account, service, LineAction.END)
        return cancellation.pk
    state = service.service_state
    if state is not None and state.base_status == BaseStatus.ACTIVE:
        pending = catalog.get_service_state(StandardState.PENDING_CANCELLATION)
        service = timeline.change(service, at=command.at, service_state=pending)
    pause(service)
    requested = CancellationRequested(account_id=account.pk, instance_id=instance_id, cancellation_id=cancellation.pk)
    bus.announce(requested, at=command.at)
    return cancellation.pk


def _note(command: Command, service: Configuration, request: CancellationRequest, grace_days: int) -> Cancellation:
    zone = parties.get_time_zone(service_selectors.get_owner_id(service), command.at)
    return cancellation_operations.request_cancellation(
        service,
        request.reason,
        ends_at=add_days(command.at, grace_days, zone),
        note=request.note,
        requested_by=str(command.actor),
        at=command.at,
    )


@use_case
def reverse_cancellation(command: Command, instance_id: int) -> int:
    """This will have a service that is about to end go on as it was; returns the cancellation's number.

    Raises ServiceNotFoundError, ServiceRetiredError, CancellationNotFoundError when nobody has cancelled it, or it ends
    for another reason, or ServiceBusyError when its end is under way.
    """
    account, service = lock_running_service(instance_id)
    cancellation = cancellation_selectors.find_pending_cancellation(instance_id)
    if cancellation is None or cancellation.reason not in REVERSIBLE_REASONS:
        raise CancellationNotFoundError(f"{service.instance.key} is not about to end because somebody cancelled it.")
    if find_ending(instance_id) is not None:
        raise ServiceBusyError(f"{service.instance.key} is being ended; that cannot be reversed any more.")
    cancellation_operations.settle_cancellation(cancellation, "reverse", at=command.at)
    state = service.service_state
    if state is not None and state.code == StandardState.PENDING_CANCELLATION:
        former = timeline_selectors.find_former_state(service) or catalog.get_service_state(StandardState.ACTIVE)
        service = timeline.change(service, at=command.at, service_state=former)
    if service.service_state is not None and service.service_state.base_status == BaseStatus.ACTIVE:
        go_on(service, at=command.at)
    reversed_ = CancellationReversed(account_id=account.pk, instance_id=instance_id, cancellation_id=cancellation.pk)
    bus.announce(reversed_, at=command.at)
    return cancellation.pk


@use_case
def order_due_end(command: Command, instance_id: int) -> int | None:
    """This will order the end of a service whose cancellation is due; returns the order's id, None when it is not.

    Should that end fail, or the service be busy, it is ordered again later.
    """
    account, service = lock_service(instance_id)
    cancellation = cancellation_selectors.find_pending_cancellation(instance_id)
    if cancellation is None or cancellation.due_at > command.at:
        return None
    order_id = None
    cancellation.due_at = command.at + TRY_AGAIN_AFTER
    try:
        # A refusal takes back what was written of the order by then.
        with transaction.atomic():
            order_id = order_action(command, account, service, LineAction.END)
    except ServiceBusyError:
        cancellation.due_at = command.at + BUSY_FOR
    cancellation.save(update_fields=["due_at"])
    return order_id


@use_case
def order_due_removal(command: Command, instance_id: int) -> int | None:
    """This will order that nothing is kept of an ended service but its history, once its retention is over.

    Returns the order's id, None when that is not due. Should the removal fail, it is ordered again later.
    """
    account, service = lock_service(instance_id)
    if service.instance.remove_at is None or service.instance.remove_at > command.at:
        return None
    order_id = None
    again_at = command.at + TRY_AGAIN_AFTER
    try:
        with transaction.atomic():
            order_id = order_action(command, account, service, LineAction.REMOVE)
    except ServiceBusyError:
        again_at = command.at + BUSY_FOR
    service_operations.plan_removal(service.instance, again_at)
    return order_id
