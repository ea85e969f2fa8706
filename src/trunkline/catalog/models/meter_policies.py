from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.meters import MeterReadingType
from trunkline.catalog.models.products import Product
from trunkline.catalog.models.usage import UsageCatalogue
from trunkline.platform.audit import audited
from trunkline.platform.definitions import RateField


@audited
class MeterPolicy(models.Model):
    """What a reading is turned into: usage of a service by a catalogue, on the subscription of a termed service."""

    meter_reading_type = models.ForeignKey(MeterReadingType, on_delete=models.CASCADE, related_name="policies")
    position = models.SmallIntegerField()
    usage_service = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    usage_catalogue = models.ForeignKey(UsageCatalogue, on_delete=models.PROTECT, related_name="+")
    termed_service = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    # How many units of the usage record one unit of the reading is.
    conversion_rate = RateField(minimum=0)
    conditions = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(conversion_rate__gt=0),
                name="meter_policy_conversion_rate",
                violation_error_message="The conversion rate must be above zero.",
            )
        ]
