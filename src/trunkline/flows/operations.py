"""Steps that use cases are made of; they never commit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from trunkline.billing import operations as billing
from trunkline.billing.policies import Claim
from trunkline.catalog import selectors as catalog
from trunkline.catalog.models import Product
from trunkline.catalog.states import StandardState
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.policies import CLAIM_WORDS, read_item_change, read_service, read_transaction
from trunkline.flows.selectors import staged_service_changes
from trunkline.instances import operations as instances
from trunkline.instances import selectors as instance_selectors
from trunkline.instances.models import Instance
from trunkline.instances.operations import ServiceDraft
from trunkline.kernel.time import format_instant, local_date, parse_time_zone, start_of_day
from trunkline.ordering.models import OrderLine
from trunkline.ordering.states import LineAction
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_terms
from trunkline.platform.commands import Command
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.selectors import list_staged
from trunkline.provisioning.states import EffectKind, EffectState
from trunkline.stock import operations as stock
from trunkline.stock import selectors as stock_selectors
from trunkline.stock.states import ACTION_BY_WRITTEN_STATE, ItemState


def system_variables(command: Command, line: OrderLine) -> dict[str, Any]:
    """This will collect the variables that the system gives a play, but for those of one run (token and times)."""
    variables: dict[str, Any] = {
        "product_id": line.product_id,
        "customer_id": line.order.account_id,
        "initiating_user": command.actor.identifier or 0,
    }
    if line.action == LineAction.END and line.instance is not None:
        variables |= {
            "action": "deprovision",
            "service_id": line.instance.pk,
            "service_uuid": line.instance.service_uuid or "",
        }
    return variables


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
    version = line.rate_version
    subscription = None
    if version is not None:
        zone = parse_time_zone(get_terms(account.pk, at).time_zone)
        subscription = instances.create_subscription(
            account.pk, version.rate.price_plan, anchor_on=local_date(at, zone), at=at
        )
    configuration = instances.create_service(
        ServiceDraft(
            instance_id=created[0].request["service_id"] if created else None,
            account_id=account.pk,
            subscriber_id=line.subscriber_id,
            product=line.product,
            rate_version=version,
            name=overlay.get("name") or (write.name if write else line.product.name),
            service_type=(write.service_type if write else "") or line.product.service_type,
            service_uuid=write.service_uuid if write else None,
            icon=(write.icon if write else "") or line.product.icon,
            auto_renew=line.auto_renew,
            state=state,
        ),
        subscription,
        at=at,
    )
    return configuration.instance


def end_service(job: ProvisioningJob, line: OrderLine, *, at: datetime) -> Instance:
    """This will end a line's service: its next configuration is Deactivated, or in the ended state its play wrote."""
    if line.instance is None:
        raise JobOutcomeInvalidError("The order line names no service to be ended.")
    current = instance_selectors.lock_current_service(line.instance.pk)
    written = staged_service_changes(job, line.instance.pk).get("status")
    state = catalog.get_service_state(written or StandardState.DEACTIVATED)
    if not catalog.is_ended(state):
        raise JobOutcomeInvalidError(f"The play was to end the service, but left it {state.code}.")
    instances.change(current, at=at, service_state=state)
    instances.retire(current.instance, at=at)
    return current.instance


def apply_items(job: ProvisioningJob, line: OrderLine, instance: Instance) -> None:
    """This will carry out what a play wrote of stock items; what it did not use goes back as it was.

    An ended service keeps nothing: what its play left with it is decommissioned.
    """
    is_ending = line.action == LineAction.END
    held = (
        stock_selectors.list_item_ids_of_service(instance.pk)
        if is_ending
        else stock_selectors.list_item_ids_held_for(line.public_id)
    )
    written = {effect.request["item_id"]: effect for effect in list_staged(job, EffectKind.ITEM_CHANGED)}
    for item in stock_selectors.lock_items(held):
        effect = written.get(item.pk)
        change = read_item_change(effect.request["body"]) if effect else None
        if is_ending:
            state = ItemState(change.state) if change else ItemState.DECOMMISSIONED
            if state in ACTION_BY_WRITTEN_STATE:
                stock.release_item(item, ACTION_BY_WRITTEN_STATE[state])
            else:
                stock.release_item(item, "decommission")
        elif change and change.state == ItemState.ASSIGNED:
            stock.assign_item(item, service_id=instance.pk)
        else:
            stock.put_back(item)


def put_items_back(line: OrderLine) -> None:
    """This will free what was reserved for a line that failed."""
    for item in stock_selectors.lock_items(stock_selectors.list_item_ids_held_for(line.public_id)):
        if item.state == ItemState.RESERVED:
            stock.put_back(item)


def charge_service(
    account: Account, job: ProvisioningJob, line: OrderLine, instance: Instance, *, at: datetime
) -> None:
    """This will raise what is due, and write the account's history in the words of the play that claimed it."""
    charges = billing.raise_due_charges(account, at=at)
    of_service = [charge for charge in charges if charge.instance_id == instance.pk]
    others = [charge for charge in charges if charge.instance_id != instance.pk]
    claims = staged_claims(job)
    billing.record_transactions(
        account, of_service, claims, instance=instance, job=job, product_name=line.product.name, at=at
    )
    for charge in others:
        name = charge.configuration.name if charge.configuration else line.product.name
        billing.record_transactions(account, [charge], [], instance=charge.instance, job=None, product_name=name, at=at)


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
            )
        )
    return claims


def mark_applied(effects: Sequence[Effect]) -> None:
    """This will note that what was staged has taken effect."""
    Effect.objects.filter(pk__in=[effect.pk for effect in effects]).update(state=EffectState.APPLIED)
