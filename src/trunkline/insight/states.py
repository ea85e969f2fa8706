"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class DifferencePair(StrEnum):
    """Which two tell different stories."""

    TIMELINE_OCS = "timeline_ocs"
    TIMELINE_STOCK = "timeline_stock"
    TIMELINE_CHARGES = "timeline_charges"
    CHARGES_GATEWAY = "charges_gateway"


class DifferenceKind(StrEnum):
    """What is different; for each kind there is one action that mends it."""

    OCS_ACCOUNT_MISSING = "ocs_account_missing"
    OCS_ACCOUNT_UNEXPLAINED = "ocs_account_unexplained"
    OCS_ACCOUNT_OUTLIVED = "ocs_account_outlived"
    OCS_ACCOUNT_ENABLED = "ocs_account_enabled"
    OCS_ACCOUNT_DISABLED = "ocs_account_disabled"
    OCS_BALANCE_MISSING = "ocs_balance_missing"
    OCS_BALANCE_UNEXPLAINED = "ocs_balance_unexplained"
    OCS_BALANCE_ALTERED = "ocs_balance_altered"
    OCS_PLAN_MISSING = "ocs_plan_missing"
    OCS_PLAN_UNEXPLAINED = "ocs_plan_unexplained"
    ITEM_NOT_ASSIGNED = "item_not_assigned"
    ITEM_NOT_IN_TIMELINE = "item_not_in_timeline"
    ITEM_AT_ENDED_SERVICE = "item_at_ended_service"
    ITEM_RESERVED_FOR_NOTHING = "item_reserved_for_nothing"
    ITEM_NOT_RESERVED = "item_not_reserved"
    CHARGE_MISSING = "charge_missing"
    CHARGE_NOT_OWED = "charge_not_owed"
    ADDON_NOT_CHARGED = "addon_not_charged"
    PAYMENT_UNKNOWN_HERE = "payment_unknown_here"
    PAYMENT_CAPTURED_THERE = "payment_captured_there"
    PAYMENT_UNSETTLED = "payment_unsettled"
    PAYMENT_HELD_LESS = "payment_held_less"
    PAYMENT_HELD_MORE = "payment_held_more"
    PAYMENT_FOR_NOTHING = "payment_for_nothing"


_PAIR_BY_PREFIX = {
    "ocs_": DifferencePair.TIMELINE_OCS,
    "item_": DifferencePair.TIMELINE_STOCK,
    "charge_": DifferencePair.TIMELINE_CHARGES,
    "addon_": DifferencePair.TIMELINE_CHARGES,
    "payment_": DifferencePair.CHARGES_GATEWAY,
}


def pair_of(kind: DifferenceKind) -> DifferencePair:
    """This will tell which two a kind of difference is between."""
    return next(pair for prefix, pair in _PAIR_BY_PREFIX.items() if kind.startswith(prefix))


class Standing(StrEnum):
    """What an account of the charging system is to us."""

    NOBODYS = "nobodys"
    # Something is under way with it, or somebody has to see to it first: it is not compared.
    BUSY = "busy"
    LIVE = "live"
    # Of an ended service, until its retention is over.
    KEPT = "kept"
    REMOVED = "removed"


class MendState(StrEnum):
    """Where the mending of a difference stands."""

    BEGUN = "begun"
    MENDED = "mended"
    REMAINS = "remains"


MEND_STATES = StateTable(
    name="mend",
    initial=MendState.BEGUN,
    transitions={
        (MendState.BEGUN, "mend"): MendState.MENDED,
        (MendState.BEGUN, "remain"): MendState.REMAINS,
    },
)
