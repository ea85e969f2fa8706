"""Named points at which a test can have the process killed, as a power cut would."""

import os
import signal

KILL_AT_VARIABLE = "TRUNKLINE_KILL_AT"
KILL_POINTS: set[str] = set()


def register_kill_point(name: str) -> str:
    """This will enter a kill point in the list that the crash tests enumerate, and return its name."""
    KILL_POINTS.add(name)
    return name


def kill_point(name: str) -> None:
    """This will kill the process with SIGKILL when the environment names this point; otherwise nothing happens."""
    if os.environ.get(KILL_AT_VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
