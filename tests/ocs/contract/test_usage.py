"""DebitUsage and GetMaxUsage, which are Trunkline's own: CGRateS has neither, so only strict engines are asked."""

import json
from typing import Any

import pytest

from tests.ocs.contract.conftest import Account, Engine

pytestmark = pytest.mark.usefixtures("_strictly")


@pytest.fixture
def _strictly(engine: Engine) -> None:
    engine.strictly()


def use(account: Account, value: Any, balance_type: str = "*data", **more: Any) -> str:
    params = {**account.named, "BalanceType": balance_type, "Value": value, **more}
    result, error = account.engine("APIerSv1.DebitUsage", **params)
    return str(error or result)


def most(account: Account, balance_type: str = "*data", **more: Any) -> Any:
    return account.engine.ok("APIerSv1.GetMaxUsage", **account.named, BalanceType=balance_type, **more)


def set_options(account: Account, **options: bool) -> None:
    assert account.engine.ok("ApierV2.SetAccount", **account.named, ExtraOptions=options) == "OK"


@pytest.mark.parametrize("balance_type", ["*data", "*voice", "*sms", "*generic", "*monetary", "*mms"])
def test_a_use_is_debited_from_its_type_alone(account: Account, balance_type: str) -> None:
    for kind in ("*data", "*voice", "*sms", "*generic", "*monetary", "*mms"):
        account.change("AddBalance", balance_type=kind, ID="A", Value=10)
    assert use(account, 4, balance_type) == "OK"
    for kind in ("*data", "*voice", "*sms", "*generic", "*monetary", "*mms"):
        assert account.values(kind) == {"A": 6 if kind == balance_type else 10}
    assert most(account, balance_type) == 6


def test_a_boost_is_used_before_the_month(account: Account) -> None:
    account.change("AddBalance", ID="MONTH", Value=2, Weight=10)
    account.change("AddBalance", ID="BOOST", Value=5, Weight=20)
    assert most(account) == 7
    assert use(account, 6) == "OK"
    assert account.values() == {"BOOST": 0, "MONTH": 1}


def test_what_does_not_suffice_is_refused_whole(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=2.5)
    assert use(account, 3) == "INSUFFICIENT_CREDIT"
    assert account.values() == {"A": 2.5}
    assert use(account, 2.5) == "OK"
    assert most(account) == 0


@pytest.mark.parametrize(
    ("listed", "fitting", "unfit"),
    [
        ("", ["", "GB", "FR;US"], []),
        ("*any", ["", "GB"], []),
        ("GB", ["GB", "GB;FR"], ["", "FR"]),
        ("GB;FR", ["FR"], ["US"]),
        ("!GB", ["", "FR"], ["GB", "GB;FR"]),
        ("*any;!GB", ["", "FR"], ["GB"]),
        ("GB;!FR", ["GB"], ["FR", "GB;FR", ""]),
    ],
)
def test_only_balances_of_the_destination_fit(
    account: Account, listed: str, fitting: list[str], unfit: list[str]
) -> None:
    account.change("AddBalance", ID="A", Value=100, DestinationIDs=listed)
    for destinations in fitting:
        assert most(account, DestinationIDs=destinations) == 100
    for destinations in unfit:
        assert most(account, DestinationIDs=destinations) == 0
        assert use(account, 1, DestinationIDs=destinations) == "INSUFFICIENT_CREDIT"
    assert [use(account, 1, DestinationIDs=destinations) for destinations in fitting] == ["OK"] * len(fitting)
    assert account.values() == {"A": 100 - len(fitting)}


def test_only_balances_of_the_category_fit(account: Account) -> None:
    account.change("AddBalance", ID="CALLS", Value=10, Weight=30, Categories="call")
    account.change("AddBalance", ID="NO_CALLS", Value=10, Weight=20, Categories="!call")
    account.change("AddBalance", ID="ALL", Value=10, Weight=10)
    assert [most(account, Category=category) for category in ("call", "data", "")] == [20, 20, 20]
    assert use(account, 15, Category="call") == "OK"
    assert use(account, 15, Category="data") == "OK"
    assert account.values() == {"CALLS": 0, "NO_CALLS": 0, "ALL": 0}


def test_nothing_beyond_a_blocker_is_used_unless_the_blocker_does_not_fit(account: Account) -> None:
    account.change("AddBalance", ID="STOP", Value=5, Weight=20, Blocker=True, DestinationIDs="GB")
    account.change("AddBalance", ID="REST", Value=100, Weight=10)
    assert (most(account, DestinationIDs="GB"), most(account, DestinationIDs="FR")) == (5, 100)
    assert use(account, 6, DestinationIDs="GB") == "INSUFFICIENT_CREDIT"
    assert use(account, 6, DestinationIDs="FR") == "OK"
    assert account.values() == {"STOP": 5, "REST": 94}


