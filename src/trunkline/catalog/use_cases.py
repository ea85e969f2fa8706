"""Durable writes of this room."""

from trunkline.catalog import operations, selectors
from trunkline.catalog.operations import ProductDraft
from trunkline.platform.commands import Command, use_case


@use_case
def create_resource_specification(_command: Command, name: str, labels: list[str], kind: str) -> int:
    """This will create a resource specification and return its id.

    Raises InvalidInputError or ResourceSpecificationTakenError.
    """
    return operations.create_resource_specification(name, labels, kind).pk


@use_case
def set_product_enabled(_command: Command, product_id: int, *, is_enabled: bool) -> None:
    """This will open a product for new orders, or close it; running services go on. Raises ProductNotFoundError."""
    operations.set_enabled(selectors.get_product(product_id), is_enabled=is_enabled)


@use_case
def create_product(command: Command, draft: ProductDraft) -> int:
    """This will create a product and return its id; raises InvalidInputError or SlugTakenError.

    Whether its plays are installed is checked by `flows.processes.products.define_product`, which doors call.
    """
    return operations.create_product(draft, at=command.at).pk
