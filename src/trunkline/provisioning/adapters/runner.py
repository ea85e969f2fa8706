"""Starts the program that runs Ansible plays, gives it jobs, and hands on what it tells.

The program is a process of its own that speaks JSON lines over its standard streams; nothing of it is imported here.
"""

import contextlib
import json
import os
import pwd
import queue
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

READY_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 20.0
# So many events at most are handed on together.
BATCH_EVENTS_MAX = 100
NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
SAFE_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ")


class RunnerNotStartedError(Exception):
    """The program could not be started or did not say that it is ready."""


class RefusedJobError(Exception):
    """The runner does not take this job; the text says why."""


def runner_environment(additions: Mapping[str, str] | None = None) -> dict[str, str]:
    """This will give the environment to start the runner with: a few harmless variables, no setting of ours."""
    kept = {name: os.environ[name] for name in SAFE_VARIABLES if name in os.environ}
    return {"PATH": os.defpath, **kept, **(additions or {})}


def _json_default(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be a variable of a play")


class _Process:
    """One life of the program, with the queues of the jobs that it is running."""

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self.popen = popen
        self.ready: dict[str, Any] | None = None
        self.is_ready = threading.Event()
        self._jobs: dict[str, queue.SimpleQueue[dict[str, Any]]] = {}
        self._lock = threading.Lock()
        # Of its own: while a long line waits to be written, the reader must be able to empty the other pipe.
        self._writing = threading.Lock()
        self._is_dead = False
        self._reader = threading.Thread(target=self._read, name="runner-events", daemon=True)
        self._reader.start()

    @property
    def is_alive(self) -> bool:
        return not self._is_dead and self.popen.poll() is None

    def add(self, job: str) -> queue.SimpleQueue[dict[str, Any]]:
        """This will open a queue for a job's events; raises RefusedJobError when the job is running already."""
        events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        with self._lock:
            if job in self._jobs:
                raise RefusedJobError(f"job {job} is running already")
            self._jobs[job] = events
            if self._is_dead:
                events.put(self._crash(job))
        return events

    def forget(self, job: str) -> None:
        with self._lock:
            self._jobs.pop(job, None)

    def send(self, message: Mapping[str, object]) -> bool:
        """This will send a line and tell whether the program could take it."""
        line = json.dumps(message, default=_json_default).encode() + b"\n"
        stdin = _pipe(self.popen.stdin)
        with self._writing:
            try:
                stdin.write(line)
                stdin.flush()
            except (BrokenPipeError, ValueError):
                # Its reader notices the end as well and tells every job.
                return False
        return True

    def stop(self) -> None:
        """This will close the program's input, upon which it ends its jobs and itself; kills it after 20 seconds."""
        with contextlib.suppress(BrokenPipeError):
            _pipe(self.popen.stdin).close()
        try:
            self.popen.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        self._reader.join(STOP_SECONDS_MAX)
        _pipe(self.popen.stdout).close()

    def _read(self) -> None:
        try:
            for line in _pipe(self.popen.stdout):
                self._hand_on(json.loads(line))
        finally:
            self._mark_dead()

    def _hand_on(self, message: dict[str, Any]) -> None:
        if message["event"] == "ready":
            self.ready = message
            self.is_ready.set()
            return
        with self._lock:
            events = self._jobs.get(str(message.get("job")))
        if events is not None:
            events.put(message)

    def _mark_dead(self) -> None:
        with self._lock:
            self._is_dead = True
            for job, events in self._jobs.items():
                events.put(self._crash(job))
        self.is_ready.set()

    @staticmethod
    def _crash(job: str) -> dict[str, Any]:
        return {
            "event": "finished",
            "job": job,
            "outcome": "crashed",
            "message": "The program that runs plays ended before the job did.",
            "failed_task": None,
            "failures": [],
            "statistics": {},
        }


def _take(events: queue.SimpleQueue[dict[str, Any]]) -> list[dict[str, Any]]:
    """Wait for an event and take what has come by then; a job's queue has one reader, and ends with `finished`."""
    taken = [events.get()]
    while len(taken) < BATCH_EVENTS_MAX and taken[-1]["event"] != "finished" and not events.empty():
        taken.append(events.get_nowait())
    return taken


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RunnerNotStartedError("the runner was started without pipes")
    return stream


class RunnerClient:
    """One warm runner and the jobs given to it; all methods may be called from any thread."""

    def __init__(self, command: Sequence[str], user: str | None, environment: Mapping[str, str]) -> None:
        """This will describe how to start the program: command, user (only root can choose) and environment."""
        self._command = list(command)
        self._user = user
        self._environment = dict(environment)
        self._process: _Process | None = None
        self._lock = threading.Lock()

    @property
    def is_alive(self) -> bool:
        """This will tell whether the program is running."""
        process = self._process
        return process is not None and process.is_alive

    @property
    def versions(self) -> dict[str, Any]:
        """This will give what the program said of itself when it was ready: versions, interpreter, plays_directory."""
        process = self._process
        return dict(process.ready) if process is not None and process.ready is not None else {}

    def start(self) -> dict[str, Any]:
        """This will start the program (again, if it has died) and wait for it; raises RunnerNotStartedError."""
        with self._lock:
            if self._process is not None:
                if self._process.is_alive:
                    return self.versions
                self._process.stop()
            self._process = _Process(self._spawn())
            self._process.is_ready.wait(READY_SECONDS_MAX)
            if self._process.ready is None:
                self._process.stop()
                status = self._process.popen.returncode
                raise RunnerNotStartedError(
                    f"the program that runs plays was not ready (it ended with status {status})"
                )
            return self.versions

    def _spawn(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self._environment,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
                cwd="/",
                start_new_session=True,
            )
        except (OSError, KeyError) as error:
            raise RunnerNotStartedError(f"the program that runs plays could not be started: {error}") from error

    def run(
        self,
        job_id: str,
        directory: Path,
        play: str,
        *,
        variables: Mapping[str, object],
        secrets: Sequence[str],
        timeout_seconds: float,
    ) -> Iterator[list[dict[str, Any]]]:
        """This will run a play and give its events as they come, those that are there already together.

        The last one is `finished` with the outcome.
        Outcomes: success, failed, rescued, timeout, cancelled, crashed (also when the program dies), syntax_error.
        Closing the iterator early cancels the job. Raises RefusedJobError, RunnerNotStartedError.
        """
        message = {
            "op": "run",
            "job": job_id,
            "directory": str(directory),
            "play": play,
            "variables": dict(variables),
            "secrets": list(secrets),
            "timeout_seconds": timeout_seconds,
        }
        return self._follow(job_id, message)

    def check(self, job_id: str, directory: Path, play: str, timeout_seconds: float = 60.0) -> dict[str, Any]:
        """This will parse a play without running it and give the `finished` event.

        Its outcome is success, with `tasks` (each with task, action, section), or syntax_error, with a message.
        """
        message: dict[str, object] = {"op": "check", "job": job_id, "directory": str(directory), "play": play}
        *_, last = self._follow(job_id, message | {"timeout_seconds": timeout_seconds})
        return last[-1]

    def _follow(self, job_id: str, message: Mapping[str, object]) -> Iterator[list[dict[str, Any]]]:
        process = self._process
        if process is None:
            raise RunnerNotStartedError("the program that runs plays was not started")
        events = process.add(job_id)
        has_ended = True
        try:
            process.send(message)
            has_ended = False
            while not has_ended:
                batch = []
                for event in _take(events):
                    if event["event"] != "refused":
                        batch.append(event)
                    elif event["op"] != "cancel":
                        has_ended = True
                        raise RefusedJobError(str(event["message"]))
                    # Else a job of the same name had ended before its cancellation arrived.
                has_ended = bool(batch) and batch[-1]["event"] == "finished"
                if batch:
                    yield batch
        finally:
            if not has_ended:
                process.send({"op": "cancel", "job": job_id})
            process.forget(job_id)

    def cancel(self, job_id: str) -> None:
        """This will end a job with all its processes; its events end with the outcome `cancelled`."""
        if (process := self._process) is not None:
            process.send({"op": "cancel", "job": job_id})

    def stop(self) -> None:
        """This will end all jobs and the program."""
        with self._lock:
            if self._process is not None:
                self._process.stop()
                self._process = None
