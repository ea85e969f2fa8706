from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.instances.models.instances import Instance
from trunkline.instances.states import (
    CANCELLATION_STATES,
    OPEN_RENEWAL_STATES,
    RENEWAL_STATES,
    RUNNING_RENEWAL_STATES,
    WAITING_RENEWAL_STATES,
    CancellationReason,
    CancellationState,
    RenewalState,
)
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited


@audited
class Renewal(models.Model):
    """The next period of a service, planned when the one before it begins; on its day it is renewed, or it expires.

    What was renewed is what the bill owes of further periods, at the price that is noted here.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="renewals")
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="renewals")
    state = models.CharField(max_length=12, default=RenewalState.PLANNED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # When there is next something to do, by the business clock.
    due_at = models.DateTimeField()
    # That somebody asked for it, though the service does not renew by itself, or not yet.
    is_requested = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    rate_version = models.ForeignKey("catalog.RateVersion", on_delete=models.PROTECT, null=True, related_name="+")
    retail = RateField(null=True)
    wholesale = RateField(null=True)
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, null=True, related_name="renewals")
    failure = models.CharField(max_length=300, blank=True)
    renewed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=RENEWAL_STATES.states), name="renewal_state_is_known"),
            models.CheckConstraint(
                condition=Q(starts_on__lt=models.F("ends_on"), starts_at__lt=models.F("ends_at")),
                name="renewal_is_a_span",
            ),
            models.UniqueConstraint(
                fields=["instance"], condition=Q(state__in=OPEN_RENEWAL_STATES), name="renewal_one_open_per_service"
            ),
            models.UniqueConstraint(
                fields=["instance", "starts_on"],
                condition=Q(renewed_at__isnull=False),
                name="renewal_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[RenewalState.RENEWED, RenewalState.TAKING_BACK, RenewalState.TAKEN_BACK],
                    renewed_at__isnull=False,
                    rate_version__isnull=False,
                    retail__isnull=False,
                    wholesale__isnull=False,
                )
                | (
                    ~Q(state__in=[RenewalState.RENEWED, RenewalState.TAKING_BACK, RenewalState.TAKEN_BACK])
                    & Q(renewed_at__isnull=True)
                ),
                name="renewal_done_has_its_price",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenewalState.CHARGING) | Q(payment__isnull=False),
                name="renewal_charging_has_its_payment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[*WAITING_RENEWAL_STATES, *RUNNING_RENEWAL_STATES]),
                name="renewal_due",
            ),
            models.Index(fields=["account", "id"], name="renewal_by_account"),
        ]


@audited
class Cancellation(models.Model):
    """That a service is to end, why, and when; until then it can be reversed."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="cancellations")
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="cancellations")
    state = models.CharField(max_length=12, default=CancellationState.PENDING)
    reason = models.CharField(max_length=12)
    note = models.CharField(max_length=500, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=60)
    ends_at = models.DateTimeField()
    # When its end is ordered next, by the business clock: at its end, and again after a failure.
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=CANCELLATION_STATES.states), name="cancellation_state_is_known"
            ),
            models.CheckConstraint(condition=Q(reason__in=[*CancellationReason]), name="cancellation_reason_is_known"),
            models.UniqueConstraint(
                fields=["instance"],
                condition=Q(state=CancellationState.PENDING),
                name="cancellation_one_pending_per_service",
            ),
            models.CheckConstraint(
                condition=Q(requested_at__lte=models.F("ends_at"), ends_at__lte=models.F("due_at")),
                name="cancellation_times_are_in_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state=CancellationState.PENDING), name="cancellation_due"),
        ]
