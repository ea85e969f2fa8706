from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited
from trunkline.platform.triggers import append_only, undeletable
from trunkline.stock.states import (
    AVAILABLE_STATES,
    ITEM_STATES,
    LIVE_ALLOCATION_STATES,
    PURCHASE_ORDER_STATES,
    AllocationState,
    Condition,
    ItemState,
    MovementKind,
    MovementSide,
    PoolKind,
    PurchaseOrderState,
    QuantityReservationState,
)

_SUMS_TO_ZERO = """
    IF (SELECT sum(quantity) FROM stock_stockmovemententry WHERE movement_id = NEW.movement_id) <> 0 THEN
        RAISE EXCEPTION 'stock movement % does not sum to zero', NEW.movement_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""
_ADDRESS_DIGITS_MAX = 40


@audited
class Warehouse(models.Model):
    """A place that keeps stock."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)


@audited
class Pool(models.Model):
    """A run of numbers, addresses, prefixes or ports of which items are made; runs of a specification never overlap."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    specification = models.ForeignKey("catalog.ResourceSpecification", on_delete=models.PROTECT, related_name="pools")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="pools")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    # What people call it: "+447700900000 - +447700900999", "192.0.2.0/24", "2001:db8::/40 by /56", "OLT-1 1/1 1 - 16".
    definition = models.CharField(max_length=200)
    # The run as numbers: for addresses, the first and last address that its prefixes cover.
    first = models.DecimalField(max_digits=_ADDRESS_DIGITS_MAX, decimal_places=0)
    last = models.DecimalField(max_digits=_ADDRESS_DIGITS_MAX, decimal_places=0)
    # Ports of different devices bear the same numbers.
    scope = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["specification", "name"], name="pool_name"),
            models.CheckConstraint(condition=Q(kind__in=[*PoolKind]), name="pool_kind_is_known"),
            models.CheckConstraint(condition=Q(first__gte=0, first__lte=F("last")), name="pool_is_a_run"),
            ExclusionConstraint(
                name="pools_do_not_overlap",
                expressions=[
                    (Func("specification_id", "specification_id", models.Value("[]"), function="int8range"), "&&"),
                    (
                        Func(
                            Func("scope", function="hashtext"),
                            Func("scope", function="hashtext"),
                            models.Value("[]"),
                            function="int4range",
                        ),
                        "&&",
                    ),
                    (Func("first", "last", models.Value("[]"), function="numrange"), "&&"),
                ],
            ),
        ]
        triggers: ClassVar = [undeletable()]


@audited
class PurchaseOrder(models.Model):
    """What was ordered from a supplier for a warehouse."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    number = models.CharField(max_length=30, unique=True)
    supplier = models.CharField(max_length=120)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="purchase_orders")
    state = models.CharField(max_length=16, default=PurchaseOrderState.ORDERED)
    expected_on = models.DateField(null=True)
    ordered_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PURCHASE_ORDER_STATES.states), name="purchase_order_state")
        ]
        triggers: ClassVar = [undeletable()]


