"""What should have been charged, as a pure function: figures beside their arithmetic, and an oracle of its own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.billing.policies import Due, HeldSpan, RenewedPeriod, target
from trunkline.kernel.periods import DateSpan, Period, PeriodUnit

LONDON = ZoneInfo("Europe/London")
THIRTY_DAYS = Period(30, PeriodUnit.DAY)
START = datetime(2025, 1, 31, 12, tzinfo=UTC)

HELD = HeldSpan(
    instance_id=1,
    configuration_id=11,
    subscription_id=21,
    rate_id=31,
    rate_version_id=41,
    period=THIRTY_DAYS,
    anchor_on=date(2025, 1, 31),
    valid_from=START,
    valid_until=None,
    quantity=1,
    is_billable=True,
    retail=Decimal("15.00"),
    wholesale=Decimal("5.00"),
    retail_set_up=Decimal("0.00"),
    wholesale_set_up=Decimal("1.00"),
)


def further(start: date, renewed_at: datetime, **changes: object) -> RenewedPeriod:
    """A further period of 30 days from a local day, agreed at an instant."""
    period = RenewedPeriod(
        instance_id=1,
        rate_id=31,
        rate_version_id=41,
        days=DateSpan(start, start + timedelta(days=30)),
        renewed_at=renewed_at,
        retail=Decimal("15.00"),
        wholesale=Decimal("5.00"),
    )
    return replace(period, **changes)


# Agreed an hour before it begins: midnight in London is midnight in UTC on 2 March.
AGREED_AT = datetime(2025, 3, 1, 23, tzinfo=UTC)
RENEWED = further(date(2025, 3, 2), AGREED_AT)


def due_by(
    horizon: datetime, *spans: HeldSpan, renewed: Sequence[RenewedPeriod] = (), currency: str = "GBP"
) -> list[Due]:
    return target(spans, renewed, currency=currency, zone=LONDON, horizon=horizon)


def brief(due: list[Due]) -> list[tuple[str, date, date, Decimal, Decimal]]:
    return [(item.component, item.days.start, item.days.end, item.amount, item.wholesale) for item in due]


SET_UP = ("set_up", date(2025, 1, 31), date(2025, 2, 1), Decimal("0.00"), Decimal("1.00"))
FIRST = ("recurring", date(2025, 1, 31), date(2025, 3, 2), Decimal("15.00"), Decimal("5.00"))  # 31 Jan + 30 days
SECOND = ("recurring", date(2025, 3, 2), date(2025, 4, 1), Decimal("15.00"), Decimal("5.00"))


def test_at_its_start_a_service_owes_its_set_up_and_first_period() -> None:
    assert brief(due_by(START, HELD)) == [SET_UP, FIRST]


def test_before_its_start_a_service_owes_nothing() -> None:
    assert due_by(START - timedelta(microseconds=1), HELD) == []


def test_a_further_period_is_due_when_it_was_renewed_and_not_before() -> None:
    assert brief(due_by(AGREED_AT - timedelta(microseconds=1), HELD, renewed=[RENEWED])) == [SET_UP, FIRST]
    assert brief(due_by(AGREED_AT, HELD, renewed=[RENEWED])) == [SET_UP, FIRST, SECOND]


def test_what_was_not_renewed_is_not_owed_however_long_it_holds() -> None:
    assert brief(due_by(datetime(2035, 1, 1, tzinfo=UTC), HELD)) == [SET_UP, FIRST]


def test_what_was_taken_back_is_owed_at_nothing_under_its_key() -> None:
    (_, _, owed) = due_by(AGREED_AT, HELD, renewed=[RENEWED])
    (_, _, taken_back) = due_by(AGREED_AT, HELD, renewed=[replace(RENEWED, is_owed=False)])
    assert (taken_back.key, taken_back.amount, taken_back.wholesale) == (owed.key, Decimal(0), Decimal(0))


def test_several_further_periods_are_owed_each_once() -> None:
    starts = [date(2025, 3, 2), date(2025, 4, 1), date(2025, 5, 1)]
    renewed = [further(start, AGREED_AT + timedelta(days=30 * number)) for number, start in enumerate(starts)]
    due = due_by(datetime(2025, 5, 15, tzinfo=UTC), HELD, renewed=renewed)
    assert [item.days.start for item in due[1:]] == [date(2025, 1, 31), *starts]
    assert sum(item.amount for item in due) == Decimal("60.00")  # 0.00 + 4 × 15.00
    assert sum(item.wholesale for item in due) == Decimal("21.00")  # 1.00 + 4 × 5.00


def test_the_first_period_of_a_month_is_clamped() -> None:
    due = due_by(datetime(2025, 4, 1, tzinfo=UTC), replace(HELD, period=Period(1, PeriodUnit.MONTH)))
    assert [item.days for item in due[1:]] == [DateSpan(date(2025, 1, 31), date(2025, 2, 28))]


def test_a_one_time_price_is_due_once() -> None:
    due = due_by(datetime(2035, 1, 1, tzinfo=UTC), replace(HELD, period=None))
    assert brief(due) == [SET_UP, ("one_time", date(2025, 1, 31), date(2025, 2, 1), Decimal("15.00"), Decimal("5.00"))]


def test_an_ended_service_still_owes_the_period_that_it_began_and_no_further_one() -> None:
    # Ended on 12 March, ten days into the second period; its Deactivated configuration is not billable.
    end = datetime(2025, 3, 12, 9, tzinfo=UTC)
    ended = replace(HELD, configuration_id=12, valid_from=end, is_billable=False)
    due = due_by(datetime(2025, 6, 1, tzinfo=UTC), replace(HELD, valid_until=end), ended, renewed=[RENEWED])
    assert brief(due) == [SET_UP, FIRST, SECOND]


def test_a_further_period_leads_back_to_the_configuration_that_held_when_it_was_renewed() -> None:
    suspended_from, active_from = datetime(2025, 2, 20, tzinfo=UTC), datetime(2025, 3, 20, tzinfo=UTC)
    due = due_by(
        datetime(2025, 4, 1, tzinfo=UTC),
        replace(HELD, valid_until=suspended_from),
        replace(HELD, configuration_id=12, valid_from=suspended_from, valid_until=active_from, is_billable=False),
        replace(HELD, configuration_id=13, valid_from=active_from),
        renewed=[further(date(2025, 3, 2), active_from)],
    )
    assert brief(due) == [SET_UP, FIRST, SECOND]
    assert due[-1].span.configuration_id == 13


def test_a_service_that_was_never_billable_owes_nothing() -> None:
    assert due_by(datetime(2030, 1, 1, tzinfo=UTC), replace(HELD, is_billable=False)) == []


def test_a_further_period_costs_what_was_agreed_for_it_times_the_units_held() -> None:
    two = replace(HELD, quantity=2)
    dearer = replace(RENEWED, retail=Decimal("20.00"), rate_version_id=42)
    due = due_by(AGREED_AT, two, renewed=[dearer])
    assert [item.amount for item in due] == [Decimal("0.00"), Decimal("30.00"), Decimal("40.00")]
    assert [item.span.rate_version_id for item in due] == [41, 41, 42]


@pytest.mark.parametrize(
    ("price", "quantity", "currency", "amount"),
    [
        ("0.333333333", 3, "GBP", "1.00"),  # 0.999999999
        ("0.005", 1, "GBP", "0.01"),
        ("0.005", 3, "GBP", "0.02"),  # 0.015, rounded once for the line and not per piece
        ("10.5", 1, "JPY", "11"),
        ("0.0005", 1, "KWD", "0.001"),
        ("15.00", 0, "GBP", "0.00"),
    ],
)
def test_an_amount_is_rounded_once_to_the_minor_unit(price: str, quantity: int, currency: str, amount: str) -> None:
    span = replace(HELD, retail=Decimal(price), quantity=quantity)
    assert due_by(START, span, currency=currency)[1].amount == Decimal(amount)


def test_each_due_has_a_key_of_its_own_that_a_later_horizon_does_not_change() -> None:
    later = further(date(2025, 4, 1), AGREED_AT + timedelta(days=30))
    early = due_by(datetime(2025, 3, 2, tzinfo=UTC), HELD, renewed=[later, RENEWED])
    late = due_by(datetime(2026, 3, 2, tzinfo=UTC), HELD, renewed=[later, RENEWED])
    assert [item.key for item in early] == [
        "instance:1:set_up",
        "instance:1:recurring:31:2025-01-31",
        "instance:1:recurring:31:2025-03-02",
    ]
    assert late[: len(early)] == early
    assert max(Counter(item.key for item in late).values()) == 1


def test_the_hash_of_the_inputs_tells_every_input_apart() -> None:
    first = due_by(START, HELD)[1]
    assert first.inputs_hash() == due_by(START, HELD)[1].inputs_hash()
    others = [replace(HELD, retail=Decimal("15.01")), replace(HELD, quantity=2), replace(HELD, rate_version_id=42)]
    hashes = {due_by(START, other)[1].inputs_hash() for other in others}
    assert len(hashes | {first.inputs_hash()}) == 4


def test_instances_do_not_disturb_each_other_in_whatever_order_they_come() -> None:
    other = replace(HELD, instance_id=2, retail=Decimal("3.00"))
    horizon = datetime(2025, 3, 2, tzinfo=UTC)
    renewed = [RENEWED, replace(RENEWED, instance_id=2, retail=Decimal("3.00"))]
    expected = due_by(horizon, HELD, renewed=renewed[:1]) + due_by(horizon, other, renewed=renewed[1:])
    assert due_by(horizon, other, HELD, renewed=renewed[::-1]) == expected


# An oracle that adds up by itself, and knows nothing of the engine but its value types.
def oracle(spans: list[HeldSpan], renewed: list[RenewedPeriod], horizon: datetime) -> list[tuple[str, date, Decimal]]:
    started = [span for span in spans if span.is_billable and span.valid_from <= horizon]
    if not started:
        return []
    first = started[0]
    first_day = first.valid_from.astimezone(LONDON).date()
    begin = first_day - timedelta(days=(first_day - first.anchor_on).days % 30)
    expected = [
        ("set_up", first_day, cents(first.retail_set_up * first.quantity)),
        ("recurring", begin, cents(first.retail * first.quantity)),
    ]
    for period in renewed:
        if period.renewed_at <= horizon:
            begun = [span.quantity for span in started if span.valid_from <= period.renewed_at]
            quantity = (begun or [first.quantity])[-1] if period.is_owed else 0
            expected.append(("recurring", period.days.start, cents(period.retail * quantity)))
    return expected


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


prices = st.decimals(min_value=0, max_value=1000, places=9)
instants = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the strategy adds the zone


@st.composite
def timelines(draw: st.DrawFn) -> list[HeldSpan]:
    """A life of up to five configurations, one after the other; the last may be open."""
    bounds = sorted(draw(st.lists(instants, min_size=2, max_size=6, unique=True)))
    spans = [
        replace(
            HELD,
            configuration_id=number,
            valid_from=start,
            valid_until=end,
            anchor_on=bounds[0].astimezone(LONDON).date(),
            is_billable=draw(st.booleans()),
            quantity=draw(st.integers(0, 5)),
            retail=draw(prices),
            retail_set_up=draw(prices),
        )
        for number, (start, end) in enumerate(pairwise(bounds))
    ]
    if draw(st.booleans()):
        spans[-1] = replace(spans[-1], valid_until=None)
    return spans


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[HeldSpan], list[RenewedPeriod]]:
    """A life with some further periods, one after the other."""
    spans = draw(timelines())
    begun = next((span for span in spans if span.is_billable), spans[0])
    first_day = begun.valid_from.astimezone(LONDON).date()
    first_period = first_day - timedelta(days=(first_day - begun.anchor_on).days % 30)
    renewed = [
        further(
            first_period + timedelta(days=30 * number),
            draw(instants),
            retail=draw(prices),
            is_owed=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 5)))
    ]
    return spans, renewed


@settings(deadline=None, max_examples=150)
@given(life=lives(), horizon=instants)
def test_the_target_is_what_the_oracle_counts(
    life: tuple[list[HeldSpan], list[RenewedPeriod]], horizon: datetime
) -> None:
    due = target(*life, currency="GBP", zone=LONDON, horizon=horizon)
    assert [(item.component, item.days.start, item.amount) for item in due] == oracle(*life, horizon)


@settings(deadline=None, max_examples=100)
@given(life=lives(), horizon=instants, later=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_later_horizon_only_adds(
    life: tuple[list[HeldSpan], list[RenewedPeriod]], horizon: datetime, later: timedelta
) -> None:
    early = {item.key: item for item in target(*life, currency="GBP", zone=LONDON, horizon=horizon)}
    late = {item.key: item for item in target(*life, currency="GBP", zone=LONDON, horizon=horizon + later)}
    assert early.items() <= late.items()
