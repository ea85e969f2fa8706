from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.products import Product
from trunkline.catalog.states import PhaseKind, RateAudience, RateModel
from trunkline.kernel.periods import PeriodUnit
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, PercentField, RateField, WholeField, is_one_of
from trunkline.platform.ranges import no_overlap, starts_before_end
from trunkline.platform.triggers import append_only, set_once, undeletable

PHASE_PERIODS_MAX = 120


@audited
class PricePlan(CatalogDefinition):
    """A list of rates in one currency, for all accounts or for those of some classes."""

    code = models.SlugField(max_length=60, unique=True)
    currency = models.CharField(max_length=3)
    # What is sold from, in its currency, where no other plan comes first.
    is_default = models.BooleanField(default=False)
    # Of several plans that price a product for an account, one of a higher priority comes first.
    priority = WholeField(minimum=-1000, maximum=1000, default=0, db_default=0)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["currency"],
                condition=Q(is_default=True),
                name="price_plan_one_default_per_currency",
                violation_error_message="Another plan is the default of the currency; make that an ordinary one first.",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True),
                name="price_plan_default_is_active",
                violation_error_message="The default plan of a currency stays active.",
            ),
        ]


@audited
class PricePlanForClass(models.Model):
    """A class of accounts that a price plan is for; without any, it is for all."""

    price_plan = models.ForeignKey(PricePlan, on_delete=models.CASCADE, related_name="account_classes")
    account_class = models.ForeignKey("parties.AccountClass", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["price_plan", "account_class"], name="price_plan_class_once")
        ]


class Rate(models.Model):
    """What a product costs in a price plan per billing period; without a period it costs once.

    With a bundle, it is what the product costs as a component of that bundle.
    """

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="rates")
    price_plan = models.ForeignKey(PricePlan, on_delete=models.PROTECT, related_name="rates")
    bundle = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="component_rates")
    period_count = WholeField(null=True)
    period_unit = ChoiceField(PeriodUnit, max_length=8, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "price_plan", "bundle", "period_count", "period_unit"],
                name="rate_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(period_count__isnull=True, period_unit__isnull=True)
                | Q(
                    period_count__isnull=False,
                    period_count__gte=1,
                    period_unit__isnull=False,
                    period_unit__in=[*PeriodUnit],
                ),
                name="rate_has_a_period_or_none",
            ),
            models.CheckConstraint(
                condition=Q(bundle__isnull=True) | ~Q(product=F("bundle")), name="rate_of_another_than_its_bundle"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class RateVersion(models.Model):
    """The amounts of a rate while it is the one sold; never edited, only followed by the next version.

    What `retail` is for, the model tells: a period, each unit, each block; or it is due beside the tiers. One that was
    withdrawn before it began was never sold.
    """

    id = models.BigAutoField(primary_key=True)
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    audience = ChoiceField(RateAudience, max_length=10, default=RateAudience.EVERYBODY)
    model = ChoiceField(RateModel, max_length=12, default=RateModel.PER_UNIT, db_default=RateModel.PER_UNIT)
    retail = RateField()
    wholesale = RateField()
    retail_set_up = RateField()
    wholesale_set_up = RateField()
    # How many units are in a block, where each block that was begun costs money.
    block_size = WholeField(minimum=1, maximum=1_000_000_000, null=True)
    # Of which charge how much, for a share: of that product's, or, without one, of the service's that it adds to.
    percent = PercentField(null=True)
    percent_of = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    # What a period costs at least (a commitment, made up to it) and at most (a cap).
    minimum_charge = RateField(minimum=0, null=True)
    maximum_charge = RateField(minimum=0, null=True)
    # How many of a service's first periods are in phases, of which each has an amount of its own.
    phase_periods = WholeField(default=0, db_default=0)
    # Whether a bundle's rate is the price of all that it consists of; else its components cost their own besides.
    applies_to_components = models.BooleanField(default=False, db_default=False)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            no_overlap(
                name="rate_versions_never_overlap",
                owner="rate_id",
                start="valid_from",
                end="valid_until",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=starts_before_end(start="valid_from", end="valid_until"), name="rate_version_is_a_span"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__lt=F("valid_from")),
                name="rate_version_withdrawn_before_it_began",
            ),
            models.CheckConstraint(condition=Q(audience__in=[*RateAudience]), name="rate_version_audience"),
            models.CheckConstraint(condition=is_one_of("model", RateModel), name="rate_version_model"),
            models.CheckConstraint(
                condition=Q(retail__gte=0, wholesale__gte=0, retail_set_up__gte=0, wholesale_set_up__gte=0),
                name="rate_version_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(model=RateModel.PACKAGE, block_size__isnull=False, block_size__gte=1)
                | (~Q(model=RateModel.PACKAGE) & Q(block_size__isnull=True)),
                name="rate_version_blocks",
            ),
            models.CheckConstraint(
                condition=Q(model=RateModel.PERCENTAGE, percent__isnull=False, percent__gt=0, percent__lte=100)
                | (~Q(model=RateModel.PERCENTAGE) & Q(percent__isnull=True, percent_of__isnull=True)),
                name="rate_version_share",
            ),
            models.CheckConstraint(
                condition=(Q(minimum_charge__isnull=True) | Q(minimum_charge__gte=0))
                & (Q(maximum_charge__isnull=True) | Q(maximum_charge__gte=0))
                & (
                    Q(minimum_charge__isnull=True)
                    | Q(maximum_charge__isnull=True)
                    | Q(minimum_charge__lte=F("maximum_charge"))
                ),
                name="rate_version_limits",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [set_once("valid_until", "withdrawn_at"), undeletable()]


class RateTier(models.Model):
    """A tier of a rate, from so many units on up to the start of the next one."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(RateVersion, on_delete=models.PROTECT, related_name="tiers")
    starts_at = RateField(minimum=0)
    unit_price = RateField(minimum=0, default=0)
    fixed_amount = RateField(minimum=0, default=0)

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "starts_at"], name="rate_tier_once"),
            models.CheckConstraint(
                condition=Q(starts_at__gte=0, unit_price__gte=0, fixed_amount__gte=0), name="rate_tier_is_not_negative"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class RatePhase(models.Model):
    """What the first periods of a service cost per period or unit, in their order, instead of the rate's own amount."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(RateVersion, on_delete=models.PROTECT, related_name="phases")
    position = models.SmallIntegerField()
    kind = ChoiceField(PhaseKind, max_length=12)
    periods = WholeField(minimum=1, maximum=PHASE_PERIODS_MAX)
    retail = RateField(minimum=0)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="rate_phase_position"),
            models.CheckConstraint(condition=is_one_of("kind", PhaseKind), name="rate_phase_kind"),
            models.CheckConstraint(
                condition=Q(periods__range=(1, PHASE_PERIODS_MAX), retail__gte=0)
                & (~Q(kind=PhaseKind.TRIAL) | Q(retail=0)),
                name="rate_phase_amount",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]