@audited
class PurchaseOrderLine(models.Model):
    """So many items or pieces of one specification, and how many of them have come."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lines")
    position = models.SmallIntegerField()
    specification = models.ForeignKey("catalog.ResourceSpecification", on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()
    received = models.IntegerField(default=0)
    unit_cost = RateField(null=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "specification"], name="purchase_order_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, received__gte=0, received__lte=F("quantity")),
                name="purchase_order_line_quantity",
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__isnull=True, currency="") | (Q(unit_cost__gte=0) & ~Q(currency="")),
                name="purchase_order_line_cost_has_a_currency",
            ),
        ]
        triggers: ClassVar = [undeletable()]


@audited
class StockItem(models.Model):
    """A resource instance as the warehouse sees it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    instance = models.OneToOneField("instances.Instance", on_delete=models.PROTECT, related_name="stock_item")
    specification = models.ForeignKey("catalog.ResourceSpecification", on_delete=models.PROTECT, related_name="items")
    reference_number = models.CharField(max_length=60)
    serial = models.CharField(max_length=120, blank=True)
    serial_normalised = models.CharField(max_length=120, null=True)  # noqa: DJ001  # null: no serial, never equal
    texts = ArrayField(models.CharField(max_length=200, blank=True), size=10, default=list)
    state = models.CharField(max_length=20, default=ItemState.NEW)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="items")
    place = models.CharField(max_length=120, blank=True)
    condition = models.CharField(max_length=10, default=Condition.NEW)
    cost = RateField(null=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    warranty_until = models.DateField(null=True)
    held_until = models.DateTimeField(null=True)
    # The kit that this item is a part of: it is picked, given and taken back with it.
    kit = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, related_name="items")
    purchase_line = models.ForeignKey(PurchaseOrderLine, on_delete=models.PROTECT, null=True, related_name="items")
    received_at = models.DateTimeField(null=True)
    # Entered by mistake or scrapped: kept for its history, offered to nobody.
    discarded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["specification", "reference_number"], name="stock_item_reference"),
            models.UniqueConstraint(fields=["specification", "serial_normalised"], name="stock_item_serial"),
            models.CheckConstraint(condition=Q(state__in=ITEM_STATES.states), name="stock_item_state_is_known"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True, cost_currency="") | (Q(cost__isnull=False) & ~Q(cost_currency="")),
                name="stock_item_cost_has_a_currency",
            ),
            models.CheckConstraint(condition=Q(condition__in=[*Condition]), name="stock_item_condition_is_known"),
            models.CheckConstraint(
                condition=Q(state=ItemState.HELD) | Q(held_until__isnull=True), name="stock_item_only_held_ones_wait"
            ),
            models.CheckConstraint(condition=~Q(kit=F("id")), name="stock_item_is_no_part_of_itself"),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(state=ItemState.OUT_OF_SERVICE),
                name="stock_item_discarded_is_out_of_service",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["specification", "warehouse", "state"], name="stock_item_by_availability"),
            models.Index(
                fields=["specification", "id"],
                condition=Q(state__in=AVAILABLE_STATES, kit__isnull=True),
                name="stock_item_to_pick",
            ),
            models.Index(fields=["held_until"], condition=Q(held_until__isnull=False), name="stock_item_by_hold"),
        ]
        triggers: ClassVar = [undeletable()]


@audited
class Allocation(models.Model):
    """That an item is kept for an order line until a time, or given to a service; at most one of an item is live."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="allocations")
    state = models.CharField(max_length=10, default=AllocationState.RESERVED)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="allocations")
    # The order line is known by its public id only: ordering is a room above this one.
    holder = models.UUIDField()
    reserved_by = models.CharField(max_length=60, blank=True, db_default="")
    expires_at = models.DateTimeField(null=True)
    item_state_before = models.CharField(max_length=20)
    service = models.ForeignKey("instances.Instance", on_delete=models.PROTECT, null=True, related_name="allocations")
    created_at = models.DateTimeField(db_default=Now())
    assigned_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=LIVE_ALLOCATION_STATES), name="allocation_one_live_per_item"
            ),
            models.CheckConstraint(condition=Q(state__in=[*AllocationState]), name="allocation_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=AllocationState.ASSIGNED) | Q(service__isnull=False, assigned_at__isnull=False),
                name="allocation_assigned_to_a_service",
            ),
            models.CheckConstraint(
                condition=Q(state=AllocationState.RELEASED, released_at__isnull=False)
                | (~Q(state=AllocationState.RELEASED) & Q(released_at__isnull=True)),
                name="allocation_release_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder"], name="allocation_by_holder"),
            models.Index(fields=["service"], name="allocation_by_service"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state=AllocationState.RESERVED, expires_at__isnull=False),
                name="allocation_by_expiry",
            ),
        ]
        triggers: ClassVar = [undeletable()]


class ItemMove(models.Model):
    """That an item went from one place to another."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="moves")
    from_warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, null=True, related_name="+")
    from_place = models.CharField(max_length=120, blank=True)
    to_warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    to_place = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    moved_by = models.CharField(max_length=60)
    moved_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers: ClassVar = [append_only()]


@audited
class StockQuantity(models.Model):
    """How many pieces of a specification without serials a warehouse has, and how many of them are kept for orders."""

    id = models.BigAutoField(primary_key=True)
    specification = models.ForeignKey(
        "catalog.ResourceSpecification", on_delete=models.PROTECT, related_name="quantities"
    )
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="quantities")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["specification", "warehouse"], name="stock_quantity_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand")), name="stock_quantity_is_there"
            ),
        ]
        triggers: ClassVar = [undeletable()]


