from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.classification import ProductFamily
from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.prices import PricePlan
from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.products import Product
from trunkline.catalog.states import DiscountKind
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, PercentField, RateField, WholeField, is_within
from trunkline.platform.ranges import starts_before_end


@audited
class Discount(CatalogDefinition):
    """What is taken off products after the discounts of price plans and of usage catalogues."""

    kind = ChoiceField(DiscountKind, max_length=10)
    percent = PercentField(null=True, blank=True)
    amount = RateField(minimum=0, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    # In how many billing periods of a subscription it is given; empty: as long as it holds.
    duration_periods = WholeField(minimum=1, maximum=1000, null=True, blank=True)
    # Given to all whom its conditions fit, or to those whom staff give it.
    is_automatic = models.BooleanField(default=True)
    # What the customer must have told, such as SPRING23.
    promotion_code = models.CharField(max_length=40, blank=True, default="")
    minimum_quantity = WholeField(minimum=1, maximum=1_000_000, null=True, blank=True)
    # The highest comes first; at equal priority percentages come before amounts.
    priority = WholeField(minimum=-1000, maximum=1000, default=0)
    is_stackable = models.BooleanField(default=True)
    covers_all = models.BooleanField(default=False)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind=DiscountKind.PERCENT,
                    percent__isnull=False,
                    percent__gt=0,
                    percent__lte=100,
                    amount=None,
                    currency="",
                )
                | Q(
                    kind=DiscountKind.AMOUNT,
                    amount__isnull=False,
                    amount__gt=0,
                    percent=None,
                    currency__regex="^[A-Z]{3}$",
                ),
                name="discount_is_a_share_or_an_amount",
                violation_error_message=(
                    "A percent discount has percent (above 0, at most 100) and neither amount nor currency; an amount"
                    " discount has amount (above 0) and currency, and no percent."
                ),
            ),
            models.CheckConstraint(
                condition=starts_before_end(start="valid_from", end="valid_until"),
                name="discount_is_a_span",
                violation_error_message="A discount's valid_until must be later than its valid_from.",
            ),
            models.CheckConstraint(
                condition=is_within("duration_periods", 1, 1000) & is_within("minimum_quantity", 1, 1_000_000),
                name="discount_conditions",
            ),
            models.CheckConstraint(condition=Q(priority__range=(-1000, 1000)), name="discount_priority"),
        ]


@audited
class DiscountedProduct(models.Model):
    """A product that a discount covers."""

    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discount", "product"], name="discounted_product_once")
        ]


@audited
class DiscountedFamily(models.Model):
    """A family whose products a discount covers."""

    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="families")
    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["discount", "family"], name="discounted_family_once")]


@audited
class DiscountedType(models.Model):
    """A type whose products a discount covers."""

    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="product_types")
    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discount", "product_type"], name="discounted_type_once")
        ]


@audited
class DiscountForClass(models.Model):
    """A class of accounts that a discount is for; without any, it is for all."""

    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="account_classes")
    account_class = models.ForeignKey("parties.AccountClass", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discount", "account_class"], name="discount_class_once")
        ]


@audited
class DiscountForPlan(models.Model):
    """A price plan that a discount is for; without any, it is for all."""

    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="price_plans")
    price_plan = models.ForeignKey(PricePlan, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["discount", "price_plan"], name="discount_plan_once")]
