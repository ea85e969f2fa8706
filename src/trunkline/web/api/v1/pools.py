"""Pools of numbers, addresses, prefixes and ports."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, StrictBool, StrictInt

from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.states import Permission
from trunkline.platform.limits import SPECIFICATION_NAME_MAX, require_text
from trunkline.stock.models import Pool
from trunkline.stock.operations.pools import PoolDraft
from trunkline.stock.policies.pools import AddressRange, NumberRange, PoolRange, PortRange
from trunkline.stock.selectors.pools import count_items_by_state, get_pool, get_pool_by_public_id, list_pools
from trunkline.stock.use_cases import pools
from trunkline.web.api.access import Requires, command_of
from trunkline.web.api.v1.common import find_specification, find_warehouse, page

router = Router(tags=["stock"])


class NumbersIn(Schema):
    """Telephone numbers from the first to the last: `+447700900000` to `+447700900999`."""

    model_config = ConfigDict(extra="forbid")

    first: str
    last: str


class NetworkIn(Schema):
    """A network cut into prefixes of a length, without a length into addresses.

    An IPv4 subnet's first and last address are left out unless `leaves_out_ends` is false.
    """

    model_config = ConfigDict(extra="forbid")

    network: str
    prefix_length: StrictInt | None = None
    leaves_out_ends: StrictBool = True


class PortsIn(Schema):
    """Ports from the first to the last; `{n}` in the pattern stands for the number: `OLT-1 1/1/{n}`."""

    model_config = ConfigDict(extra="forbid")

    pattern: str
    first: StrictInt
    last: StrictInt


class PoolIn(Schema):
    """A pool of a logical specification, with one of `numbers`, `network` and `ports`."""

    model_config = ConfigDict(extra="forbid")

    specification: str
    warehouse: str
    name: str
    numbers: NumbersIn | None = None
    network: NetworkIn | None = None
    ports: PortsIn | None = None


@router.post("/pools", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def create_pool(request: HttpRequest, body: PoolIn) -> Any:
    """Make a pool with all its items; to extend one, make another that begins where it ends."""
    draft = PoolDraft(
        specification_id=find_specification(body.specification, "specification").pk,
        warehouse=find_warehouse(body.warehouse, "warehouse"),
        name=body.name,
        wanted=_read_range(body),
    )
    pool = get_pool(pools.create_pool(command_of(request), draft))
    return Status(201, _document(pool, count_items_by_state([pool.pk])[pool.pk]))


def _read_range(body: PoolIn) -> PoolRange:
    given: list[PoolRange] = []
    if body.numbers is not None:
        given.append(NumberRange(body.numbers.first, body.numbers.last))
    if body.network is not None:
        given.append(AddressRange(body.network.network, body.network.prefix_length, body.network.leaves_out_ends))
    if body.ports is not None:
        given.append(PortRange(body.ports.pattern, body.ports.first, body.ports.last))
    if len(given) != 1:
        raise InvalidInputError.for_field("numbers", "give one of numbers, network and ports.")
    return given[0]


@router.get("/pools", auth=Requires(Permission.READ_STOCK))
def read_pools(request: HttpRequest, specification: str = "", after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List pools with the number of their items in each state."""
    del request
    require_text(specification, "specification", SPECIFICATION_NAME_MAX, optional=True)
    rows = list_pools()
    if specification:
        rows = rows.filter(specification__name=specification)
    answer = page(rows, lambda pool: pool, after=after, limit=limit)
    counts = count_items_by_state([pool.pk for pool in answer["data"]])
    return {**answer, "data": [_document(pool, counts[pool.pk]) for pool in answer["data"]]}


@router.get("/pools/{uuid:pool_id}", auth=Requires(Permission.READ_STOCK))
def read_pool(request: HttpRequest, pool_id: UUID) -> dict[str, Any]:
    """Read a pool with the number of its items in each state."""
    del request
    pool = get_pool_by_public_id(pool_id)
    return _document(pool, count_items_by_state([pool.pk])[pool.pk])


def _document(pool: Pool, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": pool.public_id,
        "name": pool.name,
        "specification": pool.specification.name,
        "warehouse": pool.warehouse.code,
        "kind": pool.kind,
        "definition": pool.definition,
        "items": sum(counts.values()),
        "states": dict(counts),
        "created_at": pool.created_at,
    }
