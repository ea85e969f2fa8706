"""Products, their prices and what they need."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from trunkline.catalog.models import Product, RateVersion
from trunkline.catalog.models.kinds import KINDS
from trunkline.catalog.operations.prices import Prices
from trunkline.catalog.operations.products import ProductDraft
from trunkline.catalog.policies.icons import icon_violation
from trunkline.catalog.policies.lists import HINT_LENGTH, parse_features, parse_string_list
from trunkline.catalog.policies.margins import margins
from trunkline.catalog.policies.variables import parse_variables
from trunkline.catalog.selectors.products import find_terms, get_product_by_public_id, list_products
from trunkline.catalog.selectors.rates import find_any_rate
from trunkline.flows.processes.products import define_product, set_product_enabled
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.time import parse_instant
from trunkline.parties.errors import PermissionMissingError
from trunkline.parties.selectors import get_default_currency
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import LONG_TEXT_MAX, NAME_MAX, PLAY_NAME_MAX, SLUG_MAX, require_slug, require_text
from trunkline.web.api.access import Caller, Requires, caller_of, command_of
from trunkline.web.api.v1.common import amount, page, read_price

router = Router(tags=["catalogue"])

CONTRACT_DAYS_MAX = 3650
TYPE_MAX = 40
# What is not for customers, and of prices, what is.
_INTERNAL = KINDS["products"].internal | {"provisioning_json_vars"}
_PRICES_TOLD = ("currency", "retail_cost", "retail_setup_cost")


class ProductIn(Schema):
    """A product, in the words of the catalogue's documents; lists may be given as lists or as a list in a string."""

    model_config = ConfigDict(extra="forbid")

    product_name: str
    product_slug: str
    category: str
    service_type: str
    enabled: bool = True
    icon: str = ""
    comment: str = ""
    currency: str | None = None
    retail_cost: Decimal | str
    wholesale_cost: Decimal | str = Decimal(0)
    retail_setup_cost: Decimal | str = Decimal(0)
    wholesale_setup_cost: Decimal | str = Decimal(0)
    contract_days: int
    residential: bool = True
    business: bool = True
    customer_can_purchase: bool = True
    available_from: str | None = None
    available_until: str | None = None
    auto_renew: str | bool = "false"
    allow_auto_renew: bool = False
    renewal_payment: str = "account"
    grace_days: int = 0
    inventory_items_list: list[Any] | str | None = None
    relies_on_list: list[Any] | str | None = None
    features_list: list[Any] | str | None = None
    terms: str = ""
    provisioning_play: str = ""
    deprovisioning_play: str = ""
    suspension_play: str = ""
    resumption_play: str = ""
    removal_play: str = ""
    change_play: str = ""
    provisioning_json_vars: dict[str, Any] | str | None = None
    rescue_counts_as_failure: bool = True
    play_failures_are_ignored: bool = False
    product_type: str | None = None


class ProductChange(Schema):
    """What can be changed of a product so far."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool


@router.post("/products", auth=Requires(Permission.MANAGE_CATALOG), response={201: dict[str, Any]})
def create_product(request: HttpRequest, body: ProductIn) -> Any:
    """Create a product; an enabled one is published: its plays must be installed. One brand's staff make its own."""
    product_id = define_product(command_of(request), _draft(body, _brand_of_new(caller_of(request))))
    product = list_products(None).get(pk=product_id)
    return Status(201, _document(product, is_internal=True))


