"""What is ordered for a service that is there: locked, and put into an order with its parts; nothing here commits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trunkline.catalog.models import Product, RateVersion
from trunkline.catalog.selectors.bundles import is_composed, is_provisioned_as_one
from trunkline.catalog.selectors.states import find_step_to
from trunkline.catalog.states import BaseStatus
from trunkline.flows.operations.jobs import LineJob, queue_jobs, system_variables
from trunkline.instances.errors import ServiceRetiredError
from trunkline.instances.models import Change, Configuration
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.selectors.timeline import find_table_state
from trunkline.ordering import operations as ordering
from trunkline.ordering.events import OrderPlaced
from trunkline.ordering.operations import LineDraft
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.platform import bus
from trunkline.platform.commands import Command

_BASE_STATUS_AFTER = {
    LineAction.SUSPEND: BaseStatus.SUSPENDED,
    LineAction.RESUME: BaseStatus.ACTIVE,
    LineAction.END: BaseStatus.CANCELLED,
    LineAction.REMOVE: BaseStatus.CANCELLED,
}
_SHIPPED_PLAYS = {
    LineAction.SUSPEND: "play_suspend_service",
    LineAction.RESUME: "play_resume_service",
    LineAction.END: "play_deprovision_service",
    LineAction.REMOVE: "play_remove_service",
}


def lock_service(instance_id: int) -> tuple[Account, Configuration]:
    """This will lock a service with all that runs under it, and its account; raises ServiceNotFoundError."""
    account = parties.lock_account(service_selectors.get_service_account_id(instance_id))
    service_selectors.lock_trees([instance_id])
    return account, service_selectors.get_current_service(instance_id)


def lock_running_service(instance_id: int) -> tuple[Account, Configuration]:
    """This will lock a service that has not ended, and its account; raises ServiceRetiredError."""
    account, service = lock_service(instance_id)
    if service.instance.retired_at is not None:
        raise ServiceRetiredError(f"{service.instance.key} has ended already.")
    return account, service


@dataclass(frozen=True)
class ChangeOrder:
    """A change to be carried out: what the service is of by then, at which rate, and the play that makes it so."""

    change: Change
    product: Product
    rate_version: RateVersion | None
    quantity: int
    play: str


def order_action(command: Command, account: Account, service: Configuration, action: LineAction) -> int:
    """This will order that a service is suspended, resumed, ended or removed; returns the order's id.

    So is what is under it, as the parts of a bundle, each by its own play: all of it, or nothing. An add-on ends with
    what it adds to. Raises ServiceBusyError.
    """
    drafts, plays = [], []
    for each, part_of in _with_parts(service, action):
        product = service_selectors.get_service_product(each)
        drafts.append(
            LineDraft(
                action=action,
                product=product,
                currency=account.currency,
                instance=each.instance,
                subscriber_id=each.subscriber_id,
                part_of=part_of,
            )
        )
        is_by_its_bundle = part_of is not None and _is_by_its_bundle(drafts, part_of)
        plays.append("" if is_by_its_bundle else _play(each, product, action))
    if len(drafts) > 1:
        drafts = [replace(draft, together=1) for draft in drafts]
    return _order(command, account, drafts, plays)


def _with_parts(service: Configuration, action: LineAction) -> Iterator[tuple[Configuration, int | None]]:
    """A service and its parts that the action is for, each with the place of its bundle, which comes before it."""
    waiting: list[tuple[Configuration, int | None]] = [(service, None)]
    place = 0
    while waiting:
        each, part_of = waiting.pop(0)
        yield each, part_of
        if action != LineAction.REMOVE:
            parts = [part for part in service_selectors.list_parts(each.instance_id) if _is_for(part, action)]
            waiting += [(part, place) for part in parts if not service_selectors.is_addon(part)]
        place += 1


def _is_for(part: Configuration, action: LineAction) -> bool:
    """What of a bundle is not active is not suspended, and what is not suspended does not go on."""
    status = None if part.service_state is None else part.service_state.base_status
    needed = {LineAction.SUSPEND: BaseStatus.ACTIVE, LineAction.RESUME: BaseStatus.SUSPENDED}.get(action)
    return needed in (None, status)


def _is_by_its_bundle(drafts: Sequence[LineDraft], place: int | None) -> bool:
    while place is not None:
        if is_provisioned_as_one(drafts[place].product):
            return True
        place = drafts[place].part_of
    return False


def _play(service: Configuration, product: Product, action: LineAction) -> str:
    """The play for an action: its transition's, the product's, or the shipped one, which is not for a mere bundle."""
    own = {
        LineAction.SUSPEND: product.suspension_play,
        LineAction.RESUME: product.resumption_play,
        LineAction.END: service.instance.deprovisioning_play,
        LineAction.REMOVE: product.removal_play,
    }[action]
    step = find_step_to(product, find_table_state(service), _BASE_STATUS_AFTER[action])
    if step is not None and step.play:
        return step.play
    is_mere_bundle = is_composed(product) and not service.instance.service_uuid
    return own or ("" if is_mere_bundle else _SHIPPED_PLAYS[action])


def order_change(command: Command, account: Account, service: Configuration, wanted: ChangeOrder) -> int:
    """This will order that a change of a service is carried out; returns the order's id. Raises ServiceBusyError."""
    draft = LineDraft(
        action=LineAction.CHANGE,
        product=wanted.product,
        currency=account.currency,
        rate_version=wanted.rate_version,
        instance=service.instance,
        subscriber_id=service.subscriber_id,
        change=wanted.change,
        quantity=wanted.quantity,
    )
    return _order(command, account, [draft], [wanted.play])


def _order(command: Command, account: Account, drafts: Sequence[LineDraft], plays: Sequence[str]) -> int:
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    lines = ordering.add_lines(order, drafts)
    wanted = [LineJob(line, play, system_variables(command, line)) for line, play in zip(lines, plays, strict=True)]
    queue_jobs(command, wanted)
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk
