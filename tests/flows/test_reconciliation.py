"""Differences between timeline, charging system, stock, charges, gateway: planted, found, explained, mended, gone."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from resource import RUSAGE_SELF, getrusage
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections
from pytest_django import Settings
from rich.console import Console

from tests.support import reconciling
from tests.support.database import TestDatabase
from tests.support.doors import ask as ask_door
from tests.support.doors import bearer, make_token
from tests.support.goods import make_item, make_specification
from tests.support.payments import bad_line, make_card, make_payment
from tests.support.people import command, make_account, make_brand, unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.reconciling import (
    ask,
    begin_top_up,
    differences,
    mend,
    ocs,
    only_difference,
    sell,
    shown,
    top_up,
)
from tests.support.renewals import GIGABYTE
from tests.support.services import make_stuck_job, place_order, start
from trunkline.billing.models import Charge, LedgerPosting, Transaction
from trunkline.cli.problems import OperatorError
from trunkline.cli.reconcile import mend as mend_by_command
from trunkline.cli.reconcile import reconcile
from trunkline.flows.processes import mends
from trunkline.flows.processes.jobs import undo_calls
from trunkline.flows.processes.mends import mend_difference
from trunkline.flows.processes.reconciliation import find_differences, take_step
from trunkline.flows.processes.renewals import carry_out_renewal
from trunkline.flows.use_cases import provisioning as endings
from trunkline.flows.use_cases import renewals
from trunkline.insight.errors import DifferenceGoneError
from trunkline.insight.models import Mend
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.insight.states import DifferenceKind, DifferencePair
from trunkline.insight.use_cases import settle_restoration
from trunkline.instances.models import Instance, Renewal
from trunkline.instances.selectors.renewals import find_open_renewal
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.states import Role
from trunkline.payments import processes as payments
from trunkline.payments.models import DemoGatewayCharge, DemoGatewayRefund, Payment, Refund
from trunkline.payments.operations import PaymentDraft
from trunkline.payments.policies import gateway_key
from trunkline.payments.use_cases import intend_payment
from trunkline.platform.clocks import business_now
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.models import Restoration
from trunkline.platform.restorations import find_open_restoration
from trunkline.provisioning import use_cases as provisioning
from trunkline.stock.models import Allocation, StockItem

Owner = Callable[[str], None]
# A fixed one, as names of tests must be the same in every process.
NOBODYS = UUID("7b1d9a0e-5f3c-4a52-9c41-0d6f2e8b7a11")


class Databases:
    """A database of this file's own; a test that leaves a difference behind leaves none of it to the next."""

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._present: TestDatabase | None = None

    def get(self) -> TestDatabase:
        if self._present is None:
            self._present = self._opened.enter_context(fresh_database("reconciliation"))
        return self._present

    def forget(self) -> None:
        self._present = None
        self._opened.close()


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    made = Databases()
    yield made
    made.forget()


@pytest.fixture(autouse=True)
def database(databases: Databases, settings: Settings) -> Iterator[TestDatabase]:
    """All of it is compared; each test has a tenant of its own, and leaves no difference."""
    present = databases.get()
    settings.TRUNKLINE_OCS_TENANT = f"tenant-{unique()}"
    with connected_to(present):
        # What earlier tests sold is known to another tenant.
        Instance.objects.filter(service_uuid__isnull=False).update(service_uuid=None, remove_at=None)
        damage.clear()
        damage.update(violations())
        yield present
        left = differences()
    if left:
        databases.forget()
    assert left == []


@pytest.fixture
def as_owner(database: TestDatabase) -> Owner:
    """Write as somebody does who goes round all rules."""

    def execute(statement: str) -> None:
        with psycopg.connect(database.owner_url) as connection:
            tables = connection.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"
            ).fetchall()
            touched = [name for (name,) in tables if name in statement]
            for name in touched:
                connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER".encode())
            connection.execute(statement.encode())
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in touched:
                connection.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER".encode())

    return execute


@pytest.fixture(params=["embedded", "cgrates"])
def engine(request: pytest.FixtureRequest, settings: Settings, database: TestDatabase) -> Iterator[None]:
    """Both engines."""
    del database
    if request.param == "cgrates":
        settings.TRUNKLINE_CGRATES_URL = request.getfixturevalue("cgrates_url")
    yield
    assert differences() == []
    if request.param == "cgrates":
        # The other engine knows nothing of them.
        settings.TRUNKLINE_CGRATES_URL = None
        Instance.objects.filter(service_uuid__isnull=False).update(service_uuid=None, remove_at=None)


# What earlier tests went round the rules for, and is no difference.
damage: set[str] = set()


def violations() -> set[str]:
    return {violation for result in check_invariants() for violation in result.violations}


def verified() -> list[str]:
    """What this test has left that must not be."""
    return sorted(violations() - damage)


def mended(kind: DifferenceKind, *words: str) -> Mend:
    """Find the one difference, of a kind, whose explanation has some words; mend it, and see that it is gone."""
    found = only_difference()
    assert found.kind == kind
    for word in words:
        assert word in found.explanation, found.explanation
    assert found.action
    record = mend(found)
    assert (record.state, record.kind, record.reason) == ("mended", kind, "as a test wants it")
    assert differences() == []
    with pytest.raises(DifferenceGoneError):
        mend(found)
    return record


