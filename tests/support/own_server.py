"""A PostgreSQL server as operators have it: not the embedded one, reached by TCP, roles made as the docs say."""

import os
import re
import secrets
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.pq import PGconn, Ping

from tests.support.stack import free_port
from trunkline.cli import postgres_files
from trunkline.cli.postgres import Role
from trunkline.cli.postgres_roles import DATABASE, OWNER, RUNTIME, SUPERUSER
from trunkline.cli.system_users import POSTGRES_USER_NAME, SystemUser, ensure_user, is_root

# Names the directory of the programs of a PostgreSQL on which the tests run instead of the embedded one.
PROGRAMS_VARIABLE = "TRUNKLINE_TEST_POSTGRES"
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60
_OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
_ROLE_NAMES: dict[Role, str] = {"owner": OWNER, "runtime": RUNTIME, "superuser": SUPERUSER}


def documented_statements(passwords: dict[str, str]) -> list[str]:
    """The SQL that the docs give to whoever brings a server, with a password for each role that has none yet."""
    section = _OPERATIONS.read_text().partition("**A server of your own**")[2]
    block = section.partition("```sql\n")[2].partition("```")[0]
    statements = [part.strip() for part in block.split(";") if part.strip()]
    assert len(statements) >= 3, statements
    return [
        re.sub(r"CREATE ROLE (\w+)(.*)'…'", lambda found: _with_password(found, passwords), statement)
        for statement in statements
    ]


def _with_password(found: re.Match[str], passwords: dict[str, str]) -> str:
    return f"CREATE ROLE {found[1]}{found[2]}'{passwords[found[1]]}'"


def embedded_programs(runtime_directory: Path) -> Path:
    """The programs of the embedded server, copied to where the database's user can read them if need be."""
    return postgres_files.installation(_server_user(), runtime_directory) / "bin"


def _server_user() -> SystemUser | None:
    return ensure_user(POSTGRES_USER_NAME) if is_root() else None


@dataclass
class OwnServer:
    """A cluster of its own in a directory that the database's user can reach; it ends with the process that starts it.

    `network` says from where it may be asked, `prefix` what each of its programs is started by. Owners may make
    databases only where `owner_makes_databases`: the tests clone theirs, an installation needs no such right.
    """

    directory: Path
    programs: Path
    host: str = "127.0.0.1"
    network: str = "127.0.0.1/32"
    prefix: Sequence[str] = ()
    owner_makes_databases: bool = False
    locale: Sequence[str] = ("--locale=C.UTF-8",)
    port: int = field(default_factory=free_port)
    _server: subprocess.Popen[bytes] | None = None
    _passwords: dict[str, str] = field(
        default_factory=lambda: {name: secrets.token_urlsafe(16) for name in _ROLE_NAMES.values()}
    )

    @property
    def pid(self) -> int:
        assert self._server is not None
        return self._server.pid

    def url(self, role: Role, database: str = DATABASE) -> str:
        """The address of a database for a role, its password included."""
        name = _ROLE_NAMES[role]
        return f"postgresql://{name}:{quote(self._passwords[name])}@{self.host}:{self.port}/{quote(database)}"

    def start(self) -> None:
        """Make cluster and roles if they are not there yet, and return when the server answers."""
        is_new = not self._cluster.exists()
        if is_new:
            self._initialise()
        self.launch()
        if is_new:
            self._make_roles()

    def launch(self) -> None:
        """Start the server on what there is."""
        settings = {
            "listen_addresses": self.host,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "300",
            "log_timezone": "UTC",
            "timezone": "UTC",
            "log_line_prefix": "%m [%p] %r ",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.directory / "postgres.log").open("ab", buffering=0) as log:
            self._server = subprocess.Popen(
                self._command("postgres", "-D", str(self._cluster), *options),
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop the server without waiting for its clients."""
        if self._server is None:
            return
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._server.send_signal(signal.SIGQUIT)
                self._server.wait(STOP_SECONDS_MAX)
        self._server = None

    @property
    def _cluster(self) -> Path:
        return self.directory / "cluster"

    def _command(self, program: str, *arguments: str) -> list[str]:
        user = _server_user()
        rights = [] if user is None else [f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups"]
        # A fast shutdown, should the tests be killed.
        settings = ["setpriv", *rights, "--pdeathsig", "INT"]
        return [*self.prefix, *settings, str(self.programs / program), *arguments]

    def _initialise(self) -> None:
        self.directory.mkdir(exist_ok=True)
        self.directory.chmod(0o755)
        password = self.directory / "password"
        password.write_text(self._passwords[SUPERUSER])
        self._cluster.mkdir(mode=0o700)
        user = _server_user()
        if user is not None:
            for place in (password, self._cluster):
                os.chown(place, user.uid, user.gid)
        outcome = subprocess.run(
            self._command(
                *("initdb", "--pgdata", str(self._cluster), "--username", SUPERUSER, f"--pwfile={password}"),
                *("--encoding=UTF8", *self.locale, "--auth=scram-sha-256", "--no-instructions"),
            ),
            env=_ENVIRONMENT,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stderr
        password.unlink()
        (self._cluster / "pg_hba.conf").write_text(f"host all all {self.network} scram-sha-256\n")

    def _wait_until_it_answers(self) -> None:
        address = f"host={self.host} port={self.port} dbname=postgres user={SUPERUSER} connect_timeout=5".encode()
        deadline = time.monotonic() + START_SECONDS_MAX
        while Ping(PGconn.ping(address)) != Ping.OK:
            assert self._server is not None
            log = self.directory / "postgres.log"
            assert self._server.poll() is None, log.read_text()[-4000:]
            assert time.monotonic() < deadline, log.read_text()[-4000:]
            time.sleep(0.05)

    def _make_roles(self) -> None:
        with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as connection:
            for statement in documented_statements(self._passwords):
                connection.execute(statement.encode())
            if self.owner_makes_databases:
                connection.execute("ALTER ROLE trunkline_owner CREATEDB")


_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