@audited
class QuantityReservation(models.Model):
    """That pieces are kept for an order line until a time, or were given to its service."""

    id = models.BigAutoField(primary_key=True)
    quantity_row = models.ForeignKey(StockQuantity, on_delete=models.PROTECT, related_name="reservations")
    quantity = models.IntegerField()
    state = models.CharField(max_length=10, default=QuantityReservationState.RESERVED)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    holder = models.UUIDField()
    reserved_by = models.CharField(max_length=60, blank=True, db_default="")
    expires_at = models.DateTimeField(null=True)
    service = models.ForeignKey("instances.Instance", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="quantity_reservation_quantity"),
            models.CheckConstraint(
                condition=Q(state__in=[*QuantityReservationState]), name="quantity_reservation_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=QuantityReservationState.RESERVED, settled_at__isnull=True)
                | (~Q(state=QuantityReservationState.RESERVED) & Q(settled_at__isnull=False)),
                name="quantity_reservation_end_is_dated",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["holder"], name="quantity_reservation_by_holder")]
        triggers: ClassVar = [undeletable()]


class StockMovement(models.Model):
    """A movement of pieces, in double entry: what leaves one side comes to another."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    specification = models.ForeignKey("catalog.ResourceSpecification", on_delete=models.PROTECT, related_name="+")
    purchase_line = models.ForeignKey(PurchaseOrderLine, on_delete=models.PROTECT, null=True, related_name="movements")
    reservation = models.ForeignKey(QuantityReservation, on_delete=models.PROTECT, null=True, related_name="movements")
    reason = models.CharField(max_length=200, blank=True)
    moved_by = models.CharField(max_length=60)
    moved_at = models.DateTimeField()
    unit_cost = RateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*MovementKind]), name="stock_movement_kind_is_known")
        ]
        triggers: ClassVar = [append_only()]


class StockMovementEntry(models.Model):
    """One side of a movement: above zero comes, below zero goes."""

    id = models.BigAutoField(primary_key=True)
    movement = models.ForeignKey(StockMovement, on_delete=models.PROTECT, related_name="entries")
    side = models.CharField(max_length=12)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, null=True, related_name="+")
    quantity = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(side__in=[*MovementSide]), name="stock_movement_side_is_known"),
            models.CheckConstraint(condition=~Q(quantity=0), name="stock_movement_entry_is_not_zero"),
            models.CheckConstraint(
                condition=Q(side=MovementSide.WAREHOUSE, warehouse__isnull=False)
                | (~Q(side=MovementSide.WAREHOUSE) & Q(warehouse__isnull=True)),
                name="stock_movement_entry_names_its_warehouse",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            append_only(),
            pgtrigger.Trigger(
                name="sums_to_zero",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_SUMS_TO_ZERO,
            ),
        ]


class StockCount(models.Model):
    """That somebody counted a specification in a warehouse, and what was found."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="counts")
    specification = models.ForeignKey("catalog.ResourceSpecification", on_delete=models.PROTECT, related_name="+")
    expected = models.IntegerField()
    counted = models.IntegerField()
    # References of items that should be there and were not found, and texts that were found and belong to none there.
    missing = ArrayField(models.CharField(max_length=120), default=list)
    unexpected = ArrayField(models.CharField(max_length=120), default=list)
    counted_by = models.CharField(max_length=60)
    counted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expected__gte=0, counted__gte=0), name="stock_count_is_not_negative")
        ]
        triggers: ClassVar = [append_only()]


class WriteOff(models.Model):
    """That an item, or pieces, are lost or broken for good, and what they had cost."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    item = models.OneToOneField(StockItem, on_delete=models.PROTECT, null=True, related_name="write_off")
    movement = models.OneToOneField(StockMovement, on_delete=models.PROTECT, null=True, related_name="write_off")
    amount = RateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    reason = models.CharField(max_length=200)
    written_off_by = models.CharField(max_length=60)
    written_off_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, movement__isnull=True) | Q(item__isnull=True, movement__isnull=False),
                name="write_off_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__gte=0) & ~Q(currency="")),
                name="write_off_amount_has_a_currency",
            ),
        ]
        triggers: ClassVar = [append_only()]
