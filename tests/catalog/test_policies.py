"""Pure rules of the catalogue: lists in strings, variables, margins, eligibility."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.catalog.policies.eligibility import Offer, ineligibility, renews_automatically
from trunkline.catalog.policies.lists import parse_features, parse_string_list
from trunkline.catalog.policies.margins import Margins, margins
from trunkline.catalog.policies.variables import parse_variables
from trunkline.kernel.errors import InvalidInputError

AT = datetime(2025, 1, 1, tzinfo=UTC)
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        (None, []),
        ("", []),
        ("   ", []),
        ("[]", []),
        ("['SIM Card', 'Mobile Number']", ["SIM Card", "Mobile Number"]),
        ('["SIM Card", "it\'s"]', ["SIM Card", "it's"]),
        ("('SIM Card',)", ["SIM Card"]),
        (["SIM Card "], ["SIM Card"]),
        (" ['SIM Card',] ", ["SIM Card"]),
    ],
)
def test_a_list_is_read_from_a_list_or_from_the_list_in_a_string(value: object, entries: list[str]) -> None:
    assert parse_string_list(value, "inventory_items_list") == entries


@settings(deadline=None, max_examples=100)
@given(entries=st.lists(words, max_size=8))
def test_a_list_written_as_a_string_reads_the_same(entries: list[str]) -> None:
    assert parse_string_list(repr(entries), "x") == parse_string_list(entries, "x") == entries


@pytest.mark.parametrize(
    "value",
    [
        "SIM Card",
        "['SIM Card'",
        "['SIM Card', 5]",
        "[['SIM Card']]",
        "{'a': 1}",
        "'SIM Card'",
        "__import__('os').system('id')",
        "[" * 5000,
        "['']",
        ["\x00"],
        ["x" * 301],
        ["x"] * 51,
        "x" * 10_001,
        5,
        {"a": 1},
    ],
)
def test_what_is_no_list_of_texts_is_refused_with_its_field(value: object) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_string_list(value, "inventory_items_list")
    assert list(refusal.value.fields) == ["inventory_items_list"]


@pytest.mark.parametrize(
    ("value", "features"),
    [
        ("20GB Data. Unlimited Calls. 5G.", ["20GB Data", "Unlimited Calls", "5G"]),
        ("Up to 1.5 Gbit/s. No cap", ["Up to 1.5 Gbit/s", "No cap"]),
        ("['20GB Data', 'A. B']", ["20GB Data", "A. B"]),
        (["20GB Data"], ["20GB Data"]),
        ("One feature", ["One feature"]),
        (" . . ", []),
        ("", []),
        (None, []),
    ],
)
def test_features_are_separated_by_a_period_and_a_space(value: object, features: list[str]) -> None:
    assert parse_features(value) == features


@pytest.mark.parametrize("value", ["['A'", 5, "x" * 10_001, "a. " + "y" * 301])
def test_features_that_cannot_be_read_are_refused_with_their_field(value: object) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_features(value)
    assert list(refusal.value.fields) == ["features_list"]


@pytest.mark.parametrize(
    ("value", "variables"),
    [
        (None, {}),
        ("", {}),
        ("{}", {}),
        ('{"days": 30, "voice": "unlimited"}', {"days": 30, "voice": "unlimited"}),
        ({"days": 30, "is_new": True, "none": None}, {"days": 30, "is_new": True, "none": None}),
        ('{"rate": 1.5}', {"rate": 1.5}),
        ({"list": [1, ["a", [None]]]}, {"list": [1, ["a", [None]]]}),
        ({"name": "{{ lookup('pipe', 'id') }}"}, {"name": "{{ lookup('pipe', 'id') }}"}),
        ({"x": "'; DROP TABLE"}, {"x": "'; DROP TABLE"}),
    ],
)
def test_variables_are_read_from_an_object_or_from_json(value: object, variables: dict[str, Any]) -> None:
    assert parse_variables(value) == variables


@pytest.mark.parametrize(
    "name",
    [
        "ansible_connection",
        "ANSIBLE_HOST",
        "_ansible_no_log",
        "provision_id",
        "current_datetime",
        "vars",
        "hostvars",
        "groups",
        "omit",
        "inventory_hostname",
        "playbook_dir",
        "role_path",
        "environment",
        "lookup",
        "query",
        "become",
        "become_user",
        "access_token",
        "crm_config",
        "",
        "9lives",
        "with space",
        "dash-ed",
        "a.b",
        "naïve",
        "x" * 81,
        "days\n",
    ],
)
def test_names_that_would_change_how_ansible_runs_or_are_no_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_variables({"days": 30, name: 1})
    assert list(refusal.value.fields) == ["provisioning_json_vars"]


@pytest.mark.parametrize(
    "value",
    [
        "x" * 501,
        "\x00",
        "\ud800",
        {"nested": "object"},
        [{"a": 1}],
        [[[[1]]]],
        ["x"] * 51,
        2**63,
        Decimal("1e999"),
        float("nan"),
        float("inf"),
        b"bytes",
    ],
)
def test_values_that_no_play_should_get_are_refused_with_the_variable(value: object) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_variables({"days": 30, "given": value})
    assert list(refusal.value.fields) == ["provisioning_json_vars.given"]


@pytest.mark.parametrize(
    "value",
    [
        "[1]",
        "{'days': 30}",
        "{",
        '{"x":1e99999999999999999999}',
        "5",
        5,
        [1],
        {f"v{n}": n for n in range(61)},
        "[" * 9000,
    ],
)
def test_what_is_no_object_of_variables_is_refused_with_its_field(value: object) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_variables(value)
    assert list(refusal.value.fields) == ["provisioning_json_vars"]


@pytest.mark.parametrize(
    ("retail", "wholesale", "profit", "markup", "margin"),
    [
        ("15.00", "5.00", "10.00", "200", "67"),  # 10/5, 10/15 = 66.67
        ("0.00", "1.00", "-1.00", "-100", None),  # the set-up of the example product: -1/1, no price to be a part of
        ("5.00", "0.00", "5.00", None, "100"),
        ("0.00", "0.00", "0.00", None, None),
        ("8.00", "5.00", "3.00", "60", "38"),  # 3/8 = 37.5, half away from zero
        ("5.00", "8.00", "-3.00", "-38", "-60"),
    ],
)
def test_what_a_price_earns(retail: str, wholesale: str, profit: str, markup: str | None, margin: str | None) -> None:
    assert margins(Decimal(retail), Decimal(wholesale)) == Margins(
        profit=Decimal(profit),
        markup_percent=None if markup is None else Decimal(markup),
        margin_percent=None if margin is None else Decimal(margin),
    )


OFFER = Offer(
    is_enabled=True,
    category="standalone",
    is_for_residential=True,
    is_for_business=True,
    customer_can_purchase=True,
    available_from=None,
    available_until=None,
    brand_id=None,
    has_price=True,
)


def reasons(offer: Offer, *, is_business: bool = False, by_customer: bool = False) -> list[str]:
    return ineligibility(offer, is_business=is_business, brand_id=7, by_customer=by_customer, at=AT)


@pytest.mark.parametrize(
    ("changes", "is_business", "by_customer", "reason"),
    [
        ({"is_enabled": False}, False, False, "The product is disabled; new orders are not taken."),
        ({"is_for_business": False}, True, False, "The product is not sold to business customers."),
        ({"is_for_residential": False}, False, False, "The product is not sold to residential customers."),
        ({"customer_can_purchase": False}, False, True, "Customers cannot buy this product themselves."),
        ({"available_from": AT + timedelta(seconds=1)}, False, False, "The product is not available yet."),
        ({"available_until": AT}, False, False, "The product is no longer available."),
        ({"brand_id": 8}, False, False, "The product belongs to another brand."),
        ({"has_price": False}, False, False, "The product has no price in the account's currency."),
        ({"category": "bundle"}, False, False, "It names no components; a bundle consists of some."),
        (
            {"category": "addon"},
            False,
            False,
            "An add-on is ordered from the page of the service that it adds to.",
        ),
    ],
)
def test_each_reason_alone(changes: dict[str, Any], is_business: bool, by_customer: bool, reason: str) -> None:  # noqa: FBT001  # parameters of the table
    assert reasons(replace(OFFER, **changes), is_business=is_business, by_customer=by_customer) == [reason]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"is_for_business": False},
        {"customer_can_purchase": False},
        {"available_from": AT},
        {"available_until": AT + timedelta(microseconds=1)},
        {"brand_id": 7},
    ],
)
def test_what_does_not_stand_in_the_way_is_no_reason(changes: dict[str, Any]) -> None:
    assert reasons(replace(OFFER, **changes)) == []


def test_every_reason_is_told_at_once() -> None:
    offer = replace(OFFER, is_enabled=False, brand_id=8, has_price=False)
    assert len(reasons(offer)) == 3


@pytest.mark.parametrize(
    ("policy", "choice", "renews"),
    [
        ("true", None, True),
        ("false", None, False),
        ("false", True, False),
        ("prompt", True, True),
        ("prompt", False, False),
    ],
)
def test_a_service_renews_as_its_product_says_or_as_was_chosen(policy: str, choice: bool | None, renews: bool) -> None:  # noqa: FBT001  # parameters of the table
    assert renews_automatically(policy, choice) is renews


def test_a_choice_that_the_product_asks_for_must_be_made() -> None:
    with pytest.raises(InvalidInputError) as refusal:
        renews_automatically("prompt", None)
    assert list(refusal.value.fields) == ["auto_renew"]
