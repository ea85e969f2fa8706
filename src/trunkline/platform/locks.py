"""The one declared order in which rows are locked, checked at each locking read."""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class LockKind(IntEnum):
    """What can be locked, in the order in which it must be."""

    ACCOUNT = 1
    ORDER = 2
    JOB = 3
    INSTANCE = 4
    CATALOGUE = 5
    SPECIFICATION = 6
    ITEM = 7
    QUANTITY = 8
    OCS_ACCOUNT = 9
    PAYMENT = 10
    CHARGE = 11
    SERIES = 12
    NOTICE = 13


class LockOrderError(RuntimeError):
    """A programming error: two transactions that lock in different orders can wait for each other for ever."""


_held: ContextVar[list[tuple[LockKind, int]] | None] = ContextVar("held_locks", default=None)


@contextmanager
def tracked() -> Iterator[None]:
    """This will watch the order of the locks taken until the transaction ends."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def note_lock(kind: LockKind, key: int) -> None:
    """This will record that a row is about to be locked, and raise LockOrderError when that breaks the order.

    Within a kind the order is that of the primary keys; a row that is held already may be asked for again.
    """
    held = _held.get()
    if held is None:
        raise LockOrderError(f"A lock on {kind.name} {key} was asked for outside a use case.")
    lock = (kind, key)
    # What is held stands in order, so that thousands of locks are not searched one by one.
    position = bisect_left(held, lock)
    if position < len(held) and held[position] == lock:
        return
    if held and lock < held[-1]:
        last_kind, last_key = held[-1]
        raise LockOrderError(f"{kind.name} {key} must be locked before {last_kind.name} {last_key}, not after it.")
    held.append(lock)
