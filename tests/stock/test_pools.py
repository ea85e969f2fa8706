"""Pools: what a range, a network or a row of ports consists of, made once and never overlapping."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.support.database import TestDatabase
from tests.support.goods import make_item, make_specification
from tests.support.people import unique
from tests.support.quiet import connected_to, fresh_database
from tests.support.races import race
from tests.support.snapshot import differences, take_snapshot
from tests.support.warehouse import FOUR_NUMBERS, make_counted, make_logical, make_pool, make_warehouse
from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.selectors.resources import lock_resource_specifications
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.instances.models import Configuration
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.clocks import business_now
from trunkline.platform.locks import tracked
from trunkline.stock.errors import PoolOverlapsError, SerialTakenError
from trunkline.stock.models import Pool, StockItem
from trunkline.stock.operations.pools import PoolDraft, create_pool
from trunkline.stock.policies.pools import (
    POOL_ITEMS_MAX,
    AddressRange,
    NumberRange,
    PoolRange,
    PortRange,
    plan_pool,
)
from trunkline.stock.selectors.pools import count_items_by_state

HEAD, TAIL = 2, 1


@pytest.mark.parametrize(
    ("wanted", "count", "labels", "definition"),
    [
        (
            NumberRange(" +44 7700 900-000", "+44 (7700) 900 003"),
            4,
            ("+447700900000", "+447700900001", "+447700900003"),
            "+447700900000 - +447700900003",
        ),
        (NumberRange("0098", "0101"), 4, ("0098", "0099", "0101"), "0098 - 0101"),
        (NumberRange("＋４４１２", "+4413"), 2, ("+4412", "+4413", "+4413"), "+4412 - +4413"),
        (AddressRange("192.0.2.0/24"), 254, ("192.0.2.1", "192.0.2.2", "192.0.2.254"), "192.0.2.0/24"),
        (
            AddressRange("192.0.2.0/24", leaves_out_ends=False),
            256,
            ("192.0.2.0", "192.0.2.1", "192.0.2.255"),
            "192.0.2.0/24",
        ),
        (AddressRange("192.0.2.0/31"), 2, ("192.0.2.0", "192.0.2.1", "192.0.2.1"), "192.0.2.0/31"),
        (AddressRange("192.0.2.7"), 1, ("192.0.2.7", "192.0.2.7"), "192.0.2.7/32"),
        (
            AddressRange("192.0.2.0/24", 29),
            32,
            ("192.0.2.0/29", "192.0.2.8/29", "192.0.2.248/29"),
            "192.0.2.0/24 by /29",
        ),
        (
            AddressRange("2001:DB8::/48", 56),
            256,
            ("2001:db8::/56", "2001:db8:0:100::/56", "2001:db8:0:ff00::/56"),
            "2001:db8::/48 by /56",
        ),
        (
            AddressRange("2001:db8::/48", 64),
            65_536,
            ("2001:db8::/64", "2001:db8:0:1::/64", "2001:db8:0:ffff::/64"),
            "2001:db8::/48 by /64",
        ),
        (AddressRange("2001:db8::/127"), 2, ("2001:db8::", "2001:db8::1", "2001:db8::1"), "2001:db8::/127"),
        (
            PortRange("OLT-1  1/1/{n}", 1, 16),
            16,
            ("OLT-1 1/1/1", "OLT-1 1/1/2", "OLT-1 1/1/16"),
            "OLT-1 1/1/1 - 16",
        ),
        (PortRange("{{ x }} %s {n}", 0, 0), 1, ("{{ x }} %s 0", "{{ x }} %s 0"), "{{ x }} %s 0 - 0"),
    ],
)
def test_a_pool_consists_of(wanted: PoolRange, count: int, labels: tuple[str, ...], definition: str) -> None:
    plan = plan_pool(wanted)
    assert len(plan.labels) == count
    assert (*plan.labels[:HEAD], plan.labels[-TAIL]) == labels
    assert len(set(plan.labels)) == count
    assert plan.definition == definition


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (NumberRange("+447700900999", "+447700900000"), "numbers.last"),  # reversed
        (NumberRange("+447700900000", "447700900999"), "numbers.last"),
        (NumberRange("+44770", "+447700"), "numbers.last"),
        (NumberRange("1" + "0" * 30, "9" + "0" * 30), "numbers.first"),
        (NumberRange("+0447700900000", "+0447700900001"), "numbers.first"),
        (NumberRange("+447700900000", "+447709999999"), "numbers.last"),  # ten million
        (NumberRange("", ""), "numbers.first"),
        (NumberRange("+44{{7}}", "+4499"), "numbers.first"),
        (NumberRange("9" * 100_000, "1"), "numbers.first"),
        (AddressRange("192.0.2.0/33"), "network.network"),
        (AddressRange("192.0.2.5/24"), "network.network"),  # bits beyond the prefix
        (AddressRange("192.0.2.0/255.255.255.0"), "network.network"),
        (AddressRange("192.0.2.256"), "network.network"),
        (AddressRange("fe80::%eth0/64"), "network.network"),
        (AddressRange("::/0"), "network.network"),  # 2^128
        (AddressRange("2001:db8::/32", 56), "network.network"),
        (AddressRange("2001:db8::/32", 24), "network.prefix_length"),
        (AddressRange("2001:db8::/32", 129), "network.prefix_length"),
        (AddressRange("192.0.2.0/24", -1), "network.prefix_length"),
        (AddressRange("'; DROP TABLE stock_pool"), "network.network"),
        (AddressRange(""), "network.network"),
        (PortRange("OLT-1 1/1/1", 1, 2), "ports.pattern"),
        (PortRange("{n}{n}", 1, 2), "ports.pattern"),
        (PortRange("{n.__class__}", 1, 2), "ports.pattern"),
        (PortRange("x" * 60 + "{n}", 1, 2), "ports.pattern"),
        (PortRange("p{n}", 5, 4), "ports.last"),
        (PortRange("p{n}", -1, 4), "ports.first"),
        (PortRange("p{n}", 0, 10**30), "ports.last"),
        (PortRange("p{n}", 0, POOL_ITEMS_MAX), "ports.last"),
        (PortRange("p\x00{n}", 1, 2), "ports.pattern"),
        (PortRange("p\ud800{n}", 1, 2), "ports.pattern"),
        (PortRange("\u0390" * 17 + "{n}", 1, 2), "ports.pattern"),  # each is three letters in capitals
    ],
)
def test_what_cannot_be_a_pool_is_refused_with_its_field(wanted: PoolRange, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        plan_pool(wanted)
    assert list(caught.value.fields) == [field]


@given(st.integers(0, 2**32 - 1), st.integers(18, 32), st.integers(0, 8))
def test_prefixes_tile_their_network(start: int, length: int, cut: int) -> None:
    size = 2 ** (32 - length)
    first = start // size * size
    address = ".".join(str(first >> shift & 255) for shift in (24, 16, 8, 0))
    wanted = AddressRange(f"{address}/{length}", min(32, length + cut), leaves_out_ends=False)
    plan = plan_pool(wanted)
    assert len(plan.labels) == 2 ** min(32 - length, cut)
    assert (plan.first, plan.last) == (first, first + size - 1)


def test_the_items_of_a_pool_are_new_and_named_after_themselves() -> None:
    specification = make_logical()
    pool = make_pool(specification)
    items = list(StockItem.objects.filter(pool=pool).order_by("pk"))
    labels = [f"+44770090000{n}" for n in range(4)]
    assert [item.reference_number for item in items] == labels
    assert [(item.serial, item.texts, item.state) for item in items] == [(label, [label], "New") for label in labels]
    names = Configuration.objects.filter(instance__stock_item__pool=pool).order_by("pk").values_list("name", flat=True)
    assert list(names) == [f"{specification.name} {label}" for label in labels]
    assert count_items_by_state([pool.pk]) == {pool.pk: {"New": 4}}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT metadata ->> 'use_case', count(*) FROM stock_stockitemversion v"
            " JOIN pghistory_context c ON c.id = v.pgh_context_id WHERE v.pool_id = %s GROUP BY 1",
            [pool.pk],
        )
        assert cursor.fetchall() == [("stock.create_pool", 4)]


def test_a_pool_is_extended_by_another_and_overlaps_none() -> None:
    specification = make_logical()
    make_pool(specification, name="north")
    make_pool(specification, NumberRange("+447700900004", "+447700900005"))
    make_pool(make_logical())  # another specification may have the same numbers
    before = take_snapshot()
    with pytest.raises(PoolOverlapsError, match=r"pool 'north' \(\+447700900000 - \+447700900003\)"):
        make_pool(specification, NumberRange("+447700900003", "+447700900003"))
    with pytest.raises(InvalidInputError, match="is called so"):
        make_pool(specification, NumberRange("+447700900010", "+447700900011"), name="north")
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (AddressRange("2001:db8::/48", 56), AddressRange("2001:db8:0:100::/60", 64)),
        (AddressRange("192.0.2.0/24"), AddressRange("192.0.2.254")),
        (PortRange("OLT-1 1/1/{n}", 1, 8), PortRange("olt-1 1/1/{n}", 8, 9)),
    ],
)
def test_runs_of_one_specification_never_overlap(held: PoolRange, asked: PoolRange) -> None:
    specification = make_logical()
    make_pool(specification, held)
    with pytest.raises(PoolOverlapsError):
        make_pool(specification, asked)


def test_ports_of_two_cards_bear_the_same_numbers() -> None:
    specification = make_logical()
    make_pool(specification, PortRange("OLT-1 1/1/{n}", 1, 8))
    assert make_pool(specification, PortRange("OLT-1 1/2/{n}", 1, 8)).items.count() == 8


def test_a_number_that_is_an_item_already_is_named_and_nothing_is_written() -> None:
    specification = make_logical()
    make_item(specification, reference_number="A", serial="+447700900002")
    before = take_snapshot()
    with pytest.raises(SerialTakenError, match="such as A"):
        make_pool(specification)
    assert differences(before, take_snapshot()) == []


@pytest.mark.parametrize("make", [make_specification, make_counted])
def test_only_logical_things_known_one_by_one_have_pools(make: type[ResourceSpecification]) -> None:
    with pytest.raises(InvalidInputError, match="pools are of such only"):
        make_pool(make())


def test_of_two_pools_that_overlap_made_at_once_one_is_made(owner_connection: psycopg.Connection) -> None:
    specification = make_logical()
    make_warehouse("tests")
    results = race(
        owner_connection,
        f"SELECT 1 FROM catalog_resourcespecification WHERE id = {specification.pk} FOR NO KEY UPDATE",
        [lambda: make_pool(specification), lambda: make_pool(specification, FOUR_NUMBERS)],
    )
    assert sorted(type(result).__name__ for result in results) == ["Pool", "PoolOverlapsError"]
    assert StockItem.objects.filter(specification=specification).count() == 4


@pytest.fixture
def own_database() -> Iterator[TestDatabase]:
    """A database of the test's own: whoever looks at every row later would be slow in one with so many."""
    with fresh_database("large_pool") as database, connected_to(database):
        yield database


