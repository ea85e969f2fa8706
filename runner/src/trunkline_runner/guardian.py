# SPDX-License-Identifier: GPL-3.0-or-later
"""One process per job that starts the play's process, relays what it says, and ends everything it left behind.

It is the subreaper of all that the play starts: whatever daemonises itself becomes a child of the guardian, so that
nothing outlives the job. The pipe from the parent is its lifeline: when that closes, the job is cancelled.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from trunkline_runner.masking import Masker, shorten
from trunkline_runner.processes import become_subreaper, close_descriptors_except, end_descendants
from trunkline_runner.protocol import TEXT_LENGTH_MAX, Request, encode

LINE_BYTES_MAX = 1_048_576
TOTAL_BYTES_MAX = 4_194_304
READ_BYTES = 65_536
DRAIN_SECONDS_MAX = 5.0
# Ansible does not wait for the processes of its last task: they may outlive the play by a moment.
LEAVE_SECONDS_MAX = 0.5
ESSENTIAL_EVENTS = frozenset({"started", "finished", "output_cut"})


class HandleLine(Protocol):
    """What to do with a line of a stream."""

    def __call__(self, line: bytes, *, is_cut: bool) -> None:
        """This will take the line, without its line break, and whether it was cut."""


class LineReader:
    """Cuts a stream of bytes into lines; of a line that is too long only the start is kept."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._buffer = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[tuple[bytes, bool]]:
        """This will add data and give the lines that are now complete, each with whether it was cut."""
        lines: list[tuple[bytes, bool]] = []
        *complete, rest = data.split(b"\n")
        for piece in complete:
            line = self._buffer + piece
            self._buffer = b""
            if self._skipping:
                self._skipping = False
            else:
                lines.append((line[: self._bytes_max], len(line) > self._bytes_max))
        if not self._skipping:
            self._buffer += rest
            if len(self._buffer) > self._bytes_max:
                lines.append((self._buffer[: self._bytes_max], True))
                self._buffer, self._skipping = b"", True
        return lines

    def rest(self) -> list[tuple[bytes, bool]]:
        """This will give what came after the last line break."""
        buffer, self._buffer = self._buffer, b""
        return [(buffer, False)] if buffer else []


