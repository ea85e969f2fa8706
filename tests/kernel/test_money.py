"""Amounts: rounding half away from zero, minor units, shares that add up."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moneyed import Money

from trunkline.kernel.errors import InvalidInputError
from trunkline.kernel.money import format_amount, minor_unit, parse_rate, round_money, split_money

amounts = st.decimals(min_value=Decimal(-(10**12)), max_value=Decimal(10**12), places=9)


@pytest.mark.parametrize(
    ("currency", "unit"), [("GBP", "0.01"), ("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001"), ("CLP", "1")]
)
def test_the_minor_unit_is_that_of_iso_4217(currency: str, unit: str) -> None:
    assert minor_unit(currency) == Decimal(unit)


@pytest.mark.parametrize("code", ["", "GB", "gbp!", "POUND"])
def test_an_unknown_currency_is_refused_with_its_field(code: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        minor_unit(code)
    assert list(refusal.value.fields) == ["currency"]


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "GBP", "0.01"),
        ("-0.005", "GBP", "-0.01"),
        ("0.004999999", "GBP", "0.00"),
        ("2.675", "GBP", "2.68"),
        ("0.5", "JPY", "1"),
        ("-2.5", "JPY", "-3"),
        ("0.0005", "KWD", "0.001"),
        ("1.2344", "KWD", "1.234"),
    ],
)
def test_half_a_minor_unit_is_rounded_away_from_zero(amount: str, currency: str, rounded: str) -> None:
    assert round_money(Money(amount, currency)) == Money(rounded, currency)


@settings(deadline=None, max_examples=100)
@given(amount=amounts, currency=st.sampled_from(["GBP", "JPY", "KWD"]))
def test_rounding_moves_by_half_a_unit_at_most_and_the_same_way_for_both_signs(amount: Decimal, currency: str) -> None:
    unit = minor_unit(currency)
    rounded = round_money(Money(amount, currency)).amount
    assert abs(rounded - amount) <= unit / 2
    assert rounded % unit == 0
    assert round_money(Money(-amount, currency)).amount == -rounded
    assert rounded == (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        # 10.00 in three: 3.33 + 3.33 + 3.33 = 9.99, the last penny goes to the first of equal remainders.
        ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
        # 0.05 by 3:1 is 0.0375 and 0.0125: three pennies and one; the fifth goes to the larger remainder, 0.75.
        ("0.05", ["3", "1"], ["0.04", "0.01"]),
        ("-10.00", ["1", "1", "1"], ["-3.34", "-3.33", "-3.33"]),
        ("0.00", ["1", "2"], ["0.00", "0.00"]),
        ("0.01", ["0", "1"], ["0.00", "0.01"]),
    ],
)
def test_a_total_is_shared_by_largest_remainder(total: str, weights: list[str], shares: list[str]) -> None:
    split = split_money(Money(total, "GBP"), [Decimal(weight) for weight in weights])
    assert split == [Money(share, "GBP") for share in shares]


@settings(deadline=None, max_examples=200)
@given(
    units=st.integers(min_value=-(10**9), max_value=10**9),
    currency=st.sampled_from(["GBP", "JPY", "KWD"]),
    weights=st.lists(st.decimals(min_value=0, max_value=10**6, places=9), min_size=1, max_size=12).filter(any),
)
def test_no_share_loses_or_gains_a_minor_unit(units: int, currency: str, weights: list[Decimal]) -> None:
    unit = minor_unit(currency)
    total = Money(units * unit, currency)
    shares = split_money(total, weights)
    assert sum((share.amount for share in shares), Decimal(0)) == total.amount
    for share, weight in zip(shares, weights, strict=True):
        assert share.amount % unit == 0
        assert abs(share.amount - total.amount * weight / sum(weights)) < unit


@pytest.mark.parametrize("weights", [[], ["0"], ["1", "-1"], ["2", "-1"]])
def test_weights_that_cannot_share_are_a_programming_error(weights: list[str]) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        split_money(Money("1.00", "GBP"), [Decimal(weight) for weight in weights])


def test_a_total_that_is_not_rounded_is_not_shared() -> None:
    with pytest.raises(ValueError, match="not rounded"):
        split_money(Money("1.005", "GBP"), [Decimal(1)])


@pytest.mark.parametrize(
    ("value", "rate"),
    [("15.00", "15.00"), (15, "15"), (Decimal("0.000000001"), "0.000000001"), ("-1e2", "-100")],
)
def test_a_rate_is_read_exactly(value: object, rate: str) -> None:
    assert parse_rate(value, "retail_cost") == Decimal(rate)


@pytest.mark.parametrize(
    "value",
    [15.0, True, None, "", "15,00", "NaN", "-Infinity", "0.0000000001", "1000000000000000", Decimal("1e999"), [15]],
)
def test_what_is_no_exact_rate_is_refused_with_its_field(value: object) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_rate(value, "retail_cost")
    assert list(refusal.value.fields) == ["retail_cost"]


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("15", "GBP", "15.00"),
        ("15.000000000", "GBP", "15.00"),
        ("0.005", "GBP", "0.005"),
        ("1500", "JPY", "1500"),
        ("1.5", "KWD", "1.500"),
        ("-0.000000001", "GBP", "-0.000000001"),
    ],
)
def test_an_amount_is_written_with_its_currencys_decimals_or_what_carries_value(
    amount: str, currency: str, text: str
) -> None:
    assert format_amount(Decimal(amount), currency) == text
