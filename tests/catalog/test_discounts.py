"""Additive discounts as definitions."""

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.support.catalogue import define, define_product
from tests.support.people import command, unique
from trunkline.catalog.models import Discount, PricePlan
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")

TEN_PERCENT: dict[str, Any] = {"kind": "percent", "percent": "10", "valid_from": "2027-01-01", "covers_all": True}
FIVE: dict[str, Any] = {
    "kind": "amount",
    "amount": "5",
    "currency": "GBP",
    "valid_from": "2027-01-01",
    "covers_all": True,
}


def make_plan(currency: str) -> str:
    return PricePlan.objects.create(code=f"plan-{unique()}", name="Plan", currency=currency).code


def test_a_discount_comes_back_as_it_was_put_in() -> None:
    document = {
        "code": f"spring-{unique()}",
        "name": "Spring",
        "description": "For whom the leaflet reached",
        "is_active": True,
        "kind": "amount",
        "percent": None,
        "amount": Decimal("2.50"),
        "currency": "GBP",
        "valid_from": date(2027, 3, 1),
        "valid_until": date(2027, 6, 1),
        "duration_periods": 6,
        "is_automatic": False,
        "promotion_code": "SPRING23",
        "minimum_quantity": 2,
        "priority": -3,
        "is_stackable": False,
        "covers_all": False,
        "products": [define_product().code],
        "families": [define("product-families", classification="service").code],
        "product_types": ["recurring-service"],
        "account_classes": [define("account-classes").code],
        "price_plans": [make_plan("GBP")],
    }
    made = definitions.create(command(), "discounts", document)
    (discount,) = selectors.get_definitions(KINDS["discounts"], [made["id"]])
    assert selectors.content(KINDS["discounts"], discount) == document


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({**TEN_PERCENT, "percent": None}, "body"),
        ({**TEN_PERCENT, "percent": "0"}, "body"),
        ({**TEN_PERCENT, "percent": "100.1"}, "percent"),
        ({**TEN_PERCENT, "amount": "5"}, "body"),
        ({**TEN_PERCENT, "currency": "GBP"}, "body"),
        ({**FIVE, "amount": None}, "body"),
        ({**FIVE, "amount": "0"}, "body"),
        ({**FIVE, "amount": "-5"}, "amount"),
        ({**FIVE, "percent": "10"}, "body"),
        ({**FIVE, "currency": ""}, "body"),
        ({**FIVE, "currency": "XXY"}, "currency"),
        ({**FIVE, "valid_until": "2027-01-01"}, "body"),
        ({**FIVE, "covers_all": False}, "products"),
        ({**FIVE, "product_types": ["recurring-service"]}, "covers_all"),
        ({**FIVE, "priority": 1001}, "priority"),
        ({**FIVE, "duration_periods": 0}, "duration_periods"),
    ],
)
def test_a_discount_that_contradicts_itself_is_refused(document: dict[str, Any], path: str) -> None:
    code = unique()
    with pytest.raises(InvalidInputError) as refusal:
        define("discounts", code=code, **document)
    assert set(refusal.value.fields) == {path}
    assert not Discount.objects.filter(code=code).exists()


def test_an_amount_is_not_taken_off_in_another_currency() -> None:
    code = unique()
    with pytest.raises(InvalidInputError) as refusal:
        define("discounts", code=code, **FIVE, price_plans=[make_plan("GBP"), make_plan("EUR")])
    assert set(refusal.value.fields) == {"price_plans[1]"}
    assert not Discount.objects.filter(code=code).exists()
    made = define("discounts", code=code, **TEN_PERCENT, price_plans=[make_plan("GBP"), make_plan("EUR")])
    assert made.price_plans.count() == 2


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("kind = 'gift'", "discount_is_a_share_or_an_amount"),
        ("percent = NULL", "discount_is_a_share_or_an_amount"),
        ("amount = 5", "discount_is_a_share_or_an_amount"),
        ("kind = 'amount'", "discount_is_a_share_or_an_amount"),
        ("valid_until = valid_from", "discount_is_a_span"),
        ("minimum_quantity = 0", "discount_conditions"),
        ("priority = 1001", "discount_priority"),
    ],
)
def test_the_database_refuses_discounts_that_cannot_be(
    change: str, constraint: str, owner_connection: psycopg.Connection
) -> None:
    discount = define("discounts", **TEN_PERCENT)
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        owner_connection.execute(f"UPDATE catalog_discount SET {change} WHERE id = {discount.pk}")
