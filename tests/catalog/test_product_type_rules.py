"""Product types against the truth file: the rules, the database, the routes' use cases and the documentation."""

from collections.abc import Iterator
from itertools import product as every
from pathlib import Path

import psycopg
import pytest

from tests.support.catalogue import define
from tests.support.people import unique
from tests.support.truth import lines_of
from trunkline.catalog.models import ProductType
from trunkline.catalog.policies.product_types import CONDITIONS, TypeValues, type_violations
from trunkline.catalog.states import ChargingKind, Classification, Composition
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")

_, LINES = lines_of(Path(__file__).parent / "truth" / "product_types.txt")
DOCUMENT = Path(__file__).parents[2] / "docs" / "catalogue.md"


def values_of(line: dict[str, str], *, records: bool = False, meter: bool = False) -> TypeValues:
    service = line["service"]
    return TypeValues(
        Classification(line["classification"]),
        line["serial"] == "yes",
        None if service == "none" else ChargingKind(service),
        Composition(line["composition"]),
        has_usage_records=records,
        has_meter_readings=meter,
    )


def rules_of(line: dict[str, str], *, records: bool = False, meter: bool = False) -> list[str]:
    told = [] if line["rules"] == "ok" else line["rules"].split()
    told += ["usage_records"] if records and line["records"] == "no" else []
    return told + (["meter_readings"] if meter and line["meter"] == "no" else [])


def combinations() -> Iterator[tuple[dict[str, str], bool, bool]]:
    for line in LINES:
        for records, meter in every((False, True), repeat=2):
            yield line, records, meter


def test_the_truth_file_has_every_combination_once() -> None:
    told = [(line["classification"], line["serial"], line["service"], line["composition"]) for line in LINES]
    assert sorted(told) == sorted(every([*Classification], ["yes", "no"], ["none", *ChargingKind], [*Composition]))


def test_the_rules_agree_with_each_line() -> None:
    for line, records, meter in combinations():
        found = [str(each.rule) for each in type_violations(values_of(line, records=records, meter=meter))]
        assert found == rules_of(line, records=records, meter=meter), line


def test_the_database_agrees_with_each_line(owner_connection: psycopg.Connection) -> None:
    """By plain SQL: a type is inserted exactly when its line breaks no rule, else the first rule's CHECK refuses it."""
    record_type = define("usage-record-types").pk
    for number, (line, records, meter) in enumerate(combinations()):
        if meter:
            continue
        values = values_of(line)
        row = {
            "code": f"truth-{unique()}",
            "classification": values.classification,
            "charging_kind": values.charging_kind,
            "is_traceable": values.is_traceable,
            "composition": values.composition,
            "can_be_provisioned": number % 4 < 2,
            "usage_record_type_id": record_type if records else None,
        }
        refusal = None
        try:
            with owner_connection.transaction(force_rollback=True):
                owner_connection.execute(
                    "INSERT INTO catalog_producttype (name, code, classification, charging_kind, is_traceable,"
                    " composition, can_be_provisioned, usage_record_type_id) VALUES ('A type', %(code)s,"
                    " %(classification)s, %(charging_kind)s, %(is_traceable)s, %(composition)s,"
                    " %(can_be_provisioned)s, %(usage_record_type_id)s)",
                    row,
                )
        except psycopg.errors.CheckViolation as error:
            refusal = error.diag.constraint_name
        expected = [f"product_type_{rule}" for rule in rules_of(line, records=records)]
        assert (refusal is None) == (expected == []), (line, refusal)
        assert refusal is None or refusal in expected, (line, refusal)


@pytest.mark.parametrize("line", [line for line in LINES if line["rules"] == "ok"], ids=lambda line: str(line.values()))
def test_every_allowed_combination_is_taken(line: dict[str, str]) -> None:
    values = values_of(line)
    records = define("usage-record-types").code if line["records"] == "yes" else None
    unit = define("units-of-measure", symbol="kWh", dimension="energy").code
    meters = [define("meter-reading-types", classification="cumulative", unit=unit).code]
    made = define(
        "product-types",
        classification=values.classification,
        charging_kind=values.charging_kind,
        is_traceable=values.is_traceable,
        composition=values.composition,
        usage_record_type=records,
        meter_reading_types=meters if line["meter"] == "yes" else [],
    )
    assert (made.composition, made.usage_record_type is not None, made.meter_reading_types.count()) == (
        values.composition,
        records is not None,
        int(line["meter"] == "yes"),
    )


def test_a_refusal_names_the_rule_and_saves_nothing() -> None:
    before = ProductType.objects.count()
    unit = define("units-of-measure", symbol="l", dimension="volume").code
    meter = define("meter-reading-types", classification="one_time", unit=unit).code
    with pytest.raises(InvalidInputError, match="a flexible bundle is a termed service or a good") as refusal:
        define("product-types", classification="good", is_traceable=True, composition="flexible_bundle")
    assert "composition" in " ".join(refusal.value.fields.values())
    with pytest.raises(InvalidInputError, match="only traceable goods") as refusal:
        define("product-types", classification="good", is_traceable=False, meter_reading_types=[meter])
    assert set(refusal.value.fields) == {"meter_reading_types"}
    assert ProductType.objects.count() == before


def test_the_documentation_has_the_table() -> None:
    text = DOCUMENT.read_text()
    for condition in CONDITIONS:
        assert f"| `{condition.rule}` |" in text
