"""Who may order what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trunkline.catalog.states import AutoRenew, Category, Lifecycle
from trunkline.kernel.errors import InvalidInputError


@dataclass(frozen=True)
class Offer:
    """What eligibility reads of a product."""

    is_enabled: bool
    category: str
    is_for_residential: bool
    is_for_business: bool
    customer_can_purchase: bool
    available_from: datetime | None
    available_until: datetime | None
    brand_id: int | None
    has_price: bool
    service_type: str = ""
    relies_on: Sequence[str] = ()
    lifecycle: str = Lifecycle.ACTIVE
    is_composed: bool = False


@dataclass(frozen=True)
class AddedTo:
    """What eligibility reads of the service that an add-on is to add to: `names` are its own and its product's."""

    names: frozenset[str]
    service_type: str
    is_active: bool


def ineligibility(
    offer: Offer,
    *,
    is_business: bool,
    brand_id: int,
    by_customer: bool,
    at: datetime,
    adds_to: AddedTo | None = None,
) -> list[str]:
    """This will list every reason why an account cannot order a product at an instant; none means it can.

    `adds_to` is the service for which it is asked for, if any.
    """
    is_addon = offer.category == Category.ADDON
    reasons = {
        "The product is a draft; it is not on sale yet.": offer.lifecycle == Lifecycle.DRAFT,
        "The product is retired; it is on sale no more.": offer.lifecycle == Lifecycle.RETIRED,
        "The product is disabled; new orders are not taken.": not offer.is_enabled,
        "The product is not sold to business customers.": is_business and not offer.is_for_business,
        "The product is not sold to residential customers.": not is_business and not offer.is_for_residential,
        "Customers cannot buy this product themselves.": by_customer and not offer.customer_can_purchase,
        "The product is not available yet.": offer.available_from is not None and at < offer.available_from,
        "The product is no longer available.": offer.available_until is not None and at >= offer.available_until,
        "The product belongs to another brand.": offer.brand_id is not None and offer.brand_id != brand_id,
        "The product has no price in the account's currency.": not offer.has_price,
        "It names no components; a bundle consists of some.": offer.category == Category.BUNDLE
        and not offer.is_composed,
        "An add-on is ordered from the page of the service that it adds to.": is_addon and adds_to is None,
        "The product is no add-on: it is ordered by itself.": not is_addon and adds_to is not None,
    }
    found = [reason for reason, holds in reasons.items() if holds]
    return found if adds_to is None or not is_addon else found + _addon_ineligibility(offer, adds_to)


def part_ineligibility(offer: Offer, *, at: datetime) -> list[str]:
    """This will list every reason why a product cannot be a part of a bundle that an account orders.

    To whom it is sold is said of the bundle.
    """
    reasons = {
        "The product is not on sale.": offer.lifecycle != Lifecycle.ACTIVE,
        "The product is disabled; new orders are not taken.": not offer.is_enabled,
        "The product is not available yet.": offer.available_from is not None and at < offer.available_from,
        "The product is no longer available.": offer.available_until is not None and at >= offer.available_until,
        "The product has no price in the account's currency.": not offer.has_price,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _addon_ineligibility(offer: Offer, adds_to: AddedTo) -> list[str]:
    """Why an add-on does not fit a service: another type, not active, or none of those that it relies on."""
    reasons = {
        f"The add-on is for services of type {offer.service_type}.": adds_to.service_type != offer.service_type,
        "The service is not active.": not adds_to.is_active,
        f"The add-on needs one of these services: {', '.join(offer.relies_on)}.": bool(offer.relies_on)
        and not adds_to.names & set(offer.relies_on),
    }
    return [reason for reason, holds in reasons.items() if holds]


def renews_automatically(policy: str, choice: bool | None) -> bool:  # noqa: FBT001  # three answers: yes, no, not asked
    """This will tell whether a new service renews by itself; raises InvalidInputError when nobody was asked."""
    if policy == AutoRenew.PROMPT:
        if choice is None:
            raise InvalidInputError.for_field("auto_renew", "must be chosen: the product asks for it at purchase.")
        return choice
    return policy == AutoRenew.TRUE
