"""The directory of one provisioning job: its configuration at the place where plays look for it, and its play."""

import importlib.util
import json
import os
import pwd
import re
import shutil
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
PLAY_SUFFIXES = (".yaml", ".yml")
# Ansible would look there before it looks for the job's configuration.
NOT_LINKED = frozenset({"vars"})
RUNNER_PACKAGE = "trunkline_runner"


class PlayNotFoundError(Exception):
    """No play of this name is in any of the directories."""


def shipped_plays_directory() -> Path:
    """This will give the directory of the shipped plays; found without importing the package they are in.

    Raises PlayNotFoundError when the package is not installed.
    """
    spec = importlib.util.find_spec(RUNNER_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PlayNotFoundError(f"the package {RUNNER_PACKAGE} is not installed")
    package = Path(spec.submodule_search_locations[0])
    return package / "collections" / "ansible_collections" / "trunkline" / "bss" / "playbooks"


def find_play(name: str, search_path: Sequence[Path]) -> Path:
    """This will find a play's file by its name, the first directory that has it winning; raises PlayNotFoundError.

    Names are letters, digits, `_` and `-` only, so none leads out of its directory.
    """
    if not NAME.fullmatch(name):
        raise PlayNotFoundError(f"{name!r} is not a name of a play: letters, digits, _ and - only, without .yaml")
    for directory in search_path:
        for suffix in PLAY_SUFFIXES:
            candidate = directory / f"{name}{suffix}"
            if candidate.is_file():
                return candidate
    # Whoever edits products need not know where on the server plays are.
    raise PlayNotFoundError(f"there is no play {name}.yaml, neither an own nor a shipped one")


def prepare_job_directory(
    root: Path, job_id: str, *, crm_config: Mapping[str, Any], plays: Sequence[Path], play: str, owner: str | None
) -> Path:
    """This will make ROOT/job_id with crm_config.yaml, a/plays/<play>.yaml, home and tmp, readable by its owner only.

    The play is copied, so that an edit meanwhile does not change a running job; what stands beside it is linked.
    `owner` is the user who runs plays, when we are root. Raises PlayNotFoundError, FileExistsError, and ValueError for
    a job id that is no file name or a configuration that Ansible would take for a template.
    """
    if not NAME.fullmatch(job_id):
        raise ValueError(f"{job_id!r} cannot name a directory")
    source = find_play(play, plays)
    # JSON is YAML.
    text = json.dumps(crm_config, indent=2, sort_keys=True)
    if "{{" in text or "{%" in text or "{#" in text:
        raise ValueError("the job's configuration contains a template")
    if not root.is_dir():
        # Another worker of this host may come to its first job at the same moment.
        root.mkdir(parents=True, exist_ok=True)
        # The user who runs plays must pass through, but need not see what else is there.
        root.chmod(0o711)
    directory = root / job_id
    directory.mkdir(mode=0o700)
    play_directory = directory / "a" / "plays"
    play_directory.mkdir(mode=0o700, parents=True)
    for name in ("home", "tmp"):
        (directory / name).mkdir(mode=0o700)
    config = directory / "crm_config.yaml"
    config.touch(mode=0o600)
    config.write_text(text + "\n", encoding="utf-8")
    shutil.copyfile(source, play_directory / f"{play}.yaml")
    _link_neighbours(source, play_directory)
    if owner is not None:
        _give_to(directory, owner)
    return directory


def _link_neighbours(source: Path, play_directory: Path) -> None:
    for neighbour in source.resolve().parent.iterdir():
        if neighbour.name.startswith(".") or neighbour.name in NOT_LINKED or neighbour.name == source.name:
            continue
        link = play_directory / neighbour.name
        if not link.exists():
            link.symlink_to(neighbour)


def _give_to(directory: Path, owner: str) -> None:
    entry = pwd.getpwnam(owner)
    os.chown(directory, entry.pw_uid, entry.pw_gid)
    for parent, names, files in os.walk(directory):
        for name in (*names, *files):
            os.chown(Path(parent, name), entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def remove_job_directory(directory: Path) -> None:
    """This will remove a job's directory, also when its play took rights away from what it left; none is no error."""
    if not directory.is_dir():
        return
    directory.chmod(stat.S_IRWXU)
    for parent, names, _ in os.walk(directory):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(stat.S_IRWXU)
    shutil.rmtree(directory)
