from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.instances.states import (
    InstanceKind,
)
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited


@audited
class Subscription(models.Model):
    """What groups an account's instances for billing: who pays, from which plan, anchored when."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="subscriptions")
    payer = models.ForeignKey("parties.Account", on_delete=models.PROTECT, null=True, related_name="+")
    price_plan = models.ForeignKey("catalog.PricePlan", on_delete=models.PROTECT, related_name="+")
    anchor_on = models.DateField()
    # What the payer's own books call it; both stand on the invoice.
    cost_centre = models.CharField(max_length=60, blank=True, default="", db_default="")
    purchase_order_number = models.CharField(max_length=60, blank=True, default="", db_default="")
    started_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())


@audited
class Instance(models.Model):
    """A product, service or resource that someone has; retired, never deleted once it has lived."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    key = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10)
    tags = ArrayField(models.CharField(max_length=60), default=list)
    service_type = models.CharField(max_length=40, blank=True)
    service_uuid = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001  # null: not known to an OCS
    deprovisioning_play = models.CharField(max_length=80, blank=True)
    auto_renew = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)
    # When what is kept of an ended service in the charging system is to be removed; null: nothing is, or not yet.
    remove_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*InstanceKind]), name="instance_kind_is_known"),
            models.CheckConstraint(condition=~Q(service_uuid=""), name="instance_service_uuid_is_not_empty"),
            models.CheckConstraint(
                condition=Q(remove_at__isnull=True) | Q(retired_at__isnull=False),
                name="instance_only_a_retired_one_is_removed",
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["tags"], name="instance_by_tag"),
            models.Index(fields=["remove_at"], condition=Q(remove_at__isnull=False), name="instance_by_removal"),
        ]


@audited
class TicketLink(models.Model):
    """A ticket about an instance in another system: its number there, and where it is read."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="tickets")
    number = models.CharField(max_length=60)
    url = models.URLField(max_length=500)
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instance", "url"], name="ticket_link_once"),
            # A page shows it as a link: nothing else may stand there.
            models.CheckConstraint(condition=Q(url__regex="^https?://"), name="ticket_link_is_of_the_web"),
        ]
