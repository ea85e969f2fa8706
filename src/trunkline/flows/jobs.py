"""The queue's door to journeys."""

from trunkline.flows.processes import jobs as processes
from trunkline.platform import bus
from trunkline.platform.clocks import system_now
from trunkline.platform.queue import Priority, defer, job, periodic
from trunkline.provisioning.selectors import list_jobs_past_lease


@job("flows.run_provisioning_job", Priority.PROVISIONING)
def run_provisioning_job(job_id: int) -> None:
    """This will take a provisioning job to its end."""
    processes.run_provisioning_job(job_id)


@job(bus.DELIVERY_JOB, Priority.NOTICES)
def deliver_event(event_id: int) -> None:
    """This will hand an event to its listeners."""
    bus.deliver(event_id)


@periodic("flows.take_over_lost_jobs", Priority.PROVISIONING, every_seconds=5)
def take_over_lost_jobs() -> None:
    """This will queue the jobs whose worker gives no sign of life, to be undone or run again."""
    for job_id in list_jobs_past_lease(system_now()):
        defer("flows.run_provisioning_job", once_as=f"lost-job:{job_id}", job_id=job_id)
