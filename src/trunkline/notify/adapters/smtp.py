"""Notices as mails through a mail server (RFC 5321): its answer code tells what came of each."""

import re
import smtplib
from contextlib import suppress

from django.core.mail.backends.smtp import EmailBackend

from trunkline.notify.adapters.messages import build, write_mail
from trunkline.notify.policies import Letter, SendingAnswer
from trunkline.notify.states import SendingOutcome

_PERMANENT = range(500, 600)
_TEMPORARY = range(400, 500)
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


def deliver(letter: Letter) -> SendingAnswer:
    """This will hand a letter to the mail server of the settings, and tell by its answer what came of it.

    What the server says in words is not kept: it may repeat the address.
    """
    mail = write_mail(letter)
    try:
        build(mail)
    except ValueError as error:
        return SendingAnswer(SendingOutcome.REFUSED, f"It cannot be written as a mail: {type(error).__name__}.")
    server = EmailBackend()
    try:
        server.open()
    except OSError as error:
        # Nothing was handed over yet.
        reason = f"The mail server cannot be used: {type(error).__name__}{_code_of(error)}."
        return SendingAnswer(SendingOutcome.PUT_OFF, reason)
    try:
        server.send_messages([mail])
    except OSError as error:
        return _answer_of(error)
    finally:
        # What becomes of the line afterwards says nothing of the mail.
        with suppress(OSError):
            server.close()
    return SendingAnswer(SendingOutcome.SENT)


def _answer_of(error: OSError) -> SendingAnswer:
    match error:
        case smtplib.SMTPNotSupportedError():
            return SendingAnswer(SendingOutcome.REFUSED, "The mail server does not take such an address.")
        case smtplib.SMTPRecipientsRefused():
            [(code, words)] = error.recipients.values()
            return _answer(code, words)
        case smtplib.SMTPResponseException():
            return _answer(error.smtp_code, error.smtp_error)
    # The line broke somewhere between the first word and the server's last.
    lost = f"The mail server was lost while it was sent: {type(error).__name__}."
    return SendingAnswer(SendingOutcome.UNKNOWN, lost)


def _answer(code: int, words: bytes | str) -> SendingAnswer:
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    enhanced = _ENHANCED.search(text)
    said = f"The mail server answered {code}{f' ({enhanced[0]})' if enhanced else ''}."
    if code in _PERMANENT:
        return SendingAnswer(SendingOutcome.REFUSED, said)
    if code in _TEMPORARY:
        return SendingAnswer(SendingOutcome.PUT_OFF, said)
    return SendingAnswer(SendingOutcome.UNKNOWN, said)


def _code_of(error: OSError) -> str:
    return f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
