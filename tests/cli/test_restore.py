"""Restores that do not go straight through: cut off after the database is there, refused, or of other libraries."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import clean_environment, run_trunkline, wait_until
from tests.support.database import TestDatabase
from tests.support.quiet import fresh_database
from tests.support.restoring import back_up, empty_database, installation_on, tables_of
from trunkline.cli.backup import check_backup
from trunkline.cli.problems import OperatorError
from trunkline.cli.restore import RestoreOptions, restore

# Of a library, and without any statement: the model that it is about is not ours.
OF_A_LIBRARY = ("auth", "0012_alter_user_first_name_max_length")
FILE = Path("uploads", "logo.png")


@pytest.fixture(scope="module")
def source() -> Iterator[TestDatabase]:
    with fresh_database("to_restore") as database:
        yield database


@pytest.fixture(scope="module")
def whole(source: TestDatabase, module_place: Path) -> Path:
    data = module_place / "source"
    (data / FILE).parent.mkdir(parents=True)
    (data / FILE).write_bytes(b"a logo")
    installation_on(source, data).prepare()
    return back_up(source, module_place)


@pytest.fixture
def empty() -> Iterator[TestDatabase]:
    with empty_database("to_fill") as database:
        yield database


def settings_of(database: TestDatabase, data: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database.runtime_url,
        "TRUNKLINE_OWNER_DATABASE_URL": database.owner_url,
        "TRUNKLINE_DATA_DIR": str(data),
    }


def restorations(database: TestDatabase) -> int:
    with psycopg.connect(database.runtime_url) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM platform_restoration").fetchall()
    return int(count)


def edit_migrations(backup: Path, target: Path, migrations: list[list[str]]) -> Path:
    """Copy a backup whose manifest names other migrations."""
    copy = Path(shutil.copytree(backup, target))
    document = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**document, "migrations": migrations}))
    return copy


def test_a_restore_cut_off_after_the_database_is_there_is_gone_on_with(
    whole: Path, place: Path, empty: TestDatabase
) -> None:
    command = [sys.executable, "-m", "trunkline.cli", "restore", str(whole)]
    environment = clean_environment(**settings_of(empty, place / "data"))
    victim = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: tables_of(empty) > 100, "the database to be there")
    victim.send_signal(signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL
    again = run_trunkline("restore", str(whole), **settings_of(empty, place / "data"))
    assert again.returncode == 0, again.stderr
    assert "The database held this backup already: it was not loaded again" in again.stdout
    assert restorations(empty) == 1
    assert (place / "data" / FILE).read_bytes() == b"a logo"
    kept = (place / "data" / "secrets" / "secret_key").read_text()
    assert kept == (whole / "secret_key").read_text()


def test_a_restore_whose_last_steps_fail_says_how_to_go_on(whole: Path, place: Path, empty: TestDatabase) -> None:
    # The log of migrations cannot be written: this comes after the database is there.
    (place / "data" / "logs" / "migrate.log").mkdir(parents=True)
    with pytest.raises(OperatorError, match="The database is restored, but what remains to be done was not") as refusal:
        restore(installation_on(empty, place / "data"), whole, RestoreOptions())
    assert "run the same command again" in refusal.value.remedy
    (place / "data" / "logs" / "migrate.log").rmdir()
    assert restore(installation_on(empty, place / "data"), whole, RestoreOptions()).was_loaded_before
    assert restorations(empty) == 1


def test_a_run_time_role_that_is_not_there_is_told_before_anything_is_loaded(
    whole: Path, place: Path, empty: TestDatabase
) -> None:
    missing = TestDatabase(empty.owner_url, empty.runtime_url.replace("://trunkline:", "://nobody_there:"))
    with pytest.raises(OperatorError, match="The role that web and workers use cannot reach the database"):
        restore(installation_on(missing, place / "data"), whole, RestoreOptions())
    assert tables_of(empty) == 0
    assert not (place / "data" / "secrets" / "secret_key").exists()
    assert not (place / "data" / FILE).exists()


def test_the_run_time_role_may_work_with_what_was_restored_at_once(
    whole: Path, place: Path, empty: TestDatabase
) -> None:
    """Its rights come with the tables, not after them: nobody ever sees a database that it cannot use."""
    (place / "data" / "logs" / "migrate.log").mkdir(parents=True)
    with psycopg.connect(empty.owner_url, autocommit=True) as owner:
        owner.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM trunkline")
    with pytest.raises(OperatorError):
        restore(installation_on(empty, place / "data"), whole, RestoreOptions())
    assert restorations(empty) == 1


@pytest.mark.parametrize("kind", ["directory", "loop"])
def test_what_is_in_the_way_and_cannot_be_read_is_named(
    whole: Path, place: Path, empty: TestDatabase, kind: str
) -> None:
    target = place / "data" / FILE
    if kind == "directory":
        target.mkdir(parents=True)
    else:
        target.parent.mkdir(parents=True)
        target.parent.rmdir()
        target.parent.symlink_to(target.parent)
    with pytest.raises(OperatorError) as refusal:
        restore(installation_on(empty, place / "data"), whole, RestoreOptions())
    assert str(target.parent) in refusal.value.problem
    assert tables_of(empty) == 0


def test_a_password_on_the_command_line_is_refused(whole: Path, place: Path, empty: TestDatabase) -> None:
    for named in ("postgresql://me:secret-word@127.0.0.1/x", "postgresql://me@127.0.0.1/x?password=secret-word"):
        settings = settings_of(empty, place / "data")
        outcome = run_trunkline("restore", str(whole), "--demo-gateway-from", named, **settings)
        assert outcome.returncode == 1
        assert "holds a password, which everybody on this machine can see" in outcome.stderr
        assert "TRUNKLINE_DEMO_GATEWAY_FROM" in outcome.stderr
        assert "secret-word" not in outcome.stdout + outcome.stderr
    assert tables_of(empty) == 0


def test_the_address_of_the_gateway_is_taken_from_the_environment(
    whole: Path, place: Path, source: TestDatabase, empty: TestDatabase
) -> None:
    settings = settings_of(empty, place / "data")
    garbage = run_trunkline("restore", str(whole), TRUNKLINE_DEMO_GATEWAY_FROM="secret word", **settings)
    assert garbage.returncode == 1
    assert "TRUNKLINE_DEMO_GATEWAY_FROM is no address of a database." in garbage.stderr
    assert "secret word" not in garbage.stderr
    assert tables_of(empty) == 0
    with psycopg.connect(source.owner_url) as connection:
        connection.execute(
            "INSERT INTO payments_demogatewaycharge (key, reference, card_reference, amount, currency, state)"
            " VALUES (gen_random_uuid(), 'kept there', '', 5, 'GBP', 'captured')"
        )
    outcome = run_trunkline("restore", str(whole), TRUNKLINE_DEMO_GATEWAY_FROM=source.owner_url, **settings)
    assert outcome.returncode == 0, outcome.stderr
    with psycopg.connect(empty.owner_url) as connection:
        found = connection.execute("SELECT reference FROM payments_demogatewaycharge").fetchall()
    assert found == [("kept there",)]


def test_the_manifest_names_the_migrations_of_libraries(whole: Path) -> None:
    assert {("procrastinate", "0001_initial"), OF_A_LIBRARY} <= check_backup(whole).migrations


def test_a_backup_with_newer_tables_of_a_library_is_refused(whole: Path, place: Path, empty: TestDatabase) -> None:
    migrations = [*map(list, check_backup(whole).migrations), ["mfa", "9999_from_the_future"]]
    newer = edit_migrations(whole, place / "newer", migrations)
    with pytest.raises(OperatorError, match="made by a newer Trunkline"):
        restore(installation_on(empty, place / "data"), newer, RestoreOptions())
    assert tables_of(empty) == 0


def test_a_backup_with_older_tables_of_a_library_is_brought_to_this_version(place: Path, empty: TestDatabase) -> None:
    with fresh_database("older_library") as older:
        with psycopg.connect(older.owner_url) as connection:
            connection.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", OF_A_LIBRARY)
        backup = back_up(older, place)
    # Earlier backups name the migrations of our rooms only.
    ours = [list(each) for each in check_backup(backup).migrations if each[0] in {"platform", "parties", "billing"}]
    backup = edit_migrations(backup, place / "earlier", ours)
    restore(installation_on(empty, place / "data"), backup, RestoreOptions())
    with psycopg.connect(empty.owner_url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM django_migrations WHERE (app, name) = (%s, %s)", OF_A_LIBRARY
        ).fetchone()
    assert found == (1,)
