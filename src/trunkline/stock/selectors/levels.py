"""How much there is of each specification: available, kept, given, on order; and of which there is too little."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Sum

from trunkline.catalog.models import ResourceSpecification
from trunkline.catalog.selectors.resources import list_resource_specifications
from trunkline.stock.models import PurchaseOrderLine, StockItem, StockQuantity
from trunkline.stock.states import AVAILABLE_STATES, OPEN_PURCHASE_ORDER_STATES, ItemState

_FIGURE_OF_STATE = {
    ItemState.RESERVED: "reserved",
    ItemState.ASSIGNED: "assigned",
    ItemState.HELD: "held",
    ItemState.DECOMMISSIONED: "decommissioned",
    ItemState.DAMAGED: "damaged",
    ItemState.OUT_OF_SERVICE: "out_of_service",
    ItemState.USED: "used",
    ItemState.RETURNED_TO_VENDOR: "returned_to_vendor",
    ItemState.LOST: "lost",
}
# In a kit an item cannot be picked by itself, so that it is none of the available ones.
FIGURES = ("available", "in_kits", *_FIGURE_OF_STATE.values(), "on_order")


@dataclass
class StockLevel:
    """How much there is of a specification, in all and by the code of each warehouse; keys are those of FIGURES."""

    specification: ResourceSpecification
    total: Counter[str] = field(default_factory=Counter)
    by_warehouse: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def is_low(self) -> bool:
        """Whether what is available and on order together is below what the specification asks for."""
        threshold = self.specification.low_stock_threshold
        return threshold is not None and self.total["available"] + self.total["on_order"] < threshold

    def add(self, warehouse: str, figure: str, count: int) -> None:
        """This will count so many more in a warehouse and in all."""
        self.total[figure] += count
        self.by_warehouse.setdefault(warehouse, Counter())[figure] += count


def list_levels(specification_ids: Iterable[int] | None = None) -> list[StockLevel]:
    """This will tell how much there is of some specifications, or of all, in the order of their names."""
    specifications = list_resource_specifications()
    if specification_ids is not None:
        specifications = specifications.filter(pk__in=list(specification_ids))
    levels = {row.pk: StockLevel(row) for row in specifications}
    of_these = Q(specification_id__in=list(levels))
    _add_items(levels, of_these)
    _add_quantities(levels, of_these)
    _add_orders(levels, of_these)
    return list(levels.values())


def list_low_levels() -> list[StockLevel]:
    """This will list the specifications of which there is too little, with how much there is."""
    watched = ResourceSpecification.objects.filter(low_stock_threshold__isnull=False)
    return [level for level in list_levels(watched.values_list("pk", flat=True)) if level.is_low]


def _add_items(levels: dict[int, StockLevel], of_these: Q) -> None:
    items = StockItem.objects.filter(of_these, discarded_at__isnull=True).order_by()
    counted = items.values("specification_id", "warehouse__code", "state").annotate(
        count=Count("pk"), count_in_kits=Count("pk", filter=Q(kit__isnull=False))
    )
    groups = counted.values_list("specification_id", "warehouse__code", "state", "count", "count_in_kits")
    for specification_id, warehouse, state, count, count_in_kits in groups:
        level = levels[specification_id]
        if state not in AVAILABLE_STATES:
            level.add(warehouse, _FIGURE_OF_STATE[ItemState(state)], count)
            continue
        level.add(warehouse, "available", count - count_in_kits)
        level.add(warehouse, "in_kits", count_in_kits)


def _add_quantities(levels: dict[int, StockLevel], of_these: Q) -> None:
    rows = StockQuantity.objects.filter(of_these).values_list(
        "specification_id", "warehouse__code", "on_hand", "reserved"
    )
    for specification_id, warehouse, on_hand, reserved in rows:
        levels[specification_id].add(warehouse, "available", on_hand - reserved)
        levels[specification_id].add(warehouse, "reserved", reserved)


def _add_orders(levels: dict[int, StockLevel], of_these: Q) -> None:
    lines = PurchaseOrderLine.objects.filter(of_these, order__state__in=OPEN_PURCHASE_ORDER_STATES).order_by()
    sums = lines.values("specification_id", "order__warehouse__code").annotate(
        coming=Sum(F("quantity") - F("received"))
    )
    for specification_id, warehouse, coming in sums.values_list("specification_id", "order__warehouse__code", "coming"):
        levels[specification_id].add(warehouse, "on_order", coming)
