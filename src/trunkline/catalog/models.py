from typing import TYPE_CHECKING, ClassVar, TypeVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.states import (
    AutoRenew,
    BaseStatus,
    Category,
    ChargingKind,
    Classification,
    EndFate,
    RateAudience,
    RenewalPayment,
    ResourceKind,
    Tracking,
)
from trunkline.kernel.ids import new_public_id
from trunkline.kernel.money import AMOUNT_DIGITS_MAX, RATE_DECIMALS
from trunkline.kernel.periods import PeriodUnit
from trunkline.platform.audit import audited
from trunkline.platform.ranges import no_overlap, starts_before_end
from trunkline.platform.triggers import append_only, set_once, undeletable

RESOURCE_TEXTS_MAX = 10
GRACE_DAYS_MAX = 90

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:
    from django.db.models import DecimalField as _TypedDecimalField
else:

    class _TypedDecimalField(models.DecimalField):
        """Takes the two types of its values, as the type checker's picture of Django's field does."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls


class RateField(_TypedDecimalField[_Set, _Get]):
    """A price: nine decimals are kept, rounding happens once per line."""

    def __init__(self, **options: object) -> None:
        options.update(max_digits=AMOUNT_DIGITS_MAX, decimal_places=RATE_DECIMALS)
        super().__init__(**options)  # type: ignore[arg-type]  # whatever Django's field takes


@audited
class ServiceState(models.Model):
    """A state that a service can be in, mapped to one of the four base statuses."""

    code = models.CharField(max_length=40, unique=True)
    base_status = models.CharField(max_length=12)
    is_billable = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(base_status__in=[*BaseStatus]), name="service_state_base_is_known")
        ]


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


@audited
class Product(models.Model):
    """Anything sold, rented, given or provisioned."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="products")
    brand = models.ForeignKey("parties.Brand", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    category = models.CharField(max_length=12)
    service_type = models.CharField(max_length=40)
    is_enabled = models.BooleanField(default=True)
    icon = models.CharField(max_length=60, blank=True)
    comment = models.TextField(blank=True)
    contract_days = models.IntegerField()
    is_for_residential = models.BooleanField()
    is_for_business = models.BooleanField()
    customer_can_purchase = models.BooleanField()
    available_from = models.DateTimeField(null=True)
    available_until = models.DateTimeField(null=True)
    auto_renew = models.CharField(max_length=6)
    allow_auto_renew = models.BooleanField()
    renewal_payment = models.CharField(max_length=8, default=RenewalPayment.ACCOUNT)
    # How long a cancellation waits, and can be reversed, unless it says otherwise.
    grace_days = models.SmallIntegerField(default=0)
    provisioning_play = models.CharField(max_length=80, blank=True)
    deprovisioning_play = models.CharField(max_length=80, blank=True)
    suspension_play = models.CharField(max_length=80, blank=True)
    resumption_play = models.CharField(max_length=80, blank=True)
    removal_play = models.CharField(max_length=80, blank=True)
    provisioning_variables = models.JSONField(default=dict)
    rescue_counts_as_failure = models.BooleanField(default=True)
    play_failures_are_ignored = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(category__in=[*Category]), name="product_category_is_known"),
            models.CheckConstraint(condition=Q(auto_renew__in=[*AutoRenew]), name="product_auto_renew_is_known"),
            models.CheckConstraint(condition=Q(contract_days__gte=0), name="product_contract_days"),
            models.CheckConstraint(
                condition=Q(renewal_payment__in=[*RenewalPayment]), name="product_renewal_payment_is_known"
            ),
            models.CheckConstraint(condition=Q(grace_days__range=(0, GRACE_DAYS_MAX)), name="product_grace_days"),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | starts_before_end(start="available_from", end="available_until"),
                name="product_availability_is_a_span",
            ),
        ]


@audited
class ProductFeature(models.Model):
    """A selling point, shown as a bullet."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="features")
    position = models.SmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "position"], name="product_feature_position", deferrable=models.Deferrable.DEFERRED
            )
        ]


@audited
class ResourceRequirement(models.Model):
    """A kind of stock item of which one must be picked for an order of the product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="resource_requirements")
    position = models.SmallIntegerField()
    specification = models.ForeignKey(ResourceSpecification, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "specification"], name="resource_required_once")
        ]


@audited
class ServiceReliance(models.Model):
    """The name of a service that an add-on needs; without any, every service of its type will do."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="service_reliances")
    position = models.SmallIntegerField()
    service_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "service_name"], name="service_relied_on_once")
        ]


class ProductTerms(models.Model):
    """A version of a product's terms; what a customer accepted stays readable for ever."""

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="terms_versions")
    version = models.IntegerField()
    text = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["product", "version"], name="product_terms_version")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


@audited
class ProductRelationship(models.Model):
    """A link that the catalogue allows between what customers have of two products."""

    kind = models.CharField(max_length=40)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="relationships")
    to_product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "product", "to_product"], name="product_relationship_once")
        ]


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
