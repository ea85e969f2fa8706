import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import metadata, util
from pathlib import Path

from trunkline.cli.data_directory import DataDirectory
from trunkline.cli.problems import OperatorError
from trunkline.cli.readable_copies import copy_once
from trunkline.cli.system_users import PLAYS_USER_NAME, SystemUser, ensure_user, is_root

_RUNNER_DISTRIBUTION = "trunkline-runner"
_RUNNER_PACKAGE = "trunkline_runner"
_PYTHON_NAME = f"python{sys.version_info.major}.{sys.version_info.minor}"
_DISTRIBUTION_PYTHON_PLACES = (Path("/usr/bin"), Path("/usr/local/bin"))
# What Ansible needs of the standard library that a minimal or half-built Python may lack.
_PYTHON_TRIAL = (
    "import ssl, json, ctypes, multiprocessing, zlib, zoneinfo, urllib.request, sys; "
    f"sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
)
_TRIAL_SECONDS_MAX = 30
_REQUIREMENT_NAME = re.compile(r"[^A-Za-z0-9._-]")  # what ends the name in a requirement such as `jinja2>=3.1`
_NEVER_NEEDED = ("site-packages", "test", "tests", "idlelib", "tkinter", "ensurepip", "__pycache__", "config-*", "*.a")


@dataclass(frozen=True)
class RunnerCommand:
    """How the play runner is started: its command, the user it runs as (None: this one), and its environment."""

    argv: list[str]
    user: str | None
    group: str | None
    environment: dict[str, str] = field(default_factory=dict)


def runner_command(data_dir: Path) -> RunnerCommand:
    """Return how to start the play runner; as root as the user trunkline-plays, from copies that this user can read.

    The copies (a Python, Ansible, the runner) are made below the data directory, once per version. Raises
    OperatorError when a package is missing or no Python can be made readable.
    """
    if util.find_spec(_RUNNER_PACKAGE) is None or util.find_spec("ansible") is None:
        missing = "ansible-core" if util.find_spec("ansible") is None else _RUNNER_DISTRIBUTION
        raise OperatorError(
            f"The package {missing}, which runs the plays, is not installed in {sys.prefix}.",
            f"Install Trunkline with its dependencies again ({sys.executable} -m pip install {missing}).",
        )
    arguments = ["-m", _RUNNER_PACKAGE]
    if not is_root():
        # Where this process finds its packages by PYTHONPATH, the runner does too, through any scrubbing on the way.
        environment = {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}
        return RunnerCommand(argv=[sys.executable, *arguments], user=None, group=None, environment=environment)
    user = ensure_user(PLAYS_USER_NAME)
    directory = DataDirectory(data_dir.absolute())
    directory.prepare()
    directory.require_passable_by(user)
    python, environment = _readable_python(user, directory.runtime)
    packages = _copy_of_packages(directory.runtime)
    environment["PYTHONPATH"] = str(packages)
    # -s and -B: nothing of a user's site directory, no attempt to write byte code beside the copies.
    return RunnerCommand(
        argv=[str(python), "-s", "-B", *arguments], user=user.name, group=user.name, environment=environment
    )


def _readable_python(user: SystemUser, runtime: Path) -> tuple[Path, dict[str, str]]:
    base = Path(sys.base_prefix) / "bin" / _PYTHON_NAME
    for candidate in (base, *(place / _PYTHON_NAME for place in _DISTRIBUTION_PYTHON_PLACES)):
        if _works_for(user, candidate, {}):
            return candidate, {}
    home = _copy_of_python(runtime)
    python = home / "bin" / _PYTHON_NAME
    # An interpreter that was built to load its library from the original place finds the copied one by the second.
    for environment in ({}, {"PYTHONHOME": str(home), "LD_LIBRARY_PATH": str(home / "lib")}):
        if _works_for(user, python, environment):
            return python, environment
    raise OperatorError(
        f"No Python {sys.version_info.major}.{sys.version_info.minor} works for the system user {user.name}.",
        f"Install the machine's own (Debian: apt-get install {_PYTHON_NAME}), or let {user.name} read "
        f"{sys.base_prefix}.",
    )


