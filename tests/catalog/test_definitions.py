"""Definitions of every kind: made, changed, deleted, listed, and refused with every reason at once."""

from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.catalogue import define, define_product
from tests.support.people import command, unique
from tests.support.races import race
from trunkline.catalog.errors import (
    DefinitionChangedError,
    DefinitionInUseError,
    DefinitionNotFoundError,
    DefinitionTakenError,
)
from trunkline.catalog.models import ProductCategory, ProductFamily
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.definitions import merge_patch
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.definition_schemas import schema_of
from trunkline.catalog.selectors.histories import list_changes
from trunkline.catalog.use_cases import definitions
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")


def make_family(**changes: object) -> int:
    code = f"modems-{unique()}"
    document = {"code": code, "name": "Modems", "classification": "good", **changes}
    return definitions.create(command(), "product-families", document)["id"]


def read(kind: str, number: int) -> dict[str, object]:
    (definition,) = selectors.get_definitions(KINDS[kind], [number])
    return selectors.content(KINDS[kind], definition)


def delete(kind: str, number: int) -> None:
    definitions.delete(command(), kind, selectors.get_definitions(KINDS[kind], [number])[0].public_id)


def test_what_was_put_in_comes_back() -> None:
    document = {
        "code": f"decoders-{unique()}",
        "name": "Decoders",
        "description": "Boxes beside the television",
        "is_active": False,
        "classification": "good",
    }
    made = definitions.create(command(), "product-families", document)
    assert read("product-families", made["id"]) == document


def test_every_bad_field_is_told_at_once() -> None:
    code = unique()
    with pytest.raises(InvalidInputError) as refusal:
        definitions.create(
            command(),
            "product-families",
            {"code": code, "name": "", "classification": "gas", "is_active": "yes", "colour": "red"},
        )
    assert set(refusal.value.fields) == {"name", "classification", "is_active", "colour"}
    assert not ProductFamily.objects.filter(code=code).exists()


def test_a_code_is_given_once() -> None:
    family = ProductFamily.objects.get(pk=make_family())
    with pytest.raises(DefinitionTakenError, match="code"):
        make_family(code=family.code)
    assert ProductFamily.objects.filter(code=family.code).count() == 1


def test_a_change_names_what_it_changes_only() -> None:
    number = make_family(description="Old")
    definitions.change(command(), "product-families", number, {"name": "Routers"}, expected_version=1)
    assert read("product-families", number)["name"] == "Routers"
    assert read("product-families", number)["description"] == "Old"
    assert ProductFamily.objects.get(pk=number).version == 2


def test_a_change_that_changes_nothing_leaves_the_version() -> None:
    number = make_family()
    definitions.change(command(), "product-families", number, {"name": "Modems"})
    assert ProductFamily.objects.get(pk=number).version == 1


def test_what_is_fixed_stays() -> None:
    number = make_family()
    with pytest.raises(InvalidInputError) as refusal:
        definitions.change(command(), "product-families", number, {"classification": "service"})
    assert set(refusal.value.fields) == {"classification"}
    assert ProductFamily.objects.get(pk=number).classification == "good"


def test_of_two_who_change_the_same_version_one_is_told(owner_connection: psycopg.Connection) -> None:
    number = make_family()
    changes = [
        lambda name=name: definitions.change(command(), "product-families", number, {"name": name}, expected_version=1)
        for name in ("First", "Second")
    ]
    lock = f"SELECT 1 FROM catalog_productfamily WHERE id = {number} FOR UPDATE"
    outcomes = race(owner_connection, lock, changes)
    assert sum(isinstance(outcome, DefinitionChangedError) for outcome in outcomes) == 1
    family = ProductFamily.objects.get(pk=number)
    assert family.version == 2
    assert family.name in {"First", "Second"}


def test_what_is_used_is_not_deleted() -> None:
    parent = definitions.create(command(), "product-categories", {"code": f"tv-{unique()}", "name": "Television"})["id"]
    parent_code = ProductCategory.objects.get(pk=parent).code
    child = definitions.create(
        command(), "product-categories", {"code": f"tv-{unique()}", "name": "Channels", "parent": parent_code}
    )["id"]
    with pytest.raises(DefinitionInUseError, match="product category"):
        delete("product-categories", parent)
    delete("product-categories", child)
    delete("product-categories", parent)
    with pytest.raises(DefinitionNotFoundError):
        definitions.delete(command(), "product-categories", uuid4())
    assert not ProductCategory.objects.filter(pk__in=[parent, child]).exists()


def test_what_is_retired_is_named_no_more_and_stays_where_it_is() -> None:
    parent = f"tv-{unique()}"
    number = definitions.create(command(), "product-categories", {"code": parent, "name": "Television"})["id"]
    child = definitions.create(
        command(), "product-categories", {"code": f"tv-{unique()}", "name": "Channels", "parent": parent}
    )["id"]
    definitions.change(command(), "product-categories", number, {"is_active": False})
    definitions.change(command(), "product-categories", child, {"name": "All channels"})
    assert read("product-categories", child)["parent"] == parent
    with pytest.raises(InvalidInputError, match="is retired"):
        definitions.create(
            command(), "product-categories", {"code": f"tv-{unique()}", "name": "Films", "parent": parent}
        )


def test_categories_form_a_tree() -> None:
    codes = [f"c-{unique()}" for _ in range(3)]
    numbers = [
        definitions.create(
            command(),
            "product-categories",
            {"code": code, "name": code, "parent": codes[index - 1] if index else None},
        )["id"]
        for index, code in enumerate(codes)
    ]
    with pytest.raises(InvalidInputError) as refusal:
        definitions.change(command(), "product-categories", numbers[0], {"parent": codes[2]})
    assert set(refusal.value.fields) == {"parent"}
    assert ProductCategory.objects.get(pk=numbers[0]).parent_id is None


