"""Products as the catalogue's documents write them: lists and variables in strings are read, malformed ones refused."""

import json
from typing import Any

import pytest

from tests.support.doors import ask, bearer, make_token
from tests.support.goods import find_or_make_specification
from tests.support.snapshot import TRACES_OF_CALLS, differences, take_snapshot
from tests.web.api.requests import product
from trunkline.parties.states import Role

pytestmark = pytest.mark.usefixtures("quiet")

STRING_FORMS = {
    "retail_cost": 15.00,
    "wholesale_cost": 5.00,
    "retail_setup_cost": 0.00,
    "wholesale_setup_cost": 1.00,
    "inventory_items_list": "['SIM Card', 'Mobile Number']",
    "relies_on_list": "",
    "features_list": "[\n'20 GB of fast data',\n'Calls and texts without limit',\n'Ends after 30 days'\n]",
    "provisioning_play": "play_local_mobile_sim",
    "provisioning_json_vars": '{\n"days": 30,\n"data_gb": 20,\n'
    '"voice_minutes": "unlimited",\n"sms_count": "unlimited"\n}',
}


@pytest.fixture
def headers() -> dict[str, str]:
    for name in ("SIM Card", "Mobile Number"):
        find_or_make_specification(name)
    return bearer(make_token(Role.PRODUCT_MANAGER))


def test_the_complete_example_in_its_string_forms_is_read(headers: dict[str, str]) -> None:
    body = product(**STRING_FORMS)
    made = ask("POST", "/api/v1/products", body, headers)
    assert made.status_code == 201, made.content
    document = json.loads(ask("GET", f"/api/v1/products/{json.loads(made.content)['id']}", b"", headers).content)
    assert document == json.loads(made.content)
    assert document["inventory_items_list"] == ["SIM Card", "Mobile Number"]
    assert document["relies_on_list"] == []
    assert document["features_list"] == ["20 GB of fast data", "Calls and texts without limit", "Ends after 30 days"]
    assert document["provisioning_json_vars"] == {
        "days": 30,
        "data_gb": 20,
        "voice_minutes": "unlimited",
        "sms_count": "unlimited",
    }
    assert document["prices"] == {
        "currency": "GBP",
        "retail_cost": "15.00",
        "wholesale_cost": "5.00",
        "retail_setup_cost": "0.00",
        "wholesale_setup_cost": "1.00",
        # 15 - 5 = 10; 10 / 5 = 200 %; 10 / 15 = 67 %
        "recurring": {"profit": "10.00", "markup_percent": 200, "margin_percent": 67},
        # 0 - 1 = -1; -1 / 1 = -100 %; nothing is earned of nothing
        "set_up": {"profit": "-1.00", "markup_percent": -100, "margin_percent": None},
    }
    kept = {"contract_days": 30, "auto_renew": "prompt", "allow_auto_renew": True, "business": False, "enabled": True}
    assert {name: document[name] for name in kept} == kept
    assert (document["available_from"], document["available_until"]) == ("2025-01-01T00:00:00Z", None)
    assert document["terms"] == {"version": 1, "text": "Credit ends after 30 days."}
    number = document["product_id"]
    for_plays = json.loads(ask("GET", f"/crm/product/product_id/{number}", b"", headers).content)
    assert for_plays["provisioning_json_vars"] == document["provisioning_json_vars"]
    assert for_plays["features_list"] == document["features_list"]


@pytest.mark.parametrize(
    ("written", "features"),
    [
        ("5 GB of data. Valid for 7 days", ["5 GB of data", "Valid for 7 days"]),
        ("5 GB of data. Valid for 7 days.", ["5 GB of data", "Valid for 7 days"]),
        ("Up to 2.5 Gbit/s", ["Up to 2.5 Gbit/s"]),
        (["One", "Two"], ["One", "Two"]),
        ("['One', \"Two's\"]", ["One", "Two's"]),
        ("[]", []),
        ("", []),
        (None, []),
    ],
)
def test_features_are_read_in_each_of_their_forms(headers: dict[str, str], written: Any, features: list[str]) -> None:
    made = ask("POST", "/api/v1/products", product(features_list=written), headers)
    assert made.status_code == 201, made.content
    assert json.loads(made.content)["features_list"] == features


