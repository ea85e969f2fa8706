"""Reads of orders."""

from collections import Counter

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from trunkline.catalog.states import Classification
from trunkline.instances.models import Cancellation, Configuration
from trunkline.instances.states import CancellationState, ConfigurationState
from trunkline.ordering.errors import OrderNotFoundError
from trunkline.ordering.models import Order, OrderLine, OrderPick
from trunkline.ordering.states import LineAction, LineState
from trunkline.platform.locks import LockKind, note_lock

# What is told of a line; all columns of what is joined would be several times as many.
_LINE_FIELDS = (
    *("public_id", "order_id", "position", "action", "state", "currency", "auto_renew", "failure"),
    *("retail", "wholesale", "retail_set_up", "wholesale_set_up", "quantity"),
    *("product__slug", "instance__public_id", "parent__public_id", "part_of__public_id", "job__id"),
    *("accepted_terms__accepted_at", "accepted_terms__accepted_by"),
)


def list_orders(brand_ids: frozenset[int] | None) -> QuerySet[Order]:
    """This will list orders of some brands' accounts (None: of all), latest first."""
    # Joined where each line has one: a query for each table would take longer than all else of placing an order.
    joined = OrderLine.objects.select_related("product", "instance", "parent", "part_of", "job", "accepted_terms")
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


def list_parts(bundle_id: int) -> QuerySet[Configuration]:
    """This will list the CURRENT configurations of what runs as a part of a bundle or package, in order of instances.

    What adds to it is none.
    """
    parts = Configuration.objects.filter(
        parent_id=bundle_id,
        state=ConfigurationState.CURRENT,
        superseded_at__isnull=True,
        instance__retired_at__isnull=True,
    )
    made_so = OrderLine.objects.filter(instance_id=OuterRef("instance_id"), action=LineAction.ADD_PART)
    return (
        parts.filter(Exists(made_so))
        .select_related("instance", "product__product_type", "service_state", "account", "rate_version")
        .order_by("instance_id")
    )


def count_parts(bundle_id: int) -> Counter[str]:
    """This will count the parts that a bundle is to have once all that is ordered is done, by their products' codes.

    What is about to end counts no more, what is being added does. Services count one by one, goods by their quantity.
    """
    ending = OrderLine.objects.filter(
        instance_id=OuterRef("instance_id"), action=LineAction.END, state=LineState.PROVISIONING
    )
    cancelled = Cancellation.objects.filter(instance_id=OuterRef("instance_id"), state=CancellationState.PENDING)
    staying = list_parts(bundle_id).filter(~Exists(ending), ~Exists(cancelled))
    coming = OrderLine.objects.filter(parent_id=bundle_id, action=LineAction.ADD_PART, state=LineState.PROVISIONING)
    counts: Counter[str] = Counter()
    for rows in (staying, coming):
        columns = ("product__code", "product__product_type__classification", "quantity")
        for code, classification, quantity in rows.values_list(*columns):
            counts[code] += quantity if classification == Classification.GOOD else 1
    return counts


def list_together(line: OrderLine) -> list[OrderLine]:
    """This will list the lines of an order that take effect together with a line, itself included, in their order."""
    if line.together is None:
        return [line]
    together = OrderLine.objects.filter(order_id=line.order_id, together=line.together)
    return list(together.select_related("product__product_type", "job").order_by("position"))


def lock_line(line_id: int) -> OrderLine:
    """This will lock a line's order until the transaction ends and return the line; raises OrderNotFoundError."""
    joined = ("order", "product__product_type", "rate_version__rate__price_plan", "instance", "parent", "part_of")
    line = OrderLine.objects.select_related(*joined).get(pk=line_id)
    note_lock(LockKind.ORDER, line.order_id)
    line.order = Order.objects.select_for_update().get(pk=line.order_id)
    return line