def test_several_are_made_all_or_none() -> None:
    good, twice = unique(), unique()
    with pytest.raises(InvalidInputError) as refusal:
        definitions.create_several(
            command(),
            "product-categories",
            [{"code": good, "name": "Good"}, {"code": twice}, {"name": 3}],
        )
    assert set(refusal.value.fields) == {"definitions[1].name", "definitions[2].code", "definitions[2].name"}
    assert not ProductCategory.objects.filter(code=good).exists()
    made = definitions.create_several(
        command(), "product-categories", [{"code": good, "name": "Good"}, {"code": twice, "name": "Better"}]
    )
    assert [read("product-categories", each["id"])["name"] for each in made] == ["Good", "Better"]


def test_a_key_makes_one() -> None:
    code = unique()
    asked = command(idempotency_key=unique())
    document = {"code": code, "name": "Once"}
    first = definitions.create(asked, "product-categories", document)
    assert definitions.create(asked, "product-categories", document) == first
    assert ProductCategory.objects.filter(code=code).count() == 1


def test_lists_are_paged_sorted_filtered_and_searched() -> None:
    mark = f"zz{unique()}"
    for index in range(5):
        definitions.create(
            command(),
            "product-families",
            {
                "code": f"{mark}-{index}",
                "name": f"Family {'even' if index % 2 == 0 else 'odd'}",
                "description": mark,
                "classification": "good" if index < 3 else "service",
            },
        )
    kind = KINDS["product-families"]
    seen, after = [], ""
    while True:
        page = selectors.list_definitions(kind, selectors.Query({}, words=mark, sort="-code", after=after, limit=2))
        seen += [each.code for each in page.definitions]
        if page.next is None:
            break
        after = page.next
    assert seen == [f"{mark}-{index}" for index in (4, 3, 2, 1, 0)]
    goods = selectors.list_definitions(kind, selectors.Query({"classification": "good"}, words=f"{mark} ev"))
    assert [each.code for each in goods.definitions] == [f"{mark}-0", f"{mark}-2"]
    assert selectors.list_definitions(kind, selectors.Query({}, words=f"{mark} ven")).definitions == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (selectors.Query({"shade": "red"}), "filter[shade]"),
        (selectors.Query({"is_active": "perhaps"}), "filter[is_active]"),
        (selectors.Query({}, sort="colour"), "sort"),
        (selectors.Query({}, after="nonsense"), "after"),
        (selectors.Query({}, limit=0), "limit"),
        (selectors.Query({}, words="\x00"), "q"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(query: selectors.Query, field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        selectors.list_definitions(KINDS["product-families"], query)
    assert set(refusal.value.fields) == {field}


def test_history_tells_who_changed_what() -> None:
    number = make_family()
    definitions.change(command(reason="New supplier"), "product-families", number, {"name": "Routers"})
    (family,) = selectors.get_definitions(KINDS["product-families"], [number])
    latest, first = list_changes(KINDS["product-families"], family)
    assert latest["changes"] == [{"list": None, "columns": {"name": {"before": "Modems", "after": "Routers"}}}]
    assert (latest["by"], latest["reason"], latest["operation"]) == ("system", "New supplier", "catalog.change")
    assert first["operation"] == "catalog.create"


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_has_a_schema_whose_fields_it_writes(name: str) -> None:
    schema = schema_of(KINDS[name])
    assert schema["title"] == KINDS[name].title
    assert set(schema["required"]) <= set(schema["properties"])
    assert {"code", "name"} <= set(schema["properties"])


def test_a_merge_patch_is_that_of_the_standard() -> None:
    # Appendix A of RFC 7396.
    assert merge_patch({"a": "b"}, {"a": "c"}) == {"a": "c"}
    assert merge_patch({"a": "b", "b": "c"}, {"a": None}) == {"b": "c"}
    assert merge_patch({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}) == {"a": {"b": "d"}}
    assert merge_patch({"a": [{"b": "c"}]}, {"a": [1]}) == {"a": [1]}
    assert merge_patch(["a", "b"], {"a": "b"}) == {"a": "b"}
    assert merge_patch({}, {"a": {"bb": {"ccc": None}}}) == {"a": {"bb": {}}}


def test_numbers_come_back_as_they_were_given() -> None:
    code = unique()
    document = {
        "code": code,
        "name": "Kibibyte",
        "description": "",
        "is_active": True,
        "symbol": "KiB",
        "dimension": "data",
        "factor": Decimal(1024),
    }
    made = definitions.create(command(), "units-of-measure", document)
    assert read("units-of-measure", made["id"]) == document
    with pytest.raises(InvalidInputError, match="above zero"):
        definitions.change(command(), "units-of-measure", made["id"], {"factor": "0"})


@pytest.mark.parametrize("code", ["", " ", "two words", "-x", "a/b", "naïve", "<b>", "x" * 81, "a\x00"])
def test_a_code_can_be_typed(code: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        make_family(code=code)
    assert set(refusal.value.fields) == {"code"}


def test_the_queries_of_a_page_do_not_grow_with_it() -> None:
    mark = f"page{unique()}"
    counts = []
    for size in (1, 4):
        for _ in range(size):
            define_product(name=f"{mark} product", features=["Fast"], categories=[define("product-categories").code])
        with CaptureQueriesContext(connection) as queries:
            page = selectors.list_definitions(KINDS["products"], selectors.Query({}, words=mark))
            written = [selectors.document(KINDS["products"], product) for product in page.definitions]
        counts.append(len(queries))
        assert all(document["features"] == ["Fast"] for document in written)
    assert counts[0] == counts[1]
