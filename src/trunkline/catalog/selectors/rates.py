"""Reads of what products cost.

From which rate an account buys a product: of all that are sold in its currency, from plans for everybody or for its
class, the first by this order: a plan for its class before one for everybody, a higher priority of the plan, the
currency's default plan, the product's own period, the shorter period, the plan's code. Who orders may choose another.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, When

from trunkline.catalog.errors import PriceNotFoundError
from trunkline.catalog.models import PricePlanForClass, Product, RateVersion
from trunkline.catalog.policies.rates import TIERED_MODELS, Phase, RateTerms, period_amount, period_cost, phase_amount
from trunkline.catalog.policies.usage_plans import Tier
from trunkline.catalog.states import PhaseKind, PriceStanding, RateAudience, RateModel
from trunkline.kernel.periods import Period, PeriodUnit

# Only to tell which of two periods is the shorter.
_ABOUT_DAYS = {
    PeriodUnit.DAY: 1,
    PeriodUnit.WEEK: 7,
    PeriodUnit.MONTH: 30,
    PeriodUnit.QUARTER: 91,
    PeriodUnit.YEAR: 365,
}


@dataclass(frozen=True)
class RateChoice:
    """Which of a product's rates is wanted: of which plan (its code), per which period; None: whichever comes first.

    `is_once` is for one without a period.
    """

    price_plan: str | None = None
    period: Period | None = None
    is_once: bool = False

    def first_of(self, versions: Sequence[RateVersion]) -> RateVersion | None:
        """This will find the first of a product's versions that is wanted, or None."""
        return next((version for version in versions if self._fits(version)), None)

    def _fits(self, version: RateVersion) -> bool:
        if self.price_plan not in (None, version.rate.price_plan.code):
            return False
        period = period_of(version)
        return period is None if self.is_once else self.period in (None, period)


ANY_RATE = RateChoice()


def _sold(at: datetime, bundle_id: int | None = None) -> QuerySet[RateVersion]:
    """The versions of rates that are sold at an instant: by themselves, or as components of one bundle."""
    return RateVersion.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=at),
        valid_from__lte=at,
        withdrawn_at__isnull=True,
        rate__bundle=bundle_id,
        rate__price_plan__is_active=True,
    )


def _in_order(
    currency: str, account_class_id: int | None, at: datetime, bundle_id: int | None = None
) -> QuerySet[RateVersion]:
    """All that an account of a class may buy from, the first of each product by the order above."""
    classes = PricePlanForClass.objects.filter(price_plan=OuterRef("rate__price_plan"))
    own_days = Q(rate__period_unit=PeriodUnit.DAY, rate__period_count=F("rate__product__contract_days"))
    own_once = Q(rate__period_count__isnull=True, rate__product__contract_days=0)
    about_days = [
        When(rate__period_unit=unit, then=F("rate__period_count") * days) for unit, days in _ABOUT_DAYS.items()
    ]
    # What a share of another charge is, no order can tell: it is known when that charge is.
    versions = _sold(at, bundle_id).filter(rate__price_plan__currency=currency).exclude(model=RateModel.PERCENTAGE)
    versions = versions.annotate(
        is_for_class=Exists(classes),
        is_own_period=ExpressionWrapper(own_days | own_once, output_field=BooleanField()),
        about_days=Case(*about_days, output_field=IntegerField()),
    )
    # No class has the number 0.
    versions = versions.filter(Q(is_for_class=False) | Exists(classes.filter(account_class_id=account_class_id or 0)))
    return versions.order_by(
        "rate__product_id",
        "-is_for_class",
        "-rate__price_plan__priority",
        "-rate__price_plan__is_default",
        F("is_own_period").desc(nulls_last=True),
        F("about_days").asc(nulls_last=True),
        "rate__price_plan__code",
        "pk",
    )


def sold_versions(currency: str, account_class_id: int | None, at: datetime) -> QuerySet[RateVersion]:
    """This will find at which version of which rate an account of a class (None: of none) buys each product."""
    return _in_order(currency, account_class_id, at).distinct("rate__product_id")


def map_sold_versions(
    product_ids: Collection[int],
    currency: str,
    account_class_id: int | None,
    at: datetime,
    *,
    bundle_id: int | None = None,
) -> dict[int, list[RateVersion]]:
    """This will list all versions at which an account may buy products, by product, in the order above.

    With a bundle, those at which they are bought as its components and not by themselves.
    """
    found: dict[int, list[RateVersion]] = {product_id: [] for product_id in product_ids}
    versions = _in_order(currency, account_class_id, at, bundle_id).filter(rate__product_id__in=product_ids)
    for version in versions.select_related("rate__price_plan"):
        found[version.rate.product_id].append(version)
    return found


