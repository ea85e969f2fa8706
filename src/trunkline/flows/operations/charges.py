"""What the outcome of a job costs; nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trunkline.billing import operations as billing
from trunkline.billing.models import Charge
from trunkline.billing.operations import FactDraft
from trunkline.billing.policies import Claim
from trunkline.catalog.selectors.states import find_state_transition
from trunkline.catalog.states import StandardState
from trunkline.flows.policies import CLAIM_WORDS, read_paid, read_transaction
from trunkline.instances.models import Change, Instance
from trunkline.instances.selectors.services import get_current_service, get_service_product
from trunkline.instances.selectors.timeline import find_former_state
from trunkline.instances.states import ChangeState
from trunkline.ordering.models import OrderLine
from trunkline.ordering.states import LineAction
from trunkline.parties.models import Account
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import list_staged
from trunkline.provisioning.states import EffectKind

_TRANSITIONS = frozenset(
    {
        LineAction.ADD,
        LineAction.ADD_PART,
        LineAction.SUSPEND,
        LineAction.RESUME,
        LineAction.END,
        LineAction.REMOVE,
    }
)


@dataclass(frozen=True)
class Done:
    """A line whose job has succeeded, and the service that it is about."""

    job: ProvisioningJob
    line: OrderLine
    instance: Instance


def charge_services(account: Account, done: Sequence[Done], *, at: datetime) -> None:
    """This will raise what is due, and write the account's history in the words of the plays that claimed it."""
    charges = billing.raise_due_charges(account, at=at)
    for each in done:
        if each.line.action == LineAction.ADD and each.line.parent_id == each.instance.pk:
            charges += billing.charge_once(account, _once_owed(each.line), instance=each.instance, at=at)
        charges += charge_change(account, each.line.change, at=at)
        charges += _charge_transition(account, each, at=at)
    claimable: dict[int, list[Charge]] = {each.instance.pk: [] for each in done}
    others: list[Charge] = []
    for charge in charges:
        claimable.get(charge.instance_id or 0, others).append(charge)
    for each in done:
        billing.record_transactions(
            account,
            claimable[each.instance.pk],
            staged_claims(each.job),
            instance=each.instance,
            job=each.job,
            product_name=each.line.product.name,
            at=at,
        )
    record_plainly(account, others, at=at)


def charge_change(account: Account, change: Change | None, *, at: datetime) -> list[Charge]:
    """This will charge a locked account what a change costs that has just taken over; again raises IntegrityError."""
    if change is None or change.charge is None or change.state != ChangeState.IN_FORCE:
        return []
    fact = FactDraft(
        key=f"change:{change.public_id}",
        title=change.customer_reason or "Change of your service",
        retail=change.charge,
        wholesale=Decimal(0),
        rule="transition, each time it happens",
    )
    return billing.charge_once(account, [fact], instance=change.instance, at=at)


def _charge_transition(account: Account, done: Done, *, at: datetime) -> list[Charge]:
    """Charge what it costs that a service has begun, was suspended, goes on or has ended, by its product's table.

    A table costs accounts of its currency only.
    """
    if done.line.action not in _TRANSITIONS or done.line.parent_id == done.instance.pk:
        return []
    service = get_current_service(done.instance.pk)
    if service.service_state is None:
        return []
    product = get_service_product(service)
    former = find_former_state(service, passing_over=StandardState.PENDING_CANCELLATION)
    step = find_state_transition(product, former, service.service_state)
    if step is None or step.charge is None or step.currency != account.currency:
        return []
    fact = FactDraft(
        key=f"line:{done.line.public_id}:state",
        title=f"{service.name} - {service.service_state.code}",
        retail=step.charge,
        wholesale=Decimal(0),
        rule="transition, each time it happens",
    )
    return billing.charge_once(account, [fact], instance=done.instance, at=at)


def charge_what_is_due(account: Account, *, at: datetime) -> None:
    """This will raise what is due of a locked account, and write it into the account's history."""
    record_plainly(account, billing.raise_due_charges(account, at=at), at=at)


def charge_addon_once(account: Account, line: OrderLine, instance: Instance, *, at: datetime) -> None:
    """This will charge a locked account what a delivered add-on costs once, and write it into the account's history."""
    record_plainly(account, billing.charge_once(account, _once_owed(line), instance=instance, at=at), at=at)


def record_plainly(account: Account, charges: list[Charge], *, at: datetime) -> None:
    """This will write charges into a locked account's history in our own words, as no play has claimed them."""
    for charge in charges:
        held = charge.configuration
        name = held.product.name if held and held.product else ""
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
