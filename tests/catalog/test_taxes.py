"""Tax codes as definitions, and the taxes that products begin with."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from tests.support.catalogue import define, define_product
from tests.support.people import command, unique
from trunkline.catalog.models import ProductTax, ProductType, TaxCode, TaxRate
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.taxes import default_taxes
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as refusal:
        act()
    return refusal.value.fields


def rate(percent: str, **changes: object) -> dict[str, Any]:
    return {
        "tax": "VAT",
        "percent": Decimal(percent),
        "country": "GB",
        "region": "",
        "account_kind": None,
        "is_reverse_charge": False,
        "note": "",
        "valid_from": date(2020, 1, 1),
        "valid_until": None,
        "is_applied": True,
        **changes,
    }


def make_type() -> ProductType:
    code = f"type-{unique()}"
    return ProductType.objects.create(
        code=code, name=code, classification="service", charging_kind="termed", can_be_provisioned=False
    )


def test_a_tax_code_comes_back_as_it_was_put_in() -> None:
    document = {
        "code": f"standard-{unique()}",
        "name": "Standard",
        "description": "What is not said to be reduced",
        "is_active": True,
        "rates": [
            rate("17.5", valid_from=date(2010, 1, 1), valid_until=date(2011, 1, 4)),
            rate("20", valid_from=date(2011, 1, 4)),
            rate("9.975", tax="QST", country="CA", region="Quebec"),
            rate("0", country="NL", account_kind="business", is_reverse_charge=True, note="Article 196 applies."),
            rate("5", country="", is_applied=False),
        ],
        "default_for": [make_type().code],
    }
    made = definitions.create(command(), "tax-codes", document)
    (code,) = selectors.get_definitions(KINDS["tax-codes"], [made["id"]])
    assert selectors.content(KINDS["tax-codes"], code) == document


@pytest.mark.parametrize(
    ("rates", "paths"),
    [
        ([rate("20"), rate("17.5", valid_from=date(2026, 1, 1))], {"rates[1].valid_from"}),
        ([rate("20", region="Kent"), rate("17.5", region="Kent")], {"rates[1].valid_from"}),
        ([rate("20", country="gb"), rate("-1"), rate("101")], {"rates[1].percent", "rates[2].percent"}),
        ([rate("20", country="gb")], {"rates[0]"}),
        ([rate("20", country="", region="Kent")], {"rates[0]"}),
        ([rate("20", valid_until=date(2020, 1, 1))], {"rates[0]"}),
        ([rate("20", is_reverse_charge=True)], {"rates[0]"}),
        ([rate("0", is_reverse_charge=True)], {"rates[0]"}),
        ([rate("0", is_reverse_charge=True, account_kind="residential")], {"rates[0]"}),
    ],
)
def test_rates_that_contradict_themselves_are_refused(rates: list[dict[str, Any]], paths: set[str]) -> None:
    code = unique()
    assert set(refused(lambda: define("tax-codes", code=code, rates=rates))) == paths
    assert not TaxCode.objects.filter(code=code).exists()


@pytest.mark.parametrize(
    "other",
    [
        {"tax": "GST"},
        {"country": "NL"},
        {"region": "Kent"},
        {"account_kind": "business"},
        {"is_applied": False},
        {"valid_from": date(2019, 1, 1), "valid_until": date(2020, 1, 1)},
    ],
)
def test_the_database_holds_rates_apart(other: dict[str, Any]) -> None:
    code = define("tax-codes", rates=[rate("20")])
    with pytest.raises(IntegrityError, match="tax_rates_do_not_overlap"), transaction.atomic():
        TaxRate.objects.create(tax_code=code, position=1, **rate("17.5", valid_from=date(2030, 1, 1)))
    TaxRate.objects.create(tax_code=code, position=1, **rate("17.5", **other))
    assert TaxRate.objects.filter(tax_code=code).count() == 2


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("percent", "100.1", "tax_rate_percent"),
        ("country", "'Gb'", "tax_rate_country"),
        ("country", "''", "tax_rate_region_has_a_country"),
        ("account_kind", "'shop'", "tax_rate_account_kind"),
        ("is_reverse_charge", "true", "tax_rate_reverse_charge"),
        ("valid_until", "'2020-01-01'", "tax_rate_is_a_span"),
    ],
)
def test_the_database_refuses_rates_that_cannot_be(
    column: str, value: str, constraint: str, owner_connection: psycopg.Connection
) -> None:
    code = define("tax-codes", rates=[rate("0", region="Kent")])
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        owner_connection.execute(f"UPDATE catalog_taxrate SET {column} = {value} WHERE tax_code_id = {code.pk}")


def test_a_product_begins_with_the_taxes_of_its_type() -> None:
    product_type, other = make_type(), make_type()
    vat = define("tax-codes", code=f"b-{unique()}", default_for=[product_type.code, other.code])
    levy = define("tax-codes", code=f"a-{unique()}", default_for=[product_type.code])
    define("tax-codes", default_for=[product_type.code], is_active=False)
    taxes = default_taxes(product_type.pk)
    assert [(each.tax_code, each.is_applied) for each in taxes] == [(levy, True), (vat, True)]
    assert [each.tax_code for each in default_taxes(other.pk)] == [vat]
    assert default_taxes(make_type().pk) == []


def test_a_product_has_a_tax_code_once() -> None:
    product, code = define_product(), define("tax-codes")
    ProductTax.objects.create(product=product, tax_code=code)
    with pytest.raises(IntegrityError, match="product_tax_once"), transaction.atomic():
        ProductTax.objects.create(product=product, tax_code=code, is_applied=False)
    assert ProductTax.objects.filter(product=product, tax_code=code).count() == 1
