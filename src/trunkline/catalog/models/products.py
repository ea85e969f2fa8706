from typing import ClassVar

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Now

from trunkline.catalog.models.classification import ProductBrand, ProductCategory, ProductFamily
from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.product_words import words_follow_features, words_follow_products
from trunkline.catalog.models.resources import ResourceSpecification
from trunkline.catalog.states import (
    AutoRenew,
    Category,
    CharacteristicSetter,
    ChargeStart,
    Lifecycle,
    RelationshipKind,
    RenewalPayment,
    UsageMode,
    ValueType,
)
from trunkline.kernel.ids import new_public_id
from trunkline.kernel.periods import PeriodUnit
from trunkline.platform.audit import audited
from trunkline.platform.definitions import (
    NAME_MAX,
    ChoiceField,
    CodeField,
    Definition,
    RateField,
    WholeField,
    is_one_of,
    is_within,
)
from trunkline.platform.limits import LONG_TEXT_MAX
from trunkline.platform.ranges import starts_before_end
from trunkline.platform.triggers import append_only

GRACE_DAYS_MAX = 90
CONTRACT_DAYS_MAX = 3650


@audited
class Product(Definition):
    """Anything sold, rented, given or provisioned."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    # Old rows get a code that nobody has; their own is their slug.
    code = CodeField(unique=True, db_default=Cast(RandomUUID(), models.TextField()))
    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="products")
    brand = models.ForeignKey("parties.Brand", on_delete=models.PROTECT, null=True, related_name="+")
    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, null=True, blank=True, related_name="products")
    product_brand = models.ForeignKey(
        ProductBrand, on_delete=models.PROTECT, null=True, blank=True, related_name="products"
    )
    description = models.CharField(max_length=NAME_MAX, blank=True, default="", db_default="")
    long_description = models.TextField(max_length=LONG_TEXT_MAX, blank=True, default="", db_default="")
    # Where customers see several products, those of a higher priority come first.
    priority = WholeField(minimum=-1000, maximum=1000, default=0, db_default=0)
    lifecycle = ChoiceField(
        Lifecycle, max_length=10, default=Lifecycle.DRAFT, db_default=Lifecycle.ACTIVE, editable=False
    )
    slug = models.SlugField(max_length=80, unique=True)
    category = ChoiceField(Category, max_length=12, default=Category.STANDALONE)
    service_type = models.CharField(max_length=40, blank=True, default="")
    is_enabled = models.BooleanField(default=True)
    icon = models.CharField(max_length=60, blank=True)
    comment = models.TextField(blank=True)
    contract_days = WholeField(default=0, maximum=CONTRACT_DAYS_MAX)
    is_for_residential = models.BooleanField(default=True)
    is_for_business = models.BooleanField(default=True)
    customer_can_purchase = models.BooleanField(default=True)
    available_from = models.DateTimeField(null=True, blank=True)
    available_until = models.DateTimeField(null=True, blank=True)
    auto_renew = ChoiceField(AutoRenew, max_length=6, default=AutoRenew.FALSE)
    allow_auto_renew = models.BooleanField(default=False)
    renewal_payment = ChoiceField(RenewalPayment, max_length=8, default=RenewalPayment.ACCOUNT)
    # How long a cancellation waits, and can be reversed, unless it says otherwise.
    grace_days = models.SmallIntegerField(default=0)
    # Rented goods: within how many days they come back, what they cost else, and who pays the parcel.
    return_days = WholeField(minimum=1, maximum=365, null=True, blank=True)
    replacement_fee = RateField(minimum=0, null=True, blank=True)
    return_label_is_prepaid = models.BooleanField(default=False, db_default=False)
    # What delivers a traceable good.
    resource_specification = models.ForeignKey(
        ResourceSpecification, on_delete=models.PROTECT, null=True, blank=True, related_name="delivers"
    )
    # A service may be a subscription, be used, or both; use is then billed in periods of its own.
    usage_mode = ChoiceField(UsageMode, max_length=24, null=True, blank=True)
    usage_period_count = WholeField(minimum=1, maximum=1000, null=True, blank=True)
    usage_period_unit = ChoiceField(PeriodUnit, max_length=8, null=True, blank=True)
    # What use costs beside the price, and the contract that a sale of it makes.
    usage_tier_plan = models.ForeignKey(
        "catalog.UsageTierPlan", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voip_plan = models.ForeignKey("catalog.VoipPlan", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    contract_terms = models.ForeignKey(
        "catalog.ContractTerms", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_table = models.ForeignKey(
        "catalog.StateTable", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What starts the recurring charge, and how long before a planned change its play begins.
    charge_start = ChoiceField(
        ChargeStart, max_length=12, default=ChargeStart.PROVISIONING, db_default=ChargeStart.PROVISIONING
    )
    lead_time_hours = WholeField(maximum=720, default=0, db_default=0)
    # Of how many families and types the components of a flexible bundle may be; empty: of any number.
    component_families_max = WholeField(minimum=1, maximum=1000, null=True, blank=True)
    component_types_max = WholeField(minimum=1, maximum=1000, null=True, blank=True)
    # Values of the fields that the operator named, by slot: text_1 to text_16, number_1 to number_4, date_1 to date_4.
    user_fields = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    provisioning_play = models.CharField(max_length=80, blank=True)
    deprovisioning_play = models.CharField(max_length=80, blank=True)
    suspension_play = models.CharField(max_length=80, blank=True)
    resumption_play = models.CharField(max_length=80, blank=True)
    removal_play = models.CharField(max_length=80, blank=True)
    change_play = models.CharField(max_length=80, blank=True, default="", db_default="")
    provisioning_variables = models.JSONField(default=dict)
    rescue_counts_as_failure = models.BooleanField(default=True)
    play_failures_are_ignored = models.BooleanField(default=False)

    class Meta(Definition.Meta):
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
                violation_error_message="The end of the availability must be later than its beginning.",
            ),
            models.CheckConstraint(condition=is_one_of("lifecycle", Lifecycle), name="product_lifecycle_is_known"),
            models.CheckConstraint(
                condition=Q(usage_mode__isnull=True) | is_one_of("usage_mode", UsageMode), name="product_usage_mode"
            ),
            models.CheckConstraint(condition=is_one_of("charge_start", ChargeStart), name="product_charge_start"),
            models.CheckConstraint(
                condition=Q(usage_period_count__isnull=True, usage_period_unit__isnull=True)
                | Q(usage_period_count__gte=1, usage_period_unit__isnull=False, usage_period_unit__in=[*PeriodUnit]),
                name="product_usage_period_is_known",
                violation_error_message="A usage period has both a count and a unit.",
            ),
            models.CheckConstraint(
                condition=is_within("component_families_max", 1, 1000) & is_within("component_types_max", 1, 1000),
                name="product_component_restrictions",
            ),
            models.CheckConstraint(condition=is_within("lead_time_hours", 0, 720), name="product_lead_time"),
            models.CheckConstraint(
                condition=is_within("return_days", 1, 365)
                & (Q(replacement_fee__isnull=True) | Q(replacement_fee__gte=0)),
                name="product_return_terms",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = words_follow_products()


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
        triggers: ClassVar[list[pgtrigger.Trigger]] = words_follow_features()


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
class ProductInCategory(models.Model):
    """A category that a product is in."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="categories")
    category = models.ForeignKey(ProductCategory, on_delete=models.PROTECT, related_name="products")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["product", "category"], name="product_category_once")]


