"""How a product does: figures worked out beside what they come from."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.support.catalogue import define_product
from tests.support.goods import make_item, make_product, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.services import complete_order, end_service, order_product
from trunkline.catalog.models import Product
from trunkline.catalog.use_cases import definitions
from trunkline.insight.selectors.products import list_stock_balance, measure_performance
from trunkline.parties.models import Account
from trunkline.platform.clocks import business_now


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    with fresh_database("product_figures") as database, connected_to(database):
        yield


def test_performance_counts_revenue_and_subscriptions_first_active_in_the_time() -> None:
    product, other = make_product(), make_product()
    account = make_account(make_brand())
    kept = complete_order(order_product(product, account))
    ended = complete_order(order_product(product, account))
    complete_order(order_product(other, account))
    end_service(ended)
    found = measure_performance(product, business_now())
    # Two first periods of 15.00; of one that ended at once its 15.00 are credited but for the day it was there.
    charged = sum(charge.amount for charge in [*kept.charges.all(), *ended.charges.all()])
    assert found.revenue == {"GBP": charged}
    assert found.revenue["GBP"] >= Decimal("15.00")
    assert found.active_subscriptions == 1
    # Staff of a brand are told of its accounts.
    brand_id = Account.objects.get(pk=account).brand_id
    assert measure_performance(product, found.until, frozenset({brand_id})) == found
    of_another = measure_performance(product, found.until, frozenset({make_brand()}))
    assert (of_another.revenue, of_another.active_subscriptions) == ({}, 0)
    before = measure_performance(product, datetime(2020, 1, 1, tzinfo=UTC))
    assert (before.revenue, before.active_subscriptions) == ({}, 0)


def test_a_goods_stock_stands_by_warehouse_with_the_bundles_it_is_part_of() -> None:
    specification = make_specification()
    warehouses = [make_item(specification).warehouse.code for _ in range(3)]
    good = define_product(product_type="one-time")
    Product.objects.filter(pk=good.pk).update(resource_specification=specification)
    bundle = define_product()
    definitions.change(
        command(), "products", bundle.pk, {"relationships": [{"kind": "option", "to_product": good.code}]}
    )
    good.refresh_from_db()
    balance = list_stock_balance(good)
    assert {row["warehouse"]: row["available"] for row in balance.warehouses} == {
        code: warehouses.count(code) for code in warehouses
    }
    assert list_stock_balance(bundle).warehouses == []
