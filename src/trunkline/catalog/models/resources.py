from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.states import (
    EndFate,
    ResourceKind,
    Tracking,
)
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited

RESOURCE_TEXTS_MAX = 10


@audited
class ResourceSpecification(models.Model):
    """What a stock item is; products require it by this name, case included."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, default=ResourceKind.PHYSICAL)
    tracking = models.CharField(max_length=10, default=Tracking.ITEM)
    end_fate = models.CharField(max_length=12, default=EndFate.DECOMMISSION)
    hold_days = models.SmallIntegerField(null=True)
    warranty_days = models.IntegerField(null=True)
    # Available plus on order below this is too little; null: nobody watches.
    low_stock_threshold = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*ResourceKind]), name="resource_specification_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="resource_specification_has_a_name"),
            models.CheckConstraint(condition=Q(tracking__in=[*Tracking]), name="resource_specification_tracking"),
            models.CheckConstraint(condition=Q(end_fate__in=[*EndFate]), name="resource_specification_end_fate"),
            models.CheckConstraint(
                condition=Q(end_fate=EndFate.HOLD, hold_days__gte=1)
                | (~Q(end_fate=EndFate.HOLD) & Q(hold_days__isnull=True)),
                name="resource_specification_only_held_ones_have_days",
            ),
            models.CheckConstraint(
                condition=Q(warranty_days__isnull=True) | Q(warranty_days__gte=0),
                name="resource_specification_warranty",
            ),
            models.CheckConstraint(
                condition=Q(low_stock_threshold__isnull=True) | Q(low_stock_threshold__gte=0),
                name="resource_specification_threshold",
            ),
        ]


@audited
class ResourceText(models.Model):
    """The label of one of the up to ten texts of a specification's items."""

    specification = models.ForeignKey(ResourceSpecification, on_delete=models.CASCADE, related_name="texts")
    position = models.SmallIntegerField()
    label = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["specification", "position"], name="resource_text_position"),
            models.CheckConstraint(condition=Q(position__range=(1, RESOURCE_TEXTS_MAX)), name="resource_text_range"),
        ]


@audited
class KitPart(models.Model):
    """What an item of a kit's specification holds: so many items of another specification."""

    kit = models.ForeignKey(ResourceSpecification, on_delete=models.CASCADE, related_name="kit_parts")
    position = models.SmallIntegerField()
    part = models.ForeignKey(ResourceSpecification, on_delete=models.PROTECT, related_name="in_kits")
    quantity = models.SmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kit", "part"], name="kit_part_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="kit_part_quantity"),
            models.CheckConstraint(condition=~Q(part=models.F("kit")), name="kit_is_no_part_of_itself"),
        ]
