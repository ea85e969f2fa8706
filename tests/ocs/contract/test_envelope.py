"""The JSON-RPC envelope, row by row of what CGRateS was seen to answer."""

import json

import pytest

from tests.ocs.contract.conftest import TENANT, Account, Engine


def test_a_request_without_an_id_is_answered_with_null(engine: Engine) -> None:
    assert engine.raw('{"method":"ApierV1.Ping","params":[{}]}') == {"id": None, "result": "Pong", "error": None}


def test_an_id_of_text_comes_back(engine: Engine) -> None:
    assert engine.raw('{"method":"ApierV1.Ping","params":[{}],"id":"a-1"}')["id"] == "a-1"


def test_the_answer_ends_with_a_new_line(engine: Engine) -> None:
    body = engine.post(b'{"method":"ApierV1.Ping","params":[{}],"id":7}')
    assert body == b'{"id":7,"result":"Pong","error":null}\n'


def test_a_version_of_json_rpc_is_ignored(engine: Engine) -> None:
    body = '{"jsonrpc":"2.0","method":"ApierV1.Ping","params":[{}],"id":1}'
    assert engine.raw(body) == {"id": 1, "result": "Pong", "error": None}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            '{"method":"ApierV1.Ping","params":{},"id":1}',
            "json: cannot unmarshal object into Go value of type [1]interface {}",
        ),
        ('{"method":"ApierV1.Ping","id":1}', "jsonrpc: request body missing params"),
        ('{"method":"Foo.Bar","params":[{}],"id":1}', "rpc: can't find service Foo.Bar"),
        ('{"method":"ApierV1.Foo","params":[{}],"id":1}', "rpc: can't find method ApierV1.Foo"),
        ('{"method":"Ping","params":[{}],"id":1}', "rpc: service/method request ill-formed: Ping"),
        ('{"method":"ApierV1.ping","params":[{}],"id":1}', "rpc: can't find method ApierV1.ping"),
        (
            '{"method":"APIerSv2.GetAccount","params":[5],"id":1}',
            "json: cannot unmarshal number into Go value of type utils.AttrGetAccount",
        ),
    ],
)
def test_an_ill_formed_request_is_refused(engine: Engine, body: str, error: str) -> None:
    assert engine.raw(body) == {"id": 1, "result": None, "error": error}


def test_an_empty_list_of_params_is_one_empty_object(engine: Engine) -> None:
    assert engine.raw('{"method":"ApierV1.Ping","params":[],"id":1}')["result"] == "Pong"


@pytest.mark.parametrize("service", ["ApierV1", "ApierV2", "APIerSv1", "APIerSv2"])
def test_every_spelling_of_the_service_is_understood(engine: Engine, account: Account, service: str) -> None:
    balance = {"ID": "A", "Value": 1}
    assert engine.ok(f"{service}.Ping") == "Pong"
    assert engine.ok(f"{service}.AddBalance", **account.named, BalanceType="*data", Balance=balance) == "OK"
    assert account.values() == {"A": 1}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("Value", "x", "cannot unmarshal string into Go struct field AttrAddBalance.Value of type float64"),
        ("BalanceType", 5, "cannot unmarshal number into Go struct field AttrAddBalance.BalanceType of type string"),
        ("Overwrite", "yes", "cannot unmarshal string into Go struct field AttrAddBalance.Overwrite of type bool"),
        (
            "Balance",
            [1],
            "cannot unmarshal array into Go struct field AttrAddBalance.Balance of type map[string]interface {}",
        ),
    ],
)
def test_a_field_of_the_wrong_type_is_named(
    engine: Engine, account: Account, field: str, value: object, reason: str
) -> None:
    params = {**account.named, "BalanceType": "*data", "Balance": {"ID": "A", "Value": 1}, field: value}
    assert engine.refused("ApierV1.AddBalance", **params) == f"json: {reason}"
    assert account.values() == {}


def test_an_option_of_the_wrong_type_is_named(engine: Engine, account: Account) -> None:
    error = engine.refused("ApierV2.SetAccount", **account.named, ExtraOptions={"Disabled": "yes"})
    assert error == "json: cannot unmarshal string into Go struct field AttrSetAccount.ExtraOptions of type bool"


