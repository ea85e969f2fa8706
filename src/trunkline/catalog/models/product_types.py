from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.meters import MeterReadingType, UsageRecordType
from trunkline.catalog.policies.product_types import CONDITIONS, Condition, Value
from trunkline.catalog.states import ChargingKind, Classification, Composition
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, is_one_of

# Meter readings are a list of their own, which a row's CHECK cannot see.
_IN_THE_ROW = [condition for condition in CONDITIONS if condition.column != "has_meter_readings"]


def _holds(column: str, values: frozenset[Value]) -> Q:
    """The condition that a column holds one of some values; never unknown, which a CHECK would take for kept."""
    if column == "has_usage_records":
        return Q(usage_record_type__isnull=values != frozenset({True}))
    words = [value for value in sorted(values, key=str) if value is not None]
    if not words:
        return Q(**{f"{column}__isnull": True})
    return Q(**{f"{column}__isnull": False, f"{column}__in": words})


def _constraint(condition: Condition) -> models.CheckConstraint:
    allowed = ~_holds(condition.column, condition.values)
    for alternative in condition.alternatives:
        together = Q()
        for column, values in alternative.items():
            together &= _holds(column, values)
        allowed |= together
    return models.CheckConstraint(
        condition=allowed,
        name=f"product_type_{condition.rule}",
        violation_error_message=f"{condition.column}: {condition.reason}",
    )


@audited
class ProductType(CatalogDefinition):
    """What fixes the behaviour of the products of a type."""

    classification = ChoiceField(Classification, max_length=10)
    # How a service costs money; goods have none.
    charging_kind = ChoiceField(ChargingKind, max_length=10, null=True, blank=True)
    is_traceable = models.BooleanField(default=False)
    composition = ChoiceField(Composition, max_length=16, default=Composition.FLAT, db_default=Composition.FLAT)
    can_be_provisioned = models.BooleanField(default=True)
    # Which transitions between states services of this type make, unless their product has a table of its own.
    state_table = models.ForeignKey(
        "catalog.StateTable", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    usage_record_type = models.ForeignKey(
        UsageRecordType, on_delete=models.PROTECT, null=True, blank=True, related_name="product_types"
    )

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(classification__in=[*Classification]), name="product_type_class"),
            models.CheckConstraint(condition=Q(charging_kind__in=[*ChargingKind]), name="product_type_charging"),
            models.CheckConstraint(condition=is_one_of("composition", Composition), name="product_type_composition"),
            *(_constraint(condition) for condition in _IN_THE_ROW),
        ]


@audited
class ProductTypeMeter(models.Model):
    """A sort of reading that is taken of each installed item of a type."""

    product_type = models.ForeignKey(ProductType, on_delete=models.CASCADE, related_name="meter_reading_types")
    meter_reading_type = models.ForeignKey(MeterReadingType, on_delete=models.PROTECT, related_name="product_types")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product_type", "meter_reading_type"], name="product_type_meter_once")
        ]
