"""What the bench of offers lists: products of every sort, who asks, and the bare query that answers alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

CLASSES = 100
TECHNOLOGIES = 100
_GROUPS = """
    INSERT INTO parties_accountclass (code, name)
    SELECT 'class-' || n, 'Class ' || n FROM generate_series(0, %(classes)s - 1) n;
    INSERT INTO catalog_technology (code, name)
    SELECT 'technology-' || n, 'Technology ' || n FROM generate_series(0, %(technologies)s - 1) n
"""
# For the account's class, for everybody, for another class, retired, in another currency: beside the default plan.
_PLANS = """
    INSERT INTO catalog_priceplan (code, name, currency, is_default, is_active, priority)
    SELECT * FROM (VALUES
        ('bench', 'Bench', 'GBP', true, true, 0),
        ('bench-for-class', 'For the class', 'GBP', false, true, 0),
        ('bench-first', 'First', 'GBP', false, true, 5),
        ('bench-others', 'For others', 'GBP', false, true, 9),
        ('bench-retired', 'Retired', 'GBP', false, false, 9),
        ('bench-euros', 'Euros', 'EUR', true, true, 0)
    ) plan;
    INSERT INTO catalog_priceplanforclass (price_plan_id, account_class_id)
    SELECT p.id, c.id FROM catalog_priceplan p JOIN parties_accountclass c
    ON (p.code, c.code) IN (('bench-for-class', 'class-7'), ('bench-for-class', 'class-8'), ('bench-others', 'class-9'))
"""
_PRODUCTS = """
    INSERT INTO catalog_product (
        public_id, code, slug, name, description, product_type_id, brand_id, priority, lifecycle, category,
        service_type, is_enabled, is_for_residential, is_for_business, customer_can_purchase,
        available_from, available_until, contract_days, usage_mode,
        icon, comment, auto_renew, allow_auto_renew, renewal_payment, grace_days, provisioning_play,
        deprovisioning_play, suspension_play, resumption_play, removal_play, provisioning_variables,
        rescue_counts_as_failure, play_failures_are_ignored)
    SELECT gen_random_uuid(), 'bench-' || n, 'bench-' || n,
        (ARRAY['Fibre', 'Mobile', 'Radio', 'Voice', 'Television'])[n %% 5 + 1] || ' ' || n * 7919 %% 1009,
        'Bench ' || md5(n::text), t.id,
        CASE WHEN n %% 10 = 0 THEN %(other_brand)s WHEN n %% 3 = 0 THEN %(brand)s END,
        n %% 11 - 5,
        CASE WHEN n %% 23 = 0 THEN 'draft' WHEN n %% 29 = 0 THEN 'retired' ELSE 'active' END,
        CASE WHEN n %% 41 = 0 THEN 'bundle' WHEN n %% 8 = 0 THEN 'addon' ELSE 'standalone' END,
        (ARRAY['mobile', 'internet', 'voice'])[n %% 3 + 1],
        n %% 19 <> 0, n %% 7 <> 0, n %% 12 <> 0, n %% 13 <> 0,
        CASE WHEN n %% 17 = 0 AND n %% 31 <> 0 THEN now() + n * interval '1 hour' ELSE now() - interval '9 days' END,
        CASE WHEN n %% 31 = 0 THEN now() - n * interval '1 second' END,
        CASE WHEN n %% 5 = 0 THEN 0 ELSE 30 END,
        CASE WHEN n %% 43 = 0 THEN 'usage' END,
        '', '', 'false', false, 'account', 0, '', '', '', '', '', '{}', true, false
    FROM generate_series(%(first)s, %(last)s) n, catalog_producttype t WHERE t.code = 'recurring-service';
    INSERT INTO catalog_productfeature (product_id, position, text)
    SELECT p.id, k, 'Feature ' || md5(p.code || k) FROM catalog_product p, generate_series(1, 3) k
    WHERE p.id > %(product)s;
    INSERT INTO catalog_servicereliance (product_id, position, service_name)
    SELECT p.id, k, 'Service ' || p.id %% 5 + k FROM catalog_product p, generate_series(1, 2) k
    WHERE p.id > %(product)s AND p.category = 'addon' AND p.id %% 3 = 0;
    INSERT INTO catalog_offeredtoclass (product_id, account_class_id)
    SELECT p.id, c.id FROM catalog_product p, generate_series(0, 5) k, parties_accountclass c
    WHERE p.id > %(product)s AND p.id %% 3 = 1 AND k <= p.id %% 6
        AND c.code = 'class-' || (p.id / 3 + k * 17) %% %(classes)s;
    INSERT INTO catalog_offeredfortechnology (product_id, technology_id)
    SELECT p.id, t.id FROM catalog_product p, generate_series(0, 5) k, catalog_technology t
    WHERE p.id > %(product)s AND p.id %% 4 = 1 AND k <= p.id %% 6
        AND t.code = 'technology-' || (p.id / 4 + k * 13) %% %(technologies)s
