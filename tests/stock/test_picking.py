"""The picker: kept from the click on, for a time; then free again, or an order's."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from tests.support.goods import make_item, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.services import make_service
from tests.support.snapshot import differences, take_snapshot
from tests.support.warehouse import make_goods, make_kit_specification
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.errors import AccountNotFoundError
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.locks import tracked
from trunkline.stock.errors import (
    ItemNotAvailableError,
    ItemNotFoundError,
    QuantityNotAvailableError,
    ReservationExpiredError,
    ReservationLimitError,
    ReservationNotFoundError,
)
from trunkline.stock.models import Allocation, QuantityReservation, StockItem, StockQuantity, Warehouse
from trunkline.stock.operations import allocations, reservations
from trunkline.stock.selectors.items import lock_items
from trunkline.stock.selectors.picking import PlaceFilter, Reservation, get_reservation, list_available
from trunkline.stock.selectors.shortages import explain_shortage, explain_unknown_name
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import kits, picking


@contextmanager
def writing() -> Iterator[None]:
    with tracked(), transaction.atomic():
        yield


@pytest.fixture
def account_id() -> int:
    return make_account(make_brand())


def read(reservation: str) -> Reservation:
    return get_reservation(uuid.UUID(reservation), None, system_now())


def states(*items: StockItem) -> list[str]:
    return [StockItem.objects.get(pk=item.pk).state for item in items]


def let_pass(reservation: str) -> None:
    """Let a reservation's time be over."""
    Allocation.objects.filter(holder=reservation).update(expires_at=system_now() - timedelta(seconds=1))


def expire_all() -> None:
    while picking.expire_reservations(command()):
        pass


def make_kit() -> tuple[StockItem, list[StockItem]]:
    """A kit of which one part came before it, and bears a lower number."""
    loose = make_specification()
    early, kit, late = make_item(loose), make_item(make_kit_specification((loose, 2))), make_item(loose)
    kits.build_kit(command(), kit.pk, [early.pk, late.pk])
    kit.refresh_from_db()
    return kit, [early, late]


def take_over(reservation: str, account_id: int, line: uuid.UUID) -> list[StockItem]:
    with writing():
        return reservations.take_over_reservation(
            uuid.UUID(reservation), account_id=account_id, line_public_id=line, now=system_now()
        )


def test_items_are_kept_for_an_account_until_an_instant(account_id: int, settings: Settings) -> None:
    settings.TRUNKLINE_RESERVATION_SECONDS = 60
    specification = make_specification()
    items = [make_item(specification), make_item(specification, state="In Stock")]
    before = system_now()
    reservation = picking.reserve_items(command(), account_id, [item.pk for item in items])
    found = read(reservation)
    assert (found.account.pk, found.state, found.items) == (account_id, "held", items)
    assert before + timedelta(seconds=60) <= found.expires_at <= system_now() + timedelta(seconds=60)
    assert states(*items) == ["Reserved", "Reserved"]
    assert list(
        Allocation.objects.filter(holder=reservation).order_by("item_id").values_list("item_state_before", flat=True)
    ) == ["New", "In Stock"]


def test_a_cancelled_reservation_leaves_everything_as_it_was(account_id: int) -> None:
    items = [make_item(make_specification()), make_item(make_specification(), state="In Stock")]
    reservation = picking.reserve_items(command(), account_id, [item.pk for item in items])
    picking.cancel_reservation(command(), uuid.UUID(reservation))
    assert states(*items) == ["New", "In Stock"]
    assert read(reservation).state == "cancelled"
    before = take_snapshot()
    picking.cancel_reservation(command(), uuid.UUID(reservation))
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("taken_by", ["reservation", "service"])
def test_an_item_that_is_taken_is_refused_and_nothing_else_is_kept(taken_by: str, account_id: int) -> None:
    specification = make_specification()
    free, taken = make_item(specification), make_item(specification)
    picking.reserve_items(command(), account_id, [taken.pk])
    if taken_by == "service":
        service = make_service()
        with writing():
            allocations.assign_item(*lock_items([taken.pk]), service_id=service.pk, at=business_now())
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError, match="Reserved until" if taken_by == "reservation" else "Assigned"):
        picking.reserve_items(command(), account_id, [free.pk, taken.pk])
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("ids", [[], [1, 1], list(range(1, 52))])
def test_no_item_an_item_twice_and_too_many_items_are_refused(ids: list[int], account_id: int) -> None:
    with pytest.raises(InvalidInputError):
        picking.reserve_items(command(), account_id, ids)


