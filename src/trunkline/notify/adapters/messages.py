"""A letter as a mail (RFC 5322)."""

from email.message import Message
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.core.mail import EmailMessage

from trunkline.notify.policies import Letter


def write_mail(letter: Letter) -> EmailMessage:
    """This will write a letter as a mail whose identifier is that of its notice."""
    address = settings.DEFAULT_FROM_EMAIL
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=address,
        to=[letter.recipient],
        headers={
            "From": formataddr((letter.sender, address)),
            "Date": format_datetime(letter.written_at),
            "Message-ID": f"<{letter.public_id}@{address.rpartition('@')[2]}>",
            # No holiday reply is wanted (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )


def build(mail: EmailMessage) -> Message:
    """This will put a mail together as it goes over the line; raises ValueError when a header breaks its line."""
    return mail.message()
