"""A jump of the clock equals living through it: a year at once is 365 single days, in every row and every mail."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.support.database import TestDatabase, cloned
from tests.support.left_out import RULES
from tests.support.notices import read_mails
from tests.support.orders import PLAYS_DIRECTORY
from tests.support.quiet import connected_to, fresh_database
from tests.support.rows import Rows, blind_spots, compare, read_rows
from tests.support.stack import LEASE_SECONDS, RunningStack, run_stack
from tests.support.year import START, make_customers
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.platform import agenda
from trunkline.platform.clocks import business_now

DAY = timedelta(days=1)
WORKER_SECONDS_MAX = 60.0
YEAR_SECONDS_MAX = 3_600.0


@dataclass(frozen=True)
class Span:
    """How many customers live for how long."""

    customers: int
    days: int
    retention_days: int
    has_slow_gateway: bool = False


WEEKS = Span(customers=9, days=46, retention_days=10)
YEAR = Span(customers=50, days=365, retention_days=90, has_slow_gateway=True)
# What must have happened to somebody, as rows of a table with a value: else the comparison would say little.
HAPPENED = {
    ("instances_renewal", "state"): {"renewed", "expired", "planned", "paused", "taken_back", "withdrawn"},
    ("instances_renewalversion", "state"): {"charging", "paid", "declined", "taking_back"},
    ("instances_cancellation", "state"): {"carried_out"},
    ("instances_cancellation", "reason"): {"customer", "staff", "non_payment", "contract_end"},
    ("provisioning_provisioningjob", "kind"): {"deprovision", "remove"},
    ("provisioning_provisioningjob", "state"): {"succeeded", "failed"},
    ("payments_payment", "state"): {"captured", "declined"},
    ("payments_paymentversion", "state"): {"unknown"},
    ("payments_refund", "state"): {"refunded"},
    ("notify_notice", "kind"): {"welcome", "renewal", "renewal_failed", "ended"},
    ("notify_notice", "state"): {"sent", "failed"},
    ("stock_stockitemversion", "state"): {"Assigned", "Held", "Decommissioned", "In Stock"},
    ("ocs_balancemovement", "kind"): {"grant", "set", "removal", "expiry"},
}


@dataclass
class Lived:
    """What became of the customers: every row, every mail, and what was wrong."""

    rows: Rows
    mails: Counter[tuple[str, str, str]]
    violations: dict[str, list[str]]


@contextmanager
def served(database: TestDatabase, span: Span) -> Iterator[RunningStack]:
    """Run a system in demo mode on a database, in a directory of its own."""
    directory = Path(tempfile.mkdtemp(prefix="year-", dir=os.environ["TRUNKLINE_DATA_DIR"]))
    directory.chmod(0o755)
    settings = {
        "TRUNKLINE_DEMO_MODE": "1",
        "TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY),
        "TRUNKLINE_RETENTION_DAYS": str(span.retention_days),
    }
    try:
        with run_stack(database.runtime_url, directory, settings) as running:
            with connected_to(database):
                agenda.require_worker(within_seconds=WORKER_SECONDS_MAX)
            yield running
    finally:
        shutil.rmtree(directory)


@contextmanager
def advancing(stack: RunningStack, days: int) -> Iterator[subprocess.Popen[str]]:
    """Have the command move the clock by all days at once, beside what the block does."""
    arguments = [sys.executable, "-m", "trunkline.cli", "clock", "advance", f"{days}d"]
    command = subprocess.Popen(
        arguments, env=stack.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with command:
        try:
            yield command
        finally:
            if command.poll() is None:
                command.kill()


def live_day_by_day(days: int) -> None:
    for day in range(1, days + 1):
        assert agenda.advance_to(START + day * DAY).failed == []


def look_at(database: TestDatabase, stack: RunningStack) -> Lived:
    with connected_to(database):
        violations = {result.name: result.violations for result in check_invariants() if result.violations}
    mails = read_mails(Path(stack.environment["TRUNKLINE_DATA_DIR"]) / "mail")
    return Lived(
        read_rows(database, RULES),
        Counter((str(mail["To"]), str(mail["Subject"]), mail.get_content()) for mail in mails),
        violations,
    )


def live_both_ways(start: TestDatabase, span: Span) -> tuple[Lived, Lived]:
    """Live through the days one by one, and at once, each in a copy of what there is at the start."""
    server = os.environ["TRUNKLINE_TEST_SERVER"]
    name = f"test_year_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with (
        cloned(start, server, f"{name}_days") as single,
        cloned(start, server, f"{name}_jump") as jump,
        served(single, span) as by_days,
        served(jump, span) as at_once,
        advancing(at_once, span.days) as command,
    ):
        with connected_to(single):
            live_day_by_day(span.days)
            assert business_now() == START + span.days * DAY
        told, _ = command.communicate(timeout=YEAR_SECONDS_MAX)
        assert command.returncode == 0, told
        return look_at(single, by_days), look_at(jump, at_once)


@pytest.mark.long
@pytest.mark.parametrize("span", [pytest.param(WEEKS, id="weeks"), pytest.param(YEAR, id="year")])
def test_days_at_once_are_so_many_single_days_in_every_row(span: Span, settings: Settings) -> None:
    settings.TRUNKLINE_DEMO_MODE = True
    settings.TRUNKLINE_LEASE_SECONDS = LEASE_SECONDS
    settings.TRUNKLINE_RETENTION_DAYS = span.retention_days
    with fresh_database("year") as start:
        with connected_to(start):
            make_customers(span.customers, has_slow_gateway=span.has_slow_gateway)
            assert [due for due in agenda.list_dues() if due.at <= START] == []
        single, jump = live_both_ways(start, span)
    assert (single.violations, jump.violations) == ({}, {})
    differences = compare(single.rows, jump.rows)
    assert differences == [], "\n".join(differences)
    assert single.mails == jump.mails
    for (table, column), values in HAPPENED.items():
        missing = values - single.rows.values(table, column)
        assert missing == set(), f"{table}.{column} was never {missing}"
    sent = [row for row in jump.rows.rows["notify_notice"].values() if row["state"] == "sent"]
    assert len(sent) == jump.mails.total()
    assert blind_spots(jump.rows) == []


def made_of(customers: dict[int, str], orders: dict[int, tuple[int, str]]) -> Rows:
    rows: dict[str, dict[int | str, dict[str, object]]] = {
        "customers": {key: {"id": key, "name": name} for key, name in customers.items()},
        "orders": {
            key: {"id": key, "customer_id": customer, "reason": reason} for key, (customer, reason) in orders.items()
        },
    }
    return Rows(RULES, rows, {("orders", "customer_id"): "customers"})


ONE = made_of({1: "Ada", 2: "Bob"}, {5: (1, "a"), 6: (2, "b")})


def test_rows_that_bear_other_numbers_are_the_same_if_they_lead_to_the_same() -> None:
    assert compare(ONE, made_of({8: "Bob", 9: "Ada"}, {3: (8, "b"), 4: (9, "a")})) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (made_of({1: "Ada", 2: "Bob"}, {5: (2, "a"), 6: (1, "b")}), ["orders: 2 rows only here, 2 only there"]),
        (made_of({1: "Ada", 2: "Bob"}, {5: (1, "a")}), ["orders: 1 rows only here, 0 only there"]),
        (
            made_of({1: "Ada", 2: "Bob"}, {5: (1, "a"), 6: (2, "b"), 7: (2, "b")}),
            ["orders: 0 rows only here, 1 only there"],
        ),
        (
            made_of({1: "Ada", 2: "Bert"}, {5: (1, "a"), 6: (2, "b")}),
            [
                "customers: 1 rows only here, 1 only there",
                '  name: "Bob"\n    there: "Bert"',
                "orders: 1 rows only here, 1 only there",
            ],
        ),
    ],
    ids=["other reference", "one row less", "one row twice", "other value"],
)
def test_each_difference_is_told_where_it_begins(other: Rows, told: list[str]) -> None:
    lines = compare(ONE, other)
    assert [line for line in lines if line in told] == told
    # A row that differs only by what it refers to is counted, not told.
    assert len([line for line in lines if line.startswith("  name")]) == len([line for line in told if "name" in line])
