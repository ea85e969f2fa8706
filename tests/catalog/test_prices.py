"""Prices from an instant on: followed, never changed, and set by one of two who set one at the same time."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from tests.support.catalogue import define_product, define_unpriced_product
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import command
from tests.support.races import race
from trunkline.catalog.errors import DefinitionChangedError
from trunkline.catalog.models import Product, RateVersion
from trunkline.catalog.selectors.rates import find_renewal_version, find_sold_rate
from trunkline.catalog.use_cases import definitions, prices, publishing
from trunkline.kernel.errors import InvalidInputError
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
    prices.set_price(command(), product.pk, DEARER, valid_from=tomorrow)
    first, second = RateVersion.objects.filter(rate__product=product).order_by("valid_from")
    assert (first.valid_until, second.valid_from, second.valid_until) == (tomorrow, tomorrow, None)
    assert [sold(product), sold(product, days=2)] == [Decimal(15), Decimal(18)]
    later = business_now() + timedelta(days=40)
    assert find_renewal_version(first, later) == second


def test_a_price_for_new_sales_leaves_what_was_sold() -> None:
    product = make_product()
    first = find_sold_rate(product.pk, "GBP", business_now())
    assert first is not None
    prices.set_price(command(), product.pk, DEARER, audience="new_sales")
    assert sold(product) == Decimal(18)
    assert find_renewal_version(first, business_now() + timedelta(days=40)).retail == Decimal(15)


def test_the_past_keeps_its_prices() -> None:
    product = make_product()
    planned = business_now() + timedelta(days=10)
    prices.set_price(command(), product.pk, DEARER, valid_from=planned)
    for instant in (business_now() - timedelta(days=1), planned, planned - timedelta(days=1)):
        with pytest.raises(InvalidInputError) as refusal:
            prices.set_price(command(), product.pk, DEARER, valid_from=instant)
        assert set(refusal.value.fields) == {"valid_from"}
    assert RateVersion.objects.filter(rate__product=product).count() == 2


def test_of_two_who_set_a_price_one_is_told(owner_connection: psycopg.Connection) -> None:
    product = make_product()
    amounts = [Decimal(16), Decimal(17)]
    changes = [
        lambda retail=retail: prices.set_price(
            command(), product.pk, replace(FIFTEEN_OVER_FIVE, retail=retail), expected_versions=1
        )
        for retail in amounts
    ]
    outcomes = race(owner_connection, "SELECT pg_advisory_xact_lock(20063, 0)", changes)
    assert sum(isinstance(outcome, DefinitionChangedError) for outcome in outcomes) == 1
    assert RateVersion.objects.filter(rate__product=product).count() == 2
    assert sold(product) in amounts


def test_a_draft_is_priced_published_and_priced_in_another_currency() -> None:
    product = define_product(service_type="internet", contract_days=30)
    prices.set_price(command(), product.pk, FIFTEEN_OVER_FIVE)
    prices.set_price(command(), product.pk, replace(FIFTEEN_OVER_FIVE, currency="EUR"), expected_versions=0)
    publishing.publish_product(command(), product.pk)
    rates = product.rates.order_by("price_plan__currency")
    assert [(rate.price_plan.currency, rate.period_count, rate.period_unit) for rate in rates] == [
        ("EUR", 30, "day"),
        ("GBP", 30, "day"),
    ]


def test_what_is_priced_keeps_its_period() -> None:
    product = define_product(service_type="internet", contract_days=30)
    definitions.change(command(), "products", product.pk, {"contract_days": 7})
    prices.set_price(command(), product.pk, FIFTEEN_OVER_FIVE)
    with pytest.raises(InvalidInputError) as refusal:
        definitions.change(command(), "products", product.pk, {"contract_days": 30})
    assert set(refusal.value.fields) == {"contract_days"}


def test_what_costs_by_its_use_has_no_price_in_a_plan() -> None:
    product = define_unpriced_product()
    with pytest.raises(InvalidInputError):
        prices.set_price(command(), product.pk, FIFTEEN_OVER_FIVE)
    assert not product.rates.exists()
