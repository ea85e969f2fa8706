"""Reads of notices, and how they read."""

from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.template import Context, Engine

from trunkline.kernel.time import parse_time_zone
from trunkline.notify.models import Notice
from trunkline.notify.policies import Letter, find_locale, one_line, put_in_words, split_text
from trunkline.notify.states import NoticeState
from trunkline.platform.locks import LockKind, note_lock

# Longer than the queue takes to come to a notice by itself: what waits by then was left by a process that died.
LEFT_AFTER = timedelta(minutes=1)
SWEPT_AT_ONCE = 200

# Plain text: no value is ever a template.
_engine = Engine(dirs=[str(Path(__file__).parent / "templates")])


def list_notices(account_id: int) -> QuerySet[Notice]:
    """This will list what an account was told, or is to be told, the eldest first."""
    return Notice.objects.filter(account_id=account_id).select_related("account__brand", "account__person")


def get_notice(notice_id: int) -> Notice:
    """This will find a notice with its account by its number inside."""
    return Notice.objects.select_related("account__brand", "account__person").get(pk=notice_id)


def lock_notice(notice_id: int) -> Notice:
    """This will lock a notice until the transaction ends."""
    note_lock(LockKind.NOTICE, notice_id)
    return Notice.objects.select_for_update().get(pk=notice_id)


def list_lost(now: datetime) -> list[int]:
    """This will list the notices whose sender gave no outcome until a system instant, in the order of their numbers."""
    lost = Notice.objects.filter(state=NoticeState.SENDING, lease_until__lt=now).order_by("lease_until")
    return sorted(lost.values_list("pk", flat=True)[:SWEPT_AT_ONCE])


def list_left_over(now: datetime) -> list[int]:
    """This will list the notices that should have been sent by a system instant, those that wait longest first."""
    waiting = Notice.objects.filter(state=NoticeState.QUEUED, next_attempt_at__lt=now - LEFT_AFTER)
    return list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE])


def write_text(notice: Notice) -> tuple[str, str]:
    """This will write the subject and the body of a notice, with the name that its account's person has now."""
    words = put_in_words(notice.data, find_locale(notice.locale), parse_time_zone(notice.time_zone))
    account = notice.account
    words |= {"name": one_line(account.person.name), "brand": one_line(account.brand.name)}
    return split_text(_engine.get_template(f"{notice.kind}.txt").render(Context(words, autoescape=False)))


def write_letter(notice: Notice, *, at: datetime) -> Letter:
    """This will write a notice to the address that its account's person has now, at a business instant."""
    subject, body = write_text(notice)
    account = notice.account
    return Letter(notice.public_id, one_line(account.brand.name), account.person.email, subject, body, at)


def find_obstacle(notice: Notice) -> str:
    """This will tell why a notice cannot be sent to its account's person, or nothing."""
    address = notice.account.person.email
    if not address:
        return "The account has no e-mail address."
    try:
        validate_email(address)
    except ValidationError:
        return "What the account has as its e-mail address is none."
    return ""