def test_names_of_fields_are_read_in_any_case(engine: Engine, account: Account, fresh: str) -> None:
    assert engine.ok("ApierV1.GetActionPlan", iD=None) is not None
    assert engine.refused("ApierV1.GetActionPlan", id=fresh) == "NOT_FOUND"
    error = engine.refused("ApierV2.SetAccount", **account.named, ActionPlanIds=[fresh])
    assert error == "SERVER_ERROR: NOT_FOUND"


def test_names_of_fields_inside_a_balance_are_read_in_any_case(engine: Engine, account: Account) -> None:
    engine.strictly()
    account.change("AddBalance", id="A", value=3, weight=2)
    assert account.balances()["A"]["Weight"] == 2


def test_a_missing_tenant_is_named(engine: Engine) -> None:
    engine.needs_tenant()
    assert engine.refused("ApierV2.SetAccount", Account="a") == "MANDATORY_IE_MISSING: [Tenant]"
    assert engine.refused("ApierV1.AddBalance") == "MANDATORY_IE_MISSING: [Tenant Account BalanceType]"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        '"text"',
        '{"method":"ApierV1.Ping","params":[{}],"id":NaN}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"method":5,"params":[{}]}',
        '{"method":"ApierV1.Ping","params":[{}],"id":' + "9" * 5000 + "}",
    ],
)
def test_what_is_no_request_is_answered_at_once(engine: Engine, body: str) -> None:
    engine.strictly()
    document = engine.raw(body)
    assert document["result"] is None
    assert document["error"]


def test_a_body_of_more_than_256_kib_is_refused(engine: Engine) -> None:
    engine.strictly()
    body = json.dumps({"method": "ApierV1.Ping", "params": [{"a": "x" * 256 * 1024}], "id": 1})
    assert engine.raw(body)["error"] == "request body larger than 262144 bytes"


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("1e999999999", "request body holds a number with too many digits"),
        ('"1e999999999"', "INVALID_VALUE: [Balance.Value] must be smaller than 1e18."),
        ("1000000000000000000", "INVALID_VALUE: [Balance.Value] must be smaller than 1e18."),
        ("0.0000000001", "INVALID_VALUE: [Balance.Value] has more than 9 decimals."),
        ("1e-999999999", "request body holds a number with too many digits"),
        ('"1e-999999999"', "INVALID_VALUE: [Balance.Value] has more than 9 decimals."),
        ("1.00000000000000000000000000000000000001", "INVALID_VALUE: [Balance.Value] has more than 9 decimals."),
        ('"NaN"', "INVALID_VALUE: [Balance.Value] must be a finite number."),
        ('"Infinity"', "INVALID_VALUE: [Balance.Value] must be a finite number."),
        ("[]", "INVALID_VALUE: [Balance.Value] must be a number."),
        ("true", "INVALID_VALUE: [Balance.Value] must be a number."),
        ('"abc"', 'strconv.ParseFloat: parsing "abc": invalid syntax'),
    ],
)
def test_a_value_that_cannot_be_kept_exactly_is_refused(
    engine: Engine, account: Account, value: str, error: str
) -> None:
    engine.strictly()
    body = (
        f'{{"method":"ApierV1.AddBalance","id":1,"params":[{{"Tenant":"{TENANT}","Account":"{account.name}",'
        f'"BalanceType":"*data","Balance":{{"ID":"A","Value":{value}}}}}]}}'
    )
    assert engine.raw(body)["error"] == error
    assert account.values() == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 201, "has more than 200 characters."),
        ("x" * 10_000, "has more than 200 characters."),
        ("a\x00b", "holds a character that is not allowed."),
        ("a\ud800b", "holds a character that is not allowed."),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_with_its_field(
    engine: Engine, account: Account, text: str, reason: str
) -> None:
    engine.strictly()
    assert account.change_refused("AddBalance", ID=text, Value=1) == f"INVALID_VALUE: [Balance.ID] {reason}"
    assert engine.refused("ApierV2.SetAccount", Tenant=TENANT, Account=text) == f"INVALID_VALUE: [Account] {reason}"
    assert account.values() == {}


@pytest.mark.parametrize(
    "text", ["{{ lookup('pipe','id') }}", "'; DROP TABLE ocs_ocsbalance; --", "📶", "שלום", "x" * 200]
)
def test_a_text_is_kept_as_it_is(account: Account, text: str) -> None:
    account.change("AddBalance", ID=text, Value=1)
    assert account.values() == {text: 1}
