# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives `python -m trunkline_runner` over its pipes, as any program could."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WAIT_SECONDS_MAX = 120.0
KEPT = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "TMPDIR")
Event = dict[str, Any]


class Wire:
    """A running runner and the events that have come from it."""

    def __init__(self, environment: dict[str, str] | None = None, python: tuple[str, ...] = (sys.executable,)) -> None:
        self.popen = subprocess.Popen(
            [*python, "-m", "trunkline_runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: os.environ[name] for name in KEPT if name in os.environ} | (environment or {}),
            cwd="/",
            start_new_session=True,
        )
        self._queues: dict[str | None, queue.SimpleQueue[Event]] = {None: queue.SimpleQueue()}
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        self.ready = self._queues[None].get(timeout=WAIT_SECONDS_MAX)
        assert self.ready["event"] == "ready"

    def _queue(self, job: str | None) -> queue.SimpleQueue[Event]:
        with self._lock:
            return self._queues.setdefault(job, queue.SimpleQueue())

    def _read(self) -> None:
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            event = json.loads(line)
            self._queue(event.get("job")).put(event)
        self._queue(None).put({"event": "ended"})

    def send(self, **message: object) -> None:
        assert self.popen.stdin is not None
        self.popen.stdin.write(json.dumps(message).encode() + b"\n")
        self.popen.stdin.flush()

    def start(
        self,
        job: str,
        directory: Path,
        play: str,
        *,
        variables: dict[str, object] | None = None,
        secrets: tuple[str, ...] = (),
        timeout_seconds: float = 60,
        op: str = "run",
    ) -> None:
        self.send(
            op=op,
            job=job,
            directory=str(directory),
            play=play,
            variables=variables or {},
            secrets=list(secrets),
            timeout_seconds=timeout_seconds,
        )

    def next(self, job: str | None) -> Event:
        return self._queue(job).get(timeout=WAIT_SECONDS_MAX)

    def until(self, job: str, kind: str) -> list[Event]:
        """This will give a job's events up to the first of a kind."""
        events = [self.next(job)]
        while events[-1]["event"] != kind:
            assert events[-1]["event"] != "refused", events[-1]
            events.append(self.next(job))
        return events

    def close(self) -> int:
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.popen.stdin.close()
        status = self.popen.wait(WAIT_SECONDS_MAX)
        self._thread.join()
        self.popen.stdout.close()
        return status


class Jobs:
    """Makes job directories as the design describes them and runs plays in them."""

    def __init__(self, root: Path, wire: Wire, config: dict[str, Any]) -> None:
        self.root = root
        self.wire = wire
        self.config = config
        self._count = 0

    def directory(self, text: str, play: str) -> tuple[str, Path]:
        """This will make the next job's directory with a play of this text."""
        self._count += 1
        job = f"job-{os.getpid()}-{self._count}"
        directory = self.root / job
        (directory / "a" / "plays").mkdir(parents=True, mode=0o700)
        (directory / "a" / "plays" / f"{play}.yaml").write_text(text)
        (directory / "crm_config.yaml").write_text(json.dumps(self.config))
        return job, directory

    def run(self, text: str, play: str = "play_of_the_test", **options: Any) -> list[Event]:
        """This will run a play given by its text and give all its events."""
        job, directory = self.directory(text, play)
        self.wire.start(job, directory, play, **options)
        return self.wire.until(job, "finished")

    def shipped(self, play: str) -> str:
        """This will give the text of a shipped play."""
        return (Path(self.wire.ready["plays_directory"]) / f"{play}.yaml").read_text()


def play(*tasks: str, head: str = "") -> str:
    """This will give a play of tasks written in YAML's one-line form."""
    lines = "\n".join(f"    - {task}" for task in tasks)
    return f"- name: A play\n  hosts: localhost\n  gather_facts: false\n{head}  tasks:\n{lines}\n"


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.01)


def processes_with(mark: str) -> list[int]:
    """This will list the living processes whose command line holds a mark."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def results(events: list[Event]) -> list[dict[str, object]]:
    return [event["result"] for event in events if event["event"] == "task_ok"]


def memory_of(pid: int) -> int:
    """This will give a process's private and shared resident memory in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])
