"""The jobs of one service go one after the other, though workers are lost and the queue gives jobs up."""

from datetime import timedelta

import psycopg
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from tests.support.people import command
from tests.support.quiet import _connected_quietly, owner_connection, quiet_database
from tests.support.races import race
from tests.support.renewals import SECOND_PERIOD, START, renewing_product, start_service
from tests.support.services import make_stuck_job, place_order, start
from trunkline.charging.errors import OcsUnavailableError
from trunkline.flows import jobs as door
from trunkline.flows.operations.jobs import job_lock
from trunkline.flows.operations.product_requests import ProductRequest
from trunkline.flows.processes import jobs as processes
from trunkline.flows.processes import renewals as renewal_processes
from trunkline.flows.use_cases import orders, services
from trunkline.flows.use_cases import provisioning as endings
from trunkline.instances.models import Instance
from trunkline.instances.selectors.renewals import find_open_renewal, get_renewal
from trunkline.instances.selectors.services import get_current_service
from trunkline.instances.states import RenewalState
from trunkline.platform.clocks import system_now
from trunkline.platform.queue import PutOffError
from trunkline.provisioning import use_cases as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.operations import Attempt
from trunkline.provisioning.selectors import get_job, list_jobs_in_hand
from trunkline.provisioning.states import RUN_JOB, JobState

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]


def order_addon(service: Instance) -> ProvisioningJob:
    """Order an add-on of a service; its job is queued."""
    product = renewing_product(category="addon", provisioning_variables={"data_gb": 5})
    account_id = get_current_service(service.pk).account_id
    assert account_id is not None
    request = ProductRequest(product_id=product.pk, service_id=service.pk)
    order_id = orders.place_order(command(at=START), account_id, request)
    return ProvisioningJob.objects.get(order_line__order_id=order_id)


def lose(job_id: int) -> None:
    ProvisioningJob.objects.filter(pk=job_id).update(lease_until=system_now() - timedelta(seconds=1))


def state_of(job: ProvisioningJob) -> str:
    return get_job(job.pk).state


def take_over(job: ProvisioningJob) -> int:
    number = provisioning.take_over(command(), job.pk)
    assert number is not None, "the job was not taken over"
    return number


def is_held_back(job: ProvisioningJob) -> bool:
    """Whether a job stays as it was, as its turn has not come though the queue has it run."""
    before = ProvisioningJob.objects.filter(pk=job.pk).values().get()
    with pytest.raises(PutOffError) as waiting:
        processes.run_provisioning_job(job.pk)
    assert waiting.value.seconds == 2
    return ProvisioningJob.objects.filter(pk=job.pk).values().get() == before


@pytest.fixture
def service() -> Instance:
    return start_service()


def test_a_job_waits_until_the_lost_one_before_it_has_been_undone_and_has_run_again(service: Instance) -> None:
    first, second = order_addon(service), order_addon(service)
    start(first)
    assert is_held_back(second), "its worker is alive"
    lose(first.pk)
    assert is_held_back(second), "its worker is lost"
    number = take_over(first)
    assert state_of(first) == JobState.UNDOING
    assert is_held_back(second), "it is undone"
    again = provisioning.restart_attempt(command(), first.pk, number)
    assert is_held_back(second), "it runs again"
    endings.complete_job(command(at=START), first.pk, again.number)
    start(second)


def test_a_job_goes_on_once_the_one_before_it_has_failed_or_needs_somebody(service: Instance) -> None:
    first, second = order_addon(service), order_addon(service)
    attempt = start(first)
    provisioning.begin_undoing(command(), first.pk, attempt.number, "a task", "It failed.")
    assert is_held_back(second)
    endings.fail_job(command(), first.pk, attempt.number)
    start(second)


def test_a_change_of_the_service_and_what_adds_to_it_wait_for_each_other(service: Instance) -> None:
    addon = order_addon(service)
    order_id = services.suspend_service(command(at=START), service.pk)
    suspension = ProvisioningJob.objects.get(order_line__order_id=order_id)
    lost = start(suspension)
    lose(suspension.pk)
    assert is_held_back(addon)
    assert [job.pk for job in list_jobs_in_hand(service.pk)] == [suspension.pk]
    take_over(suspension)
    endings.fail_job(command(), suspension.pk, lost.number + 1)
    endings.complete_job(command(at=START), addon.pk, start(addon).number)
    # What adds to the service is a service of its own, whose jobs wait for those of the one that it adds to.
    addon.refresh_from_db()
    added = addon.order_line.instance
    assert added is not None
    ending = ProvisioningJob.objects.get(order_line__order_id=services.end_service(command(at=START), added.pk))
    other = order_addon(service)
    start(ending)
    assert is_held_back(other)
    assert [job.pk for job in list_jobs_in_hand(service.pk)] == [ending.pk]
    assert [job.pk for job in list_jobs_in_hand(added.pk)] == [ending.pk]


def test_jobs_of_different_services_keep_nobody_waiting(service: Instance) -> None:
    lose(start(order_addon(service)).job.pk)
    lose(start(place_order()).job.pk)
    start(order_addon(start_service()))
    start(place_order())


