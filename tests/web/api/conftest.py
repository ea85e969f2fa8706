"""Doors that are called within the test's own process, on a database that no worker serves."""

from collections.abc import Iterator

import pytest

from tests.support.quiet import connected_to, fresh_database


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    with fresh_database("doors") as database, connected_to(database):
        yield
