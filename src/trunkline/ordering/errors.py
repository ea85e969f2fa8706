"""Refusals about orders."""

from trunkline.kernel.errors import DomainError, ErrorKind


class OrderNotFoundError(DomainError):
    """No such order, or one of another brand."""

    code = "order-not-found"
    title = "There is no such order"
    kind = ErrorKind.NOT_FOUND


class OfferNotEligibleError(DomainError):
    """The account cannot order the product; the detail lists every reason."""

    code = "offer-not-eligible"
    title = "The product cannot be ordered for this account"
    kind = ErrorKind.CONFLICT


class TermsNotAcceptedError(DomainError):
    """The product has terms, and the order does not accept their present version."""

    code = "terms-not-accepted"
    title = "The terms are not accepted"
    kind = ErrorKind.CONFLICT


class PicksIncompleteError(DomainError):
    """Every stock requirement of the product needs exactly one picked item."""

    code = "picks-incomplete"
    title = "The picked stock items do not fit the product"
    kind = ErrorKind.INVALID


class PriceChangedError(DomainError):
    """The price shown to the customer no longer is the price."""

    code = "price-changed"
    title = "The price has changed"
    kind = ErrorKind.CONFLICT


class ServiceBusyError(DomainError):
    """An order that changes this service is still under way."""

    code = "service-busy"
    title = "An order for this service is under way"
    kind = ErrorKind.CONFLICT


class PartNeededError(DomainError):
    """A part cannot end by itself: its bundle or package is not had with fewer."""

    code = "part-needed"
    title = "A bundle is not had without this part"
    kind = ErrorKind.CONFLICT


class TooManyOrdersWaitingError(DomainError):
    """More jobs wait for workers than are let pile up."""

    code = "too-many-orders-waiting"
    title = "Too many orders are waiting"
    kind = ErrorKind.TOO_MANY
    # What workers get done until then is seen at the limit; a second would not be.
    retry_after = 30