"""
# Most products have several rates, each with a price that was, one that is and perhaps one that is to come.
_RATES = """
    INSERT INTO catalog_rate (product_id, price_plan_id, period_count, period_unit)
    SELECT p.id, plan.id, nullif(p.contract_days, 0), CASE WHEN p.contract_days > 0 THEN 'day' END
    FROM catalog_product p, catalog_priceplan plan
    WHERE p.id > %(product)s AND (
        plan.code = 'bench' AND p.id %% 37 <> 0
        OR plan.code = 'bench-for-class' AND p.id %% 3 = 0
        OR plan.code = 'bench-first' AND p.id %% 9 = 0
        OR plan.code = 'bench-others' AND p.id %% 5 = 0
        OR plan.code = 'bench-retired' AND p.id %% 6 = 0
        OR plan.code = 'bench-euros' AND p.id %% 2 = 0)
    UNION ALL
    SELECT p.id, plan.id, 1, (ARRAY['month', 'year'])[p.id %% 2 + 1]
    FROM catalog_product p, catalog_priceplan plan
    WHERE p.id > %(product)s AND plan.code IN ('bench', 'bench-first') AND p.id %% 4 = 0;
    INSERT INTO catalog_rateversion (
        rate_id, valid_from, valid_until, withdrawn_at, audience, model,
        retail, wholesale, retail_set_up, wholesale_set_up)
    SELECT r.id, now() + k * interval '30 days',
        CASE WHEN k < 1 AND (k < 0 OR r.id %% 7 = 0) THEN now() + (k + 1) * interval '30 days' END,
        CASE WHEN k = 1 AND r.id %% 14 = 0 THEN now() - interval '1 day' END,
        'everybody', CASE WHEN r.id %% 5 = 0 THEN 'flat' ELSE 'per_unit' END,
        r.id %% 97 + k + 1.99, 1, r.id %% 3, 0
    FROM catalog_rate r, generate_series(-1, 1) k WHERE r.id > %(rate)s AND (k < 1 OR r.id %% 7 = 0)
