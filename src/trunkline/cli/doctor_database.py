import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import PGconn, Ping

from trunkline.cli import secret_key
from trunkline.cli.findings import Finding, failed, ok, remark
from trunkline.cli.installation import Installation

_CONNECT_SECONDS_MAX = 5
_VERSION_MIN = 15
_MIGRATION_CHECK_SECONDS_MAX = 120


def examine_database(installation: Installation) -> Iterator[Finding]:
    """Yield what is wrong with the database or that it is in order: reachable, version, roles, migrations.

    Raises OperatorError when the addresses of the embedded one cannot be read, or one's own cannot be understood.
    """
    if installation.has_database_of_its_own:
        stopped = _why_stopped(installation)
        if stopped is not None:
            yield stopped
            return
    databases = installation.databases()
    refusal = _examine_connection("database", databases.runtime_url, installation)
    if refusal is not None:
        yield refusal
        return
    yield from _examine_server(databases.runtime_url)
    if databases.owner_url == databases.runtime_url:
        yield remark("database owner", "the run-time role owns the tables; see TRUNKLINE_OWNER_DATABASE_URL.")
    else:
        refusal = _examine_connection("database owner", databases.owner_url, installation)
        yield refusal or ok("database owner", "the role that migrates can connect.")
    yield _examine_migrations(installation, databases.runtime_url)
    yield from _examine_restoration(databases.runtime_url)
    yield from examine_queue(databases.runtime_url)
    yield from _examine_key(installation, databases.runtime_url)


def _why_stopped(installation: Installation) -> Finding | None:
    postgres = installation.postgres
    if postgres.is_running():
        return None
    if not postgres.is_initialised():
        return failed(
            "database",
            f"The embedded database in {postgres.cluster} has not been made yet.",
            "Start Trunkline, which makes it: trunkline up",
        )
    if postgres.runner_pid is not None:
        return failed(
            "database",
            f"The embedded database is starting or stopping (process {postgres.runner_pid}).",
            f"Wait a moment; if that lasts, see {postgres.log_path}.",
        )
    return failed(
        "database", f"The embedded database in {postgres.cluster} is stopped.", "Start Trunkline: trunkline up"
    )


def _examine_connection(name: str, url: str, installation: Installation) -> Finding | None:
    """Return why the database cannot be reached under this address, or None when it can."""
    parts = conninfo_to_dict(url)
    where = f"{parts.get('host', 'localhost')} port {parts.get('port', 5432)}"
    try:
        with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS_MAX):
            return None
    except psycopg.OperationalError as error:
        reason = _line(error)
    if Ping(PGconn.ping(_without_password(url))) != Ping.OK:
        return failed(
            name,
            f"No PostgreSQL server answers at {where}: {reason}.",
            "Start that server, or mend the address in DATABASE_URL.",
        )
    if installation.has_database_of_its_own:
        return failed(
            name,
            f"The embedded database refuses its password: {reason}.",
            f"Restore {installation.directory.secrets / 'postgres.json'} from the backup that the database is from; "
            "the next start of Trunkline (trunkline up) then sets the passwords anew.",
        )
    return failed(
        name,
        f"The server at {where} refuses the user {parts.get('user')}: {reason}.",
        "Mend user, password or database name in DATABASE_URL and TRUNKLINE_OWNER_DATABASE_URL.",
    )


def _without_password(url: str) -> bytes:
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if name != "password"}
    return psycopg.conninfo.make_conninfo(**parts, connect_timeout=str(_CONNECT_SECONDS_MAX)).encode()


def _line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__


def _examine_server(url: str) -> Iterator[Finding]:
    with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS_MAX) as connection:
        version = connection.info.server_version
        row = connection.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    major = version // 10_000
    if major < _VERSION_MIN:
        yield failed(
            "database", f"It is PostgreSQL {major}.", f"Upgrade the server to PostgreSQL {_VERSION_MIN} or newer."
        )
    else:
        yield ok("database", f"PostgreSQL {major}.{version % 10_000} answers.")
    if row is not None and row[1]:
        yield failed(
            "database role",
            f"The run-time role {row[0]} is a superuser, whom no rule of the database binds.",
            "Name a lesser role in DATABASE_URL, and the one that owns the tables in TRUNKLINE_OWNER_DATABASE_URL.",
        )


def _examine_migrations(installation: Installation, url: str) -> Finding:
    outcome = subprocess.run(
        [sys.executable, "-P", "-m", "django", "migrate", "--check"],
        env=installation.process_environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_MIGRATION_CHECK_SECONDS_MAX,
        check=False,
    )
    if outcome.returncode == 0:
        return ok("migrations", "all are applied.")
    if "Traceback" in outcome.stderr:
        lines = [line.strip() for line in outcome.stderr.splitlines() if line.strip()]
        return failed("migrations", f"They cannot be looked up: {lines[-1]}", "See `trunkline migrate`.")
    return failed("migrations", "Some are not applied.", "Apply them: trunkline migrate (`up` does so too).")


def _examine_restoration(url: str) -> Iterator[Finding]:
    with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS_MAX) as connection:
        try:
            row = connection.execute(
                "SELECT min(taken_at) FROM platform_restoration WHERE settled_at IS NULL"
            ).fetchone()
        except psycopg.errors.UndefinedTable:
            return  # said of the migrations already
    if row is not None and row[0] is not None:
        yield failed(
            "restore",
            f"The backup of {row[0].astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC was restored and is not reconciled; workers "
            "take no job.",
            "Compare with gateway and charging system, and mend what differs: trunkline reconcile",
        )


def examine_queue(url: str) -> Iterator[Finding]:
    """Yield whether jobs of the queue were given up, in the database of this address."""
    with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS_MAX) as connection:
        try:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed' AND NOT args ? 'timestamp'"
            ).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
            return  # said of the migrations already
    if row is not None and row[0]:
        yield failed(
            "queue",
            f"Jobs that failed too often and were given up: {row[0]}.",
            "See which, mend what keeps them, and have them tried again: trunkline queue",
        )
    else:
        yield ok("queue", "no job was given up.")


def _examine_key(installation: Installation, url: str) -> Iterator[Finding]:
    with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS_MAX) as connection:
        try:
            is_right = secret_key.reads_second_factors(connection, secret_key.find_secret_key(installation))
        except (psycopg.errors.UndefinedColumn, psycopg.errors.InsufficientPrivilege):
            return  # said of the migrations already
    if not is_right:
        yield failed(
            "secret key",
            "The second factors of the staff cannot be read with it.",
            f"Set TRUNKLINE_SECRET_KEY, or the content of {installation.secret_key_path}, to the key of the system "
            "that they are from.",
        )
