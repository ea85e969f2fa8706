"""The queue's door to payments."""

from datetime import datetime

from trunkline.payments import processes, selectors
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.queue import Priority, periodic


def find_next_due() -> datetime | None:
    """This will tell the present business instant while the outcome of a payment or refund is not known: nobody moves
    on without it.
    """
    return business_now() if selectors.has_open_payments() else None


@periodic("payments.settle_unknown_payments", Priority.PAYMENTS, every_seconds=15, next_due=find_next_due)
def settle_unknown_payments() -> None:
    """This will settle payments and refunds whose outcome is not known."""
    processes.settle_unknown_payments(Command(SYSTEM_ACTOR, at=business_now(), reason="settle unknown payments"))
