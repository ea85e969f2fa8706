"""Debits in one statement: what it spares, and what it may not lose."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.support.races import count_waiting, wait_until
from trunkline.ocs import use_cases
from trunkline.ocs.errors import OcsInsufficientCreditError, OcsNotFoundError
from trunkline.ocs.models import BalanceMovement, OcsBalance
from trunkline.ocs.operations import accounts, balances
from trunkline.ocs.policies.balances import BalanceRequest
from trunkline.ocs.states import MovementKind
from trunkline.platform import locks
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.errors import IdempotencyKeyReusedError

TENANT = "debits.example"
NOW = datetime(2025, 1, 1, tzinfo=UTC)
COMMAND = Command(SYSTEM_ACTOR, at=NOW, reason="test")


def data(balance_id: str = "", value: int | str = 0, *, by_uuid: str = "", **attributes: Any) -> BalanceRequest:
    return BalanceRequest("*data", balance_id, by_uuid, Decimal(value), attributes)


@pytest.fixture
def account() -> str:
    """An account with 5 in UPPER, which is debited first, and 20 in LOWER."""
    name = f"acc_{uuid.uuid4().hex}"
    use_cases.set_account(COMMAND, tenant=TENANT, account=name)
    for balance_id, value, weight in (("UPPER", 5, 20), ("LOWER", 20, 10)):
        request = data(balance_id, value, weight=Decimal(weight))
        use_cases.add_balance(COMMAND, tenant=TENANT, account=name, request=request)
    return name


def debit(account: str, request: BalanceRequest, command: Command = COMMAND) -> None:
    use_cases.debit_balance(command, tenant=TENANT, account=account, request=request, reference="call 7")


def values(account: str) -> dict[str, Decimal]:
    return dict(OcsBalance.objects.filter(account__account=account).values_list("balance_id", "value"))


def debits(account: str) -> list[tuple[str, Decimal, Decimal, str]]:
    rows = BalanceMovement.objects.filter(account__account=account, kind=MovementKind.DEBIT).order_by("id")
    return [(row.balance.balance_id, row.amount, row.value_after, row.reference) for row in rows]


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (data(value=3), [("UPPER", -3, 2, "call 7")]),
        (data(value=7), [("UPPER", -5, 0, "call 7"), ("LOWER", -2, 18, "call 7")]),
        (data("LOWER", 7), [("LOWER", -7, 13, "call 7")]),
        (data("LOWER", 7, weight=Decimal(3)), [("LOWER", -7, 13, "call 7")]),  # what an id names is taken as it is
        (data(value=0), []),
        (data(value="0.000000001"), [("UPPER", Decimal("-1E-9"), Decimal("4.999999999"), "call 7")]),
    ],
)
def test_a_debit_is_one_statement(account: str, request_: BalanceRequest, wanted: list[Any]) -> None:
    with CaptureQueriesContext(connection) as captured:
        debit(account, request_)
    assert len(captured) == 1  # neither BEGIN nor COMMIT, which would be two more
    assert debits(account) == wanted


def test_balances_that_are_searched_for_take_a_transaction(account: str) -> None:
    lower = OcsBalance.objects.get(account__account=account, balance_id="LOWER")
    with CaptureQueriesContext(connection) as captured:
        debit(account, data(value=2, weight=Decimal(10)))
        debit(account, data(value=3, by_uuid=str(lower.uuid)))
    assert [query["sql"] for query in captured].count("COMMIT") == 2
    assert debits(account) == [("LOWER", -2, 18, "call 7"), ("LOWER", -3, 15, "call 7")]


def test_a_debit_leaves_no_version_in_the_audit_history(account: str) -> None:
    # For that, the statement would need the actor and the use case, which it does not send.
    versions = [model for model in apps.get_app_config("ocs").get_models() if model.__name__.endswith("Version")]
    before = [QuerySet(model).count() for model in versions]
    debit(account, data(value=7))
    assert [QuerySet(model).count() for model in versions] == before
    assert len(before) >= 2


def test_a_debit_inside_a_transaction_is_a_programming_error(account: str) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        debit(account, data(value=1))
    assert debits(account) == []


def test_the_same_idempotency_key_debits_once(account: str) -> None:
    keyed = replace(COMMAND, idempotency_key=uuid.uuid4().hex)
    debit(account, data(value=3), keyed)
    debit(account, data(value=3), keyed)
    assert debits(account) == [("UPPER", -3, 2, "call 7")]
    with pytest.raises(IdempotencyKeyReusedError):
        debit(account, data(value=4), keyed)
    assert values(account) == {"UPPER": 2, "LOWER": 20}


def test_what_is_refused_takes_nothing(account: str) -> None:
    for request in (data(value=26), data("UPPER", 6), data("NOWHERE", 1)):
        with pytest.raises(OcsInsufficientCreditError):
            debit(account, request)
    with pytest.raises(OcsNotFoundError):
        debit(f"{account}x", data(value=1))
    with pytest.raises(OcsNotFoundError):
        use_cases.debit_balance(COMMAND, tenant="another.example", account=account, request=data(value=1))
    assert debits(account) == []
    debit(account, data(value=25))
    assert values(account) == {"UPPER": 0, "LOWER": 0}


def test_a_balance_that_is_over_is_not_debited(account: str) -> None:
    end = NOW + timedelta(hours=1)
    request = data("BOOST", 9, weight=Decimal(30), expires_at=end)
    use_cases.add_balance(COMMAND, tenant=TENANT, account=account, request=request)
    debit(account, data(value=1), replace(COMMAND, at=end - timedelta(microseconds=1)))
    debit(account, data(value=1), replace(COMMAND, at=end))
    assert debits(account) == [("BOOST", -1, 8, "call 7"), ("UPPER", -1, 4, "call 7")]


def while_it_waits(account: str, change: Callable[[Any], None], request: BalanceRequest) -> list[type[Exception]]:
    """Debit while another transaction holds the account, which it then changes; list what was raised."""
    is_held, may_go_on = threading.Event(), threading.Event()
    raised: list[type[Exception]] = []

    def hold_and_change() -> None:
        with locks.tracked(), transaction.atomic():
            locked = accounts.lock_account(TENANT, account, at=NOW)
            is_held.set()
            assert may_go_on.wait(20)
            change(locked)

    def run(work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001  # whatever it is, the test tells it
                raised.append(type(error))
            finally:
                connection.close()

        thread = threading.Thread(target=guarded)
        thread.start()
        return thread

    holder = run(hold_and_change)
    assert is_held.wait(20)
    debiting = run(lambda: debit(account, request))
    # Asked outside of any transaction: inside one, the server's view of its sessions would stand still.
    wait_until(lambda: count_waiting() == 1, "the debit does not wait")
    may_go_on.set()
    for thread in (holder, debiting):
        thread.join(20)
        assert not thread.is_alive()
    return raised


def test_a_debit_that_waited_sees_what_was_granted_meanwhile(account: str) -> None:
    def grant(locked: Any) -> None:
        balances.grant(locked, data("LOWER", 10), is_overwrite=False, at=NOW, reference="")
        balances.grant(locked, data("NEW", 4, weight=Decimal(30)), is_overwrite=False, at=NOW, reference="")

    assert while_it_waits(account, grant, data(value=38)) == []
    assert values(account) == {"NEW": 0, "UPPER": 0, "LOWER": 1}


def test_a_debit_that_waited_for_a_removal_is_refused(account: str) -> None:
    def remove(locked: Any) -> None:
        accounts.remove_account(locked, at=NOW, reference="")

    assert while_it_waits(account, remove, data(value=1)) == [OcsNotFoundError]
    assert debits(account) == []


def test_a_debit_that_waited_does_not_take_what_is_gone(account: str) -> None:
    def spend(locked: Any) -> None:
        balances.set_balance(locked, data("LOWER", 0), at=NOW, reference="")

    assert while_it_waits(account, spend, data(value=6)) == [OcsInsufficientCreditError]
    assert values(account) == {"UPPER": 5, "LOWER": 0}
