"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class NoticeKind(StrEnum):
    """What a customer is told; each kind has its template."""

    WELCOME = "welcome"
    ADDED = "added"
    RENEWAL = "renewal"
    RENEWAL_FAILED = "renewal_failed"
    FAILURE = "failure"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CANCELLATION_REQUESTED = "cancellation_requested"
    CANCELLATION_REVERSED = "cancellation_reversed"
    ENDED = "ended"


class NoticeState(StrEnum):
    """Where a notice stands; whether an unknown one has arrived nobody can tell, so it is never sent again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


NOTICE_STATES = StateTable(
    name="notice",
    initial=NoticeState.QUEUED,
    transitions={
        (NoticeState.QUEUED, "begin"): NoticeState.SENDING,
        (NoticeState.QUEUED, "fail"): NoticeState.FAILED,
        # Only where a second delivery of the same notice is none.
        (NoticeState.SENDING, "begin"): NoticeState.SENDING,
        (NoticeState.SENDING, "send"): NoticeState.SENT,
        (NoticeState.SENDING, "fail"): NoticeState.FAILED,
        (NoticeState.SENDING, "put_off"): NoticeState.QUEUED,
        (NoticeState.SENDING, "lose"): NoticeState.UNKNOWN,
        # The answer came after the notice had been given up for lost.
        (NoticeState.UNKNOWN, "send"): NoticeState.SENT,
        (NoticeState.UNKNOWN, "fail"): NoticeState.FAILED,
        (NoticeState.UNKNOWN, "put_off"): NoticeState.QUEUED,
    },
)
# The outcome of an attempt is still to come, or came too late.
OPEN_ATTEMPT_STATES = (NoticeState.SENDING, NoticeState.UNKNOWN)


class Channel(StrEnum):
    """How notices go out: a file each, of which there can be only one, or a mail server."""

    FILE = "file"
    SMTP = "smtp"


class SendingOutcome(StrEnum):
    """What came of an attempt: sent, refused for good, refused for now, or nobody knows."""

    SENT = "sent"
    REFUSED = "refused"
    PUT_OFF = "put_off"
    UNKNOWN = "unknown"


OUTCOME_ACTIONS = {
    SendingOutcome.SENT: "send",
    SendingOutcome.REFUSED: "fail",
    SendingOutcome.PUT_OFF: "put_off",
    SendingOutcome.UNKNOWN: "lose",
}
