"""How provisioning jobs end: all that a play said takes effect together, or none of it; and what people do then."""

from django.db import transaction

from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.operations import charges, items, jobs, services
from trunkline.instances.errors import ServiceRetiredError
from trunkline.instances.models import Instance
from trunkline.kernel.errors import InvalidInputError, InvalidTransitionError
from trunkline.ordering import operations as ordering
from trunkline.ordering.events import OrderLineCompleted, OrderLineFailed
from trunkline.ordering.models import OrderLine
from trunkline.ordering.selectors import lock_line
from trunkline.ordering.states import LineAction
from trunkline.parties.models import Account
from trunkline.parties.selectors import lock_account
from trunkline.platform import bus, queue
from trunkline.platform.commands import Command, use_case
from trunkline.provisioning import operations as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import get_job, list_queued_jobs, list_staged, lock_job
from trunkline.provisioning.states import ENDED_STATES, RUN_JOB, EffectKind, EffectState, JobState

REASON_LENGTH_MAX = 2000
# Of the jobs that are to be run so many are looked at, whether the queue knows them.
OLDEST_MAX = 1000


@use_case
def complete_job(command: Command, job_id: int, attempt: int, *, is_failure_ignored: bool = False) -> None:
    """This will end a job whose play succeeded (or whose failure its product ignores): service, items and charges.

    Raises JobLostError when the run is no longer the job's, or the refusal of what its play said.
    """
    account, line, job = _lock(job_id)
    provisioning.require_run(job, JobState.RUNNING, attempt)
    instance = _put_in_force(command, account, line, job)
    provisioning.finish(job, "ignore" if is_failure_ignored else "succeed")
    ordering.complete_line(line, instance, at=command.at)
    done = OrderLineCompleted(account_id=account.pk, order_line_id=line.pk, instance_id=instance.pk)
    bus.announce(done, at=command.at)


@use_case
def rehearse_completion(command: Command, job_id: int, attempt: int) -> None:
    """This will see whether what a trial's play said can be put in force, and note in its log that it can.

    Nothing of it stays. Raises JobLostError when the run is no longer the job's, or the refusal.
    """
    account, line, job = _lock(job_id)
    provisioning.require_run(job, JobState.RUNNING, attempt)
    with transaction.atomic():
        _put_in_force(command, account, line, job)
        transaction.set_rollback(True)
    provisioning.log(get_job(job_id), "rehearsed", {})


def _lock(job_id: int) -> tuple[Account, OrderLine, ProvisioningJob]:
    named = get_job(job_id)
    account = lock_account(named.account_id)
    line = lock_line(named.order_line_id)
    return account, line, lock_job(job_id)


def _put_in_force(command: Command, account: Account, line: OrderLine, job: ProvisioningJob) -> Instance:
    if job.effects.filter(state=EffectState.INTENDED).exists():
        raise JobOutcomeInvalidError("A call to the charging system is not answered; it may or may not have happened.")
    if job.effects.filter(state=EffectState.UNDO_FAILED).exists():
        raise JobOutcomeInvalidError("A call of an earlier run came too late and is not undone.")
    instance = services.put_in_force(job, line, account, at=command.at)
    items.apply_items(job, line, instance, at=command.at)
    charges.charge_service(account, job, line, instance, at=command.at)
    jobs.mark_applied(list_staged(job, *EffectKind))
    job.instance = job.instance or instance
    return instance


@use_case
def fail_job(command: Command, job_id: int, attempt: int, *, obstacle: str = "") -> None:
    """This will end a job that was undone: its items are free again, its line has failed.

    When something could not be undone, or an obstacle keeps its items or line from being freed, the job needs attention
    instead, and nothing is freed. Raises JobLostError when another worker undoes the job.
    """
    account, line, job = _lock(job_id)
    provisioning.require_run(job, JobState.UNDOING, attempt)
    if obstacle:
        job.failure = f"{job.failure}\nIt was undone, but could not be ended: {obstacle}".lstrip()
    if obstacle or job.effects.filter(state__in=[EffectState.UNDO_FAILED, EffectState.INTENDED]).exists():
        provisioning.finish(job, "get_stuck")
        return
    services.fail_change(line, job.failure, at=command.at)
    items.put_items_back(line)
    provisioning.finish(job, "fail")
    _fail_line(command, account, line, job)


@use_case
def settle_job(command: Command, job_id: int, reason: str) -> int:
    """This will note that a person has settled what a job left behind, and how.

    One that needs attention ends as failed: its items are free again, its line has failed. One that has ended stays as
    it is; it has left something when a call was carried out too late. Returns the job's number; raises
    InvalidInputError, JobNotFoundError or InvalidTransitionError.
    """
    if not reason.strip() or not "".join(reason.split()).isprintable() or len(reason) > REASON_LENGTH_MAX:
        raise InvalidInputError.for_field("reason", f"must say in 1 to {REASON_LENGTH_MAX} characters what was done.")
    account, line, job = _lock(job_id)
    settled = provisioning.settle(job, reason.strip(), settled_by=str(command.actor))
    if job.state == JobState.NEEDS_ATTENTION:
        services.fail_change(line, job.failure, at=command.at)
        items.put_items_back(line)
        provisioning.finish(job, "settle")
        _fail_line(command, account, line, job)
    elif job.state not in ENDED_STATES or not settled:
        raise InvalidTransitionError(f"Job {job_id} is {job.state} and has left nothing that could be settled.")
    return job_id


def _fail_line(command: Command, account: Account, line: OrderLine, job: ProvisioningJob) -> None:
    ordering.fail_line(line, job.failure, at=command.at)
    bus.announce(OrderLineFailed(account_id=account.pk, order_line_id=line.pk), at=command.at)


@use_case
def retry_job(_command: Command, job_id: int) -> int:
    """This will provision the line of a failed job again, with the items that were picked for it.

    The order stands, with the price it was shown, though its product may be closed for new orders. Returns the job's
    number; raises JobNotFoundError, InvalidTransitionError, ServiceRetiredError, ServiceBusyError,
    ItemNotFoundError or ItemNotAvailableError; then nothing has changed.
    """
    _, line, job = _lock(job_id)
    if job.state != JobState.FAILED:
        raise InvalidTransitionError(f"Job {job_id} is {job.state}; only one that has failed can be run again.")
    for service in (line.instance, line.parent):
        if service is not None and service.retired_at is not None and line.action != LineAction.REMOVE:
            raise ServiceRetiredError(f"{service.key} has ended meanwhile; nothing of it can be changed any more.")
    services.begin_change_again(line)
    provisioning.queue_again(job)
    ordering.retry_line(line)
    items.keep_picks_again(line)
    queue.defer(RUN_JOB, lock=jobs.job_lock(line), job_id=job_id)
    return job_id


@use_case
def queue_forgotten_jobs(_command: Command) -> int:
    """This will queue the jobs that are to be run but of which the queue knows nothing any more; tells how many.

    It gives up what fails too often, as while tables were missing. The oldest are looked at: in the end it is of them.
    """
    queued = {job.pk: job for job in list_queued_jobs(OLDEST_MAX)}
    forgotten = queue.list_without_job(RUN_JOB, "job_id", list(queued))
    for job_id in forgotten:
        lock = jobs.job_lock(queued[job_id].order_line)
        queue.defer(RUN_JOB, lock=lock, once_as=f"forgotten-job:{job_id}", job_id=job_id)
    return len(forgotten)