@pytest.mark.usefixtures("engine")
class TestChargingSystem:
    def test_an_account_that_is_missing_is_set_up_anew(self) -> None:
        service = sell(plan="Monthly")
        before = shown(service)
        ocs("RemoveAccount", Account=service.service_uuid)
        mended(DifferenceKind.OCS_ACCOUNT_MISSING, service.key, str(service.service_uuid))
        after = shown(service)
        assert after["Disabled"] is False
        [old], [new] = before["BalanceMap"]["*data"], after["BalanceMap"]["*data"]
        for name in ("ID", "Value", "ExpirationDate", "Weight"):
            assert new[name] == old[name]
        plans = ocs("GetAccountActionPlan", Account=service.service_uuid)
        assert [plan["ActionPlanId"] for plan in plans] == [f"ServiceID_{service.service_uuid}__Monthly"]

    def test_a_suspended_service_is_set_up_disabled(self) -> None:
        service = sell()
        reconciling.suspend(service)
        ocs("RemoveAccount", Account=service.service_uuid)
        mended(DifferenceKind.OCS_ACCOUNT_MISSING)
        assert shown(service)["Disabled"] is True

    def test_an_account_that_nobody_has_is_removed(self) -> None:
        ocs("SetAccount", Account="a stranger/of ours")
        found = only_difference()
        assert found.account_id is None
        mended(DifferenceKind.OCS_ACCOUNT_UNEXPLAINED, "a stranger/of ours")
        assert ocs("GetAccounts", AccountIDs=["a stranger/of ours"]) == []

    def test_an_account_that_outlived_its_retention_is_removed(self) -> None:
        service = sell()
        reconciling.end(service)
        assert differences() == []
        reconciling.remove(service)
        assert differences() == []
        ocs("SetAccount", Account=service.service_uuid)
        mended(DifferenceKind.OCS_ACCOUNT_OUTLIVED, service.key, "retention")

    def test_an_account_that_is_enabled_while_its_service_is_suspended_is_disabled(self) -> None:
        service = sell()
        reconciling.suspend(service)
        ocs("SetAccount", Account=service.service_uuid, ExtraOptions={"Disabled": False})
        mended(DifferenceKind.OCS_ACCOUNT_ENABLED, "suspended", service.key)
        assert shown(service)["Disabled"] is True

    def test_an_account_that_is_enabled_though_its_service_has_ended_is_disabled(self) -> None:
        service = sell()
        reconciling.end(service)
        ocs("SetAccount", Account=service.service_uuid, ExtraOptions={"Disabled": False})
        mended(DifferenceKind.OCS_ACCOUNT_ENABLED, "ended")

    def test_an_account_that_is_disabled_though_its_service_is_active_is_enabled(self) -> None:
        service = sell()
        reconciling.suspend(service)
        reconciling.resume(service)
        ocs("SetAccount", Account=service.service_uuid, ExtraOptions={"Disabled": True})
        mended(DifferenceKind.OCS_ACCOUNT_DISABLED, "active")
        assert shown(service)["Disabled"] is False

    def test_a_balance_that_is_missing_is_granted_again(self) -> None:
        service = sell()
        ocs("RemoveBalances", Account=service.service_uuid, BalanceType="*data", Balance={"ID": "DATA_20GB"})
        mended(DifferenceKind.OCS_BALANCE_MISSING, "DATA_20GB", "20 GB")
        [row] = shown(service)["BalanceMap"]["*data"]
        assert (row["ID"], row["Value"]) == ("DATA_20GB", 20 * GIGABYTE)

    def test_a_balance_of_a_renewed_period_that_is_missing_is_granted_again(self) -> None:
        service = sell()
        renewals.renew_now(command(), service.pk)
        renewal = find_open_renewal(service.pk)
        assert renewal is not None
        carry_out_renewal(command(), renewal.pk)
        assert differences() == []
        balance_id = f"DATA_20GB_{service.key}_{renewal.starts_on}"
        ocs("RemoveBalances", Account=service.service_uuid, BalanceType="*data", Balance={"ID": balance_id})
        mended(DifferenceKind.OCS_BALANCE_MISSING, balance_id)
        rows = {row["ID"]: row for row in shown(service)["BalanceMap"]["*data"]}
        assert rows[balance_id]["Value"] == 20 * GIGABYTE

    def test_a_balance_that_nothing_has_given_is_removed(self) -> None:
        service = sell()
        gift = {"ID": "GIFT/1", "Value": 3 * GIGABYTE, "ExpiryTime": "*unlimited"}
        ocs("AddBalance", Account=service.service_uuid, BalanceType="*data", Balance=gift)
        mended(DifferenceKind.OCS_BALANCE_UNEXPLAINED, "GIFT/1", "3 GB")
        assert [row["ID"] for row in shown(service)["BalanceMap"]["*data"]] == ["DATA_20GB"]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"Value": 50 * GIGABYTE}, "holds 50 GB, but only 20 GB were ever given"),
            ({"Value": 7 * GIGABYTE, "ExpiryTime": "2031-01-01T00:00:00Z"}, "ends at 2031-01-01T00:00:00Z"),
        ],
    )
    def test_a_balance_that_somebody_has_altered_is_set_back(self, changes: dict[str, object], words: str) -> None:
        service = sell()
        [before] = shown(service)["BalanceMap"]["*data"]
        balance = {"ID": "DATA_20GB", **changes}
        ocs("SetBalance", Account=service.service_uuid, BalanceType="*data", Balance=balance)
        mended(DifferenceKind.OCS_BALANCE_ALTERED, words)
        [after] = shown(service)["BalanceMap"]["*data"]
        assert after["Value"] == (20 * GIGABYTE if "ExpiryTime" not in changes else 7 * GIGABYTE)
        assert after["ExpirationDate"] == before["ExpirationDate"]

    def test_a_plan_that_an_account_follows_no_more_is_set_again(self) -> None:
        service = sell(plan="Monthly")
        plan_id = f"ServiceID_{service.service_uuid}__Monthly"
        ocs("RemoveActionPlan", ID=plan_id)
        mended(DifferenceKind.OCS_PLAN_MISSING, plan_id)
        assert [row["ActionPlanId"] for row in ocs("GetAccountActionPlan", Account=service.service_uuid)] == [plan_id]

    def test_a_plan_that_no_job_gave_is_left_by_the_account(self) -> None:
        service, other = sell(plan="Monthly"), sell(plan="Weekly")
        strange = f"ServiceID_{other.service_uuid}__Weekly"
        ocs("SetAccount", Account=service.service_uuid, ActionPlanIDs=[strange])
        mended(DifferenceKind.OCS_PLAN_UNEXPLAINED, strange, service.key)
        kept = ocs("GetAccountActionPlan", Account=service.service_uuid)
        assert [row["ActionPlanId"] for row in kept] == [f"ServiceID_{service.service_uuid}__Monthly"]
        assert ocs("GetAccountActionPlan", Account=other.service_uuid)

    def test_what_is_used_topped_up_or_under_way_is_no_difference(self) -> None:
        service = sell()
        top_up(service)
        ocs("DebitUsage", Account=service.service_uuid, BalanceType="*data", Value=25 * GIGABYTE)
        assert differences() == []
        attempt = begin_top_up(service)
        assert differences() == []
        reconciling.grant(attempt, str(service.service_uuid), "DATA_1GB_Boost_x", 1, "2031-01-01T00:00:00Z")
        assert differences() == []
        undone(attempt)
        assert differences() == []
        fresh = start(place_order())
        ask(fresh, "SetAccount", Account=f"Half_made_{fresh.job.pk}")
        assert differences() == []
        undone(fresh)
        assert ocs("GetAccounts", AccountIDs=[f"Half_made_{fresh.job.pk}"]) == []

    def test_an_account_that_a_stuck_job_left_behind_is_for_people_to_see_to(self) -> None:
        job = make_stuck_job()
        ocs("SetAccount", Account=f"stuck_{job.pk}_0")
        assert differences() == []
        endings.settle_job(command(), job.pk, "It was said to be removed by hand.")
        mended(DifferenceKind.OCS_ACCOUNT_UNEXPLAINED, f"stuck_{job.pk}_0")