def test_what_is_not_there_is_refused(account_id: int) -> None:
    item = make_item(make_specification())
    before = take_snapshot()
    with pytest.raises(ItemNotFoundError):
        picking.reserve_items(command(), account_id, [item.pk, 2**62])
    with pytest.raises(AccountNotFoundError):
        picking.reserve_items(command(), 2**62, [item.pk])
    for act in (picking.cancel_reservation, picking.extend_reservation):
        with pytest.raises(ReservationNotFoundError):
            act(command(), uuid.uuid4())
    assert differences(before, take_snapshot()) == []


def test_any_items_are_kept_and_only_as_many_as_there_are(account_id: int) -> None:
    specification = make_specification()
    items = [make_item(specification) for _ in range(3)]
    reservation = picking.reserve_any(command(), account_id, specification.pk, 2)
    assert read(reservation).items == items[:2]
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError, match="only 1 are left"):
        picking.reserve_any(command(), account_id, specification.pk, 2)
    assert differences(before, take_snapshot()) == []
    picking.reserve_any(command(), account_id, specification.pk, 1)
    with pytest.raises(ItemNotAvailableError, match="none is left"):
        picking.reserve_any(command(), account_id, specification.pk, 1)


def test_any_item_of_a_warehouse_is_of_that_warehouse(account_id: int) -> None:
    specification = make_specification()
    north, _ = Warehouse.objects.get_or_create(code="north", defaults={"name": "North"})
    make_item(specification)
    there = make_item(specification, warehouse=north)
    assert read(picking.reserve_any(command(), account_id, specification.pk, 1, north.pk)).items == [there]
    with pytest.raises(ItemNotAvailableError):
        picking.reserve_any(command(), account_id, specification.pk, 1, north.pk)


@pytest.mark.parametrize("count", [0, -1, 51])
def test_a_count_that_cannot_be_is_refused(count: int, account_id: int) -> None:
    with pytest.raises(InvalidInputError):
        picking.reserve_any(command(), account_id, make_specification().pk, count)


def test_an_expired_reservation_is_freed_and_keeps_nothing(account_id: int) -> None:
    items = [make_item(make_specification()), make_item(make_specification(), state="In Stock")]
    reservation = picking.reserve_items(command(), account_id, [item.pk for item in items])
    expire_all()
    assert states(*items) == ["Reserved", "Reserved"]
    let_pass(reservation)
    assert read(reservation).state == "expired"
    expire_all()
    assert states(*items) == ["New", "In Stock"]
    assert read(reservation).state == "expired"
    before = take_snapshot()
    with pytest.raises(ReservationExpiredError):
        picking.extend_reservation(command(), uuid.UUID(reservation))
    with pytest.raises(ReservationExpiredError):
        take_over(reservation, account_id, uuid.uuid4())
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("form", ["these", "any"])
def test_an_item_is_free_once_its_reservation_is_over_even_before_the_sweep(form: str, account_id: int) -> None:
    specification = make_specification()
    item = make_item(specification, state="In Stock")
    first = picking.reserve_items(command(), account_id, [item.pk])
    let_pass(first)
    if form == "any":
        second = picking.reserve_any(command(), account_id, specification.pk, 1)
    else:
        second = picking.reserve_items(command(), account_id, [item.pk])
    assert read(second).items == [item]
    assert read(first).state == "expired"
    assert states(item) == ["Reserved"]
    expire_all()
    assert read(second).state == "held"
    picking.cancel_reservation(command(), uuid.UUID(second))
    assert states(item) == ["In Stock"]


