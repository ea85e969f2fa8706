"""The key that second factors are kept with: packed if it is the right one, put in force without losing another."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator

from tests.cli.conftest import run_trunkline
from tests.support.database import TestDatabase
from tests.support.people import make_staff
from tests.support.quiet import connected_to, fresh_database
from tests.support.restoring import empty_database, installation_on, tables_of
from trunkline.cli.backup import check_backup, take_backup
from trunkline.cli.doctor_database import examine_database
from trunkline.cli.findings import Verdict
from trunkline.cli.installation import Installation, current_installation
from trunkline.cli.problems import OperatorError
from trunkline.cli.restore import RestoreOptions, restore
from trunkline.parties.states import Role
from trunkline.web.console.adapters import StaffMFAAdapter

TRUE_KEY = "the key that web has"


@pytest.fixture
def source() -> Iterator[TestDatabase]:
    with fresh_database("keyed") as database:
        yield database


@pytest.fixture
def empty() -> Iterator[TestDatabase]:
    with empty_database("keyed_again") as database:
        yield database


@pytest.fixture
def keeper(source: TestDatabase, settings: Any) -> None:
    """One of the staff whose second factor is kept with the key that web has."""
    add_second_factor(source, TRUE_KEY, settings)


def add_second_factor(database: TestDatabase, key: str, settings: Any) -> None:
    settings.SECRET_KEY = key
    secret = StaffMFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    with connected_to(database):
        Authenticator.objects.create(
            user_id=make_staff(Role.ADMIN).user_id, type=Authenticator.Type.TOTP, data={"secret": secret}
        )


def installation_with(database: TestDatabase, data: Path, key: str) -> Installation:
    """An installation whose setting names the key."""
    return current_installation(
        {
            "DATABASE_URL": database.runtime_url,
            "TRUNKLINE_OWNER_DATABASE_URL": database.owner_url,
            "TRUNKLINE_DATA_DIR": str(data),
            "TRUNKLINE_SECRET_KEY": key,
        }
    )


def keep_key(data: Path, key: str) -> Path:
    """Have a data directory keep a key."""
    path = data / "secrets" / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{key}\n")
    return path


def secrets_of(data: Path) -> dict[str, str]:
    return {path.name: path.read_text().strip() for path in (data / "secrets").iterdir()}


def unfinished_in(place: Path) -> list[str]:
    return [path.name for path in place.iterdir() if "unfinished" in path.name or path.name == "taken"]


def test_no_key_is_made_where_a_setting_names_it(place: Path, source: TestDatabase) -> None:
    installation_with(source, place / "data", TRUE_KEY).prepare()
    assert secrets_of(place / "data") == {}
    installation_on(source, place / "data").prepare()
    made = secrets_of(place / "data")["secret_key"]
    assert len(made) > 40
    installation_on(source, place / "data").prepare()
    assert secrets_of(place / "data") == {"secret_key": made}


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize("kept", [None, "a stray one"])
def test_a_backup_without_the_setting_that_web_has_is_refused(
    place: Path, source: TestDatabase, kept: str | None
) -> None:
    if kept is not None:
        keep_key(place / "data", kept)
    told = "There is no secret key here" if kept is None else "secret_key is not the key that the second factors"
    with pytest.raises(OperatorError, match=told) as refusal:
        take_backup(installation_on(source, place / "data"), place / "taken")
    assert "with the same TRUNKLINE_SECRET_KEY" in refusal.value.remedy
    assert unfinished_in(place) == []
    # And none is made up, which the next backup would take for the right one.
    assert secrets_of(place / "data") == ({} if kept is None else {"secret_key": kept})


@pytest.mark.usefixtures("keeper")
def test_a_backup_with_a_wrong_setting_is_refused(place: Path, source: TestDatabase) -> None:
    keep_key(place / "data", TRUE_KEY)
    with pytest.raises(OperatorError, match="TRUNKLINE_SECRET_KEY is not the key"):
        take_backup(installation_with(source, place / "data", "another"), place / "taken")
    assert unfinished_in(place) == []


def test_a_backup_without_any_key_makes_none(place: Path, source: TestDatabase) -> None:
    taken = take_backup(installation_on(source, place / "data"), place / "taken")
    assert not check_backup(taken).has_secret_key
    assert secrets_of(place / "data") == {}


@pytest.mark.usefixtures("keeper")
def test_factors_left_of_a_key_from_before_refuse_no_backup(place: Path, source: TestDatabase, settings: Any) -> None:
    add_second_factor(source, "the key after it was changed", settings)
    keep_key(place / "data", "the key after it was changed")
    assert check_backup(take_backup(installation_on(source, place / "data"), place / "taken")).has_secret_key


@pytest.mark.usefixtures("keeper")
def test_a_restore_keeps_the_key_that_was_there_and_says_so(
    place: Path, source: TestDatabase, empty: TestDatabase
) -> None:
    keep_key(place / "data", TRUE_KEY)
    taken = take_backup(installation_on(source, place / "data"), place / "taken")
    keep_key(place / "again", "of another system")
    outcome = run_trunkline(
        *("restore", str(taken)),
        DATABASE_URL=empty.runtime_url,
        TRUNKLINE_OWNER_DATABASE_URL=empty.owner_url,
        TRUNKLINE_DATA_DIR=str(place / "again"),
    )
    assert outcome.returncode == 0, outcome.stderr
    found = secrets_of(place / "again")
    assert found.pop("secret_key") == TRUE_KEY
    [(name, before)] = found.items()
    assert before == "of another system"
    assert name.startswith("secret_key.before-restore-20")
    assert f"is kept in {place / 'again' / 'secrets' / name}." in outcome.stdout
    assert "Attention" not in outcome.stdout
    assert stat.S_IMODE((place / "again" / "secrets" / "secret_key").stat().st_mode) == 0o600
    assert "secret key" not in {each.name for each in examine_database(installation_on(empty, place / "again"))}


def test_a_restore_that_fails_leaves_the_key_that_was_there(
    place: Path, source: TestDatabase, empty: TestDatabase
) -> None:
    keep_key(place / "data", TRUE_KEY)
    taken = take_backup(installation_on(source, place / "data"), place / "taken")
    keep_key(place / "again", "of another system")
    nowhere = RestoreOptions(demo_gateway_url="postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperatorError) as refusal:
        restore(installation_on(empty, place / "again"), taken, nowhere)
    assert refusal.value.remedy.startswith("The database was left as it was.")
    assert tables_of(empty) == 0
    assert secrets_of(place / "again") == {"secret_key": "of another system"}


def test_a_key_that_cannot_be_written_is_told_before_the_database_is_loaded(
    place: Path, source: TestDatabase, empty: TestDatabase
) -> None:
    keep_key(place / "data", TRUE_KEY)
    taken = take_backup(installation_on(source, place / "data"), place / "taken")
    (place / "again" / "secrets" / "secret_key.restored" / "in the way").mkdir(parents=True)
    with pytest.raises(OperatorError, match="The secret key of the backup could not be restored: Is a directory"):
        restore(installation_on(empty, place / "again"), taken, RestoreOptions())
    assert tables_of(empty) == 0
    assert [path.name for path in (place / "again" / "secrets").iterdir()] == ["secret_key.restored"]


def test_a_restore_under_a_setting_that_names_another_key_is_refused(
    place: Path, source: TestDatabase, empty: TestDatabase
) -> None:
    keep_key(place / "data", TRUE_KEY)
    taken = take_backup(installation_on(source, place / "data"), place / "taken")
    with pytest.raises(OperatorError, match="TRUNKLINE_SECRET_KEY is not the key that the backup holds"):
        restore(installation_with(empty, place / "again", "another"), taken, RestoreOptions())
    assert tables_of(empty) == 0
    assert not (place / "again").exists()
    restored = restore(installation_with(empty, place / "again", TRUE_KEY), taken, RestoreOptions())
    assert restored.has_right_key
    assert secrets_of(place / "again") == {}


@pytest.mark.usefixtures("keeper")
def test_a_restore_without_the_key_that_a_setting_named_says_that_factors_are_lost(
    place: Path, source: TestDatabase, empty: TestDatabase
) -> None:
    taken = take_backup(installation_with(source, place / "data", TRUE_KEY), place / "taken")
    outcome = run_trunkline(
        *("restore", str(taken)),
        DATABASE_URL=empty.runtime_url,
        TRUNKLINE_OWNER_DATABASE_URL=empty.owner_url,
        TRUNKLINE_DATA_DIR=str(place / "again"),
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "The backup holds no key" in outcome.stdout
    assert "Attention: with the secret key that is in force here" in outcome.stdout
    findings = {each.name: each for each in examine_database(installation_on(empty, place / "again"))}
    assert findings["secret key"].verdict is Verdict.FAILED
    with psycopg.connect(empty.owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM mfa_authenticator").fetchone() == (1,)
    mended = {each.name for each in examine_database(installation_with(empty, place / "again", TRUE_KEY))}
    assert "secret key" not in mended
