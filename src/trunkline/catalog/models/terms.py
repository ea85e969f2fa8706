from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from trunkline.catalog.models.definitions import CatalogDefinition
from trunkline.catalog.models.products import Product
from trunkline.catalog.states import (
    BillingAnchor,
    BillingTime,
    ContractRenewal,
    FirstPeriod,
    Proration,
    SchemeKind,
    TerminationFee,
)
from trunkline.kernel.periods import PeriodUnit
from trunkline.platform.audit import audited
from trunkline.platform.definitions import NAME_MAX, ChoiceField, PercentField, RateField, WholeField, is_one_of
from trunkline.platform.limits import LONG_TEXT_MAX
from trunkline.platform.triggers import append_only

CONTRACT_TEXT_MAX = 20_000
_PERIODS_MAX = 1000


def _is_whole_period(count: str, unit: str) -> Q:
    """Both columns of a period are given, or neither; a comparison with null alone would let one pass."""
    is_given = Q(**{f"{count}__isnull": False, f"{unit}__isnull": False})
    is_known = Q(**{f"{count}__range": (1, _PERIODS_MAX), f"{unit}__in": [*PeriodUnit]})
    return Q(**{f"{count}__isnull": True, f"{unit}__isnull": True}) | (is_given & is_known)


def _has_period(count: str) -> Q:
    return Q(**{f"{count}__isnull": False})


def _fits_its_scheme() -> pgtrigger.Trigger:
    """Forbid a time of billing that the scheme's kind does not know."""
    return pgtrigger.Trigger(
        name="scheme_product_fits_its_scheme",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("scheme_kind", "text")],
        func="""
        SELECT kind INTO scheme_kind FROM catalog_billingtermscheme WHERE id = NEW.scheme_id FOR SHARE;
        IF (scheme_kind = 'normal' AND NEW.billing IN ('pre_paid', 'post_paid'))
            OR (scheme_kind = 'prepaid' AND NEW.billing IN ('pre_bill', 'post_bill'))
            OR (scheme_kind = 'prepaid' AND NEW.is_excluded_from_deactivation)
        THEN
            RAISE EXCEPTION 'scheme_product_fits_its_scheme: % in a % scheme', NEW.billing, scheme_kind
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
        """,
    )


@audited
class BillingTermScheme(CatalogDefinition):
    """How the products of a subscription are billed: from which day, and before or after their use."""

    kind = ChoiceField(SchemeKind, max_length=10, default=SchemeKind.NORMAL)
    anchor = ChoiceField(BillingAnchor, max_length=16, default=BillingAnchor.BILLING_DAY)
    proration = ChoiceField(Proration, default=Proration.ACTUAL_DAYS)
    first_period = ChoiceField(FirstPeriod, max_length=10, default=FirstPeriod.PRORATED)

    class Meta(CatalogDefinition.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=is_one_of("kind", SchemeKind), name="billing_scheme_kind"),
            models.CheckConstraint(condition=is_one_of("anchor", BillingAnchor), name="billing_scheme_anchor"),
            models.CheckConstraint(condition=is_one_of("proration", Proration), name="billing_scheme_proration"),
            models.CheckConstraint(condition=is_one_of("first_period", FirstPeriod), name="billing_scheme_first"),
            models.CheckConstraint(
                condition=~Q(proration=Proration.NONE) | ~Q(first_period=FirstPeriod.PRORATED),
                name="billing_scheme_first_period_is_whole",
                violation_error_message="Without proration the first period is billed in full, or deferred.",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="billing_scheme_kind_stays", fields=["kind"])
        ]


@audited
class SchemeProduct(models.Model):
    """How a product is billed under a scheme; of an expense nothing is said, it is billed when it was incurred."""

    scheme = models.ForeignKey(BillingTermScheme, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    billing = ChoiceField(BillingTime, max_length=10, null=True, blank=True)
    paid_ahead_count = WholeField(minimum=1, maximum=_PERIODS_MAX, null=True, blank=True)
    paid_ahead_unit = ChoiceField(PeriodUnit, max_length=8, null=True, blank=True)
    # Such as channels that are free to air: they stay when a run deactivates what is not paid.
    is_excluded_from_deactivation = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "product"], name="scheme_product_once"),
            models.CheckConstraint(
                condition=Q(billing__isnull=True) | is_one_of("billing", BillingTime), name="scheme_product_billing"
            ),
            models.CheckConstraint(
                condition=_is_whole_period("paid_ahead_count", "paid_ahead_unit"),
                name="scheme_product_paid_ahead_period",
                violation_error_message="A period that is paid ahead has both a count and a unit.",
            ),
            models.CheckConstraint(
                condition=(Q(billing__isnull=False, billing=BillingTime.PRE_PAID) & _has_period("paid_ahead_count"))
                | (Q(paid_ahead_count__isnull=True) & (Q(billing__isnull=True) | ~Q(billing=BillingTime.PRE_PAID))),
                name="scheme_product_paid_ahead",
                violation_error_message="What is paid before its use, and only that, tells how long it is paid ahead.",
            ),
            models.CheckConstraint(
                condition=Q(is_excluded_from_deactivation=False) | Q(billing__isnull=False),
                name="scheme_product_excluded",
                violation_error_message="Only termed services are left out of deactivation runs.",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_fits_its_scheme()]


