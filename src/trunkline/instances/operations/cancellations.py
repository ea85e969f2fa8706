"""That a service is to end: noted, reversed, carried out; nothing here commits."""

from datetime import datetime

from django.db import IntegrityError, transaction

from trunkline.instances.errors import CancellationPendingError
from trunkline.instances.models import Cancellation, Configuration
from trunkline.instances.selectors.services import get_owner_id
from trunkline.instances.states import (
    CANCELLATION_STATES,
    CancellationReason,
)


def request_cancellation(
    service: Configuration, reason: CancellationReason, *, ends_at: datetime, note: str, requested_by: str, at: datetime
) -> Cancellation:
    """This will note that a locked service is to end; raises CancellationPendingError when that is so already."""
    try:
        with transaction.atomic():
            return Cancellation.objects.create(
                account_id=get_owner_id(service),
                instance=service.instance,
                reason=reason,
                note=note,
                requested_at=at,
                requested_by=requested_by,
                ends_at=ends_at,
                due_at=ends_at,
            )
    except IntegrityError as error:
        if "one_pending_per_service" not in str(error):
            raise
        raise CancellationPendingError(f"{service.instance.key} is to end already; reverse that first.") from None


def settle_cancellation(cancellation: Cancellation, action: str, *, at: datetime) -> None:
    """This will note that a pending cancellation of a locked service was reversed or carried out."""
    cancellation.state = CANCELLATION_STATES.next(cancellation.state, action)
    cancellation.settled_at = at
    cancellation.save(update_fields=["state", "settled_at"])
