"""Additive discounts as rules: who gets them, in which order, what they take off."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.catalog.policies.discounts import (
    Discount,
    Line,
    Occasion,
    Reduction,
    in_order,
    reductions,
    why_not_given,
)
from trunkline.catalog.policies.validity import Validity
from trunkline.catalog.states import DiscountKind

D = Decimal
TODAY = date(2027, 3, 15)
ALWAYS = Validity(date(2027, 1, 1))


def percent(code: str, share: str, **more: Any) -> Discount:
    return Discount(
        **{
            "validity": ALWAYS,
            "covers_all": True,
            **more,
            "code": code,
            "percent": D(share),
            "kind": DiscountKind.PERCENT,
        }
    )


def amount(code: str, taken: str, **more: Any) -> Discount:
    return Discount(
        **{
            "validity": ALWAYS,
            "covers_all": True,
            "currency": "GBP",
            **more,
            "code": code,
            "amount": D(taken),
            "kind": DiscountKind.AMOUNT,
        }
    )


def occasion(**more: Any) -> Occasion:
    return Occasion(**{"on": TODAY, "currency": "GBP", **more})


FIBRE = Line(D("30.00"), "fibre", "recurring-service", "internet")
SIM = Line(D("10.00"), "sim", "recurring-service", "mobile", quantity=3)


def total(found: list[Reduction]) -> D:
    return sum((each.amount for each in found), D(0))


def test_percentages_come_before_amounts_of_the_same_priority() -> None:
    # 10 % of 40.00 are 4.00, then 5.00; the other way round 3.50 of 35.00.
    discounts = [amount("a-five", "5"), percent("ten", "10")]
    assert [each.code for each in in_order(discounts)] == ["ten", "a-five"]
    found = reductions(discounts, occasion(), [FIBRE, SIM])
    assert found == [
        Reduction("ten", 0, D("3.00")),
        Reduction("ten", 1, D("1.00")),
        # 5.00 over 27.00 and 9.00.
        Reduction("a-five", 0, D("3.75")),
        Reduction("a-five", 1, D("1.25")),
    ]


def test_a_higher_priority_comes_first() -> None:
    found = reductions([amount("five", "5", priority=1), percent("ten", "10")], occasion(), [FIBRE, SIM])
    assert [(each.discount, each.amount) for each in found] == [
        ("five", D("3.75")),
        ("five", D("1.25")),
        # 10 % of 35.00, shared over 26.25 and 8.75.
        ("ten", D("2.63")),
        ("ten", D("0.87")),
    ]


def test_no_line_falls_below_zero() -> None:
    found = reductions([amount("much", "100"), amount("more", "1")], occasion(), [FIBRE, SIM])
    assert found == [Reduction("more", 0, D("0.75")), Reduction("more", 1, D("0.25")),
                     Reduction("much", 0, D("29.25")), Reduction("much", 1, D("9.75"))]  # fmt: skip


def test_what_is_not_stackable_stands_alone() -> None:
    alone = percent("alone", "50", is_stackable=False, priority=5)
    found = reductions([alone, percent("ten", "10")], occasion(), [FIBRE])
    assert found == [Reduction("alone", 0, D("15.00"))]
    late = percent("late", "50", is_stackable=False, priority=-5)
    found = reductions([late, percent("ten", "10", covers_all=False, products={"sim"})], occasion(), [FIBRE, SIM])
    assert found == [Reduction("ten", 1, D("1.00")), Reduction("late", 0, D("15.00"))]


@pytest.mark.parametrize(
    ("covered", "products"),
    [
        ({"products": {"sim"}}, [1]),
        ({"families": {"internet"}}, [0]),
        ({"product_types": {"recurring-service"}}, [0, 1]),
        ({"products": {"sim"}, "families": {"internet"}}, [0, 1]),
        ({"products": {"modem"}}, []),
    ],
)
def test_a_discount_covers_what_it_names(covered: dict[str, Any], products: list[int]) -> None:
    found = reductions([percent("ten", "10", covers_all=False, **covered)], occasion(), [FIBRE, SIM])
    assert [each.line for each in found] == products


@pytest.mark.parametrize(
    ("discount", "given_to", "reason"),
    [
        (percent("d", "10"), {}, None),
        (percent("d", "10", validity=Validity(date(2027, 3, 16))), {}, "day"),
        (percent("d", "10", validity=Validity(date(2027, 1, 1), TODAY)), {}, "day"),
        (percent("d", "10", validity=Validity(TODAY, date(2027, 3, 16))), {}, None),
        (percent("d", "10", is_automatic=False), {}, "by hand"),
        (percent("d", "10", is_automatic=False), {"granted": frozenset({"d"})}, None),
        (percent("d", "10", promotion_code="SPRING23"), {}, "code"),
        (percent("d", "10", promotion_code="SPRING23"), {"promotion_codes": frozenset({"SPRING22"})}, "code"),
        (percent("d", "10", promotion_code="SPRING23"), {"promotion_codes": frozenset({"SPRING23"})}, None),
        (percent("d", "10", account_classes=frozenset({"gold"})), {}, "class"),
        (percent("d", "10", account_classes=frozenset({"gold"})), {"account_class": "gold"}, None),
        (percent("d", "10", price_plans=frozenset({"summer"})), {"price_plan": "winter"}, "plan"),
        (percent("d", "10", price_plans=frozenset({"summer"})), {"price_plan": "summer"}, None),
        (amount("d", "10"), {"currency": "EUR"}, "currency"),
        (percent("d", "10"), {"currency": "EUR"}, None),
        (percent("d", "10", duration_periods=3), {"periods_had": {"d": 2}}, None),
        (percent("d", "10", duration_periods=3), {"periods_had": {"d": 3}}, "periods"),
        (percent("d", "10", covers_all=False, products=frozenset({"modem"})), {}, "none"),
        (percent("d", "10", minimum_quantity=4), {}, None),
        (percent("d", "10", minimum_quantity=5), {}, "begins at 5"),
        (percent("d", "10", covers_all=False, products=frozenset({"sim"}), minimum_quantity=4), {}, "begins at 4"),
    ],
)
def test_who_gets_a_discount(discount: Discount, given_to: dict[str, Any], reason: str | None) -> None:
    told = why_not_given(discount, occasion(**given_to), [FIBRE, SIM])
    if reason is None:
        assert told is None
    else:
        assert told is not None
        assert reason in told
        assert reductions([discount], occasion(**given_to), [FIBRE, SIM]) == []


_AMOUNTS = st.decimals("0.00", "200.00", places=2)


@st.composite
def _discounts(draw: st.DrawFn) -> list[Discount]:
    made = []
    for index in range(draw(st.integers(0, 4))):
        more = {"priority": draw(st.integers(-1, 1)), "is_stackable": draw(st.booleans())}
        if draw(st.booleans()):
            made.append(percent(f"d{index}", str(draw(st.integers(1, 100))), **more))
        else:
            made.append(amount(f"d{index}", str(draw(st.decimals("0.01", "50.00", places=2))), **more))
    return made


def _plainly(discounts: list[Discount], amounts: list[D]) -> list[D]:
    """What each discount takes off all lines together, one after the other, in pence."""
    left = [int(each * 100) for each in amounts]
    touched = [False] * len(left)
    closed = [False] * len(left)
    taken = []
    order = sorted(discounts, key=lambda each: (-each.priority, 0 if each.percent else 1, each.code))
    for each in order:
        lines = [i for i in range(len(left)) if left[i] and not closed[i] and (each.is_stackable or not touched[i])]
        whole = sum(left[i] for i in lines)
        off = (
            int((D(whole) * each.percent / 100).quantize(D(1), ROUND_HALF_UP))
            if each.percent
            else int(each.amount * 100)
        )
        off = min(off, whole)
        taken.append(D(off) / 100)
        # Shares by largest remainder, the earlier line first.
        shares = {i: off * left[i] // whole for i in lines}
        rest = sorted(lines, key=lambda i: (-(off * left[i] % whole), i))
        for i in rest[: off - sum(shares.values())]:
            shares[i] += 1
        for i, share in shares.items():
            left[i] -= share
            if share:
                touched[i] = True
                closed[i] = closed[i] or not each.is_stackable
    return taken


@settings(max_examples=80, deadline=None)
@given(_discounts(), st.lists(_AMOUNTS, min_size=1, max_size=4))
def test_discounts_agree_with_counting_pence(discounts: list[Discount], amounts: list[D]) -> None:
    lines = [Line(each, f"p{index}", "t") for index, each in enumerate(amounts)]
    found = reductions(discounts, occasion(), lines)
    by_code = {each.code: D(0) for each in in_order(discounts)}
    left = list(amounts)
    for each in found:
        by_code[each.discount] += each.amount
        left[each.line] -= each.amount
    assert list(by_code.values()) == _plainly(discounts, amounts)
    assert all(each >= 0 for each in left)
