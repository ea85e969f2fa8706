"""What must always be true of notices."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "a notice that was sent has its time, which is not before its cause",
        """
        SELECT format('notice %s is %s, of %s, and was sent at %s', id, state, noticed_at, sent_at)
        FROM notify_notice
        WHERE (state = 'sent') <> (sent_at IS NOT NULL) OR sent_at < noticed_at
        """,
    ),
    Invariant(
        "no notice is being sent beyond its lease",
        """
        SELECT format('notice %s is being sent, and its lease ended at %s', id, lease_until)
        FROM notify_notice
        WHERE state = 'sending' AND (lease_until IS NULL OR lease_until < now() - interval '1 minute')
        """,
    ),
]
