"""Accounts, row by row of what CGRateS was seen to answer."""

from typing import Any

from tests.ocs.contract.conftest import TENANT, Account, Engine

NEW_ACCOUNT: dict[str, Any] = {
    "BalanceMap": None,
    "UnitCounters": None,
    "ActionTriggers": None,
    "AllowNegative": False,
    "Disabled": False,
    "UpdateTime": "0001-01-01T00:00:00Z",
}


def test_a_new_account_has_no_balances(account: Account) -> None:
    assert account.show() == {"ID": f"{TENANT}:{account.name}", **NEW_ACCOUNT}


def test_an_account_set_again_changes_only_what_is_named(engine: Engine, account: Account) -> None:
    assert engine.ok("ApierV2.SetAccount", **account.named, ExtraOptions={"Disabled": True}) == "OK"
    assert engine.ok("ApierV2.SetAccount", **account.named, ExtraOptions={"AllowNegative": True}) == "OK"
    assert engine.ok("ApierV2.SetAccount", **account.named) == "OK"
    shown = account.show()
    assert (shown["Disabled"], shown["AllowNegative"]) == (True, True)
    engine.ok("ApierV2.SetAccount", **account.named, ExtraOptions={"Disabled": False})
    shown = account.show()
    assert (shown["Disabled"], shown["AllowNegative"]) == (False, True)


def test_disabled_at_the_top_is_ignored(engine: Engine, account: Account) -> None:
    assert engine.ok("ApierV2.SetAccount", **account.named, Disabled=True) == "OK"
    assert account.show()["Disabled"] is False


def test_an_account_with_an_unknown_plan_is_not_made(engine: Engine, fresh: str) -> None:
    unknown = {"Tenant": TENANT, "Account": f"none_{fresh}"}
    error = engine.refused("ApierV2.SetAccount", **unknown, ActionPlanIDs=[f"plan_{fresh}"])
    assert error == "SERVER_ERROR: NOT_FOUND"
    assert engine.refused("ApierV2.GetAccount", **unknown) == "NOT_FOUND"


def test_an_unknown_account_is_not_found(engine: Engine, fresh: str) -> None:
    assert engine.refused("ApierV2.GetAccount", Tenant=TENANT, Account=fresh) == "NOT_FOUND"


def test_accounts_are_listed_without_unknown_ones(engine: Engine, account: Account, fresh: str) -> None:
    listed = engine.ok("ApierV2.GetAccounts", Tenant=TENANT, AccountIDs=[account.name, f"none_{fresh}"])
    assert [entry["ID"] for entry in listed] == [f"{TENANT}:{account.name}"]
    assert engine.ok("ApierV2.GetAccounts", Tenant=TENANT, AccountIDs=[f"none_{fresh}"]) == []
    engine.needs_tenant()
    assert engine.refused("ApierV2.GetAccounts") == "MANDATORY_IE_MISSING: [Tenant]"


def test_accounts_are_listed_page_by_page(engine: Engine, fresh: str) -> None:
    tenant = f"{fresh}.example"
    for name in ("a", "b", "c"):
        engine.ok("ApierV2.SetAccount", Tenant=tenant, Account=name)
    pages = [
        [entry["ID"] for entry in engine.ok("ApierV2.GetAccounts", Tenant=tenant, Offset=offset, Limit=2)]
        for offset in (0, 2, 4)
    ]
    assert [len(page) for page in pages] == [2, 1, 0]
    engine.strictly()  # CGRateS has no order, so its pages may overlap
    assert pages[0] + pages[1] == [f"{tenant}:{name}" for name in ("a", "b", "c")]


def test_accounts_of_tenants_are_apart(engine: Engine, account: Account, fresh: str) -> None:
    other = {"Tenant": f"{fresh}.example", "Account": account.name}
    assert engine.refused("ApierV2.GetAccount", **other) == "NOT_FOUND"


def test_a_removed_account_is_gone_and_its_name_starts_anew(engine: Engine, account: Account) -> None:
    account.change("AddBalance", ID="A", Value=5)
    assert engine.ok("ApierV2.RemoveAccount", **account.named) == "OK"
    assert engine.refused("ApierV2.GetAccount", **account.named) == "NOT_FOUND"
    engine.ok("ApierV2.SetAccount", **account.named)
    assert account.show() == {"ID": f"{TENANT}:{account.name}", **NEW_ACCOUNT}


def test_removing_an_unknown_account_is_ok(engine: Engine, fresh: str) -> None:
    assert engine.ok("ApierV2.RemoveAccount", Tenant=TENANT, Account=fresh) == "OK"
    assert engine.refused("ApierV2.RemoveAccount", Tenant=TENANT) == "MANDATORY_IE_MISSING: [Account]"
