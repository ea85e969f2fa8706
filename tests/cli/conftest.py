import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trunkline.cli.postgres import EmbeddedPostgres

WAIT_SECONDS_MAX = 60


def wait_until(condition: Callable[[], bool], what: str, seconds: float = WAIT_SECONDS_MAX) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def processes_using(place: Path) -> dict[int, str]:
    """Return the live processes that name a directory in their command or environment, or work inside it."""
    found: dict[int, str] = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            command = (process / "cmdline").read_bytes()
            texts = [command, (process / "environ").read_bytes(), os.fsencode((process / "cwd").readlink())]
        except OSError:
            continue
        if command and any(os.fsencode(place) in text for text in texts):
            found[int(process.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def clean_environment(**additions: str) -> dict[str, str]:
    """Return this process's environment without settings of Trunkline and PostgreSQL, and with what is given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TRUNKLINE_", "PG")) and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", **additions}


def run_trunkline(*arguments: str, seconds: float = 300, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trunkline.cli", *arguments],
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that the system users can pass through, unlike pytest's own."""
    directory = Path(tempfile.mkdtemp(prefix="trunkline-test-"))
    directory.chmod(0o755)
    yield directory
    wait_until(lambda: processes_using(directory) == {}, f"processes of {directory} to end")
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def module_place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="trunkline-test-"))
    directory.chmod(0o755)
    yield directory
    wait_until(lambda: processes_using(directory) == {}, f"processes of {directory} to end")
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def server(module_place: Path) -> Iterator[EmbeddedPostgres]:
    """A running embedded server, shared by the tests of one module."""
    postgres = EmbeddedPostgres(module_place / "data")
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture
def postgres(place: Path) -> Iterator[EmbeddedPostgres]:
    """An embedded server of the test's own, not yet made."""
    postgres = EmbeddedPostgres(place / "data")
    yield postgres
    postgres.stop()
