"""Exact numbers and texts of the engine: read from JSON without a float, bounded, and written back as JSON."""

import json
from decimal import Decimal, InvalidOperation, localcontext

from trunkline.ocs.errors import OcsInvalidCallError

TEXT_LENGTH_MAX = 200
VALUE_DECIMALS = 9
# Sums and differences of two such values still have the 28 digits that Decimal computes exactly.
VALUE_DIGITS_MAX = 27
VALUE_LIMIT = Decimal(10) ** (VALUE_DIGITS_MAX - VALUE_DECIMALS)
WEIGHT_DECIMALS = 6
WEIGHT_DIGITS_MAX = 15


def parse_value(given: object, field: str) -> Decimal:
    """This will read a balance's value: at most nine decimals and 18 digits before them, below zero or not."""
    return _parse(given, field, VALUE_DIGITS_MAX, VALUE_DECIMALS)


def parse_weight(given: object, field: str) -> Decimal:
    """This will read a weight: at most six decimals and nine digits before them."""
    return _parse(given, field, WEIGHT_DIGITS_MAX, WEIGHT_DECIMALS)


def _parse(given: object, field: str, digits: int, decimals: int) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, Decimal | int | str):
        raise OcsInvalidCallError.for_field(field, "must be a number.")
    try:
        number = Decimal(given)
    except (InvalidOperation, ValueError):
        text = json.dumps(str(given)[:60])
        raise OcsInvalidCallError(
            f"strconv.ParseFloat: parsing {text}: invalid syntax", fields={field: "must be a number."}
        ) from None
    if not number.is_finite():
        raise OcsInvalidCallError.for_field(field, "must be a finite number.")
    # The exponent is looked at first: 1e999999999 is a short text and a number that fills the memory.
    if number and number.adjusted() >= digits - decimals:
        raise OcsInvalidCallError.for_field(field, f"must be smaller than 1e{digits - decimals}.")
    if number and number.adjusted() < -decimals:
        raise OcsInvalidCallError.for_field(field, f"has more than {decimals} decimals.")
    with localcontext() as context:
        context.prec = digits
        rounded = number.quantize(Decimal(1).scaleb(-decimals)) if number else Decimal(0)
    if rounded != number:
        raise OcsInvalidCallError.for_field(field, f"has more than {decimals} decimals.")
    return rounded


def check_text(text: str, field: str) -> str:
    """This will refuse a text of more than 200 characters, or with one that PostgreSQL cannot hold; returns it."""
    if len(text) > TEXT_LENGTH_MAX:
        raise OcsInvalidCallError.for_field(field, f"has more than {TEXT_LENGTH_MAX} characters.")
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise OcsInvalidCallError.for_field(field, "holds a character that is not allowed.")
    return text


def plain_number(number: Decimal) -> int | Decimal:
    """This will write a number as shortly as its value allows: 21474836480 and 0.1, never 2.1E+10."""
    if number == number.to_integral_value():
        return int(number)
    # Not normalize(), which would round to the context's precision.
    return Decimal(f"{number:f}".rstrip("0"))
