"""Refusals of the plumbing."""

from trunkline.kernel.errors import DomainError, ErrorKind


class IdempotencyKeyReusedError(DomainError):
    """The key was used before, for something else."""

    code = "idempotency-key-reused"
    title = "This idempotency key belongs to another request"
    kind = ErrorKind.CONFLICT


class TooManyRequestsError(DomainError):
    """As many requests are being answered as may be; nothing of this one was looked at."""

    code = "too-many-requests"
    title = "Too many requests at once"
    kind = ErrorKind.TOO_MANY


class BusinessClockNotMovableError(DomainError):
    """The business clock moves only in demo mode, and only forward."""

    code = "business-clock-not-movable"
    title = "The business clock cannot be moved like this"
    kind = ErrorKind.CONFLICT


class BusinessClockStuckError(DomainError):
    """A job does not get done with what is due at an instant, so that the clock cannot go on."""

    code = "business-clock-stuck"
    title = "The business clock cannot go on"
    kind = ErrorKind.UNAVAILABLE


class NoWorkerError(DomainError):
    """There are jobs to do, and no worker to do them."""

    code = "no-worker"
    title = "No worker takes jobs"
    kind = ErrorKind.UNAVAILABLE
