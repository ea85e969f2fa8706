"""Reads of renewals."""

from datetime import datetime

from django.db.models import Q, QuerySet

from trunkline.instances.models import Configuration, Instance, Renewal
from trunkline.instances.states import (
    OPEN_RENEWAL_STATES,
    RUNNING_RENEWAL_STATES,
    WAITING_RENEWAL_STATES,
    RenewalState,
)


def get_renewal(renewal_id: int) -> Renewal:
    """This will find a renewal with its service by its number inside."""
    return Renewal.objects.select_related("instance", "payment__card", "account").get(pk=renewal_id)


def find_open_renewal(instance_id: int) -> Renewal | None:
    """This will find the renewal of a service that is planned or under way; while the service is locked it stays so."""
    return Renewal.objects.filter(instance_id=instance_id, state__in=OPEN_RENEWAL_STATES).first()


def list_renewals(instance_id: int) -> QuerySet[Renewal]:
    """This will list the renewals of a service, the eldest first."""
    return Renewal.objects.filter(instance_id=instance_id).select_related("payment").order_by("pk")


def list_renewed(*account_ids: int) -> QuerySet[Renewal]:
    """This will list the further periods that were agreed for accounts' services, also those taken back."""
    renewed = Renewal.objects.filter(account_id__in=account_ids, renewed_at__isnull=False)
    return renewed.select_related("rate_version").order_by("starts_on", "pk")


def list_taken_back(ended: Instance) -> list[Renewal]:
    """This will list what was renewed ahead, and is not owed as a service has ended; of what ended with it, too."""
    parts = Configuration.objects.filter(parent=ended).values("instance_id")
    taken_back = Renewal.objects.filter(state__in=[RenewalState.TAKING_BACK, RenewalState.TAKEN_BACK])
    of_it = Q(instance=ended) | Q(instance__in=parts, instance__retired_at=ended.retired_at)
    return list(taken_back.filter(of_it).select_related("payment", "account").order_by("pk"))


def list_due_renewals(at: datetime) -> list[Renewal]:
    """This will list the renewals of which something is due at an instant, or was left half-way, the eldest first."""
    due = Renewal.objects.filter(state__in=[*WAITING_RENEWAL_STATES, *RUNNING_RENEWAL_STATES], due_at__lte=at)
    return list(due.order_by("due_at", "pk"))


def find_next_renewal_due() -> datetime | None:
    """This will tell the earliest instant at which something of any renewal is due."""
    waiting = Renewal.objects.filter(state__in=[*WAITING_RENEWAL_STATES, *RUNNING_RENEWAL_STATES])
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()
