"""The picker: what can be picked for an order, and reservations of it from the click on."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.errors import ProductNotFoundError
from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.selectors.products import get_product_by_public_id, required_specifications
from trunkline.catalog.selectors.resources import list_resource_specifications
from trunkline.catalog.states import Tracking
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.errors import AccountNotFoundError
from trunkline.parties.models import Account
from trunkline.parties.selectors import get_account_by_public_id
from trunkline.parties.states import Permission
from trunkline.platform.clocks import system_now
from trunkline.platform.limits import LABEL_MAX, SPECIFICATION_NAME_MAX, require_text
from trunkline.stock.errors import ItemNotFoundError
from trunkline.stock.models import StockItem
from trunkline.stock.selectors.items import get_warehouse
from trunkline.stock.selectors.picking import (
    PlaceFilter,
    Reservation,
    find_item_ids,
    get_reservation,
    list_available,
    list_free_quantities,
)
from trunkline.stock.selectors.shortages import (
    Reason,
    explain_quantity_shortage,
    explain_shortage,
    explain_unknown_name,
)
from trunkline.stock.use_cases import picking
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import PAGE_MAX

router = Router(tags=["picker"])
WAREHOUSE_CODE_MAX = 40


class ReservationIn(Schema):
    """What to keep for an account: `items` by their ids, or `count` of a `specification`, whichever are free.

    `reservation` names one of the account's that they are to join, so that an order can take all at once.
    """

    model_config = ConfigDict(extra="forbid")

    account: UUID
    items: list[UUID] | None = None
    specification: str | None = None
    warehouse: str | None = None
    count: int = 1
    reservation: UUID | None = None


@router.get("/picker", auth=Requires(Permission.PLACE_ORDERS))
def read_picker(
    request: HttpRequest,
    *,
    product: UUID | None = None,
    specification: str = "",
    warehouse: str = "",
    place: str = "",
    q: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    """List what can be picked for a product, or of one specification; where there is nothing, say why.

    A product without a list of its own needs nothing: an add-on uses the items of the service that it is added to.
    """
    if not 1 <= limit <= PAGE_MAX:
        raise InvalidInputError.for_field("limit", f"must be from 1 to {PAGE_MAX}.")
    if (product is None) == (not specification):
        raise InvalidInputError.for_field("product", "or specification must be given, one of the two.")
    where = PlaceFilter(
        warehouse=require_text(warehouse, "warehouse", WAREHOUSE_CODE_MAX, optional=True),
        place=require_text(place, "place", LABEL_MAX, optional=True),
        words=require_text(q, "q", LABEL_MAX, optional=True).strip(),
    )
    if warehouse:
        _warehouse_id(warehouse)
    if product is None:
        name = require_text(specification, "specification", SPECIFICATION_NAME_MAX)
        found = list_resource_specifications().filter(name=name).first()
        if found is None:
            return {"data": [{"specification": name, "items": [], "reasons": _reasons(explain_unknown_name(name))}]}
        return {"data": [_choice(found, where, limit)]}
    try:
        wanted = get_product_by_public_id(str(product), caller_of(request).brand_ids)
    except ProductNotFoundError as error:
        raise InvalidInputError.for_field("product", error.detail) from None
    return {"data": [_choice(each, where, limit) for each in required_specifications(wanted)]}


def _choice(specification: ResourceSpecification, where: PlaceFilter, limit: int) -> dict[str, Any]:
    document: dict[str, Any] = {"specification": specification.name, "tracking": specification.tracking}
    if specification.tracking == Tracking.QUANTITY:
        rows = [
            {"warehouse": row.warehouse.code, "free": row.on_hand - row.reserved}
            for row in list_free_quantities(specification.pk, where)
        ]
        reasons = [] if rows else explain_quantity_shortage(specification, where)
        return {**document, "items": [], "warehouses": rows, "reasons": _reasons(reasons)}
    items = list(list_available(specification.pk, where)[: limit + 1])
    reasons = [] if items else explain_shortage(specification, where)
    shown = [_item(item) for item in items[:limit]]
    return {**document, "items": shown, "has_more": len(items) > limit, "reasons": _reasons(reasons)}


def _item(item: StockItem) -> dict[str, Any]:
    return {
        "id": item.public_id,
        "inventory_id": item.pk,
        "reference_number": item.reference_number,
        "text": item.texts[0] if item.texts else "",
        "warehouse": item.warehouse.code,
        "place": item.place,
    }


def _reasons(reasons: list[Reason]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "count": reason.count, "detail": reason.detail} for reason in reasons]


@router.post("/reservations", auth=Requires(Permission.PLACE_ORDERS), response={201: dict[str, Any]})
def reserve(request: HttpRequest, body: ReservationIn) -> Any:
    """Keep items for an account from the click on, until an order takes them or the reservation expires."""
    account = _account(request, body.account)
    if (body.items is None) == (body.specification is None):
        raise InvalidInputError.for_field("items", "or specification must be given, one of the two.")
    if body.items is not None:
        for name in ("specification", "warehouse", "count"):
            if name in body.model_fields_set:
                raise InvalidInputError.for_field(name, "says nothing beside items.")
        ids = _item_ids(body.items)
        reservation = picking.reserve_items(command_of(request), account.pk, ids, joining=body.reservation)
    else:
        reservation = _reserve_some(request, body, account)
    return Status(201, _document(get_reservation(UUID(reservation), None, system_now())))


def _reserve_some(request: HttpRequest, body: ReservationIn, account: Account) -> str:
    specification = _specification(body.specification or "")
    warehouse_id = None if body.warehouse is None else _warehouse_id(body.warehouse)
    if specification.tracking != Tracking.QUANTITY:
        return picking.reserve_any(
            command_of(request), account.pk, specification.pk, body.count, warehouse_id, joining=body.reservation
        )
    if warehouse_id is None:
        raise InvalidInputError.for_field("warehouse", f"must be named: {specification.name} is counted by warehouse.")
    return picking.reserve_pieces(
        command_of(request), account.pk, specification.pk, warehouse_id, body.count, joining=body.reservation
    )


def _account(request: HttpRequest, public_id: UUID) -> Account:
    try:
        return get_account_by_public_id(str(public_id), caller_of(request).brand_ids)
    except AccountNotFoundError as error:
        raise InvalidInputError.for_field("account", error.detail) from None


def _specification(name: str) -> ResourceSpecification:
    require_text(name, "specification", SPECIFICATION_NAME_MAX)
    found = list_resource_specifications().filter(name=name).first()
    if found is None:
        raise InvalidInputError.for_field("specification", explain_unknown_name(name)[0].detail)
    return found


def _warehouse_id(code: str) -> int:
    try:
        return get_warehouse(require_text(code, "warehouse", WAREHOUSE_CODE_MAX)).pk
    except ItemNotFoundError as error:
        raise InvalidInputError.for_field("warehouse", error.detail) from None


def _item_ids(public_ids: list[UUID]) -> list[int]:
    if not 1 <= len(public_ids) <= picking.RESERVED_ITEMS_MAX:
        raise InvalidInputError.for_field("items", f"must name 1 to {picking.RESERVED_ITEMS_MAX} items.")
    numbers = find_item_ids(public_ids)
    for position, public_id in enumerate(public_ids):
        if public_id not in numbers:
            raise InvalidInputError.for_field(f"items[{position}]", f"no stock item {public_id} exists.")
    return [numbers[public_id] for public_id in public_ids]


@router.get("/reservations/{uuid:reservation_id}", auth=Requires(Permission.PLACE_ORDERS))
def read_reservation(request: HttpRequest, reservation_id: UUID) -> dict[str, Any]:
    """Read a reservation; one that an order has taken over is there no more."""
    return _document(get_reservation(reservation_id, caller_of(request).brand_ids, system_now()))


@router.post("/reservations/{uuid:reservation_id}/extend", auth=Requires(Permission.PLACE_ORDERS))
def extend_reservation(request: HttpRequest, reservation_id: UUID) -> dict[str, Any]:
    """Let the reservation's time begin anew, up to a longest time since it was made."""
    brand_ids = caller_of(request).brand_ids
    get_reservation(reservation_id, brand_ids, system_now())
    picking.extend_reservation(command_of(request), reservation_id)
    return _document(get_reservation(reservation_id, brand_ids, system_now()))


@router.delete("/reservations/{uuid:reservation_id}", auth=Requires(Permission.PLACE_ORDERS))
def cancel_reservation(request: HttpRequest, reservation_id: UUID) -> dict[str, Any]:
    """Free what the reservation keeps."""
    brand_ids = caller_of(request).brand_ids
    get_reservation(reservation_id, brand_ids, system_now())
    picking.cancel_reservation(command_of(request), reservation_id)
    return _document(get_reservation(reservation_id, brand_ids, system_now()))


def _document(reservation: Reservation) -> dict[str, Any]:
    return {
        "reservation": reservation.id,
        "account": reservation.account.public_id,
        "state": reservation.state,
        "expires_at": reservation.expires_at,
        "items": [{"specification": item.specification.name, **_item(item)} for item in reservation.items],
        "quantities": [
            {
                "specification": row.quantity_row.specification.name,
                "warehouse": row.quantity_row.warehouse.code,
                "quantity": row.quantity,
            }
            for row in reservation.quantities
        ],
    }
