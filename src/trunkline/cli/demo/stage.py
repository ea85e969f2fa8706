"""What the demo's story is lived on: the API, the clock, the terminal, and what is checked there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from trunkline.cli.clock import advance_to

JOB_SECONDS_MAX = 120.0
WAIT_SECONDS_MAX = 20.0
POLL_SECONDS = 0.05


class DemoFailedError(Exception):
    """A figure of the demo is not what it must be."""


@dataclass
class Step:
    """A step of the story and how long it took."""

    title: str
    begun: float
    seconds: float = 0.0


@dataclass
class Stage:
    """What the story is lived on: the API, the clock, the terminal, and what must be checked there."""

    client: httpx.Client
    console: Console
    mail_directory: Path
    steps: list[Step] = field(default_factory=list)

    def step(self, title: str) -> None:
        """This will announce a step."""
        self.end_step()
        self.steps.append(Step(title, time.monotonic()))
        self.console.print(f"[bold]{len(self.steps):>2}. {title}[/]")

    def end_step(self) -> None:
        """This will note how long the step under way took."""
        if self.steps:
            self.steps[-1].seconds = time.monotonic() - self.steps[-1].begun

    def expect(self, what: str, actual: object, wanted: object) -> None:
        """This will print a figure and raise DemoFailedError unless it is the wanted one."""
        if actual != wanted:
            raise DemoFailedError(f"{what} is {actual!r}, but must be {wanted!r}.")
        self.console.print(f"      {what}: [green]{wanted}[/]", highlight=False)

    def read(self, path: str) -> Any:
        """This will read a document of the API; raises DemoFailedError on a refusal."""
        return self._call("GET", path)

    def send(self, path: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> Any:
        """This will send a document to the API and return the answer; raises DemoFailedError on a refusal."""
        return self._call(method, path, body)

    def refused(self, path: str, body: dict[str, Any]) -> str:
        """This will send what must be refused, and return the refusal's code; raises DemoFailedError if it is not."""
        response = self._request("POST", path, body)
        if response.is_success:
            raise DemoFailedError(f"POST {path} should have been refused, but was answered {response.text[:300]}")
        return str(response.json()["code"])

    def ask_ocs(self, method: str, **params: Any) -> tuple[Any, str | None]:
        """This will call the charging system and return its result and its error."""
        document = self._call("POST", "/jsonrpc", {"method": method, "params": [params], "id": 1})
        return document["result"], document["error"]

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        response = self._request(method, path, body)
        if response.is_error:
            raise DemoFailedError(f"{method} {path} was refused with {response.status_code}: {response.text[:500]}")
        return response.json(parse_float=Decimal)

    def _request(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response:
        try:
            return self.client.request(method, path, json=body)
        except httpx.TransportError as error:
            raise DemoFailedError(f"web did not answer {method} {path}: {error}. logs/web.log may say why.") from error

    def finish(self, order: dict[str, Any], *, tells: bool = False) -> dict[str, Any]:
        """This will follow the job of an order to its end and return it; raises DemoFailedError if it takes too long.

        With `tells`, the tasks are printed as they end.
        """
        provision_id = order["lines"][0]["provision_id"]
        deadline = time.monotonic() + JOB_SECONDS_MAX
        after = 0
        while time.monotonic() < deadline:
            log = self.read(f"/api/v1/jobs/{provision_id}/log?after={after}")
            after = log["next"]
            for line in log["data"]:
                if tells and line["kind"] in {"task_ok", "task_failed"}:
                    self.console.print(f"      [dim]{line['kind']}: {line['event'].get('task')}[/]", highlight=False)
            if log["status"] != 1 and not log["data"]:
                return dict(self.read(f"/api/v1/jobs/{provision_id}"))
            time.sleep(POLL_SECONDS)
        raise DemoFailedError(f"Job {provision_id} did not end within {JOB_SECONDS_MAX:.0f} seconds.")

    def succeed(self, order: dict[str, Any], *, tells: bool = False) -> dict[str, Any]:
        """This will follow an order whose play must succeed to its end, and return its job."""
        job = self.finish(order, tells=tells)
        if job["status"]:
            raise DemoFailedError(
                f"the play {job['play']} ended as {job['state']}: {job['failing_task']} {job['failure']}"
            )
        return job

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """This will return when something is so, or when it has not become so for a while."""
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while not is_so() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)

    def advance(self, days: int) -> None:
        """This will move the business clock so many days forward, through all that is due on the way."""
        from trunkline.platform.clocks import business_now

        move = advance_to(business_now() + timedelta(days=days), self.console)
        if move.failed:
            raise DemoFailedError(f"jobs were given up on the way: {', '.join(job.job for job in move.failed)}")
