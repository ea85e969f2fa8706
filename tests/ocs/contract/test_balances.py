"""Balances, row by row of what CGRateS was seen to answer, and where ours is stricter."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.ocs.contract.conftest import TENANT, Account, Engine

GIB = 1024**3


def ends(account: Account, balance_id: str) -> datetime:
    text: str = account.balances()[balance_id]["ExpirationDate"]
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(seconds + "+00:00").replace(microsecond=int((fraction + "000000")[:6]))


def test_a_balance_is_shown_with_all_that_it_has(account: Account) -> None:
    account.change("AddBalance", ID="DATA_20GB", Value=20 * GIB, ExpiryTime="2090-01-01T00:00:00Z", Weight=10)
    (shown,) = account.show()["BalanceMap"]["*data"]
    assert len(shown.pop("Uuid")) == 36
    assert shown == {
        "ID": "DATA_20GB",
        "Value": 21474836480,  # 20 × 1024³
        "ExpirationDate": "2090-01-01T00:00:00Z",
        "Weight": 10,
        "DestinationIDs": {},
        "RatingSubject": "",
        "Categories": {},
        "SharedGroups": {},
        "Timings": None,
        "TimingIDs": {},
        "Disabled": False,
        "Factor": None,
        "Blocker": False,
    }


def test_lists_are_separated_by_semicolons(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=1, DestinationIDs="DST;D2", Categories="call;data", SharedGroups="G")
    shown = account.balances()["A"]
    assert shown["DestinationIDs"] == {"DST": True, "D2": True}
    assert shown["Categories"] == {"call": True, "data": True}
    assert shown["SharedGroups"] == {"G": True}


def test_a_value_stands_at_the_top_or_in_the_balance(engine: Engine, account: Account) -> None:
    change = {**account.named, "BalanceType": "*data"}
    assert engine.ok("ApierV1.AddBalance", **change, Value=3, Balance={"ID": "A"}) == "OK"
    assert engine.ok("ApierV1.AddBalance", **change, Balance={"ID": "A", "Value": 4}) == "OK"
    assert account.values() == {"A": 7}
    assert engine.ok("ApierV1.SetBalance", **change, Value=2, Balance={"ID": "A"}) == "OK"
    assert account.values() == {"A": 2}


def test_a_grant_to_an_existing_balance_leaves_expiry_and_weight(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=5, ExpiryTime="2090-01-01T00:00:00Z", Weight=10)
    account.change("AddBalance", ID="A", Value=6, ExpiryTime="2091-01-01T00:00:00Z", Weight=20)
    shown = account.balances()["A"]
    assert (shown["Value"], shown["ExpirationDate"], shown["Weight"]) == (11, "2090-01-01T00:00:00Z", 10)


def test_an_overwriting_grant_replaces_the_value_only(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=5, ExpiryTime="2090-01-01T00:00:00Z", Weight=10)
    account.change("AddBalance", overwrite=True, ID="A", Value=2, ExpiryTime="2091-01-01T00:00:00Z", Weight=20)
    shown = account.balances()["A"]
    assert (shown["Value"], shown["ExpirationDate"], shown["Weight"]) == (2, "2090-01-01T00:00:00Z", 10)


def test_a_grant_without_a_value_adds_nothing(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=5)
    assert account.change("AddBalance", ID="A") == "OK"
    assert account.values() == {"A": 5}


def test_a_grant_to_an_unknown_account_is_refused(engine: Engine, fresh: str) -> None:
    engine.strictly()
    unknown = {"Tenant": TENANT, "Account": fresh, "BalanceType": "*data", "Balance": {"ID": "A", "Value": 1}}
    for method in ("AddBalance", "SetBalance", "DebitBalance", "RemoveBalances"):
        assert engine.refused(f"ApierV1.{method}", **unknown) == "NOT_FOUND"
    assert engine.refused("ApierV2.GetAccount", Tenant=TENANT, Account=fresh) == "NOT_FOUND"


def test_an_unknown_type_of_balance_is_refused(engine: Engine, account: Account) -> None:
    engine.strictly()
    error = account.change_refused("AddBalance", balance_type="*petrol", ID="A", Value=1)
    known = "*data, *voice, *sms, *mms, *monetary, *generic"
    assert error == f"INVALID_VALUE: [BalanceType] must be one of {known}."


@pytest.mark.parametrize("method", ["AddBalance", "SetBalance", "DebitBalance"])
def test_a_negative_value_is_refused(engine: Engine, account: Account, method: str) -> None:
    engine.strictly()
    account.change("AddBalance", ID="A", Value=5)
    assert account.change_refused(method, ID="A", Value=-1) == "INVALID_VALUE: [Value] must not be negative."
    assert account.values() == {"A": 5}


@pytest.mark.parametrize("balance_type", ["*data", "*voice", "*sms", "*mms", "*monetary", "*generic"])
def test_each_type_has_balances_of_its_own(account: Account, balance_type: str) -> None:
    account.change("AddBalance", balance_type=balance_type, ID="A", Value=5)
    assert list(account.show()["BalanceMap"]) == [balance_type]
    assert account.values(balance_type) == {"A": 5}


@pytest.mark.parametrize(
    ("given", "days_min", "days_max"),
    [
        ("+720h", 30, 30),
        ("+1h30m", 0.0625, 0.0625),  # 90 minutes of 1,440
        ("*daily", 1, 1),
        ("*monthly", 28, 31),
        ("*yearly", 365, 366),
    ],
)
def test_an_expiry_counted_from_now(account: Account, given: str, days_min: float, days_max: float) -> None:
    before = datetime.now(UTC)
    account.change("AddBalance", ID="A", Value=5, ExpiryTime=given)
    after = datetime.now(UTC)
    # A second for what is cut off of the fraction.
    assert before + timedelta(days=days_min, seconds=-1) <= ends(account, "A")
    assert ends(account, "A") <= after + timedelta(days=days_max, seconds=1)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2090-01-01T00:00:00Z", "2090-01-01T00:00:00Z"),
        ("2090-01-01T00:00:00.123456Z", "2090-01-01T00:00:00.123456Z"),
        ("3786912000", "2090-01-01T00:00:00Z"),  # 120 years with 30 leap days since 1970: 43,830 days × 86,400 s
        ("2090-01-01 00:00:00", "2090-01-01T00:00:00Z"),
        ("*unlimited", "0001-01-01T00:00:00Z"),
        ("", "0001-01-01T00:00:00Z"),
        ("0", "0001-01-01T00:00:00Z"),
    ],
)
def test_an_expiry_told_as_such(account: Account, given: str, shown: str) -> None:
    account.change("AddBalance", ID="A", Value=5, ExpiryTime=given)
    assert account.balances()["A"]["ExpirationDate"] == shown


def test_the_end_of_the_month_is_its_last_second(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=5, ExpiryTime="*month_end")
    end = ends(account, "A")
    assert (end + timedelta(seconds=1)).day == 1
    assert (end.hour, end.minute, end.second) == (23, 59, 59)
    assert timedelta() <= end - datetime.now(UTC) <= timedelta(days=31)


def test_a_balance_that_is_over_already_is_not_made(account: Account) -> None:
    assert account.change("AddBalance", ID="A", Value=5, ExpiryTime="2020-01-01T00:00:00Z") == "OK"
    assert account.values() == {}


@pytest.mark.parametrize("given", ["soon", "2090-01-01", "-1h"])
def test_an_unknown_form_of_expiry_is_refused(account: Account, given: str) -> None:
    assert account.change_refused("AddBalance", ID="A", Value=5, ExpiryTime=given) == "Unsupported time format"
    assert account.values() == {}


@pytest.mark.parametrize("given", ["+", "+1x", "+99999999999h", "9999-12-31T23:59:59-01:00", "2090-13-01T00:00:00Z"])
def test_an_impossible_expiry_is_refused(engine: Engine, account: Account, given: str) -> None:
    engine.strictly()
    assert account.change_refused("AddBalance", ID="A", Value=5, ExpiryTime=given) == "Unsupported time format"


def test_a_setting_changes_what_it_names(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=5, ExpiryTime="2090-01-01T00:00:00Z", Weight=10)
    account.change("SetBalance", ID="A", Value=9, ExpiryTime="2091-01-01T00:00:00Z", Weight=20, Blocker=True)
    shown = account.balances()["A"]
    assert (shown["Value"], shown["ExpirationDate"]) == (9, "2091-01-01T00:00:00Z")
    assert (shown["Weight"], shown["Blocker"]) == (20, True)
    account.change("SetBalance", ID="A", ExpiryTime="*unlimited", Blocker=False)
    shown = account.balances()["A"]
    assert (shown["Value"], shown["ExpirationDate"]) == (9, "0001-01-01T00:00:00Z")
    assert (shown["Weight"], shown["Blocker"]) == (20, False)


def test_a_setting_makes_a_balance_that_is_not_there(account: Account) -> None:
    account.change("SetBalance", ID="A", Value=9, Weight=3)
    assert account.values() == {"A": 9}
    assert account.balances()["A"]["Weight"] == 3


def test_a_setting_must_name_a_balance(account: Account) -> None:
    error = account.change_refused("SetBalance", Value=1)
    assert error == "MANDATORY_IE_MISSING: [BalanceID or BalanceUUID]"


def test_a_setting_keeps_to_its_type(engine: Engine, account: Account) -> None:
    engine.strictly()
    account.change("AddBalance", ID="A", Value=1)
    account.change("SetBalance", balance_type="*voice", ID="A", Value=2)
    assert (account.values("*data"), account.values("*voice")) == ({"A": 1}, {"A": 2})


def test_a_balance_is_found_by_its_uuid(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=1)
    account.change("SetBalance", UUID=account.balances()["A"]["Uuid"], Value=4)
    assert account.values() == {"A": 4}
    gone = "00000000-0000-4000-8000-000000000000"
    assert account.change_refused("SetBalance", UUID=gone, ID="A", Value=3) == "PARTIALLY_EXECUTED"


def test_a_debit_takes_from_the_balance_it_names(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=10, Weight=10)
    account.change("AddBalance", ID="B", Value=10, Weight=20)
    assert account.change("DebitBalance", ID="A", Value=4) == "OK"
    assert account.values() == {"A": 6, "B": 10}


def test_a_debit_without_a_value_takes_nothing(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=10)
    assert account.change("DebitBalance", ID="A") == "OK"
    assert account.values() == {"A": 10}


def test_a_debit_beyond_what_there_is_takes_nothing(engine: Engine, account: Account) -> None:
    engine.strictly()
    account.change("AddBalance", ID="A", Value=10, Weight=10)
    account.change("AddBalance", ID="B", Value=5, Weight=20)
    assert account.change_refused("DebitBalance", ID="A", Value=11) == "INSUFFICIENT_CREDIT"
    assert account.change_refused("DebitBalance", ID="none", Value=1) == "INSUFFICIENT_CREDIT"
    assert account.change_refused("DebitBalance", Value=16) == "INSUFFICIENT_CREDIT"
    assert account.change_refused("DebitBalance", balance_type="*sms", Value=1) == "INSUFFICIENT_CREDIT"
    assert account.values() == {"A": 10, "B": 5}


def test_a_debit_takes_once_by_weight_and_expiry(engine: Engine, account: Account) -> None:
    engine.strictly()
    # 2 GB left of the month, a boost of 5 GB with the greater weight, then 6 GB are used.
    account.change("AddBalance", ID="MONTH", Value=2 * GIB, Weight=10, ExpiryTime="+720h")
    account.change("AddBalance", ID="LATER", Value=3 * GIB, Weight=10, ExpiryTime="+800h")
    account.change("AddBalance", ID="EVER", Value=3 * GIB, Weight=10)
    account.change("AddBalance", ID="BOOST", Value=5 * GIB, Weight=20, ExpiryTime="+168h")
    account.change("DebitBalance", Value=6 * GIB)
    assert account.values() == {"BOOST": 0, "MONTH": GIB, "LATER": 3 * GIB, "EVER": 3 * GIB}
    account.change("DebitBalance", Value=5 * GIB)
    assert account.values() == {"BOOST": 0, "MONTH": 0, "LATER": 0, "EVER": 2 * GIB}


def test_a_debit_passes_over_disabled_balances_and_stops_at_a_blocker(engine: Engine, account: Account) -> None:
    engine.strictly()
    account.change("AddBalance", ID="OFF", Value=10, Weight=30, Disabled=True)
    account.change("AddBalance", ID="STOP", Value=10, Weight=20, Blocker=True)
    account.change("AddBalance", ID="REST", Value=10, Weight=10)
    assert account.change_refused("DebitBalance", Value=11) == "INSUFFICIENT_CREDIT"
    account.change("DebitBalance", Value=10)
    assert account.values() == {"OFF": 10, "STOP": 0, "REST": 10}
    assert account.change_refused("DebitBalance", Value=1) == "INSUFFICIENT_CREDIT"
    account.change("DebitBalance", ID="OFF", Value=1)
    assert account.values() == {"OFF": 9, "STOP": 0, "REST": 10}


def test_a_debit_goes_below_zero_where_that_is_allowed(engine: Engine, account: Account) -> None:
    engine.ok("ApierV2.SetAccount", **account.named, ExtraOptions={"AllowNegative": True})
    account.change("AddBalance", balance_type="*monetary", ID="A", Value=10, Weight=10)
    account.change("DebitBalance", balance_type="*monetary", ID="A", Value=12.5)
    account.change("DebitBalance", balance_type="*monetary", ID="B", Value=3, Weight=5)
    assert account.values("*monetary") == {"A": Decimal("-2.5"), "B": -3}
    assert account.balances("*monetary")["B"]["Weight"] == 5


def test_an_account_below_zero_may_not_be_forbidden_to_be_so(engine: Engine, account: Account) -> None:
    engine.strictly()
    engine.ok("ApierV2.SetAccount", **account.named, ExtraOptions={"AllowNegative": True})
    account.change("DebitBalance", balance_type="*monetary", Value=3)
    assert account.values("*monetary") == {"*default": -3}
    denied = engine.refused("ApierV2.SetAccount", **account.named, ExtraOptions={"AllowNegative": False})
    assert denied == "INSUFFICIENT_CREDIT"
    account.change("AddBalance", balance_type="*monetary", ID="*default", Value=3)
    engine.ok("ApierV2.SetAccount", **account.named, ExtraOptions={"AllowNegative": False})


def test_sums_are_exact(engine: Engine, account: Account) -> None:
    engine.strictly()
    for _ in range(3):
        account.change("AddBalance", balance_type="*monetary", ID="A", Value=0.1)
    assert account.values("*monetary") == {"A": Decimal("0.3")}
    account.change("DebitBalance", balance_type="*monetary", ID="A", Value="0.299999999")
    assert account.values("*monetary") == {"A": Decimal("0.000000001")}


def test_balances_are_removed_by_id(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=1)
    account.change("AddBalance", ID="B", Value=2)
    assert account.change("RemoveBalances", ID="A") == "OK"
    assert account.values() == {"B": 2}
    assert account.change_refused("RemoveBalances", ID="A") == "PARTIALLY_EXECUTED"


def test_balances_are_removed_by_what_they_have(account: Account) -> None:
    account.change("AddBalance", ID="A", Value=1, Weight=10)
    account.change("AddBalance", ID="B", Value=2, Weight=20)
    account.change("AddBalance", ID="C", Value=2, Weight=20)
    account.change("AddBalance", balance_type="*sms", ID="A", Value=1, Weight=20)
    account.change("RemoveBalances", Weight=20)
    assert account.values() == {"A": 1}
    account.change("RemoveBalances")
    assert account.values() == {}
    assert account.values("*sms") == {"A": 1}


def test_removing_from_an_unknown_account_is_refused(engine: Engine, fresh: str) -> None:
    unknown = {"Tenant": TENANT, "Account": fresh, "BalanceType": "*data", "Balance": {"ID": "A"}}
    assert engine.refused("ApierV1.RemoveBalances", **unknown) == "NOT_FOUND"


def test_a_timing_that_nobody_defined_is_not_found(account: Account) -> None:
    error = account.change_refused("AddBalance", ID="A", Value=1, TimingIDs="NIGHT")
    assert error == "NOT_FOUND"


def test_a_balance_may_have_factors(engine: Engine, account: Account) -> None:
    engine.strictly()
    factor: dict[str, Any] = {"*voice": 2, "*sms": "0.5"}
    account.change("AddBalance", balance_type="*generic", ID="A", Value=1, Factor=factor)
    assert account.balances("*generic")["A"]["Factor"] == {"*voice": 2, "*sms": Decimal("0.5")}
