"""What a price earns."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Margins:
    """What a price earns: profit in the currency, markup on the cost and margin on the price in percent.

    Markup is None at no cost, margin is None at no price.
    """

    profit: Decimal
    markup_percent: Decimal | None
    margin_percent: Decimal | None


def margins(retail: Decimal, wholesale: Decimal) -> Margins:
    """This will tell what is earned: 15.00 over 5.00 is 10.00 profit, 200 % markup and 67 % margin."""
    profit = retail - wholesale
    return Margins(
        profit=profit,
        markup_percent=_whole_percent(profit, wholesale),
        margin_percent=_whole_percent(profit, retail),
    )


def _whole_percent(part: Decimal, whole: Decimal) -> Decimal | None:
    if whole == 0:
        return None
    return (part * 100 / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP)
