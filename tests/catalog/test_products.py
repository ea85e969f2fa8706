"""Products and their rates as rows."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, transaction

from tests.support.goods import FIFTEEN_OVER_FIVE, make_product, make_specification
from tests.support.people import command, make_brand, unique
from tests.support.snapshot import differences, take_snapshot
from trunkline.catalog.errors import ProductNotFoundError, ResourceSpecificationTakenError, SlugTakenError
from trunkline.catalog.models import PricePlan, Product, ProductTerms, Rate, RateVersion
from trunkline.catalog.selectors.products import get_product, list_products
from trunkline.catalog.selectors.rates import find_sold_rate
from trunkline.catalog.selectors.states import get_service_state
from trunkline.catalog.use_cases import products as catalog
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.clocks import business_now


def test_a_product_keeps_its_lists_in_order_its_terms_and_its_rate() -> None:
    specifications = [make_specification().name for _ in range(2)]
    before = business_now()
    product = make_product(
        resource_names=specifications[::-1],
        features=["5G", "20GB", "5G"],
        relies_on=["Fibre", "Copper"],
        terms="Be kind.",
    )
    assert [row.specification.name for row in product.resource_requirements.all()] == specifications[::-1]
    assert [row.text for row in product.features.all()] == ["5G", "20GB", "5G"]
    assert [row.service_name for row in product.service_reliances.all()] == ["Fibre", "Copper"]
    assert ProductTerms.objects.get(product=product).version == 1
    rate = Rate.objects.get(product=product)
    assert (rate.period_count, rate.period_unit, rate.price_plan.code) == (30, "day", "standard-gbp")
    version = RateVersion.objects.get(rate=rate)
    amounts = [version.retail, version.wholesale, version.retail_set_up, version.wholesale_set_up]
    assert amounts == [Decimal(15), Decimal(5), Decimal(0), Decimal(1)]
    assert version.valid_from >= before
    assert product.product_type.code == "recurring-service"


def test_a_product_without_a_term_costs_once() -> None:
    product = make_product(contract_days=0)
    rate = Rate.objects.get(product=product)
    assert (rate.period_count, rate.period_unit, product.product_type.code) == (None, None, "one-time")


def test_products_of_one_currency_share_its_default_plan() -> None:
    plans = {Rate.objects.get(product=make_product()).price_plan_id for _ in range(2)}
    euro = Rate.objects.get(product=make_product(prices=replace(FIFTEEN_OVER_FIVE, currency="EUR"))).price_plan
    assert len(plans) == 1
    assert euro.pk not in plans
    assert PricePlan.objects.filter(currency="EUR", is_default=True).get() == euro


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "thing"}, "category"),
        ({"auto_renew": "maybe"}, "auto_renew"),
        ({"resource_names": ["No such specification"]}, "inventory_items_list"),
        ({"product_type": "no-such-type"}, "product_type"),
        ({"prices": replace(FIFTEEN_OVER_FIVE, currency="XXY")}, "currency"),
    ],
)
def test_what_is_no_product_is_refused_with_its_field_and_nothing_is_kept(
    changes: dict[str, object], field: str
) -> None:
    make_brand()
    before = take_snapshot()
    with pytest.raises(InvalidInputError) as refusal:
        make_product(**changes)
    assert list(refusal.value.fields) == [field]
    assert differences(before, take_snapshot()) == []


def test_a_requirement_named_twice_or_in_another_case_is_refused() -> None:
    name = make_specification().name
    for names in ([name, name], [name.upper() if name.upper() != name else name.lower()]):
        with pytest.raises(InvalidInputError) as refusal:
            make_product(resource_names=names)
        assert list(refusal.value.fields) == ["inventory_items_list"]


def test_an_availability_that_ends_before_it_starts_is_refused() -> None:
    now = business_now()
    with pytest.raises(InvalidInputError) as refusal:
        make_product(available_from=now, available_until=now)
    assert list(refusal.value.fields) == ["available_until"]


def test_a_slug_is_taken_once() -> None:
    slug = make_product().slug
    before = take_snapshot()
    with pytest.raises(SlugTakenError):
        make_product(slug=slug)
    assert differences(before, take_snapshot()) == []


def test_a_specification_has_its_labels_in_order_and_a_name_of_its_own() -> None:
    specification = make_specification(labels=("ICCID", "IMSI", "PUK"))
    assert [(row.position, row.label) for row in specification.texts.all()] == [(1, "ICCID"), (2, "IMSI"), (3, "PUK")]
    before = take_snapshot()
    with pytest.raises(ResourceSpecificationTakenError):
        make_specification(specification.name)
    with pytest.raises(InvalidInputError) as refusal:
        make_specification(labels=("x",) * 11)
    assert list(refusal.value.fields) == ["labels"]
    assert differences(before, take_snapshot()) == []


def test_a_product_is_closed_and_opened_for_new_orders() -> None:
    product = make_product()
    for is_enabled in (False, True):
        catalog.set_product_enabled(command(), product.pk, is_enabled=is_enabled)
        assert Product.objects.get(pk=product.pk).is_enabled is is_enabled
    with pytest.raises(ProductNotFoundError):
        catalog.set_product_enabled(command(), 2**40, is_enabled=True)


def test_products_of_other_brands_are_not_seen() -> None:
    brand_id = make_brand()
    shared, own = make_product(), make_product(brand_id=brand_id)
    assert {shared.pk, own.pk} <= {row.pk for row in list_products(frozenset({brand_id}))}
    assert own.pk not in {row.pk for row in list_products(frozenset())}
    with pytest.raises(ProductNotFoundError):
        get_product(own.pk, frozenset({brand_id + 1}))


@pytest.mark.parametrize("code", ["active", "Gone", ""])
def test_an_unknown_service_state_is_refused_with_those_there_are(code: str) -> None:
    with pytest.raises(InvalidInputError, match="Active, Suspended, Pending Cancellation, Deactivated"):
        get_service_state(code)


def version_of(product: Product) -> RateVersion:
    return RateVersion.objects.get(rate__product=product)


def follow(version: RateVersion, **changes: object) -> RateVersion:
    fields = {
        "rate": version.rate,
        "valid_from": version.valid_from + timedelta(days=30),
        "retail": Decimal(20),
        "wholesale": Decimal(5),
        "retail_set_up": Decimal(0),
        "wholesale_set_up": Decimal(1),
    }
    return RateVersion.objects.create(**{**fields, **changes})


def test_versions_of_a_rate_cannot_overlap() -> None:
    version = version_of(make_product())
    with pytest.raises(DatabaseError, match="rate_versions_never_overlap"), transaction.atomic():
        follow(version)
    RateVersion.objects.filter(pk=version.pk).update(valid_until=version.valid_from + timedelta(days=30))
    follow(version)
    with pytest.raises(DatabaseError, match="rate_versions_never_overlap"), transaction.atomic():
        follow(version, valid_from=version.valid_from - timedelta(days=1))


def test_what_is_sold_is_the_version_whose_span_holds_the_instant() -> None:
    product = make_product()
    version = version_of(product)
    turn = version.valid_from + timedelta(days=30)
    RateVersion.objects.filter(pk=version.pk).update(valid_until=turn)
    successor = follow(version)
    instant = timedelta(microseconds=1)
    assert find_sold_rate(product.pk, "GBP", version.valid_from - instant) is None
    assert find_sold_rate(product.pk, "GBP", version.valid_from) == version
    assert find_sold_rate(product.pk, "GBP", turn - instant) == version
    assert find_sold_rate(product.pk, "GBP", turn) == successor
    assert find_sold_rate(product.pk, "EUR", turn) is None


@pytest.mark.parametrize(
    "changes", ["retail = 16", "wholesale = 4", "retail_set_up = 1", "valid_from = now()", "audience = 'new_sales'"]
)
def test_a_rate_version_is_never_edited(changes: str, owner_connection: psycopg.Connection) -> None:
    version = version_of(make_product())
    with pytest.raises(psycopg.errors.IntegrityError, match="never rewritten"):
        owner_connection.execute(f"UPDATE catalog_rateversion SET {changes} WHERE id = {version.pk}".encode())


def test_the_end_of_a_rate_version_is_set_once() -> None:
    version = version_of(make_product())
    end = version.valid_from + timedelta(days=30)
    RateVersion.objects.filter(pk=version.pk).update(valid_until=end)
    for other in (end + timedelta(days=1), None):
        with pytest.raises(DatabaseError, match="set once and stays"):
            RateVersion.objects.filter(pk=version.pk).update(valid_until=other)
    assert RateVersion.objects.get(pk=version.pk).valid_until == end


def test_a_rate_version_is_never_deleted_and_a_rate_never_changed(owner_connection: psycopg.Connection) -> None:
    version = version_of(make_product())
    for statement in (
        f"DELETE FROM catalog_rateversion WHERE id = {version.pk}",
        f"UPDATE catalog_rate SET period_count = 31 WHERE id = {version.rate_id}",
        f"DELETE FROM catalog_rate WHERE id = {version.rate_id}",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="Cannot"), owner_connection.transaction():
            owner_connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ("valid_until = valid_from", "rate_version_is_a_span"),
        ("retail = -1", "rate_version_is_not_negative"),
        ("audience = 'friends'", "rate_version_audience"),
    ],
)
def test_the_database_refuses_a_rate_version_that_must_not_be(
    changes: str, constraint: str, owner_connection: psycopg.Connection
) -> None:
    version = version_of(make_product(slug=f"refused-{unique()}"))
    owner_connection.execute("ALTER TABLE catalog_rateversion DISABLE TRIGGER USER")
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        owner_connection.execute(f"UPDATE catalog_rateversion SET {changes} WHERE id = {version.pk}".encode())
