"""How notices read: each kind, with all that it may hold and with little, and with names that are attacks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from tests.support.notices import make_notice
from tests.support.people import make_account, make_brand
from trunkline.notify.policies import (
    SUBJECT_MAX,
    TRIED_FOR,
    find_locale,
    next_attempt_at,
    one_line,
    put_in_words,
    split_text,
)
from trunkline.notify.selectors import get_notice, write_text
from trunkline.notify.states import NOTICE_STATES, NoticeKind, NoticeState
from trunkline.parties.models import Account, Person

LONDON = ZoneInfo("Europe/London")
POUNDS = {"amount": "15.00", "currency": "GBP"}
# What each kind holds at least; what is more comes from what `make_notice` adds.
DATA: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.WELCOME: {"set_up": {"amount": "1.00", "currency": "GBP"}},
    NoticeKind.ADDED: {"main_product": "Home", "main_service": "SUB-1000"},
    NoticeKind.RENEWAL: {"starts_on": "2025-03-31", "ends_on": "2025-04-30", "paid_by_card": True},
    NoticeKind.RENEWAL_FAILED: {
        "starts_on": "2025-03-31",
        "reason": "declined",
        "is_given_up": False,
        "next_attempt_at": "2025-04-01T22:00:00Z",
    },
    NoticeKind.FAILURE: {"order": "ORD-7", "money": "returned", "returned": POUNDS, "main_product": "Home"},
    NoticeKind.SUSPENDED: {"happened_at": "2025-07-01T23:30:00Z"},
    NoticeKind.RESUMED: {"happened_at": "2025-07-01T23:30:00Z"},
    NoticeKind.CANCELLATION_REQUESTED: {
        "reason": "customer",
        "ends_at": "2025-07-01T23:30:00Z",
        "can_be_reversed": True,
    },
    NoticeKind.CANCELLATION_REVERSED: {},
    NoticeKind.ENDED: {"happened_at": "2025-07-01T23:30:00Z", "reason": "non_payment", "to_card": POUNDS},
}
SENTENCES: dict[NoticeKind, list[str]] = {
    NoticeKind.WELCOME: [
        "  * 20 GB of data\n  * 5G\n",
        "It costs £15.00 every 30 days. Setting it up costs £1.00, once.",
        "It renews by itself on 31 March 2025.",
    ],
    NoticeKind.ADDED: ["Mobile 20 GB (SUB-1001) was added to your Home (SUB-1000) and is ready to use."],
    NoticeKind.RENEWAL: [
        "The new period begins on 31 March 2025 and runs until 30 April 2025.",
        "£15.00 was charged to your card.",
        "It renews by itself again on 30 April 2025.",
    ],
    # 22:00 in UTC is 23:00 in London, where it is summer.
    NoticeKind.RENEWAL_FAILED: ["Your card was declined.", "We will try again on 1 April 2025."],
    NoticeKind.FAILURE: [
        "we could not set up Mobile 20 GB on your Home, which you ordered (ORD-7).",
        "What your card was charged, £15.00, was given back.",
    ],
    # Half an hour before midnight in UTC is half an hour into the next day there.
    NoticeKind.SUSPENDED: ["has been suspended since 2 July 2025, 00:30."],
    NoticeKind.RESUMED: ["has been working again since 2 July 2025, 00:30.", "It renews by itself on 31 March 2025."],
    NoticeKind.CANCELLATION_REQUESTED: [
        "As you asked, your Mobile 20 GB (SUB-1001) is going to end.",
        "It ends on 2 July 2025, 00:30. Until then you can change your mind",
    ],
    NoticeKind.CANCELLATION_REVERSED: ["goes on. It will not end as announced."],
    NoticeKind.ENDED: [
        "ended on 2 July 2025, 00:30, as it was not paid.",
        "£15.00, which your card was charged for a period that does not come, is given back to it.",
    ],
}


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_says_what_it_is_there_for(kind: NoticeKind) -> None:
    notice = make_notice(kind=kind, **DATA[kind])
    subject, body = write_text(get_notice(notice.pk))
    assert "Mobile 20 GB" in subject
    assert [sentence for sentence in SENTENCES[kind] if sentence not in body] == []
    brand = notice.account.brand.name
    assert body.startswith("Hello Ada Tester,\n\n")
    assert body.endswith(f"\n\nKind regards,\n{brand}\n")
    assert "\n\n\n" not in body
    assert not any(mark in subject + body for mark in ("{", "}", "None", "True", "False", "&"))


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_reads_well_with_the_least_that_it_holds(kind: NoticeKind) -> None:
    needed = {name: value for name, value in DATA[kind].items() if name.endswith(("_on", "_at", "order"))}
    empty = {"features": [], "price": None, "period": "", "next_on": None, "renews": False}
    subject, body = write_text(get_notice(make_notice(kind=kind, **empty, **needed).pk))
    assert subject
    assert not any(mark in body for mark in ("None", "False", " .", " ,", "()", "\n\n\n", "It costs", "renews by"))


def test_what_was_not_taken_is_said_only_when_it_is_true() -> None:
    said = {}
    for money in ("nothing", "returned", "open"):
        notice = make_notice(kind=NoticeKind.FAILURE, order="ORD-7", money=money, returned=POUNDS)
        said[money] = "Nothing was charged." in write_text(get_notice(notice.pk))[1]
    assert said == {"nothing": True, "returned": False, "open": False}


ATTACKS = [
    "Ada\r\nBcc: all@customer.example",
    "Ada\nSubject: Pay here\n\nhttps://thief.example",
    "Ada\x1b[31m\x85\u2028\u2029\u202emoc.elpmaxe",
    "{{ account.person.email }}{% load x %}{# #}",
    "<script>alert(1)</script> & \"quotes\" 'more'",
    "A" * 200,
]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_name_stays_a_name(name: str) -> None:
    account_id = make_account(make_brand())
    Person.objects.filter(accounts=account_id).update(name=name)
    product = name[:120]
    subject, body = write_text(get_notice(make_notice(account_id, product=product, features=[name]).pk))
    assert len(subject) <= SUBJECT_MAX
    assert len(subject.splitlines()) == 1
    assert one_line(product)[:100] in subject
    lines = body.splitlines()
    assert lines[0] == f"Hello {one_line(name)},"
    assert f"  * {one_line(name)}" in lines
    assert not any(line.startswith(("Bcc:", "Subject:", "https:")) for line in lines)
    assert not {"\x1b", "\x85", "\u2028", "\u202e"} & set(body)


def test_a_text_of_many_features_is_whole() -> None:
    features = [f"Feature {number} " + "x" * 280 for number in range(300)]
    body = write_text(get_notice(make_notice(features=features).pk))[1]
    assert body.count("\n  * Feature ") == 300


def test_a_notice_is_written_as_the_account_reads_amounts_and_days() -> None:
    account_id = make_account(make_brand(), locale="de_DE", time_zone="America/New_York")
    notice = make_notice(account_id, NoticeKind.SUSPENDED, happened_at="2025-07-01T23:30:00Z")
    assert "1. Juli 2025, 19:30." in write_text(get_notice(notice.pk))[1]
    price = {"amount": "1234.5", "currency": "EUR"}
    assert "1.234,50\xa0€ every 30 days" in write_text(get_notice(make_notice(account_id, price=price).pk))[1]


@pytest.mark.parametrize("name", ["", "xx_XX", "en-GB-oed-x", "../../etc", "\ufffd", "de-DE"])
def test_an_unknown_locale_is_read_as_english(name: str) -> None:
    assert find_locale(name).language == ("de" if name == "de-DE" else "en")


def test_amounts_are_rounded_half_away_from_zero_to_the_minor_unit() -> None:
    def written(amount: str, currency: str) -> Any:
        data = {"price": {"amount": amount, "currency": currency}}
        return put_in_words(data, Locale("en", "GB"), LONDON)["price"]

    assert [written("0.125", "GBP"), written("2.5", "JPY"), written("0.0125", "KWD")] == ["£0.13", "JP¥3", "KWD0.013"]


def test_a_person_without_a_name_is_greeted_all_the_same() -> None:
    account = Account.objects.get(pk=make_account(make_brand()))
    Person.objects.filter(pk=account.person_id).update(name="")
    assert write_text(get_notice(make_notice(account.pk).pk))[1].startswith("Hello,\n")


def test_a_subject_is_one_line_and_not_too_long() -> None:
    assert split_text(f"\n  {'x' * 400}\n\n\n\nBody\n") == (f"{'x' * (SUBJECT_MAX - 1)}…", "Body\n")


def test_attempts_are_made_in_longer_and_longer_steps_until_it_is_enough() -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    # 1, 2, 4, … minutes, then every hour.
    steps = [next_attempt_at(attempts, created_at=start, now=start) for attempts in (1, 2, 3, 6, 7, 30_000)]
    assert steps == [start + timedelta(minutes=minutes) for minutes in (1, 2, 4, 32, 60, 60)]
    assert next_attempt_at(9, created_at=start, now=start + TRIED_FOR) is None
    assert next_attempt_at(9, created_at=start, now=start + TRIED_FOR - timedelta(seconds=1)) is not None


def test_what_was_sent_or_has_failed_is_never_sent_again() -> None:
    assert NOTICE_STATES.final_states == (NoticeState.FAILED, NoticeState.SENT)
    assert "begin" not in NOTICE_STATES.actions_from(NoticeState.UNKNOWN)
