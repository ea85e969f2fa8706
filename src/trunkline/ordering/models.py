from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.kernel.exact_json import ExactDecoder, ExactEncoder
from trunkline.kernel.ids import new_public_id
from trunkline.ordering.states import LINE_STATES, ORDER_STATES, LineAction, LineState, OrderState
from trunkline.platform.audit import audited
from trunkline.platform.triggers import append_only, undeletable


@audited
class Order(models.Model):
    """What someone asks for."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    number = models.CharField(max_length=30, unique=True)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="orders")
    state = models.CharField(max_length=10, default=OrderState.PLACED)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=60)
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ORDER_STATES.states), name="order_state_is_known")
        ]
        triggers: ClassVar = [undeletable()]


@audited
class OrderLine(models.Model):
    """One product asked for, or a change of one service, with the price that was shown."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.SmallIntegerField()
    # The line of the bundle that this one is a part of, and what it takes effect together with: all lines of the order
    # that have the number.
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    together = models.SmallIntegerField(null=True)
    action = models.CharField(max_length=10, default=LineAction.ADD)
    state = models.CharField(max_length=12, default=LineState.PROVISIONING)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    instance = models.ForeignKey("instances.Instance", on_delete=models.SET_NULL, null=True, related_name="order_lines")
    # The service that an add-on adds to, or the bundle that a part is added to.
    parent = models.ForeignKey("instances.Instance", on_delete=models.PROTECT, null=True, related_name="addon_lines")
    # What of the service is to be different, of a line that changes it.
    change = models.ForeignKey("instances.Change", on_delete=models.PROTECT, null=True, related_name="order_lines")
    subscriber = models.ForeignKey("parties.Subscriber", on_delete=models.PROTECT, null=True, related_name="+")
    rate_version = models.ForeignKey("catalog.RateVersion", on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    retail = RateField(default=0)
    wholesale = RateField(default=0)
    retail_set_up = RateField(default=0)
    wholesale_set_up = RateField(default=0)
    quantity = models.IntegerField(default=1, db_default=1)
    # What is told of the service to be, by the names of its product's characteristics.
    characteristics = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), encoder=ExactEncoder, decoder=ExactDecoder
    )
    # Links of the service to be, as the catalogue defines them: `definition`, what it leads `to` (an instance's number,
    # or the `position` of a line of this order), and `characteristics`.
    relationships = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), encoder=ExactEncoder, decoder=ExactDecoder
    )
    # Who pays, where that is not the account, and what its own books call it.
    payer = models.ForeignKey("parties.Account", on_delete=models.PROTECT, null=True, related_name="+")
    cost_centre = models.CharField(max_length=60, blank=True, default="", db_default="")
    purchase_order_number = models.CharField(max_length=60, blank=True, default="", db_default="")
    auto_renew = models.BooleanField(default=False)
    variables = models.JSONField(default=dict)
    failure = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.CheckConstraint(condition=Q(state__in=LINE_STATES.states), name="order_line_state_is_known"),
            models.CheckConstraint(condition=Q(action__in=[*LineAction]), name="order_line_action_is_known"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_quantity"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | Q(together__isnull=False), name="order_line_part_is_not_alone"
            ),
            models.CheckConstraint(
                condition=Q(action=LineAction.CHANGE, change__isnull=False)
                | (~Q(action=LineAction.CHANGE) & Q(change__isnull=True)),
                name="order_line_of_a_change_names_it",
            ),
            models.UniqueConstraint(
                fields=["instance"],
                condition=Q(state=LineState.PROVISIONING),
                name="order_line_one_under_way_per_service",
            ),
        ]
        triggers: ClassVar = [undeletable()]


class OrderPick(models.Model):
    """A stock item that was chosen for a line."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="picks")
    item = models.ForeignKey("stock.StockItem", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "item"], name="order_pick_once")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class AcceptedTerms(models.Model):
    """That the terms of a line's product were accepted, by whom and when."""

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="accepted_terms")
    terms = models.ForeignKey("catalog.ProductTerms", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]
