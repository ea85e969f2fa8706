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


class OutsideLifeError(DomainError):
    """A correction would begin before the instance's life, or end after now."""

    code = "outside-life"
    title = "The instance's life does not span this"
    kind = ErrorKind.INVALID


class ChangeNotFoundError(DomainError):
    """No such change of the instance."""

    code = "change-not-found"
    title = "There is no such change"
    kind = ErrorKind.NOT_FOUND


class ChangePlannedError(DomainError):
    """Another change of the instance is to take over at the very same instant."""

    code = "change-planned"
    title = "Another change is planned for this instant"
    kind = ErrorKind.CONFLICT


class ChangeUnderWayError(DomainError):
    """The change is carried out already, or was; it can be neither moved nor withdrawn."""

    code = "change-under-way"
    title = "The change can no longer be altered"
    kind = ErrorKind.CONFLICT


class InstanceChangedError(DomainError):
    """Somebody has changed the instance since it was read."""

    code = "instance-changed"
    title = "The instance was changed meanwhile"
    kind = ErrorKind.PRECONDITION_FAILED


class InstanceNotFoundError(DomainError):
    """No such instance, or one that the asker may not see."""

    code = "instance-not-found"
    title = "There is no such instance"
    kind = ErrorKind.NOT_FOUND
