"""What stands in every table, to show that a refusal or a crash has changed nothing."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection

Rows = dict[str, Counter[str]]


@dataclass(frozen=True)
class Ignored:
    """Tables, and columns of any table, that may change without being a change."""

    tables: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


NOTHING = Ignored()
# Counters of rate limits, sessions, and the queue's own pulse change with calls or by themselves; a token's last use
# is noted on every call, refused ones too.
TRACES_OF_CALLS = Ignored(
    frozenset({"platform_cache", "django_session", "procrastinate_workers", "procrastinate_periodic_defers"}),
    frozenset({"last_used_at"}),
)

# Each column as the text that PostgreSQL writes for it: as JSON, a JSON null and a missing value would look the same.
_SELECTS = """
    SELECT relname, format(
        'SELECT %%L, row_to_json(one)::text FROM (SELECT %%s FROM %%I) AS one',
        relname, string_agg(format('%%I::text AS %%I', attname, attname), ', ' ORDER BY attnum), relname
    )
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
        AND relname <> ALL (%s) AND attname <> ALL (%s)
    GROUP BY relname
"""


def take_snapshot(*, ignoring: Ignored = NOTHING) -> Rows:
    """This will read all rows of all tables, histories and the queue included, as JSON texts by table."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECTS, [sorted(ignoring.tables), sorted(ignoring.columns)])
        selects = dict(cursor.fetchall())
        cursor.execute(" UNION ALL ".join(selects.values()))
        rows: Rows = {table: Counter() for table in selects}
        for table, row in cursor.fetchall():
            rows[table][row] += 1
    return rows


def differences(before: Rows, after: Rows) -> list[str]:
    """This will list the rows that came (+) and went (-), each with its table; none means that nothing changed."""
    lines = []
    for table in sorted(before | after):
        old, new = before.get(table, Counter()), after.get(table, Counter())
        lines += [f"- {table} {row}" for row in (old - new).elements()]
        lines += [f"+ {table} {row}" for row in (new - old).elements()]
    return lines
