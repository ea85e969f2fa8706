from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.resources import ResourceSpecification
from trunkline.catalog.states import (
    AutoRenew,
    Category,
    RenewalPayment,
)
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited
from trunkline.platform.ranges import starts_before_end
from trunkline.platform.triggers import append_only

GRACE_DAYS_MAX = 90


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
