"""Two databases compared row by row, where rows may bear other numbers: a reference is what it refers to.

Each row is written as text that does not depend on numbers: its values, with references in place of keys, also inside
texts and documents. A reference is the fingerprint of the row that it names, so that two rows are equal if and only if
all that they lead to is. What is left out of the comparison is named by the caller, with a reason each.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import psycopg

from tests.support.database import TestDatabase

Row = dict[str, Any]
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE contype = 'f' AND c.connamespace = 'public'::regnamespace
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_VERSION = "version"  # how tables of the history end
_RANDOM_KEYS = ("public_id", "uuid")
_UNFINISHED = "is being written"
_DIFFERENCES_TOLD_MAX = 12
_TOLD_MAX = 900


@dataclass(frozen=True)
class Rules:
    """What is left out, and how numbers inside values are read.

    `tables`, `columns` (of a table, or of any as `*`) and `fields` (of a table's documents) say why each is left out.
    `references` name the tables of columns and of fields of documents that hold keys without a constraint; `patterns`
    those of keys inside texts, which are their second group.
    """

    tables: Mapping[str, str]
    columns: Mapping[tuple[str, str], str]
    fields: Mapping[tuple[str, str], str]
    references: Mapping[str, str]
    patterns: Sequence[tuple[re.Pattern[str], str]]


@dataclass
class Rows:
    """The rows of one database, by table and key."""

    rules: Rules
    rows: dict[str, dict[int | str, Row]]
    foreign_keys: dict[tuple[str, str], str]
    owners: dict[str, tuple[str, int | str]] = field(default_factory=dict)
    written: dict[tuple[str, int | str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.owners:
            return
        for table, rows in self.rows.items():
            if self._is_history(table):
                continue
            for key, row in rows.items():
                self.owners.update({row[name]: (table, key) for name in _RANDOM_KEYS if row.get(name) is not None})

    def write(self, table: str, key: int | str) -> str:
        """This will write a row as text without numbers of its own."""
        place = (table, key)
        if place not in self.written:
            self.written[place] = _UNFINISHED
            row = self.rows[table][key]
            shown = {name: self._show(table, name, row[name], place) for name in self.compared(table)}
            self.written[place] = json.dumps(shown, sort_keys=True)
        # What a row is must not depend on where reading began.
        assert self.written[place] != _UNFINISHED, f"{place} leads back to itself"
        return self.written[place]

    def _is_history(self, table: str) -> bool:
        return "pgh_obj_id" in next(iter(self.rows[table].values()), {})

    def compared(self, table: str) -> list[str]:
        """This will name the columns of a table that are compared."""
        sample = next(iter(self.rows[table].values()), {})
        left_out = self.rules.columns
        return [name for name in sample if (table, name) not in left_out and ("*", name) not in left_out]

    def values(self, table: str, column: str) -> set[str]:
        """This will tell which values a column has."""
        return {str(row[column]) for row in self.rows[table].values()}

    def refer(self, table: str, key: int | str) -> str:
        """This will write a reference to a row."""
        if key not in self.rows.get(table, {}):
            return f"{table}: no such row" if table in self.rows else f"{table}: some row"
        return f"{table}#{hashlib.sha256(self.write(table, key).encode()).hexdigest()[:12]}"

    def _show(self, table: str, name: str, value: Any, place: tuple[str, int | str]) -> Any:
        base = table.removesuffix(_VERSION) if self._is_history(table) else table
        target = self.foreign_keys.get((base, name)) or self.rules.references.get(name)
        if name == "pgh_obj_id":
            target = base
        if value is None:
            return None
        if name == "id" and base == table:
            return "its own"
        if name == "id":
            target = base
        if target is not None:
            return self.refer(target, value)
        assert not (name.endswith("_id") and isinstance(value, int)), f"Of which table is {table}.{name} a number?"
        return self._translate(value, place)

    def _translate(self, value: Any, place: tuple[str, int | str]) -> Any:
        """Write a value with references in place of the keys inside it."""
        if isinstance(value, dict):
            return {
                name: self.refer(self.rules.references[name], each)
                if name in self.rules.references and isinstance(each, int)
                else self._translate(each, place)
                for name, each in value.items()
                if (place[0], name) not in self.rules.fields
            }
        if isinstance(value, list):
            return [self._translate(each, place) for each in value]
        if not isinstance(value, str):
            return value
        value = _UUID.sub(lambda match: self._refer_to_uuid(match[0], place), value)
        for pattern, table in self.rules.patterns:
            value = pattern.sub(partial(self._refer_to_number, table), value)
        return value

    def _refer_to_number(self, table: str, match: re.Match[str]) -> str:
        return f"{match[1]}{self.refer(table, int(match[2]))}"

    def _refer_to_uuid(self, uuid: str, place: tuple[str, int | str]) -> str:
        owner = self.owners.get(uuid)
        if owner is None:
            return uuid
        return "its own" if owner == place else self.refer(*owner)


def read_rows(database: TestDatabase, rules: Rules) -> Rows:
    """This will read all rows that are compared."""
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("SET timezone TO 'UTC'")
        tables = [row[0] for row in connection.execute(_TABLES) if row[0] not in rules.tables]
        foreign_keys = {(table, column): target for table, column, target in connection.execute(_FOREIGN_KEYS)}
        rows: dict[str, dict[int | str, Row]] = {}
        for table in tables:
            read = connection.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            documents = [json.loads(text, parse_float=str) for (text,) in read]
            rows[table] = {_key(document): document for document in documents}
            assert len(rows[table]) == len(documents), table
    return Rows(rules, rows, foreign_keys)


def _key(row: Row) -> int | str:
    key: int | str = row["pgh_id" if "pgh_id" in row else "id"]
    return key


def compare(one: Rows, other: Rows) -> list[str]:
    """This will tell in what two databases differ, table by table, where a difference begins; nothing if in nothing."""
    told: list[str] = []
    lone = {table: _unmatched(one, other, table) for table in sorted({*one.rows, *other.rows})}
    known = tuple({rows.refer(table, key) for table in rows.rows for key in rows.rows[table]} for rows in (one, other))
    for table, (left, right) in lone.items():
        if left or right:
            told.append(f"{table}: {len(left)} rows only here, {len(right)} only there")
            told += _tell(_roots(left, known[1]), _roots(right, known[0]))
    return told


def _unmatched(one: Rows, other: Rows, table: str) -> tuple[list[str], list[str]]:
    left, right = (Counter(rows.write(table, key) for key in rows.rows.get(table, {})) for rows in (one, other))
    return list((left - right).elements()), list((right - left).elements())


def _roots(texts: Iterable[str], known: set[str]) -> list[dict[str, Any]]:
    """The rows that differ by themselves, not by what they refer to."""
    reference = re.compile(r"[a-z_]+#[0-9a-f]{12}")
    return [json.loads(text) for text in texts if all(found in known for found in reference.findall(text))]


def _tell(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> list[str]:
    """Lay each row beside the one that is most like it."""
    told = []
    rest = list(right)
    for row in left[:_DIFFERENCES_TOLD_MAX]:
        twin = max(rest, key=lambda each: _likeness(row, each), default=None)
        if twin is None:
            told.append(f"  only here:  {_cut(row)}")
            continue
        rest.remove(twin)
        other = {name: twin.get(name) for name in row if row[name] != twin.get(name)}
        told += [f"  {name}: {_cut(row[name])}\n    there: {_cut(value)}" for name, value in other.items()]
        told.append(f"    of the row {_cut({name: value for name, value in row.items() if name not in other})}")
    told += [f"  only there: {_cut(row)}" for row in rest[: max(0, _DIFFERENCES_TOLD_MAX - len(left))]]
    return told


def _cut(value: object) -> str:
    return json.dumps(value)[:_TOLD_MAX]


def _likeness(row: Row, other: Row) -> int:
    return sum(row[name] == other.get(name) for name in row)


def blind_spots(rows: Rows) -> list[str]:
    """This will name the columns of which a change of a value would not be seen, though nothing says that it need not.

    Of each column the last row that has a value is written again with another one.
    """
    found = []
    for table, held in rows.rows.items():
        for name in rows.compared(table):
            key = next((key for key, row in reversed(held.items()) if row[name] is not None), None)
            if key is not None and name not in {"id", *_RANDOM_KEYS} and not _is_seen(rows, table, key, name):
                found.append(f"{table}.{name}")
    return found


def _is_seen(rows: Rows, table: str, key: int | str, name: str) -> bool:
    changed = {**rows.rows[table][key], name: "something else"}
    altered = replace(rows, rows={**rows.rows, table: {**rows.rows[table], key: changed}}, written={})
    return altered.write(table, key) != rows.write(table, key)
