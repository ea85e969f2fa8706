"""Deliveries and purchase orders: all rows or none, never more than was ordered, and what it means for the levels."""

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import connection

from tests.stock.test_items import reserve
from tests.support.goods import make_item
from tests.support.people import command
from tests.support.races import race
from tests.support.snapshot import differences, take_snapshot
from tests.support.stockroom import act, delivery, make_kind, make_purchase_order, make_warehouse
from trunkline.catalog.use_cases import resources as catalog
from trunkline.insight.selectors.turnover import list_turnovers
from trunkline.kernel.errors import InvalidInputError, InvalidTransitionError
from trunkline.stock.errors import DeliveryRefusedError, OverDeliveryError
from trunkline.stock.models import Allocation, PurchaseOrder, StockItem, StockQuantity, Warehouse
from trunkline.stock.operations.items import ItemDraft
from trunkline.stock.policies.deliveries import COLUMNS, ROWS_MAX, parse_delivery
from trunkline.stock.selectors.levels import list_levels, list_low_levels
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import purchases
from trunkline.stock.use_cases.purchases import Receipt


@pytest.fixture
def warehouse() -> Warehouse:
    return make_warehouse()


def refusal(text: str) -> dict[str, str]:
    before = take_snapshot()
    with pytest.raises(DeliveryRefusedError) as refused:
        stock.receive_delivery(command(), text)
    assert differences(before, take_snapshot()) == []
    return refused.value.fields


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_delivery_is_received_with_everything_that_its_columns_say(separator: str, warehouse: Warehouse) -> None:
    kind = make_kind()
    heading = "Specification,Reference number,serial,imsi,itemtext1,warehouse,place,cost,currency,state,condition"
    row = f'{kind.name},R-1,sn 1,23401,89441,{warehouse.code},"A, 1",2.50,gbp,In Stock,Used'
    text = "\ufeff" + f"{heading}\r\n{row}\r\n\r\n"
    if separator != ",":
        text = text.replace('"A, 1"', "A@ 1").replace(",", separator).replace("A@ 1", "A, 1")
    assert stock.receive_delivery(command(), text) == {kind.name: 1}
    item = StockItem.objects.get(specification=kind)
    assert (item.reference_number, item.serial_normalised, item.texts) == ("R-1", "SN1", ["89441", "23401"])
    assert (item.place, item.cost, item.cost_currency) == ("A, 1", Decimal("2.50"), "GBP")
    assert (item.state, item.condition) == ("In Stock", "used")


def test_every_bad_row_is_told_with_its_line_and_reasons_and_nothing_is_received(warehouse: Warehouse) -> None:
    kind, code = make_kind(), warehouse.code
    make_item(kind, reference_number="OLD", serial="SN OLD")
    fields = refusal(
        delivery(
            f"{kind.name},R-1,S1,{code}",
            f"{kind.name},R-1,S2,{code}",
            f"{kind.name},R-2,s 1,{code}",
            f"{kind.name},OLD,S3,{code}",
            f"{kind.name},R-3,snold,{code}",
            f"No such kind,R-4,,{code}",
            f"{kind.name},R-5,,nowhere",
            f"{kind.name},,,{code}",
            f"{kind.name},R-6,{code}",
            f"{kind.name},{'x' * 61},S\x00,{code}",
        )
    )
    assert list(fields) == [f"line {line}" for line in range(3, 12)]
    assert fields["line 3"] == "reference_number: line 2 has the same."
    assert fields["line 4"] == "serial: line 2 has the same."
    assert fields["line 5"] == "reference_number: an item in stock has 'OLD'."
    assert fields["line 6"] == "serial: an item in stock has 'snold'."
    assert "no resource specification" in fields["line 7"]
    assert "'nowhere'" in fields["line 8"]
    assert fields["line 9"] == "reference_number: must not be empty."
    assert fields["line 10"] == "has 3 cells, but there are 4 columns."
    assert "at most 60" in fields["line 11"]
    assert "NUL" in fields["line 11"]


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("state", "Assigned", "state: must be one of New, In Stock."),
        ("condition", "splendid", "condition: 'splendid' is none of new, used, faulty."),
        ("cost", "1,50", "cost: '1,50' is not a decimal number."),
        ("cost", "-1", "cost: must not be below zero."),
        ("cost", "1.50", "currency: '' is no ISO 4217 currency code."),
        ("currency", "GBP", "cost_currency: is given without a cost."),
        ("warranty_until", "31.12.2026", "warranty_until: must be a date, such as 2027-01-31."),
        ("itemtext11", "x", "itemtext11 does not exist; an item has at most 10 texts."),
        ("PUK", "x", "'puk' is no column, and no label of this specification."),
        ("purchase_order", "PO-1", "purchase_order: there is no 'PO-1'."),
    ],
)
def test_a_bad_cell_is_told_with_its_column(heading: str, cell: str, reason: str, warehouse: Warehouse) -> None:
    text = delivery(
        f'{make_kind().name};R-1;{warehouse.code};"{cell}"',
        heading=f"specification;reference_number;warehouse;{heading}",
    )
    assert refusal(text) == {"line 2": reason}


