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


class PoolOverlapsError(DomainError):
    """A number, address or port of the pool is in another pool of the specification already."""

    code = "pool-overlaps"
    title = "The pool overlaps another one"
    kind = ErrorKind.CONFLICT


class PoolNotFoundError(DomainError):
    """No such pool."""

    code = "pool-not-found"
    title = "There is no such pool"
    kind = ErrorKind.NOT_FOUND


class QuantityNotAvailableError(DomainError):
    """Fewer pieces are there, or free, than were asked for."""

    code = "quantity-not-available"
    title = "There are not so many pieces"
    kind = ErrorKind.CONFLICT


class ReservationNotFoundError(DomainError):
    """No such reservation, one of another brand, or one that an order has taken over."""

    code = "reservation-not-found"
    title = "There is no such reservation"
    kind = ErrorKind.NOT_FOUND


class ReservationExpiredError(DomainError):
    """The reservation's time is over, or it was cancelled: it keeps nothing any more."""

    code = "reservation-expired"
    title = "The reservation has expired"
    kind = ErrorKind.CONFLICT


class ReservationLimitError(DomainError):
    """The reservation cannot be kept for longer."""

    code = "reservation-limit-reached"
    title = "The reservation cannot be kept any longer"
    kind = ErrorKind.CONFLICT


class ItemHeldError(DomainError):
    """The item is kept for an order line or given to a service, or is a part of a kit: its holder alone moves it."""

    code = "item-held"
    title = "Somebody has the stock item"
    kind = ErrorKind.CONFLICT


class ItemDiscardedError(DomainError):
    """The item was taken off the books."""

    code = "item-discarded"
    title = "The stock item is discarded"
    kind = ErrorKind.CONFLICT


class WrittenOffError(DomainError):
    """The item's cost is written off already."""

    code = "written-off"
    title = "The stock item is written off already"
    kind = ErrorKind.CONFLICT


class PurchaseOrderNotFoundError(DomainError):
    """No such purchase order."""

    code = "purchase-order-not-found"
    title = "There is no such purchase order"
    kind = ErrorKind.NOT_FOUND


class OverDeliveryError(DomainError):
    """More came than was ordered."""

    code = "over-delivery"
    title = "More came than was ordered"
    kind = ErrorKind.CONFLICT


class DeliveryRefusedError(DomainError):
    """A delivery has rows that cannot be received; `fields` names each line with its reasons."""

    code = "delivery-refused"
    title = "The delivery has bad rows"
    kind = ErrorKind.INVALID
