"""Reads of changes."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trunkline.instances.errors import ChangeNotFoundError
from trunkline.instances.models import Change
from trunkline.instances.states import WAITING_CHANGE_STATES


def list_changes(instance_id: int) -> QuerySet[Change]:
    """This will list the changes of an instance, corrections too, in the order in which they were asked for."""
    return Change.objects.filter(instance_id=instance_id).prefetch_related("order_lines__job").order_by("pk")


def get_change_by_public_id(instance_id: int, public_id: UUID) -> Change:
    """This will find a change of an instance by its public id; raises ChangeNotFoundError."""
    change = list_changes(instance_id).filter(public_id=public_id).first()
    if change is None:
        raise ChangeNotFoundError(f"The service has no change {public_id}; list its changes to find its id.")
    return change


def list_due_changes(at: datetime) -> list[Change]:
    """This will list the changes of which something is due at an instant, in the order in which they take over."""
    due = Change.objects.filter(state__in=WAITING_CHANGE_STATES, due_at__lte=at)
    return list(due.order_by("starts_at", "pk"))


def find_next_change_due() -> datetime | None:
    """This will tell the earliest instant at which something of a change is due."""
    waiting = Change.objects.filter(state__in=WAITING_CHANGE_STATES)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()
