"""Refusals about what is sold."""

from trunkline.kernel.errors import DomainError, ErrorKind


class ProductNotFoundError(DomainError):
    """No such product."""

    code = "product-not-found"
    title = "There is no such product"
    kind = ErrorKind.NOT_FOUND


class SlugTakenError(DomainError):
    """Another product has this slug."""

    code = "slug-taken"
    title = "Another product has this slug"
    kind = ErrorKind.CONFLICT


class ResourceSpecificationNotFoundError(DomainError):
    """No such resource specification."""

    code = "resource-specification-not-found"
    title = "There is no such resource specification"
    kind = ErrorKind.NOT_FOUND


class ResourceSpecificationTakenError(DomainError):
    """Another resource specification has this name."""

    code = "resource-specification-taken"
    title = "Another resource specification has this name"
    kind = ErrorKind.CONFLICT
