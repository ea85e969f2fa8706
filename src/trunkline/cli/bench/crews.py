"""Processes of a bench that act at once when they are told to: one command and one answer a line, both in JSON."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from trunkline.cli.problems import OperatorError
from trunkline.cli.processes import kill_session, start_child


class Crew:
    """Processes of one program, each with a plan of its own, which is the first line that it reads."""

    def __init__(self, children: Sequence[subprocess.Popen[bytes]]) -> None:
        self._children = children

    def act(self, command: Mapping[str, Any]) -> tuple[float, list[dict[str, Any]]]:
        """Let all carry out a command; returns the seconds until the last one was done, and their answers.

        Raises OperatorError when one has ended instead.
        """
        begun = time.perf_counter()
        for child in self._children:
            _tell(child, command)
        answers = [_hear(child) for child in self._children]
        return time.perf_counter() - begun, answers


@contextmanager
def crew(environment: Mapping[str, str], module: str, plans: Sequence[Mapping[str, Any]]) -> Iterator[Crew]:
    """Provide a process for each plan once all are ready; nothing of them stays. Raises OperatorError."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for plan in plans:
            child = start_child(
                [sys.executable, "-P", "-m", module],
                death_signal=signal.SIGKILL,
                environment=environment,
                standard_input=subprocess.PIPE,
                output=subprocess.PIPE,
            )
            children.append(child)
            _tell(child, plan)
        for child in children:
            _hear(child)
        yield Crew(children)
        for child in children:
            _close(child.stdin)
            child.wait()
    finally:
        for child in children:
            kill_session(child)
            _close(child.stdin)
            _close(child.stdout)


def answer(document: Mapping[str, Any]) -> None:
    """Answer the bench, from a process of its crew."""
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        pipe.close()


def _tell(child: subprocess.Popen[bytes], document: Mapping[str, Any]) -> None:
    if child.stdin is None:
        raise RuntimeError("A process of a bench was started without standard input.")
    child.stdin.write(json.dumps(document).encode() + b"\n")
    child.stdin.flush()


def _hear(child: subprocess.Popen[bytes]) -> dict[str, Any]:
    line = child.stdout.readline() if child.stdout is not None else b""
    if not line:
        raise OperatorError("A process of the bench has ended before its time.", "Its story is above; mend it first.")
    document: dict[str, Any] = json.loads(line)
    return document
