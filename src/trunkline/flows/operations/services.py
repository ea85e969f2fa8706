"""What the outcome of a job does to a service: made, added to, changed, ended; nothing here commits."""

from datetime import datetime

from django.conf import settings

from trunkline.catalog.models import ServiceState
from trunkline.catalog.selectors import states as catalog
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.policies import read_service
from trunkline.flows.selectors import staged_service_changes
from trunkline.instances.events import ChangeTookOver
from trunkline.instances.models import Change, Configuration, Instance, Subscription
from trunkline.instances.operations import cancellations as cancellation_operations
from trunkline.instances.operations import changes as change_operations
from trunkline.instances.operations import renewals as renewal_operations
from trunkline.instances.operations import services as service_operations
from trunkline.instances.operations import timeline
from trunkline.instances.operations.services import ServiceDraft, SubscriptionDraft
from trunkline.instances.selectors import cancellations as cancellation_selectors
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.selectors.timeline import find_table_state
from trunkline.kernel.time import add_days, local_date
from trunkline.ordering.models import OrderLine
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_time_zone
from trunkline.platform import bus
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import list_staged
from trunkline.provisioning.states import EffectKind, JobKind


def put_in_force(job: ProvisioningJob, line: OrderLine, account: Account, *, at: datetime) -> Instance:
    """This will make what a line asks for so, as its play said: a service made, added to, changed or ended.

    Raises JobOutcomeInvalidError when the play left the service in a state that the line does not mean.
    """
    match JobKind(job.kind):
        case JobKind.PROVISION:
            return make_service(job, line, account, at=at)
        case JobKind.ADD_ON:
            return add_to_service(job, line, account, at=at)
        case JobKind.SUSPEND | JobKind.RESUME:
            return change_state(job, line, at=at)
        case JobKind.DEPROVISION:
            return end_service(job, line, at=at)
        case JobKind.REMOVE:
            return remove_service(job, line, at=at)
        case JobKind.CHANGE:
            return change_service(job, line, account, at=at)


def make_service(job: ProvisioningJob, line: OrderLine, account: Account, *, at: datetime) -> Instance:
    """This will bring a line's service to life as its play described it, or by the catalogue when it did not.

    Raises JobOutcomeInvalidError when the play left the service ended, or ServiceUuidTakenError.
    """
    if line.parent is not None and line.parent.retired_at is not None:
        raise JobOutcomeInvalidError(f"{line.parent.key} has ended meanwhile; nothing can be added to it.")
    created = list_staged(job, EffectKind.SERVICE_CREATED)
    write = read_service(created[0].request["body"]) if created else None
    overlay = staged_service_changes(job, created[0].request["service_id"]) if created else {}
    told = overlay.get("status") or (write.status if write else "")
    state = catalog.get_service_state(told) if told else catalog.get_first_state(line.product)
    if catalog.is_ended(state):
        raise JobOutcomeInvalidError(f"The play succeeded but left its service {state.code}.")
    configuration = service_operations.create_service(
        ServiceDraft(
            instance_id=created[0].request["service_id"] if created else None,
            account_id=account.pk,
            subscriber_id=line.subscriber_id,
            product=line.product,
            rate_version=line.rate_version,
            name=overlay.get("name") or (write.name if write else line.product.name),
            service_type=(write.service_type if write else "") or line.product.service_type,
            service_uuid=write.service_uuid if write else None,
            icon=(write.icon if write else "") or line.product.icon,
            auto_renew=line.auto_renew,
            state=state,
            parent_id=line.parent_id if line.part_of is None else line.part_of.instance_id,
            quantity=line.quantity,
            characteristics=line.characteristics,
        ),
        _subscribe(line, account, at=at),
        at=at,
    )
    renewal_operations.plan_first_renewal(configuration, zone=get_time_zone(account.pk, at))
    return configuration.instance


def _subscribe(line: OrderLine, account: Account, *, at: datetime) -> Subscription | None:
    if line.rate_version is None:
        return None
    zone = get_time_zone(account.pk, at)
    return service_operations.create_subscription(
        SubscriptionDraft(
            account_id=account.pk,
            price_plan=line.rate_version.rate.price_plan,
            anchor_on=local_date(at, zone),
            payer_id=line.payer_id,
            cost_centre=line.cost_centre,
            purchase_order_number=line.purchase_order_number,
        ),
        at=at,
    )


