"""Durable writes of the queue that people ask for."""

from procrastinate.contrib.django.models import ProcrastinateJob

from trunkline.platform.commands import Command, use_case
from trunkline.platform.limits import require_text
from trunkline.platform.models import ForgottenJob
from trunkline.platform.queue import TICK_ARGUMENT

REASON_MAX = 500


@use_case
def forget_given_up_job(command: Command, number: int) -> bool:
    """This will take a job that was given up from the queue for the command's reason, and keep what it was to do.

    False when no job of this number was given up. Raises InvalidInputError without a reason.
    """
    reason = require_text(command.reason, "reason", REASON_MAX)
    given_up = ProcrastinateJob.objects.filter(pk=number, status="failed").exclude(args__has_key=TICK_ARGUMENT)
    job = given_up.select_for_update().first()
    if job is None:
        return False
    ForgottenJob.objects.create(
        number=job.pk,
        name=job.task_name,
        arguments=job.args,
        attempts=job.attempts,
        forgotten_by=str(command.actor),
        reason=reason,
    )
    given_up.delete()
    return True
