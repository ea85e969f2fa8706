"""Products and stock items for tests; every call makes new ones."""

from decimal import Decimal

from tests.support.people import command, unique
from trunkline.catalog.models import Product, ResourceSpecification
from trunkline.catalog.operations.prices import Prices
from trunkline.catalog.operations.products import ProductDraft
from trunkline.catalog.use_cases import products as catalog_products
from trunkline.catalog.use_cases import resources as catalog_resources
from trunkline.stock.models import StockItem, Warehouse
from trunkline.stock.operations.items import ItemDraft
from trunkline.stock.use_cases import items as stock

FIFTEEN_OVER_FIVE = Prices(
    currency="GBP",
    retail=Decimal("15.00"),
    wholesale=Decimal("5.00"),
    retail_set_up=Decimal("0.00"),
    wholesale_set_up=Decimal("1.00"),
)


def make_product(**changes: object) -> Product:
    fields: dict[str, object] = {
        "name": "Prepaid Mobile 20GB",
        "slug": f"product-{unique()}",
        "category": "standalone",
        "service_type": "mobile",
        "prices": FIFTEEN_OVER_FIVE,
        "contract_days": 30,
    }
    draft = ProductDraft(**{**fields, **changes})  # type: ignore[arg-type]
    return Product.objects.get(pk=catalog_products.create_product(command(), draft))


def make_specification(name: str = "", labels: tuple[str, ...] = ("ICCID", "IMSI")) -> ResourceSpecification:
    pk = catalog_resources.create_resource_specification(command(), name or f"SIM {unique()}", list(labels), "physical")
    return ResourceSpecification.objects.get(pk=pk)


def find_or_make_specification(name: str) -> ResourceSpecification:
    """Some plays know specifications by name: those exist once in a database."""
    return ResourceSpecification.objects.filter(name=name).first() or make_specification(name)


def make_item(specification: ResourceSpecification, **changes: object) -> StockItem:
    warehouse = Warehouse.objects.get(pk=stock.create_warehouse(command(), "tests", "Tests"))
    fields: dict[str, object] = {
        "specification": specification,
        "warehouse": warehouse,
        "reference_number": f"REF-{unique()}",
        "texts": ["89440001", "23400001"],
    }
    return StockItem.objects.get(pk=stock.receive_item(command(), ItemDraft(**{**fields, **changes})))  # type: ignore[arg-type]
