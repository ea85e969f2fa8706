"""The queue's door to the records of calls."""

from trunkline.charging import processes, use_cases
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.queue import Priority, periodic


@periodic("charging.settle_open_calls", Priority.BULK, every_seconds=15)
def settle_open_calls() -> None:
    """This will find out what became of grants and debits whose answers were lost."""
    processes.settle_open_calls()


@periodic("charging.forget_old_calls", Priority.BULK, every_seconds=30)
def forget_old_calls() -> None:
    """This will delete the records of grants and debits whose keys are no longer known."""
    use_cases.forget_old_calls(Command(SYSTEM_ACTOR, at=business_now(), reason="keys are kept for a while"))
