"""Migrations that the code before them survives: while hosts are upgraded one by one, old and new code share tables."""

from collections.abc import Iterator

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.fields import NOT_PROVIDED

import trunkline

# Made before there was a release whose code could have met them.
BEFORE_THE_RULE = {
    "catalog": 5, "instances": 2, "notify": 1, "ocs": 3, "ordering": 3, "parties": 1,
    "payments": 2, "platform": 2, "provisioning": 4, "stock": 3, "billing": 1, "charging": 2, "insight": 2,
}  # fmt: skip
# What breaks the rule all the same: room and name, and why nobody is hurt.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("parties", "0002_account_classes_are_definitions"): "what is altered is known to Django only: no SQL comes of it",
    ("catalog", "0006_catalogue"): "what is altered are defaults and limits of forms: no SQL comes of it",
    ("instances", "0003_changes_of_instances"): "what is altered is how Django reads JSON: no SQL comes of it",
    ("catalog", "0009_price_plans"): "prices are some thousands, and read on: their two rules are made in a moment",
    ("catalog", "0011_words_of_products"): "it fills a new table, which old code does not know, within a second",
    ("catalog", "0007_standard_catalogue"): "it fills the codes of products, which old code does not know",
}

_TAKING = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def why_not(operations: list[Operation]) -> Iterator[str]:
    """What of a migration's operations old code would not survive, or would block the running system."""
    made = {operation.name.lower() for operation in operations if isinstance(operation, migrations.CreateModel)}
    for operation in operations:
        model = getattr(operation, "model_name", None)
        if model is not None and model.lower() in made:
            continue  # nobody uses a new table yet
        what = operation.describe()
        if isinstance(operation, _TAKING):
            yield f"{what}: old code still asks for it; stop using it in one release, remove it in the next"
        elif isinstance(operation, migrations.AddField):
            if not _can_be_left_out(operation.field):
                yield f"{what}: old code writes rows without it; give it db_default, or let it be null"
        elif isinstance(operation, migrations.AlterField):
            yield f"{what}: it may rewrite the table or refuse what old code writes; say why it does not"
        elif isinstance(operation, migrations.AddConstraint) and not isinstance(operation, AddConstraintNotValid):
            yield f"{what}: it reads the whole table while nobody can write; use AddConstraintNotValid, then validate"
        elif isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexConcurrently):
            yield f"{what}: it keeps writers waiting; use AddIndexConcurrently"
        elif isinstance(operation, migrations.RunSQL | migrations.RunPython):
            yield f"{what}: nobody can tell from here; say why it is harmless"


def _can_be_left_out(field: "models.Field[object, object]") -> bool:
    return bool(field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


def _ours() -> list[tuple[str, str, list[Operation]]]:
    """The migrations of our rooms that the rule is for."""
    found = []
    for (room, name), migration in MigrationLoader(None).disk_migrations.items():
        is_ours = type(migration).__module__.startswith(f"{trunkline.__name__}.")
        if is_ours and not migration.initial and int(name.partition("_")[0]) > BEFORE_THE_RULE.get(room, 0):
            found.append((room, name, list(migration.operations)))
    return sorted(found, key=lambda each: each[:2])


def test_old_code_survives_every_new_migration() -> None:
    broken = [
        f"{room}.{name}: {reason}"
        for room, name, operations in _ours()
        if (room, name) not in EXCEPTIONS
        for reason in why_not(operations)
    ]
    assert broken == []


def test_exceptions_are_still_needed() -> None:
    needed = {(room, name) for room, name, operations in _ours() if list(why_not(operations))}
    assert set(EXCEPTIONS) <= needed
    assert all(EXCEPTIONS.values())


_TEXT = models.TextField()


@pytest.mark.parametrize(
    ("operation", "is_refused"),
    [
        (migrations.RemoveField("order", "note"), True),
        (migrations.RenameField("order", "note", "remark"), True),
        (migrations.DeleteModel("order"), True),
        (migrations.AddField("order", "note", models.TextField(default="")), True),
        (migrations.AddField("order", "note", models.TextField(null=True)), False),
        (migrations.AddField("order", "note", models.TextField(db_default="")), False),
        (migrations.AlterField("order", "note", models.CharField(max_length=5)), True),
        (migrations.AddIndex("order", models.Index(fields=["note"], name="by_note")), True),
        (AddIndexConcurrently("order", models.Index(fields=["note"], name="by_note")), False),
        (migrations.RunSQL("SELECT 1"), True),
        (migrations.AddField("parcel", "note", _TEXT), False),  # of a table that the same migration makes
        (migrations.RemoveConstraint("order", "note_is_short"), False),
    ],
)
def test_the_rule_tells_what_old_code_does_not_survive(operation: Operation, *, is_refused: bool) -> None:
    parcel = migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))])
    assert bool(list(why_not([parcel, operation]))) is is_refused
