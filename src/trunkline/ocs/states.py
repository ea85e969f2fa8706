"""The vocabulary of balances and of what moves them."""

from enum import StrEnum


class BalanceType(StrEnum):
    """What a balance counts: bytes, seconds, messages, money, or a unit of the operator's own."""

    DATA = "*data"
    VOICE = "*voice"
    SMS = "*sms"
    MMS = "*mms"
    MONETARY = "*monetary"
    GENERIC = "*generic"


class MovementKind(StrEnum):
    """Why a balance's value changed; a grant that is taken back is a removal."""

    GRANT = "grant"
    DEBIT = "debit"
    SET = "set"
    REMOVAL = "removal"
    EXPIRY = "expiry"


class ActionIdentifier(StrEnum):
    """What an action does to an account, in CGRateS's words."""

    TOP_UP = "*topup"
    TOP_UP_RESET = "*topup_reset"
    DEBIT = "*debit"
    SET_BALANCE = "*set_balance"
    REMOVE_BALANCE = "*remove_balance"
    REMOVE_ACCOUNT = "*remove_account"
    ENABLE_ACCOUNT = "*enable_account"
    DISABLE_ACCOUNT = "*disable_account"
    ALLOW_NEGATIVE = "*allow_negative"
    DENY_NEGATIVE = "*deny_negative"
    LOG = "*log"
    CDR_LOG = "*cdrlog"
