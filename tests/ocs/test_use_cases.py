"""Movements, expiry, removal and debits at once, on the real database."""

import threading
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from trunkline.ocs import selectors, use_cases
from trunkline.ocs.errors import OcsInsufficientCreditError, OcsInvalidCallError, OcsNotFoundError
from trunkline.ocs.models import BalanceMovement, OcsAccount, OcsBalance
from trunkline.ocs.operations.accounts import find_account_key
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.platform.commands import SYSTEM_ACTOR, Command

TENANT = "ocs.example"
NOW = datetime(2025, 1, 1, tzinfo=UTC)
THREADS = 16


def command(at: datetime = NOW) -> Command:
    return Command(SYSTEM_ACTOR, at=at, reason="test")


def data(balance_id: str = "A", value: int | str | None = None, **attributes: Any) -> BalanceRequest:
    return BalanceRequest("*data", balance_id, "", None if value is None else Decimal(value), attributes)


@pytest.fixture
def account() -> str:
    name = f"acc_{uuid.uuid4().hex}"
    use_cases.set_account(command(), tenant=TENANT, account=name)
    return name


def add(account: str, request: BalanceRequest, *, at: datetime = NOW, reference: str = "") -> None:
    use_cases.add_balance(command(at), tenant=TENANT, account=account, request=request, reference=reference)


def debit(account: str, request: BalanceRequest, *, at: datetime = NOW) -> None:
    use_cases.debit_balance(command(at), tenant=TENANT, account=account, request=request)


def values(account: str, at: datetime = NOW) -> dict[str, Any]:
    shown = selectors.get_account(TENANT, account, at=at)["BalanceMap"] or {}
    return {balance["ID"]: balance["Value"] for balance in shown.get("*data", [])}


def movements(account: str) -> list[tuple[Any, ...]]:
    rows = BalanceMovement.objects.filter(account__tenant=TENANT, account__account=account).order_by("id")
    return [(row.balance.balance_id, row.kind, row.amount, row.value_after, row.at) for row in rows]


def test_every_change_of_a_value_is_a_movement(account: str) -> None:
    add(account, data(value=20), reference="job 7")
    debit(account, data(value=18))
    use_cases.set_balance(command(), tenant=TENANT, account=account, request=data(value=5))
    use_cases.remove_balances(command(), tenant=TENANT, account=account, request=data())
    assert movements(account) == [
        ("A", "grant", 20, 20, NOW),
        ("A", "debit", -18, 2, NOW),
        ("A", "set", 3, 5, NOW),
        ("A", "removal", -5, 0, NOW),
    ]
    assert BalanceMovement.objects.filter(account__account=account).order_by("id")[0].reference == "job 7"


def test_a_balance_is_over_at_its_expiry(account: str) -> None:
    end = NOW + timedelta(hours=720)
    add(account, data(value=20, expires_at=end))
    just_before = end - timedelta(microseconds=1)
    assert values(account, just_before) == {"A": 20}
    debit(account, data(value=1), at=just_before)
    assert values(account, end) == {}
    with pytest.raises(OcsInsufficientCreditError):
        debit(account, data(value=1), at=end)
    with pytest.raises(OcsInsufficientCreditError):
        debit(account, data("", value=1), at=end)


def test_an_expiry_is_recorded_at_the_instant_it_came(account: str) -> None:
    end = NOW + timedelta(hours=720)
    add(account, data(value=20, expires_at=end))
    later = end + timedelta(days=3)
    add(account, data(value=7, expires_at=later + timedelta(days=1)), at=later)
    assert values(account, later) == {"A": 7}
    assert movements(account) == [
        ("A", "grant", 20, 20, NOW),
        ("A", "expiry", -20, 0, end),
        ("A", "grant", 7, 7, later),
    ]


def test_due_balances_are_swept(account: str) -> None:
    end = NOW - timedelta(days=1000)
    add(account, data("A", value=20, expires_at=end), at=end - timedelta(days=1))
    add(account, data("B", value=20), at=end - timedelta(days=1))
    while use_cases.expire_due_balances(command(end)):
        pass
    assert OcsBalance.objects.get(account__account=account, balance_id="A").removed_at == end
    assert OcsBalance.objects.get(account__account=account, balance_id="B").removed_at is None
    assert use_cases.expire_due_balances(command(end)) == 0


def test_a_removed_account_keeps_its_movements_and_no_live_balance(account: str) -> None:
    add(account, data("A", value=20))
    add(account, data("B", value=5))
    use_cases.remove_account(command(), tenant=TENANT, account=account)
    assert [movement[:3] for movement in movements(account)] == [
        ("A", "grant", 20),
        ("B", "grant", 5),
        ("A", "removal", -20),
        ("B", "removal", -5),
    ]
    assert not OcsBalance.objects.filter(account__account=account, removed_at=None).exists()
    with pytest.raises(OcsNotFoundError):
        add(account, data(value=1))
    use_cases.set_account(command(), tenant=TENANT, account=account)
    assert OcsAccount.objects.filter(tenant=TENANT, account=account).count() == 2
    assert values(account) == {}


