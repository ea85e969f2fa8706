"""What the outcome of a job does to stock items; nothing here commits."""

from collections.abc import Sequence
from datetime import datetime

from trunkline.flows.operations.charges import Done
from trunkline.flows.policies import read_item_change
from trunkline.flows.selectors import list_item_ids_of_job
from trunkline.instances.models import Instance
from trunkline.ordering.models import OrderLine
from trunkline.ordering.states import LineAction
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import list_staged
from trunkline.provisioning.states import EffectKind
from trunkline.stock.operations import allocations as stock
from trunkline.stock.operations import items, quantities
from trunkline.stock.operations.quantities import Move
from trunkline.stock.selectors import items as stock_selectors
from trunkline.stock.selectors import quantities as quantity_selectors
from trunkline.stock.selectors.kits import list_ids_with_parts
from trunkline.stock.states import ItemState


def lock_all_items(done: Sequence[Done]) -> None:
    """This will lock what several jobs do to stock items and pieces, in the one order for all of them.

    Each then locks its own again, which changes nothing.
    """
    if len(done) == 1:
        return
    items = {item_id for each in done for item_id in list_item_ids_of_job(each.job)}
    if items:
        stock_selectors.lock_items(list_ids_with_parts(items))
    pieces = {
        row.quantity_row_id
        for each in done
        for row in quantity_selectors.list_quantity_reservations(each.line.public_id)
    }
    if pieces:
        quantities.lock_places([], makes_missing=False, with_rows=pieces)


def apply_items(job: ProvisioningJob, line: OrderLine, instance: Instance, *, at: datetime) -> None:
    """This will carry out what a play wrote of stock items; what a line did not use goes back as it was.

    Without a play, which alone could tell what is used, all that was picked is the service's from then on. An ended
    service keeps nothing: what its play said nothing of meets the fate of its specification.
    """
    written = {effect.request["item_id"]: effect for effect in list_staged(job, EffectKind.ITEM_CHANGED)}
    changes = {item_id: read_item_change(effect.request["body"]) for item_id, effect in written.items()}
    # Parts go the way of their kit.
    locked = [item for item in stock_selectors.lock_items(list_item_ids_of_job(job)) if item.kit_id is None]
    match LineAction(line.action):
        case LineAction.ADD | LineAction.ADD_PART:
            # Items belong to the service that is on the customer's page; an add-on's to the one that it adds to.
            service_id = line.parent_id if line.parent_id and line.action == LineAction.ADD else instance.pk
            for item in locked:
                change = changes.get(item.pk)
                is_used = not job.play if change is None else change.state == ItemState.ASSIGNED
                if is_used:
                    stock.assign_item(item, service_id=service_id, at=at)
                elif item.state == ItemState.RESERVED:
                    stock.put_back(item)
            quantities.consume_quantities(line.public_id, Move(f"job:{job.pk}", at), service_id=service_id)
        case LineAction.END:
            for item in locked:
                change = changes.get(item.pk)
                is_fated = change is None or change.state == ItemState.ASSIGNED
                items.end_item(item, at=at, written_state=None if is_fated or change is None else change.state)
        case LineAction.SUSPEND | LineAction.RESUME | LineAction.REMOVE | LineAction.CHANGE:
            pass


def keep_picks_again(lines: Sequence[OrderLine]) -> None:
    """This will keep for lines that are run again what was picked for them; raises ItemNotAvailableError."""
    holders = {pick.item_id: line.public_id for line in lines for pick in line.picks.all()}
    if holders:
        order = lines[0].order
        stock.keep_items(holders, account_id=order.account_id, reserved_by=order.placed_by)
    asked_for = [
        (line, row)
        for line in lines
        for row in {
            row.quantity_row_id: row for row in quantity_selectors.list_quantity_reservations(line.public_id)
        }.values()
    ]
    if asked_for:
        quantities.lock_places([], makes_missing=False, with_rows={row.quantity_row_id for _, row in asked_for})
    for line, row in asked_for:
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
