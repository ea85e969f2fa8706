# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from backend import Backend
from wire import Jobs, Wire


@pytest.fixture
def backend() -> Iterator[Backend]:
    backend = Backend()
    yield backend
    backend.close()


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    assert wire.close() == 0


@pytest.fixture
def jobs(tmp_path: Path, wire: Wire, backend: Backend) -> Jobs:
    return Jobs(tmp_path, wire, backend.config)
