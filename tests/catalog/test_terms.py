"""Billing term schemes, subscription types and contract terms as definitions."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.support.catalogue import define, define_product
from tests.support.people import command, unique
from trunkline.catalog.errors import DefinitionInUseError
from trunkline.catalog.models import (
    BillingTermScheme,
    ContractTerms,
    ContractText,
    PricePlan,
    ProductType,
    SubscriptionType,
)
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")


def make_product(charging_kind: str = "termed") -> str:
    """A service of a type of its own; the code."""
    code = f"type-{unique()}"
    ProductType.objects.create(
        code=code, name=code, classification="service", charging_kind=charging_kind, can_be_provisioned=False
    )
    return str(define_product(product_type=code).code)


def read(kind: str, number: int) -> dict[str, Any]:
    (definition,) = selectors.get_definitions(KINDS[kind], [number])
    return selectors.content(KINDS[kind], definition)


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as refusal:
        act()
    return refusal.value.fields


def make_scheme(**changes: object) -> BillingTermScheme:
    scheme: BillingTermScheme = define("billing-term-schemes", **changes)
    return scheme


def entry(product: str, **changes: object) -> dict[str, object]:
    return {
        "product": product,
        "billing": "pre_bill",
        "paid_ahead_count": None,
        "paid_ahead_unit": None,
        "is_excluded_from_deactivation": False,
        **changes,
    }


def test_a_scheme_comes_back_as_it_was_put_in() -> None:
    channel, fee = make_product(), make_product("expense")
    document = {
        "code": f"monthly-{unique()}",
        "name": "Monthly",
        "description": "In advance, on the first",
        "is_active": True,
        "kind": "normal",
        "anchor": "first_of_month",
        "proration": "none",
        "first_period": "deferred",
        "products": [entry(channel, billing="post_bill", is_excluded_from_deactivation=True), entry(fee, billing=None)],
    }
    made = definitions.create(command(), "billing-term-schemes", document)
    assert read("billing-term-schemes", made["id"]) == document
    prepaid = make_scheme(
        kind="prepaid", products=[entry(channel, billing="pre_paid", paid_ahead_count=2, paid_ahead_unit="week")]
    )
    assert read("billing-term-schemes", prepaid.pk)["products"] == [
        entry(channel, billing="pre_paid", paid_ahead_count=2, paid_ahead_unit="week")
    ]


def test_all_that_is_wrong_with_a_scheme_is_told() -> None:
    channel, fee, water = make_product(), make_product("expense"), make_product("usage")
    code = unique()
    fields = refused(
        lambda: make_scheme(
            code=code,
            products=[
                entry(water),
                entry(channel, billing="post_paid"),
                entry(fee, is_excluded_from_deactivation=True),
            ],
        )
    )
    assert set(fields) == {
        "products[0].product",
        "products[1].billing",
        "products[2].billing",
        "products[2].is_excluded_from_deactivation",
    }
    assert water in fields["products[0].product"]
    assert not BillingTermScheme.objects.filter(code=code).exists()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"proration": "none"}, "body"),
        ({"kind": "postpaid"}, "kind"),
        ({"products": [entry("?")]}, "products[0].product"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(changes: dict[str, object], path: str) -> None:
    assert set(refused(lambda: make_scheme(**changes))) == {path}


def test_a_period_that_is_paid_ahead_is_whole() -> None:
    product = make_product()
    for period in ({"paid_ahead_count": 1}, {"paid_ahead_unit": "month"}):
        wrong = entry(product, billing="pre_paid", **period)
        assert set(refused(lambda wrong=wrong: make_scheme(kind="prepaid", products=[wrong]))) == {"products[0]"}  # type: ignore[misc]


def test_a_scheme_stays_normal_or_prepaid(owner_connection: psycopg.Connection) -> None:
    scheme = make_scheme(products=[entry(make_product())])
    assert set(
        refused(lambda: definitions.change(command(), "billing-term-schemes", scheme.pk, {"kind": "prepaid"}))
    ) == {"kind"}
    with pytest.raises(psycopg.errors.RaiseException, match="billing_scheme_kind_stays"):
        owner_connection.execute("UPDATE catalog_billingtermscheme SET kind = 'prepaid' WHERE id = %s", [scheme.pk])


def test_the_database_knows_what_fits_a_scheme(owner_connection: psycopg.Connection) -> None:
    scheme = make_scheme(products=[entry(make_product())])
    with pytest.raises(psycopg.errors.IntegrityError, match="scheme_product_fits_its_scheme"):
        owner_connection.execute(
            "UPDATE catalog_schemeproduct SET billing = 'post_paid' WHERE scheme_id = %s", [scheme.pk]
        )


def test_a_product_added_to_a_subscription_type_is_added_to_its_schemes() -> None:
    channel, fee, decoder = make_product(), make_product("expense"), make_product()
    normal = make_scheme(products=[entry(channel, billing="post_bill")])
    prepaid = make_scheme(kind="prepaid")
    plan_type = definitions.create(
        command(),
        "subscription-types",
        {
            "code": f"home-{unique()}",
            "name": "Home",
            "products": [channel, fee],
            "schemes": [normal.code, prepaid.code],
            "billing_frequencies": [{"count": 1, "unit": "month"}, {"count": 1, "unit": "year"}],
        },
    )
    assert sorted(plan_type["consequences"]) == sorted(
        [
            f"{fee} was added to the billing term scheme {normal.code}, billed when it is incurred.",
            f"{channel} was added to the billing term scheme {prepaid.code}, paid a month ahead.",
            f"{fee} was added to the billing term scheme {prepaid.code}, billed when it is incurred.",
        ]
    )
    assert read("billing-term-schemes", normal.pk)["products"] == [
        entry(channel, billing="post_bill"),
        entry(fee, billing=None),
    ]
    assert read("billing-term-schemes", prepaid.pk)["products"] == [
        entry(channel, billing="pre_paid", paid_ahead_count=1, paid_ahead_unit="month"),
        entry(fee, billing=None),
    ]
    assert BillingTermScheme.objects.get(pk=normal.pk).version == 2
    changed = definitions.change(
        command(), "subscription-types", plan_type["id"], {"products": [channel, fee, decoder]}
    )
    assert changed["consequences"] == [
        f"{decoder} was added to the billing term scheme {scheme.code}, {when}."
        for scheme, when in sorted(
            [(normal, "billed before its use"), (prepaid, "paid a month ahead")], key=lambda pair: pair[0].code
        )
    ]
    again = definitions.change(command(), "subscription-types", plan_type["id"], {"name": "At home"})
    assert again["consequences"] == []
    assert BillingTermScheme.objects.get(pk=normal.pk).version == 3


def test_goods_are_in_subscription_types_and_in_no_scheme() -> None:
    kind = f"type-{unique()}"
    ProductType.objects.create(code=kind, name=kind, classification="good", is_traceable=True)
    decoder = define_product(product_type=kind).code
    scheme = make_scheme()
    made = definitions.create(
        command(),
        "subscription-types",
        {"code": unique(), "name": "Home", "products": [decoder], "schemes": [scheme.code]},
    )
    assert made["consequences"] == []
    fields = refused(
        lambda: definitions.change(
            command(), "billing-term-schemes", scheme.pk, {"products": [entry(decoder, billing=None)]}
        )
    )
    assert set(fields) == {"products[0].product"}
    assert read("billing-term-schemes", scheme.pk)["products"] == []


def test_a_subscription_type_comes_back_as_it_was_put_in() -> None:
    channel = make_product()
    document = {
        "code": f"home-{unique()}",
        "name": "Home",
        "description": "",
        "is_active": True,
        "contract_terms": make_contract().code,
        "products": [channel],
        "schemes": [make_scheme(products=[entry(channel)]).code],
        "price_plans": [PricePlan.objects.create(code=f"plan-{unique()}", name="Plan", currency="GBP").code],
        "providers": [define("providers").code],
        "billing_frequencies": [{"count": 1, "unit": "month"}, {"count": 28, "unit": "day"}],
    }
    made = definitions.create(command(), "subscription-types", document)
    assert made["consequences"] == []
    assert read("subscription-types", made["id"]) == document


def test_a_scheme_keeps_what_its_subscription_types_need() -> None:
    channel = make_product()
    scheme = make_scheme(products=[entry(channel)])
    home = define("subscription-types", products=[channel], schemes=[scheme.code])
    fields = refused(lambda: definitions.change(command(), "billing-term-schemes", scheme.pk, {"products": []}))
    assert fields == {"products": f"{channel} stays: subscription type {home.code} has it and this scheme."}
    assert read("billing-term-schemes", scheme.pk)["products"] == [entry(channel)]
    with pytest.raises(DefinitionInUseError):
        definitions.delete(command(), "billing-term-schemes", scheme.public_id)
    definitions.change(command(), "subscription-types", home.pk, {"products": []})
    definitions.change(command(), "billing-term-schemes", scheme.pk, {"products": []})
    assert read("billing-term-schemes", scheme.pk)["products"] == []


def test_what_is_used_is_in_no_subscription_type() -> None:
    code, water = unique(), make_product("usage")
    fields = refused(lambda: define("subscription-types", code=code, products=[make_product("one_time"), water]))
    assert set(fields) == {"products[0]", "products[1]"}
    assert not SubscriptionType.objects.filter(code=code).exists()


def text(version: int, words: str = "You pay.", valid_from: str = "2027-01-01") -> dict[str, object]:
    return {
        "version": version,
        "valid_from": date.fromisoformat(valid_from),
        "title": "General terms",
        "summary": "",
        "text": words,
    }


def make_contract(**changes: object) -> ContractTerms:
    terms: ContractTerms = define(
        "contract-terms",
        **{
            "minimum_term_count": 24,
            "minimum_term_unit": "month",
            "notice_count": 1,
            "notice_unit": "month",
            "texts": [text(1)],
            **changes,
        },
    )
    return terms


def test_contract_terms_come_back_as_they_were_put_in() -> None:
    document = {
        "code": f"two-years-{unique()}",
        "name": "Two years",
        "description": "",
        "is_active": True,
        "minimum_term_count": 24,
        "minimum_term_unit": "month",
        "notice_count": 14,
        "notice_unit": "day",
        "renewal": "extends",
        "extension_count": 1,
        "extension_unit": "year",
        "can_leave_on_price_change": True,
        "leave_within_days": 45,
        "price_change_notice_days": 60,
        "termination_fee": "share_of_remaining",
        "fee_amount": None,
        "fee_currency": "",
        "fee_percent": Decimal("37.5"),
        "texts": [text(1), text(2, "You pay more.", "2027-06-01")],
    }
    made = definitions.create(command(), "contract-terms", document)
    assert read("contract-terms", made["id"]) == document
    fixed = make_contract(termination_fee="fixed", fee_amount="99.90", fee_currency="GBP")
    assert fixed.fee_amount == Decimal("99.90")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"minimum_term_count": None, "minimum_term_unit": None, "renewal": "ends"}, "body"),
        ({"minimum_term_unit": None}, "body"),
        ({"minimum_term_count": None}, "body"),
        ({"renewal": "extends"}, "body"),
        ({"extension_count": 1, "extension_unit": "year"}, "body"),
        ({"termination_fee": "fixed", "fee_currency": "GBP"}, "body"),
        ({"termination_fee": "fixed", "fee_amount": "99"}, "body"),
        ({"termination_fee": "share_of_remaining"}, "body"),
        ({"termination_fee": "none", "fee_percent": "10"}, "body"),
        ({"termination_fee": "fixed", "fee_amount": "99", "fee_currency": "XXY"}, "fee_currency"),
        ({"texts": [text(2)]}, "texts[0]"),
        ({"texts": [text(1), text(2, valid_from="2026-12-31")]}, "texts[1]"),
    ],
)
def test_contract_terms_that_contradict_themselves_are_refused(changes: dict[str, object], path: str) -> None:
    code = unique()
    assert set(refused(lambda: make_contract(code=code, **changes))) == {path}
    assert not ContractTerms.objects.filter(code=code).exists()


@pytest.mark.parametrize(
    ("texts", "path"),
    [
        ([], "texts"),
        ([text(1, "You never pay.")], "texts[0]"),
        ([text(1), text(3)], "texts[1]"),
        ([text(2), text(1)], "texts[0]"),
    ],
)
def test_a_contract_text_is_only_followed(texts: list[dict[str, object]], path: str) -> None:
    terms = make_contract()
    fields = refused(lambda: definitions.change(command(), "contract-terms", terms.pk, {"texts": texts}))
    assert path in fields
    assert read("contract-terms", terms.pk)["texts"] == [text(1)]
    first = ContractText.objects.get(terms=terms)
    definitions.change(command(), "contract-terms", terms.pk, {"texts": [text(1), text(2, "You pay more.")]})
    assert read("contract-terms", terms.pk)["texts"] == [text(1), text(2, "You pay more.")]
    assert ContractText.objects.filter(terms=terms).order_by("version").first() == first


def test_the_database_keeps_contract_texts(owner_connection: psycopg.Connection) -> None:
    terms = make_contract()
    for statement in (
        "UPDATE catalog_contracttext SET text = 'You never pay.' WHERE terms_id = %s",
        "DELETE FROM catalog_contracttext WHERE terms_id = %s",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="append_only"), owner_connection.transaction():
            owner_connection.execute(statement, [terms.pk])
    with pytest.raises(DefinitionInUseError, match="must stay"):
        definitions.delete(command(), "contract-terms", terms.public_id)
    unwritten = make_contract(texts=[])
    definitions.delete(command(), "contract-terms", unwritten.public_id)
    assert not ContractTerms.objects.filter(pk=unwritten.pk).exists()
