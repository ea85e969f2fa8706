"""The bench of orders: a small run with real web, and that it tells what is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.people import make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.services import place_order
from trunkline.cli.bench.orders_shop import added_rows, check_orders, count_rows
from trunkline.cli.installation import current_installation

_RUN = """
import os
from trunkline.cli.bench import orders
from trunkline.cli.installation import Databases
databases = Databases(runtime_url=os.environ["DATABASE_URL"], owner_url=os.environ["BENCH_OWNER_URL"])
print(orders.run(os.environ, databases, 160).as_json())
"""


@pytest.mark.long
def test_the_bench_ends_with_its_line_and_leaves_nothing() -> None:
    with fresh_database("bench_orders") as database:
        environment = current_installation().process_environment(database.runtime_url)
        # In a process of its own: it loads Django for the bench's data directory.
        ended = subprocess.run(
            [sys.executable, "-P", "-c", _RUN],
            env=environment | {"BENCH_OWNER_URL": database.owner_url},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    document = json.loads(ended.stdout)  # nothing but the line
    assert set(document) == {"bench", "value", "unit", "limit", "ratio", "peak_mib", "details"}
    assert (document["bench"], document["unit"]) == ("orders", "orders/s")
    assert document["ratio"] == pytest.approx(document["value"] / document["limit"], rel=0.01)
    details = document["details"]
    # Of 160 each of ten turns has 16, one for each client; one turn more is not counted. So it is with three lines.
    assert details["orders"] == {"ours": 352, "bare": 352}
    assert details["three_lines"]["lines_per_second"] == pytest.approx(
        3 * details["three_lines"]["orders_per_second"], abs=0.2
    )
    # Speed is the machine's; that both ways write the same rows, and all of them, is not.
    assert details["failures"] == []
    assert list(Path(os.environ["TRUNKLINE_DATA_DIR"]).glob("bench-*")) == []


@pytest.fixture
def _bench_database() -> Iterator[None]:
    with fresh_database("bench_orders_rows") as database, connected_to(database):
        yield


@pytest.mark.usefixtures("_bench_database")
def test_orders_that_are_lost_doubled_or_incomplete_are_told() -> None:
    account_id = make_account(make_brand())
    before = count_rows()
    number = place_order(account_id).order_line.order.number
    added = added_rows(before, count_rows())
    assert (added["ordering_order"], added["ordering_orderline"], added["procrastinate_jobs"]) == (1, 1, 2)
    # Neither key, pick nor terms, which an order of the bench has.
    incomplete = f"order {number} has not what it should: "
    [told] = check_orders({"ours": [number], "bare": []})
    assert told.startswith(incomplete)
    doubled = check_orders({"ours": [number], "bare": [number]})
    assert doubled[0] == "1 answers named an order that another had named"
    lost = check_orders({"ours": [number, "ORD-0"], "bare": []})
    assert lost[0] == "2 orders were answered, but 1 are there"
