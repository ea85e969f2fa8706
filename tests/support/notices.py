"""Notices for tests, and the mails that came of them."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from django.db import transaction

from tests.support.people import command, make_account, make_brand, unique
from trunkline.notify import processes
from trunkline.notify.models import Notice
from trunkline.notify.operations import NoticeDraft, record_notice
from trunkline.notify.states import NoticeKind
from trunkline.platform.clocks import business_now

ADDRESS = "ada@customer.example"
WELCOME: dict[str, Any] = {
    "product": "Mobile 20 GB",
    "service": "SUB-1001",
    "features": ["20 GB of data", "5G"],
    "price": {"amount": "15.00", "currency": "GBP"},
    "period": "30 days",
    "next_on": "2025-03-31",
    "renews": True,
}


def make_notice(account_id: int | None = None, kind: NoticeKind = NoticeKind.WELCOME, **data: object) -> Notice:
    """Note something to be told, for a new account with an address unless one is named."""
    told = make_account(make_brand(), email=ADDRESS) if account_id is None else account_id
    key = f"tests:{unique()}"
    with transaction.atomic():
        record_notice(NoticeDraft(told, kind, key, {**WELCOME, **data}), at=business_now())
    return Notice.objects.get(key=key)


def send(notice: Notice) -> Notice:
    """Have a notice sent as its job would."""
    processes.send_notice(command(), notice.pk)
    notice.refresh_from_db()
    return notice


def read_mail(content: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(content, policy=policy.default))


def read_mails(directory: Path) -> list[EmailMessage]:
    """All mails of a directory; a file that is no whole mail has no place there."""
    if not directory.exists():
        return []
    entries = sorted(directory.iterdir())
    assert [entry.name for entry in entries if entry.suffix != ".eml"] == []
    return [read_mail(entry.read_bytes()) for entry in entries]
