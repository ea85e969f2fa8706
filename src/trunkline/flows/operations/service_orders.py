"""What is ordered for a service that is there: locked, and put into an order of one line; nothing here commits."""

from dataclasses import dataclass

from trunkline.catalog.models import Product, RateVersion
from trunkline.flows.operations.jobs import queue_job, system_variables
from trunkline.instances.errors import ServiceRetiredError
from trunkline.instances.models import Change, Configuration
from trunkline.instances.selectors import services as service_selectors
from trunkline.ordering import operations as ordering
from trunkline.ordering.events import OrderPlaced
from trunkline.ordering.operations import LineDraft
from trunkline.ordering.states import LineAction
from trunkline.parties import selectors as parties
from trunkline.parties.models import Account
from trunkline.platform import bus
from trunkline.platform.commands import Command

_SHIPPED_PLAYS = {
    LineAction.SUSPEND: "play_suspend_service",
    LineAction.RESUME: "play_resume_service",
    LineAction.END: "play_deprovision_service",
    LineAction.REMOVE: "play_remove_service",
}


def lock_service(instance_id: int) -> tuple[Account, Configuration]:
    """This will lock a service and its account; raises ServiceNotFoundError."""
    account = parties.lock_account(service_selectors.get_service_account_id(instance_id))
    return account, service_selectors.lock_current_service(instance_id)


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

    Raises ServiceBusyError.
    """
    product = service_selectors.get_service_product(service)
    own_play = {
        LineAction.SUSPEND: product.suspension_play,
        LineAction.RESUME: product.resumption_play,
        LineAction.END: service.instance.deprovisioning_play,
        LineAction.REMOVE: product.removal_play,
    }[action]
    draft = LineDraft(
        action=action,
        product=product,
        currency=account.currency,
        instance=service.instance,
        subscriber_id=service.subscriber_id,
    )
    return _order(command, account, draft, own_play or _SHIPPED_PLAYS[action])


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
    return _order(command, account, draft, wanted.play)


def _order(command: Command, account: Account, draft: LineDraft, play: str) -> int:
    order = ordering.create_order(account.pk, placed_by=str(command.actor), at=command.at)
    line = ordering.add_line(order, draft, position=1)
    queue_job(command, line, play, system_variables(command, line))
    bus.announce(OrderPlaced(account_id=account.pk, order_id=order.pk), at=command.at)
    return order.pk
