from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.platform.audit import audited


@audited
class UnitOfMeasure(CatalogDefinition):
    """What usage, readings and characteristics are measured in."""

    symbol = models.CharField(max_length=20)
    dimension = models.SlugField(max_length=40)
    # How many of the dimension's base unit one is: 1024 for a kilobyte where bytes are the base.
    factor = models.DecimalField(max_digits=24, decimal_places=9, default=1)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(factor__gt=0),
                name="unit_of_measure_factor",
                violation_error_message="The factor must be above zero.",
            )
        ]
