"""One at a time, over all processes, where no transaction may be open."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The first half of the advisory locks of this kind; the second is made of a name.
_CLASS = 20_062


@contextmanager
def held_alone(name: str) -> Iterator[None]:
    """This will wait until nobody else holds a name, and hold it until the block, or this session, ends.

    Two names may be one to the lock, which then waits without need.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_CLASS, name])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_CLASS, name])
