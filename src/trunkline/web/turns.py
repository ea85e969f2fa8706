"""Who is answered when: a few threads answer requests, each with a connection to the database, and all others wait.

Probes go first, then running plays. Some threads take nothing else, and whoever else asks gets half of the rest at
most: when all that one caller wants takes long, as with a charging system that does not answer, others go on.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from trunkline.web.callers import CALLER, JOBS, Caller, Standing

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Answer = tuple[list[bytes], tuple[Any, ...]]


@dataclass(eq=False)
class _Waiting:
    """A request that waits for its turn."""

    environ: Environ
    caller: Caller
    answer: Future[Answer] = field(default_factory=Future)

    @property
    def share(self) -> str:
        """Whose share of the threads it takes; jobs, known or not, have one together."""
        return JOBS if self.caller.standing == Standing.NEW_JOB else self.caller.name


@dataclass(eq=False)
class _Thread:
    """A thread that answers callers of a standing, and those that go before them."""

    takes: Standing
    next: SimpleQueue[_Waiting] = field(default_factory=SimpleQueue)


class InTurn:
    """A WSGI application whose requests are answered by so many threads; `application` is what they run."""

    def __init__(self, application: Application, *, threads: int, for_jobs: int = 0, for_probes: int = 0) -> None:
        self._application = application
        self._share_max = max(1, threads // 2)
        self._lock = threading.Lock()
        self._waiting: dict[Standing, deque[_Waiting]] = {standing: deque() for standing in Standing}
        self._idle: dict[Standing, list[_Thread]] = {}
        # By whose share: how many of the threads that are for all it has.
        self._running: Counter[str] = Counter()
        for takes, number in ((Standing.OTHER, threads), (Standing.NEW_JOB, for_jobs), (Standing.PROBE, for_probes)):
            self._idle[takes] = [_Thread(takes) for _ in range(number)]
            for index, thread in enumerate(self._idle[takes]):
                name = f"web-{takes.name.lower()}-{index}"
                threading.Thread(target=self._work, args=(thread,), name=name, daemon=True).start()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """This will answer a request in its turn; whole, so that a reader who is slow holds no thread."""
        waiting = _Waiting(environ, environ[CALLER])
        with self._lock:
            thread = self._find_idle(waiting)
            if thread is None:
                self._waiting[waiting.caller.standing].append(waiting)
        if thread is not None:
            thread.next.put(waiting)
        body, started = waiting.answer.result()
        start_response(*started)
        return body

    def _find_idle(self, waiting: _Waiting) -> _Thread | None:
        """Take an idle thread, one for all before those that are kept for some."""
        for takes, idle in self._idle.items():
            if idle and waiting.caller.standing <= takes and self._has_share(takes, waiting):
                self._note_begin(takes, waiting)
                return idle.pop()
        return None

    def _has_share(self, takes: Standing, waiting: _Waiting) -> bool:
        is_shared = takes == Standing.OTHER and waiting.caller.standing != Standing.PROBE
        return not is_shared or self._running[waiting.share] < self._share_max

    def _note_begin(self, takes: Standing, waiting: _Waiting) -> None:
        if takes == Standing.OTHER:
            self._running[waiting.share] += 1

    def _find_next(self, takes: Standing) -> _Waiting | None:
        """Take what waits longest of those who go first, leaving out whoever has their share."""
        for standing in Standing:
            if standing > takes:
                break
            for waiting in self._waiting[standing]:
                if self._has_share(takes, waiting):
                    self._waiting[standing].remove(waiting)
                    self._note_begin(takes, waiting)
                    return waiting
        return None

    def _work(self, thread: _Thread) -> None:
        while True:
            waiting: _Waiting | None = thread.next.get()
            while waiting is not None:
                self._answer(waiting)
                with self._lock:
                    if thread.takes == Standing.OTHER:
                        self._running[waiting.share] -= 1
                        if not self._running[waiting.share]:
                            del self._running[waiting.share]
                    waiting = self._find_next(thread.takes)
                    if waiting is None:
                        self._idle[thread.takes].append(thread)

    def _answer(self, waiting: _Waiting) -> None:
        started: list[tuple[Any, ...]] = []
        try:
            parts = self._application(waiting.environ, lambda *said: started.append(said))
            try:
                body = b"".join(parts)
            finally:
                if (close := getattr(parts, "close", None)) is not None:
                    close()
            waiting.answer.set_result(([body], started[-1]))
        except BaseException as error:  # noqa: BLE001  # whatever it is belongs to the thread that waits for it
            waiting.answer.set_exception(error)