@router.get("/products", auth=Requires(Permission.READ_CATALOG))
def read_products(request: HttpRequest, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """List products."""
    return page(list_products(caller_of(request).brand_ids), _seen_by(caller_of(request)), after=after, limit=limit)


@router.get("/products/{uuid:product_id}", auth=Requires(Permission.READ_CATALOG))
def read_product(request: HttpRequest, product_id: UUID) -> dict[str, Any]:
    """Read a product with its prices, profit, markup and margin."""
    caller = caller_of(request)
    return _seen_by(caller)(get_product_by_public_id(str(product_id), caller.brand_ids))


@router.patch("/products/{uuid:product_id}", auth=Requires(Permission.MANAGE_CATALOG))
def change_product(request: HttpRequest, product_id: UUID, body: ProductChange) -> dict[str, Any]:
    """Open a product for new orders, or close it; running services and their renewals go on."""
    caller = caller_of(request)
    product = get_product_by_public_id(str(product_id), caller.brand_ids)
    if caller.brand_ids is not None and product.brand_id is None:
        raise PermissionMissingError("The product is sold by every brand; staff of all brands can change it.")
    set_product_enabled(command_of(request), product, is_enabled=body.enabled)
    return _document(get_product_by_public_id(str(product_id), caller.brand_ids), is_internal=True)


def _seen_by(caller: Caller) -> Callable[[Product], dict[str, Any]]:
    """How products are written for a caller."""
    return partial(_document, is_internal=caller.allows(Permission.READ_CATALOG_INTERNALS))


def _brand_of_new(caller: Caller) -> int | None:
    """The brand of a product that the caller makes; None is every brand."""
    if caller.brand_ids is None:
        return None
    if len(caller.brand_ids) != 1:
        raise PermissionMissingError("Only staff of one brand, or of all, can make products; ask one of them.")
    return next(iter(caller.brand_ids))


def _draft(body: ProductIn, brand_id: int | None) -> ProductDraft:
    if not 0 <= body.contract_days <= CONTRACT_DAYS_MAX:
        raise InvalidInputError.for_field("contract_days", f"must be from 0 (once) to {CONTRACT_DAYS_MAX}.")
    auto_renew = body.auto_renew if isinstance(body.auto_renew, str) else str(body.auto_renew).lower()
    return ProductDraft(
        name=require_text(body.product_name, "product_name", NAME_MAX),
        slug=require_slug(body.product_slug, "product_slug", SLUG_MAX),
        category=body.category,
        service_type=require_text(body.service_type, "service_type", 40),
        prices=Prices(
            currency=body.currency or get_default_currency(),
            retail=read_price(body.retail_cost, "retail_cost"),
            wholesale=read_price(body.wholesale_cost, "wholesale_cost"),
            retail_set_up=read_price(body.retail_setup_cost, "retail_setup_cost"),
            wholesale_set_up=read_price(body.wholesale_setup_cost, "wholesale_setup_cost"),
        ),
        contract_days=body.contract_days,
        is_enabled=body.enabled,
        icon=_icon(body.icon),
        comment=require_text(body.comment, "comment", LONG_TEXT_MAX, optional=True),
        is_for_residential=body.residential,
        is_for_business=body.business,
        customer_can_purchase=body.customer_can_purchase,
        available_from=_instant(body.available_from, "available_from"),
        available_until=_instant(body.available_until, "available_until"),
        auto_renew=auto_renew,
        allow_auto_renew=body.allow_auto_renew,
        renewal_payment=body.renewal_payment,
        grace_days=body.grace_days,
        resource_names=parse_string_list(body.inventory_items_list, "inventory_items_list"),
        relies_on=parse_string_list(body.relies_on_list, "relies_on_list"),
        features=parse_features(body.features_list),
        terms=require_text(body.terms, "terms", LONG_TEXT_MAX, optional=True),
        provisioning_play=_play(body.provisioning_play, "provisioning_play"),
        deprovisioning_play=_play(body.deprovisioning_play, "deprovisioning_play"),
        suspension_play=_play(body.suspension_play, "suspension_play"),
        resumption_play=_play(body.resumption_play, "resumption_play"),
        removal_play=_play(body.removal_play, "removal_play"),
        change_play=_play(body.change_play, "change_play"),
        provisioning_variables=parse_variables(body.provisioning_json_vars),
        rescue_counts_as_failure=body.rescue_counts_as_failure,
        play_failures_are_ignored=body.play_failures_are_ignored,
        product_type=None if body.product_type is None else require_text(body.product_type, "product_type", TYPE_MAX),
        brand_id=brand_id,
    )


def _instant(value: str | None, field: str) -> datetime | None:
    return None if value is None else parse_instant(value, field)


def _icon(value: str) -> str:
    require_text(value, "icon", 60, optional=True)
    if reason := icon_violation(value):
        raise InvalidInputError.for_field("icon", reason)
    return value


def _play(value: str, field: str) -> str:
    return require_text(value, field, PLAY_NAME_MAX, optional=True)


def _document(product: Product, *, is_internal: bool) -> dict[str, Any]:
    document = _whole_document(product)
    if is_internal:
        return document
    prices = document["prices"]
    told = {name: prices[name] for name in _PRICES_TOLD} if prices else None
    return {name: value for name, value in document.items() if name not in _INTERNAL} | {"prices": told}


def _whole_document(product: Product) -> dict[str, Any]:
    version = find_any_rate(product.pk, business_now())
    terms = find_terms(product.pk)
    features = [feature.text for feature in product.features.all()]
    return {
        "id": product.public_id,
        "product_id": product.pk,
        "product_name": product.name,
        "product_slug": product.slug,
        "product_type": product.product_type.code,
        "category": product.category,
        "service_type": product.service_type,
        "enabled": product.is_enabled,
        "icon": product.icon,
        "comment": product.comment,
        "prices": _prices(version) if version else None,
        "contract_days": product.contract_days,
        "residential": product.is_for_residential,
        "business": product.is_for_business,
        "customer_can_purchase": product.customer_can_purchase,
        "available_from": product.available_from,
        "available_until": product.available_until,
        "auto_renew": product.auto_renew,
        "allow_auto_renew": product.allow_auto_renew,
        "renewal_payment": product.renewal_payment,
        "grace_days": product.grace_days,
        "inventory_items_list": [row.specification.name for row in product.resource_requirements.all()],
        "relies_on_list": [row.service_name for row in product.service_reliances.all()],
        "features_list": features,
        "hints": [f"{text!r} is over {HINT_LENGTH} characters." for text in features if len(text) > HINT_LENGTH],
        "terms": {"version": terms.version, "text": terms.text} if terms else None,
        "provisioning_play": product.provisioning_play,
        "deprovisioning_play": product.deprovisioning_play,
        "suspension_play": product.suspension_play,
        "resumption_play": product.resumption_play,
        "removal_play": product.removal_play,
        "change_play": product.change_play,
        "provisioning_json_vars": product.provisioning_variables,
    }


def _prices(version: RateVersion) -> dict[str, Any]:
    currency = version.rate.price_plan.currency
    return {
        "currency": currency,
        "retail_cost": amount(version.retail, currency),
        "wholesale_cost": amount(version.wholesale, currency),
        "retail_setup_cost": amount(version.retail_set_up, currency),
        "wholesale_setup_cost": amount(version.wholesale_set_up, currency),
        "recurring": _earned(version.retail, version.wholesale, currency),
        "set_up": _earned(version.retail_set_up, version.wholesale_set_up, currency),
    }


def _earned(retail: Decimal, wholesale: Decimal, currency: str) -> dict[str, Any]:
    earned = margins(retail, wholesale)
    return {
        "profit": amount(earned.profit, currency),
        "markup_percent": None if earned.markup_percent is None else int(earned.markup_percent),
        "margin_percent": None if earned.margin_percent is None else int(earned.margin_percent),
    }
