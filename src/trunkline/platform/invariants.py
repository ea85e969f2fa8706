"""What must always be true, as queries that find where it is not."""

from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True)
class Invariant:
    """A rule in words and the SQL that finds its violations: one row each, the first column says what is wrong."""

    name: str
    query: str


def find_violations(invariant: Invariant, limit: int = 100) -> list[str]:
    """This will run an invariant's query and list at most `limit` violations as text."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Each reads whole tables. Just after much has been written the planner does not know how much, and a nested
        # loop over all of it would take hours.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(invariant.query)
        return [str(row[0]) for row in cursor.fetchmany(limit)]


INVARIANTS = [
    Invariant(
        "no job of the queue was given up",
        """
        SELECT format('job %s of the queue (%s) has failed %s times', id, task_name, attempts)
        FROM procrastinate_jobs WHERE status = 'failed' AND NOT args ? 'timestamp'
        """,
    ),
]