def test_of_two_jobs_of_a_service_that_start_at_once_one_starts(
    service: Instance, owner_connection: psycopg.Connection
) -> None:
    queued = [order_addon(service), order_addon(service)]
    outcomes = race(
        owner_connection,
        f"SELECT FROM instances_instance WHERE id = {service.pk} FOR UPDATE",
        [lambda job=job: provisioning.start_attempt(command(), job.pk) for job in queued],  # type: ignore[misc]
    )
    assert {type(outcome) for outcome in outcomes} == {Attempt, PutOffError}
    assert sorted(state_of(job) for job in queued) == [JobState.QUEUED, JobState.RUNNING]


def test_two_lost_jobs_of_a_service_do_not_wait_for_each_other(service: Instance) -> None:
    stuck, running = order_addon(service), order_addon(service)
    attempt = start(stuck)
    provisioning.begin_undoing(command(), stuck.pk, attempt.number, "a task", "It failed.")
    endings.fail_job(command(), stuck.pk, attempt.number, obstacle="It cannot be undone.")
    assert state_of(stuck) == JobState.NEEDS_ATTENTION
    start(running)
    provisioning.undo_again(command(), stuck.pk)
    assert provisioning.take_over(command(), stuck.pk) is None, "the other job's worker is alive"
    lose(running.pk)
    assert provisioning.take_over(command(), running.pk) is None, "the elder goes first"
    number = take_over(stuck)
    assert provisioning.take_over(command(), running.pk) is None, "the elder is in hand"
    endings.fail_job(command(), stuck.pk, number)
    take_over(running)


def test_a_job_that_needs_somebody_keeps_nobody_waiting_and_is_undone_again_in_its_turn() -> None:
    job = make_stuck_job()
    provisioning.undo_again(command(), job.pk)
    take_over(job)


def test_a_renewal_waits_for_a_job_whose_worker_was_lost(service: Instance) -> None:
    renewal = find_open_renewal(service.pk)
    assert renewal is not None
    job = order_addon(service)
    attempt = start(job)
    lose(job.pk)
    due = command(at=SECOND_PERIOD)
    with pytest.raises(PutOffError) as waiting:
        renewal_processes.carry_out_in_turn(due, renewal.pk)
    assert waiting.value.seconds == 2
    assert get_renewal(renewal.pk).state == RenewalState.PLANNED
    number = take_over(job)
    assert number == attempt.number + 1
    with pytest.raises(PutOffError):
        renewal_processes.carry_out_in_turn(due, renewal.pk)
    endings.fail_job(command(), job.pk, number)
    renewal_processes.carry_out_in_turn(due, renewal.pk)
    assert get_renewal(renewal.pk).state == RenewalState.RENEWED


def test_a_renewal_waits_while_the_charging_system_is_away(service: Instance, settings: Settings) -> None:
    renewal = find_open_renewal(service.pk)
    assert renewal is not None
    settings.TRUNKLINE_CGRATES_URL = "http://127.0.0.1:1/jsonrpc"
    with pytest.raises(PutOffError) as waiting:
        renewal_processes.carry_out_in_turn(command(at=SECOND_PERIOD), renewal.pk)
    assert waiting.value.seconds == 60
    assert isinstance(waiting.value.__cause__, OcsUnavailableError)
    assert get_renewal(renewal.pk).state == RenewalState.PAID


def queued(job: ProvisioningJob) -> list[tuple[str, str | None]]:
    rows = ProcrastinateJob.objects.filter(task_name=RUN_JOB, args__job_id=job.pk).order_by("pk")
    return list(rows.values_list("status", "lock"))


@pytest.mark.parametrize("status", ["failed", "succeeded", "cancelled", None])
def test_a_queued_job_of_which_the_queue_knows_nothing_is_queued_again_in_its_turn(
    service: Instance, status: str | None
) -> None:
    job = order_addon(service)
    rows = ProcrastinateJob.objects.filter(task_name=RUN_JOB, args__job_id=job.pk)
    lock = f"service:{service.pk}"
    assert job_lock(job.order_line) == lock
    if status is None:
        rows.delete()
    else:
        rows.update(status=status)
    door.take_over_lost_jobs()
    again = ("todo", lock)
    assert queued(job) == ([again] if status is None else [(status, lock), again])
    door.take_over_lost_jobs()
    assert queued(job).count(again) == 1


@pytest.mark.parametrize("status", ["todo", "doing"])
def test_a_job_that_waits_or_is_being_done_is_not_queued_a_second_time(service: Instance, status: str) -> None:
    job = order_addon(service)
    ProcrastinateJob.objects.filter(task_name=RUN_JOB, args__job_id=job.pk).update(status=status)
    door.take_over_lost_jobs()
    assert [each for each, _ in queued(job)] == [status]


def test_a_job_that_runs_is_not_queued_again() -> None:
    job = place_order()
    start(job)
    ProcrastinateJob.objects.filter(task_name=RUN_JOB, args__job_id=job.pk).delete()
    door.take_over_lost_jobs()
    assert queued(job) == []
