"""Specifications of every sort, pools, pieces and kits for tests; every call makes new ones."""

from uuid import uuid4

from django.db import transaction

from tests.support.goods import make_item, make_specification
from tests.support.people import command, make_account, make_brand, unique
from tests.support.services import make_service
from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.operations.resources import KitContent, StockRules
from trunkline.catalog.use_cases import resources as catalog
from trunkline.platform.clocks import business_now
from trunkline.platform.locks import tracked
from trunkline.stock.models import Pool, QuantityReservation, StockItem, Warehouse
from trunkline.stock.operations.pools import PoolDraft
from trunkline.stock.operations.quantities import Move, consume_quantities, reserve_quantity
from trunkline.stock.policies.pools import NumberRange, PoolRange
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import kits, pools, quantities
from trunkline.stock.use_cases.quantities import Goods

FOUR_NUMBERS = NumberRange("+447700900000", "+447700900003")


def make_warehouse(code: str = "") -> Warehouse:
    return Warehouse.objects.get(pk=stock.create_warehouse(command(), code or unique(), "Tests"))


def make_logical() -> ResourceSpecification:
    pk = catalog.create_resource_specification(command(), f"Number {unique()}", ["Number"], "logical")
    return ResourceSpecification.objects.get(pk=pk)


def make_counted() -> ResourceSpecification:
    rules = StockRules(tracking="quantity")
    pk = catalog.create_resource_specification(command(), f"Cable {unique()}", [], "physical", rules)
    return ResourceSpecification.objects.get(pk=pk)


def make_pool(
    specification: ResourceSpecification, wanted: PoolRange = FOUR_NUMBERS, *, name: str = "", warehouse: str = "tests"
) -> Pool:
    draft = PoolDraft(specification.pk, make_warehouse(warehouse), name or unique(), wanted)
    return Pool.objects.get(pk=pools.create_pool(command(), draft))


def make_goods(quantity: int, specification: ResourceSpecification | None = None) -> Goods:
    """Pieces that are there, in a warehouse of their own."""
    goods = Goods(specification or make_counted(), make_warehouse(), quantity)
    quantities.receive_quantity(command(), goods)
    return goods


def make_reservation(*, is_given: bool = True) -> QuantityReservation:
    """Two of five pieces: kept for an order line, or given to a service."""
    goods, service, account_id, holder = make_goods(5), make_service(), make_account(make_brand()), uuid4()
    with tracked(), transaction.atomic():
        reservation = reserve_quantity(
            goods.specification,
            goods.warehouse,
            2,
            account_id=account_id,
            holder=holder,
            expires_at=None,
        )
        if is_given:
            consume_quantities(holder, Move("staff:1", business_now()), service_id=service.pk)
    return reservation


def make_kit_specification(*parts: tuple[ResourceSpecification, int]) -> ResourceSpecification:
    specification = make_specification(f"Kit {unique()}")
    content = [KitContent(part.pk, quantity) for part, quantity in parts]
    kits.set_kit_parts(command(), specification.pk, content)
    return specification


def write_goods(**more: object) -> dict[str, object]:
    """Write a body that names one of five pieces."""
    goods = make_goods(5)
    return {
        "specification": goods.specification.name,
        "warehouse": goods.warehouse.code,
        "quantity": 1,
        **more,
    }


def write_pool(**more: object) -> dict[str, object]:
    """Write a body that makes a pool of two numbers."""
    return {
        "specification": make_logical().name,
        "warehouse": make_warehouse("tests").code,
        "name": unique(),
        "numbers": {"first": "+447700900000", "last": "+447700900001"},
        **more,
    }


def make_kit() -> tuple[StockItem, list[StockItem]]:
    """A dual SIM kit: the kit, which has a serial of its own, and its two SIMs."""
    sim = make_specification()
    kit = make_item(make_kit_specification((sim, 2)), serial=f"KIT-{unique()}")
    parts = [make_item(sim), make_item(sim)]
    kits.build_kit(command(), kit.pk, [part.pk for part in parts])
    return StockItem.objects.get(pk=kit.pk), [StockItem.objects.get(pk=part.pk) for part in parts]
