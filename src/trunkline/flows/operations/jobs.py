"""Provisioning jobs of order lines: what they are told, and that they are queued; nothing here commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from trunkline.catalog.models import Product
from trunkline.catalog.selectors.rates import own_period, period_of
from trunkline.flows.selectors import list_item_ids_of_job
from trunkline.instances.models import Change
from trunkline.instances.selectors import services as service_selectors
from trunkline.instances.states import ConfigurationState
from trunkline.kernel.time import format_instant, local_date, start_of_day
from trunkline.ordering.models import OrderLine
from trunkline.ordering.states import LineAction
from trunkline.parties.selectors import get_time_zone
from trunkline.platform import queue
from trunkline.platform.commands import Command
from trunkline.provisioning import operations as provisioning
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.operations import JobDraft
from trunkline.provisioning.policies import item_variables, queue_lock
from trunkline.provisioning.states import RUN_JOB, EffectState, JobKind
from trunkline.stock.selectors.items import get_item

JOB_KINDS = {
    LineAction.ADD: JobKind.PROVISION,
    LineAction.ADD_PART: JobKind.PROVISION,
    LineAction.SUSPEND: JobKind.SUSPEND,
    LineAction.RESUME: JobKind.RESUME,
    LineAction.END: JobKind.DEPROVISION,
    LineAction.REMOVE: JobKind.REMOVE,
    LineAction.CHANGE: JobKind.CHANGE,
}


def system_variables(command: Command, line: OrderLine) -> dict[str, Any]:
    """This will collect the variables that the system gives a play, but for those of one run (token and times)."""
    variables: dict[str, Any] = {
        "product_id": line.product_id,
        "customer_id": line.order.account_id,
        "initiating_user": command.actor.identifier or 0,
    }
    service = line.instance or (line.parent if line.action == LineAction.ADD else None)
    if service is not None:
        variables |= {"service_id": service.pk, "service_uuid": service.service_uuid or ""}
    if line.action not in {LineAction.ADD, LineAction.ADD_PART}:
        variables["action"] = JOB_KINDS[LineAction(line.action)]
    if line.change is not None:
        variables |= _changed_variables(line.change, line)
    elif line.characteristics or line.quantity != 1:
        variables |= {"quantity": line.quantity, "characteristics": _told(line.characteristics)}
    return variables


def _told(characteristics: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals become texts: a play writes both the same way, and no float is made of them."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in characteristics.items()}


def _changed_variables(change: Change, line: OrderLine) -> dict[str, Any]:
    """What is to be different: the service's product, quantity and characteristics by then."""
    planned = change.configurations.get(state=ConfigurationState.PENDING, superseded_at__isnull=True)
    return {
        "change_id": change.pk,
        "product_slug": line.product.slug,
        "quantity": planned.quantity,
        "characteristics": _told(planned.characteristics),
        "service_status": planned.service_state.code if planned.service_state else "",
        "starts_at": format_instant(change.starts_at),
    }


@dataclass(frozen=True)
class LineJob:
    """What a new line's job is told: its play, its variables, and whether it is a trial."""

    line: OrderLine
    play: str
    variables: Mapping[str, Any]
    is_trial: bool = False


def queue_job(
    command: Command, line: OrderLine, play: str, variables: Mapping[str, Any], *, is_trial: bool = False
) -> None:
    """This will queue the provisioning job of a new line; jobs of one service run one after the other."""
    queue_jobs(command, [LineJob(line, play, variables, is_trial=is_trial)])


def queue_jobs(command: Command, wanted: Sequence[LineJob]) -> None:
    """This will queue the jobs of an order's new lines, in their order; see `queue_job`."""
    jobs = provisioning.create_jobs([_draft(command, each) for each in wanted], at=command.at)
    queue.defer_each(
        RUN_JOB, [(job_lock(each.line), {"job_id": job.pk}) for job, each in zip(jobs, wanted, strict=True)]
    )


def _draft(command: Command, wanted: LineJob) -> JobDraft:
    line = wanted.line
    return JobDraft(
        kind=JobKind.ADD_ON if line.action == LineAction.ADD and line.parent_id else JOB_KINDS[LineAction(line.action)],
        play=wanted.play,
        order_line_id=line.pk,
        account_id=line.order.account_id,
        instance_id=_done_to(line),
        variables=dict(wanted.variables),
        rescue_counts_as_failure=line.product.rescue_counts_as_failure,
        # A change or an end that has failed would go on unseen, and so would half a bundle: that is never ignored.
        play_failures_are_ignored=line.action == LineAction.ADD
        and line.together is None
        and line.product.play_failures_are_ignored,
        initiated_by=str(command.actor),
        is_trial=wanted.is_trial,
    )


def job_lock(line: OrderLine) -> str:
    """This will name the queue's lock of a line's jobs: what is done to a service, or adds to it, is done in turn.

    An add-on's balances are in the account of the service that it adds to.
    """
    service_id = _done_to(line)
    holder_id = None if service_id is None else service_selectors.get_holder_id(service_id)
    return queue_lock(holder_id, line.pk)


def _done_to(line: OrderLine) -> int | None:
    """The service that a line changes or adds to; None of one that makes a service of its own, as a part is."""
    return line.instance_id or (line.parent_id if line.action == LineAction.ADD else None)


def held_item_variables(job: ProvisioningJob) -> dict[str, int]:
    """This will name for a play that changes or ends a service the items that are its own, as picks are named.

    Of several of one specification it is told the first; all of them are listed at `/crm/inventory/service_id/…`.
    """
    if job.order_line.action in {LineAction.ADD, LineAction.ADD_PART}:
        return {}
    items = [get_item(item_id) for item_id in reversed(list_item_ids_of_job(job))]
    return item_variables({item.specification.name: item.pk for item in items})


def run_variables(job: ProvisioningJob, product: Product, token: str, *, at: datetime) -> dict[str, Any]:
    """This will collect the variables of one run of a job: its number, token and times (RFC 3339, UTC)."""
    now = format_instant(at)
    variables: dict[str, Any] = {
        "provision_id": job.pk,
        "access_token": token,
        "provision_datetime": now,
        "current_datetime": now,
    }
    version = job.order_line.rate_version
    period = own_period(product) if version is None else period_of(version)
    if period is not None:
        zone = get_time_zone(job.account_id, at)
        end = start_of_day(period.boundary(local_date(at, zone), 1), zone)
        variables["period_end_datetime"] = format_instant(end)
    return variables


def mark_applied(effects: Sequence[Effect]) -> None:
    """This will note that what was staged has taken effect."""
    Effect.objects.filter(pk__in=[effect.pk for effect in effects]).update(state=EffectState.APPLIED)
