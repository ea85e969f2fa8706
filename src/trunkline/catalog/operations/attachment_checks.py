"""What is checked when a product, or its type, becomes another one: what it takes part in must still be for it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from trunkline.catalog.models.delivery import ProvidedProduct
from trunkline.catalog.models.prices import Rate
from trunkline.catalog.models.product_types import ProductType
from trunkline.catalog.models.products import Product
from trunkline.catalog.models.subscription_types import SubscriptionTypeProduct
from trunkline.catalog.models.terms import SchemeProduct
from trunkline.catalog.models.usage import UsageEntry
from trunkline.catalog.models.work import ActivityTypeProduct, JobTypeProduct
from trunkline.catalog.operations.drafts import Draft
from trunkline.catalog.policies.attachments import why_not_attached
from trunkline.catalog.policies.product_types import TypeValues
from trunkline.catalog.policies.violations import Violation
from trunkline.catalog.selectors.bundles import values_of
from trunkline.catalog.states import Attachment

_PRICED = "has prices, which stay: make another product instead."
_TAKEN_OUT = "is in some: take it out there first."
# Where products are named, beside what is theirs alone, and what is to be done about it.
_PLACES: tuple[tuple[type[models.Model], Attachment, str], ...] = (
    (Rate, Attachment.PRICE_PLAN, _PRICED),
    (SchemeProduct, Attachment.BILLING_TERM_SCHEME, _TAKEN_OUT),
    (SubscriptionTypeProduct, Attachment.SUBSCRIPTION_TYPE, _TAKEN_OUT),
    (UsageEntry, Attachment.USAGE_CATALOGUE, _TAKEN_OUT),
    (ProvidedProduct, Attachment.PROVIDER, _TAKEN_OUT),
    (JobTypeProduct, Attachment.JOB_TYPE, _TAKEN_OUT),
    (ActivityTypeProduct, Attachment.ACTIVITY_TYPE, _TAKEN_OUT),
)
# What a product itself names.
_COLUMNS = (("usage_tier_plan", Attachment.USAGE_TIER_PLAN), ("voip_plan", Attachment.VOIP_PLAN))


def values_by_type(products: Iterable[Product]) -> dict[int, TypeValues]:
    """This will tell what the types of some products say, by the number of the type, with one query."""
    types = ProductType.objects.in_bulk({product.product_type_id for product in products})
    return {number: values_of(product_type) for number, product_type in types.items()}


def list_problems(draft: Draft, name: str, attachment: Attachment, *, column: str = "product") -> Iterator[Violation]:
    """This will list the products in a list of a definition, named by a column, that it cannot be attached to."""
    entries = draft.rows[name]
    products = [getattr(entry, column) for entry in entries]
    values = values_by_type(products)
    is_flat = next(rows for rows in draft.kind.rows if rows.name == name).flat is not None
    for index, product in enumerate(products):
        reason = why_not_attached(attachment, values[product.product_type_id])
        if reason is not None:
            path = f"{name}[{index}]" if is_flat else f"{name}[{index}].{column}"
            yield Violation(path, f"{product.code} cannot be here. {reason}")


def _product(draft: Draft) -> Iterator[Violation]:
    product = draft.instance
    values = values_of(product.product_type)
    for column, attachment in _COLUMNS:
        reason = why_not_attached(attachment, values)
        if reason is not None and getattr(product, f"{column}_id") is not None:
            yield Violation(column, reason)
    if not draft.is_new and draft.before["product_type"] != product.product_type.code:
        yield from _lost("product_type", values, product_id=product.pk)


def _product_type(draft: Draft) -> Iterator[Violation]:
    product_type = draft.instance
    for column in ("classification", "charging_kind"):
        if not draft.is_new and draft.before[column] != getattr(product_type, column):
            yield from _lost(column, values_of(product_type), product__product_type_id=product_type.pk)
            return


def _lost(path: str, values: TypeValues, **of: int) -> Iterator[Violation]:
    """Where products are already that they could not be in any more."""
    for model, attachment, advice in _PLACES:
        reason = why_not_attached(attachment, values)
        if reason is None:
            continue
        found = model._default_manager.filter(**of).select_related("product")  # noqa: SLF001  # Django's public manager
        row: Any = found.order_by("product__code").first()
        if row is not None:
            yield Violation(path, f"{reason} {row.product.code} {advice}")


CHECKS = {"products": _product, "product-types": _product_type}
