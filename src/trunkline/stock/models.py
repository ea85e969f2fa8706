from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited
from trunkline.platform.triggers import undeletable
from trunkline.stock.states import ITEM_STATES, LIVE_ALLOCATION_STATES, AllocationState, ItemState


@audited
class Warehouse(models.Model):
    """A place that keeps stock."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)


@audited
class StockItem(models.Model):
    """A resource instance as the warehouse sees it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    instance = models.OneToOneField("instances.Instance", on_delete=models.PROTECT, related_name="stock_item")
    specification = models.ForeignKey("catalog.ResourceSpecification", on_delete=models.PROTECT, related_name="items")
    reference_number = models.CharField(max_length=60)
    serial = models.CharField(max_length=120, blank=True)
    serial_normalised = models.CharField(max_length=120, null=True)  # noqa: DJ001  # null: no serial, never equal
    texts = ArrayField(models.CharField(max_length=200, blank=True), size=10, default=list)
    state = models.CharField(max_length=20, default=ItemState.NEW)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="items")
    place = models.CharField(max_length=120, blank=True)
    condition = models.CharField(max_length=40, blank=True)
    cost = RateField(null=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["specification", "reference_number"], name="stock_item_reference"),
            models.UniqueConstraint(fields=["specification", "serial_normalised"], name="stock_item_serial"),
            models.CheckConstraint(condition=Q(state__in=ITEM_STATES.states), name="stock_item_state_is_known"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True, cost_currency="") | (Q(cost__isnull=False) & ~Q(cost_currency="")),
                name="stock_item_cost_has_a_currency",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["specification", "warehouse", "state"], name="stock_item_by_availability")
        ]


@audited
class Allocation(models.Model):
    """That an item is kept for an order line until a time, or given to a service; at most one of an item is live."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="allocations")
    state = models.CharField(max_length=10, default=AllocationState.RESERVED)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="allocations")
    # The order line is known by its public id only: ordering is a room above this one.
    holder = models.UUIDField()
    expires_at = models.DateTimeField(null=True)
    item_state_before = models.CharField(max_length=20)
    service = models.ForeignKey("instances.Instance", on_delete=models.PROTECT, null=True, related_name="allocations")
    created_at = models.DateTimeField(db_default=Now())
    assigned_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=LIVE_ALLOCATION_STATES), name="allocation_one_live_per_item"
            ),
            models.CheckConstraint(condition=Q(state__in=[*AllocationState]), name="allocation_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=AllocationState.ASSIGNED) | Q(service__isnull=False, assigned_at__isnull=False),
                name="allocation_assigned_to_a_service",
            ),
            models.CheckConstraint(
                condition=Q(state=AllocationState.RELEASED, released_at__isnull=False)
                | (~Q(state=AllocationState.RELEASED) & Q(released_at__isnull=True)),
                name="allocation_release_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder"], name="allocation_by_holder"),
            models.Index(fields=["service"], name="allocation_by_service"),
        ]
        triggers: ClassVar = [undeletable()]
