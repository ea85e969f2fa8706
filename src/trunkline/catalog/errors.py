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


class DefinitionNotFoundError(DomainError):
    """No such definition, or no such kind of definitions."""

    code = "definition-not-found"
    title = "There is no such definition"
    kind = ErrorKind.NOT_FOUND


class DefinitionTakenError(DomainError):
    """Another definition has the same code, or whatever else must differ."""

    code = "definition-taken"
    title = "Another definition has this already"
    kind = ErrorKind.CONFLICT


class DefinitionInUseError(DomainError):
    """A definition that others, or what customers have, refer to."""

    code = "definition-in-use"
    title = "The definition is in use"
    kind = ErrorKind.CONFLICT


class DefinitionChangedError(DomainError):
    """Somebody else has changed the definition since it was read."""

    code = "definition-changed"
    title = "The definition was changed meanwhile"
    kind = ErrorKind.PRECONDITION_FAILED


class ProductFileNotFoundError(DomainError):
    """No such image or file of the product."""

    code = "product-file-not-found"
    title = "The product has no such file"
    kind = ErrorKind.NOT_FOUND


class PriceNotFoundError(DomainError):
    """No such price of the product."""

    code = "price-not-found"
    title = "The product has no such price"
    kind = ErrorKind.NOT_FOUND


class PriceEndedError(DomainError):
    """A price that has an end already, or never begins."""

    code = "price-ended"
    title = "The price has ended, or its end is set"
    kind = ErrorKind.CONFLICT
