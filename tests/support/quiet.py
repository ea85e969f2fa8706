"""Databases whose queue nobody serves: there a job stays as a test left it, whatever `stack` runs elsewhere."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections

from tests.support.database import TestDatabase, cloned
from trunkline.config.environment import database_options


@contextmanager
def fresh_database(name: str) -> Iterator[TestDatabase]:
    """Provide a database of one's own, dropped at the end."""
    owner_url, runtime_url = os.environ["TRUNKLINE_TEST_TEMPLATE"].split()
    full_name = f"test_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with cloned(TestDatabase(owner_url, runtime_url), os.environ["TRUNKLINE_TEST_SERVER"], full_name) as database:
        yield database


@contextmanager
def connected_to(database: TestDatabase, **options: object) -> Iterator[None]:
    """Connect Django to a database until the block ends."""
    settings = connections["default"].settings_dict
    kept = {name: settings[name] for name in (*database_options(database.runtime_url), *options)}
    connections.close_all()
    settings.update(database_options(database.runtime_url) | options)
    try:
        yield
    finally:
        connections.close_all()
        settings.update(kept)


@pytest.fixture(scope="session")
def quiet_database() -> Iterator[TestDatabase]:
    """The database of all rooms' tests in this process."""
    with fresh_database("quiet") as database:
        yield database


@pytest.fixture(scope="module", autouse=True)
def _connected_quietly(quiet_database: TestDatabase) -> Iterator[None]:
    with connected_to(quiet_database):
        yield


@pytest.fixture
def owner_connection(quiet_database: TestDatabase) -> Iterator[psycopg.Connection]:
    """A connection as the tables' owner, who can disable triggers; what it does is rolled back at the end."""
    with psycopg.connect(quiet_database.owner_url) as connection:
        yield connection
        connection.rollback()
