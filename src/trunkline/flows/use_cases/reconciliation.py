"""Mending of our own records where they tell different stories; each looks again under its locks, and does it once."""

from uuid import UUID

from trunkline.billing import operations as billing
from trunkline.flows.operations import charges
from trunkline.insight.policies.differences import compare_charges, name_subject
from trunkline.insight.selectors.reconciliation import list_account_charges, list_addons_not_charged
from trunkline.insight.states import DifferenceKind
from trunkline.kernel.ids import new_public_id
from trunkline.ordering.models import OrderLine
from trunkline.ordering.selectors import lock_line
from trunkline.ordering.states import LineAction
from trunkline.parties.selectors import hold_account, lock_account
from trunkline.platform.commands import Command, use_case
from trunkline.stock.operations import mends as stock
from trunkline.stock.selectors.disagreements import list_disagreements
from trunkline.stock.selectors.items import lock_items


@use_case
def mend_item(command: Command, item_id: int) -> None:
    """This will have stock, orders and timeline say the same of an item again, as the timeline says; else nothing."""
    for row in list_disagreements(limit=1, only=item_id):
        if row.account_id is not None:
            hold_account(row.account_id)
    [item] = lock_items([item_id])
    for row in list_disagreements(limit=1, only=item_id):
        if row.service_id is not None and not row.has_service_ended and row.account_id is not None:
            holder = _holder(row.service_id)
            stock.assign_as_timeline_says(item, service_id=row.service_id, account_id=row.account_id, holder=holder)
        elif row.service_id is None and row.is_held:
            stock.keep_as_reserved(item)
        elif row.service_id is None and (row.allocation == "reserved" or row.state == "Reserved"):
            stock.put_back_as_it_was(item)
        else:
            stock.take_from_nobody(item, at=command.at, is_at_service=row.service_id is not None)


def _holder(service_id: int) -> UUID:
    """The order line that made the service, as the one for which its items are kept."""
    lines = OrderLine.objects.filter(instance_id=service_id, action=LineAction.ADD)
    line = lines.order_by("pk").values_list("public_id", flat=True).first()
    return line or new_public_id()


@use_case
def raise_missing_charges(command: Command, account_id: int) -> None:
    """This will charge what an account owes by its timeline and was not charged; again, it adds nothing."""
    charges.charge_what_is_due(lock_account(account_id), at=command.at)


@use_case
def credit_charge_not_owed(command: Command, account_id: int, key: str) -> None:
    """This will take back what was charged under a key that nothing in the account's timeline owes; else nothing."""
    account = lock_account(account_id)
    [state], _ = list_account_charges(limit=1, at=command.at, only=[account_id])
    subject = name_subject("charge", account_id, key)
    found = {(row.kind, row.subject) for row in compare_charges(state)}
    if (DifferenceKind.CHARGE_NOT_OWED, subject) not in found:
        return
    credit = billing.credit_charge(account, key, at=command.at)
    if credit is not None:
        charges.record_plainly(account, [credit], at=command.at)


@use_case
def charge_addon(command: Command, line_public_id: str) -> None:
    """This will charge an add-on that costs money once and was delivered without; else nothing."""
    line = OrderLine.objects.select_related("order").get(public_id=line_public_id)
    account = lock_account(line.order.account_id)
    locked = lock_line(line.pk)
    if list_addons_not_charged(limit=1, only=line_public_id) and locked.instance is not None:
        charges.charge_addon_once(account, locked, locked.instance, at=command.at)
