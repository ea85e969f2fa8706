"""The embedded database carried over from PostgreSQL 16 to 18: all of it, or the old one stays the database."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from tests.cli.conftest import clean_environment, run_trunkline, wait_until
from tests.support.people import make_account, make_brand
from tests.support.quiet import connected_to, fresh_database
from tests.support.restoring import empty_database, installation_on, tables_of
from trunkline.cli.doctor_database import examine_database
from trunkline.cli.findings import Verdict
from trunkline.cli.installation import Installation, current_installation
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.problems import OperatorError
from trunkline.cli.upgrade import upgrade_database
from trunkline.platform import migrations


def installation_at(data: Path) -> Installation:
    # Whatever database other tests have named in this process.
    of_its_own = {"DATABASE_URL": "", "TRUNKLINE_OWNER_DATABASE_URL": ""}
    return current_installation({"TRUNKLINE_DATA_DIR": str(data), **of_its_own})


def make_old_cluster(data: Path) -> EmbeddedPostgres:
    """A database of PostgreSQL 16 at the place where an earlier version of Trunkline kept it, with 20,000 notes."""
    old = EmbeddedPostgres(data, major=16, beside="16")
    old.start()
    with psycopg.connect(old.url("owner")) as connection:
        assert connection.info.server_version // 10_000 == 16
        connection.execute("CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY, text text UNIQUE)")
        connection.execute("INSERT INTO note (text) SELECT 'note ' || n FROM generate_series(1, 20000) AS n")
    old.stop()
    return old


def test_an_old_cluster_is_carried_over_and_kept(place: Path) -> None:
    data = place / "data"
    old = make_old_cluster(data)
    refused = run_trunkline("migrate", TRUNKLINE_DATA_DIR=str(data))
    assert refused.returncode == 1
    assert "was made by PostgreSQL 16" in refused.stderr
    assert "trunkline upgrade-database" in refused.stderr
    done = run_trunkline("upgrade-database", TRUNKLINE_DATA_DIR=str(data))
    assert done.returncode == 0, done.stderr
    assert str(old.cluster) in done.stdout
    assert sorted(path.name for path in (data / "postgres").iterdir()) == ["16", "18"]
    new = EmbeddedPostgres(data)
    new.start()
    try:
        with psycopg.connect(new.url("runtime")) as connection:
            assert connection.info.server_version // 10_000 == 18
            assert connection.execute("SELECT count(*), max(id) FROM note").fetchone() == (20_000, 20_000)
            assert connection.execute("INSERT INTO note (text) VALUES ('new') RETURNING id").fetchone() == (20_001,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DROP TABLE note")
    finally:
        new.stop()
    again = run_trunkline("upgrade-database", TRUNKLINE_DATA_DIR=str(data))
    assert again.returncode == 1
    assert "is a cluster of PostgreSQL 18 already" in again.stderr


@pytest.mark.long
@pytest.mark.parametrize("stage", ["made", "filled"])
def test_an_upgrade_that_is_killed_leaves_the_old_database_and_can_be_repeated(place: Path, stage: str) -> None:
    data = place / "data"
    make_old_cluster(data)
    new = EmbeddedPostgres(data, beside=".upgrading")
    victim = subprocess.Popen(
        [sys.executable, "-m", "trunkline.cli", "upgrade-database"],
        env=clean_environment(TRUNKLINE_DATA_DIR=str(data)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(new.cluster.exists if stage == "made" else new.is_running, f"the new cluster to be {stage}")
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert not (data / "postgres" / "18").exists()
    with pytest.raises(OperatorError, match="was made by PostgreSQL 16"):
        EmbeddedPostgres(data).start()
    upgrade_database(installation_at(data))
    assert sorted(path.name for path in (data / "postgres").iterdir()) == ["16", "18"]


def take_back_the_last_migration(installation: Installation) -> str:
    """Make the tables of the platform what they were one migration before; tells which one that is."""
    former, last = sorted(path.stem for path in Path(migrations.__file__).parent.glob("0*.py"))[-2:]
    environment = installation.process_environment(installation.databases().owner_url)
    subprocess.run([sys.executable, "-P", "-m", "django", "migrate", "platform", former], env=environment, check=True)
    return last


@pytest.mark.long
def test_a_migration_lets_those_pass_who_use_a_table_and_comes_again(place: Path) -> None:
    with empty_database("migrated") as database:
        installation = installation_on(database, place / "data")
        installation.prepare()
        installation.migrate(installation.databases(), is_quiet=True)
        with psycopg.connect(database.owner_url) as user, ThreadPoolExecutor(1) as pool:
            undone = take_back_the_last_migration(installation)
            # Somebody who holds a table that the migration needs.
            user.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
            migrating = pool.submit(installation.migrate, installation.databases(), is_quiet=True)
            log = installation.directory.logs / "migrate.log"
            wait_until(lambda: "canceling statement due to lock timeout" in log.read_text(), "the migration to give up")
            user.rollback()
            migrating.result(120)
        assert "No migrations to apply" not in log.read_text()
        with psycopg.connect(database.owner_url) as connection:
            names = connection.execute("SELECT name FROM django_migrations WHERE app = 'platform'").fetchall()
        assert (undone,) in names


@pytest.mark.long
def test_two_hosts_that_migrate_at_once_migrate_one_after_the_other(place: Path) -> None:
    with empty_database("both") as database, ThreadPoolExecutor(2) as pool:
        hosts = [installation_on(database, place / name) for name in ("one", "other")]
        for host in hosts:
            host.prepare()
        for each in [pool.submit(host.migrate, host.databases(), is_quiet=True) for host in hosts]:
            each.result(300)
        assert tables_of(database) > 100


def test_old_code_goes_on_with_newer_tables(place: Path) -> None:
    """A newer version has migrated: this one migrates nothing, is ready, and says so to nobody but those who ask."""
    with fresh_database("newer") as database:
        installation = installation_on(database, place / "data")
        installation.prepare()
        with psycopg.connect(database.owner_url) as owner:
            owner.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('billing', '9999_from_the_future', now())"
            )
            owner.execute("ALTER TABLE parties_account ADD COLUMN from_the_future text DEFAULT 'x'")
        installation.migrate(installation.databases(), is_quiet=True)
        with connected_to(database):
            make_account(make_brand())
            assert Client().get("/readyz").status_code == 200
        findings = {finding.name: finding for finding in examine_database(installation)}
        assert findings["migrations"].verdict is Verdict.OK


def test_an_upgrade_that_fails_leaves_no_half_copy(place: Path) -> None:
    data = place / "data"
    old = make_old_cluster(data)
    old.start()
    with psycopg.connect(old.url("superuser"), autocommit=True) as connection:
        connection.execute("CREATE TABLE somebody_elses (id integer)")  # which the owner cannot read
    old.stop()
    with pytest.raises(OperatorError, match=r"The data could not be read: pg_dump: .*somebody_elses"):
        upgrade_database(installation_at(data))
    assert [path.name for path in (data / "postgres").iterdir()] == ["16"]


def test_there_is_nothing_to_upgrade_where_there_is_no_cluster_or_somebody_elses(place: Path) -> None:
    with pytest.raises(OperatorError, match="no embedded database yet"):
        upgrade_database(installation_at(place / "data"))
    of_their_own = current_installation(
        {"DATABASE_URL": "postgresql://a@localhost/b", "TRUNKLINE_DATA_DIR": str(place)}
    )
    with pytest.raises(OperatorError, match="a server of your own"):
        upgrade_database(of_their_own)


def test_a_cluster_that_the_wheel_cannot_read_is_left_alone(place: Path) -> None:
    old = place / "data" / "postgres" / "14"
    old.mkdir(parents=True)
    (old / "PG_VERSION").write_text("14\n")
    with pytest.raises(OperatorError, match="PostgreSQL 14, which this Trunkline does not bring"):
        upgrade_database(installation_at(place / "data"))
    assert [path.name for path in old.parent.iterdir()] == ["14"]
