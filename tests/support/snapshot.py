"""What stands in every table, to show that a refusal has changed nothing."""

from collections import Counter

from django.db import connection

Rows = dict[str, Counter[str]]

# Counters of rate limits, sessions, and the queue's own pulse change without anybody's asking.
CHANGING_TABLES = frozenset(
    {"platform_cache", "django_session", "procrastinate_workers", "procrastinate_periodic_defers"}
)
# A token's last use is noted on every call, refused ones too.
CHANGING_COLUMNS = ["last_used_at"]

_TABLES = """
    SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s) ORDER BY 1
"""


def take_snapshot() -> Rows:
    """This will read all rows of all tables, histories and the queue included, as JSON texts by table."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [sorted(CHANGING_TABLES)])
        tables = [name for (name,) in cursor.fetchall()]
        parts = [
            f"SELECT '{table}', (to_jsonb(row_of_table) - %(columns)s::text[])::text FROM {table} AS row_of_table"
            for table in tables
        ]
        cursor.execute(" UNION ALL ".join(parts), {"columns": CHANGING_COLUMNS})
        rows: Rows = {table: Counter() for table in tables}
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