def add_to_service(job: ProvisioningJob, line: OrderLine, account: Account, *, at: datetime) -> Instance:
    """This will add an add-on to its service: one with a period runs under it, one without costs money once.

    Returns the add-on, or the service itself when the add-on is nothing that the customer has from now on.
    """
    if line.parent is None:
        raise JobOutcomeInvalidError("The order line names no service to add to.")
    service = service_selectors.lock_current_service(line.parent.pk)
    if service.instance.retired_at is not None:
        raise JobOutcomeInvalidError(f"{service.instance.key} has ended meanwhile; nothing can be added to it.")
    if name := staged_service_changes(job, service.instance_id).get("name"):
        timeline.change(service, at=at, name=name)
    if line.rate_version is None or line.rate_version.rate.period_count is None:
        return service.instance
    addon = service_operations.create_service(
        ServiceDraft(
            account_id=account.pk,
            subscriber_id=line.subscriber_id,
            product=line.product,
            rate_version=line.rate_version,
            name=line.product.name,
            service_type=line.product.service_type,
            service_uuid=None,
            icon=line.product.icon,
            auto_renew=line.auto_renew,
            state=catalog.get_service_state(StandardState.ACTIVE),
            parent_id=service.instance_id,
            quantity=line.quantity,
            characteristics=line.characteristics,
        ),
        _subscribe(line, account, at=at),
        at=at,
    )
    renewal_operations.plan_first_renewal(addon, zone=get_time_zone(account.pk, at))
    return addon.instance


_STANDARD_STATES = {
    BaseStatus.SUSPENDED: StandardState.SUSPENDED,
    BaseStatus.ACTIVE: StandardState.ACTIVE,
    BaseStatus.CANCELLED: StandardState.DEACTIVATED,
}
_BASE_STATUS_AFTER = {JobKind.SUSPEND: BaseStatus.SUSPENDED, JobKind.RESUME: BaseStatus.ACTIVE}


def _state_after(
    service: Configuration,
    told: str | None,
    base_status: BaseStatus,
    otherwise: StandardState | None = None,
) -> ServiceState:
    """The state that a play told, or to which the product's table leads first; the standard one where it leads none."""
    if told:
        return catalog.get_service_state(told)
    product = service_selectors.get_service_product(service)
    step = catalog.find_step_to(product, find_table_state(service), base_status)
    return step.to_state if step else catalog.get_service_state(otherwise or _STANDARD_STATES[base_status])


