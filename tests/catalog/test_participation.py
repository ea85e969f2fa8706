"""Where a product takes part, seen and changed from its own side."""

import pytest

from tests.support.catalogue import define, define_product
from tests.support.people import command
from trunkline.catalog.errors import DefinitionChangedError, DefinitionNotFoundError
from trunkline.catalog.models import Product
from trunkline.catalog.operations.participation import Spot
from trunkline.catalog.selectors.definitions import write_entry
from trunkline.catalog.selectors.participation import list_places
from trunkline.catalog.selectors.usages import list_parts
from trunkline.catalog.use_cases import participation
from trunkline.kernel.errors import InvalidInputError

pytestmark = pytest.mark.usefixtures("quiet_database")


def all_parts(product: Product) -> list[tuple[str, str, str, object]]:
    return [
        (usages.kind.name, usage.definition.code, usages.column.name, write_entry(usages.rows, usage.entry))
        for usages in list_parts(product)
        for usage in usages.usages
        if usages.rows is not None
    ]


def parts(product: Product) -> list[tuple[str, str, object]]:
    """Its parts in other products: those that its type has elsewhere are other tests' affair."""
    return [(kind, code, entry) for kind, code, _column, entry in all_parts(product) if kind == "products"]


def test_a_product_is_entered_changed_and_taken_out_again() -> None:
    product, other = define_product(), define_product()
    spot = Spot("products", other.public_id, "relationships")
    participation.take_part(command(), product.pk, spot, {"kind": "option"})
    entry = {"kind": "option", "to_product": product.code, "characteristics": []}
    assert parts(product) == [("products", other.code, entry)]
    participation.take_part(command(), product.pk, spot, {"kind": "requires"}, expected_version=2)
    assert parts(product) == [("products", other.code, {**entry, "kind": "requires"})]
    participation.leave(command(), product.pk, spot, expected_version=3)
    assert parts(product) == []
    assert Product.objects.get(pk=other.pk).version == 4


def test_an_entry_of_another_product_or_an_old_version_is_refused() -> None:
    product, other = define_product(), define_product()
    link = (product.pk, Spot("products", other.public_id, "relationships"))
    with pytest.raises(InvalidInputError):
        participation.take_part(command(), *link, {"kind": "option", "to_product": other.code})
    with pytest.raises(DefinitionChangedError):
        participation.take_part(command(), *link, {"kind": "option"}, expected_version=7)
    with pytest.raises(InvalidInputError):
        participation.take_part(command(), *link, {"kind": "marriage"})
    assert parts(product) == []


def test_what_its_type_and_family_take_part_in_counts_too() -> None:
    family = define("product-families", classification="service")
    product = define_product(family=family.code)
    discount = define("discounts", kind="percent", percent="10", valid_from="2026-01-01", families=[family.code])
    assert ("discounts", discount.code, "family", family.code) in all_parts(product)


def test_a_list_that_names_no_products_is_none_to_take_part_in() -> None:
    family, product = define("product-families", classification="good"), define_product()
    spot = Spot("product-families", family.public_id, "things")
    with pytest.raises(DefinitionNotFoundError, match="products/relationships"):
        participation.take_part(command(), product.pk, spot, {})


def test_each_list_that_names_products_is_a_place() -> None:
    found = {(place.kind.name, place.rows.name) for place in list_places()}
    assert ("products", "relationships") in found
    assert all(name != "features" for _kind, name in found)
