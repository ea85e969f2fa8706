"""Where a product takes part, seen and changed from the product."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from trunkline.catalog.models import Product
from trunkline.catalog.operations.participation import Spot
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.participation import get_place
from trunkline.catalog.selectors.products import get_product_by_public_id
from trunkline.catalog.selectors.usages import Usages, list_parts
from trunkline.catalog.use_cases import participation
from trunkline.insight.selectors.products import list_stock_balance, measure_performance
from trunkline.parties.errors import PermissionMissingError
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.web.api.access import Caller, Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount
from trunkline.web.api.v1.definitions import Document, expected_version, owned_definition

router = Router(tags=["catalogue"])

_ENTRY = "/products/{uuid:product_id}/participation/{kind}/{uuid:definition_id}/{list_name}"


@router.get("/products/{uuid:product_id}/participation", auth=Requires(Permission.READ_CATALOG_INTERNALS))
def read_participation(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """List the definitions in which a product takes part: by itself, by its type, by its family."""
    brand_ids = caller_of(request).brand_ids
    product = get_product_by_public_id(str(product_id), brand_ids)
    return {"data": [document for usages in list_parts(product, brand_ids) for document in _documents(usages)]}


@router.put(_ENTRY, auth=Requires(Permission.MANAGE_CATALOG))
def write_entry(
    request: HttpRequest, *, product_id: UUID, kind: str, definition_id: UUID, list_name: str, body: Document
) -> dict[str, Any]:
    """Enter a product in a list of another definition, or change its entry there; `If-Match` is that definition's."""
    product = _product(caller_of(request), product_id)
    owned_definition(caller_of(request), get_place(kind, list_name).kind, definition_id)
    spot = Spot(kind, definition_id, list_name)
    saved = participation.take_part(command_of(request), product.pk, spot, body.root, expected_version(request))
    return {"consequences": saved["consequences"]}


@router.delete(_ENTRY, auth=Requires(Permission.MANAGE_CATALOG))
def delete_entry(
    request: HttpRequest, product_id: UUID, kind: str, definition_id: UUID, list_name: str
) -> dict[str, Any]:
    """Take a product out of a list of another definition; `If-Match` is that definition's."""
    product = _product(caller_of(request), product_id)
    owned_definition(caller_of(request), get_place(kind, list_name).kind, definition_id)
    spot = Spot(kind, definition_id, list_name)
    saved = participation.leave(command_of(request), product.pk, spot, expected_version(request))
    return {"consequences": saved["consequences"]}


@router.get("/products/{uuid:product_id}/stock-balance", auth=Requires(Permission.READ_STOCK))
def read_stock_balance(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """Read how much there is of what delivers a good, by warehouse, and of how many bundles the good is part."""
    product = get_product_by_public_id(str(product_id), caller_of(request).brand_ids)
    balance = list_stock_balance(product)
    return {"in_bundles": balance.bundles, "data": balance.warehouses}


@router.get("/products/{uuid:product_id}/performance", auth=Requires(Permission.READ_CATALOG_INTERNALS))
def read_performance(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """Read what a product earned without tax in the last 12 months, and the subscriptions first active in them.

    Staff of some brands are told of what these sold.
    """
    brand_ids = caller_of(request).brand_ids
    found = measure_performance(get_product_by_public_id(str(product_id), brand_ids), business_now(), brand_ids)
    return {
        "since": found.since,
        "until": found.until,
        "active_subscriptions": found.active_subscriptions,
        "revenue": [
            {"currency": currency, "amount": amount(revenue, currency)}
            for currency, revenue in sorted(found.revenue.items())
        ],
    }


def _product(caller: Caller, product_id: UUID) -> Product:
    """A product whose part in things the caller may change: staff of some brands, those of their products."""
    product = get_product_by_public_id(str(product_id), caller.brand_ids)
    if caller.brand_ids is not None and product.brand_id is None:
        raise PermissionMissingError("The product is sold by every brand; staff of all brands can change it.")
    return product


def _documents(usages: Usages) -> list[dict[str, Any]]:
    rows = usages.rows
    return [
        {
            "kind": usages.kind.name,
            "title": usages.kind.title,
            "list": rows.name,
            "by": usages.column.name,
            "definition": {
                "id": usage.definition.public_id,
                "code": usage.definition.code,
                "name": usage.definition.name,
                "version": usage.definition.version,
            },
            "entry": selectors.write_entry(rows, usage.entry),
        }
        for usage in usages.usages
        if rows is not None
    ]
