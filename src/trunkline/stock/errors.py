"""Refusals about stock."""

from trunkline.kernel.errors import DomainError, ErrorKind


class ItemNotFoundError(DomainError):
    """No such item, or one that the asker may not touch."""

    code = "item-not-found"
    title = "There is no such stock item"
    kind = ErrorKind.NOT_FOUND


class ItemNotAvailableError(DomainError):
    """The item is taken, or in a state in which it cannot be given out."""

    code = "item-not-available"
    title = "The stock item is not available"
    kind = ErrorKind.CONFLICT


class ItemOfOtherSpecificationError(DomainError):
    """The item is not of the kind that was asked for."""

    code = "item-of-other-specification"
    title = "The stock item is of another kind"
    kind = ErrorKind.INVALID


class SerialTakenError(DomainError):
    """Another item of the specification has this serial number or reference."""

    code = "serial-taken"
    title = "Another item has this serial or reference number"
    kind = ErrorKind.CONFLICT
