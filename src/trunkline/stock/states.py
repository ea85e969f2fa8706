"""The words of this room."""

from enum import StrEnum

from trunkline.catalog.states import EndFate
from trunkline.kernel.states import StateTable


class ItemState(StrEnum):
    """Where a stock item stands; the words are those of the inventory that plays know."""

    NEW = "New"
    IN_STOCK = "In Stock"
    RESERVED = "Reserved"
    ASSIGNED = "Assigned"
    HELD = "Held"
    DECOMMISSIONED = "Decommissioned"
    DAMAGED = "Damaged"
    OUT_OF_SERVICE = "Out Of Service"
    USED = "Used"
    RETURNED_TO_VENDOR = "Returned To Vendor"
    LOST = "Lost"


AVAILABLE_STATES = (ItemState.NEW, ItemState.IN_STOCK)
ALLOCATED_STATES = (ItemState.RESERVED, ItemState.ASSIGNED)

ITEM_STATES = StateTable(
    name="stock item",
    initial=ItemState.NEW,
    transitions={
        (ItemState.NEW, "reserve"): ItemState.RESERVED,
        (ItemState.IN_STOCK, "reserve"): ItemState.RESERVED,
        (ItemState.RESERVED, "assign"): ItemState.ASSIGNED,
        (ItemState.RESERVED, "release"): ItemState.IN_STOCK,
        (ItemState.RESERVED, "release_as_new"): ItemState.NEW,
        (ItemState.ASSIGNED, "release"): ItemState.IN_STOCK,
        (ItemState.ASSIGNED, "hold"): ItemState.HELD,
        (ItemState.ASSIGNED, "decommission"): ItemState.DECOMMISSIONED,
        (ItemState.ASSIGNED, "damage"): ItemState.DAMAGED,
        (ItemState.ASSIGNED, "lose"): ItemState.LOST,
        (ItemState.ASSIGNED, "use"): ItemState.USED,
        (ItemState.ASSIGNED, "withdraw"): ItemState.OUT_OF_SERVICE,
        (ItemState.ASSIGNED, "return_to_vendor"): ItemState.RETURNED_TO_VENDOR,
        (ItemState.HELD, "restock"): ItemState.IN_STOCK,
        (ItemState.HELD, "discard"): ItemState.OUT_OF_SERVICE,
        (ItemState.NEW, "damage"): ItemState.DAMAGED,
        (ItemState.NEW, "lose"): ItemState.LOST,
        (ItemState.NEW, "withdraw"): ItemState.OUT_OF_SERVICE,
        (ItemState.NEW, "decommission"): ItemState.DECOMMISSIONED,
        (ItemState.NEW, "return_to_vendor"): ItemState.RETURNED_TO_VENDOR,
        (ItemState.NEW, "discard"): ItemState.OUT_OF_SERVICE,
        (ItemState.IN_STOCK, "damage"): ItemState.DAMAGED,
        (ItemState.IN_STOCK, "lose"): ItemState.LOST,
        (ItemState.IN_STOCK, "withdraw"): ItemState.OUT_OF_SERVICE,
        (ItemState.IN_STOCK, "decommission"): ItemState.DECOMMISSIONED,
        (ItemState.IN_STOCK, "return_to_vendor"): ItemState.RETURNED_TO_VENDOR,
        (ItemState.IN_STOCK, "discard"): ItemState.OUT_OF_SERVICE,
        (ItemState.USED, "restock"): ItemState.IN_STOCK,
        (ItemState.USED, "refurbish"): ItemState.IN_STOCK,
        (ItemState.USED, "damage"): ItemState.DAMAGED,
        (ItemState.USED, "lose"): ItemState.LOST,
        (ItemState.USED, "decommission"): ItemState.DECOMMISSIONED,
        (ItemState.USED, "return_to_vendor"): ItemState.RETURNED_TO_VENDOR,
        (ItemState.USED, "discard"): ItemState.OUT_OF_SERVICE,
        (ItemState.DAMAGED, "restock"): ItemState.IN_STOCK,
        (ItemState.DAMAGED, "repair"): ItemState.IN_STOCK,
        (ItemState.DAMAGED, "lose"): ItemState.LOST,
        (ItemState.DAMAGED, "decommission"): ItemState.DECOMMISSIONED,
        (ItemState.DAMAGED, "return_to_vendor"): ItemState.RETURNED_TO_VENDOR,
        (ItemState.DAMAGED, "discard"): ItemState.OUT_OF_SERVICE,
        (ItemState.DECOMMISSIONED, "restock"): ItemState.IN_STOCK,
        (ItemState.DECOMMISSIONED, "refurbish"): ItemState.IN_STOCK,
        (ItemState.DECOMMISSIONED, "damage"): ItemState.DAMAGED,
        (ItemState.DECOMMISSIONED, "discard"): ItemState.OUT_OF_SERVICE,
        (ItemState.OUT_OF_SERVICE, "return_to_service"): ItemState.IN_STOCK,
        (ItemState.OUT_OF_SERVICE, "damage"): ItemState.DAMAGED,
        (ItemState.OUT_OF_SERVICE, "lose"): ItemState.LOST,
        (ItemState.OUT_OF_SERVICE, "decommission"): ItemState.DECOMMISSIONED,
        (ItemState.OUT_OF_SERVICE, "return_to_vendor"): ItemState.RETURNED_TO_VENDOR,
        (ItemState.OUT_OF_SERVICE, "discard"): ItemState.OUT_OF_SERVICE,
        (ItemState.LOST, "find"): ItemState.IN_STOCK,
        (ItemState.LOST, "discard"): ItemState.OUT_OF_SERVICE,
        # The vendor sent it back, mended.
        (ItemState.RETURNED_TO_VENDOR, "restock"): ItemState.IN_STOCK,
        (ItemState.RETURNED_TO_VENDOR, "discard"): ItemState.OUT_OF_SERVICE,
    },
)

