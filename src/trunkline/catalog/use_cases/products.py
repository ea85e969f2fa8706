"""Durable writes of products."""

from trunkline.catalog.operations import products as operations
from trunkline.catalog.operations.definitions import lock_catalogue
from trunkline.catalog.operations.products import ProductDraft
from trunkline.catalog.selectors import products as selectors
from trunkline.platform.commands import Command, use_case


@use_case
def set_product_enabled(_command: Command, product_id: int, *, is_enabled: bool) -> None:
    """This will open a product for new orders, or close it; running services go on. Raises ProductNotFoundError."""
    operations.set_enabled(selectors.get_product(product_id), is_enabled=is_enabled)


@use_case
def create_product(command: Command, draft: ProductDraft) -> int:
    """This will create a product and return its id; raises InvalidInputError or SlugTakenError.

    Whether its plays are installed is checked by `flows.processes.products.define_product`, which doors call.
    """
    lock_catalogue()
    return operations.create_product(draft, at=command.at).pk


@use_case
def add_product_terms(_command: Command, product_id: int, text: str, expected_version: int | None = None) -> int:
    """This will have other terms hold for orders of a product from now on, and return their version.

    Raises ProductNotFoundError, InvalidInputError or DefinitionChangedError.
    """
    lock_catalogue()
    return operations.add_terms(selectors.get_product(product_id), text, expected_version).version