def undone(attempt: object) -> None:
    job, number = attempt.job, attempt.number  # type: ignore[attr-defined]
    assert provisioning.begin_undoing(command(), job.pk, number, "a task", "It failed.")
    undo_calls(command(), job.pk, number)
    endings.fail_job(command(), job.pk, number)


class TestStock:
    def test_an_item_that_the_timeline_has_at_a_service_is_assigned_in_stock(self, as_owner: Owner) -> None:
        service = sell(items=1)
        item_id = Allocation.objects.get(service=service).item_id
        as_owner(f"UPDATE stock_allocation SET state = 'released', released_at = now() WHERE item_id = {item_id}")
        as_owner(f"UPDATE stock_stockitem SET state = 'In Stock' WHERE id = {item_id}")
        mended(DifferenceKind.ITEM_NOT_ASSIGNED, service.key, "In Stock and kept for nobody")
        assert StockItem.objects.get(pk=item_id).state == "Assigned"
        assert Allocation.objects.get(item=item_id, state="assigned").service_id == service.pk
        assert verified() == []

    def test_an_item_that_stock_has_at_another_service_goes_to_the_one_of_the_timeline(self, as_owner: Owner) -> None:
        service, other = sell(items=1), sell()
        item_id = Allocation.objects.get(service=service).item_id
        as_owner(f"UPDATE stock_allocation SET service_id = {other.pk} WHERE item_id = {item_id}")
        mended(DifferenceKind.ITEM_NOT_ASSIGNED, service.key, other.key)
        assert Allocation.objects.get(item=item_id, state="assigned").service_id == service.pk
        assert verified() == []

    def test_an_item_whose_state_alone_is_wrong_is_assigned(self, as_owner: Owner) -> None:
        service = sell(items=1)
        item_id = Allocation.objects.get(service=service).item_id
        as_owner(f"UPDATE stock_stockitem SET state = 'Lost' WHERE id = {item_id}")
        mended(DifferenceKind.ITEM_NOT_ASSIGNED, "Lost")
        assert verified() == []

    def test_an_item_that_only_stock_has_at_a_service_meets_its_fate(self, as_owner: Owner) -> None:
        service = sell(items=1)
        item = StockItem.objects.get(allocations__service=service)
        as_owner(
            "UPDATE instances_configuration SET parent_id = NULL, account_id = NULL"
            f" WHERE instance_id = {item.instance_id} AND state = 'CURRENT'"
        )
        mended(DifferenceKind.ITEM_NOT_IN_TIMELINE, item.reference_number, "no service has it")
        item.refresh_from_db()
        assert item.state == "Decommissioned"

    def test_an_item_at_an_ended_service_meets_its_fate(self, as_owner: Owner) -> None:
        service = sell(items=1)
        item = StockItem.objects.get(allocations__service=service)
        configuration = item.instance.configurations.get(state="CURRENT").pk
        account_id = service.configurations.get(state="CURRENT").account_id
        reconciling.end(service)
        as_owner(f"UPDATE stock_allocation SET state = 'assigned', released_at = NULL WHERE item_id = {item.pk}")
        as_owner(f"UPDATE stock_stockitem SET state = 'Assigned' WHERE id = {item.pk}")
        as_owner(
            f"UPDATE instances_configuration SET parent_id = {service.pk}, account_id = {account_id}"
            f" WHERE instance_id = {item.instance_id} AND state = 'CURRENT' AND id <> {configuration}"
        )
        mended(DifferenceKind.ITEM_AT_ENDED_SERVICE, service.key, "has ended")
        item.refresh_from_db()
        assert item.state == "Decommissioned"
        current = item.instance.configurations.get(state="CURRENT", superseded_at=None)
        assert (current.parent_id, current.account_id) == (None, None)

    def test_an_item_that_is_kept_for_nothing_can_be_had_again(self, as_owner: Owner) -> None:
        item = make_item(make_specification())
        as_owner(f"UPDATE stock_stockitem SET state = 'Reserved' WHERE id = {item.pk}")
        mended(DifferenceKind.ITEM_RESERVED_FOR_NOTHING, item.reference_number)
        account_id = make_account(make_brand())
        as_owner(f"UPDATE stock_stockitem SET state = 'Reserved' WHERE id = {item.pk}")
        as_owner(
            "INSERT INTO stock_allocation (item_id, state, account_id, holder, item_state_before)"
            f" VALUES ({item.pk}, 'reserved', {account_id}, '{uuid4()}', 'New')"
        )
        mended(DifferenceKind.ITEM_RESERVED_FOR_NOTHING, "reserved for an order")
        item.refresh_from_db()
        assert item.state == "New"
        assert verified() == []


def account_of(service: Instance) -> int:
    account_id = service.configurations.filter(state="CURRENT").values_list("account_id", flat=True)[0]
    assert account_id is not None
    return account_id


