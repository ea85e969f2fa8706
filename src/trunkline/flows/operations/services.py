"""What the outcome of a job does to a service: made, added to, changed, ended; nothing here commits."""

from datetime import datetime

from django.conf import settings

from trunkline.catalog.selectors import states as catalog
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.policies import read_service
from trunkline.flows.selectors import staged_service_changes
from trunkline.instances import operations as instances
from trunkline.instances import selectors as instance_selectors
from trunkline.instances.models import Configuration, Instance, Subscription
from trunkline.instances.operations import ServiceDraft
from trunkline.kernel.time import add_days, local_date
from trunkline.ordering.models import OrderLine
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_time_zone
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


def make_service(job: ProvisioningJob, line: OrderLine, account: Account, *, at: datetime) -> Instance:
    """This will bring a line's service to life as its play described it, or by the catalogue when it did not.

    Raises JobOutcomeInvalidError when the play left the service ended, or ServiceUuidTakenError.
    """
    created = list_staged(job, EffectKind.SERVICE_CREATED)
    write = read_service(created[0].request["body"]) if created else None
    overlay = staged_service_changes(job, created[0].request["service_id"]) if created else {}
    state = catalog.get_service_state(overlay.get("status") or (write.status if write else StandardState.ACTIVE))
    if catalog.is_ended(state):
        raise JobOutcomeInvalidError(f"The play succeeded but left its service {state.code}.")
    configuration = instances.create_service(
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
        ),
        _subscribe(line, account, at=at),
        at=at,
    )
    instances.plan_first_renewal(configuration, zone=get_time_zone(account.pk, at))
    return configuration.instance


def _subscribe(line: OrderLine, account: Account, *, at: datetime) -> Subscription | None:
    if line.rate_version is None:
        return None
    zone = get_time_zone(account.pk, at)
    plan = line.rate_version.rate.price_plan
    return instances.create_subscription(account.pk, plan, anchor_on=local_date(at, zone), at=at)


def add_to_service(job: ProvisioningJob, line: OrderLine, account: Account, *, at: datetime) -> Instance:
    """This will add an add-on to its service: one with a period runs under it, one without costs money once.

    Returns the add-on, or the service itself when the add-on is nothing that the customer has from now on.
    """
    if line.parent is None:
        raise JobOutcomeInvalidError("The order line names no service to add to.")
    service = instance_selectors.lock_current_service(line.parent.pk)
    if service.instance.retired_at is not None:
        raise JobOutcomeInvalidError(f"{service.instance.key} has ended meanwhile; nothing can be added to it.")
    if name := staged_service_changes(job, service.instance_id).get("name"):
        instances.change(service, at=at, name=name)
    if line.rate_version is None or line.rate_version.rate.period_count is None:
        return service.instance
    addon = instances.create_service(
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
        ),
        _subscribe(line, account, at=at),
        at=at,
    )
    instances.plan_first_renewal(addon, zone=get_time_zone(account.pk, at))
    return addon.instance


_STATE_AFTER = {JobKind.SUSPEND: StandardState.SUSPENDED, JobKind.RESUME: StandardState.ACTIVE}
_BASE_STATUS_AFTER = {JobKind.SUSPEND: BaseStatus.SUSPENDED, JobKind.RESUME: BaseStatus.ACTIVE}


def change_state(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will suspend or resume a line's service: its next configuration is in the state that its play wrote."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be changed.")
    kind = JobKind(job.kind)
    current = instance_selectors.lock_current_service(line.instance.pk)
    if current.instance.retired_at is not None:
        # An add-on ends with its service, whatever is under way for it.
        raise JobOutcomeInvalidError(f"{current.instance.key} has ended meanwhile; nothing of it can be changed.")
    changes = staged_service_changes(job, line.instance.pk)
    state = catalog.get_service_state(changes.get("status") or _STATE_AFTER[kind])
    if state.base_status != _BASE_STATUS_AFTER[kind]:
        raise JobOutcomeInvalidError(f"The play was to {kind} the service, but left it {state.code}.")
    changed = instances.change(current, at=at, service_state=state, name=changes.get("name") or current.name)
    if kind == JobKind.SUSPEND:
        pause(changed)
    else:
        go_on(changed, at=at)
    return current.instance


def pause(service: Configuration) -> None:
    """This will keep a locked service, and what runs under it, from being renewed or expiring for the time being."""
    for paused in [service, *instance_selectors.lock_current_parts(service.instance_id)]:
        instances.pause_renewal(paused.instance)


def go_on(service: Configuration, *, at: datetime) -> None:
    """This will have a locked service, and what runs under it, be renewed again, from the period that runs by now."""
    for resumed in [service, *instance_selectors.lock_current_parts(service.instance_id)]:
        instances.resume_renewal(resumed, zone=get_time_zone(instance_selectors.get_owner_id(resumed), at), at=at)


def end_service(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will end a line's service: its next configuration is Deactivated, or in the ended state its play wrote."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be ended.")
    current = instance_selectors.lock_current_service(line.instance.pk)
    written = staged_service_changes(job, line.instance.pk).get("status")
    state = catalog.get_service_state(written or StandardState.DEACTIVATED)
    if not catalog.is_ended(state):
        raise JobOutcomeInvalidError(f"The play was to end the service, but left it {state.code}.")
    # What runs under a service ends with it.
    for ended in [current, *instance_selectors.lock_current_parts(current.instance_id)]:
        instances.change(ended, at=at, service_state=state)
        # Only what the charging system knows is removed from there.
        is_kept = bool(ended.instance.service_uuid)
        zone = get_time_zone(instance_selectors.get_owner_id(ended), at)
        remove_at = add_days(at, settings.TRUNKLINE_RETENTION_DAYS, zone)
        instances.retire(ended.instance, at=at, remove_at=remove_at if is_kept else None)
        instances.end_renewals(ended.instance, at=at)
        cancellation = instance_selectors.find_pending_cancellation(ended.instance_id)
        if cancellation is not None:
            instances.settle_cancellation(cancellation, "carry_out", at=at)
    return current.instance


def remove_service(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will note that nothing is left of a line's ended service but its history."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be removed.")
    current = instance_selectors.lock_current_service(line.instance.pk)
    written = staged_service_changes(job, line.instance.pk).get("status")
    state = catalog.get_service_state(written or StandardState.REMOVED)
    if not catalog.is_ended(state):
        raise JobOutcomeInvalidError(f"The play was to remove the service, but left it {state.code}.")
    instances.change(current, at=at, service_state=state)
    instances.plan_removal(current.instance, None)
    return current.instance