def test_an_order_line_takes_over_and_nobody_cancels_or_expires_its_items(account_id: int) -> None:
    item = make_item(make_specification())
    reservation = picking.reserve_items(command(), account_id, [item.pk])
    line = uuid.uuid4()
    assert take_over(reservation, account_id, line) == [item]
    with pytest.raises(ReservationNotFoundError):
        read(reservation)
    with pytest.raises(ReservationNotFoundError):
        picking.cancel_reservation(command(), line)
    with pytest.raises(ReservationNotFoundError):
        take_over(reservation, account_id, uuid.uuid4())
    expire_all()
    allocation = Allocation.objects.get(item=item)
    assert (allocation.holder, allocation.state, allocation.expires_at) == (line, "reserved", None)


def test_an_order_of_another_account_does_not_take_over(account_id: int) -> None:
    item = make_item(make_specification())
    reservation = picking.reserve_items(command(), account_id, [item.pk])
    other = make_account(make_brand())
    before = take_snapshot()
    with pytest.raises(ReservationNotFoundError):
        take_over(reservation, other, uuid.uuid4())
    assert differences(before, take_snapshot()) == []


def test_a_reservation_is_prolonged_up_to_its_longest_time(account_id: int, settings: Settings) -> None:
    settings.TRUNKLINE_RESERVATION_SECONDS = 60
    settings.TRUNKLINE_RESERVATION_SECONDS_MAX = 100
    reservation = picking.reserve_items(command(), account_id, [make_item(make_specification()).pk])
    first = read(reservation)
    picking.extend_reservation(command(), uuid.UUID(reservation))
    assert first.expires_at < read(reservation).expires_at < first.created_at + timedelta(seconds=100)
    settings.TRUNKLINE_RESERVATION_SECONDS = 600
    picking.extend_reservation(command(), uuid.UUID(reservation))
    assert read(reservation).expires_at == first.created_at + timedelta(seconds=100)
    with pytest.raises(ReservationLimitError):
        picking.extend_reservation(command(), uuid.UUID(reservation))
    assert read(reservation).expires_at == first.created_at + timedelta(seconds=100)


@pytest.mark.parametrize("form", ["these", "any"])
def test_a_kit_is_kept_with_its_parts_and_freed_with_them(form: str, account_id: int) -> None:
    kit, parts = make_kit()
    if form == "any":
        reservation = picking.reserve_any(command(), account_id, kit.specification_id, 1)
    else:
        reservation = picking.reserve_items(command(), account_id, [kit.pk])
    assert states(kit, *parts) == ["Reserved"] * 3
    assert {allocation.holder for allocation in Allocation.objects.filter(item__in=[kit, *parts])} == {
        uuid.UUID(reservation)
    }
    let_pass(reservation)
    expire_all()
    assert states(kit, *parts) == ["New"] * 3


def test_a_kit_is_given_with_its_parts_and_taken_back_with_them(account_id: int) -> None:
    kit, parts = make_kit()
    reservation = picking.reserve_items(command(), account_id, [kit.pk])
    service = make_service()
    assert take_over(reservation, account_id, uuid.uuid4()) == [kit]
    with writing():
        locked = {item.pk: item for item in lock_items([kit.pk, *(part.pk for part in parts)])}
        allocations.assign_item(locked[kit.pk], service_id=service.pk, at=business_now())
    assert states(kit, *parts) == ["Assigned"] * 3
    with writing():
        locked = {item.pk: item for item in lock_items([kit.pk, *(part.pk for part in parts)])}
        allocations.release_item(locked[kit.pk], "decommission", at=business_now())
    assert states(kit, *parts) == ["Decommissioned"] * 3
    assert set(Allocation.objects.filter(item__in=[kit, *parts]).values_list("state", flat=True)) == {"released"}


def test_a_part_of_a_kit_is_not_had_by_itself(account_id: int) -> None:
    _, parts = make_kit()
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError, match="part of a kit"):
        picking.reserve_items(command(), account_id, [parts[0].pk])
    with pytest.raises(ItemNotAvailableError):
        picking.reserve_any(command(), account_id, parts[0].specification_id, 1)
    assert differences(before, take_snapshot()) == []


def test_a_lost_part_is_missed_in_its_kit(account_id: int) -> None:
    kit, parts = make_kit()
    StockItem.objects.filter(pk=parts[0].pk).update(state="Lost")
    before = take_snapshot()
    with pytest.raises(ItemNotAvailableError, match="Lost"):
        picking.reserve_items(command(), account_id, [kit.pk])
    assert differences(before, take_snapshot()) == []
    StockItem.objects.filter(pk=parts[0].pk).update(state="New")


