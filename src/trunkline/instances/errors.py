"""Refusals about what customers have."""

from trunkline.kernel.errors import DomainError, ErrorKind


class ServiceNotFoundError(DomainError):
    """No such service, or one that the asker may not see."""

    code = "service-not-found"
    title = "There is no such service"
    kind = ErrorKind.NOT_FOUND


class ServiceUuidTakenError(DomainError):
    """Another service is known to the charging system by this identifier."""

    code = "service-uuid-taken"
    title = "Another service has this service_uuid"
    kind = ErrorKind.CONFLICT


class ServiceRetiredError(DomainError):
    """The service has ended for good."""

    code = "service-retired"
    title = "The service has ended"
    kind = ErrorKind.CONFLICT


class ServiceStateError(DomainError):
    """The service is in a state in which this cannot be asked for."""

    code = "service-state"
    title = "The service's state does not allow this"
    kind = ErrorKind.CONFLICT


class CancellationPendingError(DomainError):
    """The service is to end already."""

    code = "cancellation-pending"
    title = "The service is about to end"
    kind = ErrorKind.CONFLICT


class CancellationNotFoundError(DomainError):
    """Nobody has asked that the service ends, or it can no longer be reversed."""

    code = "cancellation-not-found"
    title = "There is no cancellation to be reversed"
    kind = ErrorKind.CONFLICT


class RenewalNotPossibleError(DomainError):
    """The service cannot be renewed, or its renewal cannot be switched."""

    code = "renewal-not-possible"
    title = "The service cannot be renewed like this"
    kind = ErrorKind.CONFLICT
