"""Rules of goods that are counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import AMOUNT_DIGITS_MAX, RATE_DECIMALS

QUANTITY_MAX = 1_000_000
ON_HAND_MAX = 1_000_000_000


@dataclass(frozen=True)
class UnitCost:
    """What one piece cost, without tax."""

    amount: Decimal
    currency: str

    def times(self, quantity: int) -> Decimal:
        """This will tell what so many pieces cost; raises InvalidInputError for more than an amount can be."""
        total = _exactly(self.amount * quantity)
        if total.adjusted() >= AMOUNT_DIGITS_MAX - RATE_DECIMALS:
            raise InvalidInputError.for_field("unit_cost", "makes an amount that is too large.")
        return total


def require_quantity(value: int, field: str, *, least: int = 1, most: int = QUANTITY_MAX) -> int:
    """This will return a number of pieces that can be moved, or raise InvalidInputError that names the bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidInputError.for_field(field, f"must be a whole number from {least} to {most}.")
    return value


def average_cost(receipts: Iterable[tuple[int, Decimal, str]]) -> UnitCost | None:
    """This will tell what a piece cost on average, weighted by the pieces of each receipt, to nine decimals.

    None where no receipt has a cost, or not all in one currency.
    """
    known = list(receipts)
    currencies = {currency for _, _, currency in known}
    if len(currencies) != 1:
        return None
    with localcontext() as context:
        context.prec = 60
        total = sum((quantity * cost for quantity, cost, _ in known), Decimal(0))
        return UnitCost(_exactly(total / sum(quantity for quantity, _, _ in known)), currencies.pop())


def _exactly(amount: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return amount.quantize(Decimal(1).scaleb(-RATE_DECIMALS), rounding=ROUND_HALF_UP)
