"""Stock: warehouses and items."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.selectors import list_resource_specifications
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit, parse_rate
from trunkline.parties.states import Permission
from trunkline.platform.limits import NAME_MAX, SPECIFICATION_NAME_MAX, require_text
from trunkline.stock import use_cases as stock
from trunkline.stock.errors import ItemNotFoundError
from trunkline.stock.models import StockItem
from trunkline.stock.operations import ItemDraft
from trunkline.stock.selectors import get_item, get_item_by_public_id, get_warehouse, list_items
from trunkline.web.api.access import Requires, command_of
from trunkline.web.api.v1.common import amount, page

router = Router(tags=["stock"])
WAREHOUSE_CODE_MAX = 40
STATE_MAX = 40


class WarehouseIn(Schema):
    """A place that keeps stock."""

    model_config = ConfigDict(extra="forbid")

    code: str
    name: str


class ItemIn(Schema):
    """A stock item; `specification` is the name of its kind, `warehouse` the code of its place."""

    model_config = ConfigDict(extra="forbid")

    specification: str
    warehouse: str
    reference_number: str
    serial: str = ""
    texts: list[str] = []
    place: str = ""
    cost: Decimal | str | None = None
    cost_currency: str = ""
    state: str = "New"


@router.post("/warehouses", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def create_warehouse(request: HttpRequest, body: WarehouseIn) -> Any:
    """Create a warehouse, or find the one of this code."""
    code = require_text(body.code, "code", WAREHOUSE_CODE_MAX)
    stock.create_warehouse(command_of(request), code, require_text(body.name, "name", NAME_MAX))
    warehouse = get_warehouse(code)
    return Status(201, {"code": warehouse.code, "name": warehouse.name})


@router.post("/stock-items", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]})
def receive_item(request: HttpRequest, body: ItemIn) -> Any:
    """Take an item into stock."""
    name = require_text(body.specification, "specification", SPECIFICATION_NAME_MAX)
    specification = list_resource_specifications().filter(name=name).first()
    if specification is None:
        raise InvalidInputError.for_field("specification", "no resource specification has exactly this name.")
    try:
        warehouse = get_warehouse(require_text(body.warehouse, "warehouse", WAREHOUSE_CODE_MAX))
    except ItemNotFoundError as error:
        raise InvalidInputError.for_field("warehouse", error.detail) from None
    cost = None if body.cost is None else parse_rate(body.cost, "cost")
    if cost is not None:
        minor_unit(body.cost_currency)
    draft = ItemDraft(
        specification=specification,
        warehouse=warehouse,
        reference_number=body.reference_number,
        serial=body.serial,
        texts=body.texts,
        place=body.place,
        cost=cost,
        cost_currency=body.cost_currency if cost is not None else "",
        state=body.state,
    )
    item_id = stock.receive_item(command_of(request), draft)
    return Status(201, _document(get_item(item_id)))


@router.get("/stock-items", auth=Requires(Permission.READ_STOCK))
def read_items(
    request: HttpRequest, specification: str = "", state: str = "", after: int = 0, limit: int = 50
) -> dict[str, Any]:
    """List stock items, by specification or state."""
    del request
    require_text(specification, "specification", SPECIFICATION_NAME_MAX, optional=True)
    require_text(state, "state", STATE_MAX, optional=True)
    items = list_items()
    if specification:
        items = items.filter(specification__name=specification)
    if state:
        items = items.filter(state=state)
    return page(items, _document, after=after, limit=limit)


@router.get("/stock-items/{uuid:item_id}", auth=Requires(Permission.READ_STOCK))
def read_item(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """Read a stock item."""
    del request
    return _document(get_item_by_public_id(str(item_id)))


def _document(item: StockItem) -> dict[str, Any]:
    return {
        "id": item.public_id,
        "inventory_id": item.pk,
        "specification": item.specification.name,
        "reference_number": item.reference_number,
        "serial": item.serial,
        "state": item.state,
        "texts": item.texts,
        "warehouse": item.warehouse.code,
        "place": item.place,
        "cost": amount(item.cost, item.cost_currency) if item.cost is not None else None,
        "cost_currency": item.cost_currency,
    }
