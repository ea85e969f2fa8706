"""Steps that use cases are made of; they never commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from trunkline.billing import operations as billing
from trunkline.billing.operations import FactDraft
from trunkline.billing.policies import Claim
from trunkline.catalog import selectors as catalog
from trunkline.catalog.models import Product
from trunkline.catalog.states import BaseStatus, StandardState
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.policies import CLAIM_WORDS, read_item_change, read_paid, read_service, read_transaction
from trunkline.flows.selectors import list_item_ids_of_job, staged_service_changes
from trunkline.instances import operations as instances
from trunkline.instances import selectors as instance_selectors
from trunkline.instances.models import Instance, Subscription
from trunkline.instances.operations import ServiceDraft
from trunkline.kernel.time import format_instant, local_date, parse_time_zone, start_of_day
from trunkline.ordering.models import OrderLine
from trunkline.ordering.states import LineAction
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_terms
from trunkline.platform import queue
from trunkline.platform.commands import Command
from trunkline.provisioning import operations as provisioning
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.operations import JobDraft
from trunkline.provisioning.policies import queue_lock
from trunkline.provisioning.selectors import list_staged
from trunkline.provisioning.states import RUN_JOB, EffectKind, EffectState, JobKind
from trunkline.stock.operations import allocations as stock
from trunkline.stock.operations import items, quantities
from trunkline.stock.operations.quantities import Move
from trunkline.stock.selectors import items as stock_selectors
from trunkline.stock.selectors import quantities as quantity_selectors
from trunkline.stock.states import ItemState

JOB_KINDS = {
    LineAction.ADD: JobKind.PROVISION,
    LineAction.SUSPEND: JobKind.SUSPEND,
    LineAction.RESUME: JobKind.RESUME,
    LineAction.END: JobKind.DEPROVISION,
}


def system_variables(command: Command, line: OrderLine) -> dict[str, Any]:
    """This will collect the variables that the system gives a play, but for those of one run (token and times)."""
    variables: dict[str, Any] = {
        "product_id": line.product_id,
        "customer_id": line.order.account_id,
        "initiating_user": command.actor.identifier or 0,
    }
    service = line.instance or line.parent
    if service is not None:
        variables |= {"service_id": service.pk, "service_uuid": service.service_uuid or ""}
    if line.action != LineAction.ADD:
        variables["action"] = JOB_KINDS[LineAction(line.action)]
    return variables


def queue_job(
    command: Command, line: OrderLine, play: str, variables: Mapping[str, Any], *, is_trial: bool = False
) -> None:
    """This will queue the provisioning job of a new line; jobs of one service run one after the other."""
    kind = JobKind.ADD_ON if line.parent_id else JOB_KINDS[LineAction(line.action)]
    service_id = line.instance_id or line.parent_id
    job = provisioning.create_job(
        JobDraft(
            kind=kind,
            play=play,
            order_line_id=line.pk,
            account_id=line.order.account_id,
            instance_id=service_id,
            variables=dict(variables),
            rescue_counts_as_failure=line.product.rescue_counts_as_failure,
            # A change or an end that has failed would go on unseen: that is never ignored.
            play_failures_are_ignored=line.action == LineAction.ADD and line.product.play_failures_are_ignored,
            initiated_by=str(command.actor),
            is_trial=is_trial,
        ),
        at=command.at,
    )
    queue.defer(RUN_JOB, lock=queue_lock(service_id, line.pk), job_id=job.pk)


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


def run_variables(job: ProvisioningJob, product: Product, token: str, *, at: datetime) -> dict[str, Any]:
    """This will collect the variables of one run of a job: its number, token and times (RFC 3339, UTC)."""
    now = format_instant(at)
    variables: dict[str, Any] = {
        "provision_id": job.pk,
        "access_token": token,
        "provision_datetime": now,
        "current_datetime": now,
    }
    if product.contract_days:
        zone = parse_time_zone(get_terms(job.account_id, at).time_zone)
        end = start_of_day(local_date(at, zone) + timedelta(days=product.contract_days), zone)
        variables["period_end_datetime"] = format_instant(end)
    return variables


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
    return configuration.instance


def _subscribe(line: OrderLine, account: Account, *, at: datetime) -> Subscription | None:
    if line.rate_version is None:
        return None
    zone = parse_time_zone(get_terms(account.pk, at).time_zone)
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
    return addon.instance


_STATE_AFTER = {JobKind.SUSPEND: StandardState.SUSPENDED, JobKind.RESUME: StandardState.ACTIVE}
_BASE_STATUS_AFTER = {JobKind.SUSPEND: BaseStatus.SUSPENDED, JobKind.RESUME: BaseStatus.ACTIVE}


def change_state(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will suspend or resume a line's service: its next configuration is in the state that its play wrote."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be changed.")
    kind = JobKind(job.kind)
    current = instance_selectors.lock_current_service(line.instance.pk)
    changes = staged_service_changes(job, line.instance.pk)
    state = catalog.get_service_state(changes.get("status") or _STATE_AFTER[kind])
    if state.base_status != _BASE_STATUS_AFTER[kind]:
        raise JobOutcomeInvalidError(f"The play was to {kind} the service, but left it {state.code}.")
    instances.change(current, at=at, service_state=state, name=changes.get("name") or current.name)
    return current.instance


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
        instances.retire(ended.instance, at=at)
    return current.instance


def apply_items(job: ProvisioningJob, line: OrderLine, instance: Instance, *, at: datetime) -> None:
    """This will carry out what a play wrote of stock items; what a line did not use goes back as it was.

    An ended service keeps nothing: what its play said nothing of meets the fate of its specification.
    """
    written = {effect.request["item_id"]: effect for effect in list_staged(job, EffectKind.ITEM_CHANGED)}
    changes = {item_id: read_item_change(effect.request["body"]) for item_id, effect in written.items()}
    # Parts go the way of their kit.
    locked = [item for item in stock_selectors.lock_items(list_item_ids_of_job(job)) if item.kit_id is None]
    match LineAction(line.action):
        case LineAction.ADD:
            # Items belong to the service that is on the customer's page; an add-on's to the one that it adds to.
            service_id = line.parent_id or instance.pk
            for item in locked:
                change = changes.get(item.pk)
                if change and change.state == ItemState.ASSIGNED:
                    stock.assign_item(item, service_id=service_id, at=at)
                elif item.state == ItemState.RESERVED:
                    stock.put_back(item)
            quantities.consume_quantities(line.public_id, Move(f"job:{job.pk}", at), service_id=service_id)
        case LineAction.END:
            for item in locked:
                change = changes.get(item.pk)
                is_fated = change is None or change.state == ItemState.ASSIGNED
                items.end_item(item, at=at, written_state=None if is_fated or change is None else change.state)
        case LineAction.SUSPEND | LineAction.RESUME:
            pass


def keep_picks_again(line: OrderLine) -> None:
    """This will keep for a line that is run again what was picked for it; raises ItemNotAvailableError."""
    item_ids = line.picks.values_list("item_id", flat=True)
    stock.pick_items(item_ids, account_id=line.order.account_id, holder=line.public_id, expires_at=None)
    asked_for = {row.quantity_row_id: row for row in quantity_selectors.list_quantity_reservations(line.public_id)}
    for row in asked_for.values():
        quantities.reserve_quantity(
            row.quantity_row.specification,
            row.quantity_row.warehouse,
            row.quantity,
            account_id=line.order.account_id,
            holder=line.public_id,
            expires_at=None,
        )


def put_items_back(line: OrderLine) -> None:
    """This will free what was reserved for a line that failed."""
    reserved = stock_selectors.lock_items(stock_selectors.list_item_ids_held_for(line.public_id))
    stock.put_back_items([item for item in reserved if item.state == ItemState.RESERVED])
    quantities.release_quantities(line.public_id)


def charge_service(
    account: Account, job: ProvisioningJob, line: OrderLine, instance: Instance, *, at: datetime
) -> None:
    """This will raise what is due, and write the account's history in the words of the play that claimed it."""
    charges = billing.raise_due_charges(account, at=at)
    if line.parent_id == instance.pk:
        charges += billing.charge_once(account, _once_owed(line), instance=instance, at=at)
    of_service = [charge for charge in charges if charge.instance_id == instance.pk]
    others = [charge for charge in charges if charge.instance_id != instance.pk]
    claims = staged_claims(job)
    billing.record_transactions(
        account, of_service, claims, instance=instance, job=job, product_name=line.product.name, at=at
    )
    for charge in others:
        name = charge.configuration.name if charge.configuration else line.product.name
        billing.record_transactions(account, [charge], [], instance=charge.instance, job=None, product_name=name, at=at)


