"""That renewals are queued; nothing here commits."""

from collections.abc import Sequence

from trunkline.instances.models import Renewal
from trunkline.platform import queue
from trunkline.provisioning.policies import queue_lock

# The queue's name of what takes a renewal as far as it can be taken.
CARRY_OUT = "flows.carry_out_renewal"


def queue_renewal(renewal: Renewal, account_holder_id: int) -> None:
    """This will queue what is to be done of a renewal; nothing else is done to its service at the same time.

    The holder is the service whose account in the charging system has its balances: an add-on's is the one it adds to.
    """
    queue.defer(CARRY_OUT, lock=queue_lock(account_holder_id, 0), once_as=_once_as(renewal), renewal_id=renewal.pk)


def list_unqueued(renewals: Sequence[Renewal]) -> list[Renewal]:
    """This will leave out the renewals that wait in the queue already."""
    waiting = queue.find_waiting([_once_as(renewal) for renewal in renewals])
    return [renewal for renewal in renewals if _once_as(renewal) not in waiting]


def _once_as(renewal: Renewal) -> str:
    return f"renewal:{renewal.pk}"