@pytest.mark.long
def test_the_largest_pool_is_made_in_one_transaction_with_its_history(own_database: TestDatabase) -> None:
    draft = PoolDraft(make_logical().pk, make_warehouse(), unique(), AddressRange("10.0.0.0/16", leaves_out_ends=False))
    with tracked(), transaction.atomic():
        [specification] = lock_resource_specifications([draft.specification_id])
        pool = create_pool(draft, specification, at=business_now())
        # Autovacuum may come by just now: for the planner the tables are all but empty from then on.
        with psycopg.connect(own_database.owner_url, autocommit=True) as owner:
            owner.execute("ANALYZE")
    assert count_items_by_state([pool.pk]) == {pool.pk: {"New": POOL_ITEMS_MAX}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stock_stockitemversion WHERE pool_id = %s", [pool.pk])
        assert cursor.fetchone() == (POOL_ITEMS_MAX,)
        cursor.execute("SET statement_timeout = '60s'")
    assert Pool.objects.get(pk=pool.pk).last - pool.first + 1 == POOL_ITEMS_MAX
    assert [violation for result in check_invariants() for violation in result.violations] == []


def test_all_that_was_made_here_is_as_it_must_be() -> None:
    # Jobs that tests of this database started and left stand still; whether their leases have ended is chance.
    found = [violation for result in check_invariants() if result.room == "stock" for violation in result.violations]
    assert found == []
