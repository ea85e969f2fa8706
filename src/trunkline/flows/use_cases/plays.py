"""What running plays write through `/crm`: checked at once, staged in the job's journal, in force when it succeeds."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trunkline.billing.selectors import draw_transaction_id
from trunkline.catalog.selectors import states as catalog
from trunkline.flows.policies import (
    ServiceWrite,
    read_item_change,
    read_service,
    read_service_change,
    read_transaction,
)
from trunkline.flows.selectors import find_service_of_job, list_item_ids_of_job
from trunkline.instances.errors import ServiceNotFoundError, ServiceUuidTakenError
from trunkline.instances.selectors.services import draw_instance_id, service_uuid_is_taken
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.commands import Command, use_case
from trunkline.provisioning import operations
from trunkline.provisioning.errors import JobTokenInvalidError, OutsideJobError
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import lock_job
from trunkline.provisioning.states import EffectKind, JobKind, JobState
from trunkline.stock.operations.kits import require_no_part
from trunkline.stock.selectors.items import get_item
from trunkline.stock.states import ACTION_BY_WRITTEN_STATE, ItemState

# A job that makes a service uses its picks or gives them back as they were; the end of a service decides their fate.
_STATES_TO_GIVE = {
    JobKind.PROVISION: frozenset({ItemState.NEW, ItemState.IN_STOCK, ItemState.RESERVED}),
    JobKind.ADD_ON: frozenset({ItemState.NEW, ItemState.IN_STOCK, ItemState.RESERVED}),
    JobKind.SUSPEND: frozenset(),
    JobKind.RESUME: frozenset(),
    JobKind.REMOVE: frozenset(),
    JobKind.CHANGE: frozenset(),
    JobKind.DEPROVISION: frozenset(ACTION_BY_WRITTEN_STATE),
}


def _lock_running(job_id: int, attempt: int) -> ProvisioningJob:
    job = lock_job(job_id)
    if job.state != JobState.RUNNING or job.attempt != attempt:
        raise JobTokenInvalidError("The job has ended; nothing more may be touched.")
    return job


@use_case
def create_service(_command: Command, job_id: int, attempt: int, body: Mapping[str, Any]) -> int:
    """This will stage the service that a play makes and return the number that it will have.

    Raises OutsideJobError, ServiceUuidTakenError or InvalidInputError.
    """
    job = _lock_running(job_id, attempt)
    write = read_service(body)
    _check_service(job, write)
    service_id = draw_instance_id()
    request = {"service_id": service_id, "body": dict(body)}
    operations.stage(job, EffectKind.SERVICE_CREATED, f"service:{write.service_uuid}", request)
    return service_id


def _check_service(job: ProvisioningJob, write: ServiceWrite) -> None:
    line = job.order_line
    if job.kind != JobKind.PROVISION or find_service_of_job(job) is not None:
        raise OutsideJobError("The job has its service already; it may not make another.")
    if write.customer_id != job.account_id:
        raise OutsideJobError(f"The job is for customer {job.account_id}, not for {write.customer_id}.")
    if write.product_id != line.product_id:
        raise OutsideJobError(f"The job is for product {line.product_id}, not for {write.product_id}.")
    if service_uuid_is_taken(write.service_uuid):
        raise ServiceUuidTakenError(f"{write.service_uuid!r} belongs to another service; make a new one.")
    if write.status and catalog.is_ended(catalog.get_service_state(write.status)):
        raise InvalidInputError.for_field("service_status", "of a new service cannot be an ended one.")
    _check_price("retail_cost", write.retail, line.retail)
    _check_price("wholesale_cost", write.wholesale, line.wholesale)


def _check_price(field: str, said: Decimal | None, shown: Decimal) -> None:
    if said is not None and said != shown:
        raise OutsideJobError(
            f"The order's {field} is {shown.normalize():f}; a job may not agree {said.normalize():f} instead."
        )


@use_case
def change_service(_command: Command, job_id: int, attempt: int, service_id: int, body: Mapping[str, Any]) -> None:
    """This will stage a change of the job's service; raises ServiceNotFoundError for any other."""
    job = _lock_running(job_id, attempt)
    change = read_service_change(body)
    if find_service_of_job(job) != service_id:
        raise ServiceNotFoundError(f"No service {service_id} belongs to the job.")
    if "status" in change:
        if job.kind in {JobKind.ADD_ON, JobKind.CHANGE}:
            raise OutsideJobError("The job was not asked to change the service's status.")
        catalog.get_service_state(change["status"])
    request = {"service_id": service_id, "body": dict(body)}
    operations.stage(job, EffectKind.SERVICE_CHANGED, f"service:{service_id}", request)


@use_case
def change_item(_command: Command, job_id: int, attempt: int, item_id: int, body: Mapping[str, Any]) -> None:
    """This will stage what happens to an item of the job; raises OutsideJobError for others, or InvalidInputError."""
    job = _lock_running(job_id, attempt)
    write = read_item_change(body)
    if item_id not in list_item_ids_of_job(job):
        raise OutsideJobError(f"Item {item_id} was not picked for this job.")
    require_no_part(get_item(item_id))
    if write.state == ItemState.ASSIGNED:
        if write.customer_id != job.account_id or write.service_id is None:
            raise OutsideJobError(f"The job can assign items to its own service of customer {job.account_id} only.")
        if write.service_id != find_service_of_job(job):
            raise OutsideJobError(f"Service {write.service_id} does not belong to the job.")
    elif write.service_id is not None or write.customer_id is not None:
        raise InvalidInputError.for_field("item_state", "must be Assigned when service_id or customer_id is given.")
    elif write.state not in _STATES_TO_GIVE[JobKind(job.kind)]:
        raise InvalidInputError.for_field(
            "item_state", f"{write.state!r} is no state that a {job.kind} job can give an item."
        )
    operations.stage(job, EffectKind.ITEM_CHANGED, f"item:{item_id}", {"item_id": item_id, "body": dict(body)})


@use_case
def claim_transaction(_command: Command, job_id: int, attempt: int, body: Mapping[str, Any]) -> int:
    """This will stage what a play says about money and return the transaction's number; raises OutsideJobError."""
    job = _lock_running(job_id, attempt)
    write = read_transaction(body)
    if write.customer_id != job.account_id:
        raise OutsideJobError(f"The job is for customer {job.account_id}, not for {write.customer_id}.")
    if write.service_id is not None and write.service_id != find_service_of_job(job):
        raise OutsideJobError(f"Service {write.service_id} does not belong to the job.")
    if write.charge is not None and job.kind not in {JobKind.PROVISION, JobKind.ADD_ON}:
        raise InvalidInputError.for_field("charge", "can be named only by a job that makes or adds something.")
    transaction_id = draw_transaction_id()
    request = {"transaction_id": transaction_id, "body": dict(body)}
    operations.stage(job, EffectKind.TRANSACTION_CLAIMED, f"transaction:{transaction_id}", request)
    return transaction_id
