"""All that a database holds, to show that a refusal or a crash has changed nothing."""

from django.db import connection


def all_rows() -> dict[str, tuple[int, str]]:
    """Count and digest of each table's rows, by the table's name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name"
        )
        names = [name for (name,) in cursor.fetchall()]
        rows = {}
        for name in names:
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(row::text, '|' ORDER BY row::text)), '') FROM {name} AS row"
            )
            count, digest = cursor.fetchone() or (0, "")
            rows[name] = (int(count), str(digest))
    return rows


def changed_tables(before: dict[str, tuple[int, str]]) -> set[str]:
    """The tables whose rows are no longer what they were."""
    after = all_rows()
    return {name for name in before | after if before.get(name) != after.get(name)}
