"""What products cost, from when on."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.models import Product, RateVersion
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.prices import Prices
from trunkline.catalog.policies.margins import margins
from trunkline.catalog.selectors.products import get_product_by_public_id
from trunkline.catalog.selectors.rate_versions import list_rate_versions
from trunkline.catalog.states import RateAudience
from trunkline.catalog.use_cases import prices
from trunkline.kernel.time import parse_instant
from trunkline.parties.selectors import get_default_currency
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import require_choice
from trunkline.web.api.access import Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, read_price
from trunkline.web.api.v1.definitions import expected_version, owned_definition

router = Router(tags=["catalogue"])


class PriceIn(Schema):
    """A price from an instant on, for everybody from their next period, or for new sales only; excluding tax."""

    model_config = ConfigDict(extra="forbid")

    currency: str | None = None
    retail_cost: Decimal | str
    wholesale_cost: Decimal | str = Decimal(0)
    retail_setup_cost: Decimal | str = Decimal(0)
    wholesale_setup_cost: Decimal | str = Decimal(0)
    valid_from: str | None = None
    audience: str = RateAudience.EVERYBODY


@router.get("/products/{uuid:product_id}/prices", auth=Requires(Permission.READ_CATALOG))
def read_prices(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """Read all prices of a product: past, current and planned, the latest first, with what each earns."""
    return _document(get_product_by_public_id(str(product_id), caller_of(request).brand_ids), business_now())


@router.post(
    "/products/{uuid:product_id}/prices", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]}
)
def set_price(request: HttpRequest, response: HttpResponse, product_id: UUID, body: PriceIn) -> Any:
    """Price a product from an instant on (now, unless told); a price that was sold is never changed, but followed.

    `If-Match` is how many prices of the currency there were: of two who set one at the same time, one is told.
    """
    product = owned_definition(caller_of(request), KINDS["products"], product_id)
    currency = body.currency or get_default_currency()
    prices.set_price(
        command_of(request),
        product.pk,
        Prices(
            currency=currency,
            retail=read_price(body.retail_cost, "retail_cost"),
            wholesale=read_price(body.wholesale_cost, "wholesale_cost"),
            retail_set_up=read_price(body.retail_setup_cost, "retail_setup_cost"),
            wholesale_set_up=read_price(body.wholesale_setup_cost, "wholesale_setup_cost"),
        ),
        valid_from=None if body.valid_from is None else parse_instant(body.valid_from, "valid_from"),
        audience=require_choice(body.audience, "audience", RateAudience),
        expected_versions=expected_version(request),
    )
    document = _document(product, business_now())
    count = sum(price["currency"] == currency for price in document["data"])
    response["ETag"] = f'"{count}"'
    return Status(201, document)


def _document(product: Product, at: datetime) -> dict[str, Any]:
    return {"data": [_version(version, at) for version in list_rate_versions(product.pk)]}


def _version(version: RateVersion, at: datetime) -> dict[str, Any]:
    currency = version.rate.price_plan.currency
    earned = margins(version.retail, version.wholesale)
    return {
        "price_plan": version.rate.price_plan.code,
        "currency": currency,
        "period_count": version.rate.period_count,
        "period_unit": version.rate.period_unit,
        "audience": version.audience,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "standing": _standing(version, at),
        "retail_cost": amount(version.retail, currency),
        "wholesale_cost": amount(version.wholesale, currency),
        "retail_setup_cost": amount(version.retail_set_up, currency),
        "wholesale_setup_cost": amount(version.wholesale_set_up, currency),
        "profit": amount(earned.profit, currency),
    }


def _standing(version: RateVersion, at: datetime) -> str:
    if version.valid_from > at:
        return "planned"
    return "past" if version.valid_until is not None and version.valid_until <= at else "current"
