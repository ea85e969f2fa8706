import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from trunkline.cli.system_users import SystemUser

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_POLL_INTERVAL_SECONDS = 0.02

_libc = ctypes.CDLL(None, use_errno=True)


def start_child(
    command: Sequence[str | Path],
    *,
    death_signal: signal.Signals,
    environment: Mapping[str, str] | None = None,
    user: SystemUser | None = None,
    directory: Path | None = None,
    inherited_descriptors: Iterable[int] = (),
    standard_input: int | IO[bytes] = subprocess.DEVNULL,
    output: int | IO[bytes] | None = None,
    errors: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own that gets `death_signal` when this process ends, even by SIGKILL.

    The kernel ties the child to the calling thread: call this from a thread that lives as long as the child may.
    Raises OSError when the program cannot be started.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=standard_input,
        stdout=output,
        stderr=errors,
        env=dict(environment) if environment is not None else None,
        cwd=directory,
        pass_fds=tuple(inherited_descriptors),
        start_new_session=True,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        # Runs after the change of user, which would clear the signal.
        preexec_fn=_tie_to_parent(death_signal, os.getpid()),  # noqa: PLW1509 - one system call, no lock can be held
    )


def _tie_to_parent(death_signal: signal.Signals, parent_pid: int) -> Callable[[], None]:
    def tie() -> None:
        if _libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(death_signal), 0, 0, 0) != 0:
            os._exit(126)
        if os.getppid() != parent_pid:  # the parent ended between fork and prctl
            os._exit(125)

    return tie


def wait_for_exit(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait at most `seconds` for the child to end and say whether it has."""
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def kill_session(child: subprocess.Popen[bytes], seconds: float = 5) -> None:
    """Kill whatever is left of the process group that the child leads, and wait until it is gone.

    Works after the leader's own end too: a group lives as long as one of its members.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            break
        child.poll()
        time.sleep(_POLL_INTERVAL_SECONDS)
    wait_for_exit(child, max(0.0, deadline - time.monotonic()))


def is_alive(pid: int) -> bool:
    """Tell whether a process of this id exists and has not ended (a zombie has)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}
