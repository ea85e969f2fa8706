"""What must always be true, as queries that find where it is not."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Invariant:
    """A rule in words and the SQL that finds its violations: one row each, the first column says what is wrong."""

    name: str
    query: str


def find_violations(invariant: Invariant, limit: int = 100) -> list[str]:
    """This will run an invariant's query and list at most `limit` violations as text."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.query)
        return [str(row[0]) for row in cursor.fetchmany(limit)]
