"""Bundles and packages: what is refused when they are defined, and which selections keep their rules."""

from typing import Any

import psycopg
import pytest

from tests.support.catalogue import define, define_product
from tests.support.people import command
from tests.support.races import race
from trunkline.catalog.errors import DefinitionChangedError
from trunkline.catalog.models import BundleComponent, Product, ProductType
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.types_checks import publishing_violations
from trunkline.catalog.policies.bundles import BundleRules, Candidate, ComponentRule, Target, violations_of
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.selectors.bundles import candidates_of, rules_of
from trunkline.catalog.selectors.definitions import document, get_definitions
from trunkline.catalog.selectors.histories import list_changes
from trunkline.catalog.states import Composition, Lifecycle
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")

TERMED = {"classification": "service", "charging_kind": "termed"}


def define_type(**values: object) -> ProductType:
    return define("product-types", **{**TERMED, **values})


def bundle_type(composition: str = "flexible_bundle", **values: object) -> str:
    return define_type(composition=composition, **values).code


def channel(channel_type: ProductType | None = None, family: Any = None, **values: object) -> Product:
    code = "recurring-service" if channel_type is None else channel_type.code
    return define_product(product_type=code, family=None if family is None else family.code, **values)


def refused(**document: object) -> dict[str, str]:
    """What is told of each bad field of a product; nothing is saved of it."""
    before = (Product.objects.count(), BundleComponent.objects.count())
    with pytest.raises(InvalidInputError) as refusal:
        define_product(**document)
    assert (Product.objects.count(), BundleComponent.objects.count()) == before
    return refusal.value.fields


def document_of(product: Product) -> dict[str, Any]:
    kind = KINDS["products"]
    (definition,) = get_definitions(kind, [product.pk])
    return document(kind, definition)


def change(kind: str, definition: Any, patch: dict[str, object]) -> None:
    definitions.change(command(), kind, definition.pk, patch)


def test_the_example_of_gold_and_silver_is_refused_with_the_rules_in_conflict() -> None:
    package, local = define_type(), define("product-families", classification="service")
    gold, silver = channel(package, local), channel(package, local)
    one = {"minimum": 1, "maximum": 1}
    components = [
        {"product": gold.code, **one},
        {"product": silver.code, **one},
        {"product_type": package.code, **one},
        {"family": local.code, **one},
    ]
    told = refused(product_type=bundle_type(), components=components)
    reason = (
        "contradicts the others; these cannot all hold: "
        f"at least 1 of product {gold.code}; at least 1 of product {silver.code}; "
    )
    of_type = f"at most 1 of product type {package.code}."
    of_family = f"at most 1 of product family {local.code}."
    assert told in (
        {f"components[{index}]": reason + last for index in (0, 1, place)}
        for place, last in ((2, of_type), (3, of_family))
    )
    # As the text advises: one way of restricting is enough.
    bundle = define_product(product_type=bundle_type(), components=components[2:])
    assert publishing_violations(bundle) == [
        Violation(
            "components[0]", f"asks for at least 1 of product type {package.code}, of which nothing can be chosen."
        )
    ]
    Product.objects.filter(pk=gold.pk).update(lifecycle=Lifecycle.ACTIVE)
    assert publishing_violations(bundle) == []


def test_a_bundle_comes_back_as_it_was_put_in() -> None:
    family = define("product-families", classification="service")
    inner, offered = channel(), define_type()
    channel(offered, family)
    components = [
        {"product": inner.code, "quantity": 2},
        {"product_type": offered.code, "minimum": 0, "maximum": 3},
        {"family": family.code, "minimum": 1},
    ]
    bundle = define_product(product_type=bundle_type(), components=components, component_types_max=2)
    found = [
        (
            row.product_id,
            row.product_type_id,
            row.family_id,
            row.minimum,
            row.maximum,
            row.quantity,
            row.default_quantity,
        )
        for row in bundle.components.all()
    ]
    assert found == [
        (inner.pk, None, None, None, None, 2, None),
        (None, offered.pk, None, 0, 3, None, None),
        (None, None, family.pk, 1, None, None, None),
    ]


def test_a_package_holds_services_of_all_kinds_and_counts_one_unless_told() -> None:
    kinds = [define_type(charging_kind=kind) for kind in ("termed", "one_time", "expense", "usage")]
    services = [channel(kind) for kind in kinds]
    package = define_product(
        product_type=bundle_type("package"),
        components=[
            {"product": services[0].code, "minimum": 1, "maximum": 10},
            {"product": services[1].code, "minimum": 0, "maximum": 1, "default_quantity": 0},
            {"product": services[2].code, "minimum": 1},
            {"product": services[3].code, "minimum": 2, "maximum": 4, "default_quantity": 3},
        ],
    )
    assert list(package.components.values_list("default_quantity", flat=True)) == [1, 0, 1, 3]
    rules = rules_of(package, package.components.all())
    candidates = {each.code: each for each in candidates_of(package, package.components.all(), [Lifecycle.DRAFT])}
    first, second, third, fourth = (service.code for service in services)
    assert violations_of(rules, candidates, {first: 10, third: 7, fourth: 2}) == []
    assert {each.path for each in violations_of(rules, candidates, {first: 11, second: 1, fourth: 1})} == {
        "components[0]",
        "components[2]",
        "components[3]",
    }