def find_sold_rate(
    product_id: int, currency: str, at: datetime, account_class_id: int | None = None
) -> RateVersion | None:
    """This will find the version at which an account buys a product at an instant unless it chooses another."""
    return next(iter(map_sold_versions([product_id], currency, account_class_id, at)[product_id]), None)


def find_renewal_version(version: RateVersion, at: datetime) -> RateVersion:
    """This will find at which version of its rate a service is renewed for a period that begins at an instant.

    That is the latest since its own that was for everybody; one for new sales only changes nothing for it.
    """
    later = RateVersion.objects.select_related("rate__price_plan").filter(
        rate_id=version.rate_id,
        audience=RateAudience.EVERYBODY,
        withdrawn_at__isnull=True,
        valid_from__gt=version.valid_from,
        valid_from__lte=at,
    )
    return later.order_by("-valid_from").first() or version


def find_any_rate(product_id: int, at: datetime) -> RateVersion | None:
    """This will find a rate of a product that is sold at an instant in a default plan, in the currency priced first."""
    versions = _sold(at).filter(rate__product_id=product_id, rate__price_plan__is_default=True)
    return versions.select_related("rate__price_plan").order_by("pk").first()


def list_rate_versions(product_id: int) -> QuerySet[RateVersion]:
    """This will list all versions of all rates of a product: by plan, bundle and period, the latest first."""
    versions = RateVersion.objects.filter(rate__product_id=product_id)
    versions = versions.select_related("rate__price_plan", "rate__bundle", "percent_of").prefetch_related(
        "tiers", "phases"
    )
    rate = ("rate__price_plan__code", "rate__bundle__code", "rate__period_unit", "rate__period_count", "rate_id")
    return versions.order_by(*rate, "-valid_from", "-pk")


def get_rate_version(product_id: int, version_id: int) -> RateVersion:
    """This will find a version of a rate of a product by its number; raises PriceNotFoundError."""
    version = list_rate_versions(product_id).filter(pk=version_id).first()
    if version is None:
        raise PriceNotFoundError(f"The product has no price {version_id}; list its prices to find their numbers.")
    return version


def own_period(product: Product) -> Period | None:
    """This will tell the period that a product's price is for unless it is told; None: it costs once."""
    return Period(product.contract_days, PeriodUnit.DAY) if product.contract_days else None


def period_of(version: RateVersion) -> Period | None:
    """This will tell how often a version of a rate costs its amount; None: once."""
    count, unit = version.rate.period_count, version.rate.period_unit
    return None if count is None else Period(count, PeriodUnit(str(unit)))


def standing_of(version: RateVersion, at: datetime) -> PriceStanding:
    """This will tell how a version stands at an instant."""
    if version.withdrawn_at is not None:
        return PriceStanding.WITHDRAWN
    if version.valid_from > at:
        return PriceStanding.PLANNED
    is_past = version.valid_until is not None and version.valid_until <= at
    return PriceStanding.PAST if is_past else PriceStanding.CURRENT


def terms_of(version: RateVersion) -> RateTerms:
    """This will collect how the amount of a version's period follows from its units."""
    model = RateModel(version.model)
    rows = version.tiers.all() if model in TIERED_MODELS else ()
    return RateTerms(
        model=model,
        tiers=tuple(Tier(row.starts_at, row.unit_price, row.fixed_amount) for row in rows),
        block_size=version.block_size,
        percent=version.percent,
        minimum_charge=version.minimum_charge,
        maximum_charge=version.maximum_charge,
    )


def phases_of(version: RateVersion) -> tuple[Phase, ...]:
    """This will list what the first periods at a version cost."""
    rows = version.phases.all() if version.phase_periods else ()
    return tuple(Phase(PhaseKind(row.kind), row.periods, row.retail) for row in rows)


def retail_of_period(version: RateVersion, sold_at: RateVersion, period: int) -> Decimal:
    """This will tell the retail amount per period or unit of the period number `period`, counted from 0, at a version.

    The phases are those of the version that the service was sold at.
    """
    if period >= sold_at.phase_periods:
        return version.retail
    return phase_amount(phases_of(sold_at), version.retail, period)


def amount_of_period(version: RateVersion, retail: Decimal, units: int) -> Decimal:
    """This will price a period of so many units, exactly: what is rounded once on the line."""
    return period_amount(terms_of(version), retail, units)


def due_when_ordered(version: RateVersion, units: int = 1) -> Decimal:
    """This will tell, exactly, what so many units cost when they are ordered: their first period, and their set-up."""
    return first_period_retail(version, units) + version.retail_set_up * units


def first_period_retail(version: RateVersion, units: int = 1) -> Decimal:
    """This will price the first period of so many units, exactly, as it is shown to who orders them."""
    return amount_of_period(version, retail_of_period(version, version, 0), units)


def wholesale_of_period(version: RateVersion, units: int) -> Decimal:
    """This will tell, exactly, what a period of so many units costs the operator."""
    return period_cost(terms_of(version), version.wholesale, units)
