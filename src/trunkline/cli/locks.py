import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_POLL_INTERVAL_SECONDS = 0.05


class FileLock:
    """An exclusive lock that the kernel frees when the last process holding its file descriptor ends, however it ends.

    The file itself stays: deleting it would let two holders lock two different files of one name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self, wait_seconds: float = 0) -> bool:
        """Take the lock, waiting at most `wait_seconds`, and say whether it was got.

        Raises OSError when the file cannot be made or opened.
        """
        if self._descriptor is not None:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(descriptor)
                    return False
                time.sleep(_POLL_INTERVAL_SECONDS)
            else:
                break
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return True

    def fileno(self) -> int:
        """Return the descriptor, to be passed to a child that shall keep the lock with us; ValueError if not held."""
        if self._descriptor is None:
            raise ValueError(f"The lock {self.path} is not held.")
        return self._descriptor

    def holder_pid(self) -> int | None:
        """Return the process id that last took the lock, or None when nobody ever did."""
        try:
            text = self.path.read_text().strip()
        except FileNotFoundError:
            return None
        return int(text) if text.isdigit() else None

    def is_held_by_anybody(self) -> bool:
        """Tell whether any process, this one included, holds the lock now."""
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def release(self) -> None:
        """Let go of this process's descriptor; children that were given it keep the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
