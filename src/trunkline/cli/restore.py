"""Restoring: a backup becomes an installation again, all of it or nothing; its workers wait to be reconciled.

Files and key are put beside first, then the database is loaded in one transaction, which leaves a row that says from
which backup. A restore that ends after that is gone on with by the next one, which finds the row.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trunkline.cli import secret_key
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
    newer_backup,
)
from trunkline.cli.installation import Databases, Installation, checked_address
from trunkline.cli.known_migrations import known_migrations
from trunkline.cli.postgres_roles import grants_of_use, sync_directory
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


@dataclass(frozen=True)
class Restored:
    """What came of a restore, beside what the backup says of itself.

    Where the key from before is kept, if there was another; whether second factors can be read with the key now in
    force; whether the database held the backup already, so that only the rest remained to be done.
    """

    manifest: Manifest
    key_from_before: Path | None
    has_right_key: bool
    was_loaded_before: bool


def gateway_address(installation: Installation, named: str | None) -> str | None:
    """Return the database whose demo gateway's memory is the true one; None for that of the backup.

    It is named on the command line, or by the setting.
    Raises OperatorError for what is no address, and for a password where all processes of the machine can see it.
    """
    if named is None:
        named = installation.settings.find("TRUNKLINE_DEMO_GATEWAY_FROM")
        return None if named is None else checked_address("TRUNKLINE_DEMO_GATEWAY_FROM", named)
    if "password" in conninfo_to_dict(checked_address("--demo-gateway-from", named)):
        raise OperatorError(
            "The address after --demo-gateway-from holds a password, which everybody on this machine can see.",
            "Set TRUNKLINE_DEMO_GATEWAY_FROM to the address instead; nothing was changed.",
        )
    return named


def restore(installation: Installation, place: Path, options: RestoreOptions) -> Restored:
    """Make a backup the content of an installation that has none, and bring it to this version.

    Raises OperatorError, and has then changed nothing that the next attempt could not go on from.
    """
    manifest = check_backup(place)
    if manifest.migrations - known_migrations():
        raise newer_backup(place, manifest.version)
    key = secret_key.read_key(place / SECRET_KEY) if manifest.has_secret_key else None
    secret_key.require_no_other_setting(installation, key)
    if options.demo_gateway_url is not None:
        checked_address("The address of the demo gateway's database", options.demo_gateway_url)
    # The key is the backup's: none is made before.
    with installation.database(makes_key=False) as databases, _database_for(databases, manifest) as is_loaded:
        _require_use(databases)
        _require_free_files(installation, manifest)
        _restore_files(installation, place, manifest)
        staged = _stage_key(installation, key)
        if not is_loaded:
            try:
                _load(databases, place, manifest, options)
            except BaseException:
                if staged is not None:
                    staged.unlink(missing_ok=True)
                raise
        return _finish(installation, databases, staged, Restored(manifest, None, True, is_loaded))


@contextmanager
def _database_for(databases: Databases, manifest: Manifest) -> Iterator[bool]:
    """Make sure that nobody else restores into the database, and tell whether it holds this very backup already.

    Raises OperatorError when it holds anything else.
    """
    with psycopg.connect(databases.owner_url, autocommit=True) as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s, %s)", _RESTORING_LOCK).fetchone() != (True,):
            raise OperatorError(
                "Somebody else is restoring into this database.", "Wait until that is done or has been stopped."
            )
        is_loaded = _holds_unsettled(connection, manifest)
        row = connection.execute("""
            SELECT count(*) FROM pg_class
            WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p', 'v', 'm', 'S')
        """).fetchone()
        if row != (0,) and not is_loaded:
            raise OperatorError(
                "The database is not empty; a backup is restored into an empty one only.",
                "Name another data directory with TRUNKLINE_DATA_DIR, or an empty database with DATABASE_URL and "
                "TRUNKLINE_OWNER_DATABASE_URL.",
            )
        yield is_loaded


def _holds_unsettled(connection: psycopg.Connection, manifest: Manifest) -> bool:
    if connection.execute("SELECT to_regclass('public.platform_restoration') IS NULL").fetchone() == (True,):
        return False
    found = connection.execute(
        "SELECT 1 FROM public.platform_restoration WHERE taken_at = %s AND settled_at IS NULL", [manifest.taken_at]
    )
    return found.fetchone() is not None


def _require_use(databases: Databases) -> None:
    """Raise OperatorError unless the run-time role is there, before anything is loaded that it could not use."""
    try:
        psycopg.connect(databases.runtime_url, autocommit=True).close()
    except psycopg.OperationalError as error:
        raise OperatorError(
            f"The role that web and workers use cannot reach the database: {_line(error)}.",
            "Make that role, or mend user, password or database name in DATABASE_URL. Nothing was changed.",
        ) from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _require_free_files(installation: Installation, manifest: Manifest) -> None:
    for name, digest in kept_files(manifest):
        path = installation.directory.root / name
        try:
            # One that is the same was left by a restore that was killed.
            is_free = not path.exists() or hash_of(path) == digest
        except OSError as error:
            raise OperatorError(
                f"{path} is in the way and cannot be read ({error.strerror or error}).",
                "Name another data directory with TRUNKLINE_DATA_DIR, or move it away. Nothing was changed.",
            ) from error
        if not is_free:
            raise OperatorError(
                f"{path} is there already and is not the file of the backup.",
                "Name another data directory with TRUNKLINE_DATA_DIR, or move that file away. Nothing was changed.",
            )


def _restore_files(installation: Installation, place: Path, manifest: Manifest) -> None:
    root = installation.directory.root
    try:
        for name, _digest in kept_files(manifest):
            _copy_whole(place / FILES / name, root / name)
    except OSError as error:
        raise _not_written(installation, "files", error) from error


def _stage_key(installation: Installation, key: str | None) -> Path | None:
    try:
        return None if key is None else secret_key.stage_key(installation, key)
    except OSError as error:
        raise _not_written(installation, "secret key", error) from error


def _not_written(installation: Installation, what: str, error: OSError) -> OperatorError:
    return OperatorError(
        f"The {what} of the backup could not be restored: {error.strerror or error} "
        f"({error.filename or installation.directory.root}).",
        "See that the data directory has free space and belongs to this user, then try again. The database was left as "
        "it was; files that were written already stay for the next attempt.",
    )


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
        for statement in grants_of_use(databases.owner_url, databases.runtime_url):
            loading.execute(f"{statement.as_string()};")
        loading.commit()


def _finish(installation: Installation, databases: Databases, staged: Path | None, restored: Restored) -> Restored:
    """Do what remains once the database is there; each step can be done again."""
    try:
        kept = None if staged is None else secret_key.put_key(installation, staged)
        with psycopg.connect(databases.owner_url, autocommit=True) as connection:
            connection.execute("ANALYZE")
        # Whatever the manifest names: a library may have brought newer tables as well.
        installation.migrate(databases, is_quiet=True)
        with psycopg.connect(databases.owner_url) as connection:
            key = secret_key.find_secret_key(installation)
            has_right_key = secret_key.reads_second_factors(connection, key)
    except (OSError, psycopg.Error, OperatorError) as error:
        why = error.problem if isinstance(error, OperatorError) else _line(error)
        raise OperatorError(
            f"The database is restored, but what remains to be done was not: {why.rstrip('.')}.",
            "Mend that, then run the same command again: it loads nothing twice and does the rest.",
        ) from error
    return replace(restored, key_from_before=kept, has_right_key=has_right_key)
