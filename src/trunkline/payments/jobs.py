"""The queue's door to payments."""

from trunkline.payments import processes
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.queue import Priority, periodic


@periodic("payments.settle_unknown_payments", Priority.PAYMENTS, every_seconds=15)
def settle_unknown_payments() -> None:
    """This will settle payments and refunds whose outcome is not known."""
    processes.settle_unknown_payments(Command(SYSTEM_ACTOR, at=business_now(), reason="settle unknown payments"))
