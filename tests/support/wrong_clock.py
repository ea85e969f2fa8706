"""A worker on a host whose clock is wrong, or is set while it works."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import time_machine

from tests.support.stack import RunningStack

AHEAD_VARIABLE = "TRUNKLINE_TEST_SECONDS_AHEAD"
# Told so, a worker has its clock set.
SET_CLOCK = signal.SIGUSR1
_ROOT = Path(__file__).parents[2]
_WORKER = "from tests.support.wrong_clock import work; raise SystemExit(work())"


def work() -> int:
    """Be a worker whose host's clock is wrong: from the start, or, where it is to be set, once it is told."""
    kind, _, seconds = os.environ[AHEAD_VARIABLE].partition(" ")
    ahead = timedelta(seconds=int(seconds))

    def set_clock(*_signal: object) -> None:
        time_machine.travel(datetime.now(UTC) + ahead, tick=True).start()

    if kind == "set":
        signal.signal(SET_CLOCK, set_clock)
    else:
        set_clock()
    return int(import_module("trunkline.config.worker").main())


def start_worker_ahead(stack: RunningStack, seconds: int, *, when_told: bool = False) -> subprocess.Popen[bytes]:
    """Start a worker whose host's clock is ahead of the others' by so many seconds."""
    kind = "set" if when_told else "wrong"
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER],
        env={**stack.environment, AHEAD_VARIABLE: f"{kind} {seconds}", "PYTHONPATH": str(_ROOT)},
        cwd=_ROOT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )
    stack.workers.append(worker)
    return worker
