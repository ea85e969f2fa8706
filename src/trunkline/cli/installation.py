import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trunkline.cli import postgres_roles
from trunkline.cli.data_directory import DataDirectory
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.problems import OperatorError
from trunkline.cli.runtime_copy import runner_command
from trunkline.config.environment import Environment, current_environment, database_options

SETTINGS_MODULE = "trunkline.config.settings"
_SECRET_KEY_BYTES = 50
_PORT_MAX = 65535
_MARK_BITS = 63  # of the number of an advisory lock
_CONNECT_SECONDS_MAX = 10
_MIGRATING_LOCK = (20_061, 3)
_LOCK_SECONDS_MAX = 4
_LOCK_TIMEOUT = "canceling statement due to lock timeout"
_MIGRATION_PAUSES_SECONDS = (1, 2, 4, 8, 15, 30)


@dataclass(frozen=True)
class Databases:
    """The addresses of one database for its two roles."""

    runtime_url: str
    owner_url: str


@dataclass(frozen=True)
class Installation:
    """One Trunkline on this machine: its settings, its data directory, its database, and what its processes get."""

    settings: Environment

    @cached_property
    def directory(self) -> DataDirectory:
        """The data directory."""
        return DataDirectory(self.settings.data_directory)

    @cached_property
    def postgres(self) -> EmbeddedPostgres:
        """The embedded server, whether or not it is used."""
        return EmbeddedPostgres(self.settings.data_directory)

    @property
    def has_database_of_its_own(self) -> bool:
        """Whether the database is the embedded one."""
        return self.settings.find("DATABASE_URL") is None

    @property
    def host(self) -> str:
        """The address that web listens on."""
        return self.settings.get("TRUNKLINE_HOST")

    @property
    def port(self) -> int:
        """The port that web listens on; raises SettingsError for what is no port."""
        port = self.settings.get_integer("TRUNKLINE_PORT", at_least=1)
        if port > _PORT_MAX:
            raise OperatorError(f"TRUNKLINE_PORT is {port}.", f"Set it to a port between 1 and {_PORT_MAX}.")
        return port

    @property
    def local_url(self) -> str:
        """The address of web as seen from this machine, without a slash at the end."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - translated, not bound
        host = everywhere.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)
        return f"http://{host}:{self.port}"

    @property
    def events_port(self) -> int:
        """The port of the process that streams logs; raises OperatorError for what is no port of its own."""
        port = self.settings.events_port()
        if port > _PORT_MAX or port == self.port:
            raise OperatorError(
                f"The port of the process that streams logs is {port}.",
                f"Set TRUNKLINE_EVENTS_PORT to a port between 1 and {_PORT_MAX} other than web's.",
            )
        return port

    @property
    def plays_port(self) -> int | None:
        """The further port for plays that have it written in, None without; raises OperatorError for a used one."""
        if self.settings.find("TRUNKLINE_PLAYS_PORT") is None:
            return None
        port = self.settings.get_integer("TRUNKLINE_PLAYS_PORT", at_least=1)
        if port > _PORT_MAX or port in {self.port, self.events_port}:
            raise OperatorError(
                f"TRUNKLINE_PLAYS_PORT is {port}.",
                f"Set it to a port between 1 and {_PORT_MAX} that neither web nor events use, or leave it out.",
            )
        return port

    @property
    def local_events_url(self) -> str:
        """The address of the process that streams logs as seen from this machine, without a slash at the end."""
        return f"{self.local_url.rpartition(':')[0]}:{self.events_port}"

    @property
    def public_url(self) -> str:
        """The address of web for people, without a slash at the end."""
        return (self.settings.find("TRUNKLINE_PUBLIC_URL") or self.local_url).rstrip("/")

    @property
    def secret_key_path(self) -> Path:
        """Where the key is kept that signs sessions and keeps second factors, unless a setting names it."""
        return self.directory.secrets / "secret_key"

    def prepare(self, *, makes_key: bool = True) -> None:
        """Make the data directory, and the key that signs sessions unless a setting names it or none is to be made.

        Raises OperatorError when that cannot be.
        """
        self.directory.check_writable()
        # One that nobody uses would be taken for the right one later, by a backup or by a start without the setting.
        if makes_key and not self.settings.find("TRUNKLINE_SECRET_KEY") and not self.secret_key_path.exists():
            postgres_roles.write_private(self.secret_key_path, secrets.token_urlsafe(_SECRET_KEY_BYTES) + "\n")

    def databases(self) -> Databases:
        """Return the database's addresses; those of the embedded one exist from its first start on.

        Raises OperatorError for addresses that cannot be understood.
        """
        named = self.settings.find("DATABASE_URL")
        if named is None:
            return Databases(runtime_url=self.postgres.url("runtime"), owner_url=self.postgres.url("owner"))
        runtime_url = checked_address("DATABASE_URL", named)
        owner_url = self.settings.find("TRUNKLINE_OWNER_DATABASE_URL")
        return Databases(
            runtime_url=runtime_url,
            owner_url=checked_address("TRUNKLINE_OWNER_DATABASE_URL", owner_url) if owner_url else runtime_url,
        )

    def process_environment(self, database_url: str) -> dict[str, str]:
        """Return the environment for a process of this installation that uses the database under this address."""
        environment = {
            name: value for name, value in self.settings.variables.items() if name != "TRUNKLINE_OWNER_DATABASE_URL"
        }
        return environment | {
            "TRUNKLINE_DATA_DIR": str(self.directory.root),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": SETTINGS_MODULE,
            "PYTHONUNBUFFERED": "1",
        }

    def runner_environment(self) -> dict[str, str]:
        """Return the variables that tell a worker how to start the play runner."""
        command = runner_command(self.directory.root)
        # env(1) brings along what the runner's Python needs to find itself, through any scrubbing on the way.
        assignments = [f"{name}={value}" for name, value in command.environment.items() if name != "PYTHONPATH"]
        prefix = ["/usr/bin/env", *assignments] if assignments else []
        environment = {"TRUNKLINE_RUNNER_COMMAND": json.dumps(prefix + command.argv)}
        if command.user is not None:
            environment["TRUNKLINE_RUNNER_USER"] = command.user
        if "PYTHONPATH" in command.environment:
            environment["TRUNKLINE_RUNNER_PATH"] = command.environment["PYTHONPATH"]
        return environment

    @contextmanager
    def database(self, *, makes_key: bool = True) -> Iterator[Databases]:
        """Provide a database that answers: the one that runs, else the embedded one for as long as it is needed.

        Raises OperatorError when the embedded one cannot be started, and when two addresses name two databases.
        """
        self.prepare(makes_key=makes_key)
        if not self.has_database_of_its_own:
            databases = self.databases()
            _require_one_database(databases)
            yield databases
            return
        if self.postgres.is_run_by_another():
            yield self.databases()
            return
        self.postgres.start()
        try:
            yield self.databases()
        finally:
            self.postgres.stop()

    def migrate(self, databases: Databases, *, is_quiet: bool = False) -> None:
        """Bring the tables to this version as their owner, and grant the run-time role the use of them.

        Others may use the database meanwhile: a step that does not get a table at once lets them pass and comes again.
        Raises OperatorError with the last line that the migration wrote when it fails.
        """
        if not self.has_database_of_its_own:
            _require_one_database(databases)
        with _one_at_a_time(databases.owner_url):
            for pause_seconds in (*_MIGRATION_PAUSES_SECONDS, None):
                outcome = self._run_migrations(databases, is_quiet=is_quiet)
                if outcome is None:
                    break
                if _LOCK_TIMEOUT not in outcome or pause_seconds is None:
                    lines = [line.strip() for line in outcome.splitlines() if line.strip()]
                    raise OperatorError(
                        f"The database could not be migrated: {lines[-1].rstrip('.') if lines else 'no reason given'}.",
                        f"The whole story is in {self._migration_log}; the step that failed left nothing behind.",
                    )
                time.sleep(pause_seconds)
        if not self.has_database_of_its_own:
            postgres_roles.grant_use(databases.owner_url, databases.runtime_url)

    @property
    def _migration_log(self) -> Path:
        return self.directory.logs / "migrate.log"

    def _run_migrations(self, databases: Databases, *, is_quiet: bool) -> str | None:
        """Return what the migration wrote of its failure, or None when it succeeded."""
        environment = self.process_environment(databases.owner_url)
        # Whoever waits for a table keeps all who come after it waiting too.
        options = f"{environment.get('PGOPTIONS', '')} -c lock_timeout={_LOCK_SECONDS_MAX}s".strip()
        with self._migration_log.open("wb") as log:
            outcome = subprocess.run(
                [sys.executable, "-P", "-m", "django", "migrate", "--no-input"],
                env={**environment, "PGOPTIONS": options},
                stdin=subprocess.DEVNULL,
                stdout=log if is_quiet else None,
                stderr=log,
                check=False,
            )
        return None if outcome.returncode == 0 else self._migration_log.read_text(errors="replace")


def checked_address(setting: str, url: str) -> str:
    """Return the address of a database that all programs here understand alike.

    Raises OperatorError, which does not repeat it: there may be a password in it.
    """
    try:
        # A character of a password that is not encoded divides an address, and not at one place for all readers.
        is_good = str(database_options(url)["HOST"]).lower() == str(conninfo_to_dict(url).get("host") or "").lower()
    except (ValueError, psycopg.ProgrammingError):
        is_good = False
    if not is_good:
        raise OperatorError(
            f"{setting} is no address of a database.",
            f"Set {setting} to postgresql://user:password@host:5432/name; special characters of a password are "
            "percent-encoded (%40 for @).",
        )
    return url


def _require_one_database(databases: Databases) -> None:
    """Raise OperatorError when the addresses of the two roles name two databases.

    One that cannot be reached is told by whoever needs it.
    """
    if databases.owner_url == databases.runtime_url:
        return
    # Names, and identifiers of clusters, are alike in a copy of a server; a lock is seen in its own database only.
    mark = secrets.randbits(_MARK_BITS)
    seconds = _CONNECT_SECONDS_MAX
    try:
        with (
            psycopg.connect(databases.owner_url, autocommit=True, connect_timeout=seconds) as owner,
            psycopg.connect(databases.runtime_url, autocommit=True, connect_timeout=seconds) as runtime,
        ):
            owner.execute("SELECT pg_advisory_lock(%s)", [mark])
            is_free = runtime.execute("SELECT pg_try_advisory_lock(%s)", [mark]).fetchone() == (True,)
    except psycopg.OperationalError:
        return
    if is_free:
        raise OperatorError(
            "DATABASE_URL and TRUNKLINE_OWNER_DATABASE_URL name two different databases.",
            "Mend the one that is wrong: both name the same database, each for another role.",
        )


@contextmanager
def _one_at_a_time(owner_url: str) -> Iterator[None]:
    """Have one host migrate after the other; a database that cannot be reached is told by the migration itself."""
    try:
        connection = psycopg.connect(owner_url, autocommit=True)
    except psycopg.OperationalError:
        yield
        return
    with connection:
        connection.execute("SELECT pg_advisory_lock(%s, %s)", _MIGRATING_LOCK)
        yield


def current_installation(changes: Mapping[str, str] | None = None) -> Installation:
    """Return the installation that this process's settings describe, with some of them changed."""
    if not changes:
        return Installation(current_environment())
    return Installation(Environment({**os.environ, **changes}))


def set_up_django(environment: Mapping[str, str]) -> None:
    """Give this process an installation's environment and load Django with it."""
    os.environ.update(environment)
    import django

    django.setup()
