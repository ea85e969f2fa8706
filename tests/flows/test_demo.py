"""The demo as a new user runs it: a new data directory, and no Ansible on the path."""

import os
import shutil
import subprocess
import sys
import tempfile

import pytest

from tests.support.stack import free_port

SECONDS_MAX = 300
PATH = "/usr/local/bin:/usr/bin:/bin"


@pytest.mark.long
def test_the_demo_gets_every_figure_right_without_ansible_on_the_path() -> None:
    assert shutil.which("ansible-playbook", path=PATH) is None
    directory = tempfile.mkdtemp(prefix="trunkline-demo-")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRUNKLINE_", "DATABASE_URL"))}
    environment = kept | {"PATH": PATH, "TRUNKLINE_DATA_DIR": directory, "TRUNKLINE_PORT": str(free_port())}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "trunkline.cli", "demo", "--exit"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
    finally:
        shutil.rmtree(directory)
    assert done.returncode == 0, done.stdout + done.stderr
    for figure in ("over 5.00: 10.00", "percent: 200", "percent: 67", "*data: 21474836480", "Deactivated", "Removed"):
        assert figure in done.stdout
    assert "Every figure is right" in done.stdout
