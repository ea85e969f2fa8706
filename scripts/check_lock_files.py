#!/usr/bin/env python3
"""Refuses lock files that hold an address: whoever installs says from where, not whoever locked.

Looks at the lock files and npm's settings of this directory, or at the files named on the command line.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK_FILES = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock", "package-lock.json", ".npmrc")

REFUSED = {
    "an address of a package (resolved)": re.compile(r"\"resolved\""),
    "the address of an index": re.compile(r"--(extra-)?index-url|--trusted-host|(^|\s)-i\s"),
    "a place to look for packages": re.compile(r"--find-links|(^|\s)-f\s"),
    "a package from an address": re.compile(r"@\s*(git\+)?https?:|@\s*git\+|\"version\":\s*\"(https?|git)"),
    "a package from a file": re.compile(r"\bfile:"),
    "the address of a registry": re.compile(r"^[^#;]*registry\s*="),
}


def find_addresses(path: Path) -> list[str]:
    """This will list what is refused in a file, each with its line; the line's text is not repeated."""
    return [
        f"{path}:{number}: {what}"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for what, pattern in REFUSED.items()
        if pattern.search(line)
    ]


def main(arguments: list[str]) -> int:
    """This will check the files and return the exit status."""
    paths = [Path(argument) for argument in arguments] or [ROOT / name for name in LOCK_FILES]
    missing = [f"{path}: is missing" for path in paths if not path.is_file()]
    found = [line for path in paths if path.is_file() for line in find_addresses(path)]
    for line in missing + found:
        print(line, file=sys.stderr)
    return 1 if missing or found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
