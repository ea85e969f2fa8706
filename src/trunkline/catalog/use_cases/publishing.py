"""Durable writes of what is on sale."""

from typing import Any

from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations import publishing
from trunkline.catalog.operations.definitions import lock_catalogue
from trunkline.catalog.selectors.definitions import get_definition
from trunkline.catalog.selectors.products import get_product
from trunkline.platform.commands import Command, use_case


@use_case
def publish_product(command: Command, product_id: int) -> None:
    """This will put a product on sale, if it is complete and fits the rest of the catalogue.

    Whether its plays are installed is checked by `flows.processes.products`, which doors call. Raises
    ProductNotFoundError, InvalidTransitionError, or InvalidInputError with every problem.
    """
    lock_catalogue()
    publishing.publish(get_product(product_id), command.at)


@use_case
def retire_product(_command: Command, product_id: int) -> None:
    """This will take a product off sale; running services and their renewals go on.

    Raises ProductNotFoundError, InvalidTransitionError, or InvalidInputError while others on sale need it.
    """
    lock_catalogue()
    publishing.retire(get_product(product_id))


@use_case
def copy_product(command: Command, product_id: int, document: dict[str, Any]) -> int:
    """This will make a draft from a product: type, brand, family, descriptions, validity and categories.

    `document` tells the rest, its code at least. Returns its id. Raises ProductNotFoundError, InvalidInputError or
    DefinitionTakenError.
    """
    lock_catalogue()
    product = get_definition(KINDS["products"], get_product(product_id).public_id)
    return publishing.copy(product, document, at=command.at).pk
