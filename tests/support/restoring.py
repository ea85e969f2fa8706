"""Backups of test databases, and empty databases to restore them into."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.database import TestDatabase, _drop, with_database
from trunkline.cli.backup import take_backup
from trunkline.cli.installation import Installation, current_installation
from trunkline.cli.restore import RestoreOptions, restore


def installation_on(database: TestDatabase, data_directory: Path) -> Installation:
    """An installation whose database is a server of its own, with this data directory."""
    return current_installation(
        {
            "DATABASE_URL": database.runtime_url,
            "TRUNKLINE_OWNER_DATABASE_URL": database.owner_url,
            "TRUNKLINE_DATA_DIR": str(data_directory),
            "TRUNKLINE_SECRET_KEY": "",
        }
    )


@contextmanager
def empty_database(name: str) -> Iterator[TestDatabase]:
    """Provide a database without any table, dropped at the end."""
    full_name = f"test_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    urls = (with_database(url, full_name) for url in os.environ["TRUNKLINE_TEST_TEMPLATE"].split())
    database = TestDatabase(*urls)
    with psycopg.connect(os.environ["TRUNKLINE_TEST_SERVER"], autocommit=True) as connection:
        _drop(connection, database, full_name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(full_name)))
        try:
            yield database
        finally:
            _drop(connection, database, full_name)


def back_up(database: TestDatabase, place: Path) -> Path:
    """Take a backup of a test database into a directory."""
    return take_backup(installation_on(database, place / "source"), place)


@contextmanager
def restored(backup: Path, name: str, options: RestoreOptions | None = None) -> Iterator[TestDatabase]:
    """Provide a database that a backup was restored into."""
    with empty_database(name) as database:
        restore(installation_on(database, backup.parent / f"data-{name}"), backup, options or RestoreOptions())
        yield database


def tables_of(database: TestDatabase) -> int:
    """How many tables and sequences a database has."""
    statement = (
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')"
    )
    with psycopg.connect(database.owner_url) as connection:
        [(count,)] = connection.execute(statement).fetchall()
    return int(count)
