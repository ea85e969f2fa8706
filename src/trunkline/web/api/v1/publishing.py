"""What is on sale: publishing, retiring and copying products."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.products import get_product_by_public_id
from trunkline.catalog.use_cases import publishing
from trunkline.flows.processes.products import list_publication_problems, publish_product
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.definitions import Document, owned_definition

router = Router(tags=["catalogue"])

_PRODUCTS = KINDS["products"]


@router.get("/products/{uuid:product_id}/publication", auth=Requires(Permission.READ_CATALOG_INTERNALS))
def read_publication(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """Read whether a product is a draft, on sale or retired, and all that keeps it from being sold."""
    product = get_product_by_public_id(str(product_id), caller_of(request).brand_ids)
    problems = list_publication_problems(product, business_now())
    return {
        "lifecycle": product.lifecycle,
        "problems": [{"field": problem.path, "reason": problem.reason} for problem in problems],
    }


@router.post("/products/{uuid:product_id}/publish", auth=Requires(Permission.MANAGE_CATALOG))
def publish(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """Put a product on sale; the refusal lists every problem at once."""
    owned_definition(caller_of(request), _PRODUCTS, product_id)
    publish_product(command_of(request), get_product_by_public_id(str(product_id), None))
    return selectors.document(_PRODUCTS, selectors.get_definition(_PRODUCTS, product_id))


@router.post("/products/{uuid:product_id}/retire", auth=Requires(Permission.MANAGE_CATALOG))
def retire(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """Take a product off sale; running services and their renewals go on."""
    product = owned_definition(caller_of(request), _PRODUCTS, product_id)
    publishing.retire_product(command_of(request), product.pk)
    return selectors.document(_PRODUCTS, selectors.get_definition(_PRODUCTS, product_id))


@router.post(
    "/products/{uuid:product_id}/copy", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]}
)
def copy(request: HttpRequest, product_id: UUID, body: Document) -> Any:
    """Make a draft with a product's type, brand, family, descriptions, validity and categories; tell the rest."""
    product = owned_definition(caller_of(request), _PRODUCTS, product_id)
    copied_id = publishing.copy_product(command_of(request), product.pk, body.root)
    (copied,) = selectors.get_definitions(_PRODUCTS, [copied_id])
    return Status(201, selectors.document(_PRODUCTS, copied))
