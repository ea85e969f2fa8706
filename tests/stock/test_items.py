"""Stock items: received once, reserved by one, and put back as they were."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import psycopg
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.goods import make_item, make_specification
from tests.support.people import make_account, make_brand
from tests.support.races import race
from tests.support.services import make_service
from tests.support.snapshot import differences, take_snapshot
from trunkline.instances.models import Configuration
from trunkline.kernel.errors import InvalidInputError, InvalidTransitionError
from trunkline.platform.clocks import business_now
from trunkline.platform.locks import tracked
from trunkline.stock.errors import ItemNotAvailableError, ItemNotFoundError, SerialTakenError
from trunkline.stock.models import Allocation, StockItem
from trunkline.stock.operations import allocations as operations
from trunkline.stock.policies.serials import normalise_serial
from trunkline.stock.selectors import items as selectors
from trunkline.stock.states import ItemState


@contextmanager
def writing() -> Iterator[None]:
    with tracked(), transaction.atomic():
        yield


def reserve(item: StockItem, account_id: int | None = None) -> uuid.UUID:
    holder = uuid.uuid4()
    account_id = account_id or make_account(make_brand())
    with writing():
        locked = selectors.lock_items([item.pk])
        operations.reserve_items(locked, account_id=account_id, holder=holder, expires_at=None)
    return holder


def state(item: StockItem) -> str:
    return StockItem.objects.get(pk=item.pk).state


@pytest.mark.parametrize(
    ("serial", "normalised"),
    [
        ("89-44 0001 a", "89-440001A"),
        ("\u00a0abc\t1\n", "ABC1"),
        ("ＡＢＣ１", "ABC1"),  # full-width letters
        ("ﬁ1", "FI1"),
        ("A\u00b4", "\u00c1"),  # an acute accent of its own, which is a space with an accent in NFKC
        ("", None),
        (" \t ", None),
    ],
)
def test_a_serial_reads_the_same_however_it_is_typed(serial: str, normalised: str | None) -> None:
    assert normalise_serial(serial) == normalised


@settings(deadline=None, max_examples=100)
@given(serial=st.text(st.characters(codec="utf-8"), max_size=30))
def test_normalising_twice_changes_nothing_more(serial: str) -> None:
    once = normalise_serial(serial)
    assert once is None or normalise_serial(once) == once


def test_a_received_item_is_new_and_a_resource_instance_of_its_specification() -> None:
    specification = make_specification()
    item = make_item(specification, serial=" sn-1 ")
    assert (item.state, item.serial, item.serial_normalised) == ("New", " sn-1 ", "SN-1")
    configuration = Configuration.objects.get(instance_id=item.instance_id)
    assert (configuration.state, configuration.resource_specification_id) == ("CURRENT", specification.pk)
    assert configuration.account_id is None


def test_the_same_serial_of_the_same_specification_is_refused_and_of_another_is_not() -> None:
    specification = make_specification()
    make_item(specification, serial="SN 1")
    before = take_snapshot()
    with pytest.raises(SerialTakenError):
        make_item(specification, serial="sn1", reference_number="other")
    assert differences(before, take_snapshot()) == []
    make_item(make_specification(), serial="SN 1")


def test_the_same_reference_is_refused_and_no_serial_is_equal_to_none() -> None:
    specification = make_specification()
    make_item(specification, reference_number="REF-1")
    with pytest.raises(SerialTakenError):
        make_item(specification, reference_number="REF-1")
    make_item(specification, reference_number="REF-2", serial="  ")
    make_item(specification, reference_number="REF-3", serial="")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reference_number": ""}, "reference_number"),
        ({"reference_number": "x" * 61}, "reference_number"),
        ({"serial": "x" * 121}, "serial"),
        ({"texts": ["x"] * 11}, "texts"),
        ({"texts": ["fine", "x" * 10_000]}, "texts[1]"),
        ({"texts": ["\x00"]}, "texts[0]"),
        ({"state": "Assigned"}, "state"),
        ({"place": "x" * 201}, "place"),
    ],
)
def test_what_cannot_be_received_is_refused_with_its_field(changes: dict[str, object], field: str) -> None:
    specification = make_specification()
    make_item(specification)
    before = take_snapshot()
    with pytest.raises(InvalidInputError) as refusal:
        make_item(specification, **changes)
    assert list(refusal.value.fields) == [field]
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("received_as", ["New", "In Stock"])
def test_a_reservation_that_nobody_used_leaves_the_item_as_it_was(received_as: str) -> None:
    item = make_item(make_specification(), state=received_as)
    holder = reserve(item)
    assert state(item) == "Reserved"
    assert selectors.list_item_ids_held_for(holder) == [item.pk]
    with writing():
        operations.put_back(*selectors.lock_items([item.pk]))
    assert state(item) == received_as
    assert selectors.list_item_ids_held_for(holder) == []
    allocation = Allocation.objects.get(item=item)
    assert allocation.state == "released"
    assert allocation.released_at is not None
    reserve(item)


def test_an_item_that_is_reserved_is_not_to_be_had() -> None:
    item = make_item(make_specification())
    reserve(item)
    account_id = make_account(make_brand())
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError):
        reserve(item, account_id)
    assert differences(before, take_snapshot()) == []


def test_of_several_items_all_are_reserved_or_none() -> None:
    specification = make_specification()
    free, taken = make_item(specification), make_item(specification)
    reserve(taken)
    account_id = make_account(make_brand())
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError), writing():
        operations.reserve_items(
            selectors.lock_items([taken.pk, free.pk]), account_id=account_id, holder=uuid.uuid4(), expires_at=None
        )
    assert differences(before, take_snapshot()) == []


def test_of_two_at_once_one_gets_the_item(owner_connection: psycopg.Connection) -> None:
    item = make_item(make_specification())
    accounts = [make_account(make_brand()) for _ in range(2)]
    results = race(
        owner_connection,
        f"SELECT 1 FROM stock_stockitem WHERE id = {item.pk} FOR UPDATE",
        [lambda account_id=account_id: reserve(item, account_id) for account_id in accounts],  # type: ignore[misc]
    )
    assert sorted(type(result).__name__ for result in results) == ["ItemNotAvailableError", "UUID"]
    assert Allocation.objects.filter(item=item).count() == 1
    assert state(item) == "Reserved"


def test_the_database_refuses_a_second_live_allocation(owner_connection: psycopg.Connection) -> None:
    item = make_item(make_specification())
    reserve(item)
    with pytest.raises(psycopg.errors.UniqueViolation, match="allocation_one_live_per_item"):
        owner_connection.execute(
            "INSERT INTO stock_allocation (item_id, state, account_id, holder, item_state_before)"
            f" SELECT item_id, 'reserved', account_id, gen_random_uuid(), 'New' FROM stock_allocation"
            f" WHERE item_id = {item.pk}"
        )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ("state = 'assigned'", "allocation_assigned_to_a_service"),
        ("state = 'released'", "allocation_release_is_dated"),
        ("released_at = now()", "allocation_release_is_dated"),
        ("state = 'lent'", "allocation_state_is_known"),
    ],
)
def test_the_database_refuses_an_allocation_that_must_not_be(
    changes: str, constraint: str, owner_connection: psycopg.Connection
) -> None:
    item = make_item(make_specification())
    reserve(item)
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        owner_connection.execute(f"UPDATE stock_allocation SET {changes} WHERE item_id = {item.pk}".encode())


def test_an_assigned_item_belongs_to_its_service_until_it_is_released() -> None:
    item, service = make_item(make_specification()), make_service()
    reserve(item)
    with writing():
        operations.assign_item(*selectors.lock_items([item.pk]), service_id=service.pk, at=business_now())
    assert (state(item), selectors.list_item_ids_of_service(service.pk)) == ("Assigned", [item.pk])
    with writing():
        (locked,) = selectors.lock_items([item.pk])
        operations.release_item(locked, "decommission", at=business_now())
    assert (state(item), selectors.list_item_ids_of_service(service.pk)) == ("Decommissioned", [])


def test_an_item_that_nobody_reserved_is_not_assigned() -> None:
    item, service = make_item(make_specification()), make_service()
    before = take_snapshot()
    with pytest.raises(InvalidTransitionError), writing():
        operations.assign_item(*selectors.lock_items([item.pk]), service_id=service.pk, at=business_now())
    assert differences(before, take_snapshot()) == []


def test_unknown_items_are_not_found() -> None:
    with pytest.raises(ItemNotFoundError), writing():
        selectors.lock_items([2**62])
    with pytest.raises(ItemNotFoundError):
        selectors.get_item(2**62)
    with pytest.raises(ItemNotFoundError):
        selectors.get_warehouse("nowhere")


def test_items_are_locked_in_the_order_of_their_numbers() -> None:
    specification = make_specification()
    items = [make_item(specification) for _ in range(3)]
    with writing():
        locked = selectors.lock_items([item.pk for item in reversed(items)])
    assert [item.pk for item in locked] == [item.pk for item in items]


def test_a_cost_has_a_currency(owner_connection: psycopg.Connection) -> None:
    item = make_item(make_specification(), cost=Decimal("12.50"), cost_currency="GBP")
    assert item.state == ItemState.NEW
    with pytest.raises(psycopg.errors.CheckViolation, match="stock_item_cost_has_a_currency"):
        owner_connection.execute(f"UPDATE stock_stockitem SET cost_currency = '' WHERE id = {item.pk}".encode())