# What the fate of a specification means for an item whose service ends.
ACTION_OF_FATE = {
    EndFate.RELEASE: "release",
    EndFate.HOLD: "hold",
    EndFate.INSPECT: "use",
    EndFate.DECOMMISSION: "decommission",
}


def state_at_end(fate: str) -> str:
    """This will tell in which state an item's fate leaves it when its service ends."""
    return ITEM_STATES.next(ItemState.ASSIGNED, ACTION_OF_FATE[EndFate(fate)])


# What a play means when it writes a state on an item that its service holds.
ACTION_BY_WRITTEN_STATE = {
    ItemState.IN_STOCK: "release",
    ItemState.HELD: "hold",
    ItemState.DECOMMISSIONED: "decommission",
    ItemState.DAMAGED: "damage",
    ItemState.LOST: "lose",
    ItemState.USED: "use",
    ItemState.OUT_OF_SERVICE: "withdraw",
    ItemState.RETURNED_TO_VENDOR: "return_to_vendor",
}


class ItemAction(StrEnum):
    """What people do with an item that nobody has: each needs a reason. Its holder alone moves an allocated one."""

    DAMAGE = "damage"
    DECOMMISSION = "decommission"
    FIND = "find"
    LOSE = "lose"
    REFURBISH = "refurbish"
    REPAIR = "repair"
    RESTOCK = "restock"
    RETURN_TO_SERVICE = "return_to_service"
    RETURN_TO_VENDOR = "return_to_vendor"
    WITHDRAW = "withdraw"


# Items that a person who walks through the warehouse must find there.
COUNTED_STATES = (
    ItemState.NEW,
    ItemState.IN_STOCK,
    ItemState.RESERVED,
    ItemState.HELD,
    ItemState.DAMAGED,
    ItemState.OUT_OF_SERVICE,
    ItemState.USED,
)
# What is no use any more; its cost can be written off.
WRITE_OFF_STATES = (ItemState.LOST, ItemState.DAMAGED, ItemState.DECOMMISSIONED, ItemState.OUT_OF_SERVICE)
# Stock in the sense of its turnover: it could be given out, or is about to be.
STOCKED_STATES = (ItemState.NEW, ItemState.IN_STOCK, ItemState.RESERVED)


class AllocationState(StrEnum):
    """Whether an allocation holds its item for an order line, for a service, or no more."""

    RESERVED = "reserved"
    ASSIGNED = "assigned"
    RELEASED = "released"


class Condition(StrEnum):
    """How an item is, beside where it stands: a refurbished one is In Stock and used."""

    NEW = "new"
    USED = "used"
    FAULTY = "faulty"


# How an action leaves an item, unless somebody says otherwise.
CONDITION_AFTER = {
    "damage": Condition.FAULTY,
    "use": Condition.USED,
    "repair": Condition.USED,
    "refurbish": Condition.USED,
}


class PoolKind(StrEnum):
    """What a pool of logical items is made of."""

    NUMBERS = "numbers"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    PORTS = "ports"


class QuantityReservationState(StrEnum):
    """Whether counted goods are kept for an order line, given to its service, or free again."""

    RESERVED = "reserved"
    CONSUMED = "consumed"
    RELEASED = "released"


class MovementKind(StrEnum):
    """Why counted goods move."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    CONSUMPTION = "consumption"
    RETURN = "return"
    ADJUSTMENT = "adjustment"
    WRITE_OFF = "write_off"


class MovementSide(StrEnum):
    """Where counted goods can be, as seen from the warehouse; each movement's entries add up to zero."""

    WAREHOUSE = "warehouse"
    SUPPLIERS = "suppliers"
    CUSTOMERS = "customers"
    LOSSES = "losses"
    DIFFERENCES = "differences"


class PurchaseOrderState(StrEnum):
    """Where an order placed with a supplier stands."""

    ORDERED = "ordered"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CANCELLED = "cancelled"


PURCHASE_ORDER_STATES = StateTable(
    name="purchase order",
    initial=PurchaseOrderState.ORDERED,
    transitions={
        (PurchaseOrderState.ORDERED, "receive_part"): PurchaseOrderState.PARTLY_RECEIVED,
        (PurchaseOrderState.ORDERED, "receive_rest"): PurchaseOrderState.RECEIVED,
        (PurchaseOrderState.PARTLY_RECEIVED, "receive_part"): PurchaseOrderState.PARTLY_RECEIVED,
        (PurchaseOrderState.PARTLY_RECEIVED, "receive_rest"): PurchaseOrderState.RECEIVED,
        (PurchaseOrderState.ORDERED, "cancel"): PurchaseOrderState.CANCELLED,
        (PurchaseOrderState.PARTLY_RECEIVED, "cancel"): PurchaseOrderState.CANCELLED,
    },
)
OPEN_PURCHASE_ORDER_STATES = (PurchaseOrderState.ORDERED, PurchaseOrderState.PARTLY_RECEIVED)
PURCHASE_ORDER_KEY = "PO"

LIVE_ALLOCATION_STATES = (AllocationState.RESERVED, AllocationState.ASSIGNED)


class ReservationState(StrEnum):
    """Whether a reservation still keeps what was picked."""

    HELD = "held"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
