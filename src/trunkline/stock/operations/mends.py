"""Steps that bring stock back to what the timeline says of an item, whatever stands there; the item is locked."""

from datetime import datetime
from uuid import UUID

from trunkline.instances.operations import services as service_operations
from trunkline.platform.clocks import system_now
from trunkline.stock.models import Allocation, StockItem
from trunkline.stock.operations.allocations import live_allocation
from trunkline.stock.states import AllocationState, ItemState, state_at_end


def assign_as_timeline_says(item: StockItem, *, service_id: int, account_id: int, holder: UUID) -> None:
    """This will have stock say that an item is at the service at which its timeline has it, and nowhere else."""
    live_allocation(item).exclude(service_id=service_id, account_id=account_id, state=AllocationState.ASSIGNED).update(
        state=AllocationState.RELEASED, released_at=system_now()
    )
    if not live_allocation(item).exists():
        Allocation.objects.create(
            item=item,
            state=AllocationState.ASSIGNED,
            account_id=account_id,
            holder=holder,
            item_state_before=ItemState.IN_STOCK,
            service_id=service_id,
            assigned_at=system_now(),
        )
    _set_state(item, ItemState.ASSIGNED)


def take_from_nobody(item: StockItem, *, at: datetime, is_at_service: bool) -> None:
    """This will have stock, and the timeline where it still has the item at a service, say that nobody has it.

    It meets the fate of its specification, as one whose service has ended: somebody may have it all the same.
    """
    live_allocation(item).update(state=AllocationState.RELEASED, released_at=system_now())
    if is_at_service:
        service_operations.hand_over(item.instance_id, account_id=None, service_id=None, at=at)
    _set_state(item, state_at_end(item.specification.end_fate))


def put_back_as_it_was(item: StockItem) -> None:
    """This will end a reservation that is for nothing: the item can be had again, New if it was never given out."""
    before = live_allocation(item).values_list("item_state_before", flat=True).first()
    live_allocation(item).update(state=AllocationState.RELEASED, released_at=system_now())
    _set_state(item, ItemState.NEW if before == ItemState.NEW else ItemState.IN_STOCK)


def keep_as_reserved(item: StockItem) -> None:
    """This will have an item's state say what its reservation, which still runs, says."""
    _set_state(item, ItemState.RESERVED)


def _set_state(item: StockItem, state: str) -> None:
    """Not by the state table: what stands there is what must not be."""
    item.state = state
    item.held_until = None
    item.save(update_fields=["state", "held_until"])