def _works_for(user: SystemUser, python: Path, environment: dict[str, str]) -> bool:
    try:
        outcome = subprocess.run(
            [str(python), "-s", "-c", _PYTHON_TRIAL],
            user=user.uid,
            group=user.gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": os.defpath, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TRIAL_SECONDS_MAX,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return outcome.returncode == 0


def _copy_of_python(runtime: Path) -> Path:
    base = Path(sys.base_prefix)
    origin = hashlib.sha256(f"{base} {sys.version}".encode()).hexdigest()[:8]
    version = ".".join(str(part) for part in sys.version_info[:3])
    libraries = {f"lib/{library.name}": library for library in (base / "lib").glob("libpython3*.so*")}
    return copy_once(
        runtime / f"python-{version}-{origin}",
        {
            f"bin/{_PYTHON_NAME}": base / "bin" / _PYTHON_NAME,
            f"lib/{_PYTHON_NAME}": base / "lib" / _PYTHON_NAME,
            **libraries,
        },
        leave_out=_NEVER_NEEDED,
    )


def _copy_of_packages(runtime: Path) -> Path:
    """Copy the runner and what it needs, and nothing else: no play can import Trunkline or its database driver."""
    sources: dict[str, Path] = {}
    fingerprint = hashlib.sha256()
    for distribution in _distributions(_RUNNER_DISTRIBUTION):
        fingerprint.update(f"{distribution.name}=={distribution.version}\n".encode())
        if distribution.name != _RUNNER_DISTRIBUTION:
            sources |= _top_level_paths(distribution)
    runner = _runner_package_directory()
    sources[_RUNNER_PACKAGE] = runner
    for path in sorted(runner.rglob("*")):
        # The runner may be installed from its sources, where the same version changes.
        if path.is_file() and "__pycache__" not in path.parts:
            fingerprint.update(str(path.relative_to(runner)).encode() + b"\0" + path.read_bytes())
    # A package's own folder of tests may be imported by it (jinja2.tests), so nothing is left out but byte code.
    return copy_once(
        runtime / f"runner-{fingerprint.hexdigest()[:16]}", sources, leave_out=("__pycache__", "ansible_test")
    )


def _runner_package_directory() -> Path:
    found = util.find_spec(_RUNNER_PACKAGE)
    if found is None or found.origin is None:
        raise OperatorError(
            f"The package {_RUNNER_DISTRIBUTION} is not installed.", "Install Trunkline with its dependencies again."
        )
    return Path(found.origin).resolve().parent


def _distributions(name: str) -> list[metadata.Distribution]:
    """Return a distribution and all that it requires on this machine, by name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [name]
    while waiting:
        requirement, _, condition = waiting.pop().partition(";")
        required = _REQUIREMENT_NAME.split(requirement.strip(), maxsplit=1)[0].lower().replace("_", "-")
        if required in found or "extra" in condition:
            continue
        try:
            distribution = metadata.distribution(required)
        except metadata.PackageNotFoundError as error:
            if condition:  # for another kind of machine or Python: the installer decided so
                continue
            raise OperatorError(
                f"The package {required}, which the play runner needs, is not installed.",
                "Install Trunkline with its dependencies again.",
            ) from error
        found[required] = distribution
        waiting += distribution.requires or []
    return [found[each] for each in sorted(found)]


def _top_level_paths(distribution: metadata.Distribution) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for file in distribution.files or []:
        top = file.parts[0]
        # Scripts lie outside (../../../bin); the metadata goes along, for Ansible asks for versions.
        if top not in {"..", "/", "__pycache__"} and not top.endswith(".pth"):
            paths[top] = Path(str(distribution.locate_file(top)))
    return paths
