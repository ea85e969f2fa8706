"""What a period costs by its rate: seven models worked by hand, limits, phases, and what contradicts itself."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.catalog.policies.rates import Phase, RateTerms, period_amount, period_cost, phase_amount, rate_problems
from trunkline.catalog.policies.usage_plans import Tier
from trunkline.catalog.states import PhaseKind, RateModel

D = Decimal
# Ten a seat; from the eleventh seat on eight.
SEATS = (Tier(D(0), D(10)), Tier(D(10), D(8)))
# And once 5 for what is below ten, 20 for what is beyond.
BOTH = (Tier(D(0), D(10), D(5)), Tier(D(10), D(8), D(20)))
STEPS = (Tier(D(0), fixed_amount=D(50)), Tier(D(10), fixed_amount=D(90)))


@pytest.mark.parametrize(
    ("terms", "base", "units", "amount"),
    [
        (RateTerms(RateModel.FLAT), "15", 1, "15"),
        (RateTerms(RateModel.FLAT), "15", 7, "15"),
        (RateTerms(RateModel.PER_UNIT), "15", 1, "15"),
        (RateTerms(RateModel.PER_UNIT), "15", 7, "105"),  # 7 × 15
        (RateTerms(RateModel.PACKAGE, block_size=5), "15", 1, "15"),  # one block begun
        (RateTerms(RateModel.PACKAGE, block_size=5), "15", 5, "15"),
        (RateTerms(RateModel.PACKAGE, block_size=5), "15", 6, "30"),  # two
        (RateTerms(RateModel.TIERED, SEATS), "3", 10, "103"),  # 3 + 10 × 10
        (RateTerms(RateModel.TIERED, SEATS), "3", 12, "119"),  # 3 + 10 × 10 + 2 × 8
        (RateTerms(RateModel.TIERED, BOTH), "0", 10, "105"),  # 5 + 10 × 10; the second tier is not reached
        (RateTerms(RateModel.TIERED, BOTH), "0", 12, "141"),  # 5 + 100 + 20 + 2 × 8
        (RateTerms(RateModel.VOLUME, SEATS), "3", 9, "93"),  # 3 + 9 × 10
        (RateTerms(RateModel.VOLUME, SEATS), "3", 10, "83"),  # a tier holds from its start on: 3 + 10 × 8
        (RateTerms(RateModel.VOLUME, BOTH), "0", 12, "116"),  # 20 + 12 × 8
        (RateTerms(RateModel.STEPPED, STEPS), "1", 9, "51"),
        (RateTerms(RateModel.STEPPED, STEPS), "1", 10, "91"),
        (RateTerms(RateModel.PERCENTAGE, percent=D("12.5")), "1", 3, "26"),  # 1 + 12.5 % of 200, however many
        (RateTerms(minimum_charge=D(40)), "15", 2, "40"),  # 30 is made up to 40
        (RateTerms(minimum_charge=D(40)), "15", 3, "45"),
        (RateTerms(maximum_charge=D(40)), "15", 3, "40"),
        (RateTerms(minimum_charge=D(40)), "15", 0, "0"),  # who has nothing owes nothing
    ],
)
def test_a_period_is_priced_by_its_model(terms: RateTerms, base: str, units: int, amount: str) -> None:
    assert period_amount(terms, D(base), units, other_charge=D(200)) == D(amount)


@pytest.mark.parametrize(
    ("terms", "units", "cost"),
    [
        (RateTerms(RateModel.FLAT), 7, 5),
        (RateTerms(RateModel.FLAT), 0, 0),
        (RateTerms(RateModel.PER_UNIT), 7, 35),
        (RateTerms(RateModel.PACKAGE, block_size=5), 6, 10),
        (RateTerms(RateModel.TIERED, SEATS), 12, 60),
    ],
)
def test_what_it_costs_the_operator_goes_by_the_same_units(terms: RateTerms, units: int, cost: int) -> None:
    assert period_cost(terms, D(5), units) == cost


def test_nobody_has_fewer_than_no_units() -> None:
    with pytest.raises(ValueError, match="-1"):
        period_amount(RateTerms(), D(1), -1)


_PRICES = st.decimals(0, 1000, places=3)
_STARTS = st.lists(st.integers(1, 60), max_size=4, unique=True).map(lambda starts: [0, *sorted(starts)])


@settings(max_examples=200)
@given(_STARTS, st.lists(st.tuples(_PRICES, _PRICES), min_size=5, max_size=5), st.integers(0, 80), _PRICES)
def test_tiers_agree_with_counting_one_unit_after_the_other(
    starts: list[int], amounts: list[tuple[Decimal, Decimal]], units: int, base: Decimal
) -> None:
    tiers = tuple(Tier(D(start), price, fixed) for start, (price, fixed) in zip(starts, amounts, strict=False))
    of_unit = [max(index for index, start in enumerate(starts) if start < unit) for unit in range(1, units + 1)]
    graduated = sum((amounts[index][0] for index in of_unit), D(0)) + sum(
        (amounts[index][1] for index in set(of_unit)), D(0)
    )
    last = max(index for index, start in enumerate(starts) if start <= units)
    price, fixed = amounts[last]
    expected = {RateModel.TIERED: graduated, RateModel.VOLUME: price * units + fixed}
    for model, amount in expected.items():
        assert period_amount(RateTerms(model, tiers), base, units) == (base + amount if units else 0)


PHASES = (Phase(PhaseKind.TRIAL, 1), Phase(PhaseKind.PROMOTIONAL, 3, D("9.99")))


def test_the_first_periods_cost_what_their_phase_says() -> None:
    assert [phase_amount(PHASES, D(15), period) for period in range(6)] == [D(0), *[D("9.99")] * 3, D(15), D(15)]


@pytest.mark.parametrize(
    ("terms", "phases", "is_recurring", "paths"),
    [
        (RateTerms(), PHASES, True, []),
        (RateTerms(RateModel.TIERED, SEATS), (), True, []),
        (RateTerms(RateModel.TIERED), (), True, ["tiers"]),
        (RateTerms(RateModel.FLAT, SEATS), (), True, ["tiers"]),
        (RateTerms(RateModel.VOLUME, SEATS[1:]), (), True, ["tiers[0].starts_at"]),
        (RateTerms(RateModel.VOLUME, (*SEATS, SEATS[1])), (), True, ["tiers[2].starts_at"]),
        (RateTerms(RateModel.STEPPED, SEATS), (), True, ["tiers[0].unit_price", "tiers[1].unit_price"]),
        (RateTerms(RateModel.PACKAGE), (), True, ["block_size"]),
        (RateTerms(block_size=5), (), True, ["block_size"]),
        (RateTerms(RateModel.PERCENTAGE), (), True, ["percent"]),
        (RateTerms(percent=D(5)), (), True, ["percent"]),
        (RateTerms(minimum_charge=D(5), maximum_charge=D(4)), (), True, ["maximum_charge"]),
        (RateTerms(minimum_charge=D(5)), (), False, ["minimum_charge"]),
        (RateTerms(), PHASES, False, ["phases"]),
        (RateTerms(minimum_charge=D(5)), PHASES, True, ["minimum_charge"]),
        (RateTerms(maximum_charge=D(5)), PHASES, True, []),
        (RateTerms(RateModel.PACKAGE, block_size=2), PHASES, True, ["phases"]),
        (RateTerms(), PHASES[::-1], True, ["phases[1]"]),
        (RateTerms(), (Phase(PhaseKind.TRIAL, 1, D(1)),), True, ["phases[0]"]),
    ],
)
def test_what_contradicts_itself_is_told(
    terms: RateTerms, phases: tuple[Phase, ...], *, is_recurring: bool, paths: list[str]
) -> None:
    assert [path for path, _reason in rate_problems(terms, phases, is_recurring=is_recurring)] == paths
