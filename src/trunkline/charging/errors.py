"""What the port to the charging system refuses."""

from trunkline.kernel.errors import DomainError, ErrorKind


class OcsUnavailableError(DomainError):
    """The charging system does not answer; `is_outcome_unknown` when it may have done what was asked all the same."""

    code = "ocs-unavailable"
    title = "The charging system does not answer"
    kind = ErrorKind.UNAVAILABLE

    def __init__(self, detail: str, *, is_outcome_unknown: bool) -> None:
        super().__init__(detail)
        self.is_outcome_unknown = is_outcome_unknown
