"""Many rows in one statement: tens of thousands take seconds where the ORM takes minutes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

COUNT_TO_PLAN_ANEW = 1000

Fields = dict[str, "Field[Any, Any]"]


def insert_rows(model: type[Model], varying: Mapping[str, Sequence[object]], same: Mapping[str, object]) -> list[int]:
    """This will insert rows and return their numbers, in order; history and constraints are as for any insert.

    `varying` holds for each field (by its attribute's name, such as `pool_id`) one value a row, `same` the values that
    all rows share; the other fields have their defaults. Raises ValueError for lists of different lengths.
    """
    lengths = {len(values) for values in varying.values()}
    if len(lengths) != 1:
        raise ValueError("Every field needs one value for each row.")
    fields: Fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001  # documented API
    key = next(name for name, field in fields.items() if field.primary_key)
    [count] = lengths
    ids = _draw_ids(model, key, count)
    others = {
        name: field
        for name, field in fields.items()
        if name not in {key, *varying, *same} and not field.has_db_default()
    }
    # A public id is made for each row; where there is no default, Django has a class in its place.
    made = {name: field for name, field in others.items() if field.has_default() and callable(field.default)}
    own = {name: [field.get_default() for _ in ids] for name, field in made.items()}
    shared = {name: field.get_default() for name, field in others.items() if name not in own} | dict(same)
    columns = {key: ids, **own, **varying}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, fields, columns, shared), [_write(rows), _write(shared)])
        if count > COUNT_TO_PLAN_ANEW:
            # Foreign keys are checked when the transaction commits, by plans that this session may have made while
            # the tables were nearly empty: each check would then read the whole table.
            cursor.execute("DISCARD PLANS")
    return ids


def update_rows(
    model: type[Model], ids: Sequence[int], varying: Mapping[str, Sequence[object]], same: Mapping[str, object]
) -> None:
    """This will update rows by their numbers; `varying` holds one value a row, `same` what all rows get.

    History and constraints are as for any update. Raises ValueError for lists of different lengths.
    """
    fields: Fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001  # documented API
    key = next(name for name, field in fields.items() if field.primary_key)
    columns = {key: ids, **varying}
    if len({len(values) for values in columns.values()}) != 1:
        raise ValueError("Every field needs one value for each row.")
    quote = connection.ops.quote_name
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    told = [f"{quote(str(fields[name].column))} = one.{quote(name)}" for name in varying]
    told += [f"{quote(str(fields[name].column))} = every.{quote(name)}" for name in same]
    statement = (
        f"UPDATE {quote(model._meta.db_table)} AS row SET {', '.join(told)}"  # noqa: S608, SLF001  # names of the model
        f" FROM json_to_recordset(%s::json) AS one({_record(fields, columns)}),"
        f" json_to_record(%s::json) AS every({_record(fields, same)}) WHERE row.{quote(key)} = one.{quote(key)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_write(rows), _write(dict(same))])


def _record(fields: Fields, names: Iterable[str]) -> str:
    quote = connection.ops.quote_name
    return ", ".join(f"{quote(name)} {fields[name].db_type(connection)}" for name in names)


def _draw_ids(model: type[Model], key: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, key, count],  # noqa: SLF001  # documented API
        )
        return [int(number) for (number,) in cursor.fetchall()]


def _statement(model: type[Model], fields: Fields, columns: Iterable[str], shared: Iterable[str]) -> str:
    """Values come as JSON records of the columns' own types, which PostgreSQL checks and never cuts short."""
    quote = connection.ops.quote_name
    values = [f"one.{quote(name)}" for name in columns] + [f"every.{quote(name)}" for name in shared]
    targets = [quote(str(fields[name].column)) for name in (*columns, *shared)]
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(targets)})"  # noqa: S608, SLF001  # names of the model
        f" SELECT {', '.join(values)} FROM json_to_recordset(%s::json) AS one({_record(fields, columns)}),"
        f" json_to_record(%s::json) AS every({_record(fields, shared)})"
    )


def _write(value: object) -> str:
    return json.dumps(value, default=_write_value)


def _write_value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form.")
