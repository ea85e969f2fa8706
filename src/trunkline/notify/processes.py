"""Sending notices: intent, outside call, outcome; what may have been sent is never sent again by itself."""

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from trunkline.notify import selectors, use_cases
from trunkline.notify.adapters import files, smtp
from trunkline.notify.models import Notice
from trunkline.notify.policies import Letter, SendingAnswer
from trunkline.notify.states import Channel
from trunkline.platform.commands import Command
from trunkline.platform.outside import outside_call

INTERNAL_ERROR = "An error of Trunkline's own kept it from being written; the worker's log tells which."

_log = structlog.get_logger("trunkline.notify")


def channel_in_use() -> Channel:
    """This will tell how notices go out here: through the mail server of the settings, or to files."""
    return Channel.SMTP if settings.TRUNKLINE_SMTP_URL else Channel.FILE


@outside_call("notify.send")
def send(channel: Channel, letter: Letter) -> SendingAnswer:
    """This will send a letter and tell what came of it; to a file it is sent once, however often this is called."""
    return files.deliver(letter) if channel == Channel.FILE else smtp.deliver(letter)


def send_notice(command: Command, notice_id: int) -> None:
    """This will send a notice that waits; one that was sent, or that may have been sent by mail, stays as it is."""
    notice = selectors.get_notice(notice_id)
    channel = channel_in_use()
    obstacle = selectors.find_obstacle(notice)
    letter = None if obstacle else _write(notice, command)
    attempt = use_cases.begin_sending(command, notice_id, channel, obstacle or ("" if letter else INTERNAL_ERROR))
    if attempt is None or letter is None:
        return
    answer = send(channel, letter)
    use_cases.conclude_sending(command, notice_id, attempt, answer)
    _log.info("notice_tried", notice_id=notice_id, kind=notice.kind, outcome=answer.outcome, reason=answer.reason)


def _write(notice: Notice, command: Command) -> Letter | None:
    try:
        return selectors.write_letter(notice, at=command.at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001  # raised, it would be tried again without end, and seen in the log only
        _log.exception("notice_not_written", notice_id=notice.pk, kind=notice.kind)
        return None


def resume_notices(command: Command) -> None:
    """This will see to the notices that died processes left."""
    use_cases.resume_notices(command, channel_in_use())
