"""Prices of products in the default price plan of a currency, each from an instant on."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trunkline.catalog.errors import DefinitionChangedError
from trunkline.catalog.models import PricePlan, Product, Rate, RateVersion
from trunkline.catalog.operations.types_checks import values_of
from trunkline.catalog.policies.attachments import why_not_attached
from trunkline.catalog.states import Attachment, RateAudience
from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import minor_unit
from trunkline.kernel.periods import PeriodUnit


@dataclass(frozen=True)
class Prices:
    """Amounts of a rate in one currency, excluding tax, with up to nine decimals."""

    currency: str
    retail: Decimal
    wholesale: Decimal
    retail_set_up: Decimal
    wholesale_set_up: Decimal


def find_or_create_default_plan(currency: str) -> PricePlan:
    """This will find the default price plan of a currency, making it when it is the first price in it."""
    minor_unit(currency)
    plan, _ = PricePlan.objects.get_or_create(
        currency=currency,
        is_default=True,
        defaults={"code": f"standard-{currency.lower()}", "name": f"Standard {currency}"},
    )
    return plan


def insert_rate(product: Product, plan: PricePlan) -> Rate:
    """This will give a product a rate in a plan: for each of its periods, or for once where it has none."""
    is_recurring = product.contract_days > 0
    return Rate.objects.create(
        product=product,
        price_plan=plan,
        period_count=product.contract_days if is_recurring else None,
        period_unit=PeriodUnit.DAY if is_recurring else None,
    )


def insert_version(
    rate: Rate, prices: Prices, *, valid_from: datetime, audience: str = RateAudience.EVERYBODY
) -> RateVersion:
    """This will insert a version of a rate, from an instant on."""
    return RateVersion.objects.create(
        rate=rate,
        valid_from=valid_from,
        audience=audience,
        retail=prices.retail,
        wholesale=prices.wholesale,
        retail_set_up=prices.retail_set_up,
        wholesale_set_up=prices.wholesale_set_up,
    )


def set_price(
    product: Product,
    prices: Prices,
    *,
    valid_from: datetime,
    audience: str,
    expected_versions: int | None,
    at: datetime,
) -> RateVersion:
    """This will price a product from an instant on, which ends the price before it; the catalogue is locked.

    `expected_versions` is how many prices in the currency there were when it was decided. Raises InvalidInputError or
    DefinitionChangedError.
    """
    if reason := why_not_attached(Attachment.PRICE_PLAN, values_of(product.product_type)):
        raise InvalidInputError.for_field("product", reason)
    if valid_from < at:
        raise InvalidInputError.for_field("valid_from", "is past; what was sold keeps the price that it was sold at.")
    plan = find_or_create_default_plan(prices.currency)
    rate = Rate.objects.filter(product=product, price_plan=plan).first() or insert_rate(product, plan)
    versions = list(rate.versions.order_by("valid_from"))
    if expected_versions is not None and expected_versions != len(versions):
        raise DefinitionChangedError(
            f"{product.code} has had {len(versions)} prices in {prices.currency}, not {expected_versions}: somebody set"
            " one meanwhile. Read them again and decide anew."
        )
    last = versions[-1] if versions else None
    if last is not None and last.valid_from >= valid_from:
        raise InvalidInputError.for_field(
            "valid_from", f"must be later than {last.valid_from.isoformat()}, from which a price is set already."
        )
    if last is not None and last.valid_until is None:
        last.valid_until = valid_from
        last.save(update_fields=["valid_until"])
    return insert_version(rate, prices, valid_from=valid_from, audience=audience)
