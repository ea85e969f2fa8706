"""Durable writes of prices."""

from datetime import datetime

from trunkline.catalog.operations import prices as operations
from trunkline.catalog.operations.definitions import lock_catalogue
from trunkline.catalog.operations.prices import PriceDraft
from trunkline.catalog.selectors.products import get_product
from trunkline.catalog.selectors.rates import get_rate_version
from trunkline.platform.commands import Command, use_case


@use_case
def set_price(command: Command, product_id: int, draft: PriceDraft) -> int:
    """This will price a product in a plan from an instant on (None: now), and return the price's number.

    What was sold before keeps its price, until a period of it begins after that instant and the price is for everybody.
    Raises ProductNotFoundError, InvalidInputError or DefinitionChangedError.
    """
    lock_catalogue()
    return operations.set_price(get_product(product_id), draft, at=command.at).pk


@use_case
def withdraw_price(command: Command, product_id: int, price_id: int, *, until: datetime | None = None) -> int:
    """This will end the sale at a price at an instant (None: now), or take back one that has not begun.

    Raises ProductNotFoundError, PriceNotFoundError, PriceEndedError or InvalidInputError.
    """
    lock_catalogue()
    version = get_rate_version(get_product(product_id).pk, price_id)
    operations.withdraw_price(version, until=command.at if until is None else until, at=command.at)
    return version.pk
