from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.prices import PricePlan
from trunkline.catalog.models.products import Product
from trunkline.catalog.models.terms import BillingTermScheme, ContractTerms
from trunkline.kernel.periods import PeriodUnit
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, WholeField


@audited
class SubscriptionType(CatalogDefinition):
    """A kind of subscription on offer: which products it holds, at which prices, billed and delivered how."""

    contract_terms = models.ForeignKey(ContractTerms, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


@audited
class SubscriptionTypeProduct(models.Model):
    """A product that subscriptions of a type may hold."""

    subscription_type = models.ForeignKey(SubscriptionType, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription_type", "product"], name="subscription_type_product_once")
        ]


@audited
class SubscriptionTypeScheme(models.Model):
    """A billing term scheme that subscriptions of a type may have."""

    subscription_type = models.ForeignKey(SubscriptionType, on_delete=models.CASCADE, related_name="schemes")
    scheme = models.ForeignKey(BillingTermScheme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription_type", "scheme"], name="subscription_type_scheme_once")
        ]


@audited
class SubscriptionTypePlan(models.Model):
    """A price plan that subscriptions of a type may have."""

    subscription_type = models.ForeignKey(SubscriptionType, on_delete=models.CASCADE, related_name="price_plans")
    price_plan = models.ForeignKey(PricePlan, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription_type", "price_plan"], name="subscription_type_plan_once")
        ]


@audited
class SubscriptionTypeProvider(models.Model):
    """A provider that delivers subscriptions of a type."""

    subscription_type = models.ForeignKey(SubscriptionType, on_delete=models.CASCADE, related_name="providers")
    provider = models.ForeignKey("catalog.Provider", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription_type", "provider"], name="subscription_type_provider_once")
        ]


@audited
class BillingFrequency(models.Model):
    """How often subscriptions of a type may be billed; without any, as often as their prices' periods say."""

    subscription_type = models.ForeignKey(
        SubscriptionType, on_delete=models.CASCADE, related_name="billing_frequencies"
    )
    count = WholeField(minimum=1, maximum=1000)
    unit = ChoiceField(PeriodUnit, max_length=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription_type", "count", "unit"], name="billing_frequency_once"),
            models.CheckConstraint(
                condition=Q(count__range=(1, 1000), unit__in=[*PeriodUnit]), name="billing_frequency_is_known"
            ),
        ]
