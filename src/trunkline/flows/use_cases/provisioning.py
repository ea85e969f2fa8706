"""How provisioning jobs end: all that a play said takes effect together, or none of it; and what people do then."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction

from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.flows.operations import charges, items, jobs, services
from trunkline.flows.operations.charges import Done
from trunkline.flows.operations.links import record_links
from trunkline.instances.errors import ServiceRetiredError
from trunkline.instances.selectors.services import lock_trees
from trunkline.kernel.errors import DomainError, InvalidInputError, InvalidTransitionError
from trunkline.ordering import operations as ordering
from trunkline.ordering.events import OrderLineCompleted, OrderLineFailed
from trunkline.ordering.models import OrderLine
from trunkline.ordering.selectors import list_together, lock_line
from trunkline.ordering.states import LineAction
from trunkline.parties.models import Account
from trunkline.parties.selectors import lock_account
from trunkline.platform import bus, queue
from trunkline.platform.commands import Command, use_case
from trunkline.provisioning import operations as provisioning
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import get_job, list_queued_jobs, list_staged, lock_job, lock_jobs
from trunkline.provisioning.states import ENDED_STATES, RUN_JOB, EffectKind, EffectState, JobState

REASON_LENGTH_MAX = 2000
# Of the jobs that are to be run so many are looked at, whether the queue knows them.
OLDEST_MAX = 1000


@use_case
def complete_job(command: Command, job_id: int, attempt: int, *, is_failure_ignored: bool = False) -> None:
    """This will end a job whose play succeeded (or whose failure its product ignores): service, items and charges.

    What takes effect together with others, as a bundle with its parts does, waits until all plays have succeeded.
    Raises JobLostError when the run is no longer the job's, or the refusal of what its play said.
    """
    account, line, job, together = _lock(job_id)
    provisioning.require_run(job, JobState.RUNNING, attempt)
    _require_answered(job)
    states = {other.state for other in together.values() if other.pk != job_id}
    if failed := states & {JobState.UNDOING, JobState.FAILED, JobState.NEEDS_ATTENTION}:
        raise JobOutcomeInvalidError(f"What it takes effect together with is {min(failed)}; all of it is undone.")
    if states - {JobState.PREPARED}:
        provisioning.prepare(job)
        return
    done = _put_in_force(command, account, line, together)
    for each in done:
        each.job.instance = each.job.instance or each.instance
        provisioning.finish(each.job, "ignore" if is_failure_ignored else "succeed")
        ordering.complete_line(each.line, each.instance, at=command.at)
        told = OrderLineCompleted(account_id=account.pk, order_line_id=each.line.pk, instance_id=each.instance.pk)
        bus.announce(told, at=command.at)


@use_case
def rehearse_completion(command: Command, job_id: int, attempt: int) -> None:
    """This will see whether what a trial's play said can be put in force, and note in its log that it can.

    Nothing of it stays. Raises JobLostError when the run is no longer the job's, or the refusal.
    """
    account, line, job, _ = _lock(job_id)
    provisioning.require_run(job, JobState.RUNNING, attempt)
    _require_answered(job)
    with transaction.atomic():
        _put_in_force(command, account, line, {line.pk: job})
        transaction.set_rollback(True)
    provisioning.log(get_job(job_id), "rehearsed", {})


def _lock(job_id: int) -> tuple[Account, OrderLine, ProvisioningJob, dict[int, ProvisioningJob]]:
    """Lock a job, its line, and the jobs of all that takes effect together with it; these by their lines' numbers."""
    named = get_job(job_id)
    account = lock_account(named.account_id)
    line = lock_line(named.order_line_id)
    if line.together is None:
        job = lock_job(job_id)
        return account, line, job, {line.pk: job}
    jobs_of = {job.order_line_id: job for job in lock_jobs([each.job.pk for each in list_together(line)]).values()}
    return account, line, jobs_of[line.pk], jobs_of


def _require_answered(job: ProvisioningJob) -> None:
    if job.effects.filter(state=EffectState.INTENDED).exists():
        raise JobOutcomeInvalidError("A call to the charging system is not answered; it may or may not have happened.")
    if job.effects.filter(state=EffectState.UNDO_FAILED).exists():
        raise JobOutcomeInvalidError("A call of an earlier run came too late and is not undone.")


def _put_in_force(
    command: Command, account: Account, line: OrderLine, together: dict[int, ProvisioningJob]
) -> list[Done]:
    """Make so what plays said: services, their links, items, charges, each for all, as locks have one order."""
    lines = [line if each.pk == line.pk else lock_line(each.pk) for each in list_together(line)]
    lock_trees({number for each in lines for number in (each.instance_id, each.parent_id) if number is not None})
    done = []
    # Bundles begin before their parts, and end after them.
    for each in reversed(lines) if line.action == LineAction.END else lines:
        if each.part_of is not None:
            each.part_of = next(other for other in lines if other.pk == each.part_of_id)
        with _naming(each, line):
            instance = services.put_in_force(together[each.pk], each, account, at=command.at)
        # Where its parts find it.
        each.instance = instance
        done.append(Done(together[each.pk], each, instance))
    record_links(line.order, {each.line.position: each.instance.pk for each in done}, at=command.at)
    items.lock_all_items(done)
    for made in done:
        with _naming(made.line, line):
            items.apply_items(made.job, made.line, made.instance, at=command.at)
    charges.charge_services(account, done, at=command.at)
    for made in done:
        jobs.mark_applied(list_staged(made.job, *EffectKind))
    return done


