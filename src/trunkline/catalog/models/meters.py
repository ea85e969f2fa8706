from typing import ClassVar

from django.db import models

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.units import UnitOfMeasure
from trunkline.catalog.states import MeterReadingKind
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, is_one_of


@audited
class UsageRecordType(CatalogDefinition):
    """What a record of usage tells of, such as a film, a litre of petrol or a call."""

    unit = models.ForeignKey(UnitOfMeasure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


@audited
class MeterReadingType(CatalogDefinition):
    """What is read from a meter: once, or each time with what was read before."""

    classification = ChoiceField(MeterReadingKind, max_length=10)
    unit = models.ForeignKey(UnitOfMeasure, on_delete=models.PROTECT, related_name="+")

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=is_one_of("classification", MeterReadingKind), name="meter_reading_type_class"
            )
        ]
