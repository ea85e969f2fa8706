"""`trunkline bench timeline`: a million configurations; what an account has at an instant, and changes that are due.

The read is held against reading the very same rows by their primary keys. The activation of due changes is held against
one bulk UPDATE and INSERT of as many rows, which checks and announces nothing. Each takes place in the same run.
"""

import statistics
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import psycopg

from trunkline.cli.bench.outcomes import Outcome, peak_mib
from trunkline.cli.installation import Databases, set_up_django

# At most twice the time of the rows by primary key, and at least a twentieth of the speed of the bulk statements.
GOAL = 0.5
ACTIVATION_GOAL = 0.05
ACCOUNTS = 100_000
_CONFIGURATIONS_EACH = 10
_INSTANCES_EACH = 2
_SPANS = _CONFIGURATIONS_EACH // _INSTANCES_EACH
_AT_ONCE = 500
_DUE = 10_000
_READS = 300
_MILLISECONDS = 1000
START = datetime(2041, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
# Between the second and the third of an instance's five spans.
_ASKED = START + 250 * _DAY


def run(environment: Mapping[str, str], databases: Databases, size: int | None = None) -> Outcome:
    """Measure as-of reads and activations with `size` accounts, of ten configurations each."""
    accounts = ACCOUNTS if size is None else max(size, 100)
    due = min(_DUE, accounts)
    set_up_django(environment)
    with psycopg.connect(databases.owner_url, autocommit=True) as owner:
        first_account = _fill(owner, accounts)
        owner.execute("VACUUM ANALYZE")
    read = _measure_reads(first_account, accounts)
    with psycopg.connect(databases.owner_url, autocommit=True) as owner:
        bulk = _measure_bulk(owner, due)
    activated, failures = _measure_activation(due)
    speed = bulk / activated
    if speed < ACTIVATION_GOAL:
        failures.append(f"changes are activated at {speed:.3f} of the speed of bulk statements, not {ACTIVATION_GOAL}")
    ours, bare = (statistics.median(read[name]) for name in ("ours", "bare"))
    return Outcome(
        bench="timeline",
        value=ours,
        unit="ms",
        limit=bare,
        ratio=bare / ours,
        goal=GOAL,
        peak_mib=peak_mib(),
        details={
            "accounts": accounts,
            "configurations": accounts * _CONFIGURATIONS_EACH,
            "milliseconds": {name: round(statistics.median(times), 3) for name, times in read.items()},
            "activated": due,
            "changes_per_second": round(due / activated, 1),
            "bulk_rows_per_second": round(due / bulk, 1),
            "activation_ratio": round(speed, 3),
            "activation_goal": ACTIVATION_GOAL,
        },
        failures=tuple(failures),
    )


_FILL = """
    INSERT INTO instances_instance (public_id, key, kind, tags, service_type, deprovisioning_play, auto_renew)
    SELECT gen_random_uuid(), 'BEN-' || n, 'SERVICE', '{}', 'mobile', '', false
    FROM generate_series(1, %(instances)s) AS n;

    INSERT INTO instances_configuration (
        public_id, instance_id, product_id, account_id, name, icon, quantity, service_state_id, characteristics, state,
        valid_from, valid_until, end_recorded_at, recorded_at)
    SELECT gen_random_uuid(), i.id, %(product)s, %(first)s + (i.id - f.id) / %(each)s, 'Bench', '', s.n, %(active)s,
        '{"speed": 20}', CASE WHEN s.n = %(spans)s THEN 'CURRENT' ELSE 'HISTORY' END,
        %(start)s + (s.n - 1) * interval '100 days',
        CASE WHEN s.n < %(spans)s THEN %(start)s + s.n * interval '100 days' END,
        CASE WHEN s.n < %(spans)s THEN now() END, now()
    FROM instances_instance i, generate_series(1, %(spans)s) AS s(n),
        (SELECT min(id) AS id FROM instances_instance WHERE key LIKE 'BEN-%%') AS f
    WHERE i.key LIKE 'BEN-%%'
"""


def _fill(owner: psycopg.Connection, accounts: int) -> int:
    """Insert accounts with two services each, of five spans each; the number of the first account."""
    from trunkline.catalog.selectors.states import get_service_state
    from trunkline.cli.bench.offers_catalogue import open_catalogue

    catalogue = open_catalogue()
    catalogue.add_products(1, 2)
    product = owner.execute("SELECT min(id) FROM catalog_product").fetchone()
    template = owner.execute("SELECT brand_id, person_id, currency FROM parties_account LIMIT 1").fetchone()
    if product is None or template is None:
        raise RuntimeError("The bench's catalogue has no product, or no account.")
    first = owner.execute(
        "INSERT INTO parties_account (public_id, number, brand_id, person_id, currency)"
        " SELECT gen_random_uuid(), 'BEN-' || n, %s, %s, %s FROM generate_series(1, %s) AS n RETURNING id",
        [*template, accounts],
    ).fetchone()
    if first is None:
        raise RuntimeError("The bench has no accounts.")
    values = {
        "instances": accounts * _INSTANCES_EACH,
        "each": _INSTANCES_EACH,
        "spans": _SPANS,
        "first": first[0],
        "product": product[0],
        "active": get_service_state("Active").pk,
        "start": START,
    }
    # One check of a life for each of a million rows would be all that is measured here.
    owner.execute("ALTER TABLE instances_configuration DISABLE TRIGGER USER")
    for statement in _FILL.split(";"):
        owner.execute(statement.encode(), values)
    owner.execute("ALTER TABLE instances_configuration ENABLE TRIGGER USER")
    return int(first[0])


def _measure_reads(first: int, accounts: int) -> dict[str, list[float]]:
    from trunkline.instances.models import Configuration
    from trunkline.instances.selectors.timeline import Moment, list_configurations_at

    past = Moment(at=_ASKED, now=START + 1000 * _DAY)
    ahead = Moment(at=START + 2000 * _DAY, now=START + 1000 * _DAY)
    read: dict[str, list[float]] = {"ours": [], "bare": [], "ours_ahead": []}
    for number in range(_READS):
        account_id = first + number * 7919 % accounts
        ids = [row.pk for row in list_configurations_at(account_id, past)]
        if len(ids) != _INSTANCES_EACH:
            raise RuntimeError(f"Account {account_id} has {len(ids)} configurations at the instant.")
        ways = [
            ("ours", lambda account_id=account_id: list(list_configurations_at(account_id, past))),
            ("bare", lambda ids=ids: list(Configuration.objects.filter(pk__in=ids))),
            ("ours_ahead", lambda account_id=account_id: list(list_configurations_at(account_id, ahead))),
        ]
        # Now one goes first, now another.
        for name, answer in ways[number % 3 :] + ways[: number % 3]:
            read[name].append(_time(answer))
    return read


_BULK = (
    """
    UPDATE instances_configuration SET state = 'HISTORY', valid_until = %(at)s, end_recorded_at = now()
    WHERE id IN (
        SELECT id FROM instances_configuration WHERE state = 'CURRENT' AND quantity = %(spans)s ORDER BY id DESC
        LIMIT %(count)s)
    """,
    """
    INSERT INTO instances_configuration (
        public_id, instance_id, product_id, account_id, name, icon, quantity, service_state_id, characteristics, state,
        valid_from, recorded_at)
    SELECT gen_random_uuid(), instance_id, product_id, account_id, name, icon, 99, service_state_id, characteristics,
        'CURRENT', %(at)s, now()
    FROM instances_configuration WHERE state = 'HISTORY' AND valid_until = %(at)s
    """,
)


def _measure_bulk(owner: psycopg.Connection, count: int) -> float:
    """How long it takes to end as many configurations by one statement and insert as many by another, in seconds.

    Constraints, triggers and history are those of the table.
    """
    values = {"at": START + 900 * _DAY, "count": count, "spans": _SPANS}
    started = perf_counter()
    with owner.transaction():
        for statement in _BULK:
            owner.execute(statement.encode(), values)
    return perf_counter() - started


def _measure_activation(count: int) -> tuple[float, list[str]]:
    """How long it takes to have as many changes take over that were provisioned ahead of their day, in seconds."""
    from django.db import connection

    from trunkline.flows.use_cases.changes import take_over_due_changes
    from trunkline.instances.models import Change
    from trunkline.instances.selectors.changes import list_due_changes
    from trunkline.platform.commands import SYSTEM_ACTOR, Command

    day = START + 950 * _DAY
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, {"at": day, "count": count, "spans": _SPANS})
    command = Command(SYSTEM_ACTOR, at=day)
    started = perf_counter()
    due = list_due_changes(day)
    ids = [change.pk for change in due]
    # As the worker's job does.
    left = [
        each
        for first in range(0, count, _AT_ONCE)
        for each in take_over_due_changes(command, ids[first : first + _AT_ONCE])
    ]
    taken = perf_counter() - started
    in_force = Change.objects.filter(state="in_force").count()
    return taken, [] if in_force == count and not left else [f"{in_force} of {count} changes took over"]


