"""Which tax rates hold for a buyer: worked cases by hand, and against a plain re-statement."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.catalog.policies.tax_rules import TaxRule, applicable_rates, rule_problems
from trunkline.catalog.policies.validity import Validity, overlaps
from trunkline.parties.states import AccountKind

D = Decimal
START = date(2020, 1, 1)


def rule(tax: str, share: str, **more: Any) -> TaxRule:
    return TaxRule(**{"validity": Validity(START), **more, "tax": tax, "percent": D(share)})


# Great Britain with its old rate, and none for Jersey; Canada with a province's tax beside the federal one.
RULES = [
    rule("VAT", "17.5", country="GB", validity=Validity(date(2010, 1, 1), date(2011, 1, 4))),
    rule("VAT", "20", country="GB", validity=Validity(date(2011, 1, 4))),
    rule("VAT", "0", country="GB", region="Jersey"),
    rule("VAT", "21", country="NL"),
    rule("VAT", "0", country="NL", account_kind=AccountKind.BUSINESS, is_reverse_charge=True),
    rule("VAT", "0"),
    rule("VAT", "99", country="DE", is_applied=False),
    rule("GST", "5", country="CA"),
    rule("QST", "9.975", country="CA", region="Quebec"),
    rule("PST", "7", country="CA", region="Manitoba"),
]


@pytest.mark.parametrize(
    ("country", "region", "kind", "on", "owed"),
    [
        ("GB", "", "residential", date(2027, 1, 1), [("VAT", "20")]),
        ("GB", "", "business", date(2027, 1, 1), [("VAT", "20")]),
        ("GB", "", "residential", date(2011, 1, 3), [("VAT", "17.5")]),
        ("GB", "", "residential", date(2011, 1, 4), [("VAT", "20")]),
        ("GB", "", "residential", date(2009, 12, 31), []),
        ("GB", "Jersey", "residential", date(2027, 1, 1), [("VAT", "0")]),
        ("GB", "Kent", "residential", date(2027, 1, 1), [("VAT", "20")]),
        ("NL", "", "residential", date(2027, 1, 1), [("VAT", "21")]),
        ("NL", "", "business", date(2027, 1, 1), [("VAT", "0")]),
        ("DE", "", "residential", date(2027, 1, 1), [("VAT", "0")]),
        ("CA", "Quebec", "residential", date(2027, 1, 1), [("GST", "5"), ("QST", "9.975"), ("VAT", "0")]),
        ("CA", "", "residential", date(2027, 1, 1), [("GST", "5"), ("VAT", "0")]),
    ],
)
def test_rates_hold_by_place_buyer_and_date(
    country: str, region: str, kind: str, on: date, owed: list[tuple[str, str]]
) -> None:
    found = applicable_rates(RULES, country, region, on, is_business=kind == "business")
    assert [(each.tax, each.percent) for each in found] == [(tax, D(share)) for tax, share in owed]


def test_only_a_business_accounts_for_a_tax_itself() -> None:
    assert applicable_rates(RULES, "NL", "", date(2027, 1, 1), is_business=True)[0].is_reverse_charge
    assert not applicable_rates(RULES, "NL", "", date(2027, 1, 1), is_business=False)[0].is_reverse_charge


_RULES = st.builds(
    lambda tax, place, kind, start, days, applied: TaxRule(
        tax,
        D(1),
        Validity(START + timedelta(start), START + timedelta(start + days) if days else None),
        place[0],
        place[1],
        kind,
        is_applied=applied,
    ),
    st.sampled_from(["VAT", "GST"]),
    st.sampled_from([("", ""), ("GB", ""), ("GB", "Kent"), ("NL", "")]),
    st.sampled_from([None, AccountKind.BUSINESS]),
    st.integers(0, 20),
    st.integers(0, 10),
    st.booleans(),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_RULES, max_size=6), st.integers(0, 30), st.sampled_from(AccountKind))
def test_rates_agree_with_trying_each_place(rules: list[TaxRule], day: int, buyer: AccountKind) -> None:
    is_business = buyer == "business"
    on = START + timedelta(day)
    expected = []
    for tax in ("GST", "VAT"):
        found = None
        for country, region in (("GB", "Kent"), ("GB", ""), ("", "")):
            for kind in ("business", None) if is_business else (None,):
                for each in rules:
                    ends = each.validity.end
                    holds = each.validity.start <= on and (ends is None or on < ends) and each.is_applied
                    if found is None and holds and each.place == (tax, country, region, kind):
                        found = each
        if found is not None:
            expected.append(found.place)
    owed = applicable_rates(rules, "GB", "Kent", on, is_business=is_business)
    assert [each.place for each in owed] == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.integers(0, 6)), max_size=6))
def test_spans_overlap_when_they_share_a_day(entries: list[tuple[str, int, int]]) -> None:
    spans = [
        (key, Validity(START + timedelta(start), START + timedelta(start + days) if days else None))
        for key, start, days in entries
    ]
    days = [{(key, day) for day in range(start, start + length if length else 100)} for key, start, length in entries]
    clashing = {
        index
        for index in range(len(days))
        if any(days[index] & days[other] for other in range(len(days)) if other != index)
    }
    told = list(overlaps(spans))
    assert {index for pair in told for index in pair} <= clashing
    assert bool(told) == bool(clashing)
    assert all(days[later] & days[earlier] for later, earlier in told)


def test_all_that_is_wrong_with_rates_is_told() -> None:
    broken = [
        rule("VAT", "20", country="GB"),
        rule("VAT", "17.5", country="GB", validity=Validity(date(2026, 1, 1))),
        rule("VAT", "5", region="Kent", validity=Validity(START, START)),
        rule("VAT", "21", country="NL", is_reverse_charge=True),
        rule("VAT", "17.5", country="GB", is_applied=False),
    ]
    assert [(index, column) for index, column, _ in rule_problems(broken)] == [
        (2, "country"),
        (2, "valid_until"),
        (3, "percent"),
        (3, "account_kind"),
        (1, "valid_from"),
    ]
    assert list(rule_problems(RULES)) == []
