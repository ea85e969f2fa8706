"""The queue's door to stock."""

from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.queue import Priority, periodic
from trunkline.stock.selectors.items import find_next_return
from trunkline.stock.use_cases import picking
from trunkline.stock.use_cases.items import RETURNED_AT_ONCE, return_held_items


@periodic("stock.return_held_items", Priority.BULK, every_seconds=30, next_due=find_next_return)
def return_due_items() -> None:
    """This will put items whose time on hold is over by the business clock back in stock."""
    command = Command(SYSTEM_ACTOR, at=business_now(), reason="The time on hold is over.")
    while return_held_items(command) == RETURNED_AT_ONCE:
        pass


@periodic("stock.expire_reservations", Priority.NOTICES, every_seconds=5)
def expire_reservations() -> None:
    """This will free what reservations keep beyond their end, a batch after the other."""
    command = Command(SYSTEM_ACTOR, at=business_now(), reason="The reservation has expired.")
    while picking.expire_reservations(command):
        pass
