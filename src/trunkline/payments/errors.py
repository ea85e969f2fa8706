"""Refusals about cards, payments and refunds."""

from trunkline.kernel.errors import DomainError, ErrorKind


class CardNotFoundError(DomainError):
    """No such card, or one that was removed, or another account's."""

    code = "card-not-found"
    title = "There is no such card"
    kind = ErrorKind.NOT_FOUND


class CardUnusableError(DomainError):
    """The gateway does not know the card that is to be stored."""

    code = "card-unusable"
    title = "The gateway does not know this card"
    kind = ErrorKind.INVALID


class CardStoredAlreadyError(DomainError):
    """The account has this card already."""

    code = "card-stored-already"
    title = "The account has this card already"
    kind = ErrorKind.CONFLICT


class CardDeclinedError(DomainError):
    """The gateway did not take the money."""

    code = "card-declined"
    title = "The card was declined"
    kind = ErrorKind.PAYMENT_REQUIRED


class GatewayUnavailableError(DomainError):
    """The gateway does not answer, or is not set up."""

    code = "gateway-unavailable"
    title = "The payment gateway does not answer"
    kind = ErrorKind.UNAVAILABLE

    def __init__(self, detail: str, *, is_outcome_unknown: bool) -> None:
        super().__init__(detail)
        self.is_outcome_unknown = is_outcome_unknown


class RefundTooHighError(DomainError):
    """More is to be given back than is left of the payment."""

    code = "refund-too-high"
    title = "More cannot be refunded than was captured"
    kind = ErrorKind.CONFLICT


class PaymentMovedError(DomainError):
    """A payment was given back, in part or whole, since it was looked at."""

    code = "payment-moved"
    title = "The payment has moved meanwhile"
    kind = ErrorKind.CONFLICT


class RefundRefusedError(DomainError):
    """The gateway did not give the money back."""

    code = "refund-refused"
    title = "The gateway refused the refund"
    kind = ErrorKind.CONFLICT