@pytest.mark.parametrize("cell", ["a\x00b", "a\ud800b"])
@pytest.mark.parametrize("heading", COLUMNS)
def test_a_cell_that_cannot_be_stored_is_told_with_its_line(heading: str, cell: str, warehouse: Warehouse) -> None:
    row = {"specification": make_kind().name, "reference_number": "R-1", "warehouse": warehouse.code, heading: cell}
    assert list(refusal(delivery(",".join(row.values()), heading=",".join(row)))) == ["line 2"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "specification,reference_number",
        "reference_number\nR-1",
        "specification,reference_number,serial,serial\na,b,c,d",
        "specification,reference_number,\na,b,c",
        "specification,reference_number\n" + "a,b\n" * (ROWS_MAX + 1),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(InvalidInputError, match="csv"):
        parse_delivery(text)


def test_a_quote_that_nobody_closes_is_told_with_its_line() -> None:
    read = parse_delivery('specification,reference_number\na,"b\nc,d\n')
    assert (read.rows, list(read.problems)) == ([], [2])


def test_a_cell_of_two_lines_does_not_shift_the_numbers_of_lines() -> None:
    read = parse_delivery('specification,reference_number\na,"b\nb"\nc\n')
    assert ([row.line for row in read.rows], list(read.problems)) == ([2], [4])


def test_ten_thousand_rows_are_received_with_their_history(warehouse: Warehouse) -> None:
    kind = make_kind()
    rows = [f"{kind.name},R-{n},S-{n},{warehouse.code}" for n in range(10_000)]
    before = len(connection.queries_log)
    connection.force_debug_cursor = True
    try:
        assert stock.receive_delivery(command(reason="Delivery"), delivery(*rows)) == {kind.name: 10_000}
        assert len(connection.queries_log) - before < 100
    finally:
        connection.force_debug_cursor = False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT pgh_context_id) FROM stock_stockitemversion WHERE specification_id = %s",
            [kind.pk],
        )
        assert cursor.fetchone() == (10_000, 1)
        cursor.execute(
            "SELECT count(*) FROM instances_configurationversion WHERE resource_specification_id = %s", [kind.pk]
        )
        assert cursor.fetchone() == (10_000,)


def test_the_same_delivery_twice_at_once_is_received_once(
    warehouse: Warehouse, owner_connection: psycopg.Connection
) -> None:
    kind = make_kind()
    order = make_purchase_order(kind, 2)
    text = delivery(f"{kind.name},R-1,,{warehouse.code}", f"{kind.name},R-2,,{warehouse.code}")
    lock = f"SELECT 1 FROM stock_purchaseorder WHERE id = {order.pk} FOR UPDATE"
    tries = [lambda: purchases.receive_delivery_on_order(command(), order.pk, text)] * 2
    results = race(owner_connection, lock, tries)
    assert sorted(type(result).__name__ for result in results) == ["DeliveryRefusedError", "dict"]
    assert StockItem.objects.filter(specification=kind).count() == 2


