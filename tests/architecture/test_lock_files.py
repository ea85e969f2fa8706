"""Lock files hold versions and hashes, no addresses."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "check_lock_files.py"


def check(*paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *paths], capture_output=True, text=True, check=False)


def test_the_lock_files_of_this_project_hold_no_address() -> None:
    result = check()
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('"resolved": "there/left-pad.tgz",', "an address of a package"),
        ("--index-url there", "the address of an index"),
        ("--extra-index-url there", "the address of an index"),
        ("--trusted-host there", "the address of an index"),
        ("-i there", "the address of an index"),
        ("--find-links there", "a place to look for packages"),
        ("left-pad @ http://there.example/left-pad.whl", "a package from an address"),
        ("left-pad @ https://there.example/left-pad.whl", "a package from an address"),
        ("left-pad @ git+ssh://there.example/left-pad", "a package from an address"),
        ("left-pad @ file:///there/left-pad.whl", "a package from a file"),
        ('"version": "file:../left-pad",', "a package from a file"),
        ("registry=there", "the address of a registry"),
        ("@scope:registry = there", "the address of a registry"),
    ],
)
def test_an_address_in_a_lock_file_is_refused_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "some.lock"
    path.write_text(f"left-pad==1.3.0 \\\n    --hash=sha256:00\n{line}\n")

    result = check(path)

    assert result.returncode == 1
    assert result.stderr.startswith(f"{path}:3: {reason}")


def test_what_belongs_there_is_not_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.lock"
    path.write_text(
        "# registry = a comment\nleft-pad==1.3.0 ; sys_platform == 'win32' \\\n    --hash=sha256:0f\n"
        '"integrity": "sha512-ab/c-f ==",\n"funding": {"url": "https://example.org/fund"},\n'
    )
    assert check(path).returncode == 0


def test_a_missing_lock_file_is_refused(tmp_path: Path) -> None:
    result = check(tmp_path / "none.lock")
    assert result.returncode == 1
    assert "is missing" in result.stderr
