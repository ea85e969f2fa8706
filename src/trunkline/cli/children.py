import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from trunkline.cli.processes import kill_session, start_child

_BACKOFF_SECONDS_MIN = 0.5
_BACKOFF_SECONDS_MAX = 30.0
_STEADY_SECONDS = 60.0  # who lived this long starts again without delay


@dataclass
class Child:
    """A process that is kept running: started, watched, started again after a crash, and stopped with all it left."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    # What the kernel sends when the supervisor is killed.
    death_signal: signal.Signals
    # How long it may take to finish what it is doing.
    grace_seconds: float
    log_path: Path | None = None
    crashes: int = field(default=0, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started_at: float = field(default=0.0, init=False)
    _restart_at: float | None = field(default=None, init=False)
    _is_wanted: bool = field(default=False, init=False)

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process; raises OSError when its program cannot be run."""
        if self.log_path is None:
            self._process = self._start(None)
        else:
            with self.log_path.open("ab", buffering=0) as log:
                self._process = self._start(log)
        self._started_at = time.monotonic()
        self._restart_at = None
        self._is_wanted = True

    def _start(self, log: IO[bytes] | None) -> subprocess.Popen[bytes]:
        return start_child(
            self.command,
            death_signal=self.death_signal,
            environment=self.environment,
            output=log,
            errors=log,
        )

    def watch(self) -> str | None:
        """Start the process again if it crashed and its delay is over; return what happened, for people, if anything.

        The delay doubles with each crash that follows soon, from half a second to half a minute.
        """
        now = time.monotonic()
        if self._restart_at is not None:
            if now >= self._restart_at:
                self._restart_at = now + _BACKOFF_SECONDS_MAX  # should its program be gone
                self.start()
                return f"{self.name} started again (process {self.pid})."
            return None
        if not self._is_wanted or self._process is None or self._process.poll() is None:
            return None
        kill_session(self._process)  # what it leaves behind must not work beside its successor
        if now - self._started_at > _STEADY_SECONDS:
            self.crashes = 0
        self.crashes += 1
        delay = min(_BACKOFF_SECONDS_MAX, _BACKOFF_SECONDS_MIN * 2 ** (self.crashes - 1))
        self._restart_at = now + delay
        return f"{self.name} ended ({describe_exit(self._process.returncode)}); it is started again in {delay:g} s."

    def tell_to_stop(self) -> None:
        """Ask the process to finish what it is doing and end."""
        self._is_wanted = False
        self._restart_at = None
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def has_ended(self) -> bool:
        """Tell whether the process is not running."""
        return self.pid is None

    def kill(self) -> None:
        """End the process, if it is still there, and everything in its session."""
        if self._process is not None:
            kill_session(self._process)
            self._process = None


def describe_exit(status: int | None) -> str:
    """Return a process's end in words: its exit status, or the signal that ended it."""
    if status is None:
        return "running"
    if status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"exit status {status}"