"""
# One query, and nothing besides: which products an account is shown, at what they are sold to it, and why not.
BARE = """
    SELECT p.id, sold.id, sold.retail, sold.retail_set_up, array_remove(ARRAY[
        CASE WHEN p.lifecycle = 'draft' THEN 'The product is a draft; it is not on sale yet.' END,
        CASE WHEN p.lifecycle = 'retired' THEN 'The product is retired; it is on sale no more.' END,
        CASE WHEN NOT p.is_enabled THEN 'The product is disabled; new orders are not taken.' END,
        CASE WHEN %(is_business)s AND NOT p.is_for_business
            THEN 'The product is not sold to business customers.' END,
        CASE WHEN NOT %(is_business)s AND NOT p.is_for_residential
            THEN 'The product is not sold to residential customers.' END,
        CASE WHEN %(by_customer)s AND NOT p.customer_can_purchase
            THEN 'Customers cannot buy this product themselves.' END,
        CASE WHEN p.available_from > %(at)s THEN 'The product is not available yet.' END,
        CASE WHEN p.available_until <= %(at)s THEN 'The product is no longer available.' END,
        CASE WHEN sold.id IS NULL AND type.composition = 'flat' AND type.charging_kind IS DISTINCT FROM 'usage'
            AND p.usage_mode IS DISTINCT FROM 'usage' THEN 'The product has no price in the account''s currency.' END,
        CASE WHEN p.category = 'bundle' AND type.composition = 'flat'
            THEN 'It names no components; a bundle consists of some.' END,
        CASE WHEN p.category = 'addon' AND %(service_type)s::text IS NULL
            THEN 'An add-on is ordered from the page of the service that it adds to.' END,
        CASE WHEN p.category <> 'addon' AND %(service_type)s::text IS NOT NULL
            THEN 'The product is no add-on: it is ordered by itself.' END,
        CASE WHEN p.category = 'addon' AND p.service_type <> %(service_type)s
            THEN 'The add-on is for services of type ' || p.service_type || '.' END,
        CASE WHEN p.category = 'addon' AND NOT %(is_active)s THEN 'The service is not active.' END,
        CASE WHEN p.category = 'addon' AND relied.names IS NOT NULL AND NOT relied.names && %(names)s
            THEN 'The add-on needs one of these services: ' || array_to_string(relied.names, ', ') || '.' END
    ], NULL)
    FROM catalog_product p
    JOIN catalog_producttype type ON type.id = p.product_type_id
    LEFT JOIN (
        SELECT product_id, array_agg(service_name::text ORDER BY position) AS names
        FROM catalog_servicereliance WHERE %(service_type)s::text IS NOT NULL GROUP BY product_id
    ) relied ON relied.product_id = p.id
    LEFT JOIN (
        SELECT DISTINCT ON (r.product_id) r.product_id, v.id, v.retail, v.retail_set_up
        FROM catalog_rateversion v
        JOIN catalog_rate r ON r.id = v.rate_id
        JOIN (
            SELECT plan.*, EXISTS (SELECT FROM catalog_priceplanforclass WHERE price_plan_id = plan.id) AS is_for_class
            FROM catalog_priceplan plan WHERE plan.is_active AND plan.currency = %(currency)s
        ) plan ON plan.id = r.price_plan_id
        JOIN catalog_product priced ON priced.id = r.product_id
        WHERE v.valid_from <= %(at)s AND (v.valid_until IS NULL OR v.valid_until > %(at)s)
            AND v.withdrawn_at IS NULL AND r.bundle_id IS NULL AND v.model <> 'percentage'
            AND (NOT plan.is_for_class OR EXISTS (
                SELECT FROM catalog_priceplanforclass
                WHERE price_plan_id = plan.id AND account_class_id = %(account_class_id)s))
        ORDER BY r.product_id, plan.is_for_class DESC, plan.priority DESC, plan.is_default DESC,
            coalesce(r.period_unit = 'day' AND r.period_count = priced.contract_days,
                priced.contract_days = 0) DESC,
            r.period_count * CASE r.period_unit
                WHEN 'day' THEN 1 WHEN 'week' THEN 7 WHEN 'month' THEN 30 WHEN 'quarter' THEN 91 WHEN 'year' THEN 365
            END NULLS LAST,
            plan.code, v.id
    ) sold ON sold.product_id = p.id
    WHERE (p.brand_id IS NULL OR p.brand_id = %(brand_id)s)
        AND (%(account_class_id)s::bigint IS NULL
            OR NOT EXISTS (SELECT FROM catalog_offeredtoclass WHERE product_id = p.id)
            OR EXISTS (SELECT FROM catalog_offeredtoclass
                WHERE product_id = p.id AND account_class_id = %(account_class_id)s))
        AND (%(technology)s = ''
            OR NOT EXISTS (SELECT FROM catalog_offeredfortechnology WHERE product_id = p.id)
            OR EXISTS (SELECT FROM catalog_offeredfortechnology o JOIN catalog_technology t ON t.id = o.technology_id
                WHERE o.product_id = p.id AND t.code = %(technology)s))
    ORDER BY p.priority DESC, p.name, p.id
"""


@dataclass(frozen=True)
class Catalogue:
    """The numbers inside of two brands, of an account of the first one that has a class, and of a business without."""

    brand_id: int
    other_brand_id: int
    of_class: int
    of_none: int

    def add_products(self, first: int, last: int) -> None:
        """Make so many products of both brands and of none, with features, rates, classes and technologies."""
        from django.db import connection
        from django.db.models import Max

        from trunkline.catalog.models import Product, Rate

        values = {
            "brand": self.brand_id,
            "other_brand": self.other_brand_id,
            "first": first,
            "last": last,
            "classes": CLASSES,
            "technologies": TECHNOLOGIES,
            "product": Product.objects.aggregate(last=Max("pk"))["last"] or 0,
            "rate": Rate.objects.aggregate(last=Max("pk"))["last"] or 0,
        }
        with connection.cursor() as cursor:
            cursor.execute(_PRODUCTS, values)
            cursor.execute(_RATES, values)


def open_catalogue() -> Catalogue:
    """Make a seller of two brands, classes, technologies, plans and two accounts; there is no product yet."""
    from django.db import connection

    from trunkline.parties import use_cases as parties
    from trunkline.parties.operations import AccountDraft
    from trunkline.parties.use_cases import SellerDraft
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import SYSTEM_ACTOR, Command

    command = Command(SYSTEM_ACTOR, at=business_now(), reason="bench")
    brand_id, other_brand_id = (
        parties.create_seller(command, SellerDraft(name, f"{name} Ltd", "GB", "GBP", "Europe/London", name, name))
        for name in ("bench", "other")
    )
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"classes": CLASSES, "technologies": TECHNOLOGIES})
        cursor.execute(_PLANS)
    draft = AccountDraft(brand_id, "Ada Bench", account_class="class-7")
    return Catalogue(
        brand_id=brand_id,
        other_brand_id=other_brand_id,
        of_class=parties.create_account(command, draft),
        of_none=parties.create_account(command, AccountDraft(brand_id, "Ben Bench", kind="business")),
    )


def answer_bare(cursor: psycopg.Cursor[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Ask the bare query."""
    return cursor.execute(BARE, values).fetchall()
