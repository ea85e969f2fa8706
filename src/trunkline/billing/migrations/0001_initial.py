import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.billing.states
import trunkline.catalog.models
import trunkline.kernel.ids
import trunkline.platform.migration_operations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("instances", "0001_initial"),
        ("parties", "0001_initial"),
        ("provisioning", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillableFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("happened_at", models.DateTimeField()),
                ("title", models.CharField(max_length=200)),
                ("description", models.CharField(blank=True, max_length=500)),
                ("retail", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("wholesale", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="billable_facts", to="parties.account"
                    ),
                ),
                (
                    "instance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instances.instance",
                    ),
                ),
            ],
            options={
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="31904f443b6e004adc9079f0550e1a004c2e321b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_2a1de",
                            table="billing_billablefact",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("key", models.CharField(max_length=200)),
                ("sequence", models.IntegerField()),
                ("component", models.CharField(max_length=12)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("quantity", models.IntegerField(default=1)),
                ("amount", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("wholesale", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                ("rule", models.CharField(max_length=60)),
                ("engine_version", models.CharField(max_length=20)),
                ("inputs_hash", models.CharField(max_length=64)),
                ("raised_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="parties.account"
                    ),
                ),
                (
                    "configuration",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instances.configuration",
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="billing.billablefact",
                    ),
                ),
                (
                    "instance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="instances.instance",
                    ),
                ),
                (
                    "rate_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.rateversion",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instances.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "id"], name="charge_by_account")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "sequence"), name="charge_is_raised_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "component__in",
                                [
                                    trunkline.billing.states.ChargeComponent["SET_UP"],
                                    trunkline.billing.states.ChargeComponent["RECURRING"],
                                    trunkline.billing.states.ChargeComponent["ONE_TIME"],
                                    trunkline.billing.states.ChargeComponent["FACT"],
                                ],
                            )
                        ),
                        name="charge_component_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lt", models.F("ends_on"))), name="charge_has_a_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("component", trunkline.billing.states.ChargeComponent["FACT"]), ("fact__isnull", False)
                            ),
                            models.Q(
                                models.Q(
                                    ("component", trunkline.billing.states.ChargeComponent["FACT"]), _negated=True
                                ),
                                ("instance__isnull", False),
                                ("rate_version__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="charge_has_its_reason",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4e65a5eb32df9afdf03c83ff597f353df68ccf70",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_2005e",
                            table="billing_charge",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=20)),
                ("next_number", models.BigIntegerField(default=1)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoice_series", to="parties.seller"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "prefix"), name="invoice_series_prefix"),
                    models.CheckConstraint(condition=models.Q(("next_number__gte", 1)), name="invoice_series_number"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="undeletable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="f95477788762bafd1112243eb939002874ff2ddf",
                            operation="DELETE",
                            pgid="pgtrigger_undeletable_8ac83",
                            table="billing_invoiceseries",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("number", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("issued_on", models.DateField()),
                ("total", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="parties.account"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="billing.invoiceseries"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("series", "number"), name="invoice_number")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c7e1c40505e2fefc22ac1613d5e5b2684ea3b4e5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_87831",
                            table="billing_invoice",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("amount", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoice_line", to="billing.charge"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("invoice", "position"), name="invoice_line_position")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f9675e99fdc7050c2771082e67c1c38110b72f83",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_148d2",
                            table="billing_invoiceline",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=60)),
                ("booked_on", models.DateField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ledger_entries", to="parties.account"
                    ),
                ),
                (
                    "charge",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_entry",
                        to="billing.charge",
                    ),
                ),
            ],
            options={
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dbddae176f78bbc40f015d00dacff82d5e360549",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c9e1b",
                            table="billing_ledgerentry",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerPosting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ledger_account", models.CharField(max_length=30)),
                ("amount", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="billing.ledgerentry"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ledger_account__in",
                                [
                                    trunkline.billing.states.LedgerAccount["UNBILLED_RECEIVABLES"],
                                    trunkline.billing.states.LedgerAccount["RECEIVABLES"],
                                    trunkline.billing.states.LedgerAccount["REVENUE"],
                                    trunkline.billing.states.LedgerAccount["TAX_PAYABLE"],
                                    trunkline.billing.states.LedgerAccount["GATEWAY_CLEARING"],
                                ],
                            )
                        ),
                        name="ledger_account_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="ledger_posting_is_not_zero"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4411b9b8e9840da466b4f13579518c9246921837",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d2d12",
                            table="billing_ledgerposting",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="sums_to_zero",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n    IF EXISTS (\n        SELECT 1 FROM billing_ledgerposting WHERE entry_id = NEW.entry_id GROUP BY currency HAVING sum(amount) <> 0\n    ) THEN\n        RAISE EXCEPTION 'ledger entry % does not sum to zero', NEW.entry_id\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NULL;\n",
                            hash="2b3e209874301b5e44c0ac96a044731b78ef293f",
                            operation="INSERT",
                            pgid="pgtrigger_sums_to_zero_ff3dd",
                            table="billing_ledgerposting",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("title", models.CharField(max_length=200)),
                ("description", models.CharField(blank=True, max_length=500)),
                ("retail", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("wholesale", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                ("happened_at", models.DateTimeField()),
                ("claimed_retail", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("claimed_wholesale", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transactions", to="parties.account"
                    ),
                ),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transaction", to="billing.charge"
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="provisioning.provisioningjob",
                    ),
                ),
                (
                    "instance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="instances.instance",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "id"], name="transaction_by_account")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="78bb6642f71b9eedbeef6989d50f7671c2aea296",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bbf22",
                            table="billing_transaction",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
