"""Backups: a directory that holds a whole installation as it was at one instant, and says so by its manifest."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path, PurePosixPath

import psycopg

from trunkline.cli import secret_key
from trunkline.cli.installation import Installation
from trunkline.cli.locks import FileLock
from trunkline.cli.postgres_roles import sync_directory, write_private
from trunkline.cli.postgres_transfer import dump_to_file, list_contents
from trunkline.cli.problems import OperatorError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
# What a gateway elsewhere remembers by itself; the demo's keeps it in our database.
DEMO_GATEWAY = "demo_gateway.dump"
DEMO_GATEWAY_TABLES = "public.payments_demogateway*"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file
FILES = "files"
# Directories of the data directory whose files belong to rows of the database. No file in them ever changes, and none
# is there later than its row: so those that are there after the database was written out are all that it names.
KEPT_DIRECTORIES = ("uploads", "usage")

_CHUNK_BYTES = 1024 * 1024
# Ours alone: what goes by another name in the same place is somebody else's.
_UNFINISHED = "trunkline-unfinished"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `files` maps the path of each to its SHA-256 in hexadecimal.

    `migrations` are all that the database had, as app and name; earlier backups left out those of libraries.
    """

    version: str
    taken_at: datetime
    migrations: frozenset[tuple[str, str]]
    files: dict[str, str]

    @property
    def has_secret_key(self) -> bool:
        """Whether the key that keeps second factors is in the backup: it is not where a setting names it."""
        return SECRET_KEY in self.files


def take_backup(installation: Installation, target: Path) -> Path:
    """Write a backup of an installation that may be running, and return its directory.

    In an existing directory a new one is made, named by the time. It appears complete or not at all. Raises
    OperatorError.
    """
    target = target.absolute()
    if target.is_dir():
        target /= f"trunkline-{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}"
    if target.exists() or not target.parent.is_dir():
        raise OperatorError(
            f"{target} exists already." if target.exists() else f"There is no directory {target.parent}.",
            "Name a directory to put the backup into, or a new name in one.",
        )
    lock = FileLock(target.parent / ".trunkline-backup.lock")
    try:
        return _take_locked(installation, target, lock)
    except OSError as error:
        # What several files were refused for comes as one text without a number.
        why = f"{error.strerror} ({error.filename or target})" if error.strerror else str(error)
        raise OperatorError(
            f"The backup could not be written: {why}.",
            "Name a directory with enough free space that this user can write.",
        ) from error
    finally:
        lock.release()


def _take_locked(installation: Installation, target: Path, lock: FileLock) -> Path:
    if not lock.acquire():
        raise OperatorError(
            f"Process {lock.holder_pid()} is writing a backup to {target.parent}.", "Wait until it is done."
        )
    for left in target.parent.glob(f".*.{_UNFINISHED}"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)  # of one that was killed, as we hold the lock
    unfinished = target.with_name(f".{target.name}.{_UNFINISHED}")
    unfinished.mkdir(mode=0o700)
    try:
        _fill(installation, unfinished)
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    sync_directory(target.parent)
    return target


