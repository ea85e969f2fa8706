"""What is on sale, on which terms: publishing, retiring and copying products, and what who buys one accepts."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.models import Product
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.selectors import definitions as selectors
from trunkline.catalog.selectors.products import get_product_by_public_id
from trunkline.catalog.use_cases import publishing
from trunkline.catalog.use_cases.products import add_product_terms
from trunkline.flows.processes.products import list_publication_problems, publish_product
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import LONG_TEXT_MAX, require_text
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.definitions import Document, expected_version, owned_definition

router = Router(tags=["catalogue"])

_PRODUCTS = KINDS["products"]


class TermsIn(Schema):
    """What whoever orders a product accepts; line breaks stay."""

    model_config = ConfigDict(extra="forbid")

    text: str


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


@router.get("/products/{uuid:product_id}/terms", auth=Requires(Permission.READ_CATALOG))
def read_terms(request: HttpRequest, response: HttpResponse, product_id: UUID) -> dict[str, Any]:
    """Read the terms of a product, the latest first, which holds; its ETag is their version."""
    return _terms(response, get_product_by_public_id(str(product_id), caller_of(request).brand_ids))


@router.post(
    "/products/{uuid:product_id}/terms", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]}
)
def add_terms(request: HttpRequest, response: HttpResponse, product_id: UUID, body: TermsIn) -> Any:
    """Have other terms hold for orders from now on; what was accepted stays. `If-Match` is the version before."""
    product = owned_definition(caller_of(request), _PRODUCTS, product_id)
    text = require_text(body.text, "text", LONG_TEXT_MAX)
    add_product_terms(command_of(request), product.pk, text, expected_version(request))
    return Status(201, _terms(response, product))


def _terms(response: HttpResponse, product: Product) -> dict[str, Any]:
    versions = list(product.terms_versions.order_by("-version"))
    response["ETag"] = f'"{versions[0].version if versions else 0}"'
    return {"data": [{"version": row.version, "text": row.text, "recorded_at": row.recorded_at} for row in versions]}
