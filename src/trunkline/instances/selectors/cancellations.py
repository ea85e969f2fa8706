"""Reads of cancellations."""

from datetime import datetime

from django.db.models import QuerySet

from trunkline.instances.models import Cancellation
from trunkline.instances.states import (
    CancellationState,
)


def find_pending_cancellation(instance_id: int) -> Cancellation | None:
    """This will find the cancellation of a service that can still be reversed or carried out."""
    return Cancellation.objects.filter(instance_id=instance_id, state=CancellationState.PENDING).first()


def list_cancellations(instance_id: int) -> QuerySet[Cancellation]:
    """This will list the cancellations of a service, the eldest first."""
    return Cancellation.objects.filter(instance_id=instance_id).order_by("pk")


def list_due_cancellations(at: datetime) -> list[Cancellation]:
    """This will list the cancellations that are to be carried out at an instant, the eldest first."""
    due = Cancellation.objects.filter(state=CancellationState.PENDING, due_at__lte=at)
    return list(due.order_by("due_at", "pk"))


def find_next_cancellation_due() -> datetime | None:
    """This will tell the earliest instant at which a cancellation is to be carried out."""
    pending = Cancellation.objects.filter(state=CancellationState.PENDING)
    return pending.order_by("due_at").values_list("due_at", flat=True).first()
