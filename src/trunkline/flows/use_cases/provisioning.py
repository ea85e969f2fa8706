"""How provisioning jobs end: all that a play said takes effect together, or none of it."""

from trunkline.flows import operations
from trunkline.flows.errors import JobOutcomeInvalidError
from trunkline.instances.models import Instance
from trunkline.ordering import operations as ordering
from trunkline.ordering.events import OrderLineCompleted, OrderLineFailed
from trunkline.ordering.selectors import lock_line
from trunkline.ordering.states import LineAction
from trunkline.parties.selectors import lock_account
from trunkline.platform import bus
from trunkline.platform.commands import Command, use_case
from trunkline.provisioning import operations as provisioning
from trunkline.provisioning.errors import JobLostError
from trunkline.provisioning.models import ProvisioningJob
from trunkline.provisioning.selectors import get_job, list_staged, lock_job
from trunkline.provisioning.states import EffectKind, EffectState, JobState


@use_case
def complete_job(command: Command, job_id: int, attempt: int, *, is_failure_ignored: bool = False) -> None:
    """This will end a job whose play succeeded (or whose failure its product ignores): service, items and charges.

    Raises JobLostError when the run is no longer the job's, or the refusal of what its play said.
    """
    named = get_job(job_id)
    account = lock_account(named.account_id)
    line = lock_line(named.order_line_id)
    job = lock_job(job_id)
    if job.state != JobState.RUNNING or job.attempt != attempt:
        raise JobLostError(f"Job {job_id} was taken over from attempt {attempt}.")
    if job.effects.filter(state=EffectState.INTENDED).exists():
        raise JobOutcomeInvalidError("A call to the charging system is not answered; it may or may not have happened.")
    instance: Instance
    if line.action == LineAction.END:
        instance = operations.end_service(job, line, at=command.at)
    else:
        instance = operations.make_service(job, line, account, at=command.at)
    operations.apply_items(job, line, instance)
    operations.charge_service(account, job, line, instance, at=command.at)
    operations.mark_applied(list_staged(job, *EffectKind))
    job.instance = instance
    provisioning.finish(job, "ignore" if is_failure_ignored else "succeed")
    ordering.complete_line(line, instance, at=command.at)
    done = OrderLineCompleted(account_id=account.pk, order_line_id=line.pk, instance_id=instance.pk)
    bus.announce(done, at=command.at)


@use_case
def fail_job(command: Command, job_id: int) -> None:
    """This will end a job that was undone: its items are free again, its line has failed.

    When something could not be undone the job needs attention instead, and nothing is freed.
    """
    named = get_job(job_id)
    account = lock_account(named.account_id)
    line = lock_line(named.order_line_id)
    job: ProvisioningJob = lock_job(job_id)
    if job.state != JobState.UNDOING:
        raise JobLostError(f"Job {job_id} is {job.state}, not being undone.")
    if job.effects.filter(state__in=[EffectState.UNDO_FAILED, EffectState.INTENDED]).exists():
        provisioning.finish(job, "get_stuck")
        return
    operations.put_items_back(line)
    provisioning.finish(job, "fail")
    ordering.fail_line(line, job.failure, at=command.at)
    bus.announce(OrderLineFailed(account_id=account.pk, order_line_id=line.pk), at=command.at)
