from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.states import (
    ChargingKind,
    Classification,
)
from trunkline.platform.audit import audited


@audited
class ProductType(models.Model):
    """What fixes the behaviour of the products of a type."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    classification = models.CharField(max_length=10)
    charging_kind = models.CharField(max_length=10)
    is_traceable = models.BooleanField(default=False)
    can_be_provisioned = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(classification__in=[*Classification]), name="product_type_class"),
            models.CheckConstraint(condition=Q(charging_kind__in=[*ChargingKind]), name="product_type_charging"),
            models.CheckConstraint(
                condition=Q(is_traceable=False) | Q(classification=Classification.GOOD),
                name="product_type_only_goods_are_traceable",
            ),
        ]