@pytest.mark.parametrize(
    ("composition", "component", "field"),
    [
        ("flat", {"minimum": 1}, "components"),
        ("fixed_bundle", {"minimum": 1, "maximum": 1}, "components[0].quantity"),
        ("package", {"quantity": 1}, "components[0].quantity"),
        ("package", {"minimum": 2}, "components[0].default_quantity"),
        ("flexible_bundle", {"minimum": 0, "default_quantity": 0}, "components[0].default_quantity"),
        ("flexible_bundle", {"maximum": 1}, "components[0]"),
        ("flexible_bundle", {"minimum": 2, "maximum": 1}, "components[0]"),
        ("flexible_bundle", {"minimum": 1, "quantity": 1}, "components[0]"),
        ("flexible_bundle", {"quantity": 0}, "components[0].quantity"),
    ],
)
def test_what_a_component_says_must_be_known_to_its_bundle(
    composition: str, component: dict[str, object], field: str
) -> None:
    code = "recurring-service" if composition == "flat" else bundle_type(composition)
    assert set(refused(product_type=code, components=[{"product": channel().code, **component}])) == {field}


def test_all_that_is_wrong_is_told_at_once() -> None:
    fee, goods = channel(define_type(charging_kind="expense")), define("product-families", classification="good")
    told = refused(
        product_type=bundle_type("fixed_bundle"),
        component_types_max=1,
        components=[
            {"product": fee.code, "quantity": 1},
            {"family": goods.code, "minimum": 1},
            {"product": channel(define_type(composition="flexible_bundle")).code, "quantity": 1},
        ],
    )
    assert set(told) == {
        "component_types_max",
        "components[0].product",
        "components[1].family",
        "components[1].quantity",
        "components[2].product",
    }


def test_a_component_stands_in_a_bundle_once_and_names_one_thing() -> None:
    one = channel()
    with pytest.raises(InvalidInputError) as twice:
        define_product(product_type=bundle_type(), components=[{"product": one.code, "minimum": n} for n in (0, 1)])
    assert set(twice.value.fields) == {"components[1]"}
    both = {"product": one.code, "product_type": "recurring-service", "minimum": 0}
    for bad in (both, {"minimum": 0}):
        assert set(refused(product_type=bundle_type(), components=[bad])) == {"components[0]"}


def test_bundles_are_not_inside_one_another_in_a_ring(owner_connection: psycopg.Connection) -> None:
    fixed = bundle_type("fixed_bundle")
    inner = define_product(product_type=fixed, components=[{"product": channel().code, "quantity": 1}])
    middle = define_product(product_type=fixed, components=[{"product": inner.code, "quantity": 1}])
    outer = define_product(product_type=fixed, components=[{"product": middle.code, "quantity": 1}])
    for around in (inner, middle, outer):
        with pytest.raises(InvalidInputError) as refusal:
            change("products", inner, {"components": [{"product": around.code, "quantity": 1}]})
        assert set(refusal.value.fields) == {"components[0].product"}
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="would be inside itself"):
        owner_connection.execute(
            "INSERT INTO catalog_bundlecomponent (bundle_id, position, product_id, quantity) VALUES (%s, 9, %s, 1)",
            [inner.pk, outer.pk],
        )
    assert inner.components.count() == 1


def component(product: Product, **values: int) -> dict[str, Any]:
    """Write a component whole, as it comes back."""
    return {
        **dict.fromkeys(("product_type", "family", "minimum", "maximum", "quantity", "default_quantity")),
        "product": product.code,
        **values,
    }


