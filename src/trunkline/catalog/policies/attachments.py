"""What may be attached to which kind of product, as one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from trunkline.catalog.policies.product_types import TypeValues
from trunkline.catalog.states import Attachment, ChargingKind, Classification, Composition

# A product is attached by how its service is charged, or because it is a good.
AttachedKind = ChargingKind | Classification


@dataclass(frozen=True)
class _Entry:
    """Which kinds of products take an attachment, and what the refusal of all others calls it."""

    kinds: frozenset[AttachedKind]
    title: str
    for_whom: str


_GOOD = Classification.GOOD
_ALL: frozenset[AttachedKind] = frozenset({*ChargingKind, _GOOD})


def _entry(title: str, for_whom: str, *kinds: AttachedKind) -> _Entry:
    return _Entry(frozenset(kinds) or _ALL, title, for_whom)


ATTACHMENTS: Mapping[Attachment, _Entry] = MappingProxyType(
    {
        Attachment.TAX: _entry("Taxes", "all products"),
        Attachment.BILLING_TERM_SCHEME: _entry(
            "Billing term schemes", "termed and expense services", ChargingKind.TERMED, ChargingKind.EXPENSE
        ),
        Attachment.PRICE_PLAN: _entry(
            "Price plans",
            "all products but usage services",
            ChargingKind.TERMED,
            ChargingKind.ONE_TIME,
            ChargingKind.EXPENSE,
            _GOOD,
        ),
        Attachment.SUBSCRIPTION_TYPE: _entry(
            "Subscription types",
            "termed and expense services and goods",
            ChargingKind.TERMED,
            ChargingKind.EXPENSE,
            _GOOD,
        ),
        Attachment.USAGE_CATALOGUE: _entry("Usage catalogues", "usage services", ChargingKind.USAGE),
        Attachment.DISCOUNT: _entry("Discounts", "all products"),
        Attachment.PROVIDER: _entry(
            "Providers", "termed and usage services and goods", ChargingKind.TERMED, ChargingKind.USAGE, _GOOD
        ),
        Attachment.JOB_TYPE: _entry("Job types", "expense services and goods", ChargingKind.EXPENSE, _GOOD),
        Attachment.ACTIVITY_TYPE: _entry("Activity types", "one-time services", ChargingKind.ONE_TIME),
        Attachment.STOCK_BALANCE: _entry("Stock balances", "goods", _GOOD),
        Attachment.COMPONENTS: _entry(
            "Components", "bundles and packages of termed services, and of goods", ChargingKind.TERMED, _GOOD
        ),
        Attachment.IMAGES: _entry("Images and files", "all products"),
        Attachment.CATEGORIES: _entry("Categories", "all products"),
        Attachment.VALIDITY: _entry("Times of validity", "all products"),
        Attachment.USAGE_TIER_PLAN: _entry("Usage tier plans", "termed services", ChargingKind.TERMED),
        Attachment.VOIP_PLAN: _entry("VoIP plans", "termed services", ChargingKind.TERMED),
    }
)


def kind_of_type(values: TypeValues) -> AttachedKind:
    """This will tell what a product of a type counts as when something is attached to it.

    Raises ValueError for a service that is not said to be charged in any way, which no product type may be.
    """
    if values.classification == Classification.GOOD:
        return Classification.GOOD
    if values.charging_kind is None:
        raise ValueError("A service is charged in some way.")
    return ChargingKind(values.charging_kind)


def why_not_attached(attachment: Attachment, values: TypeValues) -> str | None:
    """This will tell why something cannot be attached to the products of a type; None when it can."""
    entry = ATTACHMENTS[attachment]
    is_whole = attachment == Attachment.COMPONENTS and values.composition == Composition.FLAT
    if kind_of_type(values) in entry.kinds and not is_whole:
        return None
    return f"{entry.title} are for {entry.for_whom}."
