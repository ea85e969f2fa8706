"""What an account may order: products with their prices, and why not the rest."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from trunkline.catalog.models import RateVersion
from trunkline.catalog.policies.rates import Phase
from trunkline.catalog.selectors.offers import OfferSearch
from trunkline.catalog.selectors.products import required_specifications
from trunkline.catalog.selectors.rates import amount_of_period, due_when_ordered, period_of, phases_of
from trunkline.flows.selectors import OfferView, list_offers
from trunkline.instances.selectors.services import get_current_service_by_public_id
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.periods import PeriodUnit
from trunkline.parties.selectors import find_subscriber, get_account_by_public_id
from trunkline.parties.states import Permission
from trunkline.platform.clocks import business_now
from trunkline.platform.limits import NAME_MAX, require_text
from trunkline.web.api.access import Requires, caller_of
from trunkline.web.api.v1.common import PAGE_MAX, amount

router = Router(tags=["accounts"])


@router.get("/accounts/{uuid:account_id}/offers", auth=Requires(Permission.READ_OFFERS))
def read_offers(
    request: HttpRequest,
    account_id: UUID,
    *,
    service: UUID | None = None,
    subscriber: UUID | None = None,
    q: str = "",
    only_orderable: bool = False,
    after: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    """List products for an account: price due now and per period, or every reason why one cannot be ordered.

    Products of a higher priority come first, then by name. `q` holds beginnings of words of code, name, descriptions
    and features; a product that is for some account classes or technologies is shown to these only. With a service of
    the account, what can be added to it.
    """
    brand_ids = caller_of(request).brand_ids
    account = get_account_by_public_id(str(account_id), brand_ids)
    if not 1 <= limit <= PAGE_MAX:
        raise InvalidInputError.for_field("limit", f"must be from 1 to {PAGE_MAX}.")
    search = OfferSearch(require_text(q, "q", NAME_MAX, optional=True), only_orderable, after, limit)
    adds_to = None if service is None else get_current_service_by_public_id(str(service), brand_ids)
    if adds_to is not None and adds_to.account_id != account.pk:
        raise InvalidInputError.for_field("service", "is not one of this account.")
    asking = None if subscriber is None else find_subscriber(account.pk, subscriber)
    if subscriber is not None and asking is None:
        raise InvalidInputError.for_field("subscriber", "is not one of this account.")
    # Who cannot order for somebody, such as a portal, is shown what customers can order by themselves.
    access = caller_of(request).access
    by_customer = access is not None and not access.allows(Permission.PLACE_ORDERS)
    page = list_offers(account, search, by_customer=by_customer, at=business_now(), service=adds_to, subscriber=asking)
    return {"data": [_document(offer, account.currency) for offer in page.offers], "next": page.next}


def _document(offer: OfferView, currency: str) -> dict[str, Any]:
    product = offer.product
    return {
        "product": product.public_id,
        "product_code": product.code,
        "product_slug": product.slug,
        "product_name": product.name,
        "features_list": [feature.text for feature in product.features.all()],
        "is_eligible": not offer.reasons,
        "reasons": offer.reasons,
        "currency": currency,
        **_prices(offer, currency),
        "renewal_on": offer.renewal_on,
        "auto_renew": product.auto_renew,
        "terms": {"version": offer.terms.version, "text": offer.terms.text} if offer.terms else None,
        "needs_items": [specification.name for specification in required_specifications(product)],
    }


def _later_retail(version: RateVersion) -> Decimal:
    """What a period of one unit costs once the phases at the beginning are over."""
    return amount_of_period(version, version.retail, 1)


def _phase(phase: Phase, currency: str) -> dict[str, Any]:
    return {"kind": phase.kind, "periods": phase.periods, "retail_cost": amount(phase.retail, currency)}


def _prices(offer: OfferView, currency: str) -> dict[str, Any]:
    """What one unit costs when it is ordered, in its first phases, and each period after them; None without a price."""
    version = offer.version
    period = None if version is None else period_of(version)
    return {
        "price_plan": None if version is None else version.rate.price_plan.code,
        "due_now": None if version is None else amount(due_when_ordered(version), currency),
        "set_up": None if version is None else amount(version.retail_set_up, currency),
        "recurring": None if version is None or period is None else amount(_later_retail(version), currency),
        "phases": [] if version is None else [_phase(phase, currency) for phase in phases_of(version)],
        "period_count": None if period is None else period.count,
        "period_unit": None if period is None else period.unit,
        "every_days": period.count if period is not None and period.unit is PeriodUnit.DAY else None,
    }
