"""Reads of purchase orders."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from trunkline.platform.locks import LockKind, note_lock
from trunkline.stock.errors import PurchaseOrderNotFoundError
from trunkline.stock.models import PurchaseOrder, PurchaseOrderLine

_LINES = Prefetch("lines", queryset=PurchaseOrderLine.objects.select_related("specification"))


def list_purchase_orders() -> QuerySet[PurchaseOrder]:
    """This will list purchase orders with their lines."""
    return PurchaseOrder.objects.select_related("warehouse").prefetch_related(_LINES).order_by("pk")


def get_purchase_order(order_id: int) -> PurchaseOrder:
    """This will find a purchase order by its number inside; raises PurchaseOrderNotFoundError."""
    order = list_purchase_orders().filter(pk=order_id).first()
    if order is None:
        raise PurchaseOrderNotFoundError(f"No purchase order {order_id} exists; check the number.")
    return order


def get_purchase_order_by_public_id(public_id: str) -> PurchaseOrder:
    """This will find a purchase order by its public id; raises PurchaseOrderNotFoundError."""
    order = list_purchase_orders().filter(public_id=public_id).first()
    if order is None:
        raise PurchaseOrderNotFoundError(f"No purchase order {public_id} exists; check the id.")
    return order


def lock_purchase_orders(order_ids: Iterable[int]) -> list[PurchaseOrder]:
    """This will lock purchase orders until the transaction ends; raises PurchaseOrderNotFoundError.

    In the order of locks they are orders, which is where they come: before items and quantities.
    """
    wanted = sorted(set(order_ids))
    for order_id in wanted:
        note_lock(LockKind.ORDER, order_id)
    rows = PurchaseOrder.objects.select_for_update(of=("self",)).select_related("warehouse")
    orders = list(rows.filter(pk__in=wanted).order_by("pk"))
    missing = set(wanted) - {order.pk for order in orders}
    if missing:
        raise PurchaseOrderNotFoundError(f"No purchase order {min(missing)} exists; check the number.")
    return orders


def find_purchase_order_ids(numbers: Iterable[str]) -> dict[str, int]:
    """This will find the numbers inside of purchase orders by the numbers that people know, such as PO-1001."""
    return dict(PurchaseOrder.objects.filter(number__in=set(numbers)).values_list("number", "pk"))