class TestCharges:
    def test_what_is_owed_and_not_charged_is_charged(self, as_owner: Owner) -> None:
        service = sell()
        number = Charge.objects.get(instance=service, component="recurring").pk
        as_owner(f"DELETE FROM billing_transaction WHERE charge_id = {number}")
        as_owner(
            "DELETE FROM billing_ledgerposting WHERE entry_id IN"
            f" (SELECT id FROM billing_ledgerentry WHERE charge_id = {number})"
        )
        as_owner(f"DELETE FROM billing_ledgerentry WHERE charge_id = {number}")
        as_owner(f"DELETE FROM billing_charge WHERE id = {number}")
        mended(DifferenceKind.CHARGE_MISSING, "15.00 GBP", "nothing was charged", str(service.pk))
        charge = Charge.objects.get(instance=service, component="recurring")
        assert (charge.amount, charge.wholesale) == (Decimal(15), Decimal(5))
        assert Transaction.objects.filter(charge=charge, retail=15).exists()
        assert verified() == []

    def test_a_renewed_period_that_was_not_charged_is_charged(self, as_owner: Owner) -> None:
        service = sell()
        renewal = find_open_renewal(service.pk)
        assert renewal is not None
        version = service.configurations.get(state="CURRENT").rate_version_id
        as_owner(
            f"UPDATE instances_renewal SET state = 'renewed', renewed_at = now(), retail = 15, wholesale = 5,"
            f" rate_version_id = {version} WHERE id = {renewal.pk}"
        )
        found = {difference.kind: difference for difference in differences()}
        assert set(found) == {DifferenceKind.CHARGE_MISSING, DifferenceKind.OCS_BALANCE_MISSING}
        for difference in found.values():
            assert mend(difference).state == "mended"
        amounts = Charge.objects.filter(instance=service, component="recurring").values_list("amount", flat=True)
        assert list(amounts) == [Decimal(15), Decimal(15)]
        as_owner(f"UPDATE instances_renewal SET starts_on = starts_on WHERE id = {renewal.pk}")

    def test_a_charge_of_another_amount_is_corrected_by_its_difference(self, as_owner: Owner) -> None:
        service = sell()
        as_owner(f"UPDATE billing_charge SET amount = 14 WHERE instance_id = {service.pk} AND component = 'recurring'")
        mended(DifferenceKind.CHARGE_MISSING, "owes 15.00 GBP", "14.00 GBP was charged")
        amounts = Charge.objects.filter(instance=service, component="recurring").order_by("pk")
        assert list(amounts.values_list("amount", flat=True)) == [Decimal(14), Decimal(1)]

    def test_a_charge_that_nothing_owes_is_credited(self, as_owner: Owner) -> None:
        service = sell()
        as_owner(
            "INSERT INTO billing_charge (public_id, key, sequence, account_id, instance_id, rate_version_id, component,"
            " starts_on, ends_on, quantity, amount, wholesale, currency, rule, engine_version, inputs_hash, raised_at)"
            " SELECT gen_random_uuid(), key || ':by-hand', 0, account_id, instance_id, rate_version_id, component,"
            " ends_on, ends_on + 30, 1, 9, 2, currency, rule, engine_version, inputs_hash, raised_at"
            f" FROM billing_charge WHERE component = 'recurring' AND instance_id = {service.pk}"
        )
        mended(DifferenceKind.CHARGE_NOT_OWED, "9.00 GBP", "nothing in the account's timeline owes it")
        credit = Charge.objects.get(key__endswith=":by-hand", sequence=1)
        assert (credit.amount, credit.wholesale) == (Decimal(-9), Decimal(-2))
        assert Transaction.objects.get(charge=credit).description == "Credit"
        booked = LedgerPosting.objects.filter(entry__charge=credit, ledger_account="revenue")
        assert booked.get().amount == 9
        assert not any("further period" in violation for violation in verified())

    def test_an_addon_that_was_delivered_but_not_charged_is_charged(self, as_owner: Owner) -> None:
        service = sell()
        line = top_up(service).order_line.public_id
        for statement in (
            "DELETE FROM billing_transaction WHERE charge_id IN (SELECT id FROM billing_charge WHERE key LIKE '{}')",
            (
                "DELETE FROM billing_ledgerposting WHERE entry_id IN (SELECT id FROM billing_ledgerentry WHERE"
                " charge_id IN (SELECT id FROM billing_charge WHERE key LIKE '{}'))"
            ),
            "DELETE FROM billing_ledgerentry WHERE charge_id IN (SELECT id FROM billing_charge WHERE key LIKE '{}')",
            "DELETE FROM billing_charge WHERE key LIKE '{}'",
        ):
            as_owner(statement.format(f"fact:line:{line}:%"))
        as_owner(f"DELETE FROM billing_billablefact WHERE key LIKE 'line:{line}:%'")
        mended(DifferenceKind.ADDON_NOT_CHARGED, "15.00 GBP", "never charged")
        assert Charge.objects.get(key=f"fact:line:{line}:price").amount == 15
        assert verified() == []


def held(account_id: int) -> Decimal:
    """What our ledger says that the gateway holds for an account."""
    rows = LedgerPosting.objects.filter(entry__account_id=account_id, ledger_account="gateway_clearing")
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def at_gateway(key: UUID, card: str = "pm_demo_good", amount: str = "15.00") -> None:
    """Have the gateway make a charge of which Trunkline hears nothing."""
    payments.GATEWAYS["demo"].charge(key, card, Decimal(amount), "GBP", "unheard of")


