from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from trunkline.billing.states import ChargeComponent, LedgerAccount
from trunkline.catalog.models import RateField
from trunkline.kernel.ids import new_public_id
from trunkline.platform.triggers import append_only, undeletable

_SUMS_TO_ZERO = """
    IF EXISTS (
        SELECT 1 FROM billing_ledgerposting WHERE entry_id = NEW.entry_id GROUP BY currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger entry % does not sum to zero', NEW.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""


class BillableFact(models.Model):
    """Something that happened and costs money once."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="billable_facts")
    instance = models.ForeignKey("instances.Instance", on_delete=models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    retail = RateField()
    wholesale = RateField()
    currency = models.CharField(max_length=3)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class Charge(models.Model):
    """An amount owed for one reason and one span. Charges of one key add up to what is owed for it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    key = models.CharField(max_length=200)
    sequence = models.IntegerField()
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="charges")
    subscription = models.ForeignKey("instances.Subscription", on_delete=models.PROTECT, null=True, related_name="+")
    instance = models.ForeignKey("instances.Instance", on_delete=models.PROTECT, null=True, related_name="charges")
    configuration = models.ForeignKey("instances.Configuration", on_delete=models.PROTECT, null=True, related_name="+")
    rate_version = models.ForeignKey("catalog.RateVersion", on_delete=models.PROTECT, null=True, related_name="+")
    fact = models.ForeignKey(BillableFact, on_delete=models.PROTECT, null=True, related_name="charges")
    component = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()
    quantity = models.IntegerField(default=1)
    amount = RateField()
    wholesale = RateField()
    currency = models.CharField(max_length=3)
    rule = models.CharField(max_length=60)
    engine_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    raised_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "sequence"], name="charge_is_raised_once"),
            models.CheckConstraint(condition=Q(component__in=[*ChargeComponent]), name="charge_component_is_known"),
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="charge_has_a_span"),
            models.CheckConstraint(
                condition=Q(component=ChargeComponent.FACT, fact__isnull=False)
                | (~Q(component=ChargeComponent.FACT) & Q(instance__isnull=False, rate_version__isnull=False)),
                name="charge_has_its_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "id"], name="charge_by_account")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class Transaction(models.Model):
    """What the customer sees in the account's history for a charge."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="transactions")
    instance = models.ForeignKey("instances.Instance", on_delete=models.PROTECT, null=True, related_name="transactions")
    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="transaction")
    claimed_by = models.ForeignKey(
        "provisioning.ProvisioningJob", on_delete=models.PROTECT, null=True, related_name="transactions"
    )
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    retail = RateField()
    wholesale = RateField()
    currency = models.CharField(max_length=3)
    happened_at = models.DateTimeField()
    # What the play said when it claimed another amount than the one owed: shown, never added.
    claimed_retail = RateField(null=True)
    claimed_wholesale = RateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "id"], name="transaction_by_account")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class LedgerEntry(models.Model):
    """A double-entry booking; undone by its reverse, never edited."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="ledger_entries")
    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, null=True, related_name="ledger_entry")
    reason = models.CharField(max_length=60)
    booked_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class LedgerPosting(models.Model):
    """One side of a booking: above zero is debit, below is credit."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="postings")
    ledger_account = models.CharField(max_length=30)
    amount = RateField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ledger_account__in=[*LedgerAccount]), name="ledger_account_is_known"),
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_posting_is_not_zero"),
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


class InvoiceSeries(models.Model):
    """A seller's run of invoice numbers without gaps; its row is locked last."""

    seller = models.ForeignKey("parties.Seller", on_delete=models.PROTECT, related_name="invoice_series")
    prefix = models.CharField(max_length=20)
    next_number = models.BigIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "prefix"], name="invoice_series_prefix"),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="invoice_series_number"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [undeletable()]


class Invoice(models.Model):
    """A document: charges of an account, taxed and numbered."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    number = models.BigIntegerField()
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="invoices")
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    total = RateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "number"], name="invoice_number")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


class InvoiceLine(models.Model):
    """A charge's place on an invoice: a charge is billed once."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.IntegerField()
    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="invoice_line")
    amount = RateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]
