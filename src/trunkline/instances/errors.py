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
