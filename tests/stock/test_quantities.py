"""Counted goods: double entry, never below zero or below what is kept for orders, exact under races."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.support.goods import make_item, make_specification
from tests.support.people import command, make_account, make_brand
from tests.support.services import make_service
from tests.support.snapshot import differences, take_snapshot
from tests.support.warehouse import make_counted, make_goods, make_warehouse
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.clocks import business_now, system_now
from trunkline.platform.locks import tracked
from trunkline.stock.errors import ItemNotAvailableError, ItemNotFoundError, QuantityNotAvailableError
from trunkline.stock.models import (
    QuantityReservation,
    StockCount,
    StockMovement,
    StockMovementEntry,
    StockQuantity,
    WriteOff,
)
from trunkline.stock.operations import quantities as operations
from trunkline.stock.operations.quantities import Move
from trunkline.stock.policies.quantities import ON_HAND_MAX, QUANTITY_MAX, UnitCost, average_cost
from trunkline.stock.selectors.quantities import (
    find_quantity,
    list_expired_quantity_holders,
    list_quantity_reservations,
    lock_quantity_reservations,
)
from trunkline.stock.use_cases import quantities
from trunkline.stock.use_cases.quantities import Goods

T = TypeVar("T")


def within(act: Callable[[], T]) -> T:
    with tracked(), transaction.atomic():
        return act()


def move() -> Move:
    return Move("staff:1", business_now())


def there(goods: Goods) -> tuple[int, int]:
    row = find_quantity(goods.specification.pk, goods.warehouse.pk)
    return (row.on_hand, row.reserved) if row else (0, 0)


def entries(movement_id: int) -> list[tuple[str, int | None, int]]:
    rows = StockMovementEntry.objects.filter(movement_id=movement_id).order_by("pk")
    return list(rows.values_list("side", "warehouse_id", "quantity"))


def of(goods: Goods, quantity: int) -> Goods:
    return Goods(goods.specification, goods.warehouse, quantity)


def reserve(goods: Goods, quantity: int, *, account_id: int = 0, seconds: int | None = None) -> uuid.UUID:
    holder = uuid.uuid4()
    account_id = account_id or make_account(make_brand())
    expires_at = None if seconds is None else system_now() + timedelta(seconds=seconds)
    within(
        lambda: operations.reserve_quantity(
            goods.specification,
            goods.warehouse,
            quantity,
            account_id=account_id,
            holder=holder,
            expires_at=expires_at,
        )
    )
    return holder


def give(holder: uuid.UUID, service_id: int) -> QuantityReservation:
    within(lambda: operations.consume_quantities(holder, move(), service_id=service_id))
    return list_quantity_reservations(holder).get()


def test_each_movement_is_entered_on_both_sides() -> None:
    goods = make_goods(100)
    other = make_warehouse()
    received = quantities.receive_quantity(command(), of(goods, 20), UnitCost(Decimal("2.50"), "GBP"))
    moved = quantities.transfer_quantity(command(), of(goods, 30), other)
    written_off = WriteOff.objects.get(
        pk=quantities.write_off_quantity(command(reason="Wet"), of(goods, 5), UnitCost(Decimal("2.50"), "GBP"))
    )
    here = goods.warehouse.pk
    assert entries(received) == [("warehouse", here, 20), ("suppliers", None, -20)]
    assert entries(moved) == [("warehouse", here, -30), ("warehouse", other.pk, 30)]
    assert entries(written_off.movement_id or 0) == [("warehouse", here, -5), ("losses", None, 5)]
    assert (written_off.amount, written_off.currency, written_off.reason) == (Decimal("12.50"), "GBP", "Wet")
    assert there(goods) == (85, 0)  # 100 + 20 - 30 - 5
    assert there(Goods(goods.specification, other, 0)) == (30, 0)


@pytest.mark.parametrize(("counted", "entered"), [(7, -3), (13, 3), (10, None), (0, -10)])
def test_a_count_makes_the_books_say_what_is_there(counted: int, entered: int | None) -> None:
    goods = make_goods(10)
    count = StockCount.objects.get(pk=quantities.count_quantity(command(), of(goods, counted)))
    assert (count.expected, count.counted) == (10, counted)
    assert there(goods) == (counted, 0)
    made = StockMovement.objects.filter(specification=goods.specification, kind="adjustment").first()
    assert (made is None) == (entered is None)
    if made is not None and entered is not None:
        assert entries(made.pk) == [("warehouse", goods.warehouse.pk, entered), ("differences", None, -entered)]


def test_what_is_kept_is_given_or_freed_and_comes_back() -> None:
    goods, service = make_goods(10), make_service()
    given, freed = reserve(goods, 4), reserve(goods, 3)
    assert there(goods) == (10, 7)
    assert within(lambda: operations.release_quantities(freed)) == 3
    reservation = give(given, service.pk)
    assert there(goods) == (6, 0)
    assert (reservation.state, reservation.service_id) == ("consumed", service.pk)
    other = make_warehouse()
    back = quantities.return_quantity(command(), reservation.pk, 3, other)
    assert entries(back) == [("warehouse", other.pk, 3), ("customers", None, -3)]
    with pytest.raises(QuantityNotAvailableError, match=r"has 1 of these pieces; 2 cannot"):
        quantities.return_quantity(command(), reservation.pk, 2)
    quantities.return_quantity(command(), reservation.pk, 1)
    assert there(goods) == (7, 0)
    assert within(lambda: operations.release_quantities(given)) == 0


def test_pieces_go_from_a_reservation_to_an_order_line() -> None:
    goods, account_id, line = make_goods(5), make_account(make_brand()), uuid.uuid4()
    holder = reserve(goods, 2, account_id=account_id, seconds=600)
    with pytest.raises(ItemNotAvailableError, match="another account"):
        within(lambda: operations.take_over_quantities(holder, account_id=account_id + 1, new_holder=line))
    within(lambda: operations.take_over_quantities(holder, account_id=account_id, new_holder=line))
    [taken] = list_quantity_reservations(line)
    assert (taken.state, taken.expires_at, list(list_quantity_reservations(holder))) == ("reserved", None, [])


def test_what_is_kept_no_longer_is_free_at_once_and_swept_by_and_by() -> None:
    goods, account_id = make_goods(5), make_account(make_brand())
    late = reserve(goods, 5, account_id=account_id, seconds=-1)
    with pytest.raises(ItemNotAvailableError, match="were kept until"):
        within(lambda: operations.take_over_quantities(late, account_id=account_id, new_holder=uuid.uuid4()))
    reserve(goods, 1)
    assert there(goods) == (5, 1)
    assert list_quantity_reservations(late).get().state == "released"
    swept = reserve(goods, 2, seconds=-1)
    assert swept in list_expired_quantity_holders(system_now(), 1000)
    assert within(lambda: operations.release_quantities(swept, expired_by=system_now())) == 2
    assert there(goods) == (5, 1)


REFUSALS: dict[str, Callable[[Goods], object]] = {
    "10 there, 4 kept for orders); 7 were asked": lambda goods: quantities.transfer_quantity(
        command(), of(goods, 7), make_warehouse("tests")
    ),
    "has 6 free pieces": lambda goods: quantities.write_off_quantity(command(reason="Wet"), of(goods, 7)),
    "7 were asked for": lambda goods: reserve(goods, 7),
    "3 were counted": lambda goods: quantities.count_quantity(command(), of(goods, 3)),
}


@pytest.mark.parametrize("said", REFUSALS)
def test_more_than_is_free_is_refused_with_what_is_there(said: str) -> None:
    goods = make_goods(10)
    make_warehouse("tests")
    reserve(goods, 4, account_id=make_account(make_brand()))
    with pytest.raises(QuantityNotAvailableError) as caught:
        REFUSALS[said](goods)
    assert said in caught.value.detail
    assert there(goods) == (10, 4)


@pytest.mark.parametrize("quantity", [0, -1, -(10**30), QUANTITY_MAX + 1, 10**30, True])
def test_a_number_of_pieces_is_a_whole_one_within_bounds(quantity: int) -> None:
    goods, target = make_goods(10), make_warehouse()
    before = take_snapshot()
    for act in (
        lambda: quantities.receive_quantity(command(), of(goods, quantity)),
        lambda: quantities.transfer_quantity(command(), of(goods, quantity), target),
        lambda: quantities.write_off_quantity(command(reason="Wet"), of(goods, quantity)),
    ):
        with pytest.raises(InvalidInputError, match="whole number"):
            act()
    for counted in (-1, ON_HAND_MAX + 1):
        with pytest.raises(InvalidInputError, match="whole number"):
            quantities.count_quantity(command(), of(goods, counted))
    assert differences(before, take_snapshot()) == []


def test_no_piece_costs_less_than_nothing() -> None:
    goods, cost = make_goods(3), UnitCost(Decimal("-0.01"), "GBP")
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match="below zero"):
        quantities.receive_quantity(command(), of(goods, 1), cost)
    with pytest.raises(InvalidInputError, match="below zero"):
        quantities.write_off_quantity(command(reason="Wet"), of(goods, 1), cost)
    assert differences(before, take_snapshot()) == []


def test_other_refusals_change_nothing() -> None:
    goods = make_goods(10)
    items = make_specification()
    quantities.count_quantity(command(), of(goods, ON_HAND_MAX))
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match="in which the pieces are"):
        quantities.transfer_quantity(command(), of(goods, 1), goods.warehouse)
    with pytest.raises(InvalidInputError, match="must not be empty"):
        quantities.write_off_quantity(command(), of(goods, 1))
    with pytest.raises(InvalidInputError, match="in one warehouse"):
        quantities.receive_quantity(command(), of(goods, 1))
    with pytest.raises(InvalidInputError, match="item by item"):
        quantities.receive_quantity(command(), Goods(items, goods.warehouse, 1))
    with pytest.raises(InvalidInputError, match="too large"):
        quantities.write_off_quantity(command(reason="Wet"), of(goods, 999), UnitCost(Decimal(10) ** 14, "GBP"))
    with pytest.raises(ItemNotFoundError):
        quantities.return_quantity(command(), 0, 1)
    assert differences(before, take_snapshot()) == []


def test_an_item_of_a_counted_specification_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="specification"):
        make_item(make_counted())


def test_the_database_itself_refuses_what_must_not_be() -> None:
    goods = make_goods(10)
    row = StockQuantity.objects.filter(specification=goods.specification)
    for change in ({"on_hand": -1}, {"reserved": 11}, {"reserved": -1}):
        with pytest.raises(IntegrityError, match="stock_quantity_is_there"), transaction.atomic():
            row.update(**change)
    movement = StockMovement.objects.filter(specification=goods.specification).get()
    with pytest.raises(IntegrityError, match="does not sum to zero"), transaction.atomic():
        StockMovementEntry.objects.create(movement=movement, side="losses", quantity=1)


def test_a_piece_costs_the_average_of_what_was_received() -> None:
    # (10 × 1.00 + 20 × 2.00) ÷ 30 = 1.666…
    receipts = [(10, Decimal("1.00"), "GBP"), (20, Decimal("2.00"), "GBP")]
    assert average_cost(receipts) == UnitCost(Decimal("1.666666667"), "GBP")
    assert average_cost([]) is None
    assert average_cost([*receipts, (1, Decimal(1), "EUR")]) is None
    goods = make_goods(1)
    for quantity, cost, _ in receipts:
        quantities.receive_quantity(command(), of(goods, quantity), UnitCost(cost, "GBP"))
    written_off = WriteOff.objects.get(pk=quantities.write_off_quantity(command(reason="Wet"), of(goods, 3)))
    assert (written_off.amount, written_off.currency) == (Decimal("5.000000001"), "GBP")


def together(acts: list[Callable[[], object]]) -> list[str]:
    """Run everything at once and tell how each ended."""
    ready = threading.Barrier(len(acts))
    ends = [""] * len(acts)

    def run(index: int) -> None:
        ready.wait()
        try:
            acts[index]()
            ends[index] = "done"
        except QuantityNotAvailableError:
            ends[index] = "refused"
        except Exception as error:  # noqa: BLE001  # what is raised is the result
            ends[index] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


def test_sixteen_who_want_the_last_ten_get_ten() -> None:
    goods, account_id = make_goods(10), make_account(make_brand())
    ends = together([lambda: reserve(goods, 1, account_id=account_id)] * 16)
    assert sorted(ends) == ["done"] * 10 + ["refused"] * 6
    assert there(goods) == (10, 10)


def test_the_first_pieces_received_by_many_at_once_make_one_row() -> None:
    goods = Goods(make_counted(), make_warehouse(), 3)
    ends = together([lambda: quantities.receive_quantity(command(), goods)] * 8)
    assert ends == ["done"] * 8
    assert there(goods) == (24, 0)


def test_transfers_there_and_back_at_once_do_not_wait_for_each_other_for_ever() -> None:
    goods, other = make_goods(50), make_warehouse()
    back = Goods(goods.specification, other, 1)
    quantities.receive_quantity(command(), of(back, 50))
    acts = [
        lambda: quantities.transfer_quantity(command(), of(goods, 1), other),
        lambda: quantities.transfer_quantity(command(), back, goods.warehouse),
    ] * 8
    assert together(acts) == ["done"] * 16
    assert (there(goods), there(back)) == ((50, 0), (50, 0))


def test_a_reservation_is_given_or_freed_once() -> None:
    goods, service = make_goods(5), make_service()
    holder = reserve(goods, 5)
    acts = [
        lambda: within(lambda: operations.consume_quantities(holder, move(), service_id=service.pk)),
        lambda: within(lambda: operations.release_quantities(holder)),
    ] * 4
    assert together(acts) == ["done"] * 8
    state = list_quantity_reservations(holder).get().state
    assert there(goods) == ((0, 0) if state == "consumed" else (5, 0))


def test_what_comes_back_comes_back_once() -> None:
    goods = make_goods(6)
    reservation = give(reserve(goods, 6), make_service().pk)
    ends = together([lambda: quantities.return_quantity(command(), reservation.pk, 2)] * 8)
    assert sorted(ends) == ["done"] * 3 + ["refused"] * 5
    assert there(goods) == (6, 0)


def test_a_settled_reservation_is_not_settled_again() -> None:
    goods = make_goods(5)
    holder = reserve(goods, 5)
    [reservation] = within(lambda: lock_quantity_reservations(holder))
    within(lambda: operations.release_quantities(holder))
    reservation.refresh_from_db()
    with pytest.raises(ItemNotAvailableError, match="are released"):
        within(lambda: operations.release_reservation(reservation))


def test_history_tells_who_changed_a_row(owner_connection: psycopg.Connection) -> None:
    goods = make_goods(5)
    rows = owner_connection.execute(
        "SELECT v.on_hand, c.metadata ->> 'use_case' FROM stock_stockquantityversion v"
        " JOIN pghistory_context c ON c.id = v.pgh_context_id WHERE v.specification_id = %s ORDER BY v.pgh_id",
        [goods.specification.pk],
    ).fetchall()
    assert rows == [(0, "stock.receive_quantity"), (5, "stock.receive_quantity")]


class Warehousing(RuleBasedStateMachine):
    """Random work in one warehouse against two plain numbers."""

    @initialize()
    def open(self) -> None:
        self.goods = make_goods(20)
        self.account_id = make_account(make_brand())
        self.on_hand = 20
        self.held: dict[uuid.UUID, int] = {}

    @property
    def free(self) -> int:
        return self.on_hand - sum(self.held.values())

    def attempt(self, act: Callable[[], object], *, is_possible: bool) -> None:
        if is_possible:
            act()
            return
        with pytest.raises(QuantityNotAvailableError):
            act()

    @rule(quantity=st.integers(1, 9))
    def receive(self, quantity: int) -> None:
        quantities.receive_quantity(command(), of(self.goods, quantity))
        self.on_hand += quantity

    @rule(quantity=st.integers(1, 30))
    def lose(self, quantity: int) -> None:
        possible = quantity <= self.free
        goods = of(self.goods, quantity)
        self.attempt(lambda: quantities.write_off_quantity(command(reason="Lost"), goods), is_possible=possible)
        self.on_hand -= quantity if possible else 0

    @rule(quantity=st.integers(1, 30))
    def keep(self, quantity: int) -> None:
        if quantity <= self.free:
            self.held[reserve(self.goods, quantity, account_id=self.account_id)] = quantity
        else:
            self.attempt(lambda: reserve(self.goods, quantity, account_id=self.account_id), is_possible=False)

    @rule(counted=st.integers(0, 40))
    def count(self, counted: int) -> None:
        possible = counted >= self.on_hand - self.free
        self.attempt(lambda: quantities.count_quantity(command(), of(self.goods, counted)), is_possible=possible)
        self.on_hand = counted if possible else self.on_hand

    @rule()
    def let_go(self) -> None:
        if self.held:
            holder, _ = self.held.popitem()
            within(lambda: operations.release_quantities(holder))

    @invariant()
    def books_agree(self) -> None:
        if hasattr(self, "goods"):
            assert there(self.goods) == (self.on_hand, self.on_hand - self.free)


TestWarehousing = Warehousing.TestCase
TestWarehousing.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)


def test_all_that_was_done_here_is_as_it_must_be() -> None:
    # Jobs that tests of this database started and left stand still; whether their leases have ended is chance.
    found = [violation for result in check_invariants() if result.room == "stock" for violation in result.violations]
    assert found == []
