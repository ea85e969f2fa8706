import ctypes
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from trunkline.cli.processes import is_alive

_SET_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_END_SECONDS_MAX = 10
_POLL_INTERVAL_SECONDS = 0.02

_libc = ctypes.CDLL(None, use_errno=True)


class OrphanKeeper:
    """While it is open, whatever our children leave behind becomes ours instead of init's, and ends when it closes.

    Children that this process had before, and those that it ends itself, are left alone.
    """

    def __init__(self) -> None:
        self._before: set[int] = set()
        self._ended_before: set[int] = set()
        self._is_open = False

    def open(self) -> None:
        """Start to adopt; raises OSError where the kernel cannot (Linux before 3.4)."""
        self._before = set(children_of(os.getpid()))
        _set_adopting(is_adopting=True)
        self._is_open = True

    def collect(self, spare: Iterable[int]) -> None:
        """Take leave of adopted processes that have ended, but of none in `spare`; to be called every few seconds.

        Only what the last call found ended already is taken: whoever started it in this process waits for it himself.
        """
        ended = {pid for pid in children_of(os.getpid()) if not is_alive(pid)} - self._before - set(spare)
        for pid in ended & self._ended_before:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        self._ended_before = ended

    def close(self) -> list[int]:
        """Kill all that was adopted, with its descendants, and return their process ids; to be called last."""
        if not self._is_open:
            return []
        killed: set[int] = set()
        deadline = time.monotonic() + _END_SECONDS_MAX
        while time.monotonic() < deadline:
            adopted = [pid for pid in children_of(os.getpid()) if pid not in self._before]
            if not adopted:
                break
            for pid in adopted:
                for victim in (pid, *descendants_of(pid)):
                    with suppress(ProcessLookupError):
                        os.kill(victim, signal.SIGKILL)
                        killed.add(victim)
                with suppress(ChildProcessError):  # somebody else in this process waited for it
                    os.waitpid(pid, os.WNOHANG)
            time.sleep(_POLL_INTERVAL_SECONDS)
        _set_adopting(is_adopting=False)
        self._is_open = False
        return sorted(killed)


def _set_adopting(*, is_adopting: bool) -> None:
    if _libc.prctl(_SET_CHILD_SUBREAPER, int(is_adopting), 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def children_of(pid: int) -> list[int]:
    """Return a process's children, those that have ended and wait to be collected included."""
    return _family().get(pid, [])


def descendants_of(pid: int) -> list[int]:
    """Return the processes below a process, nearest first."""
    family = _family()
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = family.get(waiting.pop(0), [])
        found += children
        waiting += children
    return found


def _family() -> dict[int, list[int]]:
    family: dict[int, list[int]] = {}
    for directory in Path("/proc").iterdir():
        if not directory.name.isdigit():
            continue
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended since
            # After the name in parentheses: state, parent (proc(5)).
            parent = int((directory / "stat").read_text().rpartition(")")[2].split()[1])
            family.setdefault(parent, []).append(int(directory.name))
    return family
