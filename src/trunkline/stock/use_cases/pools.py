"""Durable writes of pools."""

from trunkline.catalog.selectors.resources import lock_resource_specifications
from trunkline.platform.commands import Command, use_case
from trunkline.stock.operations import pools
from trunkline.stock.operations.pools import PoolDraft


@use_case
def create_pool(command: Command, draft: PoolDraft) -> int:
    """This will make a pool with all its items and return its id; of two that overlap the second is refused.

    Raises ResourceSpecificationNotFoundError, InvalidInputError, PoolOverlapsError or SerialTakenError.
    """
    [specification] = lock_resource_specifications([draft.specification_id])
    return pools.create_pool(draft, specification, at=command.at).pk
