"""Refusals about differences between what we and others know."""

from trunkline.kernel.errors import DomainError, ErrorKind


class DifferenceGoneError(DomainError):
    """What is to be mended is no difference any more, or never was."""

    code = "difference-gone"
    title = "There is no such difference"
    kind = ErrorKind.CONFLICT


class DifferencesRemainError(DomainError):
    """After a restore workers are to go on, though what we and others know still differs."""

    code = "differences-remain"
    title = "There are differences left"
    kind = ErrorKind.CONFLICT
