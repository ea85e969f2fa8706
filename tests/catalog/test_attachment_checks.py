"""What products take part in stays right when a product, or its type, becomes another one."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.catalogue import define, define_product
from tests.support.people import command, unique
from trunkline.catalog.models import PricePlan, Product, ProductType, Rate
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")

TIERS = [{"starts_at": "0", "unit_price": "1"}]


def make_type(charging_kind: str) -> str:
    code = f"type-{unique()}"
    ProductType.objects.create(
        code=code, name=code, classification="service", charging_kind=charging_kind, can_be_provisioned=False
    )
    return code


def refused(product: Product, patch: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as refusal:
        definitions.change(command(), "products", product.pk, patch)
    before = Product.objects.get(pk=product.pk)
    assert (before.product_type_id, before.version) == (product.product_type_id, product.version)
    return refusal.value.fields


def in_a_scheme(code: str) -> None:
    define("billing-term-schemes", products=[{"product": code, "billing": "pre_bill"}])


def in_a_subscription_type(code: str) -> None:
    define("subscription-types", products=[code])


def in_a_price_plan(code: str) -> None:
    plan = PricePlan.objects.create(code=f"plan-{unique()}", name="Plan", currency="GBP")
    Rate.objects.create(product=Product.objects.get(code=code), price_plan=plan)


def in_a_usage_catalogue(code: str) -> None:
    unit = define("units-of-measure", symbol="GB", dimension="data").code
    entry = {"product": code, "unit": unit, "rate": "1", "valid_from": "2027-01-01"}
    define("usage-catalogues", currency="GBP", entries=[entry])


def at_a_provider(code: str) -> None:
    distributor = define("distributors").code
    define(
        "providers",
        distributors=[distributor],
        products=[{"product": code, "provider_product_id": code}],
        distributions=[{"product": code, "distributor": distributor}],
    )


def in_a_job_type(code: str) -> None:
    define("job-types", products=[{"product": code}])


def in_an_activity_type(code: str) -> None:
    define("activity-types", products=[{"product": code}])


@pytest.mark.parametrize(
    ("take_part", "was", "becomes", "told"),
    [
        (in_a_scheme, "termed", "usage", "take it out there first"),
        (in_a_subscription_type, "termed", "usage", "take it out there first"),
        (in_a_price_plan, "termed", "usage", "make another product"),
        (in_a_usage_catalogue, "usage", "termed", "take it out there first"),
        (at_a_provider, "termed", "expense", "take it out there first"),
        (in_a_job_type, "expense", "termed", "take it out there first"),
        (in_an_activity_type, "one_time", "termed", "take it out there first"),
    ],
)
def test_a_product_in_use_does_not_become_one_that_could_not_be_there(
    take_part: Callable[[str], None], was: str, becomes: str, told: str
) -> None:
    product = define_product(product_type=make_type(was))
    take_part(product.code)
    fields = refused(product, {"product_type": make_type(becomes)})
    assert set(fields) == {"product_type"}
    assert product.code in fields["product_type"]
    assert told in fields["product_type"]
    other = make_type(was)
    definitions.change(command(), "products", product.pk, {"product_type": other})
    assert Product.objects.get(pk=product.pk).product_type.code == other


def test_a_product_that_takes_part_in_nothing_becomes_what_it_is_told() -> None:
    product, usage = define_product(product_type=make_type("termed")), make_type("usage")
    definitions.change(command(), "products", product.pk, {"product_type": usage})
    assert Product.objects.get(pk=product.pk).product_type.code == usage


def test_a_type_in_use_does_not_become_one_whose_products_could_not_be_there() -> None:
    code = make_type("termed")
    product_type = ProductType.objects.get(code=code)
    product = define_product(product_type=code)
    in_a_scheme(product.code)
    with pytest.raises(InvalidInputError) as refusal:
        definitions.change(command(), "product-types", product_type.pk, {"charging_kind": "one_time"})
    assert set(refusal.value.fields) == {"charging_kind"}
    assert product.code in refusal.value.fields["charging_kind"]
    assert ProductType.objects.get(code=code).charging_kind == "termed"
    unused = ProductType.objects.get(code=make_type("termed"))
    definitions.change(command(), "product-types", unused.pk, {"charging_kind": "one_time"})
    assert ProductType.objects.get(pk=unused.pk).charging_kind == "one_time"


def test_plans_of_usage_are_for_termed_services() -> None:
    unit = define("units-of-measure", symbol="GB", dimension="data").code
    tiers = define("usage-tier-plans", model="flat", currency="GBP", unit=unit, tiers=TIERS).code
    calls = define("voip-plans", currency="GBP", destinations=[{"prefix": "44", "name": "United Kingdom"}]).code
    one_time = define_product(product_type=make_type("one_time"))
    fields = refused(one_time, {"usage_tier_plan": tiers, "voip_plan": calls})
    assert fields == {
        "usage_tier_plan": "Usage tier plans are for termed services.",
        "voip_plan": "VoIP plans are for termed services.",
    }
    termed = define_product(product_type=make_type("termed"), usage_tier_plan=tiers, voip_plan=calls)
    assert (termed.usage_tier_plan.code, termed.voip_plan.code) == (tiers, calls)