_PLAN = """
    WITH planned AS (
        INSERT INTO instances_change (
            public_id, account_id, instance_id, kind, state, differences, starts_at, due_at, prepared_at, reason,
            customer_reason, requested_at, requested_by, failure)
        SELECT gen_random_uuid(), account_id, instance_id, 'change', 'prepared', '{"quantity": 7}', %(at)s, %(at)s,
            now(), '', '', now(), 'bench', ''
        FROM instances_configuration WHERE state = 'CURRENT' AND quantity = %(spans)s ORDER BY id LIMIT %(count)s
        RETURNING id, instance_id
    )
    INSERT INTO instances_configuration (
        public_id, instance_id, product_id, account_id, name, icon, quantity, service_state_id, characteristics, state,
        valid_from, planned_from, change_id, recorded_at)
    SELECT gen_random_uuid(), c.instance_id, c.product_id, c.account_id, c.name, c.icon, 7, c.service_state_id,
        c.characteristics, 'PENDING', %(at)s, %(at)s, planned.id, now()
    FROM planned JOIN instances_configuration c ON c.instance_id = planned.instance_id AND c.state = 'CURRENT'
"""


def _time(act: Callable[[], Any]) -> float:
    started = perf_counter()
    act()
    return (perf_counter() - started) * _MILLISECONDS
