from typing import ClassVar

from django.db import models
from django.db.models import Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.products import Product
from trunkline.parties.states import AccountKind
from trunkline.platform.audit import audited
from trunkline.platform.definitions import ChoiceField, PercentField, is_one_of
from trunkline.platform.ranges import no_overlap_of_days, starts_before_end


@audited
class TaxCode(CatalogDefinition):
    """How products are taxed: the rates of one or several taxes, by place, buyer and date."""


@audited
class TaxRate(models.Model):
    """A rate of a tax, such as VAT or GST; without a country it holds everywhere, without a kind for all accounts."""

    tax_code = models.ForeignKey(TaxCode, on_delete=models.CASCADE, related_name="rates")
    position = models.SmallIntegerField()
    tax = models.CharField(max_length=40)
    percent = PercentField()
    # ISO 3166 alpha-2, and the region by the name that accounts' tax locations have.
    country = models.CharField(max_length=2, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    account_kind = ChoiceField(AccountKind, max_length=12, null=True, blank=True)
    # The buyer accounts for the tax; the invoice says so in the words of the note.
    is_reverse_charge = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    is_applied = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            no_overlap_of_days(
                name="tax_rates_do_not_overlap",
                owners=["tax_code_id"],
                texts=["tax", "country", "region", "account_kind"],
                start="valid_from",
                end="valid_until",
                condition=Q(is_applied=True),
            ),
            models.CheckConstraint(
                condition=starts_before_end(start="valid_from", end="valid_until"),
                name="tax_rate_is_a_span",
                violation_error_message="A rate's valid_until must be later than its valid_from.",
            ),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="tax_rate_percent"),
            models.CheckConstraint(
                condition=Q(country__regex="^([A-Z]{2})?$"),
                name="tax_rate_country",
                violation_error_message="A country is two capital letters (ISO 3166), such as GB.",
            ),
            models.CheckConstraint(
                condition=Q(region="") | ~Q(country=""),
                name="tax_rate_region_has_a_country",
                violation_error_message="A region is given with its country.",
            ),
            models.CheckConstraint(
                condition=Q(account_kind__isnull=True) | is_one_of("account_kind", AccountKind),
                name="tax_rate_account_kind",
            ),
            models.CheckConstraint(
                condition=Q(is_reverse_charge=False)
                | Q(percent=0, account_kind__isnull=False, account_kind=AccountKind.BUSINESS),
                name="tax_rate_reverse_charge",
                violation_error_message=(
                    "Under reverse charge the percent is 0 and account_kind is business: only businesses account for a"
                    " tax themselves."
                ),
            ),
        ]


@audited
class TaxCodeDefault(models.Model):
    """A type of products that a tax code is set on when they are made."""

    tax_code = models.ForeignKey(TaxCode, on_delete=models.CASCADE, related_name="default_for")
    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tax_code", "product_type"], name="tax_default_once")]


@audited
class ProductTax(models.Model):
    """A tax code of a product; billing uses it while it is applied."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="taxes")
    tax_code = models.ForeignKey(TaxCode, on_delete=models.PROTECT, related_name="+")
    is_applied = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["product", "tax_code"], name="product_tax_once")]
