"""Kits: items that hold others."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, StrictInt

from trunkline.catalog.operations.resources import KitContent
from trunkline.catalog.selectors.resources import get_resource_specification_by_public_id
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.states import Permission
from trunkline.stock.errors import ItemNotFoundError
from trunkline.stock.models import StockItem
from trunkline.stock.selectors.items import get_item_by_public_id
from trunkline.stock.selectors.kits import list_kit_parts, list_parts
from trunkline.stock.use_cases import kits
from trunkline.stock.use_cases.kits import KIT_PARTS_MAX
from trunkline.web.api.access import Requires, command_of
from trunkline.web.api.v1.common import find_specification

router = Router(tags=["stock"])


class KitPartIn(Schema):
    """So many items of a specification."""

    model_config = ConfigDict(extra="forbid")

    specification: str
    quantity: StrictInt = 1


class KitPartsIn(Schema):
    """What a kit holds; nothing makes it an ordinary item again."""

    model_config = ConfigDict(extra="forbid")

    parts: list[KitPartIn]


class BuildIn(Schema):
    """The items that are put into a kit."""

    model_config = ConfigDict(extra="forbid")

    items: list[UUID]


@router.put("/resource-specifications/{uuid:specification_id}/kit-parts", auth=Requires(Permission.MANAGE_CATALOG))
def set_kit_parts(request: HttpRequest, specification_id: UUID, body: KitPartsIn) -> dict[str, Any]:
    """Say what the kits of a specification hold."""
    specification = get_resource_specification_by_public_id(str(specification_id))
    _require_few(len(body.parts), "parts")
    content = [
        KitContent(find_specification(part.specification, f"parts[{position}]").pk, part.quantity)
        for position, part in enumerate(body.parts)
    ]
    kits.set_kit_parts(command_of(request), specification.pk, content)
    rows = list_kit_parts(specification.pk)
    return {"parts": [{"specification": row.part.name, "quantity": row.quantity} for row in rows]}


@router.post(
    "/stock-items/{uuid:item_id}/parts", auth=Requires(Permission.MANAGE_STOCK), response={201: dict[str, Any]}
)
def build_kit(request: HttpRequest, item_id: UUID, body: BuildIn) -> Any:
    """Put items into a kit; from then on they go with it."""
    kit = get_item_by_public_id(str(item_id))
    _require_few(len(body.items), "items")
    kits.build_kit(command_of(request), kit.pk, [_find_part(public_id) for public_id in body.items])
    return Status(201, _document(kit))


@router.post("/stock-items/{uuid:item_id}/take-apart", auth=Requires(Permission.MANAGE_STOCK))
def break_kit(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """Take a kit apart: its parts are items of their own again."""
    kit = get_item_by_public_id(str(item_id))
    kits.break_kit(command_of(request), kit.pk)
    return _document(kit)


@router.get("/stock-items/{uuid:item_id}/parts", auth=Requires(Permission.READ_STOCK))
def read_parts(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """List the items that a kit holds."""
    del request
    return _document(get_item_by_public_id(str(item_id)))


def _require_few(count: int, field: str) -> None:
    if count > KIT_PARTS_MAX:
        raise InvalidInputError.for_field(field, f"has {count} entries; a kit holds at most {KIT_PARTS_MAX} items.")


def _find_part(public_id: UUID) -> int:
    try:
        return get_item_by_public_id(str(public_id)).pk
    except ItemNotFoundError as error:
        raise InvalidInputError.for_field("items", error.detail) from None


def _document(kit: StockItem) -> dict[str, Any]:
    return {
        "id": kit.public_id,
        "parts": [
            {
                "id": part.public_id,
                "inventory_id": part.pk,
                "specification": part.specification.name,
                "reference_number": part.reference_number,
                "serial": part.serial,
                "state": part.state,
            }
            for part in list_parts(kit.pk)
        ],
    }
