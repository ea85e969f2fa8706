"""Additive discounts: which are given, in which order, and what they take off which lines.

They come after the discounts of price plans and of usage catalogues, which the lines' amounts hold already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from moneyed import Money

from trunkline.catalog.policies.validity import Validity
from trunkline.catalog.states import DiscountKind
from trunkline.kernel.money import minor_unit, split_money

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Discount:
    """A discount as it was defined; what it covers is named by codes, and empty conditions hold for everybody."""

    code: str
    kind: DiscountKind
    validity: Validity
    percent: Decimal = _ZERO
    amount: Decimal = _ZERO
    currency: str = ""
    priority: int = 0
    is_automatic: bool = True
    is_stackable: bool = True
    promotion_code: str = ""
    duration_periods: int | None = None
    minimum_quantity: int | None = None
    account_classes: frozenset[str] = frozenset()
    price_plans: frozenset[str] = frozenset()
    covers_all: bool = False
    products: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    product_types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """A line that can be discounted: its amount is rounded, and not negative."""

    amount: Decimal
    product: str
    product_type: str
    family: str | None = None
    quantity: int = 1


@dataclass(frozen=True)
class Occasion:
    """For whom and when a bill is made.

    `promotion_codes` are those that the customer gave; `granted` are the discounts that staff gave by hand;
    `periods_had` counts for each discount the billing periods in which it was given before.
    """

    on: date
    currency: str
    account_class: str | None = None
    price_plan: str | None = None
    promotion_codes: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()
    periods_had: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reduction:
    """What a discount takes off one line."""

    discount: str
    line: int
    amount: Decimal


def covers(discount: Discount, line: Line) -> bool:
    """This will tell whether a discount is for a line's product."""
    return (
        discount.covers_all
        or line.product in discount.products
        or line.product_type in discount.product_types
        or line.family in discount.families
    )


def why_not_given(discount: Discount, occasion: Occasion, lines: Sequence[Line]) -> str | None:
    """This will tell the first reason why a discount is not given; None when it is."""
    given_in = occasion.periods_had.get(discount.code, 0)
    covered = [line for line in lines if covers(discount, line)]
    quantity = sum(line.quantity for line in covered)
    class_fits = not discount.account_classes or occasion.account_class in discount.account_classes
    reasons = (
        (discount.validity.holds_on(occasion.on), "It does not hold on this day."),
        (discount.is_automatic or discount.code in occasion.granted, "It is given by hand, and was not."),
        (discount.promotion_code in occasion.promotion_codes | {""}, "Its code was not given."),
        (class_fits, "It is not for this class of accounts."),
        (not discount.price_plans or occasion.price_plan in discount.price_plans, "It is not for this price plan."),
        (discount.kind is DiscountKind.PERCENT or discount.currency == occasion.currency, "Its currency is another."),
        (
            discount.duration_periods is None or given_in < discount.duration_periods,
            "It was given for all its periods.",
        ),
        (bool(covered), "It covers none of the products."),
        (quantity >= (discount.minimum_quantity or 0), f"It begins at {discount.minimum_quantity} of its products."),
    )
    return next((reason for is_met, reason in reasons if not is_met), None)


def in_order(discounts: Sequence[Discount]) -> list[Discount]:
    """This will order discounts as they are applied: the highest priority first, then percentages before amounts."""
    return sorted(discounts, key=lambda each: (-each.priority, each.kind is DiscountKind.AMOUNT, each.code))


def reductions(discounts: Sequence[Discount], occasion: Occasion, lines: Sequence[Line]) -> list[Reduction]:
    """This will work out what discounts take off the lines of a bill in one currency.

    Each is taken of what those before it left, rounded once, and shared over its lines pro rata without losing a minor
    unit; no line falls below zero. One that is not stackable is for lines that no other discount took from, or takes.
    """
    left = [line.amount for line in lines]
    is_taken = [False] * len(lines)
    is_closed = [False] * len(lines)
    found: list[Reduction] = []
    for discount in in_order(discounts):
        if why_not_given(discount, occasion, lines) is not None:
            continue
        open_lines = [
            index
            for index, line in enumerate(lines)
            if covers(discount, line)
            and left[index] > 0
            and not is_closed[index]
            and (discount.is_stackable or not is_taken[index])
        ]
        shares = _shares(discount, [left[index] for index in open_lines], occasion.currency)
        for index, share in zip(open_lines, shares, strict=True):
            if share == 0:
                continue
            left[index] -= share
            is_taken[index] = True
            is_closed[index] = not discount.is_stackable
            found.append(Reduction(discount.code, index, share))
    return found


def _shares(discount: Discount, amounts: Sequence[Decimal], currency: str) -> list[Decimal]:
    """What each line gives: of a whole that is rounded once, and never more than there is."""
    whole = sum(amounts, _ZERO)
    if whole == 0:
        return [_ZERO] * len(amounts)
    wanted = whole * discount.percent / 100 if discount.kind is DiscountKind.PERCENT else min(discount.amount, whole)
    rounded = wanted.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)
    return [share.amount for share in split_money(Money(rounded, currency), amounts)]