def test_a_disabled_balance_is_not_used(account: Account) -> None:
    account.change("AddBalance", ID="OFF", Value=5, Disabled=True)
    assert most(account) == 0
    assert use(account, 1) == "INSUFFICIENT_CREDIT"


def test_a_disabled_account_is_not_used(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=5)
    set_options(account, Disabled=True)
    assert use(account, 1) == "ACCOUNT_DISABLED"
    assert account.engine.refused("APIerSv1.GetMaxUsage", **account.named, BalanceType="*data") == "ACCOUNT_DISABLED"
    set_options(account, Disabled=False)
    assert use(account, 1) == "OK"
    assert account.values() == {"A": 4}


def test_an_account_that_may_be_below_zero_has_no_limit(account: Account) -> None:
    account.change("AddBalance", balance_type="*monetary", ID="A", Value=5, DestinationIDs="GB")
    set_options(account, AllowNegative=True)
    assert most(account, "*monetary", DestinationIDs="GB") is None
    assert use(account, 7, "*monetary", DestinationIDs="GB") == "OK"
    assert account.values("*monetary") == {"A": -2}
    assert use(account, 3, "*monetary", DestinationIDs="FR") == "OK"
    assert account.values("*monetary") == {"A": -2, "*default": -3}
    account.change("SetBalance", balance_type="*monetary", ID="*default", DestinationIDs="GB")
    assert most(account, "*monetary", DestinationIDs="FR") == 0
    assert use(account, 3, "*monetary", DestinationIDs="FR") == "INSUFFICIENT_CREDIT"


def test_a_use_of_nothing_takes_nothing(account: Account) -> None:
    assert use(account, 0) == "OK"
    assert account.show()["BalanceMap"] is None
    assert most(account) == 0


def test_an_unknown_account_is_not_used(engine: Engine, fresh: str) -> None:
    named = {"Tenant": "none.example", "Account": fresh, "BalanceType": "*data"}
    assert engine.refused("APIerSv1.DebitUsage", **named, Value=1) == "NOT_FOUND"
    assert engine.refused("APIerSv1.GetMaxUsage", **named) == "NOT_FOUND"


@pytest.mark.parametrize("method", ["DebitUsage", "GetMaxUsage"])
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"Account": 5}, "cannot unmarshal number into Go struct field Attr{method}.Account of type string"),
        ({"Account": ""}, "MANDATORY_IE_MISSING: [Account]"),
        ({"BalanceType": None}, "MANDATORY_IE_MISSING: [BalanceType]"),
        ({"BalanceType": "*petrol"}, "INVALID_VALUE: [BalanceType]"),
        ({"BalanceType": ["*data"]}, "cannot unmarshal array into Go struct field Attr{method}.BalanceType"),
        ({"DestinationIDs": ["GB"]}, "cannot unmarshal array into Go struct field Attr{method}.DestinationIDs"),
        ({"DestinationIDs": "!GB"}, "INVALID_VALUE: [DestinationIDs]"),
        ({"DestinationIDs": "GB;" * 100}, "INVALID_VALUE: [DestinationIDs]"),
        ({"Category": {}}, "cannot unmarshal object into Go struct field Attr{method}.Category"),
        ({"Category": "!call"}, "INVALID_VALUE: [Category]"),
        ({"Category": "a\0b"}, "INVALID_VALUE: [Category]"),
    ],
)
def test_what_cannot_be_read_is_refused(account: Account, method: str, change: dict[str, Any], error: str) -> None:
    account.change("AddBalance", ID="A", Value=5)
    params = {**account.named, "BalanceType": "*data", "Value": 1, **change}
    assert error.format(method=method) in account.engine.refused(f"APIerSv1.{method}", **params)
    assert account.values() == {"A": 5}


@pytest.mark.parametrize("value", ['"5"', "true", "[1]", "-1", "1e18", "1e-10", "1e999999999", "NaN"])
def test_amounts_that_are_none_are_refused(account: Account, value: str) -> None:
    account.change("AddBalance", ID="A", Value=5)
    params = json.dumps({**account.named, "BalanceType": "*data", "Value": "VALUE"}).replace('"VALUE"', value)
    body = f'{{"method": "APIerSv1.DebitUsage", "params": [{params}], "id": 1}}'
    assert account.engine.raw(body)["error"] is not None
    assert account.values() == {"A": 5}