def test_what_is_offered_is_free_and_found_by_place_and_words(account_id: int) -> None:
    specification = make_specification()
    north, _ = Warehouse.objects.get_or_create(code="north", defaults={"name": "North"})
    first = make_item(specification, reference_number="SIM-00123", place="Shelf 3")
    second = make_item(specification, warehouse=north, texts=["8944999"], state="In Stock")
    taken = make_item(specification)
    picking.reserve_items(command(), account_id, [taken.pk])

    def offered(**where: str) -> list[StockItem]:
        return list(list_available(specification.pk, PlaceFilter(**where)))

    assert offered() == [first, second]
    assert offered(warehouse="north") == [second]
    assert offered(place="Shelf 3") == [first]
    assert offered(words="sim-001") == [first]
    assert offered(words="44999") == [second]
    assert offered(words="%") == []


def test_nothing_to_pick_is_explained_with_numbers(account_id: int) -> None:
    specification = make_specification()

    def reasons(**where: str) -> dict[str, int]:
        return {reason.code: reason.count for reason in explain_shortage(specification, PlaceFilter(**where))}

    assert reasons() == {"no-items": 0}
    north, _ = Warehouse.objects.get_or_create(code="north", defaults={"name": "North"})
    reserved, lost, discarded, part, assigned = (make_item(specification) for _ in range(5))
    reservation = picking.reserve_items(command(), account_id, [reserved.pk, assigned.pk])
    service = make_service()
    with writing():
        allocations.assign_item(*lock_items([assigned.pk]), service_id=service.pk, at=business_now())
    StockItem.objects.filter(pk=lost.pk).update(state="Lost")
    stock.discard_item(command(), discarded.pk)
    kits.build_kit(command(), make_item(make_kit_specification((specification, 1))).pk, [part.pk])
    expected = {"in-kits": 1, "discarded": 1, "assigned": 1, "lost": 1, "reserved": 1}
    assert reasons() == expected
    make_item(specification, warehouse=north)
    assert reasons(warehouse="tests") == {**expected, "elsewhere": 1}
    assert reasons(warehouse="north", words="nothing") == {"not-matching": 1}
    (about,) = [each for each in explain_shortage(specification, PlaceFilter()) if each.code == "reserved"]
    assert read(reservation).expires_at.isoformat().replace("+00:00", "Z") in about.detail


def test_a_name_in_another_case_is_pointed_out() -> None:
    specification = make_specification()
    (reason,) = explain_unknown_name(f" {specification.name.upper()}  ")
    assert (reason.code, reason.count) == ("name-differs", 1)
    assert repr(specification.name) in reason.detail
    (reason,) = explain_unknown_name(f"{specification.name} else")
    assert (reason.code, reason.count) == ("no-such-specification", 0)


def test_picking_finds_its_items_by_the_index_of_free_ones() -> None:
    specification = make_specification()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = list_available(specification.pk, PlaceFilter())[:50].explain()
    assert "stock_item_to_pick" in plan


def test_pieces_are_kept_prolonged_taken_over_and_freed(account_id: int) -> None:
    goods = make_goods(3)

    def keep(quantity: int) -> str:
        return picking.reserve_pieces(command(), account_id, goods.specification.pk, goods.warehouse.pk, quantity)

    def reserved() -> int:
        return StockQuantity.objects.get(specification=goods.specification).reserved

    first = keep(2)
    assert ([row.quantity for row in read(first).quantities], reserved()) == ([2], 2)
    with pytest.raises(QuantityNotAvailableError):
        keep(2)
    picking.extend_reservation(command(), uuid.UUID(first))
    picking.cancel_reservation(command(), uuid.UUID(first))
    assert (read(first).state, reserved()) == ("cancelled", 0)
    second = keep(3)
    QuantityReservation.objects.filter(holder=second).update(expires_at=system_now() - timedelta(seconds=1))
    expire_all()
    assert (read(second).state, reserved()) == ("expired", 0)
    line = uuid.uuid4()
    assert take_over(keep(1), account_id, line) == []
    expire_all()
    assert (QuantityReservation.objects.get(holder=line).expires_at, reserved()) == (None, 1)
