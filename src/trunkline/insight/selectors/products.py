"""How a product does: what it earned, who has it, and what there is of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from trunkline.catalog.models import Product
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors.participation import get_place
from trunkline.kernel.periods import add_months
from trunkline.stock.selectors.levels import FIGURES, list_levels

PERFORMANCE_MONTHS = 12

# A charge is of the product that its configuration is of; what was ordered once is known by its order line.
_REVENUE = """
    SELECT c.currency, sum(c.amount)
    FROM billing_charge c
    JOIN parties_account account ON account.id = c.account_id
    LEFT JOIN instances_configuration configuration ON configuration.id = c.configuration_id
    LEFT JOIN catalog_rateversion version ON version.id = c.rate_version_id
    LEFT JOIN catalog_rate rate ON rate.id = version.rate_id
    LEFT JOIN billing_billablefact fact ON fact.id = c.fact_id
    LEFT JOIN ordering_orderline line ON fact.key LIKE 'line:%%' AND line.public_id::text = split_part(fact.key, ':', 2)
    WHERE coalesce(rate.product_id, line.product_id, configuration.product_id) = %(product)s
      AND c.raised_at >= %(since)s AND c.raised_at < %(until)s
      AND (%(brands)s::bigint[] IS NULL OR account.brand_id = ANY(%(brands)s))
    GROUP BY c.currency
"""
# First active within the time, and active at its end.
_SUBSCRIPTIONS = """
    SELECT count(DISTINCT c.subscription_id)
    FROM instances_configuration c
    JOIN catalog_servicestate state ON state.id = c.service_state_id AND state.base_status = 'active'
    JOIN parties_account account ON account.id = c.account_id
    WHERE (%(brands)s::bigint[] IS NULL OR account.brand_id = ANY(%(brands)s))
      AND c.product_id = %(product)s AND c.subscription_id IS NOT NULL
      AND c.superseded_at IS NULL AND c.state IN ('CURRENT', 'HISTORY')
      AND c.valid_from < %(until)s AND (c.valid_until IS NULL OR c.valid_until >= %(until)s)
      AND NOT EXISTS (
        SELECT FROM instances_configuration earlier
        JOIN catalog_servicestate state ON state.id = earlier.service_state_id AND state.base_status = 'active'
        WHERE earlier.instance_id = c.instance_id AND earlier.product_id = c.product_id
          AND earlier.superseded_at IS NULL AND earlier.state IN ('CURRENT', 'HISTORY')
          AND earlier.valid_from < %(since)s
      )
"""


@dataclass(frozen=True)
class Performance:
    """What a product earned in a time without tax, by currency; subscriptions first active in it that still are."""

    since: datetime
    until: datetime
    revenue: dict[str, Decimal]
    active_subscriptions: int


def measure_performance(product: Product, at: datetime, brand_ids: frozenset[int] | None = None) -> Performance:
    """This will tell how a product did in twelve months up to an instant, with accounts of some brands (None: all)."""
    since = datetime.combine(add_months(at.date(), -PERFORMANCE_MONTHS), at.timetz())
    brands = None if brand_ids is None else sorted(brand_ids)
    parameters: dict[str, Any] = {"product": product.pk, "since": since, "until": at, "brands": brands}
    with connection.cursor() as cursor:
        cursor.execute(_REVENUE, parameters)
        revenue = dict(cursor.fetchall())
        cursor.execute(_SUBSCRIPTIONS, parameters)
        (count,) = cursor.fetchone() or (0,)
    return Performance(since, at, revenue, int(count))


@dataclass(frozen=True)
class StockBalance:
    """How much there is of what delivers a good, by warehouse, and of how many bundles the good is part."""

    bundles: int
    warehouses: list[dict[str, Any]]


def list_stock_balance(product: Product) -> StockBalance:
    """This will tell the stock of the specification that delivers a good; none where nothing delivers it."""
    place = get_place(KINDS["products"].name, "components")
    entries = place.rows.model._default_manager.filter(product_id=product.pk)  # noqa: SLF001  # Django's public manager
    bundles = entries.values(place.rows.parent).distinct().count()
    if product.resource_specification_id is None:
        return StockBalance(bundles, [])
    (level,) = list_levels([product.resource_specification_id])
    rows = [
        {"warehouse": code, **{figure: figures[figure] for figure in FIGURES}}
        for code, figures in sorted(level.by_warehouse.items())
    ]
    return StockBalance(bundles, rows)
