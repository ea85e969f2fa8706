"""A server of the operator's own, reached by TCP, with the roles that the docs tell to make and no right beyond."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import run_trunkline
from tests.support.own_server import DEBIAN_PROGRAMS, OwnServer, embedded_programs
from trunkline.config.environment import database_options

# Where Debian's is missing, one of the newest version shows the same.
_MISSING = pytest.mark.skipif(not DEBIAN_PROGRAMS.exists(), reason="there is no PostgreSQL 15: scripts/set_up_postgres")


@pytest.fixture(
    scope="module", params=[pytest.param("15", marks=_MISSING), pytest.param("embedded", marks=pytest.mark.long)]
)
def own(request: pytest.FixtureRequest, module_place: Path) -> Iterator[OwnServer]:
    """A server with the documented roles and database, migrated by `trunkline migrate`."""
    programs = DEBIAN_PROGRAMS if request.param == "15" else embedded_programs(module_place / "runtime")
    server = OwnServer(module_place / f"server-{request.param}", programs)
    server.start()
    try:
        outcome = run_trunkline("migrate", seconds=600, **settings(server, module_place))
        assert outcome.returncode == 0, outcome.stderr
        yield server
    finally:
        server.stop()


def settings(server: OwnServer, place: Path) -> dict[str, str]:
    return {
        "TRUNKLINE_DATA_DIR": str(place / "data"),
        "DATABASE_URL": server.url("runtime"),
        "TRUNKLINE_OWNER_DATABASE_URL": server.url("owner"),
    }


def refused(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_the_documented_roles_suffice_to_migrate_and_to_verify(own: OwnServer, module_place: Path) -> None:
    outcome = run_trunkline("verify", **settings(own, module_place))
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "none" in outcome.stdout


def test_migrating_again_changes_nothing(own: OwnServer, module_place: Path) -> None:
    outcome = run_trunkline("migrate", seconds=600, **settings(own, module_place))
    assert outcome.returncode == 0, outcome.stderr
    assert "No migrations to apply" in outcome.stdout


def test_the_doctor_finds_server_roles_and_tables_in_order(own: OwnServer, module_place: Path) -> None:
    told = run_trunkline("doctor", **settings(own, module_place)).stdout
    for name, detail in (
        ("database", r"PostgreSQL \d+\.\d+ answers\."),
        ("database owner", r"the role that migrates can connect\."),
        ("migrations", r"all are applied\."),
    ):
        assert re.search(rf"{name}\W+{detail}", told), told


def test_neither_role_has_a_right_beyond_its_database(own: OwnServer) -> None:
    for role in ("owner", "runtime"):
        with psycopg.connect(own.url(role)) as connection:  # type: ignore[arg-type]
            rights = connection.execute(
                "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles "
                "WHERE rolname = current_user"
            ).fetchone()
        assert rights == (False,) * 5
    refused(own.url("owner"), "CREATE DATABASE other", "CREATE ROLE other", "COPY parties_account TO PROGRAM 'true'")


def test_the_run_time_role_works_with_rows_and_changes_no_table(own: OwnServer) -> None:
    with psycopg.connect(own.url("runtime")) as connection:
        tables = connection.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert {owner for (owner,) in tables} == {"trunkline_owner"}
        assert connection.execute("SELECT count(*) FROM parties_account").fetchone() == (0,)
    refused(
        own.url("runtime"),
        "CREATE TABLE other (id integer)",
        "DROP TABLE parties_account",
        "TRUNCATE parties_account",
        "ALTER TABLE parties_account DISABLE TRIGGER ALL",
        "SET ROLE trunkline_owner",
        "SET session_replication_role = replica",
    )


def in_force(url: str) -> dict[str, str]:
    """What the server does when this connection falls silent."""
    found = database_options(url)
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    with psycopg.connect(
        host=str(found["HOST"]),
        port=int(str(found["PORT"])),
        dbname=str(found["NAME"]),
        user=str(found["USER"]),
        password=str(found["PASSWORD"]),
        **options,
    ) as connection:
        rows = {name: connection.execute(f"SHOW {name}".encode()).fetchone() for name in names}
    return {name: str(row[0]) for name, row in rows.items() if row}


def test_the_server_notices_within_twenty_seconds_that_a_client_has_vanished(own: OwnServer) -> None:
    assert in_force(own.url("runtime")) == {
        "tcp_keepalives_idle": "8",
        "tcp_keepalives_interval": "4",
        "tcp_keepalives_count": "3",  # 8 + 3 * 4 = 20
        "tcp_user_timeout": "20000",
    }


def test_what_the_address_says_about_the_connection_wins(own: OwnServer) -> None:
    url = f"{own.url('runtime')}?connect_timeout=3&options=-c%20tcp_keepalives_idle%3D5"
    assert in_force(url)["tcp_keepalives_idle"] == "5"
    options = database_options(url)["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == ("3", "20000")


def test_a_socket_needs_no_such_signs() -> None:
    assert database_options("postgresql://a:b@/c?host=/run/postgres")["OPTIONS"] == {}