def change_state(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will suspend or resume a line's service: its next configuration is in the state that its play wrote."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be changed.")
    kind = JobKind(job.kind)
    current = service_selectors.lock_current_service(line.instance.pk)
    if current.instance.retired_at is not None:
        # An add-on ends with its service, whatever is under way for it.
        raise JobOutcomeInvalidError(f"{current.instance.key} has ended meanwhile; nothing of it can be changed.")
    changes = staged_service_changes(job, line.instance.pk)
    state = _state_after(current, changes.get("status"), _BASE_STATUS_AFTER[kind])
    if state.base_status != _BASE_STATUS_AFTER[kind]:
        raise JobOutcomeInvalidError(f"The play was to {kind} the service, but left it {state.code}.")
    changed = timeline.change(current, at=at, service_state=state, name=changes.get("name") or current.name)
    if kind == JobKind.SUSPEND:
        pause(changed)
    else:
        go_on(changed, at=at)
    return current.instance


def change_service(job: ProvisioningJob, line: OrderLine, account: Account, *, at: datetime) -> Instance:
    """This will have a change of a line's service take over, or on its day when its play was early."""
    change = line.change
    if line.instance is None or change is None:
        raise JobOutcomeInvalidError("The order line names no change of a service.")
    current = service_selectors.lock_current_service(line.instance.pk)
    if current.instance.retired_at is not None:
        raise JobOutcomeInvalidError(f"{current.instance.key} has ended meanwhile; nothing of it can be changed.")
    if name := staged_service_changes(job, line.instance.pk).get("name"):
        change_operations.add_difference(change, current, name=name)
    if change.starts_at > at:
        change_operations.prepare_change(change, at=at)
    else:
        take_over(change, current, account, at=at)
    return current.instance


def take_over(change: Change, current: Configuration, account: Account, *, at: datetime) -> None:
    """This will put a change of a locked service in force, with what follows: renewals, what the transition costs."""
    successor = timeline.take_over(change, current, at=at)
    zone = get_time_zone(account.pk, at)
    renewal_operations.follow_rate(successor, zone=zone, at=at)
    change_operations.bring_near(change.instance_id, at=at)
    took_over = ChangeTookOver(account_id=account.pk, instance_id=change.instance_id, change_id=change.pk)
    bus.announce(took_over, at=at)
    before, after = current.service_state, successor.service_state
    if before is None or after is None or before == after:
        return
    if before.base_status == BaseStatus.ACTIVE and after.base_status != BaseStatus.ACTIVE:
        pause(successor)
    elif after.base_status == BaseStatus.ACTIVE and before.base_status != BaseStatus.ACTIVE:
        go_on(successor, at=at)


def fail_change(line: OrderLine, failure: str, *, at: datetime) -> None:
    """This will note of a line that changes a service that it could not: the service stays as it is."""
    if line.change is not None and line.instance is not None:
        current = service_selectors.lock_current_service(line.instance.pk)
        change_operations.fail_change(line.change, current, failure, at=at)
        change_operations.bring_near(line.instance.pk, at=at)


def begin_change_again(line: OrderLine) -> None:
    """This will note of a failed line that changes a service that it is tried once more; raises ChangePlannedError."""
    if line.change is not None and line.instance is not None:
        change_operations.begin_change(line.change, service_selectors.lock_current_service(line.instance.pk))


def pause(service: Configuration) -> None:
    """This will keep a locked service, and what runs under it, from being renewed or expiring for the time being."""
    for paused in [service, *service_selectors.list_all_parts(service.instance_id)]:
        renewal_operations.pause_renewal(paused.instance)


def go_on(service: Configuration, *, at: datetime) -> None:
    """This will have a locked service, and what runs under it, be renewed again, from the period that runs by now."""
    for resumed in [service, *service_selectors.list_all_parts(service.instance_id)]:
        renewal_operations.resume_renewal(
            resumed, zone=get_time_zone(service_selectors.get_owner_id(resumed), at), at=at
        )


def end_service(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will end a line's service: its next configuration is Deactivated, or in the ended state its play wrote."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be ended.")
    current = service_selectors.lock_current_service(line.instance.pk)
    written = staged_service_changes(job, line.instance.pk).get("status")
    state = _state_after(current, written, BaseStatus.CANCELLED)
    if not catalog.is_ended(state):
        raise JobOutcomeInvalidError(f"The play was to end the service, but left it {state.code}.")
    # What runs under a service ends with it.
    for ended in [current, *service_selectors.list_all_parts(current.instance_id)]:
        change_operations.withdraw_changes(ended, at=at)
        timeline.change(ended, at=at, service_state=_state_after(ended, written, BaseStatus.CANCELLED))
        # Only what the charging system knows is removed from there.
        is_kept = bool(ended.instance.service_uuid)
        zone = get_time_zone(service_selectors.get_owner_id(ended), at)
        remove_at = add_days(at, settings.TRUNKLINE_RETENTION_DAYS, zone)
        service_operations.retire(ended.instance, at=at, remove_at=remove_at if is_kept else None)
        renewal_operations.end_renewals(ended.instance, at=at)
        cancellation = cancellation_selectors.find_pending_cancellation(ended.instance_id)
        if cancellation is not None:
            cancellation_operations.settle_cancellation(cancellation, "carry_out", at=at)
    return current.instance


def remove_service(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will note that nothing is left of a line's ended service but its history."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be removed.")
    current = service_selectors.lock_current_service(line.instance.pk)
    written = staged_service_changes(job, line.instance.pk).get("status")
    state = _state_after(current, written, BaseStatus.CANCELLED, StandardState.REMOVED)
    if not catalog.is_ended(state):
        raise JobOutcomeInvalidError(f"The play was to remove the service, but left it {state.code}.")
    timeline.change(current, at=at, service_state=state)
    service_operations.plan_removal(current.instance, None)
    return current.instance