def _fill(installation: Installation, place: Path) -> None:
    # A key that is not there yet is not the one of this database.
    with (
        installation.database(makes_key=False) as databases,
        psycopg.connect(databases.owner_url) as connection,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot, taken_at = _begin_snapshot(connection)
        migrations = _read_migrations(connection)
        secret_key.require_right_key(installation, connection)
        of_snapshot = f"--snapshot={snapshot}"
        left_out = f"--exclude-table-data={DEMO_GATEWAY_TABLES}"
        dump_to_file(databases.owner_url, place / DATABASE, [of_snapshot, left_out])
        only = ["--data-only", f"--table={DEMO_GATEWAY_TABLES}"]
        dump_to_file(databases.owner_url, place / DEMO_GATEWAY, [of_snapshot, *only])
    _copy_files(installation, place)
    files = {}
    for path in sorted(each for each in place.rglob("*") if each.is_file()):
        path.chmod(0o600)
        files[path.relative_to(place).as_posix()] = _hash_and_sync(path)
    document = {
        "format": FORMAT,
        "version": metadata.version("trunkline"),
        "taken_at": taken_at.isoformat(),
        "migrations": sorted(migrations),
        "files": files,
    }
    write_private(place / MANIFEST, json.dumps(document, indent=1) + "\n")
    for directory in (each for each in place.rglob("*") if each.is_dir()):
        sync_directory(directory)


def _begin_snapshot(connection: psycopg.Connection) -> tuple[str, datetime]:
    row = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
    if row is None:
        raise RuntimeError("PostgreSQL exported no snapshot.")
    return row[0], row[1].astimezone(UTC)


def _read_migrations(connection: psycopg.Connection) -> set[tuple[str, str]]:
    found = connection.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone()
    if found != (True,):
        raise OperatorError("The database has no tables yet: there is nothing to back up.", "Start it: trunkline up")
    return {(app, name) for app, name in connection.execute("SELECT app, name FROM django_migrations")}


def _copy_files(installation: Installation, place: Path) -> None:
    key = secret_key.read_key(installation.secret_key_path)
    if key is not None and not installation.settings.find("TRUNKLINE_SECRET_KEY"):
        write_private(place / SECRET_KEY, f"{key}\n")
    for name in KEPT_DIRECTORIES:
        source = installation.directory.root / name
        if source.is_dir():
            shutil.copytree(source, place / FILES / name, ignore=_leave_out_unfinished)


def _leave_out_unfinished(_directory: str, names: list[str]) -> list[str]:
    """Files appear under their names when they are complete; until then these begin with a dot."""
    return [name for name in names if name.startswith(".")]


def _hash_and_sync(path: Path) -> str:
    digest = hash_of(path)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return digest


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def check_backup(place: Path) -> Manifest:
    """Return a backup's manifest after comparing each file with it; raises OperatorError for what cannot be used."""
    manifest = _read_manifest(place)
    for name, expected in manifest.files.items():
        path = place / name
        try:
            is_good = hash_of(path) == expected
        except OSError as error:
            raise _damaged(place, f"{name} cannot be read ({error.strerror})") from error
        if not is_good:
            raise _damaged(place, f"{name} is not what was written")
    for name in (DATABASE, DEMO_GATEWAY):
        list_contents(place / name)
    return manifest


def _read_manifest(place: Path) -> Manifest:
    try:
        text = (place / MANIFEST).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"{place} is no backup, or one that was not finished: it has no readable {MANIFEST}.",
            "Name the directory that `trunkline backup` printed.",
        ) from error
    try:
        document = json.loads(text)
        if document["format"] > FORMAT:
            raise newer_backup(place, str(document.get("version")))
        files = {str(name): str(digest) for name, digest in document["files"].items()}
        manifest = Manifest(
            version=str(document["version"]),
            taken_at=datetime.fromisoformat(document["taken_at"]),
            migrations=frozenset((str(app), str(name)) for app, name in document["migrations"]),
            files=files,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(place, f"{MANIFEST} cannot be understood") from error
    if not {DATABASE, DEMO_GATEWAY} <= set(files) or not all(_is_expected(name) for name in files):
        raise _damaged(place, f"{MANIFEST} names other files than a backup has")
    if manifest.taken_at.tzinfo is None:
        raise _damaged(place, f"{MANIFEST} does not say when it was taken")
    return manifest


def _is_expected(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_kept = len(parts) > len((FILES, "directory")) and parts[0] == FILES and parts[1] in KEPT_DIRECTORIES
    return name in {DATABASE, DEMO_GATEWAY, SECRET_KEY} or (is_kept and ".." not in parts)


def _damaged(place: Path, why: str) -> OperatorError:
    return OperatorError(f"The backup {place} is damaged: {why}.", "Use another backup; this one changed nothing.")


def newer_backup(place: Path, version: str) -> OperatorError:
    """Return the refusal of a backup that a later version wrote."""
    return OperatorError(
        f"The backup {place} was made by a newer Trunkline ({version}) than this one.",
        "Install that version or a later one, and restore with it.",
    )


def kept_files(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the path within the data directory and the hash of each file that belongs to rows of the database."""
    for name, digest in manifest.files.items():
        if name.startswith(f"{FILES}/"):
            yield name.removeprefix(f"{FILES}/"), digest
