"""Pure rules of renewals: which period is next, and when something is to be done about it."""

from datetime import date, datetime, timedelta

from trunkline.kernel.periods import DateSpan, Period

# A period is renewed a while before it begins, so that its allowances are there when those before them end.
RENEWAL_LEAD = timedelta(hours=1)
# After each refused attempt, until the next; after the last one the service is given up.
RETRY_AFTER = (timedelta(days=1), timedelta(days=2), timedelta(days=4))


def next_period(period: Period, anchor_on: date, *, covered_until: date, today: date | None = None) -> DateSpan:
    """This will tell the period that follows what is covered; those that end before `today` are skipped."""
    day = covered_until if today is None else max(covered_until, today)
    return period.span(anchor_on, period.index_of(anchor_on, day))


def renewal_due_at(starts_at: datetime, *, renews: bool) -> datetime:
    """This will tell when a period's renewal is due; one that is not to be renewed expires when it would begin."""
    return starts_at - RENEWAL_LEAD if renews else starts_at


def next_attempt_at(attempts: int, at: datetime) -> datetime | None:
    """This will tell when to try again after so many refused attempts, the last one at `at`; None: not again."""
    return None if is_given_up(attempts) else at + RETRY_AFTER[attempts - 1]


def is_given_up(attempts: int) -> bool:
    """This will tell whether a renewal was refused so often that nobody tries again."""
    return attempts > len(RETRY_AFTER)
