"""Reads of pools."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet

from trunkline.stock.errors import PoolNotFoundError
from trunkline.stock.models import Pool, StockItem
from trunkline.stock.policies.pools import PoolPlan


def list_pools() -> QuerySet[Pool]:
    """This will list pools with their specification and warehouse, in the order in which they were made."""
    return Pool.objects.select_related("specification", "warehouse").order_by("pk")


def get_pool(pool_id: int) -> Pool:
    """This will find a pool by its number inside; raises PoolNotFoundError."""
    return _require(list_pools().filter(pk=pool_id).first())


def get_pool_by_public_id(public_id: UUID) -> Pool:
    """This will find a pool by its public id; raises PoolNotFoundError."""
    return _require(list_pools().filter(public_id=public_id).first())


def find_overlapping_pool(specification_id: int, plan: PoolPlan) -> Pool | None:
    """This will find a pool of the specification that has part of a planned one's run."""
    pools = Pool.objects.filter(specification_id=specification_id, scope=plan.scope)
    return pools.filter(first__lte=plan.last, last__gte=plan.first).order_by("first").first()


def count_items_by_state(pool_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """This will count the items of pools by state, for each pool; a state that no item is in is left out."""
    counts: dict[int, dict[str, int]] = {pool_id: {} for pool_id in pool_ids}
    rows = StockItem.objects.filter(pool_id__in=counts).order_by("pool_id", "state")
    for pool_id, state, count in rows.values_list("pool_id", "state").annotate(count=Count("pk")):
        counts[pool_id][state] = count
    return counts


def _require(pool: Pool | None) -> Pool:
    if pool is None:
        raise PoolNotFoundError("No such pool exists; list the pools.")
    return pool
