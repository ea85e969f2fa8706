import os
import re
import socket
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest

from tests.cli.conftest import clean_environment, free_port, run_trunkline
from trunkline.cli.doctor import examine_data_directory, examine_isolation, examine_plays, examine_ports
from trunkline.cli.doctor_database import examine_database
from trunkline.cli.findings import Verdict, failed, ok
from trunkline.cli.installation import Installation
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.problems import OperatorError
from trunkline.config.environment import Environment


def doctor(place: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return run_trunkline(
        "doctor", **{"TRUNKLINE_DATA_DIR": str(place / "data"), "TRUNKLINE_PORT": str(free_port()), **settings}
    )


def installation(place: Path, **settings: str) -> Installation:
    return Installation(Environment({"TRUNKLINE_DATA_DIR": str(place / "data"), **settings}))


def finding(outcome: subprocess.CompletedProcess[str], name: str) -> tuple[str, str, str]:
    """Return verdict, detail and remedy of the first finding of this name."""
    lines = outcome.stdout.splitlines()
    for number, line in enumerate(lines):
        match = re.match(rf"(ok|FAILED|note) +{re.escape(name)}  +(.*)", line)
        if match:
            following = lines[number + 1].strip() if number + 1 < len(lines) else ""
            return match[1], match[2], following.removeprefix("→ ") if following.startswith("→") else ""
    raise AssertionError(f"no finding of {name} in:\n{outcome.stdout}\n{outcome.stderr}")


def test_a_database_that_was_never_made_is_told(place: Path) -> None:
    outcome = doctor(place)
    assert outcome.returncode == 1
    verdict, detail, remedy = finding(outcome, "database")
    assert (verdict, remedy) == ("FAILED", "Start Trunkline, which makes it: trunkline up")
    assert detail == f"The embedded database in {place / 'data' / 'postgres' / '18'} has not been made yet."


def test_a_stopped_database_is_told(place: Path) -> None:
    EmbeddedPostgres(place / "data").initialise()
    outcome = doctor(place)
    assert outcome.returncode == 1
    assert finding(outcome, "database") == (
        "FAILED",
        f"The embedded database in {place / 'data' / 'postgres' / '18'} is stopped.",
        "Start Trunkline: trunkline up",
    )


def test_a_server_that_does_not_answer_is_told(place: Path) -> None:
    port = free_port()
    outcome = doctor(place, DATABASE_URL=f"postgresql://trunkline:secret-word@127.0.0.1:{port}/trunkline")
    assert outcome.returncode == 1
    verdict, detail, remedy = finding(outcome, "database")
    assert verdict == "FAILED"
    assert detail.startswith(f"No PostgreSQL server answers at 127.0.0.1 port {port}: ")
    assert remedy == "Start that server, or mend the address in DATABASE_URL."
    assert "secret-word" not in outcome.stdout + outcome.stderr


def test_a_wrong_password_is_told_and_not_shown(place: Path, server: EmbeddedPostgres) -> None:
    url = re.sub(r":[^:@]+@", ":wrong-word@", server.url("runtime"))
    outcome = doctor(place, DATABASE_URL=url)
    assert outcome.returncode == 1
    verdict, detail, remedy = finding(outcome, "database")
    assert verdict == "FAILED"
    assert "refuses the user trunkline: " in detail
    assert 'password authentication failed for user "trunkline"' in detail
    assert remedy.startswith("Mend user, password or database name in DATABASE_URL")
    assert "wrong-word" not in outcome.stdout + outcome.stderr


def test_a_wrong_password_of_the_embedded_database_is_told(server: EmbeddedPostgres) -> None:
    secrets = server.directory.secrets / "postgres.json"
    right = secrets.read_text()
    secrets.write_text(right.replace('"trunkline": "', '"trunkline": "wrong'))
    try:
        outcome = doctor(server.directory.root.parent)
    finally:
        secrets.write_text(right)
    assert outcome.returncode == 1
    verdict, detail, remedy = finding(outcome, "database")
    assert verdict == "FAILED"
    assert detail.startswith("The embedded database refuses its password: ")
    assert remedy.startswith(f"Restore {secrets} from the backup")


def test_a_malformed_address_is_told(place: Path) -> None:
    outcome = doctor(place, DATABASE_URL="postgresql://trunkline:secret-word@[nowhere/x")
    verdict, detail, remedy = finding(outcome, "database")
    assert (verdict, detail) == ("FAILED", "DATABASE_URL is no address of a database.")
    assert remedy.startswith("Set DATABASE_URL to postgresql://user:password@host:5432/name;")
    assert "secret-word" not in outcome.stdout + outcome.stderr


def test_a_superuser_as_run_time_role_is_told(place: Path, server: EmbeddedPostgres) -> None:
    found = {each.name: each for each in examine_database(installation(place, DATABASE_URL=server.url("superuser")))}
    assert found["database role"].verdict is Verdict.FAILED
    assert found["database role"].detail == (
        "The run-time role postgres is a superuser, whom no rule of the database binds."
    )


def test_migrations_that_are_not_applied_are_told(place: Path, server: EmbeddedPostgres) -> None:
    outcome = doctor(place, DATABASE_URL=server.url("runtime"), TRUNKLINE_OWNER_DATABASE_URL=server.url("owner"))
    assert outcome.returncode == 1
    assert finding(outcome, "database")[:2] == ("ok", "PostgreSQL 18.4 answers.")
    assert finding(outcome, "migrations") == (
        "FAILED",
        "Some are not applied.",
        "Apply them: trunkline migrate (`up` does so too).",
    )


def test_a_taken_port_is_told_with_who_has_it(place: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        outcome = doctor(place, TRUNKLINE_PORT=str(port))
    assert outcome.returncode == 1
    name = Path("/proc/self/comm").read_text().strip()
    assert finding(outcome, "port") == (
        "FAILED",
        f"Port {port} on 127.0.0.1 is taken by process {os.getpid()} ({name}).",
        "Stop that process, or set TRUNKLINE_PORT to a free port.",
    )


def test_an_address_that_is_not_this_machines_is_told(place: Path) -> None:
    with pytest.raises(OperatorError, match=r"Web cannot listen on 192\.0\.2\.1 port 8000: "):
        list(examine_ports(installation(place, TRUNKLINE_HOST="192.0.2.1")))


# Nothing is closed to root by permissions alone.
UNWRITABLE = ["a file", "below a file", "in /proc", *([] if os.geteuid() == 0 else ["closed to this user"])]


@pytest.mark.parametrize("kind", UNWRITABLE)
def test_a_data_directory_that_cannot_be_written_is_told(place: Path, kind: str) -> None:
    (place / "file").write_text("in the way")
    (place / "closed").mkdir(mode=0o500)
    path = {
        "a file": place / "file",
        "below a file": place / "file" / "data",
        "in /proc": Path("/proc/data"),
        "closed to this user": place / "closed" / "data",
    }[kind]
    outcome = doctor(place, TRUNKLINE_DATA_DIR=str(path))
    assert outcome.returncode == 1
    verdict, detail, remedy = finding(outcome, "data directory")
    assert verdict == "FAILED"
    assert detail.startswith(f"The data directory {path} cannot be used: ")
    assert remedy.startswith("Name a directory that this user can write with TRUNKLINE_DATA_DIR")
    assert (place / "file").read_text() == "in the way"
    assert list((place / "closed").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_a_data_directory_of_another_user_is_told(place: Path) -> None:
    (place / "data").mkdir()
    os.chown(place / "data", 12345, 12345)
    with pytest.raises(OperatorError, match="belongs to user id 12345"):
        list(examine_data_directory(installation(place)))


def test_missing_ansible_is_told(place: Path) -> None:
    packages = place / "packages"
    packages.mkdir()
    installed = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for entry in installed.iterdir():
        if not entry.name.lower().startswith("ansible"):
            (packages / entry.name).symlink_to(entry)
    sources = [_sources_of("trunkline"), _sources_of("trunkline_runner")]
    outcome = subprocess.run(
        [sys.executable, "-S", "-m", "trunkline.cli", "doctor"],
        env=clean_environment(
            PYTHONPATH=os.pathsep.join([str(packages), *sources]),
            TRUNKLINE_DATA_DIR=str(place / "data"),
            TRUNKLINE_PORT=str(free_port()),
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    verdict, detail, remedy = finding(outcome, "Ansible")
    assert verdict == "FAILED"
    assert detail.startswith("The package ansible-core, which runs the plays, is not installed in ")
    assert remedy.startswith("Install Trunkline with its dependencies again (")


def _sources_of(package: str) -> str:
    found = util.find_spec(package)
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent.parent)


def test_plays_that_cannot_be_read_are_told(place: Path) -> None:
    plays = place / "plays"
    described = installation(place, TRUNKLINE_PLAYS_DIR=str(plays))
    assert list(examine_plays(described)) == [
        failed(
            "plays",
            f"The directory {plays} cannot be read: No such file or directory.",
            "Set TRUNKLINE_PLAYS_DIR to the directory of your plays, or unset it.",
        )
    ]
    plays.mkdir()
    (plays / "play_own.yaml").write_text("[]")
    (plays / "play_own.yaml").chmod(0)
    reader = "trunkline-plays" if os.geteuid() == 0 else "this user"
    assert [each.detail for each in examine_plays(described)] == [
        f"play_own.yaml in {plays} cannot be read by {reader}."
    ]
    (plays / "play_own.yaml").chmod(0o644)
    assert list(examine_plays(described)) == [ok("plays", f"1 in {plays}, and the shipped ones.")]


def test_secrets_open_to_others_are_told(place: Path) -> None:
    EmbeddedPostgres(place / "data").initialise()
    secrets = place / "data" / "secrets" / "postgres.json"
    secrets.chmod(0o644)
    found = {each.name: each for each in examine_data_directory(installation(place))}
    assert found["secrets"] == failed(
        "secrets", f"{secrets} can be read by other users.", f"Close it: chmod go-rwx {secrets}"
    )


def test_the_isolation_of_plays_is_told() -> None:
    (found,) = examine_isolation()
    if os.geteuid() == 0:
        assert found == ok("isolation", "plays run as trunkline-plays, the database as trunkline-postgres.")
    else:
        assert found.verdict is Verdict.REMARK
        assert "separated by environment and file descriptors only" in found.detail
