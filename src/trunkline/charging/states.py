"""The words of this room."""

from enum import StrEnum


class EngineCallState(StrEnum):
    """What is known of a grant or debit that CGRateS was asked for under a key."""

    INTENDED = "intended"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


# Whether it was carried out is still to be found out.
OPEN_CALL_STATES = (EngineCallState.INTENDED, EngineCallState.UNKNOWN)
