"""Django's `migrate`, which lets an empty database start from the baseline instead of from the first migration."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections, transaction

BASELINE = Path(__file__).parents[1] / "baseline.sql"


class Command(DjangoMigrate):
    """Brings the tables to this version.

    An empty database is first filled with the tables as earlier migrations leave them, which takes a second where those
    migrations take a minute. It holds the list of these, so that what came later is then migrated as anywhere else: a
    baseline that is not up to date costs time, nothing more.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        """This will add the option to go without the baseline."""
        super().add_arguments(parser)
        parser.add_argument("--no-baseline", action="store_true", help="Start with the first migration.")

    def handle(self, *args: Any, **options: Any) -> None:
        """This will fill an empty database from the baseline unless it is to be left out, then migrate."""
        goes_to_the_end = not (options["app_label"] or options["check_unapplied"] or options["plan"] or options["fake"])
        if goes_to_the_end and not options["no_baseline"] and BASELINE.exists():
            fill_if_empty(options["database"])
        super().handle(*args, **options)


def fill_if_empty(alias: str) -> None:
    """This will fill a database without any table from the baseline, and leave any other as it is."""
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        # Two at once, the second waits and finds the tables.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('trunkline.migrate'))")
        cursor.execute("SELECT current_schema() = 'public'")
        if cursor.fetchone() != (True,) or connection.introspection.table_names(cursor):
            return
        cursor.execute(BASELINE.read_text())
        cursor.execute("UPDATE django_migrations SET applied = now()")
