"""Reads of orders."""

from django.db.models import Prefetch, QuerySet

from trunkline.ordering.errors import OrderNotFoundError
from trunkline.ordering.models import Order, OrderLine, OrderPick
from trunkline.ordering.states import LineAction, LineState
from trunkline.platform.locks import LockKind, note_lock

# What is told of a line; all columns of what is joined would be several times as many.
_LINE_FIELDS = (
    *("public_id", "order_id", "position", "action", "state", "currency", "auto_renew", "failure"),
    *("retail", "wholesale", "retail_set_up", "wholesale_set_up"),
    *("product__slug", "instance__public_id", "parent__public_id", "job__id"),
    *("accepted_terms__accepted_at", "accepted_terms__accepted_by"),
)


def list_orders(brand_ids: frozenset[int] | None) -> QuerySet[Order]:
    """This will list orders of some brands' accounts (None: of all), latest first."""
    # Joined where each line has one: a query for each table would take longer than all else of placing an order.
    joined = OrderLine.objects.select_related("product", "instance", "parent", "job", "accepted_terms")
    lines = joined.only(*_LINE_FIELDS).order_by("position")
    picks = OrderPick.objects.select_related("item").only("line_id", "item__public_id").order_by("pk")
    orders = (
        Order.objects.select_related("account")
        .only("public_id", "number", "state", "placed_at", "finished_at", "account__public_id")
        .prefetch_related(Prefetch("lines", lines), Prefetch("lines__picks", picks))
    )
    if brand_ids is not None:
        orders = orders.filter(account__brand_id__in=brand_ids)
    return orders.order_by("-pk")


def get_order(order_id: int) -> Order:
    """This will find an order by its number inside; raises OrderNotFoundError."""
    order = list_orders(None).filter(pk=order_id).first()
    if order is None:
        raise OrderNotFoundError(f"No order {order_id} exists.")
    return order


def get_order_by_public_id(public_id: str, brand_ids: frozenset[int] | None) -> Order:
    """This will find an order by its public id; raises OrderNotFoundError."""
    order = list_orders(brand_ids).filter(public_id=public_id).first()
    if order is None:
        raise OrderNotFoundError(f"No order {public_id} is visible to you; check the id.")
    return order


def find_ending(instance_id: int) -> OrderLine | None:
    """This will find the line under way that ends a service, if there is one."""
    return OrderLine.objects.filter(
        instance_id=instance_id, action=LineAction.END, state=LineState.PROVISIONING
    ).first()


def lock_line(line_id: int) -> OrderLine:
    """This will lock a line's order until the transaction ends and return the line; raises OrderNotFoundError."""
    line = OrderLine.objects.select_related("order", "product", "rate_version__rate__price_plan", "instance").get(
        pk=line_id
    )
    note_lock(LockKind.ORDER, line.order_id)
    line.order = Order.objects.select_for_update().get(pk=line.order_id)
    return line
