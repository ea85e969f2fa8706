"""Steps that use cases are made of; they never commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trunkline.notify.models import Notice
from trunkline.notify.policies import FAILURE_MAX, SendingAnswer, next_attempt_at
from trunkline.notify.states import (
    NOTICE_STATES,
    OPEN_ATTEMPT_STATES,
    OUTCOME_ACTIONS,
    Channel,
    NoticeKind,
    NoticeState,
    SendingOutcome,
)
from trunkline.parties.selectors import get_terms
from trunkline.platform import queue
from trunkline.platform.clocks import system_now

SEND_JOB = "notify.send_notice"
# Longer than a mail server takes to answer, however slowly, so that an attempt under way is not given up for lost.
LEASE = timedelta(minutes=5)
TRIED_LONG_ENOUGH = "It was tried again and again, and is given up."
LOST = "Whoever sent it gave no outcome; it may or may not have arrived."


@dataclass(frozen=True)
class NoticeDraft:
    """Something that a customer is to be told, and its cause: what is heard of twice has the same key."""

    account_id: int
    kind: NoticeKind
    key: str
    data: Mapping[str, Any]


def record_notice(draft: NoticeDraft, *, at: datetime) -> None:
    """This will note something of a business instant that a customer is to be told, and queue it; once for its key.

    The account must be held: the notice refers to it.
    """
    terms = get_terms(draft.account_id, at)
    notice, is_new = Notice.objects.get_or_create(
        key=draft.key,
        defaults={
            "account_id": draft.account_id,
            "kind": draft.kind,
            "data": dict(draft.data),
            "locale": terms.locale,
            "time_zone": terms.time_zone,
            "noticed_at": at,
        },
    )
    if is_new:
        queue_sending(notice.pk)


def queue_sending(notice_id: int, at: datetime | None = None) -> None:
    """This will queue a notice to be sent, at a system instant if one is named; it waits in the queue once at most."""
    queue.defer(SEND_JOB, once_as=f"notice:{notice_id}", at=at, notice_id=notice_id)


def may_begin(notice: Notice, channel: Channel) -> bool:
    """This will tell whether a notice may be sent now: it waits, or a further delivery of it would be none."""
    is_file = notice.channel == channel == Channel.FILE
    return notice.state == NoticeState.QUEUED or (notice.state == NoticeState.SENDING and is_file)


def begin_sending(notice: Notice, channel: Channel) -> None:
    """This will note that a locked notice is about to be sent."""
    notice.state = NOTICE_STATES.next(notice.state, "begin")
    notice.channel = channel
    notice.attempts += 1
    notice.lease_until = system_now() + LEASE
    notice.save(update_fields=["state", "channel", "attempts", "lease_until"])


def give_up(notice: Notice, obstacle: str) -> None:
    """This will note that a locked notice is not sent, and why; of one begun already nobody knows whether it was."""
    action = "fail" if notice.state == NoticeState.QUEUED else "lose"
    _end(notice, action, obstacle)


def conclude_sending(notice: Notice, attempt: int, answer: SendingAnswer, *, at: datetime) -> None:
    """This will note what came of an attempt to send a locked notice; a later attempt's outcome counts, not this one's.

    What is refused for now is queued again, unless it has been tried for long enough.
    """
    if notice.attempts != attempt or notice.state not in OPEN_ATTEMPT_STATES:
        return
    action, failure, now = OUTCOME_ACTIONS[answer.outcome], answer.reason, system_now()
    again_at = next_attempt_at(attempt, created_at=notice.created_at, now=now)
    if answer.outcome == SendingOutcome.PUT_OFF and again_at is None:
        action, failure = "fail", f"{failure} {TRIED_LONG_ENOUGH}".lstrip()
    if notice.state == NoticeState.UNKNOWN and action == "lose":
        return
    notice.state = NOTICE_STATES.next(notice.state, action)
    notice.failure = failure[:FAILURE_MAX]
    notice.lease_until = None
    if notice.state == NoticeState.SENT:
        # Clocks of two machines differ a little.
        notice.sent_at = max(at, notice.noticed_at)
    if notice.state == NoticeState.QUEUED and again_at is not None:
        notice.next_attempt_at = again_at
        queue_sending(notice.pk, again_at)
    notice.save(update_fields=["state", "failure", "lease_until", "sent_at", "next_attempt_at"])


def lose(notice: Notice) -> None:
    """This will note that nobody knows what came of the last attempt to send a locked notice."""
    _end(notice, "lose", LOST)


def _end(notice: Notice, action: str, failure: str) -> None:
    notice.state = NOTICE_STATES.next(notice.state, action)
    notice.failure = failure[:FAILURE_MAX]
    notice.lease_until = None
    notice.save(update_fields=["state", "failure", "lease_until"])