def test_of_two_who_change_a_bundle_one_is_told_and_it_is_wholly_the_others(
    owner_connection: psycopg.Connection,
) -> None:
    news, films, sport = channel(), channel(), channel()
    bundle = define_product(product_type=bundle_type(), components=[component(news, minimum=1)])
    before = document_of(bundle)
    patches: list[dict[str, Any]] = [
        {
            "name": "News and films",
            "features": ["Films in the evening"],
            "component_families_max": 2,
            "components": [component(news, quantity=1), component(films, minimum=0, maximum=4)],
        },
        {
            "name": "Sport",
            "features": ["No news", "No films"],
            "component_types_max": 1,
            "components": [component(sport, minimum=1, maximum=3)],
        },
    ]
    changes = [
        lambda patch=patch: definitions.change(command(), "products", bundle.pk, patch, expected_version=1)
        for patch in patches
    ]
    outcomes = race(owner_connection, "SELECT pg_advisory_xact_lock(20063, 0)", changes)
    told = [isinstance(outcome, DefinitionChangedError) for outcome in outcomes]
    assert sorted(told) == [False, True]
    winner = told.index(False)
    assert outcomes[winner] == {"id": bundle.pk, "consequences": []}
    assert document_of(bundle) == {**before, **patches[winner], "version": 2}
    assert BundleComponent.objects.filter(bundle=bundle).count() == len(patches[winner]["components"])
    assert len(list_changes(KINDS["products"], bundle)) == 2


def test_what_breaks_a_bundle_elsewhere_is_refused() -> None:
    offered, other = define_type(), define_type()
    only = channel(offered)
    bundle = define_product(product_type=bundle_type(), components=[{"product_type": offered.code, "minimum": 1}])
    with pytest.raises(InvalidInputError, match=bundle.code) as refusal:
        change("products", only, {"product_type": other.code})
    assert set(refusal.value.fields) == {"product_type"}
    with pytest.raises(InvalidInputError, match=bundle.code) as refusal:
        change("product-types", offered, {"charging_kind": "expense"})
    assert set(refusal.value.fields) == {"charging_kind"}
    only.refresh_from_db()
    offered.refresh_from_db()
    assert (only.product_type_id, offered.charging_kind) == (offered.pk, "termed")
    channel(offered)
    change("products", only, {"product_type": other.code})
    only.refresh_from_db()
    assert only.product_type_id == other.pk


def test_the_type_of_a_bundle_stays_a_bundle_while_it_has_components() -> None:
    bundles = define_type(composition="fixed_bundle")
    bundle = define_product(product_type=bundles.code, components=[{"product": channel().code, "quantity": 1}])
    with pytest.raises(InvalidInputError, match=bundle.code) as refusal:
        change("product-types", bundles, {"composition": "flat"})
    assert set(refusal.value.fields) == {"composition"}
    bundles.refresh_from_db()
    assert bundles.composition == "fixed_bundle"


RULES = BundleRules(
    Composition.FLEXIBLE_BUNDLE,
    (
        ComponentRule(Target.PRODUCT, "news", 1, 1),
        ComponentRule(Target.TYPE, "film", 0, 2),
        ComponentRule(Target.FAMILY, "sport", 1, None),
    ),
    families_max=2,
)
CHANNELS = {
    each.code: each
    for each in (
        Candidate("news", "channel", None),
        Candidate("drama", "film", "drama"),
        Candidate("boxing", "film", "sport"),
        Candidate("tennis", "channel", "sport"),
        Candidate("weather", "channel", None),
    )
}


@pytest.mark.parametrize(
    ("selection", "broken"),
    [
        ({"news": 1, "tennis": 4}, set()),
        ({"news": 1, "boxing": 2}, set()),
        ({"news": 1, "boxing": 1, "drama": 0}, set()),
        ({"news": 1, "boxing": 1, "drama": 1}, {"component_families_max"}),
        ({"news": 2, "boxing": 3}, {"components[0]", "components[1]"}),
        ({"tennis": 1, "weather": 1}, {"components[0]", "weather"}),
        ({"news": 1, "tennis": -1, "boxing": 2}, {"tennis"}),
        ({"stranger": 1}, {"stranger", "components[0]", "components[2]"}),
        ({}, {"components", "components[0]", "components[2]"}),
    ],
)
def test_a_selection_is_checked_completely(selection: dict[str, int], broken: set[str]) -> None:
    assert {each.path for each in violations_of(RULES, CHANNELS, selection)} == broken


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        ({"news": 1, "drama": 2}, []),
        ({"news": 1, "drama": 1}, [Violation("components[1]", "product drama is fixed at 2, and cannot be 1.")]),
        ({"news": 1, "drama": 3}, [Violation("components[1]", "product drama is fixed at 2, and cannot be 3.")]),
        ({"drama": 2}, [Violation("components[0]", "product news is fixed at 1, and cannot be 0.")]),
        ({"news": 1, "drama": 2, "tennis": 1}, [Violation("tennis", "is no component of the bundle.")]),
    ],
)
def test_nobody_alters_a_fixed_bundle(selection: dict[str, int], told: list[Violation]) -> None:
    rules = BundleRules(
        Composition.FIXED_BUNDLE,
        (ComponentRule(Target.PRODUCT, "news", 1, 1), ComponentRule(Target.PRODUCT, "drama", 2, 2)),
    )
    assert violations_of(rules, CHANNELS, selection) == told
