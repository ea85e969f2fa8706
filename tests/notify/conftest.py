"""A database whose queue nobody serves, and a directory of mails for each test."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.support.quiet import _connected_quietly, owner_connection, quiet_database

__all__ = ["_connected_quietly", "owner_connection", "quiet_database"]


@pytest.fixture(autouse=True)
def mails(tmp_path: Path, settings: Settings) -> Path:
    """The directory of mails of this test."""
    directory = tmp_path / "mail"
    settings.EMAIL_FILE_PATH = directory
    return directory
