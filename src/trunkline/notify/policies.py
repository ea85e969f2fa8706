"""Pure rules of notices: what their texts are made of, and when a refused one is tried again."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency
from moneyed import Money

from trunkline.kernel.money import round_money
from trunkline.notify.states import SendingOutcome

FAILURE_MAX = 300
SUBJECT_MAX = 150
# How long a notice that is refused for now is tried again, by the system clock; mail servers do as much (RFC 5321).
TRIED_FOR = timedelta(days=4)
_RETRY_MINUTES_MAX = 60
_RETRY_DOUBLINGS_MAX = 6

# Characters that end a line, that terminals and mail programs obey, or that turn the direction of what follows.
_UNSEEN_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_DIRECTIONS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_MANY_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Letter:
    """A notice as it goes out: to one address, known by the notice's public id, written at a business instant."""

    public_id: UUID
    sender: str
    recipient: str
    subject: str
    body: str
    written_at: datetime


@dataclass(frozen=True)
class SendingAnswer:
    """What came of an attempt to send; the reason holds nothing personal, as it is kept."""

    outcome: SendingOutcome
    reason: str = ""


@dataclass(frozen=True)
class LocalMoment:
    """An instant in words: its local day and, where a template asks for it, its time."""

    day: str
    time: str

    def __str__(self) -> str:
        return self.day


def one_line(text: str) -> str:
    """This will make a text fit for one line: nothing in it ends the line, or changes how what follows is shown."""
    shown = (" " if _is_unseen(character) else character for character in text)
    return " ".join("".join(shown).split())


def _is_unseen(character: str) -> bool:
    return character in _DIRECTIONS or unicodedata.category(character) in _UNSEEN_CATEGORIES


def find_locale(name: str) -> Locale:
    """This will find the locale by which amounts and days are written; English ones where nobody knows it."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en")


def put_in_words(data: Mapping[str, Any], locale: Locale, zone: ZoneInfo) -> dict[str, Any]:
    """This will turn a notice's data into what its template shows.

    Names that end in `_on` hold a local day, in `_at` an instant (both ISO 8601); {"amount", "currency"} is money.
    """
    return {name: _word(name, value, locale, zone) for name, value in data.items()}


def _word(name: str, value: Any, locale: Locale, zone: ZoneInfo) -> Any:
    match value:
        case {"amount": amount, "currency": currency}:
            money = round_money(Money(Decimal(amount), currency))
            return format_currency(money.amount, currency, locale=locale)
        case list():
            return [_word("", entry, locale, zone) for entry in value]
        case str() if name.endswith("_on"):
            return format_date(date.fromisoformat(value), "long", locale=locale)
        case str() if name.endswith("_at"):
            return _local_moment(datetime.fromisoformat(value).astimezone(zone), locale)
        case str():
            return one_line(value)
    return value


def _local_moment(moment: datetime, locale: Locale) -> LocalMoment:
    day = format_date(moment.date(), "long", locale=locale)
    return LocalMoment(day, format_time(moment.time(), "short", locale=locale))


def split_text(text: str) -> tuple[str, str]:
    """This will part what a template wrote into the subject, its first line, and the body."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    subject = one_line(lines[0])
    shortened = subject if len(subject) <= SUBJECT_MAX else f"{subject[: SUBJECT_MAX - 1].rstrip()}…"
    return shortened, _MANY_BLANK_LINES.sub("\n\n", "\n".join(lines[1:])).strip() + "\n"


def next_attempt_at(attempts: int, *, created_at: datetime, now: datetime) -> datetime | None:
    """This will tell when a notice refused for now is tried again, in ever longer steps up to an hour.

    Instants are those of the system clock. None: it has been tried for long enough.
    """
    if now - created_at >= TRIED_FOR:
        return None
    minutes = min(2 ** min(attempts - 1, _RETRY_DOUBLINGS_MAX), _RETRY_MINUTES_MAX)
    return now + timedelta(minutes=minutes)
