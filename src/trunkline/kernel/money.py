"""Amounts of money: exact decimals, one currency to a sum, rounding half away from zero."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from moneyed import CurrencyDoesNotExist, Money, get_currency

from trunkline.kernel.errors import InvalidInputError

RATE_DECIMALS = 9
AMOUNT_DIGITS_MAX = 24
_RATE_UNIT = Decimal(1).scaleb(-RATE_DECIMALS)
_AMOUNT_LIMIT = Decimal(10) ** (AMOUNT_DIGITS_MAX - RATE_DECIMALS)


def minor_unit(currency_code: str) -> Decimal:
    """This will tell the smallest amount of a currency: 0.01 for GBP, 1 for JPY, 0.001 for KWD (ISO 4217)."""
    try:
        currency = get_currency(currency_code)
    except CurrencyDoesNotExist:
        raise InvalidInputError.for_field("currency", f"{currency_code!r} is no ISO 4217 currency code.") from None
    decimals = len(str(currency.sub_unit)) - 1
    return Decimal(1).scaleb(-decimals)


def round_money(amount: Money) -> Money:
    """This will round to the currency's minor unit, half away from zero."""
    unit = minor_unit(amount.currency.code)
    return Money(amount.amount.quantize(unit, rounding=ROUND_HALF_UP), amount.currency)


def parse_rate(value: object, field: str) -> Decimal:
    """This will read a price of at most nine decimals from a Decimal, an integer or text.

    A float is refused: it has already lost what was meant. Raises InvalidInputError that names `field`.
    """
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int | str):
        raise InvalidInputError.for_field(field, "must be a decimal number, such as 15.00.")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise InvalidInputError.for_field(field, f"{str(value)[:40]!r} is not a decimal number.") from None
    if not amount.is_finite():
        raise InvalidInputError.for_field(field, "must be a finite number.")
    # Not abs(), which computes: an exponent beyond the context's raises.
    if amount.copy_abs() >= _AMOUNT_LIMIT:
        raise InvalidInputError.for_field(field, f"must be smaller than {_AMOUNT_LIMIT:f}.")
    with localcontext() as context:
        context.prec = AMOUNT_DIGITS_MAX + RATE_DECIMALS
        quantized = amount.quantize(_RATE_UNIT)
    if quantized != amount:
        raise InvalidInputError.for_field(field, f"has more than {RATE_DECIMALS} decimals.")
    return quantized


def split_money(total: Money, weights: Sequence[Decimal]) -> list[Money]:
    """This will share a rounded total by weights without losing a minor unit (largest remainder).

    Ties go to the earlier share. Weights must not be negative and at least one must be above zero.
    """
    weight_sum = sum(weights, Decimal(0))
    if weight_sum <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("Weights must be non-negative with a positive sum.")
    unit = minor_unit(total.currency.code)
    units_total = int(total.amount / unit)
    if units_total * unit != total.amount:
        raise ValueError(f"{total} is not rounded to {unit}.")
    sign = -1 if units_total < 0 else 1
    exact = [abs(units_total) * weight / weight_sum for weight in weights]
    units = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda index: (units[index] - exact[index], index))
    for index in by_remainder[: abs(units_total) - sum(units)]:
        units[index] += 1
    return [Money(sign * count * unit, total.currency) for count in units]


def format_amount(amount: Decimal, currency_code: str) -> str:
    """This will write an amount with at least the currency's decimals, and more only where they carry value."""
    decimals = -int(minor_unit(currency_code).as_tuple().exponent)
    needed = max(decimals, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{needed}f}"
