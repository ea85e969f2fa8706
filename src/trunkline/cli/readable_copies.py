import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from trunkline.cli.locks import FileLock

_COPY_SECONDS_MAX = 120
_EVERYBODY_READS = 0o444
_EVERYBODY_RUNS = 0o111


def copy_once(target: Path, sources: Mapping[str, Path], leave_out: tuple[str, ...] = ()) -> Path:
    """Copy files and directories to `target`, readable for everybody, unless `target` is there, and return it.

    `sources` maps each path inside the target to what is copied there; names that match a pattern of `leave_out` are
    left out. The target appears complete or not at all; it belongs to this process's user. Raises OSError when
    something cannot be read or written, TimeoutError when another process copies for two minutes.
    """
    if target.is_dir():
        return target
    with FileLock(target.parent / f".{target.name}.lock") as lock:
        if not lock.acquire(wait_seconds=_COPY_SECONDS_MAX):
            raise TimeoutError(f"Process {lock.holder_pid()} is copying to {target} for too long.")
        if target.is_dir():
            return target
        for unfinished in target.parent.glob(f".{target.name}.unfinished-*"):
            shutil.rmtree(unfinished)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}.unfinished-", dir=target.parent))
        for inner_path, source in sources.items():
            destination = unfinished / inner_path
            destination.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, destination, ignore=shutil.ignore_patterns(*leave_out), dirs_exist_ok=True)
            else:
                shutil.copy2(source, destination)
        _let_everybody_read(unfinished)
        unfinished.rename(target)
    return target


def _let_everybody_read(root: Path) -> None:
    for directory, _names, files in os.walk(root):
        Path(directory).chmod(0o755)
        for name in files:
            path = Path(directory) / name
            if path.is_symlink():
                continue
            mode = path.stat().st_mode & 0o777
            path.chmod(mode | _EVERYBODY_READS | (_EVERYBODY_RUNS if mode & 0o100 else 0))