def receive(order: PurchaseOrder, kind_id: int, *references: str, quantity: int = 0) -> PurchaseOrder:
    line = order.lines.select_related("specification").get(specification_id=kind_id)
    drafts = [ItemDraft(line.specification, order.warehouse, reference) for reference in references]
    purchases.receive_on_order(command(), order.pk, [Receipt(kind_id, quantity, drafts)])
    return PurchaseOrder.objects.get(pk=order.pk)


def test_a_purchase_order_is_received_in_parts_at_its_price_and_never_beyond_what_was_ordered() -> None:
    kind = make_kind()
    order = make_purchase_order(kind, 3, unit_cost=Decimal("2.50"), currency="GBP")
    assert order.number.startswith("PO-")
    assert receive(order, kind.pk, "R-1", "R-2").state == "partly_received"
    item = StockItem.objects.get(specification=kind, reference_number="R-1")
    assert (item.cost, item.cost_currency, item.purchase_line_id) == (Decimal("2.50"), "GBP", order.lines.get().pk)
    before = take_snapshot()
    with pytest.raises(OverDeliveryError, match="1 of"):
        receive(order, kind.pk, "R-3", "R-4")
    with pytest.raises(InvalidInputError):
        receive(order, kind.pk, quantity=-1)
    assert differences(before, take_snapshot()) == []
    assert receive(order, kind.pk, "R-3").state == "received"
    with pytest.raises((InvalidTransitionError, OverDeliveryError)):
        receive(order, kind.pk, "R-5")
    with pytest.raises(InvalidTransitionError):
        purchases.cancel_purchase_order(command(), order.pk)


def test_a_delivery_names_its_purchase_orders_and_the_row_too_many_is_told() -> None:
    kind = make_kind()
    order = make_purchase_order(kind, 2, unit_cost=Decimal("2.50"), currency="GBP")
    heading = "specification,reference_number,purchase_order"
    rows = [f"{kind.name},R-{n},{order.number}" for n in range(3)]
    assert refusal(delivery(*rows, heading=heading)) == {
        "line 4": f"purchase_order: {order.number} has only 2 of them to come."
    }
    stock.receive_delivery(command(), delivery(*rows[:2], heading=heading))
    assert PurchaseOrder.objects.get(pk=order.pk).state == "received"
    assert {item.cost for item in StockItem.objects.filter(specification=kind)} == {Decimal("2.50")}
    assert "is received; nothing more" in refusal(delivery(rows[2], heading=heading))["line 2"]


def test_counted_goods_come_by_quantity() -> None:
    kind = make_kind((), tracking="quantity")
    order = make_purchase_order(kind, 100)
    assert receive(order, kind.pk, quantity=40).state == "partly_received"
    assert StockQuantity.objects.get(specification=kind).on_hand == 40
    [level] = list_levels([kind.pk])
    assert (level.total["available"], level.total["on_order"]) == (40, 60)
    before = take_snapshot()
    with pytest.raises(InvalidInputError, match="counted"):
        receive(order, kind.pk, "R-1")
    assert differences(before, take_snapshot()) == []


def test_low_is_what_is_available_and_on_order_below_the_threshold() -> None:
    kind, other = make_kind(low_stock_threshold=3), make_warehouse()
    items = [make_item(kind), make_item(kind, warehouse=other), make_item(kind)]
    [level] = list_levels([kind.pk])
    assert (level.total["available"], level.is_low) == (3, False)
    reserve(items[0])
    act(items[1], "damage")
    [level] = list_levels([kind.pk])
    assert {name: count for name, count in level.total.items() if count} == {
        "available": 1,
        "reserved": 1,
        "damaged": 1,
    }
    assert level.by_warehouse[other.code]["damaged"] == 1
    assert level.is_low
    assert kind.name in [low.specification.name for low in list_low_levels()]
    order = make_purchase_order(kind, 2)
    assert kind.name not in [low.specification.name for low in list_low_levels()]
    purchases.cancel_purchase_order(command(), order.pk)
    assert kind.name in [low.specification.name for low in list_low_levels()]
    catalog.change_resource_specification(command(), kind.pk, {"low_stock_threshold": 1})
    assert kind.name not in [low.specification.name for low in list_low_levels()]


