import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from trunkline.cli.installation import Databases, Installation
from trunkline.cli.problems import OperatorError


@contextmanager
def bench_database(installation: Installation) -> Iterator[Databases]:
    """Provide a new database with all tables on the installation's server, dropped at the end.

    Raises OperatorError when the owner of the tables may make none.
    """
    with installation.database() as databases:
        name = f"trunkline_bench_{secrets.token_hex(6)}"
        identifier = sql.Identifier(name)
        with psycopg.connect(databases.owner_url, autocommit=True) as connection:
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
            except psycopg.errors.InsufficientPrivilege as error:
                raise OperatorError(
                    "The owner of the tables may not make a database for the bench.",
                    "Give that role CREATEDB, or unset DATABASE_URL to use the embedded server.",
                ) from error
            try:
                own = Databases(
                    runtime_url=_named(databases.runtime_url, name), owner_url=_named(databases.owner_url, name)
                )
                installation.migrate(own, is_quiet=True)
                yield own
            finally:
                connection.execute(sql.SQL("DROP DATABASE {}").format(identifier))


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(name)}"))
