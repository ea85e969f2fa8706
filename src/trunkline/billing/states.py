"""The words of this room."""

from enum import StrEnum


class ChargeComponent(StrEnum):
    """Which part of a rate, or what else, a charge is for."""

    SET_UP = "set_up"
    RECURRING = "recurring"
    ONE_TIME = "one_time"
    FACT = "fact"


class LedgerAccount(StrEnum):
    """The accounts of the journal."""

    UNBILLED_RECEIVABLES = "unbilled_receivables"
    RECEIVABLES = "receivables"
    REVENUE = "revenue"
    TAX_PAYABLE = "tax_payable"
    GATEWAY_CLEARING = "gateway_clearing"
