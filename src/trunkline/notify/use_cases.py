"""Durable writes of this room."""

from trunkline.notify import operations, selectors
from trunkline.notify.policies import SendingAnswer
from trunkline.notify.states import Channel, NoticeState
from trunkline.platform.clocks import system_now
from trunkline.platform.commands import Command, use_case


@use_case
def begin_sending(_command: Command, notice_id: int, channel: Channel, obstacle: str = "") -> int | None:
    """This will note that a notice is about to be sent, and return the number of the attempt.

    None when it is not to be sent: it was, or somebody else is sending it, or an obstacle is named, which ends it.
    """
    notice = selectors.lock_notice(notice_id)
    if not operations.may_begin(notice, channel):
        return None
    if obstacle:
        operations.give_up(notice, obstacle)
        return None
    operations.begin_sending(notice, channel)
    return notice.attempts


@use_case
def conclude_sending(command: Command, notice_id: int, attempt: int, answer: SendingAnswer) -> None:
    """This will note what came of an attempt to send a notice; again, it changes nothing."""
    operations.conclude_sending(selectors.lock_notice(notice_id), attempt, answer, at=command.at)


@use_case
def resume_notices(_command: Command, channel: Channel) -> None:
    """This will queue again the notices that died processes left, but for those that may have been sent by mail.

    Nobody can tell of these whether they have arrived: their outcome is unknown from now on.
    """
    now = system_now()
    for notice_id in selectors.list_lost(now):
        notice = selectors.lock_notice(notice_id)
        if notice.state != NoticeState.SENDING or notice.lease_until is None or notice.lease_until >= now:
            continue
        if operations.may_begin(notice, channel):
            operations.queue_sending(notice_id)
        else:
            operations.lose(notice)
    for notice_id in selectors.list_left_over(now):
        operations.queue_sending(notice_id)
