"""Readable keys: one PostgreSQL sequence for each kind; numbers may have gaps, which invoice series never have."""

from django.db import connection

from trunkline.kernel.ids import readable_key

FIRST_NUMBER = 1001
KEY_PREFIXES = ("ACC", "ORD", "SUB", "PRD", "SRV", "RES", "PO")


def sequence_name(prefix: str) -> str:
    """This will tell the database's name of a kind's sequence."""
    return f"readable_key_{prefix.lower()}"


def next_key(prefix: str) -> str:
    """This will draw the next readable key of a kind, such as SUB-1001; raises KeyError for an unknown prefix."""
    if prefix not in KEY_PREFIXES:
        raise KeyError(prefix)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence_name(prefix)])
        [(number,)] = cursor.fetchall()
    return readable_key(prefix, int(number))


def next_keys(prefix: str, count: int) -> list[str]:
    """This will draw so many readable keys of a kind at once; raises KeyError for an unknown prefix."""
    if prefix not in KEY_PREFIXES:
        raise KeyError(prefix)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence_name(prefix), count])
        return [readable_key(prefix, int(number)) for (number,) in cursor.fetchall()]
