"""Resource specifications: what stock items are, and how their stock is kept."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.operations.resources import StockRules
from trunkline.catalog.selectors.resources import get_resource_specification_by_public_id, list_resource_specifications
from trunkline.catalog.use_cases import resources as catalog
from trunkline.parties.states import Permission
from trunkline.web.api.access import Requires, command_of
from trunkline.web.api.v1.common import page

router = Router(tags=["catalogue"])


class ResourceSpecificationIn(Schema):
    """A kind of stock item, the labels of its up to ten texts, and how its stock is kept.

    `tracking`: `item` or `quantity`. `end_fate`, what becomes of an item when its service ends: `release`, `hold` (for
    `hold_days`), `inspect` or `decommission`.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    labels: list[str] = []
    kind: str = "physical"
    tracking: str = "item"
    end_fate: str | None = None
    hold_days: int | None = None
    warranty_days: int | None = None
    low_stock_threshold: int | None = None


class ResourceSpecificationChange(Schema):
    """What can be changed of a kind of stock item; labels are renamed, or added up to ten."""

    model_config = ConfigDict(extra="forbid")

    labels: list[str] | None = None
    end_fate: str | None = None
    hold_days: int | None = None
    warranty_days: int | None = None
    low_stock_threshold: int | None = None


@router.post("/resource-specifications", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]})
def create_resource_specification(request: HttpRequest, body: ResourceSpecificationIn) -> Any:
    """Create a kind of stock item, which products require by its name."""
    rules = StockRules(
        tracking=body.tracking,
        end_fate=body.end_fate,
        hold_days=body.hold_days,
        warranty_days=body.warranty_days,
        low_stock_threshold=body.low_stock_threshold,
    )
    pk = catalog.create_resource_specification(command_of(request), body.name, body.labels, body.kind, rules)
    return Status(201, _document(list_resource_specifications().get(pk=pk)))


@router.get("/resource-specifications", auth=Requires(Permission.READ_CATALOG))
def read_resource_specifications(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List the kinds of stock items."""
    del request
    return page(list_resource_specifications(), _document, after=after, limit=limit)


@router.get("/resource-specifications/{uuid:specification_id}", auth=Requires(Permission.READ_CATALOG))
def read_resource_specification(request: HttpRequest, specification_id: UUID) -> dict[str, Any]:
    """Read a kind of stock item."""
    del request
    return _document(get_resource_specification_by_public_id(str(specification_id)))


@router.patch("/resource-specifications/{uuid:specification_id}", auth=Requires(Permission.MANAGE_CATALOG))
def change_resource_specification(
    request: HttpRequest, specification_id: UUID, body: ResourceSpecificationChange
) -> dict[str, Any]:
    """Change how stock of a kind is kept; what is left out stays, and null takes a number away."""
    specification = get_resource_specification_by_public_id(str(specification_id))
    changes = body.model_dump(exclude_unset=True, exclude={"labels"})
    catalog.change_resource_specification(command_of(request), specification.pk, changes, body.labels)
    return _document(get_resource_specification_by_public_id(str(specification_id)))


def _document(row: ResourceSpecification) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.name,
        "kind": row.kind,
        "labels": [text.label for text in row.texts.all()],
        "tracking": row.tracking,
        "end_fate": row.end_fate,
        "hold_days": row.hold_days,
        "warranty_days": row.warranty_days,
        "low_stock_threshold": row.low_stock_threshold,
    }
