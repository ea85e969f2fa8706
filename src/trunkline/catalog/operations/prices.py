"""Prices of products in price plans, each from an instant on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import chain, count

from trunkline.catalog.errors import DefinitionChangedError, PriceEndedError
from trunkline.catalog.models import PricePlan, Product, Rate, RatePhase, RateTier, RateVersion
from trunkline.catalog.policies.attachments import why_not_attached
from trunkline.catalog.policies.rates import PER_UNIT, Phase, RateTerms, rate_problems
from trunkline.catalog.policies.violations import Violation, refuse
from trunkline.catalog.selectors.bundles import values_of
from trunkline.catalog.selectors.rates import list_rate_versions, own_period, phases_of, terms_of
from trunkline.catalog.states import Attachment, Composition, RateAudience
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit
from trunkline.kernel.periods import Period


@dataclass(frozen=True)
class Prices:
    """Amounts of a rate in one currency, excluding tax, with up to nine decimals; `terms` tell what they are for."""

    currency: str
    retail: Decimal
    wholesale: Decimal
    retail_set_up: Decimal
    wholesale_set_up: Decimal
    terms: RateTerms = PER_UNIT
    phases: tuple[Phase, ...] = ()
    percent_of: Product | None = None
    applies_to_components: bool = False


@dataclass(frozen=True)
class PricePlace:
    """Where a price belongs: in which plan (None: its currency's default), per which period, within which bundle.

    Without a period told it is the product's own; `is_once` is for what costs once.
    """

    price_plan: PricePlan | None = None
    period: Period | None = None
    is_once: bool = False
    bundle: Product | None = None


@dataclass(frozen=True)
class PriceDraft:
    """A price to be set: where it belongs, from when on and for whom.

    `expected_versions` is how many prices the product had when it was decided; None: it does not matter.
    """

    prices: Prices
    place: PricePlace = field(default_factory=PricePlace)
    valid_from: datetime | None = None
    audience: str = RateAudience.EVERYBODY
    expected_versions: int | None = None


def find_or_create_default_plan(currency: str) -> PricePlan:
    """This will find the default price plan of a currency, or make one; the catalogue is locked."""
    minor_unit(currency)
    plan = PricePlan.objects.filter(currency=currency, is_default=True).first()
    if plan is not None:
        return plan
    code = f"standard-{currency.lower()}"
    taken = set(PricePlan.objects.filter(code__startswith=code).values_list("code", flat=True))
    free = next(each for each in chain([code], (f"{code}-{number}" for number in count(2))) if each not in taken)
    return PricePlan.objects.create(currency=currency, is_default=True, code=free, name=f"Standard {currency}")


def _period_at(place: PricePlace, product: Product) -> Period | None:
    return None if place.is_once else place.period or own_period(product)


def insert_price(product: Product, prices: Prices, *, valid_from: datetime) -> RateVersion:
    """This will price a product that has no price yet, in the default plan and for its own period."""
    refuse(_problems(product, prices, PricePlace()))
    rate = _find_or_insert_rate(product, find_or_create_default_plan(prices.currency), PricePlace())
    return _insert_version(rate, prices, valid_from=valid_from)


def set_price(product: Product, draft: PriceDraft, *, at: datetime) -> RateVersion:
    """This will price a product from an instant on, which ends the price before it; the catalogue is locked.

    Raises InvalidInputError or DefinitionChangedError.
    """
    valid_from = at if draft.valid_from is None else draft.valid_from
    refuse(_problems(product, draft.prices, draft.place))
    if valid_from < at:
        raise InvalidInputError.for_field("valid_from", "is past; what was sold keeps the price that it was sold at.")
    plan = draft.place.price_plan or find_or_create_default_plan(draft.prices.currency)
    _require_unchanged(product, draft.expected_versions)
    rate = _find_or_insert_rate(product, plan, draft.place)
    last = rate.versions.filter(withdrawn_at__isnull=True).order_by("valid_from").last()
    if last is not None and last.valid_from >= valid_from:
        raise InvalidInputError.for_field(
            "valid_from", f"must be later than {last.valid_from.isoformat()}, from which a price is set already."
        )
    if last is not None and last.valid_until is None:
        last.valid_until = valid_from
        last.save(update_fields=["valid_until"])
    elif last is not None and last.valid_until is not None and last.valid_until > valid_from:
        raise InvalidInputError.for_field(
            "valid_from", f"must not be before {last.valid_until.isoformat()}, until which the present price is sold."
        )
    return _insert_version(rate, draft.prices, valid_from=valid_from, audience=draft.audience)


def _require_unchanged(product: Product, expected: int | None) -> None:
    if expected is None:
        return
    present = list_rate_versions(product.pk).count()
    if present != expected:
        raise DefinitionChangedError(
            f"{product.code} has had {present} prices, not {expected}: somebody set one meanwhile. Read them again and"
            " decide anew."
        )


def _problems(product: Product, prices: Prices, place: PricePlace) -> Iterator[Violation]:
    product_type = product.product_type
    if reason := why_not_attached(Attachment.PRICE_PLAN, values_of(product_type)):
        yield Violation("product", reason)
    period = _period_at(place, product)
    for path, reason in rate_problems(prices.terms, prices.phases, is_recurring=period is not None):
        yield Violation(path, reason)
    plan = place.price_plan
    if plan is not None and plan.currency != prices.currency:
        yield Violation("currency", f"is not that of {plan.code}, which is in {plan.currency}.")
    if plan is not None and not plan.is_active:
        yield Violation("price_plan", f"{plan.code} is retired; choose another.")
    if prices.percent_of is not None and prices.percent_of.pk == product.pk:
        yield Violation("percent_of", "must be another product.")
    if prices.applies_to_components and product_type.composition == Composition.FLAT:
        yield Violation("applies_to_components", "is for bundles and packages; this product consists of nothing.")
    bundle = place.bundle
    if (
        bundle is not None
        and not bundle.components.filter(product=product).exists()
        and not _is_counted(product, bundle)
    ):
        yield Violation("bundle", f"{bundle.code} does not contain {product.code}.")


def _is_counted(product: Product, bundle: Product) -> bool:
    """Whether a bundle contains a product by its type or its family."""
    by_type = bundle.components.filter(product_type_id=product.product_type_id).exists()
    return by_type or (product.family_id is not None and bundle.components.filter(family_id=product.family_id).exists())


def _find_or_insert_rate(product: Product, plan: PricePlan, place: PricePlace) -> Rate:
    period = _period_at(place, product)
    rate, _ = Rate.objects.get_or_create(
        product=product,
        price_plan=plan,
        bundle=place.bundle,
        period_count=None if period is None else period.count,
        period_unit=None if period is None else period.unit,
    )
    return rate


def _insert_version(
    rate: Rate, prices: Prices, *, valid_from: datetime, audience: str = RateAudience.EVERYBODY
) -> RateVersion:
    terms = prices.terms
    version = RateVersion.objects.create(
        rate=rate,
        valid_from=valid_from,
        audience=audience,
        model=terms.model,
        retail=prices.retail,
        wholesale=prices.wholesale,
        retail_set_up=prices.retail_set_up,
        wholesale_set_up=prices.wholesale_set_up,
        block_size=terms.block_size,
        percent=terms.percent,
        percent_of=prices.percent_of,
        minimum_charge=terms.minimum_charge,
        maximum_charge=terms.maximum_charge,
        phase_periods=sum(phase.periods for phase in prices.phases),
        applies_to_components=prices.applies_to_components,
    )
    _insert_parts(version, terms, prices.phases)
    return version


def _insert_parts(version: RateVersion, terms: RateTerms, phases: tuple[Phase, ...]) -> None:
    RateTier.objects.bulk_create(
        RateTier(version=version, starts_at=tier.starts_at, unit_price=tier.unit_price, fixed_amount=tier.fixed_amount)
        for tier in terms.tiers
    )
    RatePhase.objects.bulk_create(
        RatePhase(version=version, position=position, kind=phase.kind, periods=phase.periods, retail=phase.retail)
        for position, phase in enumerate(phases)
    )


def withdraw_price(version: RateVersion, *, until: datetime, at: datetime) -> None:
    """This will see that a price is not sold from an instant on; the catalogue is locked.

    One that has not begun is never sold: the price before it goes on until its end. What was sold goes on at its price.
    Raises InvalidInputError or PriceEndedError.
    """
    if version.withdrawn_at is not None:
        raise PriceEndedError("The price was withdrawn before it began; nothing is left to be withdrawn.")
    if version.valid_from > at:
        _withdraw_planned(version, at=at)
        return
    if until < at:
        raise InvalidInputError.for_field("valid_until", "is past; what was sold stays sold.")
    if version.valid_until is not None:
        raise PriceEndedError(f"The price is sold until {version.valid_until.isoformat()} only; that stays.")
    version.valid_until = max(until, at)
    version.save(update_fields=["valid_until"])


def _withdraw_planned(version: RateVersion, *, at: datetime) -> None:
    version.withdrawn_at = at
    version.save(update_fields=["withdrawn_at"])
    before = version.rate.versions.filter(withdrawn_at__isnull=True, valid_until=version.valid_from).first()
    if before is None:
        return
    terms, phases = terms_of(before), phases_of(before)
    # An end once set stays, so the price before goes on as a version of its own.
    before.pk = None
    before.valid_from, before.valid_until = version.valid_from, version.valid_until
    before.save(force_insert=True)
    _insert_parts(before, terms, phases)
