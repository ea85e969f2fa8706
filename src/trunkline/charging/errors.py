"""What the port to the charging system refuses."""

from trunkline.kernel.errors import DomainError, ErrorKind


class OcsUnavailableError(DomainError):
    """The charging system does not answer; `is_outcome_unknown` when it may have done what was asked all the same."""

    code = "ocs-unavailable"
    title = "The charging system does not answer"
    kind = ErrorKind.UNAVAILABLE

    def __init__(self, detail: str, *, is_outcome_unknown: bool, retry_after: int | None = None) -> None:
        """`retry_after` is in how many seconds it is worth asking again, where that is known."""
        super().__init__(detail, retry_after=retry_after)
        self.is_outcome_unknown = is_outcome_unknown


class OcsOutcomeUnclearError(DomainError):
    """Whether a grant or debit under a key was carried out cannot be told, whoever asks how often."""

    code = "ocs-outcome-unclear"
    title = "Nobody can tell whether this was carried out"
    kind = ErrorKind.CONFLICT
