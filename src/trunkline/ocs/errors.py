"""What the charging engine refuses; `answer` is the text that its JSON-RPC gives, as CGRateS would."""

from collections.abc import Mapping

from trunkline.kernel.errors import DomainError, ErrorKind


class OcsRefusalError(DomainError):
    """A refusal of the charging engine, as a class of its own kind; this one is never raised itself."""

    def __init__(self, answer: str, detail: str | None = None, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or answer, fields=fields)
        self.answer = answer


class OcsInvalidCallError(OcsRefusalError):
    """A call whose method, fields or values cannot be understood."""

    code = "ocs-invalid-call"
    title = "The charging system cannot accept this call"
    kind = ErrorKind.INVALID

    @classmethod
    def for_field(cls, field: str, reason: str) -> "OcsInvalidCallError":
        """This will build the refusal of one field, in the engine's form."""
        return cls(f"INVALID_VALUE: [{field}] {reason}", fields={field: reason})

    @classmethod
    def missing(cls, *names: str) -> "OcsInvalidCallError":
        """This will build the refusal of a call that lacks mandatory fields."""
        fields = dict.fromkeys(names, "is mandatory")
        return cls(f"MANDATORY_IE_MISSING: [{' '.join(names)}]", fields=fields)


class OcsNotFoundError(OcsRefusalError):
    """An account, balance, plan or set of actions that is not there."""

    code = "ocs-not-found"
    title = "The charging system does not know this"
    kind = ErrorKind.NOT_FOUND


class OcsExistsError(OcsRefusalError):
    """Something that is there already and was not to be overwritten."""

    code = "ocs-exists"
    title = "The charging system has this already"
    kind = ErrorKind.CONFLICT


class OcsInsufficientCreditError(OcsRefusalError):
    """A debit, or a change of what is allowed, that would leave a balance below what is allowed."""

    code = "ocs-insufficient-credit"
    title = "The balance does not suffice"
    kind = ErrorKind.CONFLICT


class OcsAccountDisabledError(OcsRefusalError):
    """A use of an account that is disabled."""

    code = "ocs-account-disabled"
    title = "The charging account is disabled"
    kind = ErrorKind.CONFLICT
