"""The queue's door to journeys."""

from collections.abc import Callable, Iterable

import structlog
from django.db import InterfaceError, OperationalError

from trunkline.flows.operations.renewals import CARRY_OUT
from trunkline.flows.processes import jobs as processes
from trunkline.flows.processes import renewals as renewal_processes
from trunkline.flows.use_cases import changes, notices, renewals, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.events import CancellationRequested, CancellationReversed, RenewalDeclined, ServiceRenewed
from trunkline.instances.selectors import cancellations as cancellation_selectors
from trunkline.instances.selectors import renewals as renewal_selectors
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.selectors.changes import find_next_change_due, list_due_changes
from trunkline.kernel.errors import DomainError
from trunkline.ordering.events import OrderLineCompleted, OrderLineFailed
from trunkline.platform import bus
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.models import Event
from trunkline.platform.queue import Priority, defer, job, periodic
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.selectors import list_jobs_past_lease

CHANGES_AT_ONCE = 500
_log = structlog.get_logger("trunkline.jobs")


@job("flows.run_provisioning_job", Priority.PROVISIONING)
def run_provisioning_job(job_id: int) -> None:
    """This will take a provisioning job to its end."""
    processes.run_provisioning_job(job_id)


@job(bus.DELIVERY_JOB, Priority.NOTICES)
def deliver_event(event_id: int) -> None:
    """This will hand an event to its listeners."""
    bus.deliver(event_id)


@bus.listens_to(OrderLineCompleted)
@bus.listens_to(OrderLineFailed)
@bus.listens_to(ServiceRenewed)
@bus.listens_to(RenewalDeclined)
@bus.listens_to(CancellationRequested)
@bus.listens_to(CancellationReversed)
def tell_customer(event: Event) -> None:
    """This will tell the customer what has happened."""
    notices.tell_customer(_command(f"event {event.pk}"), event.pk)


@periodic("flows.take_over_lost_jobs", Priority.PROVISIONING, every_seconds=5)
def take_over_lost_jobs() -> None:
    """This will queue the jobs whose worker gives no sign of life, to be undone or run again, and forgotten ones.

    A lost job waits for no lock of the queue: those that wait behind it there wait for it.
    """
    provisioning.bring_leases_near(_command("the clock may have been set back"))
    for job_id in list_jobs_past_lease(system_now()):
        defer("flows.run_provisioning_job", once_as=f"lost-job:{job_id}", job_id=job_id)
    endings.queue_forgotten_jobs(_command("the queue has given the job up"))


@job(CARRY_OUT, Priority.PAYMENTS)
def carry_out_renewal(renewal_id: int) -> None:
    """This will take a renewal as far as it can be taken now."""
    renewal_processes.carry_out_in_turn(_command("renewal"), renewal_id)


@periodic(
    "flows.queue_due_renewals", Priority.PAYMENTS, every_seconds=5, next_due=renewal_selectors.find_next_renewal_due
)
def queue_due_renewals() -> None:
    """This will queue the renewals of which something is due."""
    renewals.queue_due_renewals(_command("a renewal is due"))


@periodic(
    "flows.order_due_ends",
    Priority.PROVISIONING,
    every_seconds=5,
    next_due=cancellation_selectors.find_next_cancellation_due,
)
def order_due_ends() -> None:
    """This will order the end of each service whose time has come."""
    command = _command("its time has come")
    due = [cancellation.instance_id for cancellation in cancellation_selectors.list_due_cancellations(command.at)]
    _for_each(due, lambda instance_id: services.order_due_end(command, instance_id))


@periodic("flows.carry_out_due_changes", Priority.PROVISIONING, every_seconds=5, next_due=find_next_change_due)
def carry_out_due_changes() -> None:
    """This will carry out each planned change whose time has come."""
    command = _command("its time has come")
    due = {change.pk: change.instance_id for change in list_due_changes(command.at)}
    ids = list(due)
    for first in range(0, len(ids), CHANGES_AT_ONCE):
        others = _take_over_at_once(command, ids[first : first + CHANGES_AT_ONCE])
        _for_each(others, lambda change_id: changes.carry_out_due_change(command, due[change_id], change_id))


def _take_over_at_once(command: Command, change_ids: list[int]) -> list[int]:
    """Have changes take over together; those that are left. One that fails keeps the others from it only here."""
    try:
        return changes.take_over_due_changes(command, change_ids)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001  # which of them failed, and why, is found one by one
        _log.exception("due_changes_failed_together", changes=len(change_ids))
        return change_ids


@periodic("flows.order_due_removals", Priority.BULK, every_seconds=5, next_due=service_selectors.find_next_removal_due)
def order_due_removals() -> None:
    """This will order the removal of each ended service whose retention is over."""
    command = _command("the retention is over")
    due = service_selectors.list_due_removals(command.at)
    _for_each(due, lambda instance_id: services.order_due_removal(command, instance_id))


def _for_each(instance_ids: Iterable[int], act: Callable[[int], object]) -> None:
    """Act on each service; what one is refused, or fails by, keeps nobody else from it, and is told.

    A failure that nobody foresaw is raised again in the end, so that the job counts as failed.
    """
    failures: list[Exception] = []
    for instance_id in instance_ids:
        try:
            act(instance_id)
        except DomainError as refusal:
            _log.warning("due_change_refused", service_id=instance_id, code=refusal.code, detail=refusal.detail)
        except (OperationalError, InterfaceError):
            raise
        except Exception as failure:  # noqa: BLE001  # the one that is due longest would keep all others from it
            _log.exception("due_change_failed", service_id=instance_id)
            failures.append(failure)
    if failures:
        raise failures[0]


def _command(reason: str) -> Command:
    return Command(SYSTEM_ACTOR, at=business_now(), reason=reason)
