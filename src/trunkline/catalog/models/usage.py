from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.products import Product
from trunkline.catalog.models.units import UnitOfMeasure
from trunkline.catalog.states import TierModel
from trunkline.platform.audit import audited
from trunkline.platform.definitions import NAME_MAX, ChoiceField, PercentField, RateField, WholeField, is_one_of
from trunkline.platform.ranges import no_overlap_of_days, starts_before_end

_INCREMENT_SECONDS_MAX = 3600
_MINUTES_MAX = 10_000_000


@audited
class UsageCatalogue(CatalogDefinition):
    """What usage services cost by their use, and when they are there to be used, in one currency."""

    currency = models.CharField(max_length=3)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="usage_catalogue_currency")
        ]


@audited
class UsageEntry(models.Model):
    """What a usage service costs per unit from a day on, less the catalogue's own discount."""

    catalogue = models.ForeignKey(UsageCatalogue, on_delete=models.CASCADE, related_name="entries")
    position = models.SmallIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(UnitOfMeasure, on_delete=models.PROTECT, related_name="+")
    rate = RateField(minimum=0)
    discount_percent = PercentField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    # A film is unlocked at its provider before it can be used; water just flows.
    is_provisioned = models.BooleanField(default=False)
    provider = models.ForeignKey("catalog.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            no_overlap_of_days(
                name="usage_entries_do_not_overlap",
                owners=["catalogue_id", "product_id"],
                start="valid_from",
                end="valid_until",
            ),
            models.CheckConstraint(
                condition=starts_before_end(start="valid_from", end="valid_until"),
                name="usage_entry_is_a_span",
                violation_error_message="An entry's valid_until must be later than its valid_from.",
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, discount_percent__range=(0, 100)), name="usage_entry_rate"),
            models.CheckConstraint(
                condition=Q(provider__isnull=True) | Q(is_provisioned=True),
                name="usage_entry_provider",
                violation_error_message="Only an entry that is provisioned has a provider.",
            ),
        ]


@audited
class UsageTierPlan(CatalogDefinition):
    """What usage costs by how much there was in a period, billed beside the price of a package or service."""

    model = ChoiceField(TierModel, max_length=16)
    currency = models.CharField(max_length=3)
    unit = models.ForeignKey(UnitOfMeasure, on_delete=models.PROTECT, related_name="+")

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=is_one_of("model", TierModel), name="usage_tier_plan_model"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="usage_tier_plan_currency"),
        ]


@audited
class UsageTier(models.Model):
    """A tier of usage, from its start up to that of the next one."""

    plan = models.ForeignKey(UsageTierPlan, on_delete=models.CASCADE, related_name="tiers")
    position = models.SmallIntegerField()
    starts_at = RateField(minimum=0)
    unit_price = RateField(minimum=0, default=0)
    fixed_amount = RateField(minimum=0, default=0)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "starts_at"], name="usage_tier_once"),
            models.CheckConstraint(
                condition=Q(starts_at__gte=0, unit_price__gte=0, fixed_amount__gte=0), name="usage_tier_is_not_negative"
            ),
        ]


@audited
class VoipPlan(CatalogDefinition):
    """What calls cost by where they go, billed beside the price of a package or service."""

    currency = models.CharField(max_length=3)
    included_minutes = WholeField(maximum=_MINUTES_MAX, default=0)
    # Calls under a plan that is not billed are rated and shown, and cost nothing.
    is_billed = models.BooleanField(default=True)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="voip_plan_currency"),
            models.CheckConstraint(condition=Q(included_minutes__range=(0, _MINUTES_MAX)), name="voip_plan_minutes"),
        ]


@audited
class VoipDestination(models.Model):
    """What calls to numbers with a prefix cost: E.164 without the plus; the empty prefix stands for all numbers."""

    plan = models.ForeignKey(VoipPlan, on_delete=models.CASCADE, related_name="destinations")
    prefix = models.CharField(max_length=15, blank=True, default="")
    name = models.CharField(max_length=NAME_MAX)
    connect_fee = RateField(minimum=0, default=0)
    price_per_minute = RateField(minimum=0, default=0)
    first_increment_seconds = WholeField(minimum=1, maximum=_INCREMENT_SECONDS_MAX, default=60)
    next_increment_seconds = WholeField(minimum=1, maximum=_INCREMENT_SECONDS_MAX, default=60)
    uses_included_minutes = models.BooleanField(default=True)
    # Such as calls for help, which never cost anything.
    is_billed = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "prefix"], name="voip_destination_once"),
            models.CheckConstraint(
                condition=Q(prefix__regex="^[0-9]{0,15}$"),
                name="voip_destination_prefix",
                violation_error_message="A prefix is digits with the country's code, without a plus, such as 4420.",
            ),
            models.CheckConstraint(
                condition=Q(connect_fee__gte=0, price_per_minute__gte=0), name="voip_destination_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    first_increment_seconds__range=(1, _INCREMENT_SECONDS_MAX),
                    next_increment_seconds__range=(1, _INCREMENT_SECONDS_MAX),
                ),
                name="voip_destination_increments",
            ),
        ]
