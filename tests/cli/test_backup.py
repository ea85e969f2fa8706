"""Backups as files, and what is refused: half ones, damaged ones, newer ones, places that are not empty."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import clean_environment, run_trunkline, wait_until
from tests.support.database import TestDatabase
from tests.support.quiet import fresh_database
from tests.support.restoring import back_up, empty_database, installation_on, tables_of
from trunkline.cli.backup import check_backup, take_backup
from trunkline.cli.doctor_database import examine_database
from trunkline.cli.findings import Verdict
from trunkline.cli.installation import current_installation
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.problems import OperatorError
from trunkline.cli.restore import RestoreOptions, restore

FILE = Path("uploads", "2027", "logo.png")


@pytest.fixture(scope="module")
def source() -> Iterator[TestDatabase]:
    with fresh_database("backed_up") as database:
        yield database


@pytest.fixture(scope="module")
def whole(source: TestDatabase, module_place: Path) -> Path:
    """A good backup, which holds a file and a key."""
    data = module_place / "source"
    (data / FILE).parent.mkdir(parents=True)
    (data / FILE).write_bytes(b"a logo")
    (data / "uploads" / ".half").write_bytes(b"is being written")
    installation_on(source, data).prepare()  # as the first start does, which makes the key
    return back_up(source, module_place)


@pytest.fixture
def backup(whole: Path, place: Path) -> Path:
    """A copy of it that may be damaged."""
    return Path(shutil.copytree(whole, place / "backup"))


@pytest.fixture
def empty() -> Iterator[TestDatabase]:
    with empty_database("restored") as database:
        yield database


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_is_closed_to_others_and_says_what_it_holds(whole: Path) -> None:
    manifest = check_backup(whole)
    kept = {"database.dump", "demo_gateway.dump", "secret_key", f"files/{FILE}"}
    assert set(manifest.files) == kept
    assert {str(path.relative_to(whole)) for path in whole.rglob("*") if path.is_file()} == {*kept, "manifest.json"}
    assert mode(whole) == 0o700
    assert {mode(path) for path in whole.rglob("*") if path.is_file()} == {0o600}
    assert ("platform", "0003_restorations") in manifest.migrations
    assert list(whole.parent.glob(".*unfinished")) == []


def test_a_restore_brings_files_key_and_database(whole: Path, place: Path, empty: TestDatabase) -> None:
    data = place / "data"
    (data / FILE).parent.mkdir(parents=True)
    (data / FILE.parent / ".logo.png.unfinished").write_bytes(b"left by a restore that was killed")
    restore(installation_on(empty, data), whole, RestoreOptions(numbers_skipped=5))
    assert (data / FILE).read_bytes() == b"a logo"
    assert (data / "secrets" / "secret_key").read_text() == (whole / "secret_key").read_text()
    assert mode(data / "secrets" / "secret_key") == 0o600
    assert not (data / "uploads" / ".half").exists()
    with psycopg.connect(empty.runtime_url) as connection:
        assert connection.execute("SELECT count(*) FROM platform_restoration").fetchone() == (1,)
        assert connection.execute("SELECT nextval('readable_key_acc')").fetchone() == (1001 + 5 + 1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER TABLE parties_account ADD COLUMN more text")
        connection.rollback()
        connection.execute("UPDATE platform_restoration SET settled_at = now(), reason = 'compared'")
    # Now there is a system: nothing is restored over it.
    with pytest.raises(OperatorError, match="The database is not empty"):
        restore(installation_on(empty, data), whole, RestoreOptions())


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _edit(place: Path, **changes: object) -> None:
    document = json.loads((place / "manifest.json").read_text())
    (place / "manifest.json").write_text(json.dumps({**document, **changes}))


def _name_a_file_outside(place: Path) -> None:
    files = json.loads((place / "manifest.json").read_text())["files"]
    _edit(place, files={**files, "files/uploads/../../escaped": "0" * 64})


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte of the database": (lambda it: _flip(it / "database.dump"), "database.dump is not what was written"),
    "half of the database": (
        lambda it: os.truncate(it / "database.dump", (it / "database.dump").stat().st_size // 2),
        "database.dump is not what was written",
    ),
    "no database": (lambda it: (it / "database.dump").unlink(), "database.dump cannot be read"),
    "a byte of a file": (lambda it: _flip(it / "files" / FILE), "logo.png is not what was written"),
    "no key": (lambda it: (it / "secret_key").unlink(), "secret_key cannot be read"),
    "no manifest": (lambda it: (it / "manifest.json").unlink(), "is no backup, or one that was not finished"),
    "an empty manifest": (lambda it: (it / "manifest.json").write_text(""), "cannot be understood"),
    "half a manifest": (lambda it: os.truncate(it / "manifest.json", 200), "cannot be understood"),
    "a manifest that is a list": (lambda it: (it / "manifest.json").write_text("[]"), "cannot be understood"),
    "a manifest in another encoding": (lambda it: (it / "manifest.json").write_bytes(b"\xff\xfe{"), "is no backup"),
    "a manifest of wrong types": (lambda it: _edit(it, files=["database.dump"]), "cannot be understood"),
    "a manifest without an instant": (lambda it: _edit(it, taken_at="2027-05-03T10:00:00"), "when it was taken"),
    "a file outside": (_name_a_file_outside, "names other files than a backup has"),
    "a newer format": (lambda it: _edit(it, format=2, version="9.0"), "was made by a newer Trunkline"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused(backup: Path, damage: str) -> None:
    spoil, told = DAMAGES[damage]
    spoil(backup)
    with pytest.raises(OperatorError) as refusal:
        check_backup(backup)
    assert told in refusal.value.problem
    assert refusal.value.remedy


def test_a_backup_of_a_newer_version_changes_nothing(backup: Path, place: Path, empty: TestDatabase) -> None:
    migrations = json.loads((backup / "manifest.json").read_text())["migrations"]
    _edit(backup, migrations=[*migrations, ["billing", "9999_from_the_future"]], version="9.0")
    with pytest.raises(OperatorError, match=r"made by a newer Trunkline \(9.0\)"):
        restore(installation_on(empty, place / "data"), backup, RestoreOptions())
    assert tables_of(empty) == 0
    assert not (place / "data").exists()


def test_a_file_that_is_another_is_not_written_over(whole: Path, place: Path, empty: TestDatabase) -> None:
    (place / "data" / FILE).parent.mkdir(parents=True)
    (place / "data" / FILE).write_bytes(b"another logo")
    with pytest.raises(OperatorError, match="is there already and is not the file of the backup"):
        restore(installation_on(empty, place / "data"), whole, RestoreOptions())
    assert (place / "data" / FILE).read_bytes() == b"another logo"
    assert tables_of(empty) == 0


def test_a_gateway_that_cannot_be_read_leaves_an_empty_database(whole: Path, place: Path, empty: TestDatabase) -> None:
    nowhere = RestoreOptions(demo_gateway_url="postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperatorError, match="The data could not be read: pg_dump"):
        restore(installation_on(empty, place / "data"), whole, nowhere)
    assert tables_of(empty) == 0


def _command(name: str, *arguments: object, database: TestDatabase, data: Path) -> subprocess.Popen[bytes]:
    environment = clean_environment(
        DATABASE_URL=database.runtime_url,
        TRUNKLINE_OWNER_DATABASE_URL=database.owner_url,
        TRUNKLINE_DATA_DIR=str(data),
    )
    command = [sys.executable, "-m", "trunkline.cli", name, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_restore_that_is_killed_half_way_leaves_nothing_and_can_be_repeated(
    whole: Path, place: Path, empty: TestDatabase
) -> None:
    with psycopg.connect(empty.owner_url, autocommit=True) as watcher:

        def is_loading() -> bool:
            found = watcher.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'psql'"
                " AND backend_xid IS NOT NULL"
            )
            return found.fetchone() is not None

        def is_alone() -> bool:
            found = watcher.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            )
            return found.fetchone() == (1,)

        victim = _command("restore", whole, database=empty, data=place / "data")
        wait_until(is_loading, "rows to be written")
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        wait_until(is_alone, "the server to roll back")
        assert tables_of(empty) == 0
    assert _command("restore", whole, database=empty, data=place / "data").wait() == 0
    assert tables_of(empty) > 100


def test_a_backup_that_is_killed_half_way_leaves_nothing_that_looks_like_one(source: TestDatabase, place: Path) -> None:
    victim = _command("backup", place / "killed", database=source, data=place / "data")
    unfinished = place / ".killed.trunkline-unfinished"
    wait_until((unfinished / "database.dump").exists, "the dump to be written")
    with suppress(ProcessLookupError):
        victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert not (place / "killed").exists()
    with pytest.raises(OperatorError, match="is no backup, or one that was not finished"):
        check_backup(unfinished)
    taken = take_backup(installation_on(source, place / "data"), place / "killed")
    check_backup(taken)
    assert not unfinished.exists()


def test_what_others_left_unfinished_in_the_same_place_stays(source: TestDatabase, place: Path) -> None:
    others = place / ".photos.unfinished"
    others.mkdir()
    (others / "one").write_text("precious")
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "two").write_text("precious")
    (place / ".link.trunkline-unfinished").symlink_to(elsewhere)
    (place / ".file.trunkline-unfinished").write_text("no directory")
    left = place / ".dead.trunkline-unfinished"
    left.mkdir()
    take_backup(installation_on(source, place / "data"), place / "mine")
    assert (others / "one").exists()
    assert (elsewhere / "two").exists()
    assert (place / ".link.trunkline-unfinished").is_symlink()
    assert (place / ".file.trunkline-unfinished").exists()
    assert not left.exists()


def test_files_that_cannot_be_copied_are_named(source: TestDatabase, place: Path) -> None:
    uploads = place / "data" / "uploads"
    uploads.mkdir(parents=True)
    (uploads / "lost.png").symlink_to(place / "nowhere")
    with pytest.raises(OperatorError, match=r"The backup could not be written: .*lost\.png"):
        take_backup(installation_on(source, place / "data"), place / "mine")
    assert not (place / "mine").exists()
    assert list(place.glob(".*unfinished")) == []


def test_places_that_cannot_hold_a_backup_are_refused(source: TestDatabase, place: Path, empty: TestDatabase) -> None:
    (place / "file").write_text("mine")
    for target, told in ((place / "file", "exists already"), (place / "no" / "where", "There is no directory")):
        with pytest.raises(OperatorError, match=told):
            take_backup(installation_on(source, place / "data"), target)
    with pytest.raises(OperatorError, match="nothing to back up"):
        take_backup(installation_on(empty, place / "data"), place / "of-nothing")
    assert not (place / "of-nothing").exists()
    assert (place / "file").read_text() == "mine"


def test_an_embedded_system_is_backed_up_and_restored_elsewhere_by_the_commands(
    postgres: EmbeddedPostgres, place: Path
) -> None:
    postgres.start()  # as `up` does: the commands use what runs
    data = {"TRUNKLINE_DATA_DIR": str(postgres.directory.root)}
    refused = run_trunkline("backup", str(place), **data)
    assert "The database has no tables yet" in refused.stderr
    assert run_trunkline("migrate", **data).returncode == 0
    assert run_trunkline("staff", "lead@example.net", **data).returncode == 0
    taken = run_trunkline("backup", str(place), **data)
    assert taken.returncode == 0, taken.stderr
    elsewhere = {"TRUNKLINE_DATA_DIR": str(place / "elsewhere")}
    restored = run_trunkline("restore", taken.stdout.strip(), **elsewhere)
    assert restored.returncode == 0, restored.stderr
    assert "then run `trunkline reconcile`" in restored.stdout
    assert run_trunkline("verify", **elsewhere).returncode == 0
    keys = {
        (directory / "secrets" / "secret_key").read_text()
        for directory in (postgres.directory.root, place / "elsewhere")
    }
    assert len(keys) == 1
    again = EmbeddedPostgres(place / "elsewhere")
    again.start()
    try:
        with psycopg.connect(again.url("runtime")) as connection:
            assert connection.execute("SELECT email FROM parties_user").fetchall() == [("lead@example.net",)]
        findings = {each.name: each for each in examine_database(current_installation(elsewhere))}
        assert findings["restore"].verdict is Verdict.FAILED
        assert findings["restore"].remedy.endswith("trunkline reconcile")
    finally:
        again.stop()


def test_the_check_by_command(backup: Path) -> None:
    assert "is complete" in run_trunkline("backup", "--check", str(backup)).stdout
    _flip(backup / "database.dump")
    outcome = run_trunkline("backup", "--check", str(backup))
    assert outcome.returncode == 1
    assert "is damaged" in outcome.stderr
