# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of Linux: adopting orphans, finding descendants, ending all of them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Collection
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
KILL_WAIT_SECONDS_MAX = 10.0
KILL_ROUND_SECONDS = 0.005


def become_subreaper() -> None:
    """This will make orphaned descendants children of this process instead of init's; raises OSError (see prctl(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _processes() -> dict[int, tuple[int, bool]]:
    """This will map every process to its parent and to whether it has ended already (a zombie), from /proc/PID/stat."""
    processes: dict[int, tuple[int, bool]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 - called in a hurry and often; names are all that is needed
        if not entry.isdigit():
            continue
        # The process may have ended since the listing.
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The command's name stands in parentheses and may hold any character, so count from the last one.
            state, parent = Path("/proc", entry, "stat").read_bytes().rpartition(b")")[2].split()[:2]
            processes[int(entry)] = (int(parent), state in b"ZX")
    return processes


def descendants(root: int, spare: Collection[int] = (), *, ended_too: bool = False) -> list[int]:
    """This will list all processes below `root`, without the subtrees whose roots are in `spare`."""
    processes = _processes()
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in processes.items():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = [pid for pid in children.get(waiting.pop(), []) if pid not in spare]
        found += [pid for pid in below if ended_too or not processes[pid][1]]
        waiting += below
    return found


def reap(spare: Collection[int] = ()) -> bool:
    """This will collect ended children (but none of `spare`) and tell whether others may still be there."""
    if not spare:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return False
        return True
    below = descendants(os.getpid(), spare, ended_too=True)
    for pid in below:
        # A grandchild is not ours to wait for; its parent or, once orphaned, a later round is.
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return bool(below)


def end_descendants(spare: Collection[int] = (), *, patience_seconds: float = 0.0) -> int:
    """This will kill every descendant of this process (a subreaper) and give how many were still alive.

    Those that end by themselves within `patience_seconds` are not counted: they were about to.
    Repeats until none is left, as a process may fork while the others are being killed; gives up after 10 seconds,
    which only a process stuck in the kernel can take.
    """
    leaving_until = time.monotonic() + patience_seconds
    while reap(spare) and time.monotonic() < leaving_until:
        time.sleep(KILL_ROUND_SECONDS)
    ended: set[int] = set()
    deadline = time.monotonic() + KILL_WAIT_SECONDS_MAX
    while reap(spare) and time.monotonic() < deadline:
        for pid in descendants(os.getpid(), spare):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                ended.add(pid)
        time.sleep(KILL_ROUND_SECONDS)
    return len(ended)


def close_descriptors_except(keep: Collection[int]) -> None:
    """This will close every file descriptor of this process that is not in `keep`."""
    for entry in os.listdir("/proc/self/fd"):  # noqa: PTH208 - reading names must not open further descriptors
        # One of them was the listing's own.
        if int(entry) not in keep:
            with contextlib.suppress(OSError):
                os.close(int(entry))