class Report:
    """Events of one job on their way to the parent: numbered, dated, masked, and cut to what a log can hold."""

    def __init__(self, descriptor: int, request: Request) -> None:
        self.descriptor = descriptor
        self.masker = Masker(request.secrets)
        self._job = request.job
        self._play = request.play
        self._sequence = 0
        self._bytes = 0
        self._is_cut = False
        self._waiting = bytearray()
        os.set_blocking(descriptor, False)

    def add(self, event: str, **fields: object) -> None:
        """This will queue an event; after 4 MiB only the mark that the log was cut and the end follow."""
        if self._is_cut and event not in ESSENTIAL_EVENTS:
            return
        body = self._limit(fields)
        line = self._encode(event, body)
        if self._bytes + len(line) > TOTAL_BYTES_MAX and event not in ESSENTIAL_EVENTS:
            self._is_cut = True
            line = self._encode("output_cut", {"bytes_max": TOTAL_BYTES_MAX})
        self._bytes += len(line)
        self._waiting += line
        self.flush()

    def _encode(self, event: str, body: dict[str, object]) -> bytes:
        self._sequence += 1
        head = {
            "event": event,
            "job": self._job,
            "sequence": self._sequence,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "play": self._play,
        }
        return encode(head | {key: value for key, value in body.items() if key not in head})

    def _limit(self, fields: dict[str, object]) -> dict[str, object]:
        body = {key: self._short(value) for key, value in fields.items()}
        if len(json.dumps(body, default=str)) > 4 * TEXT_LENGTH_MAX:
            # Many strings that are each within the limit: keep the scalars, show the rest as one text.
            body = {
                key: value
                if not isinstance(value, dict | list)
                else shorten(json.dumps(value, default=str), TEXT_LENGTH_MAX, self.masker)[0]
                for key, value in body.items()
            } | {"cut": True}
        return body

    def _short(self, value: object) -> object:
        if isinstance(value, str):
            return shorten(value, TEXT_LENGTH_MAX, self.masker)[0]
        if isinstance(value, dict):
            return {self.masker.text(str(key))[:200]: self._short(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._short(item) for item in value]
        return value

    @property
    def is_waiting(self) -> bool:
        """This will tell whether something could not be written yet."""
        return bool(self._waiting)

    def flush(self) -> None:
        """This will write as much as the pipe takes now; raises BrokenPipeError when the parent is gone."""
        with contextlib.suppress(BlockingIOError):
            while self._waiting:
                written = os.write(self.descriptor, self._waiting)
                del self._waiting[:written]

    def finish(self) -> None:
        """This will write all that is left, however long the parent takes."""
        os.set_blocking(self.descriptor, True)
        self.flush()


class Guardian:
    """The course of one job, seen from outside the play's process."""

    def __init__(
        self, request: Request, lifeline: int, report: Report, run_child: Callable[[Request, int], None]
    ) -> None:
        self._request = request
        self._lifeline = lifeline
        self._report = report
        self._run_child = run_child
        self._selector = selectors.DefaultSelector()
        self._readers: dict[int, tuple[LineReader, HandleLine]] = {}
        self._end: dict[str, object] | None = None
        self._stopped_by: str | None = None

    def watch(self) -> None:
        """This will run the job to its end and report `finished` as the last event."""
        started = time.monotonic()
        child = self._start_child()
        self._report.add("started", pid=child, check_only=self._request.check_only)
        child_end = os.pidfd_open(child)
        self._selector.register(child_end, selectors.EVENT_READ)
        self._selector.register(self._lifeline, selectors.EVENT_READ)
        self._relay_until_end(child_end, started + self._request.timeout_seconds)
        if self._stopped_by:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        left_over = end_descendants(patience_seconds=0.0 if self._stopped_by else LEAVE_SECONDS_MAX)
        self._drain()
        self._finish(os.waitstatus_to_exitcode(status), left_over, time.monotonic() - started)

    def _start_child(self) -> int:
        events_in, events_out = os.pipe()
        output_in, output_out = os.pipe()
        child = os.fork()
        if child == 0:
            self._become_child(events_out, output_out)
        os.close(events_out)
        os.close(output_out)
        self._listen(events_in, self._on_event)
        self._listen(output_in, self._on_output)
        return child

    def _become_child(self, events: int, output: int) -> None:
        """This will be the play's process; it never returns."""
        status = 70
        try:
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(output, 1)
            os.dup2(output, 2)
            close_descriptors_except({0, 1, 2, events})
            self._run_child(self._request, events)
            status = 0
        except BaseException:  # noqa: BLE001 - nothing may escape into the guardian's code, which this process has too
            traceback.print_exc()
        finally:
            os._exit(status)

    def _listen(self, descriptor: int, handle: HandleLine) -> None:
        os.set_blocking(descriptor, False)
        self._readers[descriptor] = (LineReader(LINE_BYTES_MAX), handle)
        self._selector.register(descriptor, selectors.EVENT_READ)

    def _relay_until_end(self, child_end: int, deadline: float) -> None:
        while True:
            self._watch_for_room()
            for key, _ in self._selector.select(max(0.0, deadline - time.monotonic())):
                if key.fd == child_end:
                    return
                if key.fd == self._lifeline:
                    # A byte asks for the end of the job; a closed pipe says that the parent is gone.
                    self._stopped_by = "cancelled"
                    return
                if key.fd == self._report.descriptor:
                    self._report.flush()
                else:
                    self._read(key.fd)
            if time.monotonic() >= deadline:
                self._stopped_by = "timeout"
                return

    def _watch_for_room(self) -> None:
        registered = self._report.descriptor in self._selector.get_map()
        if self._report.is_waiting and not registered:
            self._selector.register(self._report.descriptor, selectors.EVENT_WRITE)
        elif registered and not self._report.is_waiting:
            self._selector.unregister(self._report.descriptor)

    def _read(self, descriptor: int) -> bool:
        """This will handle what a pipe holds now and tell whether there may be more."""
        reader, handle = self._readers[descriptor]
        try:
            data = os.read(descriptor, READ_BYTES)
        except BlockingIOError:
            return False
        if not data:
            self._selector.unregister(descriptor)
        for line, is_cut in reader.feed(data) if data else reader.rest():
            handle(line, is_cut=is_cut)
        return bool(data)

    def _drain(self) -> None:
        """This will read what the ended processes had written; nobody is left who could write more."""
        deadline = time.monotonic() + DRAIN_SECONDS_MAX
        for descriptor, (reader, handle) in self._readers.items():
            while descriptor in self._selector.get_map() and self._read(descriptor) and time.monotonic() < deadline:
                pass
            for line, is_cut in reader.rest():
                handle(line, is_cut=is_cut)

    def _on_event(self, line: bytes, *, is_cut: bool) -> None:
        try:
            message = json.loads(line)
            event = str(message.pop("event"))
        except (ValueError, KeyError, AttributeError, TypeError):
            self._report.add("output", stream="events", text=line.decode(errors="replace"), cut=is_cut)
            return
        if event == "_end":
            self._end = message
        elif event not in ESSENTIAL_EVENTS:
            self._report.add(event, **{key: value for key, value in message.items() if key not in {"self", "event"}})

    def _on_output(self, line: bytes, *, is_cut: bool) -> None:
        if text := line.decode(errors="replace").rstrip():
            self._report.add("output", stream="ansible", text=text, cut=is_cut)

    def _finish(self, exit_code: int, left_over: int, duration: float) -> None:
        # A play killed by its time limit has left nothing "over": all its processes were still at work.
        ended = 0 if self._stopped_by else left_over
        if ended:
            self._report.add("leftover_processes_ended", count=ended)
        facts = {"leftover_processes": ended, "duration_seconds": round(duration, 3)}
        nothing: dict[str, object] = {"failed_task": None, "failures": [], "statistics": {}}
        if self._stopped_by == "timeout":
            message = f"The play did not end within {self._request.timeout_seconds:g} seconds."
            self._report.add("finished", **nothing, outcome="timeout", message=message, **facts)
        elif self._stopped_by:
            self._report.add("finished", **nothing, outcome="cancelled", message="The job was cancelled.", **facts)
        elif self._end is None or exit_code != 0:
            how = f"by signal {-exit_code}" if exit_code < 0 else f"with status {exit_code}"
            message = f"The play's process ended {how} without reporting a result."
            self._report.add("finished", **nothing, outcome="crashed", message=message, **facts)
        else:
            self._report.add("finished", **(nothing | self._end | facts))


def guard(request: Request, lifeline: int, report_to: int, run_child: Callable[[Request, int], None]) -> None:
    """This will be one job's guardian in a process just forked from the parent; the caller must then `os._exit`.

    `lifeline` is read (a byte or the end cancels the job), `report_to` receives the events as JSON lines.
    `run_child` is called in the play's process with the request and the descriptor to write events to.
    """
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    close_descriptors_except({0, 1, 2, lifeline, report_to})
    become_subreaper()
    report = Report(report_to, request)
    try:
        Guardian(request, lifeline, report, run_child).watch()
        report.finish()
    except BrokenPipeError:
        # The parent is gone and with it everybody who could read the report.
        end_descendants()
