from typing import ClassVar

from django.db import models

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.products import Product
from trunkline.catalog.states import CommunicationMedium
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, WholeField, is_one_of

_MINUTES_MAX = 10_000


@audited
class JobType(CatalogDefinition):
    """A sort of small project for a customer, and what is sold or given in it: fees and goods."""


@audited
class JobTypeProduct(models.Model):
    """A product of a sort of jobs; a mandatory one is part of each."""

    job_type = models.ForeignKey(JobType, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    is_mandatory = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job_type", "product"], name="job_type_product_once")]


@audited
class ActivityType(CatalogDefinition):
    """A sort of task, by itself or in a job, and the services that are charged by the time it takes."""

    medium = ChoiceField(CommunicationMedium, max_length=12, null=True, blank=True)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(medium__isnull=True) | is_one_of("medium", CommunicationMedium),
                name="activity_type_medium",
            )
        ]


@audited
class ActivityTypeProduct(models.Model):
    """A one-time service of a sort of activities: charged for the time it took, and for a least time."""

    activity_type = models.ForeignKey(ActivityType, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    is_mandatory = models.BooleanField(default=False)
    minimum_minutes = WholeField(maximum=_MINUTES_MAX, default=0)
    # Otherwise the least time is what is charged, whatever it took.
    can_time_be_changed = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity_type", "product"], name="activity_type_product_once"),
            models.CheckConstraint(
                condition=models.Q(minimum_minutes__range=(0, _MINUTES_MAX)), name="activity_type_minutes"
            ),
            models.CheckConstraint(
                condition=models.Q(can_time_be_changed=True) | models.Q(minimum_minutes__gte=1),
                name="activity_type_fixed_time",
                violation_error_message="Where the time is fixed, minimum_minutes says how long it is.",
            ),
        ]
