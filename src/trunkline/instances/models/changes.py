from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.instances.models.instances import Instance
from trunkline.instances.states import CHANGE_STATES, OPEN_CHANGE_STATES, WAITING_CHANGE_STATES, ChangeKind, ChangeState
from trunkline.kernel.exact_json import ExactDecoder, ExactEncoder
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited
from trunkline.platform.ranges import starts_before_end
from trunkline.platform.triggers import undeletable

REASON_MAX = 500


@audited
class Change(models.Model):
    """What is to be different of an instance from an instant on, who asked for it and why; or a correction of the past.

    `differences` are the columns of a configuration that change, and to what; all others go on as they are by then.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, null=True, related_name="changes")
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, default=ChangeKind.CHANGE)
    state = models.CharField(max_length=12, default=ChangeState.PLANNED)
    differences = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    starts_at = models.DateTimeField()
    # Of a correction: until when it holds; null: until now and on.
    ends_at = models.DateTimeField(null=True)
    # When there is next something to do, by the business clock: its play is ordered, or it takes over.
    due_at = models.DateTimeField()
    # When its play had succeeded ahead of its day.
    prepared_at = models.DateTimeField(null=True)
    # What it costs once when it takes over, as of a transition; null: nothing.
    charge = RateField(null=True)
    reason = models.CharField(max_length=REASON_MAX, blank=True)
    # What the customer is shown of the reason.
    customer_reason = models.CharField(max_length=REASON_MAX, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=60)
    settled_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=REASON_MAX, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=CHANGE_STATES.states), name="change_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=[*ChangeKind]), name="change_kind_is_known"),
            models.CheckConstraint(
                condition=starts_before_end(start="starts_at", end="ends_at"), name="change_is_a_span"
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.CHANGE, ends_at__isnull=True)
                | (Q(kind=ChangeKind.CORRECTION, state=ChangeState.IN_FORCE) & ~Q(reason="")),
                name="change_correction_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_CHANGE_STATES, settled_at__isnull=True)
                | (~Q(state__in=OPEN_CHANGE_STATES) & Q(settled_at__isnull=False)),
                name="change_settled_has_its_instant",
            ),
            models.CheckConstraint(condition=Q(charge__isnull=True) | Q(charge__gte=0), name="change_charge"),
            # Two that begin at one instant would not follow one another.
            models.UniqueConstraint(
                fields=["instance", "starts_at"],
                condition=Q(state__in=OPEN_CHANGE_STATES),
                name="change_one_open_per_instant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state__in=WAITING_CHANGE_STATES), name="change_due"),
            models.Index(fields=["instance", "id"], name="change_by_instance"),
        ]
        triggers: ClassVar = [undeletable()]
