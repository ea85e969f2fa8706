"""Deliveries as tables of text: which row says what; whether it can be received is seen later."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trunkline.kernel.errors import InvalidInputError

if TYPE_CHECKING:
    from _csv import Reader

ROWS_MAX = 20_000
COLUMNS_MAX = 60
_SHOWN_MAX = 60

COLUMNS = (
    "specification",
    "reference_number",
    "serial",
    "warehouse",
    "place",
    "cost",
    "currency",
    "state",
    "condition",
    "warranty_until",
    "purchase_order",
)
_REQUIRED = ("specification", "reference_number")
_TEXT_PREFIX = "itemtext"
_OTHER_NAMES = {"cost_currency": "currency", "reference": "reference_number", "serial_number": "serial"}


@dataclass(frozen=True)
class DeliveryRow:
    """One row: the line at which it starts, its cells by column, its texts by position or by their label."""

    line: int
    cells: dict[str, str]
    texts: dict[int, str] = field(default_factory=dict)
    labelled: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """The rows of a delivery, and what is wrong with lines that cannot even be read as rows."""

    rows: list[DeliveryRow]
    problems: dict[int, list[str]]


def parse_delivery(text: str) -> Delivery:
    """This will read a delivery: a heading of columns, then one item a line, separated by comma, semicolon or tab.

    Raises InvalidInputError when the table as a whole cannot be read.
    """
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    heading, _, _ = text.partition("\n")
    if not heading.strip():
        raise InvalidInputError.for_field("csv", "is empty: the first line names the columns.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(heading), strict=True)
    rows: list[DeliveryRow] = []
    problems: dict[int, list[str]] = {}
    columns: list[str] | None = None
    for line, cells in _lines(reader, problems):
        if columns is None:
            columns = _columns(cells)
            continue
        if len(rows) + len(problems) >= ROWS_MAX:
            raise InvalidInputError.for_field("csv", f"has more than {ROWS_MAX} rows; send them in several deliveries.")
        if len(cells) != len(columns):
            problems[line] = [f"has {len(cells)} cells, but there are {len(columns)} columns."]
        else:
            rows.append(_row(line, columns, cells))
    if not rows and not problems:
        raise InvalidInputError.for_field("csv", "has no rows below the names of its columns.")
    return Delivery(rows, problems)


def _lines(reader: "Reader", problems: dict[int, list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows with the lines at which they start, without empty ones; blank lines count as lines."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # What comes after a quote that nobody closes cannot be told apart any more.
            problems[line] = [f"and what follows is no row: {error}."]
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _separator(heading: str) -> str:
    return max((",", ";", "\t"), key=heading.count)


def _columns(cells: list[str]) -> list[str]:
    """The names of the columns as we know them; what we do not know is the label of a text."""
    if len(cells) > COLUMNS_MAX:
        raise InvalidInputError.for_field("csv", f"has {len(cells)} columns; at most {COLUMNS_MAX}.")
    names = [_column(cell) for cell in cells]
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        raise InvalidInputError.for_field("csv", f"has no column {missing[0]!r}; the first line names the columns.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidInputError.for_field("csv", f"has the column {twice[0][:_SHOWN_MAX]!r} twice.")
    if "" in names:
        raise InvalidInputError.for_field("csv", "has a column without a name.")
    return names


def _column(cell: str) -> str:
    label = " ".join(cell.split())
    name = label.lower().replace(" ", "_").replace("-", "_")
    name = _OTHER_NAMES.get(name, name)
    # The names of ours are written in one way; a label stays as it is but for its case.
    return name if name in COLUMNS or _text_position(name) else label.casefold()


def _text_position(name: str) -> int | None:
    digits = name.removeprefix(_TEXT_PREFIX)
    is_text = name.startswith(_TEXT_PREFIX) and digits.isascii() and digits.isdigit() and len(digits) <= len("10")
    return int(digits) if is_text else None


def _row(line: int, columns: list[str], cells: list[str]) -> DeliveryRow:
    row = DeliveryRow(line, {})
    for column, cell in zip(columns, cells, strict=True):
        position = _text_position(column)
        if column in COLUMNS:
            row.cells[column] = cell.strip()
        elif position is not None:
            row.texts[position] = cell.strip()
        else:
            row.labelled[column] = cell.strip()
    return row


def place_texts(row: DeliveryRow, labels: list[str], texts_max: int) -> tuple[list[str], list[str]]:
    """This will put a row's texts in their places by the labels of its specification, and tell what does not fit."""
    placed = dict(row.texts)
    problems = [
        f"itemtext{position} does not exist; an item has at most {texts_max} texts."
        for position, text in placed.items()
        if text and not 1 <= position <= texts_max
    ]
    positions = {label.casefold(): position for position, label in enumerate(labels, start=1)}
    for label, text in row.labelled.items():
        position = positions.get(label)
        if not text:
            continue
        if position is None:
            problems.append(f"{label[:_SHOWN_MAX]!r} is no column, and no label of this specification.")
        elif placed.get(position, "") not in {"", text}:
            problems.append(f"{label!r} and itemtext{position} say different things.")
        else:
            placed[position] = text
    last = max((position for position, text in placed.items() if text and position <= texts_max), default=0)
    return [placed.get(position, "") for position in range(1, last + 1)], problems
