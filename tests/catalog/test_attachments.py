"""What may be attached to which product, and what a bundle may contain, against the truth files."""

from itertools import product as every
from pathlib import Path

from tests.support.truth import lines_of
from trunkline.catalog.policies.attachments import ATTACHMENTS, why_not_attached
from trunkline.catalog.policies.bundles import why_not_contained
from trunkline.catalog.policies.product_types import TypeValues, type_violations
from trunkline.catalog.states import Attachment, ChargingKind, Classification, Composition

TRUTH = Path(__file__).parent / "truth"
DOCUMENT = Path(__file__).parents[2] / "docs" / "catalogue.md"
SERVICES = {str(kind): TypeValues(Classification.SERVICE, False, kind, Composition.FLAT) for kind in ChargingKind}
KINDS = {**SERVICES, "good": TypeValues(Classification.GOOD, False, None, Composition.FLAT)}


def made_of(name: str, composition: str) -> TypeValues:
    if name in ("serial", "counted"):
        return TypeValues(Classification.GOOD, name == "serial", None, Composition(composition))
    return TypeValues(Classification.SERVICE, False, ChargingKind(name), Composition(composition))


BUNDLES = {
    "flexible_termed": made_of("termed", "flexible_bundle"),
    "fixed_termed": made_of("termed", "fixed_bundle"),
    "fixed_kit": made_of("serial", "fixed_bundle"),
    "fixed_pack": made_of("counted", "fixed_bundle"),
    "flexible_pack": made_of("counted", "flexible_bundle"),
    "package": made_of("termed", "package"),
}


def test_attachments_agree_with_each_line() -> None:
    headings, lines = lines_of(TRUTH / "attachments.txt")
    assert sorted(headings[1:]) == sorted(KINDS)
    assert sorted(line["attachment"] for line in lines) == sorted(Attachment)
    for line in lines:
        attachment = Attachment(line["attachment"])
        for name, values in KINDS.items():
            # A bundle is what components are for; where the kind cannot be one, the refusal is for its kind.
            composition = Composition.FIXED_BUNDLE if attachment == Attachment.COMPONENTS else Composition.FLAT
            asked = TypeValues(values.classification, values.is_traceable, values.charging_kind, composition)
            reason = why_not_attached(attachment, asked)
            assert (reason is None) == (line[name] == "yes"), (line, name)
            assert reason in (None, f"{ATTACHMENTS[attachment].title} are for {ATTACHMENTS[attachment].for_whom}.")


def test_what_is_flat_has_no_components() -> None:
    told = "Components are for bundles and packages of termed services, and of goods."
    assert [why_not_attached(Attachment.COMPONENTS, values) for values in KINDS.values()] == [told] * 5


def test_contents_agree_with_each_line() -> None:
    headings, lines = lines_of(TRUTH / "bundles.txt")
    assert sorted(headings[1:]) == sorted(BUNDLES)
    told = {tuple(line["component"].split()) for line in lines}
    possible = {
        pair
        for pair in every([*ChargingKind, "serial", "counted"], [*Composition])
        if not [*type_violations(made_of(*pair))]
    }
    assert told == possible
    assert len(lines) == len(told)
    for line in lines:
        for name, bundle in BUNDLES.items():
            reason = why_not_contained(bundle, made_of(*line["component"].split()))
            assert (reason is None) == (line[name] == "yes"), (line["component"], name, reason)


def test_a_flat_product_contains_nothing() -> None:
    for component in every([*ChargingKind, "serial", "counted"], [Composition.FLAT]):
        assert why_not_contained(KINDS["termed"], made_of(*component)) is not None


def test_the_documentation_has_the_table() -> None:
    _headings, lines = lines_of(TRUTH / "attachments.txt")
    rows = [
        [cell.strip() for cell in text.strip("|").split("|")]
        for text in DOCUMENT.read_text().splitlines()
        if text.startswith("| `")
    ]
    found = {cells[0].strip("`"): cells[1:] for cells in rows}
    for line in lines:
        expected = [line[name] for name in ("good", "termed", "usage", "one_time", "expense")]
        assert found[line["attachment"]] == expected
