"""Carrying the embedded database over to PostgreSQL's next major version."""

from pathlib import Path

import psycopg

from trunkline.cli import postgres_files
from trunkline.cli.installation import Installation
from trunkline.cli.postgres import EmbeddedPostgres
from trunkline.cli.postgres_files import MAJOR_VERSION
from trunkline.cli.postgres_roles import sync_directory
from trunkline.cli.postgres_transfer import Loading
from trunkline.cli.problems import OperatorError

_NEW_CLUSTER = ".upgrading"


def upgrade_database(installation: Installation) -> Path:
    """Copy the embedded database to a cluster of this version's PostgreSQL, and return the old one, which stays.

    The new one takes its place when it is complete; until then the old one is the database, and a further attempt
    begins anew. Raises OperatorError when there is nothing to be done, or when the old one cannot be read.
    """
    if not installation.has_database_of_its_own:
        raise OperatorError(
            "The database is a server of your own, which Trunkline does not upgrade.",
            "Upgrade that server as its makers tell; PostgreSQL 15 or newer will do.",
        )
    with installation.postgres.locked():
        old_major = _find_old_cluster(installation)
        root = installation.directory.root
        old = EmbeddedPostgres(root, major=old_major, beside=str(old_major))
        new = EmbeddedPostgres(root, beside=_NEW_CLUSTER)
        new.discard()
        try:
            _copy(old, new)
        except BaseException:
            # Half a copy would fill the disk, and the old database needs room to go on.
            new.discard()
            raise
        new.cluster.rename(installation.postgres.cluster)
        sync_directory(installation.directory.postgres)
    return old.cluster


def _find_old_cluster(installation: Installation) -> int:
    if installation.postgres.cluster.exists():
        raise OperatorError(
            f"The embedded database is a cluster of PostgreSQL {MAJOR_VERSION} already.", "Start it: trunkline up"
        )
    found = installation.directory.postgres.iterdir()
    majors = sorted(int(each.name) for each in found if each.name.isdecimal() and (each / "PG_VERSION").is_file())
    if not majors:
        raise OperatorError("There is no embedded database yet.", "Start Trunkline, which makes one: trunkline up")
    major = majors[-1]
    if not postgres_files.brings(major):
        raise OperatorError(
            f"The embedded database was made by PostgreSQL {major}, which this Trunkline does not bring.",
            f"Write the data out with pg_dump of version {major}, move the cluster away, start Trunkline and read the "
            "data in with pg_restore; or go on with the Trunkline release that made it.",
        )
    return major


def _copy(old: EmbeddedPostgres, new: EmbeddedPostgres) -> None:
    try:
        old.start()
        new.start()
        with Loading(new.url("owner")) as loading:
            loading.copy_from(old.url("owner"))
            loading.commit()
        with psycopg.connect(new.url("owner"), autocommit=True) as connection:
            connection.execute("ANALYZE")
    finally:
        new.stop()
        old.stop()
