"""Refusals about accounts, people, staff and tokens."""

from trunkline.kernel.errors import DomainError, ErrorKind


class AccountNotFoundError(DomainError):
    """No such account, or one of another brand."""

    code = "account-not-found"
    title = "There is no such account"
    kind = ErrorKind.NOT_FOUND


class NotSignedInError(DomainError):
    """No usable credentials came with the request."""

    code = "not-signed-in"
    title = "Credentials are missing or not valid"
    kind = ErrorKind.UNAUTHENTICATED


class TokenNotFoundError(DomainError):
    """No such token, or one of another brand."""

    code = "token-not-found"
    title = "There is no such token"
    kind = ErrorKind.NOT_FOUND


class PermissionMissingError(DomainError):
    """The credentials are good but do not allow this."""

    code = "permission-missing"
    title = "Your role does not allow this"
    kind = ErrorKind.FORBIDDEN


class EmailTakenError(DomainError):
    """Another user has this e-mail address."""

    code = "email-taken"
    title = "Another user has this e-mail address"
    kind = ErrorKind.CONFLICT


class NameTakenError(DomainError):
    """Another seller or brand has this name."""

    code = "name-taken"
    title = "Another seller or brand has this name"
    kind = ErrorKind.CONFLICT