def test_a_refused_debit_writes_nothing(account: str) -> None:
    add(account, data(value=5))
    with pytest.raises(OcsInsufficientCreditError):
        debit(account, data("", value=6))
    assert movements(account) == [("A", "grant", 5, 5, NOW)]


def test_changes_of_attributes_are_in_the_history(account: str) -> None:
    add(account, data(value=5, weight=Decimal(10)))
    use_cases.set_balance(command(), tenant=TENANT, account=account, request=data(weight=Decimal(20)))
    debit(account, data(value=1))
    balance = OcsBalance.objects.get(account__account=account)
    versions = apps.get_model("ocs", "OcsBalanceVersion").objects.filter(pgh_obj_id=balance.pk)
    assert [row.weight for row in versions.order_by("pgh_id")] == [10, 20]


def test_a_value_beyond_what_can_be_kept_is_refused(account: str) -> None:
    most = 10**18 - 1
    add(account, data(value=most))
    with pytest.raises(OcsInvalidCallError, match="would bring the balance to"):
        add(account, data(value=1))
    assert values(account) == {"A": most}
    use_cases.set_account(command(), tenant=TENANT, account=account, allow_negative=True)
    debit(account, data(value=most))
    debit(account, data(value=most))
    with pytest.raises(OcsInsufficientCreditError):
        debit(account, data(value=1))
    assert values(account) == {"A": -most}


def run_at_once(work: list[Any]) -> list[str]:
    """Run functions in threads that start together; list the errors by name."""
    barrier = threading.Barrier(len(work))
    errors: list[str] = []

    def run(task: Any) -> None:
        barrier.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            errors.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_sixteen_threads_debit_the_same_balances_exactly(account: str) -> None:
    add(account, data("BOOST", value=70, weight=Decimal(20)))
    add(account, data("MONTH", value=100, weight=Decimal(10)))
    add(account, data("LAST", value=30, weight=Decimal(5)))

    def work() -> None:
        for _ in range(15):
            debit(account, data("", value=1))

    # 16 × 15 = 240 are wanted of 200: forty find nothing left, and each thread ends at its first refusal.
    errors = run_at_once([work] * THREADS)
    taken = -sum(amount for _, kind, amount, _, _ in movements(account) if kind == "debit")
    assert taken == 200
    assert values(account) == {"BOOST": 0, "MONTH": 0, "LAST": 0}
    assert set(errors) == {"OcsInsufficientCreditError"}


def test_sixteen_threads_grant_and_debit_exactly(account: str) -> None:
    add(account, data(value=1000))

    def spend() -> None:
        for _ in range(10):
            debit(account, data("", value=7))

    def top_up() -> None:
        for _ in range(10):
            add(account, data(value=3))

    assert run_at_once([spend, top_up] * (THREADS // 2)) == []
    assert values(account) == {"A": 1000 - 8 * 10 * 7 + 8 * 10 * 3}


def test_an_account_made_at_once_is_made_once() -> None:
    name = f"acc_{uuid.uuid4().hex}"
    assert run_at_once([lambda: use_cases.set_account(command(), tenant=TENANT, account=name)] * THREADS) == []
    assert OcsAccount.objects.filter(tenant=TENANT, account=name).count() == 1


def test_actions_made_at_once_are_made_once() -> None:
    actions_id = f"Action_{uuid.uuid4().hex}"
    action = {"Identifier": "*log", "Weight": "0"}
    work = [lambda: use_cases.set_actions(command(), actions_id=actions_id, actions=[action])] * THREADS
    assert run_at_once(work) == ["OcsExistsError"] * (THREADS - 1)


def test_the_database_itself_keeps_a_balance_from_falling_below_zero(account: str) -> None:
    add(account, data(value=5))
    with pytest.raises(DatabaseError, match="below zero"), transaction.atomic():
        OcsBalance.objects.filter(account__account=account).update(value=-1)
    row = OcsAccount.objects.get(account=account)
    with pytest.raises(DatabaseError, match="ocs_balance_is_unique"), transaction.atomic():
        OcsBalance.objects.create(account=row, balance_type="*data", balance_id="A", uuid=uuid.uuid4(), value=0)
    with pytest.raises(DatabaseError, match="ocs_balance_type_is_known"), transaction.atomic():
        OcsBalance.objects.filter(account__account=account).update(balance_type="*petrol")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        BalanceMovement.objects.filter(account__account=account).update(amount=6)
    assert values(account) == {"A": 5}


def test_a_debit_of_an_account_removed_meanwhile_is_refused(account: str) -> None:
    add(account, data(value=5))
    key = find_account_key(TENANT, account)
    use_cases.remove_account(command(), tenant=TENANT, account=account)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ocs_debit(%s, '*data', 1, %s, '')", [key, NOW])
        assert cursor.fetchone() == (None,)