class TestGateway:
    def test_a_charge_that_we_do_not_know_is_booked_for_the_account_whose_card_it_is(self) -> None:
        account_id = make_account(make_brand())
        reference = f"pm_demo_good_{unique()}"
        make_card(account_id, reference)
        key = uuid4()
        at_gateway(key, reference)
        assert only_difference().account_id == account_id
        mended(DifferenceKind.PAYMENT_UNKNOWN_HERE, "15.00 GBP", "by its card it is this account's")
        payment = Payment.objects.get(public_id=key)
        assert (payment.state, payment.account_id, payment.amount) == ("captured", account_id, Decimal(15))
        assert held(account_id) == 15
        assert verified() == []

    def test_a_charge_of_which_a_part_was_given_back_is_booked_with_that(self) -> None:
        account_id = make_account(make_brand())
        reference = f"pm_demo_good_{unique()}"
        make_card(account_id, reference)
        key = uuid4()
        at_gateway(key, reference)
        payments.GATEWAYS["demo"].refund(uuid4(), key, Decimal(4))
        mended(DifferenceKind.PAYMENT_UNKNOWN_HERE, "11.00 GBP")
        assert held(account_id) == 11
        assert verified() == []

    @pytest.mark.parametrize("accounts", [0, 2])
    def test_a_charge_that_cannot_be_told_whose_it_is_is_given_back(self, accounts: int) -> None:
        reference = f"pm_demo_good_{unique()}"
        for _ in range(accounts):
            make_card(make_account(make_brand()), reference)
        key = uuid4()
        at_gateway(key, reference)
        mended(DifferenceKind.PAYMENT_UNKNOWN_HERE, f"{accounts} accounts" if accounts else "nobody")
        assert DemoGatewayRefund.objects.get(charge__key=key).amount == 15
        assert not Payment.objects.filter(public_id=key).exists()
        assert verified() == []

    @pytest.mark.parametrize("state", ["declined", "cancelled"])
    def test_what_the_gateway_captured_and_we_do_not_count_is_given_back(self, state: str, as_owner: Owner) -> None:
        account_id = make_account(make_brand())
        payment = make_payment(account_id)
        as_owner(f"UPDATE payments_payment SET state = '{state}', ledger_entry_id = NULL WHERE id = {payment.pk}")
        mended(DifferenceKind.PAYMENT_CAPTURED_THERE, state, "15.00 GBP")
        assert DemoGatewayRefund.objects.get(charge__key=payment.public_id).amount == 15
        assert Payment.objects.get(pk=payment.pk).state == state

    @pytest.mark.parametrize("card", ["pm_demo_timeout", "pm_demo_timeout_unpaid"])
    def test_what_is_open_too_long_is_settled_by_asking(self, card: str, as_owner: Owner) -> None:
        account_id = make_account(make_brand())
        stored = make_card(account_id, card)
        draft = PaymentDraft(stored, Decimal(7), "GBP", "left open")
        payment_id = intend_payment(command(), draft)
        if card == "pm_demo_timeout":
            payments.ask_for_charge(Payment.objects.get(pk=payment_id), is_first=True)
        assert differences() == []
        as_owner(f"UPDATE payments_payment SET created_at = now() - interval '3 minutes' WHERE id = {payment_id}")
        mended(DifferenceKind.PAYMENT_UNSETTLED, "7.00 GBP", "still not known")
        assert Payment.objects.get(pk=payment_id).state == ("captured" if card == "pm_demo_timeout" else "cancelled")
        assert verified() == []

    def test_a_refund_that_is_open_too_long_is_settled_and_nothing_more_is_refunded(self, as_owner: Owner) -> None:
        account_id = make_account(make_brand())
        payment = make_payment(account_id)
        with bad_line(lost_after={"refund"}), pytest.raises(payments.GatewayUnavailableError):
            payments.refund_payment(command(), payment.pk, Decimal(4), "a part")
        assert differences() == []
        as_owner(
            f"UPDATE payments_refund SET created_at = now() - interval '3 minutes' WHERE payment_id = {payment.pk}"
        )
        as_owner(f"UPDATE payments_payment SET created_at = now() - interval '3 minutes' WHERE id = {payment.pk}")
        mended(DifferenceKind.PAYMENT_UNSETTLED, "refund")
        assert Refund.objects.get(payment=payment).state == "refunded"
        assert held(account_id) == 11
        assert verified() == []

    def test_what_the_gateway_never_heard_of_is_booked_back(self, as_owner: Owner) -> None:
        account_id = make_account(make_brand())
        payment = make_payment(account_id)
        as_owner(f"DELETE FROM payments_demogatewaycharge WHERE key = '{payment.public_id}'")
        mended(DifferenceKind.PAYMENT_HELD_LESS, "15.00 GBP", "knows nothing of it")
        assert held(account_id) == 0
        assert verified() == []

    def test_a_charge_of_a_lower_amount_is_booked_back_by_the_difference(self, as_owner: Owner) -> None:
        account_id = make_account(make_brand())
        payment = make_payment(account_id)
        as_owner(f"UPDATE payments_demogatewaycharge SET amount = 10 WHERE key = '{payment.public_id}'")
        mended(DifferenceKind.PAYMENT_HELD_LESS, "15.00 GBP", "10.00 GBP")
        assert held(account_id) == 10
        assert verified() == []

    def test_what_somebody_gave_back_at_the_gateway_is_booked(self) -> None:
        account_id = make_account(make_brand())
        payment = make_payment(account_id)
        given = payments.GATEWAYS["demo"].refund(uuid4(), payment.public_id, Decimal(6))
        mended(DifferenceKind.PAYMENT_HELD_LESS, "9.00 GBP")
        assert Refund.objects.get(payment=payment).gateway_reference == given.reference
        assert held(account_id) == 9
        assert verified() == []

    def test_a_refund_that_the_gateway_never_heard_of_is_given_back_there(self, as_owner: Owner) -> None:
        account_id = make_account(make_brand())
        payment = make_payment(account_id)
        payments.refund_payment(command(), payment.pk, Decimal(5), "a part")
        as_owner(
            f"DELETE FROM payments_demogatewayrefund WHERE charge_id IN"
            f" (SELECT id FROM payments_demogatewaycharge WHERE key = '{payment.public_id}')"
        )
        mended(DifferenceKind.PAYMENT_HELD_MORE, "10.00 GBP", "15.00 GBP")
        assert DemoGatewayRefund.objects.get(charge__key=payment.public_id).amount == 5
        assert verified() == []

    def test_what_was_paid_for_a_renewal_that_never_was_is_given_back(self, as_owner: Owner) -> None:
        service = sell()
        account_id = account_of(service)
        payment = make_payment(account_id)
        as_owner(f"UPDATE instances_renewal SET payment_id = {payment.pk} WHERE instance_id = {service.pk}")
        mended(DifferenceKind.PAYMENT_FOR_NOTHING, service.key, "is planned", "15.00 GBP")
        assert held(account_id) == 0
        assert DemoGatewayRefund.objects.get(charge__key=payment.public_id).amount == 15
        assert verified() == []


