"""Drafts, what is on sale, and what is retired; copies."""

import pytest

from tests.support.catalogue import define, define_product, define_unpriced_product, write_copy
from tests.support.goods import FIFTEEN_OVER_FIVE, make_product
from tests.support.people import command
from trunkline.catalog.models import Product
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.publishing import COPIED, publication_problems
from trunkline.catalog.policies.eligibility import ineligibility
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.products import describe_offer, get_product
from trunkline.catalog.use_cases import definitions, publishing
from trunkline.kernel.errors import InvalidInputError, InvalidTransitionError
from trunkline.platform.clocks import business_now

pytestmark = pytest.mark.usefixtures("quiet_database")


def problems(product: Product) -> set[str]:
    return {problem.path for problem in publication_problems(get_product(product.pk), business_now())}


def lifecycle(product: Product) -> str:
    return str(Product.objects.get(pk=product.pk).lifecycle)


def test_all_that_is_missing_is_told_at_once() -> None:
    family = define("product-families", classification="service")
    product = define_product(
        family=family.code,
        available_until="2020-01-01T00:00:00Z",
        relationships=[{"kind": "requires", "to_product": define_product().code}],
    )
    definitions.change(command(), "product-families", family.pk, {"is_active": False})
    told = {"family", "available_until", "prices", "service_type", "relationships[0].to_product"}
    assert problems(product) == told
    with pytest.raises(InvalidInputError) as refusal:
        publishing.publish_product(command(), product.pk)
    assert set(refusal.value.fields) == told
    assert lifecycle(product) == "draft"


def test_a_product_is_published_retired_and_published_again() -> None:
    product = define_unpriced_product()
    for action, following in (
        (publishing.publish_product, "active"),
        (publishing.retire_product, "retired"),
        (publishing.publish_product, "active"),
    ):
        action(command(), product.pk)
        assert lifecycle(product) == following
    with pytest.raises(InvalidTransitionError):
        publishing.publish_product(command(), product.pk)


def test_only_what_is_on_sale_can_be_ordered() -> None:
    account = {"is_business": False, "brand_id": 1, "by_customer": False, "at": business_now()}
    draft, retired = define_unpriced_product(), make_product()
    publishing.retire_product(command(), retired.pk)
    told = [
        ineligibility(describe_offer(get_product(product.pk), has_price=True), **account)  # type: ignore[arg-type]
        for product in (draft, retired, make_product())
    ]
    assert told == [
        ["The product is a draft; it is not on sale yet."],
        ["The product is retired; it is on sale no more."],
        [],
    ]


def test_what_others_on_sale_need_is_not_retired() -> None:
    needed = define_unpriced_product()
    needing = define_unpriced_product(relationships=[{"kind": "requires", "to_product": needed.code}])
    with pytest.raises(InvalidInputError, match=needed.code):
        publishing.publish_product(command(), needing.pk)
    publishing.publish_product(command(), needed.pk)
    publishing.publish_product(command(), needing.pk)
    with pytest.raises(InvalidInputError, match=needing.code):
        publishing.retire_product(command(), needed.pk)
    assert lifecycle(needed) == "active"
    publishing.retire_product(command(), needing.pk)
    publishing.retire_product(command(), needed.pk)


def test_an_empty_bundle_is_not_sold() -> None:
    bouquet = define("product-types", classification="service", charging_kind="termed", composition="fixed_bundle")
    bundle = define_product(product_type=bouquet.code, service_type="television")
    assert problems(bundle) == {"components"}


def test_what_running_services_rely_on_stays_once_published() -> None:
    product = make_product(prices=FIFTEEN_OVER_FIVE)
    other_type = define("product-types", classification="service", charging_kind="termed")
    patch = {"product_type": other_type.code, "service_type": "voip", "contract_days": 7, "category": "addon"}
    with pytest.raises(InvalidInputError) as refusal:
        definitions.change(command(), "products", product.pk, patch)
    assert set(refusal.value.fields) == set(patch)
    definitions.change(command(), "products", product.pk, {"name": "Renamed", "priority": 5})
    assert Product.objects.get(pk=product.pk).name == "Renamed"


def test_a_copy_takes_over_what_the_seed_says_and_nothing_else() -> None:
    product = define_product(
        family=define("product-families", classification="service").code,
        product_brand=define("product-brands").code,
        description="Fast",
        categories=[define("product-categories").code],
        available_from="2026-01-01T00:00:00Z",
        features=["100 Mbit/s"],
        comment="Not for the copy",
        service_type="internet",
    )
    number = publishing.copy_product(command(), product.pk, write_copy())
    kind = KINDS["products"]
    first, second = (selectors.content(kind, row) for row in selectors.get_definitions(kind, [product.pk, number]))
    assert {name: second[name] for name in COPIED} == {name: first[name] for name in COPIED}
    assert (second["features"], second["comment"], second["service_type"]) == ([], "", "")
    assert Product.objects.get(pk=number).lifecycle == "draft"
