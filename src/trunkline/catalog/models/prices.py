from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models.products import Product
from trunkline.catalog.states import (
    RateAudience,
)
from trunkline.kernel.periods import PeriodUnit
from trunkline.platform.audit import audited
from trunkline.platform.definitions import RateField
from trunkline.platform.ranges import no_overlap, starts_before_end
from trunkline.platform.triggers import append_only, set_once, undeletable


@audited
class PricePlan(models.Model):
    """A list of rates in one currency."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["currency"], condition=Q(is_default=True), name="price_plan_one_default_per_currency"
            )
        ]


class Rate(models.Model):
    """What a product costs in a price plan per billing period; without a period it costs once."""

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="rates")
    price_plan = models.ForeignKey(PricePlan, on_delete=models.PROTECT, related_name="rates")
    period_count = models.IntegerField(null=True)
    period_unit = models.CharField(max_length=8, null=True)  # noqa: DJ001  # null with its count: no period

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "price_plan", "period_count", "period_unit"],
                name="rate_one_per_period",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(period_count__isnull=True, period_unit__isnull=True)
                | Q(period_count__gte=1, period_unit__in=[*PeriodUnit]),
                name="rate_period_is_known",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class RateVersion(models.Model):
    """The amounts of a rate while it is the one sold; never edited, only followed by the next version."""

    id = models.BigAutoField(primary_key=True)
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    audience = models.CharField(max_length=10, default=RateAudience.EVERYBODY)
    retail = RateField()
    wholesale = RateField()
    retail_set_up = RateField()
    wholesale_set_up = RateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            no_overlap(name="rate_versions_do_not_overlap", owner="rate_id", start="valid_from", end="valid_until"),
            models.CheckConstraint(
                condition=starts_before_end(start="valid_from", end="valid_until"), name="rate_version_is_a_span"
            ),
            models.CheckConstraint(condition=Q(audience__in=[*RateAudience]), name="rate_version_audience"),
            models.CheckConstraint(
                condition=Q(retail__gte=0, wholesale__gte=0, retail_set_up__gte=0, wholesale_set_up__gte=0),
                name="rate_version_is_not_negative",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [set_once("valid_until"), undeletable()]
