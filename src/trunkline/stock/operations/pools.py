"""Steps that make pools of logical items."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.states import ResourceKind, Tracking
from trunkline.instances.operations import services as service_operations
from trunkline.kernel.errors import InvalidInputError
from trunkline.platform.bulk import insert_rows
from trunkline.platform.limits import NAME_MAX, require_text
from trunkline.stock.errors import PoolOverlapsError, SerialTakenError
from trunkline.stock.models import Pool, StockItem, Warehouse
from trunkline.stock.policies.pools import PoolPlan, PoolRange, plan_pool
from trunkline.stock.policies.serials import normalise_serial
from trunkline.stock.selectors.pools import find_overlapping_pool
from trunkline.stock.states import ItemState


@dataclass(frozen=True)
class PoolDraft:
    """A pool to be made; its items stand in the books of a warehouse, as all stock does."""

    specification_id: int
    warehouse: Warehouse
    name: str
    wanted: PoolRange


def create_pool(draft: PoolDraft, specification: ResourceSpecification, *, at: datetime) -> Pool:
    """This will insert a pool of a locked specification with all its items, New and ready to be picked.

    Raises InvalidInputError, PoolOverlapsError, or SerialTakenError when an item of that number exists by itself.
    """
    require_text(draft.name, "name", NAME_MAX)
    if specification.kind != ResourceKind.LOGICAL or specification.tracking != Tracking.ITEM:
        raise InvalidInputError.for_field(
            "specification", f"{specification.name} is not logical and known piece by piece; pools are of such only."
        )
    plan = plan_pool(draft.wanted)
    overlapping = find_overlapping_pool(specification.pk, plan)
    if overlapping is not None:
        raise PoolOverlapsError(
            f"{plan.definition} has something in common with the pool {overlapping.name!r} ({overlapping.definition})."
        )
    if Pool.objects.filter(specification=specification, name=draft.name).exists():
        raise InvalidInputError.for_field("name", f"another pool of {specification.name} is called so.")
    pool = Pool.objects.create(
        specification=specification,
        warehouse=draft.warehouse,
        kind=plan.kind,
        name=draft.name,
        definition=plan.definition,
        first=plan.first,
        last=plan.last,
        scope=plan.scope,
    )
    _insert_items(pool, plan, at=at)
    return pool


def _insert_items(pool: Pool, plan: PoolPlan, *, at: datetime) -> None:
    specification = pool.specification
    names = [f"{specification.name} {label}" for label in plan.labels]
    try:
        with transaction.atomic():
            insert_rows(
                StockItem,
                {
                    "instance_id": service_operations.create_resources(specification, names, at=at),
                    "reference_number": plan.labels,
                    "serial": plan.labels,
                    "serial_normalised": [normalise_serial(label) for label in plan.labels],
                    "texts": [[label] for label in plan.labels],
                },
                {
                    "specification_id": specification.pk,
                    "state": ItemState.NEW,
                    "warehouse_id": pool.warehouse_id,
                    "pool_id": pool.pk,
                    "received_at": at,
                },
            )
    except IntegrityError as error:
        if "stock_item_reference" not in str(error) and "stock_item_serial" not in str(error):
            raise
        raise SerialTakenError(_say_what_is_taken(pool, plan)) from None


def _say_what_is_taken(pool: Pool, plan: PoolPlan) -> str:
    serials = [normalise_serial(label) for label in plan.labels]
    same = Q(reference_number__in=plan.labels) | Q(serial_normalised__in=serials)
    taken = StockItem.objects.filter(same, specification=pool.specification).order_by("pk").first()
    which = f", such as {taken.reference_number}" if taken else ""
    return f"{pool.specification.name} has items of {plan.definition} already{which}; leave them out of the pool."
