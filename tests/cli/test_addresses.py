"""The addresses of the database: understood alike by all programs, never repeated, and both of one database."""

from pathlib import Path

import pytest

from tests.cli.conftest import run_trunkline
from tests.support.database import TestDatabase
from tests.support.quiet import fresh_database
from tests.support.restoring import empty_database, installation_on, tables_of
from trunkline.cli.installation import checked_address
from trunkline.cli.problems import OperatorError

GOOD = (
    "postgresql://user:secret-word@db.example:5432/name",
    "postgres://user@DB.example/name?sslmode=require",
    "postgresql://user:p%40w%2Fx@127.0.0.1/name",
    "postgresql://user:p@/name?host=/run/postgresql&port=5433",
    "postgresql://user@[::1]:5432/name",
)
MALFORMED = (
    "secret-word",
    "postgresql://",
    "postgresql://user:secret-word@host",
    "postgresql://user:secret-word@[host/name",
    "postgresql://user:secret-word@host:port/name",
    "postgresql://user:secret-word@host:99999/name",
    "postgresql://user:secret%-word@host/name",
    "postgresql://user:secret-word@rest@host/name",
    "postgresql://user:secret-word/rest@host/name",
    "postgresql://user:5#secret-word@host/name",
    "postgresql://user:5?secret-word@host/name",
    "postgresql://user:x@host/name?unheard=secret-word",
    "mysql://user:secret-word@host/name",
    "host=127.0.0.1 password=secret-word",
)


@pytest.mark.parametrize("url", GOOD)
def test_good_addresses_are_taken(url: str) -> None:
    assert checked_address("DATABASE_URL", url) == url


@pytest.mark.parametrize("url", MALFORMED)
def test_malformed_addresses_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(OperatorError, match=r"^DATABASE_URL is no address of a database") as refusal:
        checked_address("DATABASE_URL", url)
    assert "secret" not in refusal.value.problem + refusal.value.remedy


@pytest.mark.parametrize("command", ["web", "migrate", "verify", "backup"])
def test_no_command_shows_a_malformed_address(place: Path, command: str) -> None:
    arguments = [command, str(place)] if command == "backup" else [command]
    url = "postgresql://user:secret%-word@host/name"
    outcome = run_trunkline(*arguments, DATABASE_URL=url, TRUNKLINE_DATA_DIR=str(place / "data"))
    assert outcome.returncode == 1
    assert "DATABASE_URL is no address of a database." in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "secret%-word" not in outcome.stdout + outcome.stderr


def test_the_owner_of_another_database_is_refused(place: Path) -> None:
    with fresh_database("one") as one, empty_database("another") as another:
        mixed = TestDatabase(another.owner_url, one.runtime_url)
        installation = installation_on(mixed, place / "data")
        with (
            pytest.raises(OperatorError, match="name two different databases"),
            installation.database(),
        ):
            raise AssertionError("it was let through")
        with pytest.raises(OperatorError, match="name two different databases"):
            installation.migrate(installation.databases(), is_quiet=True)
        assert tables_of(another) == 0


def test_two_ways_to_one_database_are_one(place: Path) -> None:
    with fresh_database("one") as one:
        owner_url = f"{one.owner_url}{'&' if '?' in one.owner_url else '?'}application_name=otherwise"
        with installation_on(TestDatabase(owner_url, one.runtime_url), place / "data").database() as databases:
            assert databases.owner_url == owner_url
