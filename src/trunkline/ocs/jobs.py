"""The queue's door to the charging engine."""

from trunkline.ocs import processes, selectors
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.queue import Priority, periodic


@periodic(
    "ocs.execute_due_plans",
    Priority.PROVISIONING,
    every_seconds=5,
    next_due=selectors.find_next_plan_execution,
)
def execute_due_plans() -> None:
    """This will execute the actions that accounts' plans have due by the business clock."""
    processes.execute_due_plans(Command(SYSTEM_ACTOR, at=business_now(), reason="The plan's time has come."))


@periodic("ocs.expire_due_balances", Priority.BULK, every_seconds=30, next_due=selectors.find_next_expiry)
def expire_due_balances() -> None:
    """This will end the balances that are over by the business clock."""
    processes.expire_due_balances(Command(SYSTEM_ACTOR, at=business_now(), reason="The balance's time is over."))
