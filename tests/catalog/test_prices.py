"""Prices from an instant on: followed, never changed, and set by one of two who set one at the same time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.support.catalogue import define, define_product, define_unpriced_product, set_price
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import command
from tests.support.races import race
from trunkline.catalog.errors import (
    DefinitionChangedError,
    DefinitionTakenError,
    PriceEndedError,
    PriceNotFoundError,
)
from trunkline.catalog.models import PricePlan, Product, RatePhase, RateTier, RateVersion
from trunkline.catalog.operations.prices import PricePlace, Prices
from trunkline.catalog.policies.rates import Phase, RateTerms
from trunkline.catalog.policies.usage_plans import Tier
from trunkline.catalog.selectors.rates import (
    RateChoice,
    find_renewal_version,
    find_sold_rate,
    first_period_retail,
    get_rate_version,
    map_sold_versions,
    phases_of,
    sold_versions,
    terms_of,
)
from trunkline.catalog.states import PhaseKind, RateModel
from trunkline.catalog.use_cases import definitions, prices, publishing
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.periods import Period, PeriodUnit
from trunkline.parties.models import AccountClass
from trunkline.platform.clocks import business_now

pytestmark = pytest.mark.usefixtures("quiet_database")

DEARER = replace(FIFTEEN_OVER_FIVE, retail=Decimal(18))


def sold(product: Product, days: int = 0) -> Decimal:
    version = find_sold_rate(product.pk, "GBP", business_now() + timedelta(days=days, seconds=1))
    assert version is not None
    return version.retail


def test_a_price_holds_from_its_instant_on_and_ends_the_one_before() -> None:
    product = make_product()
    tomorrow = business_now() + timedelta(days=1)
    set_price(product.pk, DEARER, valid_from=tomorrow)
    first, second = RateVersion.objects.filter(rate__product=product).order_by("valid_from")
    assert (first.valid_until, second.valid_from, second.valid_until) == (tomorrow, tomorrow, None)
    assert [sold(product), sold(product, days=2)] == [Decimal(15), Decimal(18)]
    later = business_now() + timedelta(days=40)
    assert find_renewal_version(first, later) == second


def test_a_price_for_new_sales_leaves_what_was_sold() -> None:
    product = make_product()
    first = find_sold_rate(product.pk, "GBP", business_now())
    assert first is not None
    set_price(product.pk, DEARER, audience="new_sales")
    assert sold(product) == Decimal(18)
    assert find_renewal_version(first, business_now() + timedelta(days=40)).retail == Decimal(15)


def test_the_past_keeps_its_prices() -> None:
    product = make_product()
    planned = business_now() + timedelta(days=10)
    set_price(product.pk, DEARER, valid_from=planned)
    for instant in (business_now() - timedelta(days=1), planned, planned - timedelta(days=1)):
        with pytest.raises(InvalidInputError) as refusal:
            set_price(product.pk, DEARER, valid_from=instant)
        assert set(refusal.value.fields) == {"valid_from"}
    assert RateVersion.objects.filter(rate__product=product).count() == 2


def test_of_two_who_set_a_price_one_is_told(owner_connection: psycopg.Connection) -> None:
    product = make_product()
    amounts = [Decimal(16), Decimal(17)]
    changes = [
        lambda retail=retail: set_price(product.pk, replace(FIFTEEN_OVER_FIVE, retail=retail), expected_versions=1)
        for retail in amounts
    ]
    outcomes = race(owner_connection, "SELECT pg_advisory_xact_lock(20063, 0)", changes)
    assert sum(isinstance(outcome, DefinitionChangedError) for outcome in outcomes) == 1
    assert RateVersion.objects.filter(rate__product=product).count() == 2
    assert sold(product) in amounts


def test_a_draft_is_priced_published_and_priced_in_another_currency() -> None:
    product = define_product(service_type="internet", contract_days=30)
    set_price(product.pk, FIFTEEN_OVER_FIVE)
    set_price(product.pk, replace(FIFTEEN_OVER_FIVE, currency="EUR"), expected_versions=1)
    publishing.publish_product(command(), product.pk)
    rates = product.rates.order_by("price_plan__currency")
    assert [(rate.price_plan.currency, rate.period_count, rate.period_unit) for rate in rates] == [
        ("EUR", 30, "day"),
        ("GBP", 30, "day"),
    ]


def test_what_is_priced_keeps_its_period() -> None:
    product = define_product(service_type="internet", contract_days=30)
    definitions.change(command(), "products", product.pk, {"contract_days": 7})
    set_price(product.pk, FIFTEEN_OVER_FIVE)
    with pytest.raises(InvalidInputError) as refusal:
        definitions.change(command(), "products", product.pk, {"contract_days": 30})
    assert set(refusal.value.fields) == {"contract_days"}


def test_what_costs_by_its_use_has_no_price_in_a_plan() -> None:
    product = define_unpriced_product()
    with pytest.raises(InvalidInputError):
        set_price(product.pk, FIFTEEN_OVER_FIVE)
    assert not product.rates.exists()


MONTHLY = Period(1, PeriodUnit.MONTH)
YEARLY = Period(1, PeriodUnit.YEAR)


def amounts(retail: str, **changes: Any) -> Prices:
    return replace(FIFTEEN_OVER_FIVE, retail=Decimal(retail), **changes)


def choices(product: Product, account_class: AccountClass | None = None) -> list[Decimal]:
    """What an account may buy a product at, the first first."""
    number = None if account_class is None else account_class.pk
    versions = map_sold_versions([product.pk], "GBP", number, business_now() + timedelta(seconds=1))
    return [version.retail for version in versions[product.pk]]


def make_plan(**document: object) -> PricePlan:
    return define("price-plans", **{"currency": "GBP", **document})


def test_a_plan_for_the_class_comes_first_then_priority_then_the_default() -> None:
    product, gold, silver = make_product(), define("account-classes"), define("account-classes")
    everybodys = make_plan()
    preferred = make_plan(priority=5)
    of_gold = make_plan(priority=-5, account_classes=[gold.code])
    for plan, retail in ((everybodys, "14"), (preferred, "13"), (of_gold, "12")):
        set_price(product.pk, amounts(retail), PricePlace(plan))
    set_price(product.pk, amounts("150"), PricePlace(period=YEARLY))
    set_price(product.pk, amounts("16"), PricePlace(period=MONTHLY))
    open_to_all = [Decimal(retail) for retail in (13, 15, 16, 150, 14)]
    assert choices(product) == choices(product, silver) == open_to_all
    assert choices(product, gold) == [Decimal(12), *open_to_all]
    # One row of each product, and the same as the first of the list.
    now = business_now() + timedelta(seconds=1)
    for account_class in (None, gold):
        number = None if account_class is None else account_class.pk
        (sold_at,) = sold_versions("GBP", number, now).filter(rate__product=product)
        assert sold_at.retail == choices(product, account_class)[0]


def test_a_retired_plan_sells_nothing_and_a_default_one_stays() -> None:
    product, plan = make_product(), make_plan(priority=9)
    set_price(product.pk, amounts("9"), PricePlace(plan))
    definitions.change(command(), "price-plans", plan.pk, {"is_active": False})
    assert choices(product) == [Decimal(15)]
    default = PricePlan.objects.get(currency="GBP", is_default=True)
    with pytest.raises(InvalidInputError, match="stays active"):
        definitions.change(command(), "price-plans", default.pk, {"is_active": False})
    with pytest.raises(DefinitionTakenError, match="default of the currency"):
        make_plan(is_default=True)
    with pytest.raises(InvalidInputError):
        definitions.change(command(), "price-plans", plan.pk, {"currency": "EUR"})


def test_a_default_plan_is_for_everybody_and_made_anew_when_there_is_none() -> None:
    account_class = define("account-classes")
    with pytest.raises(InvalidInputError) as refusal:
        make_plan(currency="NOK", is_default=True, account_classes=[account_class.code])
    assert set(refusal.value.fields) == {"account_classes"}
    taken = [make_plan(code=code, currency="NOK").code for code in ("standard-nok", "standard-nok-2")]
    product = make_product(prices=amounts("99", currency="NOK"))
    (rate,) = product.rates.all()
    assert (rate.price_plan.code, rate.price_plan.is_default) == ("standard-nok-3", True)
    assert rate.price_plan.code not in taken


def test_an_order_may_choose_another_price() -> None:
    product, plan = make_product(), make_plan()
    set_price(product.pk, amounts("150"), PricePlace(plan, YEARLY))
    versions = map_sold_versions([product.pk], "GBP", None, business_now() + timedelta(seconds=1))[product.pk]
    first, yearly = versions
    assert RateChoice().first_of(versions) == first
    assert RateChoice(plan.code).first_of(versions) == RateChoice(period=YEARLY).first_of(versions) == yearly
    assert RateChoice(plan.code, MONTHLY).first_of(versions) is None
    assert RateChoice(is_once=True).first_of(versions) is None


def test_a_price_keeps_its_tiers_phases_and_limits() -> None:
    product = make_product()
    tiers = (Tier(Decimal(0), Decimal(10)), Tier(Decimal(10), Decimal(8), Decimal(1)))
    tiered = RateTerms(RateModel.TIERED, tiers, minimum_charge=Decimal(20), maximum_charge=Decimal(500))
    phases = (Phase(PhaseKind.TRIAL, 1), Phase(PhaseKind.PROMOTIONAL, 2, Decimal("9.99")))
    first = get_rate_version(product.pk, set_price(product.pk, amounts("3", terms=tiered), PricePlace(period=MONTHLY)))
    second = get_rate_version(product.pk, set_price(product.pk, amounts("15", phases=phases)))
    assert (terms_of(first), phases_of(first), first_period_retail(first)) == (tiered, (), Decimal(20))
    assert (phases_of(second), second.phase_periods, first_period_retail(second)) == (phases, 3, Decimal(0))


def test_all_that_is_wrong_with_a_price_is_told_at_once() -> None:
    product, other, plan = make_product(), define_product(), make_plan()
    wrong = amounts(
        "1",
        currency="EUR",
        terms=RateTerms(RateModel.PACKAGE, percent=Decimal(5)),
        percent_of=product,
        applies_to_components=True,
    )
    with pytest.raises(InvalidInputError) as refusal:
        set_price(product.pk, wrong, PricePlace(plan, bundle=other))
    assert set(refusal.value.fields) == {
        "block_size", "percent", "currency", "percent_of", "applies_to_components", "bundle",
    }  # fmt: skip


def test_a_component_has_a_price_of_its_own_inside_its_bundle() -> None:
    channel = make_product()
    bouquets = define("product-types", classification="service", charging_kind="termed", composition="flexible_bundle")
    bundle = define_product(product_type=bouquets.code, components=[{"product": channel.code, "minimum": 0}])
    set_price(channel.pk, amounts("3"), PricePlace(bundle=bundle))
    set_price(bundle.pk, amounts("20", applies_to_components=True))
    assert choices(channel) == [Decimal(15)]
    assert [rate.bundle for rate in channel.rates.order_by("pk")] == [None, bundle]


def test_a_planned_price_is_taken_back_and_the_one_before_goes_on() -> None:
    product = make_product()
    day = timedelta(days=1)
    phases = (Phase(PhaseKind.TRIAL, 1),)
    set_price(product.pk, amounts("15", phases=phases))
    planned = set_price(product.pk, amounts("18"), valid_from=business_now() + day)
    prices.withdraw_price(command(), product.pk, planned)
    assert [sold(product), sold(product, days=2)] == [Decimal(15), Decimal(15)]
    assert phases_of(find_sold_rate(product.pk, "GBP", business_now() + 2 * day)) == phases  # type: ignore[arg-type]
    first = RateVersion.objects.filter(rate__product=product).earliest("pk")
    assert find_renewal_version(first, business_now() + 9 * day).retail == Decimal(15)
    for _again in range(2):
        with pytest.raises(PriceEndedError):
            prices.withdraw_price(command(), product.pk, planned)
    with pytest.raises(PriceNotFoundError):
        prices.withdraw_price(command(), make_product().pk, planned)


def test_a_price_ends_once_and_another_may_follow_later() -> None:
    product = make_product()
    day = timedelta(days=1)
    (version,) = RateVersion.objects.filter(rate__product=product)
    with pytest.raises(InvalidInputError):
        prices.withdraw_price(command(), product.pk, version.pk, until=business_now() - day)
    prices.withdraw_price(command(), product.pk, version.pk, until=business_now() + day)
    assert find_sold_rate(product.pk, "GBP", business_now() + 2 * day) is None
    with pytest.raises(PriceEndedError):
        prices.withdraw_price(command(), product.pk, version.pk)
    with pytest.raises(InvalidInputError):
        set_price(product.pk, DEARER, valid_from=business_now() + day / 2)
    set_price(product.pk, DEARER, valid_from=business_now() + 3 * day)
    assert sold(product, days=4) == Decimal(18)


def test_a_share_of_another_charge_is_priced_but_not_sold_by_itself() -> None:
    product, other = make_product(), make_product()
    share = RateTerms(RateModel.PERCENTAGE, percent=Decimal("2.5"))
    set_price(product.pk, amounts("0", terms=share, percent_of=other))
    assert choices(product) == []


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("rate_version_model", {"model": "rate"}),
        ("rate_version_blocks", {"block_size": 5}),
        ("rate_version_blocks", {"model": "package"}),
        ("rate_version_share", {"percent": 5}),
        ("rate_version_share", {"model": "percentage"}),
        ("rate_version_share", {"model": "percentage", "percent": 101}),
        ("rate_version_limits", {"minimum_charge": 5, "maximum_charge": 4}),
        ("rate_version_limits", {"minimum_charge": -1}),
        ("rate_version_withdrawn_before_it_began", {"withdrawn_at": datetime(2030, 1, 1, tzinfo=UTC)}),
    ],
)
def test_the_database_refuses_a_price_that_contradicts_itself(constraint: str, changes: dict[str, object]) -> None:
    (version,) = RateVersion.objects.filter(rate__product=make_product())
    version.pk, version.valid_from = None, datetime(2029, 1, 1, tzinfo=UTC)
    RateVersion.objects.filter(rate=version.rate).update(valid_until=version.valid_from)
    for name, value in changes.items():
        setattr(version, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        version.save(force_insert=True)


def rate_tier(version: RateVersion) -> RateTier:
    return RateTier.objects.create(version=version, starts_at=0, unit_price=1)


def rate_phase(version: RateVersion) -> RatePhase:
    return RatePhase.objects.create(version=version, position=0, kind=PhaseKind.TRIAL, periods=1, retail=0)


@pytest.mark.parametrize("make", [rate_tier, rate_phase], ids=["tier", "phase"])
def test_what_belongs_to_a_price_is_never_edited(make: Callable[[RateVersion], Any]) -> None:
    row = make(RateVersion.objects.get(rate__product=make_product()))
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(version_id=None)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        row.delete()


@pytest.mark.parametrize(
    "changes", [{"period_count": 3}, {"period_unit": "month"}, {"period_count": 0, "period_unit": "month"}], ids=str
)
def test_a_rate_has_a_whole_period_or_none(changes: dict[str, object]) -> None:
    rate = make_product().rates.get()
    rate.pk, rate.price_plan, rate.period_count, rate.period_unit = None, make_plan(), None, None
    for name, value in changes.items():
        setattr(rate, name, value)
    with pytest.raises(IntegrityError, match="rate_has_a_period_or_none"), transaction.atomic():
        rate.save(force_insert=True)
