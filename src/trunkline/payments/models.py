from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.kernel.ids import new_public_id
from trunkline.payments.policies import CARD_REFERENCE_MAX, DESCRIPTION_MAX, FAILURE_MAX, GATEWAY_NAME_MAX
from trunkline.payments.states import PAYMENT_STATES, REFUND_STATES, DemoChargeState, PaymentState, RefundState
from trunkline.platform.audit import audited
from trunkline.platform.triggers import append_only, undeletable


@audited
class StoredCard(models.Model):
    """A card that its gateway keeps for an account; we know it by the gateway's reference, never by its number."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="cards")
    gateway = models.CharField(max_length=GATEWAY_NAME_MAX)
    gateway_reference = models.CharField(max_length=CARD_REFERENCE_MAX)
    brand = models.CharField(max_length=20)
    last_four = models.CharField(max_length=4)
    expiry_month = models.SmallIntegerField()
    expiry_year = models.SmallIntegerField()
    is_default = models.BooleanField(default=False)
    stored_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(is_default=True, removed_at__isnull=True),
                name="card_one_default_per_account",
            ),
            models.UniqueConstraint(
                fields=["account", "gateway", "gateway_reference"],
                condition=Q(removed_at__isnull=True),
                name="card_stored_once",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(removed_at__isnull=True), name="card_removed_is_no_default"
            ),
            models.CheckConstraint(condition=Q(last_four__regex=r"^[0-9]{4}$"), name="card_shows_four_digits"),
            models.CheckConstraint(condition=Q(expiry_month__range=(1, 12)), name="card_expiry_month"),
        ]
        triggers: ClassVar = [undeletable()]


@audited
class Payment(models.Model):
    """Money taken from an account through a gateway, known there by our own key."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="payments")
    card = models.ForeignKey(StoredCard, on_delete=models.PROTECT, null=True, related_name="payments")
    job = models.ForeignKey(
        "provisioning.ProvisioningJob", on_delete=models.PROTECT, null=True, related_name="payments"
    )
    description = models.CharField(max_length=DESCRIPTION_MAX, blank=True)
    gateway = models.CharField(max_length=GATEWAY_NAME_MAX)
    gateway_reference = models.CharField(max_length=120, null=True)  # noqa: DJ001  # null: the gateway has not answered
    state = models.CharField(max_length=10, default=PaymentState.INTENDED)
    amount = RateField()
    currency = models.CharField(max_length=3)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=FAILURE_MAX, blank=True)
    # Found at the gateway and booked: whoever asks for what it was made for is answered with it, once.
    is_unclaimed = models.BooleanField(default=False, db_default=False)
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
            models.CheckConstraint(
                condition=Q(state=PaymentState.CAPTURED) | Q(ledger_entry__isnull=True),
                name="payment_booked_is_captured",
            ),
            models.CheckConstraint(
                condition=Q(is_unclaimed=False) | Q(state=PaymentState.CAPTURED, job__isnull=True),
                name="payment_unclaimed_is_captured",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "id"], name="payment_by_account"),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[PaymentState.INTENDED, PaymentState.UNKNOWN]),
                name="payment_unsettled",
            ),
        ]
        triggers: ClassVar = [undeletable()]


@audited
class Refund(models.Model):
    """Money given back of a captured payment, known to the gateway by our own key."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    gateway_reference = models.CharField(max_length=120, null=True)  # noqa: DJ001  # null: the gateway has not answered
    state = models.CharField(max_length=10, default=RefundState.INTENDED)
    amount = RateField()
    reason = models.CharField(max_length=DESCRIPTION_MAX, blank=True)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=FAILURE_MAX, blank=True)
    ledger_entry = models.OneToOneField(
        "billing.LedgerEntry", on_delete=models.PROTECT, null=True, related_name="refund"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=REFUND_STATES.states), name="refund_state_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_above_zero"),
            models.CheckConstraint(
                condition=Q(state=RefundState.REFUNDED, ledger_entry__isnull=False)
                | (~Q(state=RefundState.REFUNDED) & Q(ledger_entry__isnull=True)),
                name="refund_is_booked_once_refunded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[RefundState.INTENDED, RefundState.UNKNOWN]),
                name="refund_unsettled",
            )
        ]
        triggers: ClassVar = [undeletable()]


class DemoGatewayCharge(models.Model):
    """What the demo gateway itself remembers of a charge, as a gateway elsewhere would: the rooms never read it."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True)
    reference = models.CharField(max_length=60, unique=True)
    card_reference = models.CharField(max_length=CARD_REFERENCE_MAX, blank=True)
    amount = RateField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10)
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[*DemoChargeState]), name="demo_charge_state_is_known")
        ]
        triggers: ClassVar = [append_only()]


class DemoGatewayRefund(models.Model):
    """What the demo gateway itself remembers of a refund."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True)
    reference = models.CharField(max_length=60, unique=True)
    charge = models.ForeignKey(DemoGatewayCharge, on_delete=models.PROTECT, related_name="refunds")
    amount = RateField()
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gt=0), name="demo_refund_is_above_zero")]
        triggers: ClassVar = [append_only()]
