"""Durable writes of prices."""

from datetime import datetime

from trunkline.catalog.operations import prices as operations
from trunkline.catalog.operations.definitions import lock_catalogue
from trunkline.catalog.operations.prices import Prices
from trunkline.catalog.selectors.products import get_product
from trunkline.catalog.states import RateAudience
from trunkline.platform.commands import Command, use_case


@use_case
def set_price(
    command: Command,
    product_id: int,
    prices: Prices,
    *,
    valid_from: datetime | None = None,
    audience: str = RateAudience.EVERYBODY,
    expected_versions: int | None = None,
) -> int:
    """This will price a product in the default plan of a currency from an instant on (None: now), and return its id.

    What was sold before keeps its price, until a period of it begins after that instant and the price is for everybody.
    Raises ProductNotFoundError, InvalidInputError or DefinitionChangedError.
    """
    lock_catalogue()
    version = operations.set_price(
        get_product(product_id),
        prices,
        valid_from=command.at if valid_from is None else valid_from,
        audience=audience,
        expected_versions=expected_versions,
        at=command.at,
    )
    return version.pk