def test_turnover_is_what_was_given_out_by_the_average_stock(owner_connection: psycopg.Connection) -> None:
    kind = make_kind()
    first, second = make_item(kind), make_item(kind)
    act(second, "damage")
    reserve(first)
    Allocation.objects.filter(item=first).update(
        assigned_at=datetime(2020, 1, 7, tzinfo=UTC), state="released", released_at=datetime(2020, 1, 7, tzinfo=UTC)
    )
    StockItem.objects.filter(pk=first.pk).update(state="Decommissioned")
    # Ten days, 1 to 11 January: the first stands until the 7th (6 days: New, then Reserved), the second from the 3rd
    # until the 5th (2 days): 8 item days by 10 days are 0.8 on average; one was given out: 1 / 0.8 = 1.25.
    # Only the owner of the tables can date history back.
    owner_connection.execute("ALTER TABLE stock_stockitemversion DISABLE TRIGGER USER")
    for item, state, day in (
        (first, "New", date(2019, 12, 1)),
        (first, "Reserved", date(2020, 1, 6)),
        (first, "Decommissioned", date(2020, 1, 7)),
        (second, "New", date(2020, 1, 3)),
        (second, "Damaged", date(2020, 1, 5)),
    ):
        owner_connection.execute(
            "UPDATE stock_stockitemversion SET pgh_created_at = %s::date::timestamp AT TIME ZONE 'UTC'"
            " WHERE pgh_obj_id = %s AND state = %s",
            [day, item.pk, state],
        )
    owner_connection.execute("ALTER TABLE stock_stockitemversion ENABLE TRIGGER USER")
    owner_connection.commit()
    turnovers = list_turnovers(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 11, tzinfo=UTC))
    [row] = [row for row in turnovers if row.specification == kind.name]
    assert (row.given_out, row.average_stock, row.turnover) == (1, Decimal("0.8000"), Decimal("1.2500"))
    with pytest.raises(InvalidInputError, match="until"):
        list_turnovers(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))


def test_the_rules_of_a_specification_fit_together() -> None:
    logical, physical = make_kind(kind="logical"), make_kind()
    assert (logical.end_fate, physical.end_fate) == ("release", "decommission")
    for rules, field in (
        ({"end_fate": "hold"}, "hold_days"),
        ({"hold_days": 5}, "hold_days"),
        ({"end_fate": "burn"}, "end_fate"),
        ({"warranty_days": -1}, "warranty_days"),
        ({"low_stock_threshold": 2**40}, "low_stock_threshold"),
        ({"tracking": "quantity", "kind": "logical"}, "tracking"),
    ):
        with pytest.raises(InvalidInputError) as refused:
            make_kind(**rules)
        assert list(refused.value.fields) == [field]


def test_labels_are_renamed_and_added_up_to_ten_and_a_fate_may_change() -> None:
    kind = make_kind(("ICCID",), end_fate="hold", hold_days=30)
    labels = [f"L{n}" for n in range(10)]
    catalog.change_resource_specification(command(), kind.pk, {"end_fate": "inspect"}, labels)
    kind.refresh_from_db()
    assert (kind.end_fate, kind.hold_days, [text.label for text in kind.texts.all()]) == ("inspect", None, labels)
    before = take_snapshot()
    for wrong in ([*labels, "L10"], labels[:9], ["same"] * 10):
        with pytest.raises(InvalidInputError, match="labels"):
            catalog.change_resource_specification(command(), kind.pk, {}, wrong)
    assert differences(before, take_snapshot()) == []
