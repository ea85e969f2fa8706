"""Refusals of journeys over several rooms."""

from trunkline.kernel.errors import DomainError, ErrorKind


class JobOutcomeInvalidError(DomainError):
    """A play ended well but left its service in a state that its order does not mean, or a call unanswered."""

    code = "job-outcome-invalid"
    title = "The play left its service in the wrong state"
    kind = ErrorKind.CONFLICT
