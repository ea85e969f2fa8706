"""Notices as files, one each: the file that is there was sent, however often it is tried."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from trunkline.notify.adapters.messages import build, write_mail
from trunkline.notify.policies import Letter, SendingAnswer
from trunkline.notify.states import SendingOutcome

_PRIVATE = 0o700


def deliver(letter: Letter) -> SendingAnswer:
    """This will write a letter to the file that bears its notice's id; one that is there stays as it is.

    The name appears with the whole content at once, and survives a loss of power.
    """
    directory = Path(settings.EMAIL_FILE_PATH)
    place = directory / f"{letter.public_id}.eml"
    try:
        content = build(write_mail(letter)).as_bytes()
    except ValueError as error:
        return SendingAnswer(SendingOutcome.REFUSED, f"It cannot be written as a mail: {type(error).__name__}.")
    try:
        directory.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        if not place.exists():
            _put(content, place)
    except OSError as error:
        return SendingAnswer(SendingOutcome.PUT_OFF, f"The directory of mails cannot be written: {error.strerror}.")
    return SendingAnswer(SendingOutcome.SENT)


def _put(content: bytes, place: Path) -> None:
    """Write beside the place, then give the file its name; whoever comes second leaves the first one's."""
    number, name = tempfile.mkstemp(prefix=f".{place.stem}.", dir=place.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, place)
    except FileExistsError:
        return
    finally:
        part.unlink(missing_ok=True)
    _keep(place.parent)


def _keep(directory: Path) -> None:
    """Write the directory's entries to the disk."""
    number = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