def _once_owed(line: OrderLine) -> list[FactDraft]:
    """What an add-on that costs money once owes: its price, and its set-up where it has one."""
    owed = [FactDraft(f"line:{line.public_id}:price", line.product.name, line.retail, line.wholesale)]
    if line.retail_set_up or line.wholesale_set_up:
        title = f"{line.product.name} - set-up"
        owed.append(FactDraft(f"line:{line.public_id}:set_up", title, line.retail_set_up, line.wholesale_set_up))
    return owed


def staged_claims(job: ProvisioningJob) -> list[Claim]:
    """This will list what a job's play has said about money, in order."""
    claims = []
    for effect in list_staged(job, EffectKind.TRANSACTION_CLAIMED):
        write = read_transaction(effect.request["body"])
        claims.append(
            Claim(
                reference=effect.request["transaction_id"],
                title=write.title,
                description=write.description,
                retail=write.retail,
                wholesale=write.wholesale,
                component=CLAIM_WORDS.get(write.charge or ""),
                paid=read_paid(effect.request),
            )
        )
    return claims


def mark_applied(effects: Sequence[Effect]) -> None:
    """This will note that what was staged has taken effect."""
    Effect.objects.filter(pk__in=[effect.pk for effect in effects]).update(state=EffectState.APPLIED)
