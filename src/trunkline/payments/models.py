from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.kernel.ids import new_public_id
from trunkline.payments.states import PAYMENT_STATES, PaymentState
from trunkline.platform.audit import audited
from trunkline.platform.triggers import undeletable


@audited
class Payment(models.Model):
    """Money taken from an account through a gateway, known there by our own key."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=40)
    gateway_reference = models.CharField(max_length=120, null=True)  # noqa: DJ001  # null: the gateway has not answered
    state = models.CharField(max_length=10, default=PaymentState.INTENDED)
    amount = RateField()
    currency = models.CharField(max_length=3)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    ledger_entry = models.OneToOneField(
        "billing.LedgerEntry", on_delete=models.PROTECT, null=True, related_name="payment"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PAYMENT_STATES.states), name="payment_state_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_above_zero"),
            models.UniqueConstraint(fields=["gateway", "gateway_reference"], name="payment_gateway_reference"),
            models.CheckConstraint(
                condition=~Q(state=PaymentState.CAPTURED) | Q(ledger_entry__isnull=False),
                name="payment_captured_is_booked",
            ),
        ]
        triggers: ClassVar = [undeletable()]