@contextmanager
def _naming(line: OrderLine, own: OrderLine) -> Iterator[None]:
    """Name the line in a refusal of what the play of another one said."""
    try:
        yield
    except DomainError as error:
        if line.pk != own.pk:
            raise JobOutcomeInvalidError(f"Line {line.position}: {error.detail}") from error
        raise


@use_case
def fail_job(command: Command, job_id: int, attempt: int, *, obstacle: str = "") -> None:
    """This will end a job that was undone: its items are free again, its line has failed.

    When something could not be undone, or an obstacle keeps its items or line from being freed, the job needs attention
    instead, and nothing is freed. Raises JobLostError when another worker undoes the job.
    """
    account, line, job, together = _lock(job_id)
    provisioning.require_run(job, JobState.UNDOING, attempt)
    if obstacle:
        job.failure = f"{job.failure}\nIt was undone, but could not be ended: {obstacle}".lstrip()
    _undo_others(command, account, line, together)
    if obstacle or job.effects.filter(state__in=[EffectState.UNDO_FAILED, EffectState.INTENDED]).exists():
        provisioning.finish(job, "get_stuck")
        return
    services.fail_change(line, job.failure, at=command.at)
    _end_failed(command, account, line, job, "fail")


def _undo_others(command: Command, account: Account, line: OrderLine, together: Mapping[int, ProvisioningJob]) -> None:
    """Have undone what waited to take effect together with a line that has failed; what has not begun does not begin.

    What runs finds it out when its play has ended.
    """
    reason = f"Line {line.position} of order {line.order.number} has failed; this takes effect together with it."
    for line_id, job in sorted(together.items()):
        if job.state == JobState.PREPARED:
            provisioning.undo_with_others(job, reason)
            queue.defer(RUN_JOB, job_id=job.pk)
        elif job.state == JobState.QUEUED:
            job.failure = reason
            other = lock_line(line_id)
            services.fail_change(other, reason, at=command.at)
            _end_failed(command, account, other, job, "fail")


def _end_failed(command: Command, account: Account, line: OrderLine, job: ProvisioningJob, action: str) -> None:
    items.put_items_back(line)
    provisioning.finish(job, action)
    ordering.fail_line(line, job.failure, at=command.at)
    bus.announce(OrderLineFailed(account_id=account.pk, order_line_id=line.pk), at=command.at)


@use_case
def settle_job(command: Command, job_id: int, reason: str) -> int:
    """This will note that a person has settled what a job left behind, and how.

    One that needs attention ends as failed: its items are free again, its line has failed. One that has ended stays as
    it is; it has left something when a call was carried out too late. Returns the job's number; raises
    InvalidInputError, JobNotFoundError or InvalidTransitionError.
    """
    if not reason.strip() or not "".join(reason.split()).isprintable() or len(reason) > REASON_LENGTH_MAX:
        raise InvalidInputError.for_field("reason", f"must say in 1 to {REASON_LENGTH_MAX} characters what was done.")
    account, line, job, _ = _lock(job_id)
    settled = provisioning.settle(job, reason.strip(), settled_by=str(command.actor))
    if job.state == JobState.NEEDS_ATTENTION:
        services.fail_change(line, job.failure, at=command.at)
        _end_failed(command, account, line, job, "settle")
    elif job.state not in ENDED_STATES or not settled:
        raise InvalidTransitionError(f"Job {job_id} is {job.state} and has left nothing that could be settled.")
    return job_id


@use_case
def retry_job(_command: Command, job_id: int) -> int:
    """This will provision the line of a failed job again, with the items that were picked for it.

    So is all that takes effect together with it. The order stands, with the price it was shown, though its product may
    be closed for new orders. Returns the job's number; raises JobNotFoundError, InvalidTransitionError,
    ServiceRetiredError, ServiceBusyError, ItemNotFoundError or ItemNotAvailableError; then nothing has changed.
    """
    _, _, job, together = _lock(job_id)
    if job.state != JobState.FAILED:
        raise InvalidTransitionError(f"Job {job_id} is {job.state}; only one that has failed can be run again.")
    if waited_for := sorted(other.pk for other in together.values() if other.state != JobState.FAILED):
        raise InvalidTransitionError(
            f"Job {waited_for[0]}, which takes effect together with this one, has not ended yet; run it again after."
        )
    lines = [lock_line(line_id) for line_id in sorted(together)]
    lock_trees({number for each in lines for number in (each.instance_id, each.parent_id) if number is not None})
    for each in lines:
        _retry(each, together[each.pk])
    items.keep_picks_again(lines)
    return job_id


def _retry(line: OrderLine, job: ProvisioningJob) -> None:
    for service in (line.instance, line.parent):
        if service is not None and service.retired_at is not None and line.action != LineAction.REMOVE:
            raise ServiceRetiredError(f"{service.key} has ended meanwhile; nothing of it can be changed any more.")
    services.begin_change_again(line)
    provisioning.queue_again(job)
    ordering.retry_line(line)
    queue.defer(RUN_JOB, lock=jobs.job_lock(line), job_id=job.pk)


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