class TestMends:
    def test_of_two_mends_at_once_one_is_told_that_it_is_gone(self) -> None:
        account_id = make_account(make_brand())
        reference = f"pm_demo_good_{unique()}"
        make_card(account_id, reference)
        at_gateway(uuid4(), reference)
        ocs("SetAccount", Account=f"stranger_{unique()}")
        for found in differences():
            barrier = threading.Barrier(4)

            def run(found: object = found, barrier: threading.Barrier = barrier) -> str:
                try:
                    barrier.wait()
                    return mend(found).state  # type: ignore[arg-type]
                except DifferenceGoneError as error:
                    return error.code
                finally:
                    connections.close_all()

            with ThreadPoolExecutor(4) as pool:
                outcomes = sorted(future.result() for future in [pool.submit(run) for _ in range(4)])
            assert outcomes == ["difference-gone"] * 3 + ["mended"]
        assert held(account_id) == 15

    def test_who_had_it_mended_and_why_is_kept_before_anything_is_done(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ocs("SetAccount", Account=f"stranger_{unique()}")
        found = only_difference()

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setitem(mends._ACTIONS, found.kind, die)  # noqa: SLF001  # killed in the middle
            keyed = command(reason="a try", idempotency_key="k-1")
            with pytest.raises(KeyboardInterrupt):
                mend_difference(keyed, found.kind, found.subject)
        begun = Mend.objects.get(subject=found.subject)
        assert (begun.state, begun.reason, begun.begun_by) == ("begun", "a try", "system")
        keyed = command(reason="a try", idempotency_key="k-1")
        assert mend_difference(keyed, found.kind, found.subject).pk == begun.pk
        assert mend_difference(keyed, found.kind, found.subject).state == "mended"
        with pytest.raises(IdempotencyKeyReusedError):
            mend_difference(command(reason="another", idempotency_key="k-1"), found.kind, found.subject)
        assert Mend.objects.filter(subject=found.subject).count() == 1

    @pytest.mark.parametrize(
        ("kind", "subject", "reason", "field"),
        [
            ("no_such_kind", "item:1", "why", "kind"),
            ("item_not_assigned", "item:1", "", "reason"),
            ("item_not_assigned", "item:1", " \n", "reason"),
            ("item_not_assigned", "item:1", "x" * 501, "reason"),
            ("item_not_assigned", "item:1", "a\0b", "reason"),
            ("item_not_assigned", "", "why", "subject"),
            ("item_not_assigned", "item:", "why", "subject"),
            ("item_not_assigned", "item:x", "why", "subject"),
            ("item_not_assigned", "item:99999999999999999999999", "why", "subject"),
            ("item_not_assigned", "item:1/2", "why", "subject"),
            ("item_not_assigned", "nothing:1", "why", "subject"),
            ("item_not_assigned", "ocs:" + "x" * 1000, "why", "subject"),
            ("item_not_assigned", "ocs:a%00b", "why", "subject"),
            ("payment_unsettled", "payment:demo/x", "why", "subject"),
            ("payment_unsettled", f"payment:other/{NOBODYS}", "why", "subject"),
        ],
    )
    def test_what_names_nothing_is_refused_by_its_field(self, kind: str, subject: str, reason: str, field: str) -> None:
        count = Mend.objects.count()
        with pytest.raises(InvalidInputError) as refusal:
            mend_difference(command(reason=reason), kind, subject)
        assert set(refusal.value.fields) == {field}
        assert Mend.objects.count() == count

    @pytest.mark.parametrize(
        ("kind", "subject"),
        [
            ("item_not_assigned", "item:123456789"),
            ("charge_missing", "charge:123456789/instance:1:set_up"),
            ("addon_not_charged", f"line:{NOBODYS}"),
            ("addon_not_charged", "line:x"),
            ("ocs_account_unexplained", "ocs:nobody"),
            ("payment_held_less", f"payment:demo/{NOBODYS}"),
        ],
    )
    def test_what_is_no_difference_is_not_mended(self, kind: str, subject: str) -> None:
        with pytest.raises(DifferenceGoneError):
            mend_difference(command(reason="why"), kind, subject)
        assert not Mend.objects.filter(subject=subject).exists()

    @pytest.mark.parametrize("cursor", ["x", "services", "services:", "services:x", "services:-1", "items:" + "9" * 30])
    def test_a_place_that_does_not_exist_is_refused(self, cursor: str) -> None:
        with pytest.raises(InvalidInputError):
            take_step(cursor, at=business_now())

    def test_every_kind_is_of_a_pair_and_has_an_action(self) -> None:
        assert set(mends._ACTIONS) == set(DifferenceKind)  # noqa: SLF001  # the table itself
        pairs = {take.pair for take in (difference_of(kind) for kind in DifferenceKind)}
        assert pairs == set(DifferencePair)


def difference_of(kind: DifferenceKind) -> reconciling.Difference:
    return reconciling.Difference(kind, "item:1", None, "", "")


class TestAfterARestore:
    @pytest.fixture
    def restored(self) -> Iterator[None]:
        Restoration.objects.create(taken_at=business_now() - timedelta(hours=1))
        yield
        settle_restoration(command(reason="the test is over"))

    @pytest.mark.usefixtures("restored")
    def test_what_open_jobs_did_since_the_backup_is_a_difference_and_what_they_will_do_again_is_none(self) -> None:
        service = sell()
        # A job that was queued at the backup: what it gave since nobody here knows.
        attempt = begin_top_up(service)
        gift = {"ID": "DATA_5GB_Boost_since", "Value": 5 * GIGABYTE, "ExpiryTime": "*unlimited"}
        ocs("AddBalance", Account=service.service_uuid, BalanceType="*data", Balance=gift)
        ocs("SetAccount", Account="made_since")
        kinds = {found.kind for found in differences()}
        assert kinds == {DifferenceKind.OCS_BALANCE_UNEXPLAINED, DifferenceKind.OCS_ACCOUNT_UNEXPLAINED}
        for found in differences():
            mend(found)
        undone(attempt)

    @pytest.mark.usefixtures("restored")
    def test_the_balance_of_a_period_that_is_still_planned_here_is_no_difference(self) -> None:
        service = sell()
        renewal = Renewal.objects.get(instance=service)
        balance_id = f"DATA_20GB_{service.key}_{renewal.starts_on}"
        balance = {"ID": balance_id, "Value": 20 * GIGABYTE, "ExpiryTime": renewal.ends_at.isoformat()}
        ocs("AddBalance", Account=service.service_uuid, BalanceType="*data", Balance=balance)
        assert differences() == []

    @pytest.mark.usefixtures("restored")
    def test_a_charge_that_will_be_asked_for_again_is_waited_for(self) -> None:
        service = sell(renewal_payment="card")
        account_id = account_of(service)
        reference = f"pm_demo_good_{unique()}"
        make_card(account_id, reference)
        renewal = Renewal.objects.get(instance=service)
        key = gateway_key(f"renewal:{service.public_id}:{renewal.starts_on}", 0)
        at_gateway(key, reference)
        assert differences() == []
        renewals.renew_now(command(), service.pk)
        carry_out_renewal(command(), renewal.pk)
        assert held(account_id) == 15
        assert DemoGatewayCharge.objects.filter(card_reference=reference).count() == 1
        assert differences() == []


def test_nothing_is_reported_while_orders_run() -> None:
    ended = threading.Event()
    found: list[object] = []
    looks = 0

    def live() -> None:
        try:
            for _ in range(2):
                service = sell(items=1)
                top_up(service)
                reconciling.suspend(service)
                reconciling.resume(service)
                renewals.renew_now(command(), service.pk)
                renewal = find_open_renewal(service.pk)
                assert renewal is not None
                carry_out_renewal(command(), renewal.pk)
                payment = make_payment(account_of(service))
                payments.refund_payment(command(), payment.pk, Decimal(3), "a part")
                reconciling.end(service)
                reconciling.remove(service)
        finally:
            connections.close_all()

    def look() -> None:
        nonlocal looks
        try:
            while not ended.is_set():
                found.extend(find_differences(business_now()))
                looks += 1
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        watching = pool.submit(look)
        living = [pool.submit(live) for _ in range(2)]
        for future in living:
            future.result()
        ended.set()
        watching.result()
    assert found == []
    assert looks > 2


class TestDoors:
    def test_the_api_lists_part_by_part_mends_and_tells_who_did(self) -> None:
        headers = bearer(make_token(Role.ADMIN))
        name = f"stranger_{unique()}"
        ocs("SetAccount", Account=name)
        found, places = [], [""]
        while places[-1] is not None:
            answer = json.loads(ask_door("GET", f"/api/v1/reconciliation?after={places[-1]}", {}, headers).content)
            found += answer["data"]
            places.append(answer["next"])
        assert len(places) == 9
        assert [(row["kind"], row["subject"], row["pair"], row["customer_id"]) for row in found] == [
            ("ocs_account_unexplained", f"ocs:{name}", "timeline_ocs", None)
        ]
        body = {"kind": found[0]["kind"], "subject": found[0]["subject"], "reason": "Nobody knows it."}
        keyed = {**headers, "Idempotency-Key": unique()}
        answers = [ask_door("POST", "/api/v1/reconciliation/mends", body, keyed) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        first, second = (json.loads(answer.content) for answer in answers)
        assert first == second
        assert (first["state"], first["reason"], first["begun_by"][:6]) == ("mended", "Nobody knows it.", "staff:")
        other = ask_door("POST", "/api/v1/reconciliation/mends", {**body, "reason": "Another."}, keyed)
        assert json.loads(other.content)["code"] == "idempotency-key-reused"
        again = ask_door("POST", "/api/v1/reconciliation/mends", body, headers)
        assert (again.status_code, json.loads(again.content)["code"]) == (409, "difference-gone")
        listed = json.loads(ask_door("GET", "/api/v1/reconciliation/mends?limit=200", {}, headers).content)["data"]
        assert listed[-1] == first
        assert differences() == []

    def test_the_command_tells_mends_and_lets_workers_go_on(self) -> None:
        def said(act: Callable[[Console], bool]) -> tuple[bool, str]:
            console = Console(file=StringIO(), width=200)
            result = act(console)
            return result, console.file.getvalue()  # type: ignore[attr-defined]  # it is the text above

        names = [f"stranger_{unique()}" for _ in range(3)]
        for name in names:
            ocs("SetAccount", Account=name)
        Restoration.objects.create(taken_at=business_now() - timedelta(hours=1))
        is_good, text = said(reconcile)
        assert not is_good
        assert all(f"ocs:{name}" in text for name in names)
        assert "To mend: The account is removed" in text
        assert find_open_restoration() is not None
        is_good, text = said(lambda console: mend_by_command(f"ocs:{names[0]}", "of a test", console))
        assert (is_good, "Mended: ocs:" in text) == (True, True)
        with pytest.raises(OperatorError):
            mend_by_command(f"ocs:{names[0]}", "of a test", Console(file=StringIO()))
        is_good, text = said(lambda console: mend_by_command("all", "", console))
        assert not is_good
        assert "Not mended" in text
        is_good, text = said(lambda console: mend_by_command("all", "of a test", console))
        assert (is_good, text.count("Mended: ocs:")) == (True, 2)
        assert "No difference." in text
        assert "workers go on" in text
        assert find_open_restoration() is None
        is_good, text = said(reconcile)
        assert (is_good, "No difference." in text, "workers go on" in text) == (True, True, False)


# Copies of one service, each with an account of its own: what its order, its job and its charges wrote.
MANY = """
    CREATE TEMP TABLE copies AS SELECT n FROM generate_series(1, %(count)s) AS n;
    INSERT INTO parties_account (id, public_id, number, brand_id, person_id, currency)
        SELECT 10000000 + n, gen_random_uuid(), 'A-COPY-' || n, brand_id, person_id, currency
        FROM parties_account, copies WHERE id = %(account)s;
    INSERT INTO parties_accountterms (account_id, {terms}) SELECT 10000000 + n, {terms}
        FROM parties_accountterms, copies WHERE account_id = %(account)s;
    INSERT INTO instances_instance (id, public_id, key, kind, tags, service_type, service_uuid, auto_renew,
            deprovisioning_play)
        SELECT 10000000 + n, gen_random_uuid(), 'SUB-COPY-' || n, kind, tags, service_type, 'copy_' || n, false, ''
        FROM instances_instance, copies WHERE id = %(service)s;
    INSERT INTO instances_subscription (id, public_id, account_id, price_plan_id, anchor_on, started_at)
        SELECT 10000000 + n, gen_random_uuid(), 10000000 + n, price_plan_id, anchor_on, started_at
        FROM instances_subscription, copies WHERE account_id = %(account)s;
    INSERT INTO instances_configuration (public_id, instance_id, product_id, account_id, subscription_id, name, icon,
            quantity, service_state_id, rate_version_id, characteristics, state, valid_from)
        SELECT gen_random_uuid(), 10000000 + n, product_id, 10000000 + n, 10000000 + n, name, icon, quantity,
            service_state_id, rate_version_id, characteristics, state, valid_from
        FROM instances_configuration, copies WHERE instance_id = %(service)s AND state = 'CURRENT';
    INSERT INTO billing_charge (public_id, key, sequence, account_id, instance_id, rate_version_id, component,
            starts_on, ends_on, quantity, amount, wholesale, currency, rule, engine_version, inputs_hash, raised_at)
        SELECT gen_random_uuid(), replace(key, 'instance:%(service)s:', 'instance:' || 10000000 + n || ':'), sequence,
            10000000 + n, 10000000 + n, rate_version_id, component, starts_on, ends_on, quantity, amount, wholesale,
            currency, rule, engine_version, inputs_hash, raised_at
        FROM billing_charge, copies WHERE instance_id = %(service)s;
    INSERT INTO ordering_order (id, public_id, number, account_id, state, placed_at, placed_by, finished_at)
        SELECT 10000000 + n, gen_random_uuid(), 'ORD-COPY-' || n, 10000000 + n, 'completed', now(), 'a test', now()
        FROM copies;
    INSERT INTO ordering_orderline (id, public_id, order_id, position, action, state, product_id, instance_id,
            currency, retail, wholesale, retail_set_up, wholesale_set_up, auto_renew, variables, failure)
        SELECT 10000000 + n, gen_random_uuid(), 10000000 + n, 1, action, state, product_id, 10000000 + n, currency,
            retail, wholesale, retail_set_up, wholesale_set_up, auto_renew, variables, failure
        FROM ordering_orderline, copies WHERE instance_id = %(service)s;
    INSERT INTO provisioning_provisioningjob (id, public_id, kind, play, order_line_id, account_id, instance_id, state,
            variables, rescue_counts_as_failure, play_failures_are_ignored, is_trial, initiated_by, business_at,
            attempt, runs, is_to_run_again, failing_task, failure)
        SELECT 10000000 + n, gen_random_uuid(), kind, play, 10000000 + n, 10000000 + n, 10000000 + n, state, variables,
            true, false, false, initiated_by, business_at, attempt, runs, false, '', ''
        FROM provisioning_provisioningjob, copies WHERE instance_id = %(service)s;
    INSERT INTO provisioning_effect (job_id, attempt, kind, state, target, request, before, answer, failure)
        SELECT 10000000 + n, e.attempt, e.kind, e.state, replace(e.target, %(name)s, 'copy_' || n),
            replace(e.request::text, %(name)s, 'copy_' || n)::jsonb, e.before, e.answer, ''
        FROM provisioning_effect AS e JOIN provisioning_provisioningjob AS j ON j.id = e.job_id
            AND j.instance_id = %(service)s, copies ORDER BY n, e.id;
    INSERT INTO ocs_ocsaccount (id, tenant, account, is_disabled, allow_negative, created_at)
        SELECT 10000000 + n, tenant, 'copy_' || n, false, false, now() FROM ocs_ocsaccount, copies
        WHERE account = %(name)s;
    INSERT INTO ocs_ocsbalance (account_id, balance_type, balance_id, uuid, value, expires_at, weight, is_blocker,
            is_disabled, destinations, categories, shared_groups, timings, rating_subject)
        SELECT 10000000 + n, balance_type, balance_id, gen_random_uuid(), value, expires_at, weight, is_blocker,
            b.is_disabled, destinations, categories, shared_groups, timings, rating_subject
        FROM ocs_ocsbalance AS b JOIN ocs_ocsaccount AS a ON a.id = b.account_id AND a.account = %(name)s, copies;
    CREATE TEMP TABLE plan AS SELECT * FROM ocs_ocsactionplan WHERE position(%(name)s in plan_id) > 0;
    INSERT INTO ocs_ocsactionplan (id, plan_id)
        SELECT 10000000 + n, replace(plan_id, %(name)s, 'copy_' || n) FROM plan, copies;
    INSERT INTO ocs_ocsactiontiming (plan_id, uuid, actions_id, years, months, month_days, week_days, start_time,
            weight)
        SELECT 10000000 + n, gen_random_uuid(), actions_id, years, months, month_days, week_days, start_time, weight
        FROM ocs_ocsactiontiming AS t JOIN plan ON plan.id = t.plan_id, copies;
    INSERT INTO ocs_ocsaccountactionplan (account_id, plan_id, bound_at)
        SELECT 10000000 + n, 10000000 + n, now() FROM copies;
    INSERT INTO payments_payment (public_id, account_id, description, gateway, state, amount, currency, requested_at,
            failure)
        SELECT gen_random_uuid(), 10000000 + n, '', 'demo', 'declined', 5, 'GBP', now(), '' FROM copies;
    ANALYZE;
"""


@pytest.mark.long
def test_ten_thousand_services_are_compared_in_pages(database: TestDatabase) -> None:
    service = sell(plan="Monthly")
    account_id = account_of(service)
    names = {"count": 10_000, "account": account_id, "service": service.pk, "name": service.service_uuid}
    with psycopg.connect(database.owner_url) as connection:
        columns = connection.execute(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns"
            " WHERE table_name = 'parties_accountterms' AND column_name NOT IN ('id', 'account_id')"
        ).fetchone()
        assert columns is not None
        script = MANY.format(terms=columns[0])
        for name, value in names.items():
            script = script.replace(f"%({name})s", str(value) if isinstance(value, int) else f"'{value}'")
        connection.execute(script.encode())
    ocs("RemoveAccount", Account="copy_777")
    ocs("SetAccount", Account="copy_555", ExtraOptions={"Disabled": True})
    ocs("SetAccount", Account="stranger")
    before_mib = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    begun = time.monotonic()
    found = differences()
    seconds = time.monotonic() - begun
    peak_mib = getrusage(RUSAGE_SELF).ru_maxrss / 1024 - before_mib
    assert [row.subject for row in found] == ["ocs:copy_555", "ocs:copy_777", "ocs:stranger"]
    assert seconds < 300
    assert peak_mib < 200
    print(f"10,000 services: {seconds:.1f} s, {peak_mib:.0f} MiB more")  # noqa: T201
    for row in found:
        assert mend(row).state == "mended"