def test_a_long_feature_gets_a_hint(headers: dict[str, str]) -> None:
    made = ask("POST", "/api/v1/products", product(features_list=["a" * 50, "b" * 51]), headers)
    assert json.loads(made.content)["hints"] == [f"'{'b' * 51}' is over 50 characters."]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("inventory_items_list", "['SIM Card', 'Mobile Number'", "is not a list in Python's syntax"),
        ("inventory_items_list", "SIM Card", "is not a list in Python's syntax"),
        ("inventory_items_list", "__import__('os').getpid()", "is not a list in Python's syntax"),
        ("inventory_items_list", "{'SIM Card': 1}", "must be a list of texts"),
        ("inventory_items_list", "[1, 2]", "must be text"),
        ("inventory_items_list", ["sim card"], "no resource specification has exactly this name"),
        ("inventory_items_list", ["SIM Card", "SIM Card"], "define two specifications"),
        ("relies_on_list", "[[]]", "must be text"),
        ("features_list", "['One', 2]", "must be text"),
        ("features_list", ["f"] * 51, "has 51 entries; at most 50 are allowed"),
        ("provisioning_json_vars", "{'days': 30}", "is not JSON"),
        ("provisioning_json_vars", '{"days": 30', "is not JSON"),
        ("provisioning_json_vars", "[30]", "must be an object"),
        ("provisioning_json_vars", {"ansible_connection": "ssh"}, "is not allowed as the name of a variable"),
        ("provisioning_json_vars", {"access_token": "x"}, "is not allowed as the name of a variable"),
        ("provisioning_json_vars", {"two words": 1}, "is not allowed as the name of a variable"),
        ("retail_cost", "15,00", "is not a decimal number"),
        ("retail_cost", "-0.01", "must not be below zero"),
        ("wholesale_cost", "0.0000000001", "has more than 9 decimals"),
        ("retail_setup_cost", "1e15", "must be smaller than"),
        ("currency", "GBX", "is no ISO 4217 currency code"),
        ("contract_days", -1, "must be from 0"),
        ("contract_days", 3651, "must be from 0"),
        ("product_slug", "Two Words", "must be lower-case letters, digits and single hyphens"),
        ("category", "combo", "is none of"),
        ("auto_renew", "sometimes", "is none of"),
        ("icon", "<script>", "must be a Font Awesome class"),
        ("available_until", "2025-01-01T00:00:00Z", "must be later than available_from"),
        ("product_type", "spaceship", "does not exist"),
        ("provisioning_play", "../../etc/passwd", "is not a name of a play"),
    ],
)
def test_a_malformed_form_is_refused_with_field_and_reason(
    headers: dict[str, str], field: str, value: Any, reason: str
) -> None:
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    answer = ask("POST", "/api/v1/products", product(**{field: value}), headers)
    assert answer.status_code == 422, answer.content
    [error] = json.loads(answer.content)["errors"]
    assert error["field"] == field
    assert reason in error["reason"]
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []


def test_a_misspelt_field_is_refused_by_its_name(headers: dict[str, str]) -> None:
    answer = ask("POST", "/api/v1/products", product(retial_cost=1), headers)
    assert answer.status_code == 422
    assert [error["field"] for error in json.loads(answer.content)["errors"]] == ["body.retial_cost"]


def test_a_product_is_not_published_later_without_its_play_either(headers: dict[str, str]) -> None:
    body = product(enabled=False, provisioning_play="play_not_installed")
    made = ask("POST", "/api/v1/products", body, headers)
    assert made.status_code == 201, made.content
    address = f"/api/v1/products/{json.loads(made.content)['id']}"
    before = take_snapshot(ignoring=TRACES_OF_CALLS)
    refused = ask("PATCH", address, {"enabled": True}, headers)
    assert (refused.status_code, json.loads(refused.content)["code"]) == (422, "play-missing")
    assert differences(before, take_snapshot(ignoring=TRACES_OF_CALLS)) == []
    assert ask("PATCH", address, {"enabled": False}, headers).status_code == 200
