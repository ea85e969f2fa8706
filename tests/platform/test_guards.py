"""What the plumbing refuses: locks out of order, the outside inside a transaction, rewriting, moving the clock."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from tests.support.people import make_account, make_brand
from trunkline.platform.clocks import business_now, hold_business_clock, system_now
from trunkline.platform.errors import BusinessClockNotMovableError
from trunkline.platform.locks import LockKind, LockOrderError, note_lock, tracked
from trunkline.platform.models import BusinessClock
from trunkline.platform.outside import outside_call
from trunkline.platform.sequences import KEY_PREFIXES, next_key


def test_locks_in_the_declared_order_are_taken() -> None:
    with tracked():
        for kind in LockKind:
            note_lock(kind, 1)
            note_lock(kind, 2)
        note_lock(LockKind.ACCOUNT, 1)  # it is held already


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ((LockKind.ITEM, 1), (LockKind.ACCOUNT, 1)),
        ((LockKind.INSTANCE, 5), (LockKind.ORDER, 9)),
        ((LockKind.ITEM, 7), (LockKind.ITEM, 6)),
    ],
)
def test_a_lock_out_of_order_is_a_programming_error(held: tuple[LockKind, int], asked: tuple[LockKind, int]) -> None:
    with tracked():
        note_lock(*held)
        with pytest.raises(LockOrderError, match="must be locked before"):
            note_lock(*asked)


def test_a_lock_outside_a_use_case_is_a_programming_error() -> None:
    with pytest.raises(LockOrderError, match="outside a use case"):
        note_lock(LockKind.ACCOUNT, 1)


def test_locks_are_forgotten_when_their_use_case_ends() -> None:
    with tracked():
        note_lock(LockKind.SERIES, 1)
    with tracked():
        note_lock(LockKind.ACCOUNT, 1)


def test_the_outside_is_never_called_inside_a_transaction() -> None:
    calls = []
    call = outside_call("tests.call")(lambda: calls.append("called"))
    with transaction.atomic(), pytest.raises(RuntimeError, match="must not run inside a transaction"):
        call()
    assert calls == []
    call()
    assert calls == ["called"]


def tables_with(trigger: str) -> list[str]:
    return sorted(
        model._meta.db_table  # noqa: SLF001  # Django's documented API
        for model in apps.get_models()
        if any(each.name == trigger for each in getattr(model._meta, "triggers", []))  # noqa: SLF001  # likewise
    )


def test_what_must_stay_as_written_is_append_only() -> None:
    assert set(tables_with("append_only")) >= {
        "billing_billablefact",
        "billing_charge",
        "billing_invoice",
        "billing_invoiceline",
        "billing_ledgerentry",
        "billing_ledgerposting",
        "billing_transaction",
        "catalog_productterms",
        "catalog_rate",
        "ocs_balancemovement",
        "ordering_acceptedterms",
        "ordering_orderpick",
        "parties_accountterms",
        "platform_event",
        "provisioning_jobevent",
    }


@pytest.mark.parametrize("table", tables_with("append_only"))
def test_an_append_only_table_has_a_live_trigger_for_update_and_delete(
    table: str, owner_connection: psycopg.Connection
) -> None:
    # 16 is UPDATE and 8 is DELETE in pg_trigger.tgtype; 'O' and 'A' mean that it fires.
    row = owner_connection.execute(
        "SELECT tgtype & 24, tgenabled FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_append%%'",
        [table],
    ).fetchone()
    assert row == (24, "O")


def test_even_the_owner_can_neither_rewrite_nor_remove_what_is_append_only(
    owner_connection: psycopg.Connection,
) -> None:
    account_id = make_account(make_brand())
    for statement in ("UPDATE parties_accountterms SET billing_day = 9", "DELETE FROM parties_accountterms"):
        with pytest.raises(psycopg.errors.RaiseException, match="Cannot update or delete rows"):
            owner_connection.execute(f"{statement} WHERE account_id = {account_id}")
        owner_connection.rollback()


@pytest.mark.parametrize("table", tables_with("undeletable"))
def test_an_undeletable_table_has_a_live_trigger_for_delete(table: str, owner_connection: psycopg.Connection) -> None:
    row = owner_connection.execute(
        "SELECT tgtype & 8, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_undel%%'",
        [table],
    ).fetchone()
    assert row == (8, "O")


@pytest.fixture
def demo_clock(settings: Settings) -> Iterator[None]:
    settings.TRUNKLINE_DEMO_MODE = True
    yield
    BusinessClock.objects.all().delete()


def test_outside_demo_mode_the_business_clock_is_the_real_one_and_does_not_move() -> None:
    assert not settings.TRUNKLINE_DEMO_MODE
    with pytest.raises(BusinessClockNotMovableError):
        hold_business_clock(system_now())
    assert not BusinessClock.objects.exists()
    assert abs(business_now() - system_now()) < timedelta(seconds=5)


@pytest.mark.usefixtures("demo_clock")
def test_in_demo_mode_the_business_clock_stands_where_it_was_put_and_only_goes_forward() -> None:
    start = system_now() + timedelta(days=30)
    for moment in (start, start, start + timedelta(days=1)):
        with transaction.atomic():
            hold_business_clock(moment)
        assert business_now() == moment
    with pytest.raises(BusinessClockNotMovableError), transaction.atomic():
        hold_business_clock(start)
    assert business_now() == start + timedelta(days=1)
    assert abs(system_now() - start) > timedelta(days=29)


@pytest.mark.usefixtures("demo_clock")
def test_the_business_clock_is_one_row(owner_connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute("INSERT INTO platform_businessclock (id, held_at) VALUES (2, now())")


@pytest.mark.parametrize("prefix", KEY_PREFIXES)
def test_readable_keys_count_upwards_from_1001(prefix: str) -> None:
    first, second = (next_key(prefix) for _ in range(2))
    assert first.startswith(f"{prefix}-")
    number = int(first.removeprefix(f"{prefix}-"))
    assert number >= 1001
    assert second == f"{prefix}-{number + 1}"


def test_an_unknown_kind_of_key_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        next_key("XXX")


def test_a_key_drawn_in_a_transaction_that_fails_is_not_drawn_again() -> None:
    with transaction.atomic():
        lost = next_key("ACC")
        transaction.set_rollback(True)
    assert next_key("ACC") != lost


def test_the_run_time_role_cannot_change_tables_or_disable_triggers() -> None:
    statements = [
        "ALTER TABLE billing_charge DISABLE TRIGGER ALL",
        "DROP TABLE billing_charge",
        "CREATE TABLE x (id int)",
    ]
    for statement in statements:
        with pytest.raises(Exception, match=r"must be owner|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
