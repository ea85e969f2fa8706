"""That renewals are queued; nothing here commits."""

from trunkline.instances.models import Configuration, Renewal
from trunkline.platform import queue
from trunkline.provisioning.policies import queue_lock

# The queue's name of what takes a renewal as far as it can be taken.
CARRY_OUT = "flows.carry_out_renewal"


def queue_renewal(renewal: Renewal, service: Configuration) -> None:
    """This will queue what is to be done of a renewal; nothing else is done to its service at the same time."""
    # An add-on's balances are in the account of the service that it adds to.
    lock = queue_lock(service.parent_id or service.instance_id, 0)
    queue.defer(CARRY_OUT, lock=lock, once_as=f"renewal:{renewal.pk}", renewal_id=renewal.pk)
