"""Which charge a play's word about money means."""

from decimal import Decimal

import pytest

from trunkline.billing.policies import Claim, Claimable, match_claims
from trunkline.billing.states import ChargeComponent

PRODUCT = "Prepaid Mobile 20GB"
SET_UP = Claimable(1, ChargeComponent.SET_UP, Decimal("0.00"), Decimal("1.00"))
PERIOD = Claimable(2, ChargeComponent.RECURRING, Decimal("15.00"), Decimal("5.00"))
CHARGES = [SET_UP, PERIOD]


def claim(
    title: str, retail: str, wholesale: str, component: ChargeComponent | None = None, reference: int = 100
) -> Claim:
    return Claim(reference, title, "", Decimal(retail), Decimal(wholesale), component)


def test_the_claims_of_the_seeds_own_play_are_the_two_derived_charges() -> None:
    set_up = claim(f"{PRODUCT} - Setup Costs", "0.00", "1.00")
    period = claim(PRODUCT, "15.00", "5.00", reference=101)
    matching = match_claims(CHARGES, [set_up, period], product_name=PRODUCT)
    assert matching.claims_by_charge == {1: set_up, 2: period}
    assert (matching.repeated, matching.unexplained) == ([], [])


@pytest.mark.parametrize(
    ("said", "charge_id"),
    [
        (claim("whatever", "9.99", "9.99", ChargeComponent.SET_UP), 1),
        (claim("whatever", "9.99", "9.99", ChargeComponent.RECURRING), 2),
        (claim("First month", "15.00", "5.00"), 2),
        (claim("First month", "15", "5.000000000"), 2),
        (claim(f"{PRODUCT} Set-Up", "7.00", "1.00"), 1),
        (claim(f"{PRODUCT} setup", "7.00", "1.00"), 1),
        (claim(f"{PRODUCT} for May", "14.00", "5.00"), 2),
    ],
)
def test_a_claim_is_about_what_it_names_then_its_amounts_then_its_title(said: Claim, charge_id: int) -> None:
    matching = match_claims(CHARGES, [said], product_name=PRODUCT)
    assert matching.claims_by_charge == {charge_id: said}
    assert (matching.repeated, matching.unexplained) == ([], [])


def test_a_second_claim_of_the_same_charge_is_the_same_fact() -> None:
    first, again = claim(PRODUCT, "15.00", "5.00"), claim(PRODUCT, "15.00", "5.00", reference=101)
    matching = match_claims(CHARGES, [first, again], product_name=PRODUCT)
    assert matching.claims_by_charge == {2: first}
    assert (matching.repeated, matching.unexplained) == ([again], [])


@pytest.mark.parametrize(
    "said",
    [
        claim("Delivery", "4.00", "2.00"),
        claim("Delivery", "15.00", "4.99"),  # one of two amounts is not enough
        claim("Activation of another product", "0.00", "0.00"),
    ],
)
def test_what_no_charge_explains_is_unexplained(said: Claim) -> None:
    matching = match_claims(CHARGES, [said], product_name=PRODUCT)
    assert (matching.claims_by_charge, matching.repeated, matching.unexplained) == ({}, [], [said])


def test_without_charges_every_claim_is_unexplained() -> None:
    said = claim(PRODUCT, "15.00", "5.00", ChargeComponent.RECURRING)
    assert match_claims([], [said], product_name=PRODUCT).unexplained == [said]


def test_of_two_charges_with_the_same_amounts_each_claim_takes_one() -> None:
    twins = [PERIOD, Claimable(3, ChargeComponent.RECURRING, Decimal("15.00"), Decimal("5.00"))]
    claims = [claim("a", "15.00", "5.00"), claim("b", "15.00", "5.00", reference=101)]
    assert match_claims(twins, claims, product_name=PRODUCT).claims_by_charge == {2: claims[0], 3: claims[1]}
