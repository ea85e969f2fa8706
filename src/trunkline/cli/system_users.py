import fcntl
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from trunkline.cli.problems import OperatorError

POSTGRES_USER_NAME = "trunkline-postgres"
PLAYS_USER_NAME = "trunkline-plays"

_ADMINISTRATION_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


@dataclass(frozen=True)
class SystemUser:
    """A user of the machine that a part of Trunkline runs as when Trunkline itself runs as root."""

    name: str
    uid: int
    gid: int


def is_root() -> bool:
    """Tell whether this process may become other users."""
    return os.geteuid() == 0


def find_user(name: str) -> SystemUser | None:
    """Return the machine's user of this name, or None."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return SystemUser(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def ensure_user(name: str) -> SystemUser:
    """Return the system user of this name, made first if the machine has none; only root can make one.

    Raises OperatorError when it cannot be made.
    """
    with Path("/etc/passwd").open("rb") as passwd:
        # useradd gives up when another one runs: take turns among our own.
        fcntl.flock(passwd, fcntl.LOCK_EX)
        user = find_user(name)
        if user is not None:
            return user
        _create_user(name)
    user = find_user(name)
    if user is None:
        raise OperatorError(
            f"The system user {name} was made but the machine does not know it.",
            f"Look at the machine's user database (getent passwd {name}), then try again.",
        )
    return user


def _create_user(name: str) -> None:
    program = shutil.which("useradd", path=_ADMINISTRATION_PATH)
    if program is None:
        raise OperatorError(
            f"The system user {name} does not exist and the program useradd is missing.",
            f"Install it (Debian: apt-get install passwd), or make the system user {name} by hand.",
        )
    no_login = shutil.which("nologin", path=_ADMINISTRATION_PATH) or "/bin/false"
    outcome = subprocess.run(
        [
            program,
            *("--system", "--user-group", "--no-create-home"),
            *("--home-dir", "/nonexistent", "--shell", no_login, "--comment", "Trunkline", name),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": _ADMINISTRATION_PATH, "LC_ALL": "C.UTF-8"},
    )
    if outcome.returncode != 0:
        raise OperatorError(
            f"The system user {name} could not be made: {outcome.stderr.strip()}.",
            f"Make it by hand: useradd --system --user-group {name}",
        )


def can_read(user: SystemUser, *paths: Path) -> bool:
    """Tell whether the user can reach and read all of the paths, by asking the kernel as that user; only for root."""
    outcome = subprocess.run(
        ["/bin/sh", "-c", 'for path; do [ -r "$path" ] || exit 1; done', "sh", *map(str, paths)],
        user=user.uid,
        group=user.gid,
        extra_groups=[],
        cwd="/",
        env={"PATH": _ADMINISTRATION_PATH},
        check=False,
    )
    return outcome.returncode == 0


def can_enter(user: SystemUser, directory: Path) -> bool:
    """Tell whether the user can pass through the directory (its parents included); only for root."""
    outcome = subprocess.run(
        ["/bin/sh", "-c", '[ -x "$1" ]', "sh", str(directory)],
        user=user.uid,
        group=user.gid,
        extra_groups=[],
        cwd="/",
        env={"PATH": _ADMINISTRATION_PATH},
        check=False,
    )
    return outcome.returncode == 0