@audited
class ContractTerms(CatalogDefinition):
    """What a contract binds to: how long, with which notice, how it goes on and what leaving early costs."""

    minimum_term_count = WholeField(minimum=1, maximum=_PERIODS_MAX, null=True, blank=True)
    minimum_term_unit = ChoiceField(PeriodUnit, max_length=8, null=True, blank=True)
    notice_count = WholeField(minimum=1, maximum=_PERIODS_MAX, null=True, blank=True)
    notice_unit = ChoiceField(PeriodUnit, max_length=8, null=True, blank=True)
    renewal = ChoiceField(ContractRenewal, max_length=10, default=ContractRenewal.OPEN_ENDED)
    extension_count = WholeField(minimum=1, maximum=_PERIODS_MAX, null=True, blank=True)
    extension_unit = ChoiceField(PeriodUnit, max_length=8, null=True, blank=True)
    # After the notice of a change of price: whether, and for how many days, the contract may be left without a fee.
    can_leave_on_price_change = models.BooleanField(default=True)
    leave_within_days = WholeField(minimum=1, maximum=365, default=30)
    price_change_notice_days = WholeField(minimum=0, maximum=365, default=30)
    termination_fee = ChoiceField(TerminationFee, default=TerminationFee.NONE)
    fee_amount = RateField(minimum=0, null=True, blank=True)
    fee_currency = models.CharField(max_length=3, blank=True, default="")
    fee_percent = PercentField(null=True, blank=True)

    class Meta(CatalogDefinition.Meta):
        verbose_name = "contract terms"
        constraints: ClassVar = [
            models.CheckConstraint(condition=is_one_of("renewal", ContractRenewal), name="contract_renewal"),
            models.CheckConstraint(condition=is_one_of("termination_fee", TerminationFee), name="contract_fee_kind"),
            models.CheckConstraint(
                condition=_is_whole_period("minimum_term_count", "minimum_term_unit")
                & _is_whole_period("notice_count", "notice_unit")
                & _is_whole_period("extension_count", "extension_unit"),
                name="contract_periods",
                violation_error_message="A period of a contract has both a count and a unit.",
            ),
            models.CheckConstraint(
                condition=(Q(renewal=ContractRenewal.EXTENDS) & _has_period("extension_count"))
                | (~Q(renewal=ContractRenewal.EXTENDS) & Q(extension_count__isnull=True)),
                name="contract_extension",
                violation_error_message="A contract that extends, and only that, tells by how much.",
            ),
            models.CheckConstraint(
                condition=_has_period("minimum_term_count")
                | Q(renewal=ContractRenewal.OPEN_ENDED, termination_fee=TerminationFee.NONE),
                name="contract_without_term",
                violation_error_message="A contract without a minimum term is open-ended and has no termination fee.",
            ),
            models.CheckConstraint(
                condition=Q(termination_fee=TerminationFee.NONE, fee_amount=None, fee_percent=None, fee_currency="")
                | Q(
                    termination_fee=TerminationFee.FIXED,
                    fee_amount__isnull=False,
                    fee_amount__gt=0,
                    fee_percent=None,
                    fee_currency__regex="^[A-Z]{3}$",
                )
                | Q(
                    termination_fee=TerminationFee.SHARE_OF_REMAINING,
                    fee_amount=None,
                    fee_percent__isnull=False,
                    fee_percent__gt=0,
                    fee_percent__lte=100,
                    fee_currency="",
                ),
                name="contract_fee",
                violation_error_message=(
                    "A fixed fee has fee_amount and fee_currency, a share of what remains has fee_percent, both above"
                    " zero; no fee has none of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(leave_within_days__range=(1, 365), price_change_notice_days__range=(0, 365)),
                name="contract_price_change",
            ),
        ]


@audited
class ContractText(models.Model):
    """A version of a contract's wording; what a customer agreed to stays readable for ever."""

    terms = models.ForeignKey(ContractTerms, on_delete=models.CASCADE, related_name="texts")
    position = models.SmallIntegerField()
    version = WholeField(minimum=1, maximum=1000)
    valid_from = models.DateField()
    title = models.CharField(max_length=NAME_MAX)
    summary = models.TextField(max_length=LONG_TEXT_MAX, blank=True, default="")
    text = models.TextField(max_length=CONTRACT_TEXT_MAX)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terms", "version"], name="contract_text_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="contract_text_version_counts"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]