@audited
class AlternativeCode(models.Model):
    """Another code by which a product is known, to other systems or in files; no two products share one."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="alternative_codes")
    code = CodeField(unique=True)


@audited
class OfferedToClass(models.Model):
    """A class of accounts that the product is shown to; without any, it is shown to all."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="account_classes")
    account_class = models.ForeignKey("parties.AccountClass", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "account_class"], name="offered_class_once")
        ]


@audited
class OfferedForTechnology(models.Model):
    """A technology of subscribers that the product is shown for; without any, it is shown for all."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="technologies")
    technology = models.ForeignKey("catalog.Technology", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "technology"], name="offered_technology_once")
        ]


@audited
class ProductLink(models.Model):
    """An address in the web that tells more of a product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="links")
    position = models.SmallIntegerField()
    label = models.CharField(max_length=NAME_MAX)
    url = models.URLField(max_length=500)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(url__regex="^https?://"), name="product_link_is_of_the_web")
        ]


@audited
class Characteristic(models.Model):
    """What can be told or chosen of what a customer has of a product, such as a speed, a colour or a password."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="characteristics")
    position = models.SmallIntegerField()
    name = models.SlugField(max_length=60)
    label = models.CharField(max_length=NAME_MAX, blank=True, default="")
    value_type = ChoiceField(ValueType, max_length=10, default=ValueType.TEXT)
    unit = models.ForeignKey("catalog.UnitOfMeasure", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    choices = models.JSONField(default=list, blank=True)
    minimum = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    maximum = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    default = models.JSONField(null=True, blank=True)
    is_required = models.BooleanField(default=False)
    is_secret = models.BooleanField(default=False)
    set_by = ChoiceField(CharacteristicSetter, max_length=10, default=CharacteristicSetter.CUSTOMER)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "name"], name="characteristic_once"),
            models.CheckConstraint(condition=is_one_of("value_type", ValueType), name="characteristic_type_is_known"),
            models.CheckConstraint(
                condition=is_one_of("set_by", CharacteristicSetter), name="characteristic_setter_is_known"
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(minimum__lte=F("maximum")),
                name="characteristic_range",
                violation_error_message="The maximum must not be below the minimum.",
            ),
        ]


@audited
class ProductRelationship(models.Model):
    """A link that the catalogue allows, or demands, between what customers have of two products."""

    kind = ChoiceField(RelationshipKind, max_length=40)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relationships")
    to_product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    # Of the link itself, each with a name, a type and a default; one of type price is billed.
    characteristics = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "product", "to_product"], name="product_relationship_once"),
            models.CheckConstraint(
                condition=~Q(product=F("to_product")),
                name="product_relationship_is_between_two",
                violation_error_message="A product has no relationship to itself.",
            ),
        ]
