"""Restoring: a backup becomes an installation again, all of it or nothing; its workers wait to be reconciled."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from trunkline.cli import postgres_roles
from trunkline.cli.backup import (
    DATABASE,
    DEMO_GATEWAY,
    DEMO_GATEWAY_TABLES,
    FILES,
    SECRET_KEY,
    Manifest,
    check_backup,
    hash_of,
    kept_files,
    known_migrations,
    newer_backup,
)
from trunkline.cli.installation import Databases, Installation
from trunkline.cli.postgres_roles import sync_directory, write_private
from trunkline.cli.postgres_transfer import Loading
from trunkline.cli.problems import OperatorError

NUMBERS_SKIPPED = 10_000
_RESTORING_LOCK = (20_061, 2)

# What the script before it set for its session is undone. Numbers that were given out since the backup are known to
# others: customers, plays, the charging system. They are left out; the counters of invoice series, which must have no
# gap, are rows. Who was signed in signs in again: a session that ended since would live again.
_FINISH = """
RESET ALL;
SET search_path TO public;
INSERT INTO platform_restoration (taken_at) VALUES ('{taken_at}');
DELETE FROM django_session;
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT format('%I.%I', schemaname, sequencename)::regclass AS name, max_value,
               coalesce(last_value, start_value) AS last_value
        FROM pg_sequences WHERE schemaname = 'public' AND increment_by = 1
    LOOP
        PERFORM setval(each.name, least(each.max_value, each.last_value + {skipped}));
    END LOOP;
END
$$;
"""


@dataclass(frozen=True)
class RestoreOptions:
    """How to restore: by how much numbers go ahead, and the database that holds what the demo gateway remembers.

    None stands for what it remembered at the time of the backup.
    """

    numbers_skipped: int = NUMBERS_SKIPPED
    demo_gateway_url: str | None = None


def restore(installation: Installation, place: Path, options: RestoreOptions) -> Manifest:
    """Make a backup the content of an installation that has none, bring it to this version, and return its manifest.

    Raises OperatorError, and has then changed nothing that the next attempt could not go on from.
    """
    manifest = check_backup(place)
    if manifest.migrations - known_migrations():
        raise newer_backup(place, manifest.version)
    with installation.database() as databases, _empty_database(databases):
        _require_free_files(installation, manifest)
        # The database last: once it is there, so is all that belongs to it.
        _restore_files(installation, place, manifest)
        _load(databases, place, manifest, options)
        with psycopg.connect(databases.owner_url, autocommit=True) as connection:
            connection.execute("ANALYZE")
        if known_migrations() - manifest.migrations:
            installation.migrate(databases, is_quiet=True)
    return manifest


@contextmanager
def _empty_database(databases: Databases) -> Iterator[None]:
    """Make sure that the database has no tables, and that nobody else restores into it."""
    with psycopg.connect(databases.owner_url, autocommit=True) as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s, %s)", _RESTORING_LOCK).fetchone() != (True,):
            raise OperatorError(
                "Somebody else is restoring into this database.", "Wait until that is done or has been stopped."
            )
        row = connection.execute("""
            SELECT count(*) FROM pg_class
            WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p', 'v', 'm', 'S')
        """).fetchone()
        if row != (0,):
            raise OperatorError(
                "The database is not empty; a backup is restored into an empty one only.",
                "Name another data directory with TRUNKLINE_DATA_DIR, or an empty database with DATABASE_URL and "
                "TRUNKLINE_OWNER_DATABASE_URL.",
            )
        yield


def _require_free_files(installation: Installation, manifest: Manifest) -> None:
    for name, digest in kept_files(manifest):
        path = installation.directory.root / name
        # One that is the same was left by a restore that was killed.
        if path.exists() and hash_of(path) != digest:
            raise OperatorError(
                f"{path} is there already and is not the file of the backup.",
                "Name another data directory with TRUNKLINE_DATA_DIR, or move that file away.",
            )


def _restore_files(installation: Installation, place: Path, manifest: Manifest) -> None:
    root = installation.directory.root
    try:
        for name, _digest in kept_files(manifest):
            _copy_whole(place / FILES / name, root / name)
    except OSError as error:
        raise OperatorError(
            f"The files of the backup could not be restored: {error.strerror} ({error.filename or root}).",
            "See that the data directory has free space and belongs to this user, then try again.",
        ) from error
    if manifest.has_secret_key:
        write_private(installation.directory.secrets / SECRET_KEY, (place / SECRET_KEY).read_text())


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that it appears complete or not at all, even at a loss of power."""
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.copyfile(source, unfinished)
    unfinished.chmod(0o600)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    sync_directory(target.parent)


def _load(databases: Databases, place: Path, manifest: Manifest, options: RestoreOptions) -> None:
    with Loading(databases.owner_url) as loading:
        loading.read_file(place / DATABASE)
        if options.demo_gateway_url is None:
            loading.read_file(place / DEMO_GATEWAY)
        else:
            loading.copy_from(options.demo_gateway_url, ["--data-only", f"--table={DEMO_GATEWAY_TABLES}"])
        taken_at = manifest.taken_at.isoformat()
        loading.execute(_FINISH.format(taken_at=taken_at, skipped=options.numbers_skipped))
        loading.commit()
    if databases.owner_url != databases.runtime_url:
        postgres_roles.grant_use(databases.owner_url, databases.runtime_url)
