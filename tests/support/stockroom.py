"""What people do in a stockroom, for tests."""

from typing import Any

from tests.support.goods import make_item, make_specification
from tests.support.people import command, unique
from tests.support.warehouse import make_kit, make_kit_specification
from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.operations.resources import StockRules
from trunkline.catalog.use_cases import resources as catalog
from trunkline.stock.models import PurchaseOrder, StockItem, Warehouse
from trunkline.stock.operations.purchases import PurchaseDraft, PurchaseLineDraft
from trunkline.stock.use_cases import items as stock
from trunkline.stock.use_cases import purchases


def make_warehouse() -> Warehouse:
    return Warehouse.objects.get(pk=stock.create_warehouse(command(), unique(), "Tests"))


def make_kind(
    labels: tuple[str, ...] = ("ICCID", "IMSI"), *, kind: str = "physical", **rules: Any
) -> ResourceSpecification:
    name = f"Kind {unique()}"
    pk = catalog.create_resource_specification(command(), name, list(labels), kind, StockRules(**rules))
    return ResourceSpecification.objects.get(pk=pk)


def make_purchase_order(
    specification: ResourceSpecification | None = None, quantity: int = 3, **line: Any
) -> PurchaseOrder:
    ordered = PurchaseLineDraft(specification or make_specification(), quantity, **line)
    draft = PurchaseDraft(supplier="Supplier Ltd", warehouse=make_warehouse(), lines=[ordered])
    return PurchaseOrder.objects.get(pk=purchases.create_purchase_order(command(), draft))


def act(item: StockItem, action: str, **options: Any) -> StockItem:
    """Do something with an item, and read it again."""
    stock.act_on_item_by_hand(command(reason="because"), item.pk, action, **options)
    return StockItem.objects.get(pk=item.pk)


def make_item_for(path: str, specification: ResourceSpecification) -> StockItem:
    """Make an item with which that can be done which a route does."""
    if path.endswith("/take-apart"):
        return make_kit()[0]
    if path.endswith("/parts"):
        return make_item(make_kit_specification((specification, 1)))
    item = make_item(specification)
    return act(item, "damage") if path.endswith("/write-off") else item


def delivery(*rows: str, heading: str = "specification,reference_number,serial,warehouse") -> str:
    return "\n".join([heading, *rows])
