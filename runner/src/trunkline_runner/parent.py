# SPDX-License-Identifier: GPL-3.0-or-later
"""The warm parent: reads requests from standard input, forks a guardian per job, passes on what they report.

One thread, no database, no network: what it forks inherits nothing but Ansible's loaded code.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from trunkline_runner.guardian import guard
from trunkline_runner.processes import become_subreaper, end_descendants
from trunkline_runner.protocol import RefusedRequestError, Request, encode, parse_request

READ_BYTES = 65_536
REQUEST_BYTES_MAX = 16_777_216
SHUTDOWN_SECONDS_MAX = 15.0
FINISHED_LINE_START = b'{"event": "finished"'


def _parse_line(line: bytes) -> dict[str, object]:
    try:
        message = json.loads(line)
    except ValueError as error:
        raise RefusedRequestError("a request is one line of JSON") from error
    if not isinstance(message, dict):
        raise RefusedRequestError("a request is a JSON object")
    return message


@dataclass
class Job:
    """A job at work: its guardian and the two pipes to it."""

    name: str
    guardian: int
    lifeline: int
    report: int
    buffer: bytes = b""
    has_finished: bool = field(default=False)


class Parent:
    """Serves requests until standard input closes or a SIGTERM comes; then ends all jobs."""

    def __init__(self, requests: int, events: int, run_child: Callable[[Request, int], None]) -> None:
        """This will serve requests read from one descriptor and write events to another."""
        self._requests = requests
        self._events = events
        self._run_child = run_child
        self._selector = selectors.DefaultSelector()
        self._jobs: dict[str, Job] = {}
        self._by_report: dict[int, Job] = {}
        self._buffer = b""
        self._is_stopping = False

    def serve(self, ready: dict[str, object]) -> None:
        """This will announce itself with `ready` and work until it is told to stop."""
        become_subreaper()
        wakeup = self._wake_on_signals()
        self._selector.register(self._requests, selectors.EVENT_READ)
        self._selector.register(wakeup, selectors.EVENT_READ)
        try:
            self._emit({"event": "ready", **ready})
            while not self._is_stopping:
                for key, _ in self._selector.select():
                    if key.fd == self._requests:
                        self._read_requests()
                    elif key.fd == wakeup.fileno():
                        self._is_stopping = True
                    elif (job := self._by_report.get(key.fd)) is not None:
                        self._read_report(job)
        except BrokenPipeError:
            # Whoever asked is gone; its jobs must not go on unwatched.
            pass
        finally:
            self._shut_down()

    def _wake_on_signals(self) -> socket.socket:
        receiver, sender = socket.socketpair()
        receiver.setblocking(False)
        sender.setblocking(False)
        signal.set_wakeup_fd(sender.fileno())
        self._sender = sender
        signal.signal(signal.SIGTERM, lambda *_: None)
        # Ctrl-C reaches the whole terminal; the process that started us decides when we stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return receiver

    def _emit(self, event: dict[str, object]) -> None:
        self._write(encode(event))

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._events, view) :]

    def _read_requests(self) -> None:
        data = os.read(self._requests, READ_BYTES)
        if not data:
            self._is_stopping = True
            return
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        if len(self._buffer) > REQUEST_BYTES_MAX:
            self._emit({"event": "refused", "job": None, "message": "The request is longer than 16 MiB."})
            self._is_stopping = True
        for line in lines:
            if line.strip():
                self._handle(line)

    def _handle(self, line: bytes) -> None:
        job, operation = None, None
        try:
            message = _parse_line(line)
            job, operation = message.get("job"), message.get("op")
            match operation:
                case "run" | "check":
                    self._start(parse_request(message))
                case "cancel":
                    self._cancel(job)
                case other:
                    raise RefusedRequestError(f"op must be run, check or cancel, not {other!r}")  # noqa: TRY301
        except RefusedRequestError as refusal:
            self._emit({"event": "refused", "op": operation, "job": job, "message": str(refusal)})

    def _start(self, request: Request) -> None:
        running = self._jobs.get(request.job)
        if running is not None and running.has_finished:
            # Its last word is out and its guardian about to end: whoever read that may use the name again.
            self._close(running)
        elif running is not None:
            raise RefusedRequestError("a job of this name is running")
        lifeline_out, lifeline_in = os.pipe()
        report_out, report_in = os.pipe()
        guardian = os.fork()
        if guardian == 0:
            self._become_guardian(request, lifeline_out, report_in)
        os.close(lifeline_out)
        os.close(report_in)
        os.set_blocking(report_out, False)
        job = Job(request.job, guardian, lifeline_in, report_out)
        self._jobs[job.name] = self._by_report[report_out] = job
        self._selector.register(report_out, selectors.EVENT_READ)

    def _become_guardian(self, request: Request, lifeline: int, report: int) -> None:
        """This will be the guardian's process; it never returns."""
        status = 70
        try:
            signal.set_wakeup_fd(-1)
            guard(request, lifeline, report, self._run_child)
            status = 0
        except BaseException:  # noqa: BLE001 - nothing may escape into the parent's code, which this process has too
            traceback.print_exc()
        finally:
            os._exit(status)

    def _cancel(self, name: object) -> None:
        job = self._jobs.get(name) if isinstance(name, str) else None
        if job is None:
            raise RefusedRequestError("no such job is running")
        # The guardian may have ended in this moment.
        with contextlib.suppress(BrokenPipeError):
            os.write(job.lifeline, b"c")

    def _read_report(self, job: Job) -> None:
        try:
            data = os.read(job.report, READ_BYTES)
        except BlockingIOError:
            return
        if not data:
            self._close(job)
            return
        complete, separator, job.buffer = (job.buffer + data).rpartition(b"\n")
        if separator:
            lines = complete.split(b"\n")
            job.has_finished = job.has_finished or any(line.startswith(FINISHED_LINE_START) for line in lines)
            self._write(complete + separator)

    def _close(self, job: Job) -> None:
        self._selector.unregister(job.report)
        os.close(job.report)
        os.close(job.lifeline)
        del self._jobs[job.name], self._by_report[job.report]
        status = os.waitstatus_to_exitcode(os.waitpid(job.guardian, 0)[1])
        if not job.has_finished:
            # Its guardian was killed; what the play had started is ours now.
            end_descendants(spare={other.guardian for other in self._jobs.values()})
            self._emit(
                {
                    "event": "finished",
                    "job": job.name,
                    "outcome": "crashed",
                    "message": f"The job's guardian ended with status {status} before the job did.",
                    "failed_task": None,
                    "failures": [],
                    "statistics": {},
                }
            )

    def _shut_down(self) -> None:
        """This will cancel all jobs, wait for them, and kill what does not end."""
        for key in list(self._selector.get_map().values()):
            if key.fd not in self._by_report:
                self._selector.unregister(key.fileobj)
        for job in self._jobs.values():
            os.close(job.lifeline)
        deadline = time.monotonic() + SHUTDOWN_SECONDS_MAX
        while self._jobs and time.monotonic() < deadline:
            for key, _ in self._selector.select(0.1):
                self._pass_on_last_words(self._by_report[key.fd])
        end_descendants()

    def _pass_on_last_words(self, job: Job) -> None:
        data = os.read(job.report, READ_BYTES)
        if data:
            with contextlib.suppress(BrokenPipeError):
                self._write(data)
            return
        self._selector.unregister(job.report)
        os.close(job.report)
        del self._jobs[job.name], self._by_report[job.report]
