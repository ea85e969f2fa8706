"""The words of this room."""

from enum import StrEnum


class EngineCallState(StrEnum):
    """What is known of a grant or debit that CGRateS was asked for under a key."""

    INTENDED = "intended"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    # Its account was asked, and does not tell: a person decides.
    UNCLEAR = "unclear"


# Whether it was carried out is still to be found out.
OPEN_CALL_STATES = (EngineCallState.INTENDED, EngineCallState.UNKNOWN)
# Nobody knows whether it was carried out.
UNSETTLED_CALL_STATES = (*OPEN_CALL_STATES, EngineCallState.UNCLEAR)
