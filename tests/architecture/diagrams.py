"""The generated parts of the documentation: entity and state diagrams, drawn from models and state tables.

`python -m tests.architecture.diagrams` writes them anew between their markers in docs/data-model.md.
"""

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

from django.db.models import Model

import trunkline
from trunkline.kernel.states import StateTable

DATA_MODEL = Path(__file__).parents[2] / "docs" / "data-model.md"
MARKED = re.compile(
    r"(?P<start><!-- generated: (?P<kind>entities|states) (?P<room>[a-z_]+) -->\n)(?P<block>.*?)(?P<end><!-- end -->)",
    re.DOTALL,
)

# What PostgreSQL calls the types, in one word each, as the diagram's grammar asks for.
_TYPE_WORDS = {
    "BigAutoField": "bigint",
    "BigIntegerField": "bigint",
    "BinaryField": "bytea",
    "BooleanField": "boolean",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "timestamptz",
    "DecimalField": "numeric",
    "EmailField": "text",
    "IntegerField": "integer",
    "JSONField": "jsonb",
    "SlugField": "text",
    "SearchVectorField": "tsvector",
    "SmallIntegerField": "smallint",
    "TextField": "text",
    "UUIDField": "uuid",
}


def state_tables() -> dict[str, list[StateTable]]:
    """Every state table, by the room whose `states` module holds it."""
    tables: dict[str, list[StateTable]] = {}
    for module in pkgutil.iter_modules(trunkline.__path__):
        name = f"trunkline.{module.name}.states"
        if module.name == "kernel" or importlib.util.find_spec(name) is None:
            continue
        found = [value for value in vars(importlib.import_module(name)).values() if isinstance(value, StateTable)]
        if found:
            tables[module.name] = found
    return tables


def entity_diagram(room: str) -> str:
    """The tables of a room with their columns, and what they refer to in it and in rooms below."""
    from django.apps import apps

    # The histories are tables of their own, one for each audited table, and would only repeat it.
    models = [model for model in apps.get_app_config(room).get_models() if not hasattr(model, "pgh_tracked_model")]
    lines = ["erDiagram"]
    for model in models:
        lines.append(f"    {model.__name__} {{")
        lines += [f"        {_column(field)}" for field in _columns(model)]
        lines.append("    }")
    for model in models:
        for field in _columns(model):
            if field.is_relation:
                one = "|o" if field.null else "||"
                many = "o|" if field.one_to_one else "o{"
                lines.append(f"    {field.related_model.__name__} {one}--{many} {model.__name__} : {field.name}")
    return "\n".join(lines)


def _columns(model: type[Model]) -> list[Any]:
    return list(model._meta.local_concrete_fields)  # noqa: SLF001  # Django documents it


def _column(field: Any) -> str:
    target = field.target_field if field.is_relation else field
    word = _TYPE_WORDS.get(target.get_internal_type())
    if word is None:
        base = getattr(target, "base_field", None)
        if base is None:
            raise TypeError(f"{target} has a type without a word for the diagram.")
        word = f"{_TYPE_WORDS[base.get_internal_type()]}[]"
    keys = [key for key, holds in (("PK", field.primary_key), ("FK", field.is_relation), ("UK", field.unique)) if holds]
    if "PK" in keys and "UK" in keys:
        keys.remove("UK")
    return " ".join(filter(None, [word, field.column, ", ".join(keys), '"may be null"' if field.null else ""]))


def block(kind: str, room: str) -> str:
    """What must stand between a pair of markers."""
    if kind == "entities":
        return _fenced(entity_diagram(room))
    return "\n".join(f"A {table.name}:\n\n{_fenced(table.mermaid())}" for table in state_tables()[room])


def _fenced(drawing: str) -> str:
    return f"```mermaid\n{drawing}\n```\n"


def main() -> None:
    """Write the generated parts of the documentation anew."""
    import django

    django.setup()
    drawn = MARKED.sub(lambda m: m["start"] + block(m["kind"], m["room"]) + m["end"], DATA_MODEL.read_text())
    DATA_MODEL.write_text(drawn)


if __name__ == "__main__":
    main()
