# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m trunkline_runner`: JSON lines in on standard input, JSON lines out on standard output."""

from __future__ import annotations

import os
import shutil

from trunkline_runner.warmup import configure, load


def main() -> None:
    """This will load Ansible and serve requests until standard input closes."""
    # Standard output is the wire. What anybody prints meanwhile goes to standard error.
    wire = os.dup(1)
    os.dup2(2, 1)
    requests = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    temporary = configure()
    try:
        versions = load()
    finally:
        # Loading is all that it was for: jobs have directories of their own, and a killed parent could not tidy up.
        shutil.rmtree(temporary)
    from trunkline_runner.parent import Parent
    from trunkline_runner.play import run

    Parent(requests, wire, run).serve(versions)


if __name__ == "__main__":
    main()
