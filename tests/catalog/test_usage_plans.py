"""What usage costs: tiers and calls, worked by hand and against a plain re-statement."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.catalog.policies.usage_plans import (
    Destination,
    RatedCall,
    Tier,
    billed_seconds,
    find_destination,
    rate_call,
    tier_problems,
    tiered_amount,
)
from trunkline.catalog.states import TierModel

D = Decimal

# Ten cents a unit, from 100 units on eight, from 500 on five.
RATES = [Tier(D(0), D("0.10")), Tier(D(100), D("0.08")), Tier(D(500), D("0.05"))]
# Five for up to 100 units, nine up to 500, twenty beyond.
AMOUNTS = [Tier(D(0), fixed_amount=D(5)), Tier(D(100), fixed_amount=D(9)), Tier(D(500), fixed_amount=D(20))]
BOTH = [Tier(D(0), D("0.10"), D(5)), Tier(D(100), D("0.08"), D(15)), Tier(D(500), D("0.05"), D(47))]


@pytest.mark.parametrize(
    ("model", "tiers", "units", "amount"),
    [
        (TierModel.FLAT, RATES, "0", "0"),
        # All at the price of the tier reached: 99 × 0.10; 100 × 0.08, as a tier holds from its start on.
        (TierModel.FLAT, RATES, "99", "9.90"),
        (TierModel.FLAT, RATES, "100", "8.00"),
        (TierModel.FLAT, RATES, "600", "30.00"),
        # Each at its own: 100 × 0.10 + 400 × 0.08 + 100 × 0.05.
        (TierModel.STEPPED_RATE, RATES, "0", "0"),
        (TierModel.STEPPED_RATE, RATES, "100", "10.00"),
        (TierModel.STEPPED_RATE, RATES, "600", "47.00"),
        (TierModel.STEPPED_RATE, RATES, "100.5", "10.04"),
        # Without usage the first tier's amount is due.
        (TierModel.STEPPED_FIXED, AMOUNTS, "0", "5"),
        (TierModel.STEPPED_FIXED, AMOUNTS, "99.999999999", "5"),
        (TierModel.STEPPED_FIXED, AMOUNTS, "100", "9"),
        (TierModel.STEPPED_FIXED, AMOUNTS, "9999", "20"),
        # 5; 5 + 50 × 0.10; 15 + 50 × 0.08; 47 + 100 × 0.05.
        (TierModel.MARGINAL, BOTH, "0", "5"),
        (TierModel.MARGINAL, BOTH, "50", "10.00"),
        (TierModel.MARGINAL, BOTH, "150", "19.00"),
        (TierModel.MARGINAL, BOTH, "600", "52.00"),
        # 1000 minutes with the fixed price, then 0.02 each (seed 003's telephone): 0; 0.50 for 25 beyond.
        (TierModel.STEPPED_RATE, [Tier(D(0)), Tier(D(1000), D("0.02"))], "1000", "0"),
        (TierModel.STEPPED_RATE, [Tier(D(0)), Tier(D(1000), D("0.02"))], "1025", "0.50"),
    ],
)
def test_usage_is_priced_by_its_tiers(model: TierModel, tiers: list[Tier], units: str, amount: str) -> None:
    assert tiered_amount(model, tiers, D(units)) == D(amount)


def test_nothing_is_lost_of_long_numbers() -> None:
    tiers = [Tier(D(0), D("123456789012345.123456789"))]
    # a × (10^15 − 10^−9) is a × 10^15, less a × 10^−9.
    assert tiered_amount(TierModel.FLAT, tiers, D("999999999999999.999999999")) == D(
        "123456789012345123456788876543.210987654876543211"
    )


def test_usage_below_zero_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        tiered_amount(TierModel.FLAT, RATES, D(-1))


_PRICES = st.decimals(0, 100, places=3)
_STARTS = st.lists(st.integers(1, 60), unique=True, max_size=4).map(sorted)


@st.composite
def _tiers(draw: st.DrawFn) -> list[Tier]:
    return [Tier(D(start), draw(_PRICES), draw(_PRICES)) for start in [0, *draw(_STARTS)]]


def _plainly(model: str, tiers: list[Tier], units: int) -> D:
    """Unit by unit: each whole unit begins where the one before it ended."""
    reached = 0
    each_at_its_price = D(0)
    for unit in range(units + 1):
        for index, tier in enumerate(tiers):
            if unit >= tier.starts_at:
                reached = index
        if unit < units:
            each_at_its_price += tiers[reached].unit_price
    tier = tiers[reached]
    if model == "flat":
        return sum((tier.unit_price for _unit in range(units)), D(0))
    if model == "stepped_rate":
        return each_at_its_price
    if model == "stepped_fixed":
        return tier.fixed_amount
    return tier.fixed_amount + sum((tier.unit_price for unit in range(units) if unit >= tier.starts_at), D(0))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TierModel), _tiers(), st.integers(0, 80))
def test_tiers_agree_with_counting_unit_by_unit(model: TierModel, tiers: list[Tier], units: int) -> None:
    assert tiered_amount(model, tiers, D(units)) == _plainly(str(model), tiers, units)


def test_all_that_is_wrong_with_tiers_is_told() -> None:
    tiers = [Tier(D(1), D(1), D(2)), Tier(D(5)), Tier(D(5), D(1))]
    assert [(index, column) for index, column, _ in tier_problems(TierModel.STEPPED_RATE, tiers)] == [
        (0, "starts_at"),
        (2, "starts_at"),
        (0, "fixed_amount"),
    ]
    assert [(index, column) for index, column, _ in tier_problems(TierModel.STEPPED_FIXED, tiers)] == [
        (0, "starts_at"),
        (2, "starts_at"),
        (0, "unit_price"),
        (2, "unit_price"),
    ]
    assert [(index, column) for index, column, _ in tier_problems(TierModel.MARGINAL, tiers)] == [
        (0, "starts_at"),
        (2, "starts_at"),
    ]
    assert [(index, column) for index, column, _ in tier_problems(TierModel.FLAT, [])] == [(None, "tiers")]
    assert list(tier_problems(TierModel.MARGINAL, BOTH)) == []


def _plan(*prefixes: str) -> dict[str, Destination]:
    return {prefix: Destination(prefix, D(len(prefix))) for prefix in prefixes}


@pytest.mark.parametrize(
    ("number", "prefix"),
    [
        ("442079460000", "4420"),
        ("+442079460000", "4420"),
        ("447700900000", "44"),
        ("44", "44"),
        ("33142685300", ""),
        ("", ""),
    ],
)
def test_the_longest_prefix_holds(number: str, prefix: str) -> None:
    found = find_destination(_plan("", "44", "4420", "44207111"), number)
    assert found is not None
    assert found.prefix == prefix


def test_a_number_that_no_prefix_begins_has_no_destination() -> None:
    assert find_destination(_plan("44", "1"), "33142685300") is None


@settings(max_examples=60, deadline=None)
@given(st.sets(st.text("12", max_size=4)), st.text("12", max_size=6))
def test_prefixes_agree_with_trying_them_all(prefixes: set[str], number: str) -> None:
    longest = None
    for prefix in prefixes:
        if number[: len(prefix)] == prefix and (longest is None or len(prefix) > len(longest)):
            longest = prefix
    found = find_destination(_plan(*prefixes), number)
    assert (None if found is None else found.prefix) == longest


@pytest.mark.parametrize(
    ("first", "following", "seconds", "billed"),
    [
        (60, 60, 0, 0),
        (60, 60, 1, 60),
        (60, 60, 60, 60),
        (60, 60, 61, 120),
        (30, 6, 12, 30),
        (30, 6, 31, 36),
        (30, 6, 36, 36),
        (1, 1, 47, 47),
    ],
)
def test_calls_are_rounded_up_to_increments(first: int, following: int, seconds: int, billed: int) -> None:
    destination = Destination("44", first_increment_seconds=first, next_increment_seconds=following)
    assert billed_seconds(destination, seconds) == billed


CALL = Destination("44", D("0.12"), D("0.05"), first_increment_seconds=30, next_increment_seconds=6)


@pytest.mark.parametrize(
    ("destination", "seconds", "left", "rated"),
    [
        # 36 s at 0.12 a minute are 0.072, and 0.05 for the connection.
        (CALL, 31, 0, RatedCall(36, 0, D("0.122"))),
        # Of 36 s the plan covers 6: 30 s are 0.06.
        (CALL, 31, 6, RatedCall(36, 6, D("0.11"))),
        (CALL, 31, 36, RatedCall(36, 36, D(0))),
        (CALL, 31, 600, RatedCall(36, 36, D(0))),
        (CALL, 0, 600, RatedCall(0, 0, D(0))),
        # 1 s of 0.01 a minute: 0.000166666…, to nine decimals.
        (Destination("44", D("0.01"), first_increment_seconds=1), 1, 0, RatedCall(1, 0, D("0.000166667"))),
        (Destination("44", D(1), D(1), uses_included_minutes=False), 60, 600, RatedCall(60, 0, D(2))),
        (Destination("112", D(1), D(1), is_billed=False), 61, 600, RatedCall(120, 0, D(0))),
    ],
)
def test_calls_are_priced(destination: Destination, seconds: int, left: int, rated: RatedCall) -> None:
    assert rate_call(destination, seconds, left) == rated
