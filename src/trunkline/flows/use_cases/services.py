"""Changes of running services: each is ordered, carried out by its play, and in force when that has succeeded."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from trunkline.catalog.models import GRACE_DAYS_MAX
from trunkline.catalog.selectors import states as catalog
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.flows.operations.jobs import queue_job, system_variables
from trunkline.flows.operations.services import go_on, pause
from trunkline.instances import operations as instance_operations
from trunkline.instances import selectors as instances
from trunkline.instances.errors import CancellationNotFoundError, ServiceRetiredError, ServiceStateError
from trunkline.instances.events import CancellationRequested, CancellationReversed
from trunkline.instances.models import Cancellation, Configuration
from trunkline.instances.states import REVERSIBLE_REASONS, CancellationReason
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import add_days
from trunkline.ordering import operations as ordering
from trunkline.ordering.errors import ServiceBusyError
from trunkline.ordering.events import OrderPlaced
from trunkline.ordering.operations import LineDraft
from trunkline.ordering.selectors import find_ending
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.platform import bus
from trunkline.platform.commands import Command, use_case
from trunkline.platform.limits import require_text

NOTE_MAX = 500
# An end or a removal that has failed is ordered again after so long, one of a service that is busy sooner.
TRY_AGAIN_AFTER = timedelta(days=1)
BUSY_FOR = timedelta(hours=1)
_SHIPPED_PLAYS = {
    LineAction.SUSPEND: "play_suspend_service",
    LineAction.RESUME: "play_resume_service",
    LineAction.END: "play_deprovision_service",
    LineAction.REMOVE: "play_remove_service",
}
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
    account, service = _lock_running(instance_id)
    needed, refusal = _STATUS_BEFORE[action]
    state = service.service_state
    if state is None or state.base_status != needed:
        raise ServiceStateError(f"{service.instance.key} is {state.code if state else 'in no state'}. {refusal}")
    if instances.find_pending_cancellation(instance_id) is not None:
        raise ServiceStateError(f"{service.instance.key} is about to end; reverse its cancellation first.")
    return _order(command, account, service, action)


@use_case
def end_service(command: Command, instance_id: int) -> int:
    """This will order the end of a service, or of an add-on, at once; returns the order's id.

    One that was to end later ends now. Raises ServiceNotFoundError, ServiceRetiredError or ServiceBusyError.
    """
    account, service = _lock_running(instance_id)
    pending = instances.find_pending_cancellation(instance_id)
    if pending is None:
        request = CancellationRequest(CancellationReason.STAFF)
        pending = _note(command, service, request, 0)
    # Should this end fail, it is ordered again.
    pending.ends_at = min(pending.ends_at, command.at)
    pending.due_at = command.at + TRY_AGAIN_AFTER
    pending.save(update_fields=["ends_at", "due_at"])
    return _order(command, account, service, LineAction.END)


@use_case
def cancel_service(command: Command, instance_id: int, request: CancellationRequest) -> int:
    """This will note that a service is to end, now or after its days of grace; returns the cancellation's number.

    Within the grace the service goes on as Pending Cancellation, is not renewed, and can be taken back. Without any its
    end is ordered. Raises ServiceNotFoundError, ServiceRetiredError, CancellationPendingError, ServiceBusyError or
    InvalidInputError.
    """
    account, service = _lock_running(instance_id)
    product = instances.get_service_product(service)
    days = product.grace_days if request.grace_days is None else request.grace_days
    if not 0 <= days <= GRACE_DAYS_MAX:
        raise InvalidInputError.for_field("grace_days", f"must be from 0 to {GRACE_DAYS_MAX}.")
    require_text(request.note, "note", NOTE_MAX, optional=True)
    cancellation = _note(command, service, request, days)
    if not days:
        cancellation.due_at = command.at + TRY_AGAIN_AFTER
        cancellation.save(update_fields=["due_at"])
        _order(command, account, service, LineAction.END)
        return cancellation.pk
    state = service.service_state
    if state is not None and state.base_status == BaseStatus.ACTIVE:
        pending = catalog.get_service_state(StandardState.PENDING_CANCELLATION)
        service = instance_operations.change(service, at=command.at, service_state=pending)
    pause(service)
    requested = CancellationRequested(account_id=account.pk, instance_id=instance_id, cancellation_id=cancellation.pk)
    bus.announce(requested, at=command.at)
    return cancellation.pk


def _note(command: Command, service: Configuration, request: CancellationRequest, grace_days: int) -> Cancellation:
    zone = parties.get_time_zone(instances.get_owner_id(service), command.at)
    return instance_operations.request_cancellation(
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
    account, service = _lock_running(instance_id)
    cancellation = instances.find_pending_cancellation(instance_id)
    if cancellation is None or cancellation.reason not in REVERSIBLE_REASONS:
        raise CancellationNotFoundError(f"{service.instance.key} is not about to end because somebody cancelled it.")
    if find_ending(instance_id) is not None:
        raise ServiceBusyError(f"{service.instance.key} is being ended; that cannot be reversed any more.")
    instance_operations.settle_cancellation(cancellation, "reverse", at=command.at)
    state = service.service_state
    if state is not None and state.code == StandardState.PENDING_CANCELLATION:
        former = instances.find_former_state(service) or catalog.get_service_state(StandardState.ACTIVE)
        service = instance_operations.change(service, at=command.at, service_state=former)
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
    account, service = _lock(instance_id)
    cancellation = instances.find_pending_cancellation(instance_id)
    if cancellation is None or cancellation.due_at > command.at:
        return None
    order_id = None
    cancellation.due_at = command.at + TRY_AGAIN_AFTER
    try:
        # A refusal takes back what was written of the order by then.
        with transaction.atomic():
            order_id = _order(command, account, service, LineAction.END)
    except ServiceBusyError:
        cancellation.due_at = command.at + BUSY_FOR
    cancellation.save(update_fields=["due_at"])
    return order_id


@use_case
def order_due_removal(command: Command, instance_id: int) -> int | None:
    """This will order that nothing is kept of an ended service but its history, once its retention is over.

    Returns the order's id, None when that is not due. Should the removal fail, it is ordered again later.
    """
    account, service = _lock(instance_id)
    if service.instance.remove_at is None or service.instance.remove_at > command.at:
        return None
    order_id = None
    again_at = command.at + TRY_AGAIN_AFTER
    try:
        with transaction.atomic():
            order_id = _order(command, account, service, LineAction.REMOVE)
    except ServiceBusyError:
        again_at = command.at + BUSY_FOR
    instance_operations.plan_removal(service.instance, again_at)
    return order_id


def _lock(instance_id: int) -> tuple[Account, Configuration]:
    account = parties.lock_account(instances.get_service_account_id(instance_id))
    return account, instances.lock_current_service(instance_id)


def _lock_running(instance_id: int) -> tuple[Account, Configuration]:
    account, service = _lock(instance_id)
    if service.instance.retired_at is not None:
        raise ServiceRetiredError(f"{service.instance.key} has ended already.")
    return account, service


def _order(command: Command, account: Account, service: Configuration, action: LineAction) -> int:
    product = instances.get_service_product(service)
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    draft = LineDraft(
        action=action,
        product=product,
        currency=account.currency,
        instance=service.instance,
        subscriber_id=service.subscriber_id,
    )
    line = ordering.add_line(order, draft, position=1)
    own_play = {
        LineAction.SUSPEND: product.suspension_play,
        LineAction.RESUME: product.resumption_play,
        LineAction.END: service.instance.deprovisioning_play,
        LineAction.REMOVE: product.removal_play,
    }[action]
    queue_job(command, line, own_play or _SHIPPED_PLAYS[action], system_variables(command, line))
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk
