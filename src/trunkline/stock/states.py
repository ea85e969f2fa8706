"""The words of this room."""

from enum import StrEnum

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
        (ItemState.HELD, "restock"): ItemState.IN_STOCK,
        (ItemState.DECOMMISSIONED, "restock"): ItemState.IN_STOCK,
        (ItemState.DAMAGED, "restock"): ItemState.IN_STOCK,
        (ItemState.USED, "restock"): ItemState.IN_STOCK,
        (ItemState.OUT_OF_SERVICE, "restock"): ItemState.IN_STOCK,
        (ItemState.LOST, "restock"): ItemState.IN_STOCK,
        (ItemState.NEW, "damage"): ItemState.DAMAGED,
        (ItemState.IN_STOCK, "damage"): ItemState.DAMAGED,
        (ItemState.NEW, "lose"): ItemState.LOST,
        (ItemState.IN_STOCK, "lose"): ItemState.LOST,
        (ItemState.IN_STOCK, "withdraw"): ItemState.OUT_OF_SERVICE,
        (ItemState.NEW, "withdraw"): ItemState.OUT_OF_SERVICE,
        (ItemState.DAMAGED, "return_to_vendor"): ItemState.RETURNED_TO_VENDOR,
    },
)

# What a play means when it writes a state on an item that its service holds.
ACTION_BY_WRITTEN_STATE = {
    ItemState.IN_STOCK: "release",
    ItemState.HELD: "hold",
    ItemState.DECOMMISSIONED: "decommission",
    ItemState.DAMAGED: "damage",
    ItemState.LOST: "lose",
    ItemState.USED: "use",
}


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
