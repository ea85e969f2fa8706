import json
import os
import secrets
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from trunkline.cli.problems import OperatorError

SUPERUSER = "postgres"
OWNER = "trunkline_owner"
RUNTIME = "trunkline"
DATABASE = "trunkline"

_PASSWORD_BYTES = 32

# What the run-time role may do with whatever the owner makes. In template1 too, so that databases made for tests
# start with the same rights.
_DEFAULT_PRIVILEGES: tuple[LiteralString, ...] = (
    """ALTER DEFAULT PRIVILEGES FOR ROLE trunkline_owner IN SCHEMA public
       GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO trunkline""",
    "ALTER DEFAULT PRIVILEGES FOR ROLE trunkline_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO trunkline",
    "ALTER DEFAULT PRIVILEGES FOR ROLE trunkline_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO trunkline",
)

_GRANTS: tuple[LiteralString, ...] = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
)


def load_or_create_passwords(path: Path) -> dict[str, str]:
    """Return the password of each role, generated first (readable for the owner only) when there are none yet.

    Raises OperatorError when the file is unreadable or damaged.
    """
    if not path.exists():
        passwords = {name: secrets.token_urlsafe(_PASSWORD_BYTES) for name in (SUPERUSER, OWNER, RUNTIME)}
        write_private(path, json.dumps(passwords, indent=2) + "\n")
    return load_passwords(path)


def load_passwords(path: Path) -> dict[str, str]:
    """Return the password of each role; raises OperatorError when the file is missing, unreadable or damaged."""
    try:
        stored = path.read_text()
    except FileNotFoundError as error:
        raise OperatorError(
            f"There is no embedded database yet: {path} does not exist.",
            "Start Trunkline once (trunkline up), or name the right directory with TRUNKLINE_DATA_DIR.",
        ) from error
    except PermissionError as error:
        raise OperatorError(
            f"The database passwords in {path} cannot be read by this user.",
            "Run trunkline as the owner of the data directory.",
        ) from error
    try:
        document = json.loads(stored)
        return {name: str(document[name]) for name in (SUPERUSER, OWNER, RUNTIME)}
    except (ValueError, KeyError, TypeError) as error:
        raise OperatorError(
            f"The file of database passwords {path} is damaged.",
            "Restore it from the backup of the data directory.",
        ) from error


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read; it appears complete or not at all, and survives a loss of power."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in the directory survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def establish_roles(socket_directory: Path, port: int, passwords: dict[str, str]) -> None:
    """Make sure of roles, passwords, database and default privileges; doing it again changes nothing.

    Raises psycopg.Error when the server refuses.
    """

    def connect(database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(socket_directory),
            port=port,
            user=SUPERUSER,
            password=passwords[SUPERUSER],
            dbname=database,
            autocommit=True,
        )

    with connect("postgres") as connection:
        _establish_role(connection, OWNER, passwords[OWNER], "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE")
        _establish_role(connection, RUNTIME, passwords[RUNTIME], "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE")
    with connect("template1") as connection:
        _grant_default_privileges(connection)
    with connect("postgres") as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if found is None:
            connection.execute("CREATE DATABASE trunkline OWNER trunkline_owner TEMPLATE template1")
        connection.execute("REVOKE ALL ON DATABASE trunkline FROM PUBLIC")
        connection.execute("GRANT CONNECT, TEMPORARY ON DATABASE trunkline TO trunkline")
    with connect(DATABASE) as connection:
        _grant_default_privileges(connection)


def _establish_role(connection: psycopg.Connection, name: str, password: str, attributes: LiteralString) -> None:
    role = sql.Identifier(name)
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if found is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    # The server sees a hash only, so no password can reach its log.
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} WITH " + attributes + " PASSWORD {}")
    connection.execute(statement.format(role, sql.Literal(verifier)))


def _grant_default_privileges(connection: psycopg.Connection) -> None:
    for statement in _DEFAULT_PRIVILEGES:
        connection.execute(statement)


def grant_use(owner_url: str, runtime_url: str) -> None:
    """Grant the run-time role of a server that is not ours the use of all there is, unless it owns it itself.

    Raises psycopg.Error when the server refuses.
    """
    with psycopg.connect(owner_url) as connection:
        for statement in grants_of_use(owner_url, runtime_url):
            connection.execute(statement)


def grants_of_use(owner_url: str, runtime_url: str) -> list[sql.Composed]:
    """Return the statements, for the owner, that let the run-time role use all there is; none if both are one."""
    owner = psycopg.conninfo.conninfo_to_dict(owner_url).get("user")
    runtime = psycopg.conninfo.conninfo_to_dict(runtime_url).get("user")
    if runtime is None or owner == runtime:
        return []
    role = sql.Identifier(str(runtime))
    return [sql.SQL(statement).format(role=role) for statement in _GRANTS]
