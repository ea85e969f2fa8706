"""Refusals about provisioning jobs."""

from trunkline.kernel.errors import DomainError, ErrorKind


class JobNotFoundError(DomainError):
    """No such job, or one of another brand."""

    code = "job-not-found"
    title = "There is no such provisioning job"
    kind = ErrorKind.NOT_FOUND


class JobTokenInvalidError(DomainError):
    """The token belongs to no running job."""

    code = "job-token-invalid"
    title = "The job's token is not valid"
    kind = ErrorKind.UNAUTHENTICATED


class OutsideJobError(DomainError):
    """A job may touch only its own order's account, items and services."""

    code = "outside-job"
    title = "The job may not touch this"
    kind = ErrorKind.FORBIDDEN


class PlayMissingError(DomainError):
    """No play of this name is installed."""

    code = "play-missing"
    title = "There is no such play"
    kind = ErrorKind.INVALID


class PlayInvalidError(DomainError):
    """Ansible cannot read the play."""

    code = "play-invalid"
    title = "The play cannot be read by Ansible"
    kind = ErrorKind.INVALID


class RunnerUnavailableError(DomainError):
    """The program that knows Ansible does not start."""

    code = "runner-unavailable"
    title = "The program that runs plays does not start"
    kind = ErrorKind.UNAVAILABLE


class JobLostError(DomainError):
    """Another worker has taken the job over."""

    code = "job-lost"
    title = "The job was taken over"
    kind = ErrorKind.CONFLICT
