"""The key that keeps second factors: which one is in force, whether it is the right one, and how a restore puts it."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
from cryptography.fernet import InvalidToken

from trunkline.cli.installation import Installation
from trunkline.cli.postgres_roles import sync_directory, write_private
from trunkline.cli.problems import OperatorError
from trunkline.platform.stored_secrets import second_factor_cipher

# The one that was used last, for that it could be read then; others may be left of a key from before.
_LAST_USED_FACTOR = """
SELECT coalesce(data ->> 'secret', data ->> 'seed') FROM mfa_authenticator
WHERE coalesce(data ->> 'secret', data ->> 'seed') IS NOT NULL
ORDER BY greatest(created_at, last_used_at) DESC, id DESC LIMIT 1
"""


def find_secret_key(installation: Installation) -> str | None:
    """Return the key that web has: the one of the setting, else the kept one, if any; raises OperatorError."""
    named = installation.settings.find("TRUNKLINE_SECRET_KEY")
    if named:
        return named
    return read_key(installation.secret_key_path)


def read_key(path: Path) -> str | None:
    """Return the key that a file holds, None where there is none; raises OperatorError when it cannot be read."""
    try:
        return path.read_text().strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"The secret key {path} cannot be read ({error}).",
            "Run trunkline as the owner of the data directory; a damaged key is in the last backup.",
        ) from error


def reads_second_factors(connection: psycopg.Connection, secret_key: str | None) -> bool:
    """Tell whether a key is the one that second factors are kept with; any is where there are none."""
    if connection.execute("SELECT to_regclass('mfa_authenticator') IS NULL").fetchone() == (True,):
        return True
    row = connection.execute(_LAST_USED_FACTOR).fetchone()
    if row is None:
        return True
    if secret_key is None:
        return False
    try:
        second_factor_cipher(secret_key.encode()).decrypt(row[0].encode())
    except InvalidToken:
        return False
    return True


def require_right_key(installation: Installation, connection: psycopg.Connection) -> None:
    """Raise OperatorError unless the key in force here is the one that second factors are kept with."""
    key = find_secret_key(installation)
    if reads_second_factors(connection, key):
        return
    has_setting = bool(installation.settings.find("TRUNKLINE_SECRET_KEY"))
    which = "TRUNKLINE_SECRET_KEY" if has_setting else f"The key {installation.secret_key_path}"
    raise OperatorError(
        f"{which} is not the key that the second factors in the database are kept with."
        if key is not None
        else "There is no secret key here, and the database holds second factors that are kept with one.",
        "Run this with the environment that web has: with the same TRUNKLINE_SECRET_KEY, or without it where web has "
        "none, and with the same TRUNKLINE_DATA_DIR. If that key is lost, remove the second factors: nobody can use "
        "them any more.",
    )


def require_no_other_setting(installation: Installation, key_of_backup: str | None) -> None:
    """Raise OperatorError when the setting names another key than the backup holds, which could read nothing of it."""
    named = installation.settings.find("TRUNKLINE_SECRET_KEY")
    if named and key_of_backup is not None and named != key_of_backup:
        raise OperatorError(
            "TRUNKLINE_SECRET_KEY is not the key that the backup holds: with it, no second factor could be read.",
            "Set it, on all hosts, to the key in the backup's file secret_key, or unset it, so that this key is kept "
            "in the data directory. Nothing was changed.",
        )


def stage_key(installation: Installation, key: str) -> Path | None:
    """Write a key beside the one in force, to be put in its place later; None where it is the one already.

    Raises OSError, and has then left nothing.
    """
    if installation.settings.find("TRUNKLINE_SECRET_KEY"):
        return None
    path = installation.secret_key_path
    if path.exists() and path.read_bytes().strip() == key.encode():
        return None
    staged = path.with_name(f"{path.name}.restored")
    write_private(staged, f"{key}\n")
    return staged


def put_key(installation: Installation, staged: Path) -> Path | None:
    """Put a staged key in force, and return where the one before is kept, if there was one; raises OSError."""
    path = installation.secret_key_path
    kept = None
    if path.exists():
        kept = path.with_name(f"{path.name}.before-restore-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%fZ}")
        # A second name first: at no instant is there no key, for which another would be made.
        kept.hardlink_to(path)
    staged.replace(path)
    sync_directory(path.parent)
    return kept
