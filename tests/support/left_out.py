"""What two databases that lived through the same days need not have in common, with the reason for each; and in which
columns, documents and texts numbers of rows stand.
"""

import re

from tests.support.rows import Rules

_QUEUE = "the queue's own rows: which worker took a job when, by the system clock"
_SYSTEM_TIME = "when it was written, by the system clock"
_LATER = "until or from when somebody may act, by the system clock"
_RANDOM = "a random key or secret, or the hash of one"
_NUMBER = "a number of a row"


def _both(table: str, reason: str, *columns: str) -> dict[tuple[str, str], str]:
    """The columns of a table, and of its history."""
    return {(name, column): reason for name in (table, f"{table}version") for column in columns}


RULES = Rules(
    tables={
        "procrastinate_events": _QUEUE,
        "procrastinate_jobs": _QUEUE,
        "procrastinate_periodic_defers": _QUEUE,
        "procrastinate_workers": _QUEUE,
        "django_session": "who is signed in, by the system clock",
        "platform_cache": "what web keeps for a while, by the system clock",
    },
    columns={
        ("*", "created_at"): _SYSTEM_TIME,
        ("*", "recorded_at"): _SYSTEM_TIME,
        ("*", "updated_at"): _SYSTEM_TIME,
        ("*", "pgh_created_at"): _SYSTEM_TIME,
        ("*", "pgh_id"): _NUMBER,
        **_both("instances_configuration", _SYSTEM_TIME, "end_recorded_at", "superseded_at"),
        **_both("notify_notice", _LATER, "next_attempt_at", "lease_until"),
        **_both("payments_payment", _RANDOM, "gateway_reference"),
        **_both("payments_refund", _RANDOM, "gateway_reference"),
        **_both("payments_demogatewaycharge", _RANDOM, "reference"),
        **_both("payments_demogatewaycharge", "the gateway's own clock, which nobody moves", "happened_at"),
        **_both("payments_demogatewayrefund", _RANDOM, "reference"),
        **_both("payments_demogatewayrefund", "the gateway's own clock, which nobody moves", "happened_at"),
        **_both("provisioning_provisioningjob", _SYSTEM_TIME, "started_at", "finished_at"),
        **_both("provisioning_provisioningjob", _LATER, "lease_until"),
        **_both("provisioning_provisioningjob", _RANDOM, "token_hash", "gateway_secret_hash"),
        **_both("stock_allocation", _SYSTEM_TIME, "assigned_at", "released_at"),
        **_both("stock_allocation", _LATER, "expires_at"),
    },
    fields={
        ("provisioning_jobevent", "at"): _SYSTEM_TIME,
        ("provisioning_jobevent", "duration_seconds"): "how long it took",
        ("provisioning_jobevent", "pid"): "a number of the machine's",
    },
    references={
        "account_id": "parties_account",
        "cancellation_id": "instances_cancellation",
        "order_id": "ordering_order",
        "order_line_id": "ordering_orderline",
        "pgh_context_id": "pghistory_context",
        "renewal_id": "instances_renewal",
    },
    patterns=[
        (re.compile(r"\b(event )(\d+)$"), "platform_event"),
        (re.compile(r"^(event:[a-z_.]+:)(\d+)$"), "platform_event"),
        (re.compile(r"\b(job[: ])(\d+)$"), "provisioning_provisioningjob"),
        (re.compile(r"^()(\d+)-\d+$"), "provisioning_provisioningjob"),
        (re.compile(r"\b(notice )(\d+)$"), "notify_notice"),
    ],
)
