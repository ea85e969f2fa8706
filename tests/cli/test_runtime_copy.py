import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import clean_environment
from trunkline.cli import runtime_copy
from trunkline.cli.readable_copies import copy_once
from trunkline.cli.runtime_copy import RunnerCommand, runner_command
from trunkline.cli.system_users import ensure_user

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs plays as another user")


def run_as_runner(command: RunnerCommand, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command.argv[0], *arguments],
        user=command.user,
        group=command.group,
        extra_groups=None if command.user is None else [],
        cwd="/",
        env={"PATH": os.defpath, **command.environment},
        input="",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_only_root_runs_the_runner_as_another_user(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    command = runner_command(place / "data")
    assert command.argv[-2:] == ["-m", "trunkline_runner"]
    if os.geteuid() == 0:
        assert command.user == "trunkline-plays"
        assert Path(command.environment["PYTHONPATH"]).parent == place / "data" / "runtime"
    else:
        assert command == RunnerCommand(
            argv=[sys.executable, "-m", "trunkline_runner"], user=None, group=None, environment={}
        )
        assert not (place / "data").exists()


def closed_python(place: Path) -> Path:
    """Return a Python that only root can read: this one, in a place of its own if need be."""
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    for part in ("bin", "lib"):
        (closed / part).symlink_to(Path(sys.base_prefix) / part)
    return closed


@needs_root
@pytest.mark.parametrize("python", ["the machine's", "copied"])
def test_root_has_a_runner_that_its_user_can_start(place: Path, monkeypatch: pytest.MonkeyPatch, python: str) -> None:
    if python == "copied":
        monkeypatch.setattr(runtime_copy, "_DISTRIBUTION_PYTHON_PLACES", ())
        monkeypatch.setattr(sys, "base_prefix", str(closed_python(place)))
    command = runner_command(place / "data")
    assert (command.user, command.group) == ("trunkline-plays", "trunkline-plays")
    outcome = run_as_runner(command, *command.argv[1:])
    assert outcome.returncode == 0, outcome.stderr
    ready = json.loads(outcome.stdout.splitlines()[0])
    assert ready["event"] == "ready"
    assert ready["ansible"].startswith("2.19.")
    assert runner_command(place / "data") == command


@needs_root
def test_the_plays_user_has_neither_trunkline_nor_its_database_driver(place: Path) -> None:
    command = runner_command(place / "data")
    for package in ("trunkline", "psycopg", "django"):
        outcome = run_as_runner(command, "-s", "-c", f"import {package}")
        assert "ModuleNotFoundError" in outcome.stderr
    secrets = place / "data" / "secrets"
    outcome = run_as_runner(command, "-c", f"import os; os.listdir({str(secrets)!r})")
    assert "PermissionError" in outcome.stderr


@needs_root
def test_a_changed_runner_is_copied_anew(place: Path) -> None:
    sources = place / "sources"
    subprocess.run(["cp", "-r", Path(runtime_copy._runner_package_directory()).parent, sources], check=True)  # noqa: SLF001
    program = (
        "import sys; from pathlib import Path; from trunkline.cli.runtime_copy import runner_command; "
        "print(runner_command(Path(sys.argv[1])).environment['PYTHONPATH'])"
    )
    copies = []
    for addition in ("", "# changed\n"):
        with (sources / "trunkline_runner" / "__init__.py").open("a") as file:
            file.write(addition)
        outcome = subprocess.run(
            [sys.executable, "-c", program, str(place / "data")],
            env=clean_environment(PYTHONPATH=str(sources)),
            capture_output=True,
            text=True,
            check=True,
        )
        copies.append(Path(outcome.stdout.strip()))
    assert copies[0] != copies[1]
    assert (copies[1] / "trunkline_runner" / "__init__.py").read_text().endswith("# changed\n")


@needs_root
def test_a_system_user_is_made_once_even_by_several_at_a_time() -> None:
    name = "trunkline-test-user"
    found = []
    threads = [threading.Thread(target=lambda: found.append(ensure_user(name))) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 4
        assert len(set(found)) == 1
    finally:
        subprocess.run(["/usr/sbin/userdel", name], check=True, capture_output=True)


def test_a_copy_appears_complete_or_not_at_all(place: Path) -> None:
    (place / "source").mkdir()
    (place / "source" / "tool").write_text("#!/bin/sh\n")
    (place / "source" / "tool").chmod(0o700)
    (place / "source" / "unfit.a").write_text("left out")
    (place / ".copy.unfinished-left").mkdir()
    target = place / "copy"
    with pytest.raises(FileNotFoundError):
        copy_once(target, {"tools": place / "source", "missing": place / "nowhere"})
    assert not target.exists()
    assert copy_once(target, {"tools": place / "source"}, leave_out=("*.a",)) == target
    assert sorted(path.name for path in (target / "tools").iterdir()) == ["tool"]
    assert (target / "tools" / "tool").stat().st_mode & 0o777 == 0o755
    assert list(place.glob(".copy.unfinished-*")) == []
    (place / "source" / "tool").write_text("newer")
    copy_once(target, {"tools": place / "source"})
    assert (target / "tools" / "tool").read_text() == "#!/bin/sh\n"
