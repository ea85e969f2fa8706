"""Providers and distributors, job and activity types, meters, and fields that the operator names."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalogue import define, define_product, write_product
from tests.support.people import command, unique
from trunkline.catalog.models import Provider
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.policies.meters import (
    ConditionOn,
    MeterPolicyRule,
    applicable_policy,
    condition_violations,
    usage_of,
)
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")


def product_of(charging_kind: str | None, **values: object) -> Any:
    classification = "good" if charging_kind is None else "service"
    made = define("product-types", classification=classification, charging_kind=charging_kind, **values)
    return define_product(product_type=made.code)


def refused(kind: str, **document: object) -> set[str]:
    code = f"refused-{unique()}"
    with pytest.raises(InvalidInputError) as refusal:
        definitions.create(command(), kind, {"code": code, "name": "x", **document})
    assert not KINDS[kind].model._default_manager.filter(code=code).exists()  # noqa: SLF001
    return set(refusal.value.fields)


def test_a_provider_knows_its_products_by_ids_of_its_own_through_distributors() -> None:
    channel, box = product_of("termed"), product_of(None, is_traceable=True)
    satellite, cable = define("distributors"), define("distributors")
    document = {
        "distributors": [satellite.code, cable.code],
        "products": [
            {"product": channel.code, "provider_product_id": "CH-7"},
            {"product": box.code, "provider_product_id": "BOX-1"},
        ],
        "distributions": [
            {"product": channel.code, "distributor": satellite.code},
            {"product": channel.code, "distributor": cable.code},
            {"product": box.code, "distributor": cable.code},
        ],
    }
    provider = define("providers", **document)
    written = selectors.content(KINDS["providers"], provider)
    assert {name: written[name] for name in document} == document


def test_each_provided_product_has_a_distributor() -> None:
    channel, other = product_of("termed"), product_of("usage")
    distributor = define("distributors").code
    provided = [{"product": channel.code, "provider_product_id": "1"}]
    assert refused("providers", distributors=[distributor], products=provided) == {"products[0]"}
    assert refused(
        "providers",
        distributors=[],
        products=provided,
        distributions=[
            {"product": channel.code, "distributor": distributor},
            {"product": other.code, "distributor": distributor},
        ],
    ) == {"distributions[0].distributor", "distributions[1].product", "distributions[1].distributor"}


def test_a_provider_id_names_one_product() -> None:
    channel, other, distributor = product_of("termed"), product_of("termed"), define("distributors").code
    products = [{"product": each.code, "provider_product_id": "same"} for each in (channel, other)]
    distributions = [{"product": each.code, "distributor": distributor} for each in (channel, other)]
    found = refused("providers", distributors=[distributor], products=products, distributions=distributions)
    assert found == {"products[1]"}
    assert not Provider.objects.filter(products__product=channel).exists()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("job-types", ["expense", None], ["termed", "usage", "one_time"]),
        ("activity-types", ["one_time"], ["termed", "usage", "expense", None]),
    ],
)
def test_work_takes_the_products_that_it_may(kind: str, good: list[str | None], bad: list[str | None]) -> None:
    products = [{"product": product_of(each).code, "is_mandatory": True} for each in good]
    assert define(kind, products=products).products.count() == len(good)
    wrong = [{"product": product_of(each).code} for each in bad]
    assert refused(kind, products=wrong) == {f"products[{index}].product" for index in range(len(bad))}


def test_fixed_time_says_how_long() -> None:
    work = product_of("one_time").code
    entry = {"product": work, "can_time_be_changed": False}
    assert refused("activity-types", products=[entry]) == {"products[0]"}
    made = define("activity-types", products=[{**entry, "minimum_minutes": 60}], medium="face_to_face")
    assert made.products.get().minimum_minutes == 60


def test_a_meter_policy_names_a_usage_service_of_its_catalogue_and_a_termed_one() -> None:
    unit = define("units-of-measure", symbol="kWh", dimension="energy")
    power, supply, fee = product_of("usage"), product_of("termed"), product_of("expense")
    entry = {"product": power.code, "unit": unit.code, "rate": "0.27", "valid_from": "2026-01-01"}
    catalogue = define("usage-catalogues", currency="GBP", entries=[entry])
    empty = define("usage-catalogues", currency="GBP")
    policy = {
        "usage_service": power.code,
        "usage_catalogue": catalogue.code,
        "termed_service": supply.code,
        "conversion_rate": "1.02264",
        "conditions": [{"on": "country", "is_one_of": ["GB"]}],
    }
    base = {"classification": "cumulative", "unit": unit.code}
    made = define("meter-reading-types", **base, policies=[policy])
    assert made.policies.get().conversion_rate == Decimal("1.02264")
    bad = [
        {**policy, "usage_catalogue": empty.code},
        {**policy, "termed_service": power.code},
        {**policy, "usage_service": fee.code},
        {**policy, "termed_service": fee.code},
        {**policy, "conversion_rate": "0"},
    ]
    assert refused("meter-reading-types", **base, policies=bad[4:]) == {"policies[0]"}
    assert refused("meter-reading-types", **base, policies=bad[:4]) == {
        "policies[0].usage_service",
        "policies[1].termed_service",
        "policies[2].usage_service",
        "policies[3].termed_service",
    }
    assert refused("meter-reading-types", **base, policies=[{**policy, "conditions": [{"on": "moon"}]}]) == {
        "policies[0].conditions[0]"
    }


def test_of_several_policies_the_smallest_rate_wins() -> None:
    everywhere = MeterPolicyRule("everywhere", Decimal("1.5"), {})
    british = MeterPolicyRule("british", Decimal(1), {ConditionOn.COUNTRY: frozenset({"GB"})})
    winter = MeterPolicyRule("winter", Decimal("0.5"), {ConditionOn.MONTH: frozenset({"12", "1", "2"})})
    policies = [everywhere, british, winter]
    assert applicable_policy(policies, {}) == everywhere
    assert applicable_policy(policies, {ConditionOn.COUNTRY: "GB"}) == british
    assert applicable_policy(policies, {ConditionOn.COUNTRY: "GB", ConditionOn.MONTH: "1"}) == winter
    assert applicable_policy([british], {ConditionOn.COUNTRY: "DE"}) is None
    # 1,250 read, 1,000 before: 250 at a half.
    assert usage_of(winter, Decimal(1250), Decimal(1000)) == Decimal(125)
    assert usage_of(british, Decimal(40), None) == Decimal(40)
    with pytest.raises(ValueError, match="below the one before"):
        usage_of(british, Decimal(1), Decimal(2))


@pytest.mark.parametrize(
    ("conditions", "places"),
    [
        ([], set()),
        ({}, {""}),
        ([{"on": "country", "is_one_of": []}], {"[0].is_one_of"}),
        ([{"on": "country", "is_one_of": ["GB"]}, {"on": "country", "is_one_of": ["DE"]}], {"[1].on"}),
        ([{"on": "moon", "is_one_of": ["full"]}, 3], {"[0].on", "[1]"}),
    ],
)
def test_conditions_that_make_no_sense_are_told(conditions: object, places: set[str]) -> None:
    assert {place for place, _reason in condition_violations(conditions)} == places


def test_a_field_of_the_operators_own_has_one_slot_and_may_be_required() -> None:
    field = define("user-fields", slot="text_16", is_required=True)
    assert "slot" in str(refused_slot())
    with pytest.raises(InvalidInputError) as refusal:
        definitions.create(command(), "products", write_product())
    assert set(refusal.value.fields) == {"user_fields.text_16"}
    definitions.create(command(), "products", write_product(user_fields={"text_16": "Ledger 4711"}))
    definitions.change(command(), "user-fields", field.pk, {"is_required": False})
    definitions.create(command(), "products", write_product())


def refused_slot() -> Exception:
    with pytest.raises(Exception, match="slot") as refusal:
        define("user-fields", slot="text_16")
    return refusal.value
