"""Products through the catalogue's own documents: every field kept, every bad one told."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalogue import define, define_product, write_product
from tests.support.goods import make_specification
from tests.support.people import command, make_brand, unique
from trunkline.catalog.errors import DefinitionChangedError
from trunkline.catalog.models import Product, ProductRelationship
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.policies.characteristics import CharacteristicRule, json_schema, value_violations, why_not
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.products import find_terms, map_products, required_specifications
from trunkline.catalog.states import CharacteristicSetter, ValueType
from trunkline.catalog.use_cases import definitions, products
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.models import Brand

pytestmark = pytest.mark.usefixtures("quiet_database")

PRODUCTS = KINDS["products"]


def read(number: int) -> dict[str, Any]:
    (product,) = selectors.get_definitions(PRODUCTS, [number])
    return selectors.content(PRODUCTS, product)


def change(product: Product, patch: dict[str, Any]) -> None:
    definitions.change(command(), "products", product.pk, patch)


def refused(product: Product, patch: dict[str, Any]) -> dict[str, str]:
    before = read(product.pk)
    with pytest.raises(InvalidInputError) as refusal:
        change(product, patch)
    assert read(product.pk) == before
    return refusal.value.fields


def whole_product() -> dict[str, Any]:
    """A product that uses every field but those of areas with tests of their own."""
    unit = define("units-of-measure", symbol="Mbit/s", dimension="speed", factor=1_000_000)
    other = define_product()
    specification = make_specification()
    return write_product(
        brand=Brand.objects.get(pk=make_brand()).slug,
        family=define("product-families", classification="service").code,
        product_brand=define("product-brands").code,
        description="Fast, for families",
        long_description="Up to a hundred megabits.\n\nBoth ways.",
        priority=10,
        category="standalone",
        service_type="internet",
        is_enabled=False,
        icon="fa-solid fa-wifi",
        comment="Pays for itself in a year",
        contract_days=30,
        is_for_business=False,
        available_from=datetime(2026, 1, 1, tzinfo=UTC),
        available_until=datetime(2027, 1, 1, tzinfo=UTC),
        auto_renew="prompt",
        allow_auto_renew=True,
        renewal_payment="card",
        grace_days=14,
        return_days=14,
        replacement_fee=Decimal(150),
        return_label_is_prepaid=True,
        usage_mode="subscription_and_usage",
        usage_period_count=1,
        usage_period_unit="month",
        charge_start="transition",
        lead_time_hours=24,
        provisioning_variables={"speed": 100},
        user_fields={"text_1": "Ledger 4711", "number_4": 2, "date_1": "2026-05-01"},
        features=["100 Mbit/s", "No cap"],
        categories=[define("product-categories").code, define("product-categories").code],
        alternative_codes=[f"F-{unique()}"],
        account_classes=[define("account-classes", code=f"gold-{unique()}").code],
        technologies=[define("technologies").code],
        resource_requirements=[specification.name],
        characteristics=[
            {
                "name": "speed",
                "label": "Speed",
                "value_type": "whole",
                "unit": unit.code,
                "choices": [50, 100],
                "minimum": Decimal(10),
                "maximum": Decimal(1000),
                "default": 100,
                "is_required": True,
                "is_secret": False,
                "set_by": "staff",
            }
        ],
        relationships=[
            {
                "kind": "option",
                "to_product": other.code,
                "characteristics": [
                    {
                        "name": "rentalFee",
                        "value_type": "price",
                        "choices": [],
                        "default": 5,
                        "is_required": True,
                    }
                ],
            }
        ],
        links=[{"label": "Terms", "url": "https://operator.example/terms"}],
    )


def test_every_field_comes_back() -> None:
    document = whole_product()
    number = definitions.create(command(), "products", document)["id"]
    written = read(number)
    assert {name: written[name] for name in document} == document
    assert Product.objects.get(pk=number).lifecycle == "draft"


def test_a_list_is_replaced_by_what_differs() -> None:
    target, other = define_product(), define_product()
    product = define_product(relationships=[{"kind": "option", "to_product": target.code}], features=["A", "B", "C"])
    (kept,) = product.relationships.all()
    change(
        product,
        {
            "relationships": [
                {"kind": "requires", "to_product": other.code},
                {"kind": "option", "to_product": target.code},
            ],
            "features": ["C", "A"],
        },
    )
    assert ProductRelationship.objects.get(product=product, kind="option").pk == kept.pk
    assert read(product.pk)["features"] == ["C", "A"]


@pytest.mark.parametrize(
    ("patch", "paths"),
    [
        ({"icon": "<script>"}, {"icon"}),
        ({"service_reliances": ["Mobile"]}, {"service_reliances"}),
        ({"replacement_fee": "150.00"}, {"return_days"}),
        ({"provisioning_variables": {"ansible_host": "x", "data_gb": -1}}, {"provisioning_variables"}),
        ({"provisioning_variables": {"data_gb": -1}}, {"provisioning_variables.data_gb"}),
        ({"user_fields": {"text_17": "x", "date_1": "soon"}}, {"user_fields.text_17", "user_fields.date_1"}),
        ({"contract_days": -1, "priority": 1001}, {"contract_days", "priority"}),
        ({"features": ["", 3, "x" * 301]}, {"features[0]", "features[1]", "features[2]"}),
        ({"links": [{"label": "x", "url": "javascript:alert(1)"}]}, {"links[0].url"}),
        ({"categories": ["nowhere"]}, {"categories[0]"}),
        ({"product_type": "nothing"}, {"product_type"}),
        ({"available_from": "2027-01-01T00:00:00Z", "available_until": "2026-01-01T00:00:00Z"}, {"body"}),
        ({"usage_period_count": 1}, {"body"}),
        ({"characteristics": [{"name": "speed"}, {"name": "speed"}]}, {"characteristics[1]"}),
        (
            {"characteristics": [{"name": "speed", "value_type": "whole", "choices": [1, "x"], "default": 3}]},
            {"characteristics[0].choices[1]", "characteristics[0].default"},
        ),
        ({"characteristics": [{"name": "pin", "is_secret": True, "default": "1"}]}, {"characteristics[0].default"}),
        ({"characteristics": [{"name": "colour", "minimum": 1}]}, {"characteristics[0].minimum"}),
    ],
)
def test_a_bad_field_is_told_and_nothing_kept(patch: dict[str, Any], paths: set[str]) -> None:
    assert set(refused(define_product(), patch)) == paths


def test_a_product_has_no_relationship_to_itself() -> None:
    product = define_product()
    assert refused(product, {"relationships": [{"kind": "option", "to_product": product.code}]})


def test_a_code_names_one_product_only() -> None:
    taken = define_product(alternative_codes=[f"alt-{unique()}"])
    alternative = taken.alternative_codes.get().code
    product = define_product()
    assert set(refused(product, {"alternative_codes": [alternative]})) == {"alternative_codes[0]"}
    assert set(refused(product, {"alternative_codes": [taken.code]})) == {"alternative_codes[0]"}
    assert set(refused(product, {"alternative_codes": [product.code]})) == {"alternative_codes[0]"}
    assert set(refused(product, {"code": alternative})) == {"code"}


def test_a_family_is_of_the_class_of_the_type() -> None:
    goods = define("product-families", classification="good")
    assert set(refused(define_product(), {"family": goods.code})) == {"family"}


RULES = [
    CharacteristicRule("speed", ValueType.WHOLE, [50, 100], is_required=True),
    CharacteristicRule("fee", ValueType.PRICE, [], maximum=Decimal(10), default=5, set_by=CharacteristicSetter.STAFF),
    CharacteristicRule("serial", ValueType.TEXT, [], set_by=CharacteristicSetter.PLAY),
]


@pytest.mark.parametrize(
    ("values", "setter", "names"),
    [
        ({"speed": 50}, "customer", set()),
        ({"speed": 70}, "customer", {"speed"}),
        ({}, "customer", {"speed"}),
        ({"speed": 50, "fee": 4.99}, "customer", {"fee"}),
        ({"speed": 50, "fee": 4.99}, "staff", set()),
        ({"speed": 50, "fee": -1}, "staff", {"fee"}),
        ({"speed": 50, "fee": 11}, "staff", {"fee"}),
        ({"speed": 50, "serial": "A"}, "staff", {"serial"}),
        ({"speed": 50, "serial": "A"}, "play", set()),
        ({"speed": "50", "colour": "red"}, "play", {"speed", "colour"}),
        ({"speed": True}, "play", {"speed"}),
    ],
)
def test_values_are_checked_against_their_rules(values: dict[str, Any], setter: str, names: set[str]) -> None:
    assert {name for name, _reason in value_violations(RULES, values, setter)} == names


def test_characteristics_are_written_as_a_schema() -> None:
    schema = json_schema(RULES)
    assert schema["required"] == ["speed"]
    assert schema["properties"]["fee"] == {"type": "number", "minimum": 0, "maximum": Decimal(10), "default": 5}
    assert why_not(CharacteristicRule("since", ValueType.DATE, []), "2026-02-30") is not None
    assert why_not(CharacteristicRule("since", ValueType.DATE, []), "2026-02-28") is None


def test_terms_have_versions_of_which_the_latest_holds() -> None:
    product = define_product()
    assert [
        products.add_product_terms(command(), product.pk, text, expected)
        for text, expected in (
            ("Be kind.", 0),
            ("Be kind.\nPay in time.", 1),
        )
    ] == [1, 2]
    terms = find_terms(product.pk)
    assert terms is not None
    assert (terms.version, terms.text) == (2, "Be kind.\nPay in time.")
    with pytest.raises(DefinitionChangedError):
        products.add_product_terms(command(), product.pk, "Be late.", 1)
    with pytest.raises(InvalidInputError):
        products.add_product_terms(command(), product.pk, terms.text)


def test_a_good_that_is_sold_by_itself_is_picked_beside_what_it_requires() -> None:
    router, cable = make_specification(), make_specification()
    goods = define("product-types", classification="good", is_traceable=True)
    product = define_product(
        product_type=goods.code, resource_specification=router.name, resource_requirements=[cable.name]
    )
    assert required_specifications(map_products([product.pk])[product.pk]) == [cable, router]
    both = define_product(
        product_type=goods.code, resource_specification=router.name, resource_requirements=[router.name]
    )
    assert required_specifications(map_products([both.pk])[both.pk]) == [router]
