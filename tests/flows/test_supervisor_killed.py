"""The supervisor is killed in the middle of an order; started again, the order ends and nothing hangs."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.orders import PLAYS_DIRECTORY
from tests.support.stack import free_port

SECONDS_MAX = 120


class Installation:
    """A `trunkline up` of its own, which can be killed and started again."""

    def __init__(self, directory: Path) -> None:
        self.base_url = f"http://127.0.0.1:{(port := free_port())}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
        kept.pop("DATABASE_URL", None)
        self.environment = kept | {
            "TRUNKLINE_DATA_DIR": str(directory),
            "TRUNKLINE_PORT": str(port),
            "TRUNKLINE_PLAYS_DIR": str(PLAYS_DIRECTORY),
            "TRUNKLINE_LEASE_SECONDS": "4",
            "TRUNKLINE_HEARTBEAT_SECONDS": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "trunkline.cli", *arguments]
        return subprocess.check_output(command, env=self.environment, text=True, timeout=SECONDS_MAX)

    def up(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "trunkline.cli", "up"], env=self.environment)
        self.wait_for(lambda: httpx.get(f"{self.base_url}/readyz", trust_env=False).is_success)

    def wait_for(self, condition: Any) -> None:
        deadline = time.monotonic() + SECONDS_MAX
        while True:
            assert self.process is None or self.process.poll() is None, "`trunkline up` has ended"
            try:
                if condition():
                    return
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline
            time.sleep(0.2)


@pytest.fixture
def installation() -> Iterator[Installation]:
    # Not pytest's directory, which is closed to the users that run database and plays.
    directory = tempfile.mkdtemp(prefix="trunkline-killed-")
    made = Installation(Path(directory))
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.terminate()
        assert made.process.wait(60) == 0
    shutil.rmtree(directory)


@pytest.mark.long
def test_an_order_under_way_when_the_supervisor_is_killed_ends_after_the_next_start(installation: Installation) -> None:
    installation.up()
    token = re.search(r"tlk_\S+", installation.run("staff", "first@staff.example"))
    assert token is not None
    headers = {"Authorization": f"Bearer {token[0]}"}
    with httpx.Client(base_url=f"{installation.base_url}/api/v1", headers=headers, timeout=30, trust_env=False) as api:
        job = order_something_slow(api)
        installation.wait_for(lambda: len(api.get(f"/jobs/{job}/log").json()["data"]) > 5)
        assert installation.process is not None
        installation.process.send_signal(signal.SIGKILL)
        installation.process.wait()
        installation.up()
        installation.wait_for(lambda: api.get(f"/jobs/{job}").json()["status"] != 1)
        ended = api.get(f"/jobs/{job}").json()
    # The run that was lost, the undoing of what it did, the run that succeeded.
    assert (ended["status"], ended["attempt"]) == (0, 3)
    assert "none" in installation.run("verify")


def order_something_slow(api: httpx.Client) -> int:
    """Define a product whose play takes its time, and order it; returns the job's number."""

    def make(path: str, **body: object) -> Any:
        response = api.post(path, json=body)
        assert response.status_code == 201, response.text
        return response.json()

    make(
        "/sellers",
        name="Seller",
        legal_name="Seller Ltd",
        country="GB",
        currency="GBP",
        time_zone="Europe/London",
        brand_name="Brand",
        brand_slug="brand",
    )
    product = make(
        "/products",
        product_name="Slow",
        product_slug="slow",
        category="standalone",
        service_type="mobile",
        retail_cost="15.00",
        contract_days=30,
        provisioning_play="play_test_takes_its_time",
        provisioning_json_vars={"wait_seconds": 5},
    )
    account = make("/accounts", name="Ada Tester")
    order = make("/orders", account=account["id"], product=product["id"])
    return int(order["lines"][0]["provision_id"])
