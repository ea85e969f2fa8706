"""Sellers and their brands."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.parties import use_cases as parties
from trunkline.parties.models import Brand
from trunkline.parties.selectors import list_brands
from trunkline.parties.states import Permission
from trunkline.parties.use_cases import SellerDraft
from trunkline.platform.limits import NAME_MAX, require_text
from trunkline.web.api.access import Requires, caller_of, command_of, require_all_brands
from trunkline.web.api.v1.common import page

router = Router(tags=["sellers"])


class SellerIn(Schema):
    """A legal entity that sells, with its first brand."""

    model_config = ConfigDict(extra="forbid")

    name: str
    legal_name: str
    country: str
    currency: str
    time_zone: str
    brand_name: str
    brand_slug: str


@router.post("/sellers", auth=Requires(Permission.MANAGE_STAFF), response={201: dict[str, Any]})
def create_seller(request: HttpRequest, body: SellerIn) -> Any:
    """Create a seller with its first brand."""
    require_all_brands(request, "A seller comes with a brand of its own: this needs a role for all brands.")
    draft = SellerDraft(
        name=require_text(body.name, "name", NAME_MAX),
        legal_name=require_text(body.legal_name, "legal_name", NAME_MAX),
        country=require_text(body.country, "country", 2),
        currency=body.currency,
        time_zone=body.time_zone,
        brand_name=require_text(body.brand_name, "brand_name", NAME_MAX),
        brand_slug=body.brand_slug,
    )
    brand_id = parties.create_seller(command_of(request), draft)
    return Status(201, _document(list_brands(None).get(pk=brand_id)))


@router.get("/brands", auth=Requires(Permission.READ_CATALOG))
def read_brands(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List brands with their sellers."""
    return page(list_brands(caller_of(request).brand_ids), _document, after=after, limit=limit)


def _document(brand: Brand) -> dict[str, Any]:
    seller = brand.seller
    return {
        "id": brand.public_id,
        "name": brand.name,
        "slug": brand.slug,
        "seller": {
            "id": seller.public_id,
            "name": seller.name,
            "legal_name": seller.legal_name,
            "country": seller.country,
            "currency": seller.currency,
            "time_zone": seller.time_zone,
        },
    }
