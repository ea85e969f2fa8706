"""What people do with items: states, fates, moves, counts, write-offs, and what is told of it afterwards."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.stock.test_items import reserve, writing
from tests.support.doors import World, ask, bearer, make_token
from tests.support.goods import make_item
from tests.support.people import command, make_account, make_brand
from tests.support.races import race
from tests.support.services import make_service
from tests.support.snapshot import differences, take_snapshot
from tests.support.stockroom import act, make_kind, make_warehouse
from trunkline.instances.models import Instance
from trunkline.kernel.errors import InvalidInputError, InvalidTransitionError
from trunkline.parties.states import Role
from trunkline.platform.clocks import business_now
from trunkline.stock.errors import ItemDiscardedError, ItemHeldError, SerialTakenError, WrittenOffError
from trunkline.stock.models import Allocation, ItemMove, StockCount, StockItem, WriteOff
from trunkline.stock.operations import allocations
from trunkline.stock.operations.items import ItemChanges, ItemDraft, end_item
from trunkline.stock.selectors.history import list_holders, list_moves, list_state_changes
from trunkline.stock.selectors.items import lock_items
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import picking


def again(item: StockItem) -> StockItem:
    return StockItem.objects.get(pk=item.pk)


def assign(item: StockItem) -> Instance:
    reserve(item)
    service = make_service()
    with writing():
        allocations.assign_item(*lock_items([item.pk]), service_id=service.pk, at=business_now())
    return service


def end(item: StockItem, at: datetime, written_state: str | None = None) -> StockItem:
    with writing():
        end_item(*lock_items([item.pk]), at=at, written_state=written_state)
    return again(item)


@pytest.mark.parametrize(
    ("actions", "state", "condition"),
    [
        (["damage"], "Damaged", "faulty"),
        (["damage", "repair"], "In Stock", "used"),
        (["damage", "return_to_vendor", "restock"], "In Stock", "faulty"),
        (["withdraw", "return_to_service"], "In Stock", "new"),
        (["lose", "find"], "In Stock", "new"),
        (["decommission", "refurbish"], "In Stock", "used"),
    ],
)
def test_actions_lead_to_their_states_and_conditions(actions: list[str], state: str, condition: str) -> None:
    item = make_item(make_kind())
    for action in actions:
        item = act(item, action)
    assert (item.state, item.condition) == (state, condition)


def test_who_acts_may_say_how_the_item_is() -> None:
    item = act(act(make_item(make_kind()), "damage"), "repair", condition="new")
    assert (item.state, item.condition) == ("In Stock", "new")


def test_an_action_needs_a_reason_a_known_name_and_a_state_that_allows_it() -> None:
    item = make_item(make_kind())
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match="reason"):
        stock.act_on_item_by_hand(command(), item.pk, "damage")
    with pytest.raises(InvalidInputError, match="action"):
        act(item, "reserve")
    with pytest.raises(InvalidInputError, match="condition"):
        act(item, "damage", condition="splendid")
    with pytest.raises(InvalidTransitionError):
        act(item, "repair")
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("is_assigned", [False, True])
def test_an_item_that_somebody_has_is_not_touched_by_hand_and_its_history_says_who_has_it(*, is_assigned: bool) -> None:
    item, warehouse = make_item(make_kind()), make_warehouse()
    service = assign(item) if is_assigned else None
    if not is_assigned:
        reserve(item)
    holder = Allocation.objects.select_related("account").get(item=item)
    before = take_snapshot()
    for attempt in (
        lambda: act(item, "damage"),
        lambda: stock.discard_item(command(), item.pk),
        lambda: stock.move_items(command(), [item.pk], warehouse, ""),
        lambda: stock.write_off_item(command(reason="because"), item.pk),
        lambda: stock.change_item(command(), item.pk, ItemChanges(), place="elsewhere"),
    ):
        with pytest.raises(ItemHeldError, match="its history says for whom") as refusal:
            attempt()
        # It may be another brand's.
        for unsaid in (holder.account.number, str(holder.holder), service.key if service else "ACC-"):
            assert unsaid not in refusal.value.detail
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("reason", ["a\x00b", "x" * 201])
def test_a_correction_whose_reason_cannot_be_kept_is_refused(reason: str) -> None:
    item = make_item(make_kind())
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match="reason"):
        stock.change_item(command(reason=reason), item.pk, ItemChanges(texts=["89440002"]))
    assert differences(before, take_snapshot()) == []


def test_a_discarded_item_is_out_of_service_its_instance_retired_and_nothing_more_is_done_with_it() -> None:
    item = make_item(make_kind())
    stock.discard_item(command(reason="Entered twice"), item.pk)
    gone = again(item)
    assert gone.state == "Out Of Service"
    assert gone.discarded_at is not None
    assert Instance.objects.get(pk=item.instance_id).retired_at is not None
    before = take_snapshot()
    for attempt in (
        lambda: act(item, "return_to_service"),
        lambda: stock.discard_item(command(), item.pk),
        lambda: stock.move_items(command(), [item.pk], make_warehouse(), ""),
        lambda: stock.change_item(command(), item.pk, ItemChanges(serial="X")),
    ):
        with pytest.raises(ItemDiscardedError):
            attempt()
    assert [line for line in differences(before, take_snapshot()) if "stockitem" in line] == []


@pytest.mark.parametrize(
    ("rules", "written", "state", "condition"),
    [
        ({"end_fate": "release"}, None, "In Stock", "used"),
        ({"end_fate": "inspect"}, None, "Used", "used"),
        ({}, None, "Decommissioned", "used"),
        ({"kind": "logical"}, None, "In Stock", "new"),
        ({"kind": "logical"}, "Decommissioned", "Decommissioned", "new"),
        ({"end_fate": "release"}, "Damaged", "Damaged", "faulty"),
        ({"end_fate": "release"}, "Returned To Vendor", "Returned To Vendor", "used"),
        ({"end_fate": "inspect"}, "Assigned", "Used", "used"),
    ],
)
def test_at_the_end_of_a_service_the_play_decides_and_else_the_specification(
    rules: dict[str, str], written: str | None, state: str, condition: str
) -> None:
    item = make_item(make_kind(**rules))
    assign(item)
    ended = end(item, datetime(2026, 3, 1, tzinfo=UTC), written)
    assert (ended.state, ended.condition, ended.held_until) == (state, condition, None)
    assert Allocation.objects.get(item=item).state == "released"


def test_a_number_is_held_for_whole_days_of_its_account_and_then_comes_back_by_itself() -> None:
    item = make_item(make_kind(kind="logical", end_fate="hold", hold_days=30))
    assign(item)
    # 10 March 2026, 23:30 UTC is the 10th in London; 30 days on is the 9th of April, whose start is 23:00 UTC the day
    # before, as the clocks went forward on 29 March.
    held = end(item, datetime(2026, 3, 10, 23, 30, tzinfo=UTC))
    due = datetime(2026, 4, 8, 23, 0, tzinfo=UTC)
    assert (held.state, held.held_until) == ("Held", due)
    stock.return_held_items(command(at=due - timedelta(microseconds=1)))
    assert again(item).state == "Held"
    assert stock.return_held_items(command(at=due)) >= 1
    back = again(item)
    assert (back.state, back.held_until) == ("In Stock", None)


def test_a_held_item_that_two_workers_find_is_returned_once(owner_connection: psycopg.Connection) -> None:
    item = make_item(make_kind(kind="logical", end_fate="hold", hold_days=1))
    assign(item)
    end(item, datetime(2020, 1, 1, tzinfo=UTC))
    at = datetime(2020, 1, 3, tzinfo=UTC)
    lock = f"SELECT 1 FROM stock_stockitem WHERE id = {item.pk} FOR UPDATE"
    results = race(owner_connection, lock, [lambda: stock.return_held_items(command(at=at))] * 2)
    assert not any(isinstance(result, Exception) for result in results), results
    assert [change.state for change in list_state_changes(item.pk)][-2:] == ["Held", "In Stock"]


def test_moves_are_kept_with_where_from_and_where_to_and_standing_still_is_no_move() -> None:
    item, other = make_item(make_kind(), place="A1"), make_item(make_kind())
    warehouse = make_warehouse()
    assert stock.move_items(command(reason="Van"), [item.pk, other.pk, item.pk], warehouse, "B2") == 2
    assert stock.move_items(command(reason="Van"), [item.pk], warehouse, "B2") == 0
    stock.change_item(command(reason="Shelf"), item.pk, ItemChanges(), place="B3")
    moves = [
        (m.from_warehouse and m.from_warehouse.code, m.from_place, m.to_warehouse.code, m.to_place, m.reason)
        for m in list_moves(item.pk)
    ]
    assert moves == [
        ("tests", "A1", warehouse.code, "B2", "Van"),
        (warehouse.code, "B2", warehouse.code, "B3", "Shelf"),
    ]
    assert (again(item).warehouse_id, again(item).place) == (warehouse.pk, "B3")
    assert ItemMove.objects.filter(item=other).count() == 1


def test_a_count_tells_what_is_missing_and_what_should_not_be_there_and_makes_the_missing_lost() -> None:
    kind, warehouse, elsewhere = make_kind(), make_warehouse(), make_warehouse()
    here = [make_item(kind, warehouse=warehouse, reference_number=f"R{n}", serial=f"SN {n}") for n in range(5)]
    stray = make_item(kind, warehouse=elsewhere, reference_number="R9")
    reserve(here[4])
    counted = stock.count_items(
        command(reason="Year's end"), kind, warehouse, ["R0", "sn1", "SN 1", "R9", "nobody's"], is_missing_lost=True
    )
    # R0 and R1 (scanned twice, by its serial) are found; R9 stands elsewhere in the books.
    assert (counted["expected"], counted["counted"]) == (5, 4)
    assert counted["missing"] == ["R2", "R3", "R4"]
    assert [row["scanned"] for row in counted["unexpected"]] == ["R9", "nobody's"]
    assert counted["unexpected"][0]["item"] == str(stray.public_id)
    # What is kept for an order is its holder's.
    assert counted["lost"] == ["R2", "R3"]
    assert [again(item).state for item in here] == ["New", "New", "Lost", "Lost", "Reserved"]
    count = StockCount.objects.get(public_id=counted["id"])
    assert (count.expected, count.counted, count.missing, count.unexpected) == (
        5,
        4,
        ["R2", "R3", "R4"],
        ["R9", "nobody's"],
    )


def test_the_cost_of_a_lost_item_is_written_off_once() -> None:
    item = make_item(make_kind(), cost=Decimal("45.00"), cost_currency="GBP")
    with pytest.raises(InvalidTransitionError):
        stock.write_off_item(command(reason="Gone"), item.pk)
    act(item, "lose")
    write_off = WriteOff.objects.get(pk=stock.write_off_item(command(reason="Gone"), item.pk))
    assert (write_off.amount, write_off.currency, write_off.reason) == (Decimal("45.00"), "GBP", "Gone")
    before = take_snapshot()
    with pytest.raises(WrittenOffError):
        stock.write_off_item(command(reason="Gone"), item.pk)
    assert differences(before, take_snapshot()) == []


def test_two_who_write_off_at_once_write_off_once(owner_connection: psycopg.Connection) -> None:
    item = act(make_item(make_kind()), "lose")
    lock = f"SELECT 1 FROM stock_stockitem WHERE id = {item.pk} FOR UPDATE"
    tries = [lambda: stock.write_off_item(command(reason="Gone"), item.pk)] * 2
    results = race(owner_connection, lock, tries)
    assert sorted(type(result).__name__ for result in results) == ["WrittenOffError", "int"]


def test_who_had_an_item_when_and_for_what_is_one_query_and_its_states_tell_by_whom_and_why() -> None:
    item = make_item(make_kind(end_fate="release"))
    first = assign(item)
    end(item, datetime(2026, 3, 1, tzinfo=UTC))
    account_id = make_account(make_brand())
    holder = reserve(again(item), account_id)
    with CaptureQueriesContext(connection) as queries:
        rows = [
            (row.account.number != "", row.service.key if row.service else None, row.state, row.released_at is None)
            for row in list_holders(item.pk)
        ]
        last = list(list_holders(item.pk))[-1]
    assert len(queries) == 2  # each reading of the list is one
    assert rows == [(True, first.key, "released", False), (True, None, "reserved", True)]
    assert (last.holder, last.account_id) == (holder, account_id)
    with writing():
        allocations.put_back(*lock_items([item.pk]))
    act(item, "damage")
    changes = list_state_changes(item.pk)
    states = ["New", "Reserved", "Assigned", "In Stock", "Reserved", "In Stock", "Damaged"]
    # That it is used from then on is a step of its own.
    assert [change.state for change in changes] == [*states[:4], "In Stock", *states[4:]]
    assert (changes[-1].actor, changes[-1].reason, changes[-1].use_case) == (
        "system",
        "because",
        "stock.act_on_item_by_hand",
    )


def test_a_warranty_runs_from_the_day_of_receipt_unless_another_end_is_given() -> None:
    kind = make_kind(warranty_days=365)
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    draft = ItemDraft(kind, make_warehouse(), f"R-{uuid.uuid4().hex[:6]}")
    item = StockItem.objects.get(pk=stock.receive_item(command(at=at), draft))
    assert (item.warranty_until, item.received_at) == (date(2027, 3, 1), at)
    own = make_item(kind, warranty_until=date(2030, 1, 1))
    assert own.warranty_until == date(2030, 1, 1)


def test_what_is_written_of_an_item_is_corrected_and_a_serial_stays_unique() -> None:
    kind = make_kind()
    first, second = make_item(kind, serial="A 1"), make_item(kind, serial="B 1")
    stock.change_item(
        command(), second.pk, ItemChanges(texts=["x"], cost=Decimal(3), cost_currency="GBP", serial="c-1")
    )
    changed = again(second)
    assert (changed.texts, changed.cost, changed.serial, changed.serial_normalised) == (["x"], Decimal(3), "c-1", "C-1")
    before = take_snapshot()
    with pytest.raises(SerialTakenError):
        stock.change_item(command(), second.pk, ItemChanges(serial="a1"))
    with pytest.raises(InvalidInputError, match="cost_currency"):
        stock.change_item(command(), first.pk, ItemChanges(cost_currency="GBP"))
    assert differences(before, take_snapshot()) == []


def test_staff_of_another_brand_are_not_told_who_has_an_item() -> None:
    world = World()
    item, service = make_item(world.specification), world.make_service()
    picking.reserve_items(command(), world.account.pk, [item.pk])
    with writing():
        allocations.assign_item(*lock_items([item.pk]), service_id=service.pk, at=business_now())
    path = f"/crm/inventory/inventory_id/{item.pk}"

    def seen_by(brand_id: int) -> tuple[object, object, object]:
        answer = ask("GET", path, b"", bearer(make_token(Role.AGENT, brand_id)))
        document = json.loads(answer.content)
        return document["item_state"], document["service_id"], document["customer_id"]

    assert seen_by(world.brand.pk) == ("Assigned", service.pk, world.account.pk)
    assert seen_by(world.other_brand.pk) == ("Assigned", None, None)
