"""Reads of kits: items that hold others."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from trunkline.catalog.models import KitPart, ResourceSpecification
from trunkline.stock.models import StockItem


def list_parts(kit_id: int) -> list[StockItem]:
    """This will list the items that a kit holds, in the order of their numbers."""
    return list(StockItem.objects.filter(kit_id=kit_id).select_related("specification").order_by("pk"))


def list_ids_with_parts(item_ids: Iterable[int]) -> list[int]:
    """This will list the numbers of items, and of the parts of those that are kits, in one order."""
    named = set(item_ids)
    return sorted(named | set(StockItem.objects.filter(kit_id__in=named).values_list("pk", flat=True)))


def list_kit_content(specification_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """This will tell for each specification of kits how many items of which other specification one holds."""
    content: dict[int, dict[int, int]] = {}
    rows = KitPart.objects.filter(kit_id__in=set(specification_ids)).order_by("kit_id", "position")
    for kit_id, part_id, quantity in rows.values_list("kit_id", "part_id", "quantity"):
        content.setdefault(kit_id, {})[part_id] = quantity
    return content


def list_kit_parts(specification_id: int) -> QuerySet[KitPart]:
    """This will list what the kits of a specification hold, in their order."""
    return KitPart.objects.filter(kit_id=specification_id).select_related("part").order_by("position")


def is_whole() -> Q:
    """This will build the condition that an item is no kit, or one that has been put together."""
    is_kit = Exists(KitPart.objects.filter(kit=OuterRef("specification_id")))
    return ~Q(is_kit) | Q(Exists(StockItem.objects.filter(kit=OuterRef("pk"))))


def has_built_kits(specification: ResourceSpecification) -> bool:
    """This will tell whether a kit of the specification is put together at present."""
    return StockItem.objects.filter(kit__specification=specification).exists()
