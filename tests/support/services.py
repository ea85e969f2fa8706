"""Orders, jobs and services for tests, made by the use cases that a worker calls, without running a play."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tests.support.goods import make_product
from tests.support.people import command, make_account, make_brand, unique
from trunkline.catalog.models import Product
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes.renewals import carry_out_renewal
from trunkline.flows.use_cases import changes, orders, plays, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases.changes import ChangeRequest, Difference
from trunkline.instances.models import Change, Instance
from trunkline.instances.selectors.renewals import find_open_renewal, get_renewal
from trunkline.instances.selectors.timeline import list_held
from trunkline.kernel.time import format_instant, parse_instant
from trunkline.platform.clocks import business_now
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt


def order_product(
    product: Product, account_id: int, at: datetime | None = None, picks: Mapping[str, int] | None = None
) -> ProvisioningJob:
    """Order a product at a business time that lies ahead (None: now) and return its queued job."""
    asked = command() if at is None else command(at=at)
    order_id = orders.place_order(asked, account_id, ProductRequest(product_id=product.pk, picks=picks or {}))
    return ProvisioningJob.objects.get(order_line__order_id=order_id)


def place_order(account_id: int | None = None, at: datetime | None = None, **product: object) -> ProvisioningJob:
    """Order a new product, for a new account unless one is named."""
    made = make_product(**product)
    return order_product(made, make_account(make_brand()) if account_id is None else account_id, at)


def start(job: ProvisioningJob) -> Attempt:
    """Start the first attempt of a queued job."""
    attempt = provisioning.start_attempt(command(), job.pk)
    assert attempt is not None, "the job was started by somebody else"
    return attempt


def service_body(job: ProvisioningJob, **changes: object) -> dict[str, object]:
    """Write what a play says when it makes the service of its job."""
    return {
        "customer_id": job.account_id,
        "product_id": job.order_line.product_id,
        "service_name": "Mobile of a test",
        "service_uuid": f"Local_Mobile_SIM_{unique()}",
        **changes,
    }


def stage_service(attempt: Attempt, **changes: object) -> int:
    """Make the service of a job as its play would; returns the service's number, which others do not see yet."""
    return plays.create_service(command(), attempt.job.pk, attempt.number, service_body(attempt.job, **changes))


def complete_order(job: ProvisioningJob, at: datetime | None = None, assigning: Iterable[int] = ()) -> Instance:
    """Make the service of a queued job, give it items, and end the job well at the business time `at` (None: now)."""
    attempt = start(job)
    service_id = stage_service(attempt)
    for item_id in assigning:
        body = {"service_id": service_id, "customer_id": job.account_id, "item_state": "Assigned"}
        plays.change_item(command(), job.pk, attempt.number, item_id, body)
    endings.complete_job(command() if at is None else command(at=at), job.pk, attempt.number)
    job.refresh_from_db()
    assert job.instance is not None
    return job.instance


def make_service(account_id: int | None = None, at: datetime | None = None, **product: object) -> Instance:
    """Order a new product, and end its job well at the business time `at`."""
    return complete_order(place_order(account_id, at, **product), at)


def end_service(instance: Instance, at: datetime | None = None) -> ProvisioningJob:
    """Order a service's end, and end that job well."""
    asked = command() if at is None else command(at=at)
    order_id = services.end_service(asked, instance.pk)
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    attempt = start(job)
    endings.complete_job(asked, job.pk, attempt.number)
    job.refresh_from_db()
    return job


def renew_due(instance: Instance, at: datetime) -> None:
    """Carry out what is due of a service's renewals by a business time, as the clock's worker does."""
    while (renewal := find_open_renewal(instance.pk)) is not None and renewal.due_at <= at:
        state = renewal.state
        carry_out_renewal(command(at=at), renewal.pk)
        if get_renewal(renewal.pk).state == state:
            return


def suspend_service(instance: Instance) -> ProvisioningJob:
    """Order that a service is suspended, and end that job well."""
    order_id = services.suspend_service(command(), instance.pk)
    job = ProvisioningJob.objects.get(order_line__order_id=order_id)
    endings.complete_job(command(), job.pk, start(job).number)
    job.refresh_from_db()
    return job


def make_failed_job(account_id: int | None = None) -> ProvisioningJob:
    """Order a new product, and have its play fail before it has done anything."""
    attempt = start(place_order(account_id))
    provisioning.begin_undoing(command(), attempt.job.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(), attempt.job.pk, attempt.number)
    return ProvisioningJob.objects.get(pk=attempt.job.pk)


def make_stuck_job(account_id: int | None = None, calls: int = 1) -> ProvisioningJob:
    """Order a new product whose play fails after some calls, of which the last cannot be undone."""
    attempt = start(place_order(account_id))
    job_id, number = attempt.job.pk, attempt.number
    made = 0
    for call in range(calls):
        request = {
            "method": "ApierV2.SetAccount",
            "params": {"Tenant": "cgrates.org", "Account": f"stuck_{job_id}_{call}"},
        }
        before = [{"result": None, "error": "NOT_FOUND"}]
        made = provisioning.intend_call(command(), job_id, number, f"made:stuck_{job_id}_{call}", request, before)
        provisioning.conclude_call(command(), made, {"result": "OK", "error": None}, was_refused=False)
    provisioning.begin_undoing(command(), job_id, number, "a task", "It failed.")
    provisioning.conclude_undo(command(), made, number, "The engine does not answer.")
    endings.fail_job(command(), job_id, number)
    return ProvisioningJob.objects.get(pk=job_id)


_instants = itertools.count(1)


def next_instant() -> str:
    """An instant to come at which nothing else is planned, as a body says it."""
    return format_instant(business_now() + timedelta(days=30, seconds=next(_instants)))


def began_at(service: Instance) -> str:
    """When a service's life began, as a body says it."""
    first = list_held(service.pk).first()
    assert first is not None
    return first.valid_from.isoformat()


def plan_change(service: Instance) -> Change:
    """Plan a change of a service for an instant to come."""
    wanted = ChangeRequest(Difference(quantity=2), parse_instant(next_instant(), ""))
    return Change.objects.get(pk=changes.ask_for_change(command(), service.pk, wanted))
