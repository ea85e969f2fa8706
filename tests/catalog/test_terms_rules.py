"""Billing term schemes and contracts as rules: worked cases by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.catalog.policies.billing_terms import (
    PartCharge,
    SchemeEntry,
    SchemeTerms,
    anchor_of,
    default_entry,
    entry_problems,
    first_charge,
    prorated,
    share_of_period,
)
from trunkline.catalog.policies.contract_terms import (
    ContractRules,
    earliest_end,
    end_of_term,
    rule_problems,
    termination_fee,
    text_problems,
)
from trunkline.catalog.states import (
    BillingAnchor,
    BillingTime,
    ContractRenewal,
    FirstPeriod,
    Proration,
    SchemeKind,
    TerminationFee,
)
from trunkline.kernel.periods import DateSpan, Period, PeriodUnit

D = Decimal
MONTH = Period(1, PeriodUnit.MONTH)
QUARTER = Period(1, PeriodUnit.QUARTER)
YEAR = Period(1, PeriodUnit.YEAR)


def scheme(anchor: BillingAnchor, proration: Proration, first: FirstPeriod = FirstPeriod.PRORATED) -> SchemeTerms:
    return SchemeTerms(anchor, proration, first)


JANUARY_15 = date(2027, 1, 15)
REST_OF_JANUARY = DateSpan(JANUARY_15, date(2027, 2, 1))


@pytest.mark.parametrize(
    ("terms", "amount", "billed_on"),
    [
        # Sign-up on 15 January, billed on the 1st: 17 of 31 days; in 30-day months 16 of 30.
        (scheme(BillingAnchor.FIRST_OF_MONTH, Proration.ACTUAL_DAYS), "17", JANUARY_15),
        (scheme(BillingAnchor.FIRST_OF_MONTH, Proration.THIRTY_DAY_MONTHS), "16.533333333", JANUARY_15),
        (scheme(BillingAnchor.FIRST_OF_MONTH, Proration.NONE, FirstPeriod.FULL), "31", JANUARY_15),
        (scheme(BillingAnchor.FIRST_OF_MONTH, Proration.ACTUAL_DAYS, FirstPeriod.FULL), "31", JANUARY_15),
        (scheme(BillingAnchor.FIRST_OF_MONTH, Proration.ACTUAL_DAYS, FirstPeriod.DEFERRED), "17", date(2027, 2, 1)),
        (scheme(BillingAnchor.CALENDAR, Proration.ACTUAL_DAYS), "17", JANUARY_15),
    ],
)
def test_a_month_that_began_before_the_sign_up(terms: SchemeTerms, amount: str, billed_on: date) -> None:
    assert first_charge(terms, D(31), JANUARY_15, 1, MONTH) == PartCharge(REST_OF_JANUARY, D(amount), billed_on)


def test_an_anniversary_has_no_part() -> None:
    terms = scheme(BillingAnchor.START, Proration.ACTUAL_DAYS)
    assert first_charge(terms, D(31), JANUARY_15, 1, MONTH) is None
    assert first_charge(scheme(BillingAnchor.FIRST_OF_MONTH, Proration.NONE), D(31), date(2027, 2, 1), 1, MONTH) is None


def test_a_quarter_is_anchored_on_the_billing_day_or_on_the_calendar() -> None:
    # 15 February to 1 March are 14 of the 90 days from 1 December; to 1 April 45 of the 90 from 1 January.
    by_day = first_charge(
        scheme(BillingAnchor.BILLING_DAY, Proration.ACTUAL_DAYS), D(90), date(2027, 2, 15), 1, QUARTER
    )
    assert by_day == PartCharge(DateSpan(date(2027, 2, 15), date(2027, 3, 1)), D(14), date(2027, 2, 15))
    by_calendar = first_charge(
        scheme(BillingAnchor.CALENDAR, Proration.ACTUAL_DAYS), D(90), date(2027, 2, 15), 1, QUARTER
    )
    assert by_calendar == PartCharge(DateSpan(date(2027, 2, 15), date(2027, 4, 1)), D(45), date(2027, 2, 15))


@pytest.mark.parametrize(
    ("started_on", "day", "period", "boundaries"),
    [
        (date(2027, 1, 31), 31, MONTH, [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]),
        # The first billing day from 10 February on is its last day; March has its 31st again.
        (date(2027, 2, 10), 31, MONTH, [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]),
        (date(2027, 2, 10), 30, QUARTER, [date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 30)]),
        # Years from a February have a 29th in 2028.
        (date(2027, 2, 10), 31, YEAR, [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]),
        (date(2027, 2, 10), 5, Period(2, PeriodUnit.WEEK), [date(2027, 2, 19 - 14 + 0), date(2027, 2, 19)]),
    ],
)
def test_short_months_are_returned_from(started_on: date, day: int, period: Period, boundaries: list[date]) -> None:
    anchor = anchor_of(BillingAnchor.BILLING_DAY, started_on, day, period)
    index = period.index_of(anchor, started_on)
    assert [period.boundary(anchor, index + step) for step in range(len(boundaries))] == boundaries


def test_calendar_weeks_begin_on_monday() -> None:
    anchor = anchor_of(BillingAnchor.CALENDAR, date(2027, 1, 15), 1, Period(1, PeriodUnit.WEEK))
    assert Period(1, PeriodUnit.WEEK).span(anchor, Period(1, PeriodUnit.WEEK).index_of(anchor, date(2027, 1, 15))) == (
        DateSpan(date(2027, 1, 11), date(2027, 1, 18))
    )


@settings(max_examples=80, deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(1, 31),
    st.sampled_from([MONTH, QUARTER, YEAR, Period(2, PeriodUnit.MONTH), Period(5, PeriodUnit.MONTH)]),
)
def test_periods_begin_on_the_billing_day_or_on_the_last_of_a_month(started_on: date, day: int, period: Period) -> None:
    anchor = anchor_of(BillingAnchor.BILLING_DAY, started_on, day, period)
    index = period.index_of(anchor, started_on)
    for step in range(-2, 6):
        boundary = period.boundary(anchor, index + step)
        is_last = boundary.day >= 28 and (boundary.month != date.fromordinal(boundary.toordinal() + 1).month)
        assert boundary.day == day or (is_last and boundary.day < day)
    # The first whole period begins within a month of the start, whatever the period's length.
    first_whole = started_on if period.boundary(anchor, index) == started_on else period.boundary(anchor, index + 1)
    assert 0 <= (first_whole - started_on).days <= 31


def test_what_a_part_costs() -> None:
    whole = DateSpan(date(2027, 2, 1), date(2027, 3, 1))
    part = DateSpan(date(2027, 2, 15), date(2027, 3, 1))
    # 14 of 28 days; as 30-day months 16 of 30; without proration the whole.
    assert prorated(D(30), Proration.ACTUAL_DAYS, part, whole, MONTH) == D(15)
    assert prorated(D(30), Proration.THIRTY_DAY_MONTHS, part, whole, MONTH) == D(16)
    assert prorated(D(30), Proration.NONE, part, whole, MONTH) == D(30)
    assert share_of_period(Proration.THIRTY_DAY_MONTHS, whole, whole, MONTH) == 1
    week = DateSpan(date(2027, 2, 1), date(2027, 2, 8))
    three = DateSpan(date(2027, 2, 5), date(2027, 2, 8))
    assert prorated(D(7), Proration.THIRTY_DAY_MONTHS, three, week, Period(1, PeriodUnit.WEEK)) == D(3)


@pytest.mark.parametrize(
    ("kind", "entry", "columns"),
    [
        (SchemeKind.NORMAL, SchemeEntry(is_termed=True, billing=BillingTime.PRE_BILL), []),
        (SchemeKind.NORMAL, SchemeEntry(True, BillingTime.POST_BILL, is_excluded_from_deactivation=True), []),
        (SchemeKind.NORMAL, SchemeEntry(is_termed=True), ["billing"]),
        (SchemeKind.NORMAL, SchemeEntry(True, BillingTime.POST_PAID), ["billing"]),
        (SchemeKind.NORMAL, SchemeEntry(True, BillingTime.PRE_BILL, has_paid_ahead=True), ["paid_ahead_count"]),
        (SchemeKind.PREPAID, SchemeEntry(True, BillingTime.PRE_PAID, has_paid_ahead=True), []),
        (SchemeKind.PREPAID, SchemeEntry(True, BillingTime.POST_PAID), []),
        (SchemeKind.PREPAID, SchemeEntry(True, BillingTime.PRE_PAID), ["paid_ahead_count"]),
        (SchemeKind.PREPAID, SchemeEntry(True, BillingTime.POST_PAID, has_paid_ahead=True), ["paid_ahead_count"]),
        (
            SchemeKind.PREPAID,
            SchemeEntry(True, BillingTime.PRE_BILL, is_excluded_from_deactivation=True),
            ["billing", "is_excluded_from_deactivation"],
        ),
        (SchemeKind.NORMAL, SchemeEntry(is_termed=False), []),
        (
            SchemeKind.NORMAL,
            SchemeEntry(False, BillingTime.PRE_BILL, has_paid_ahead=True, is_excluded_from_deactivation=True),
            ["billing", "paid_ahead_count", "is_excluded_from_deactivation"],
        ),
    ],
)
def test_what_a_scheme_may_say_of_a_product(kind: SchemeKind, entry: SchemeEntry, columns: list[str]) -> None:
    assert [column for column, _reason in entry_problems(kind, entry)] == columns


@pytest.mark.parametrize("kind", SchemeKind)
def test_what_a_scheme_says_by_itself_is_right(kind: SchemeKind) -> None:
    assert list(entry_problems(kind, default_entry(kind, is_termed=True))) == []
    assert list(entry_problems(kind, default_entry(kind, is_termed=False))) == []


TWO_YEARS = ContractRules(Period(24, PeriodUnit.MONTH), Period(1, PeriodUnit.MONTH))
EXTENDED = ContractRules(
    Period(24, PeriodUnit.MONTH), Period(1, PeriodUnit.MONTH), ContractRenewal.EXTENDS, Period(12, PeriodUnit.MONTH)
)
ENDING = ContractRules(Period(24, PeriodUnit.MONTH), Period(1, PeriodUnit.MONTH), ContractRenewal.ENDS)
STARTED = date(2027, 1, 31)


@pytest.mark.parametrize(
    ("rules", "noticed_on", "end"),
    [
        # Two years from 31 January 2027 end on 31 January 2029; a month's notice beside.
        (TWO_YEARS, date(2027, 3, 1), date(2029, 1, 31)),
        (TWO_YEARS, date(2028, 12, 31), date(2029, 1, 31)),
        (TWO_YEARS, date(2029, 1, 10), date(2029, 2, 10)),
        (TWO_YEARS, date(2030, 6, 10), date(2030, 7, 10)),
        # In time for the end of the term; too late for it, so at the end of the next one.
        (EXTENDED, date(2028, 12, 31), date(2029, 1, 31)),
        (EXTENDED, date(2029, 1, 1), date(2030, 1, 31)),
        (EXTENDED, date(2029, 12, 31), date(2030, 1, 31)),
        (EXTENDED, date(2030, 1, 1), date(2031, 1, 31)),
        (ENDING, date(2029, 1, 30), date(2029, 1, 31)),
        (ContractRules(), date(2027, 2, 1), date(2027, 2, 1)),
        (ContractRules(notice_period=Period(14, PeriodUnit.DAY)), date(2027, 2, 1), date(2027, 2, 15)),
    ],
)
def test_when_a_contract_can_be_left(rules: ContractRules, noticed_on: date, end: date) -> None:
    assert earliest_end(rules, STARTED, noticed_on) == end


def test_terms_are_counted_from_the_start() -> None:
    months = ContractRules(
        Period(1, PeriodUnit.MONTH), renewal=ContractRenewal.EXTENDS, extension=Period(1, PeriodUnit.MONTH)
    )
    assert end_of_term(months, STARTED, date(2027, 2, 1)) == date(2027, 2, 28)
    assert end_of_term(months, STARTED, date(2027, 2, 28)) == date(2027, 3, 31)
    assert end_of_term(months, STARTED, date(2027, 3, 29)) == date(2027, 3, 31)
    assert end_of_term(months, STARTED, date(2027, 3, 31)) == date(2027, 4, 30)
    assert end_of_term(TWO_YEARS, STARTED, date(2029, 1, 30)) == date(2029, 1, 31)
    assert end_of_term(TWO_YEARS, STARTED, date(2029, 1, 31)) is None


@settings(max_examples=80, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 24),
    st.integers(1, 12),
    st.integers(1, 60),
    st.integers(0, 2000),
)
def test_a_contract_that_extends_ends_with_a_term(
    started_on: date, months: int, further: int, notice_days: int, day: int
) -> None:
    rules = ContractRules(
        Period(months, PeriodUnit.MONTH),
        Period(notice_days, PeriodUnit.DAY),
        ContractRenewal.EXTENDS,
        Period(further, PeriodUnit.MONTH),
    )
    noticed_on = started_on + timedelta(day)
    # Month by month: the first day of those on which a term ends that is late enough for the notice.
    count = months
    while True:
        month = started_on.month - 1 + count
        year, month = started_on.year + month // 12, month % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).day
        end = date(year, month, min(started_on.day, last))
        if end >= noticed_on + timedelta(notice_days):
            break
        count += further
    assert earliest_end(rules, started_on, noticed_on) == end


def test_what_leaving_early_costs() -> None:
    until = date(2029, 1, 31)
    fixed = ContractRules(Period(24, PeriodUnit.MONTH), fee=TerminationFee.FIXED, fee_amount=D(99))
    share = ContractRules(Period(24, PeriodUnit.MONTH), fee=TerminationFee.SHARE_OF_REMAINING, fee_percent=D(50))
    assert termination_fee(fixed, until, date(2028, 1, 1), D(390)) == D(99)
    assert termination_fee(share, until, date(2028, 1, 1), D(390)) == D(195)
    assert termination_fee(TWO_YEARS, until, date(2028, 1, 1), D(390)) == 0
    assert termination_fee(fixed, until, until, D(0)) == 0
    assert termination_fee(fixed, None, date(2028, 1, 1), D(390)) == 0


def test_contracts_that_contradict_themselves() -> None:
    assert list(rule_problems(TWO_YEARS)) == list(rule_problems(EXTENDED)) == list(rule_problems(ContractRules())) == []
    broken = ContractRules(renewal=ContractRenewal.EXTENDS, fee=TerminationFee.FIXED)
    assert [column for column, _ in rule_problems(broken)] == [
        "minimum_term_count",
        "extension_count",
        "termination_fee",
    ]


def test_texts_are_only_added_to() -> None:
    first = {"version": 1, "valid_from": date(2027, 1, 1), "text": "One"}
    second = {"version": 2, "valid_from": date(2027, 6, 1), "text": "Two"}
    assert list(text_problems([], [first, second])) == []
    assert list(text_problems([first], [first, second])) == []
    assert [index for index, _ in text_problems([first], [{**first, "text": "Uno"}])] == [0]
    assert [index for index, _ in text_problems([first, second], [first])] == [None]
    assert [index for index, _ in text_problems([first], [first, {**second, "version": 3}])] == [1]
    assert [index for index, _ in text_problems([first], [first, {**second, "valid_from": date(2026, 12, 31)}])] == [1]
