"""A database that no worker serves: queued jobs stay queued, and snapshots of all tables hold still."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from tests.support.database import TestDatabase, cloned
from trunkline.config.environment import database_options


@contextmanager
def quiet_database(name: str) -> Iterator[TestDatabase]:
    """Connect Django to a fresh copy of the template until the block ends."""
    owner_url, runtime_url = os.environ["TRUNKLINE_TEST_TEMPLATE"].split()
    copy = f"quiet_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    connection = connections["default"]
    before = dict(connection.settings_dict)
    with cloned(TestDatabase(owner_url, runtime_url), os.environ["TRUNKLINE_TEST_SERVER"], copy) as database:
        connection.close()
        connection.settings_dict.update(database_options(database.runtime_url))
        try:
            yield database
        finally:
            connections.close_all()
            connection.settings_dict.update(before)
