"""The tests' databases: one server a run, a migrated template, a clone of it for each test process."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from trunkline.cli import postgres_roles
from trunkline.cli.postgres import Role

SOURCE = Path(__file__).parents[2] / "src" / "trunkline"


@dataclass(frozen=True)
class TestDatabase:
    """Addresses of one database for its two roles."""

    __test__ = False
    owner_url: str
    runtime_url: str


class Server(Protocol):
    """The embedded server, or one of an operator's."""

    def start(self) -> None:
        """Make it, if need be, and start it."""

    def stop(self) -> None:
        """Stop it."""

    def url(self, role: Role) -> str:
        """The address of its database for a role."""


def with_database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{quote(name)}"))


def template_name() -> str:
    """The name holds what the migrations say, so that a kept server is only used for these very tables."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def ensure_template(server: Server) -> TestDatabase:
    """Migrate the template as its owner, once."""
    name = template_name()
    owner_url, runtime_url = (with_database(server.url(role), name) for role in ("owner", "runtime"))
    template = TestDatabase(owner_url, runtime_url)
    with psycopg.connect(server.url("owner"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return template
        draft = f"{name}_draft"
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        draft_url = with_database(owner_url, draft)
        environment = {**os.environ, "DATABASE_URL": draft_url, "DJANGO_SETTINGS_MODULE": "trunkline.config.settings"}
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"], env=environment, check=True
        )
        postgres_roles.grant_use(draft_url, with_database(runtime_url, draft))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        connection.execute(rename)
    return template


@contextmanager
def cloned(template: TestDatabase, server_url: str, name: str) -> Iterator[TestDatabase]:
    """Provide a copy of the template, dropped at the end."""
    identifier, source = sql.Identifier(name), sql.Identifier(urlsplit(template.owner_url).path[1:])
    with psycopg.connect(server_url, autocommit=True) as connection:
        _drop(connection, template, name)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(identifier, source))
        try:
            yield TestDatabase(with_database(template.owner_url, name), with_database(template.runtime_url, name))
        finally:
            _drop(connection, template, name)


def _drop(connection: psycopg.Connection[tuple[object, ...]], template: TestDatabase, name: str) -> None:
    """Drop a database in use or not: the owner may not end sessions of the run-time role, which ends its own."""
    with psycopg.connect(with_database(template.runtime_url, "postgres"), autocommit=True) as runtime:
        of_runtime = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = user"
        runtime.execute(of_runtime, [name])
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
