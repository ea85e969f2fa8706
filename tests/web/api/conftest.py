"""Doors that are called within the test's own process, on a database that no worker serves."""

from collections.abc import Iterator

import pytest

from tests.support.quiet_database import quiet_database


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    with quiet_database("doors"):
        yield
