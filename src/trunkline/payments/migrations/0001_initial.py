import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.catalog.models
import trunkline.kernel.ids
import trunkline.payments.states
import trunkline.platform.migration_operations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("billing", "0001_initial"),
        ("parties", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("gateway", models.CharField(max_length=40)),
                ("gateway_reference", models.CharField(max_length=120, null=True)),
                ("state", models.CharField(default=trunkline.payments.states.PaymentState["INTENDED"], max_length=10)),
                ("amount", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                ("requested_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="parties.account"
                    ),
                ),
                (
                    "ledger_entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="billing.ledgerentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    trunkline.payments.states.PaymentState["INTENDED"],
                                    trunkline.payments.states.PaymentState["CAPTURED"],
                                    trunkline.payments.states.PaymentState["DECLINED"],
                                    trunkline.payments.states.PaymentState["UNKNOWN"],
                                ),
                            )
                        ),
                        name="payment_state_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_is_above_zero"),
                    models.UniqueConstraint(fields=("gateway", "gateway_reference"), name="payment_gateway_reference"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", trunkline.payments.states.PaymentState["CAPTURED"]), _negated=True),
                            ("ledger_entry__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_captured_is_booked",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="undeletable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6b1c6852586d1b08d6ca1054d0b1db699e255c33",
                            operation="DELETE",
                            pgid="pgtrigger_undeletable_ee505",
                            table="payments_payment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymentversion" ("account_id", "amount", "created_at", "currency", "gateway", "gateway_reference", "id", "ledger_entry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "requested_at", "settled_at", "state") SELECT new_values."account_id", new_values."amount", new_values."created_at", new_values."currency", new_values."gateway", new_values."gateway_reference", new_values."id", new_values."ledger_entry_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."requested_at", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="b2274e1d9ac5cbbf75832880385f28b8dde1f99c",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_24a65",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="payments_payment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymentversion" ("account_id", "amount", "created_at", "currency", "gateway", "gateway_reference", "id", "ledger_entry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "requested_at", "settled_at", "state") SELECT new_values."account_id", new_values."amount", new_values."created_at", new_values."currency", new_values."gateway", new_values."gateway_reference", new_values."id", new_values."ledger_entry_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."public_id", new_values."requested_at", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="fa1af2cc3fec78049f554881cdd21361e12230c9",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dd546",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="payments_payment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymentversion" ("account_id", "amount", "created_at", "currency", "gateway", "gateway_reference", "id", "ledger_entry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "requested_at", "settled_at", "state") SELECT old_values."account_id", old_values."amount", old_values."created_at", old_values."currency", old_values."gateway", old_values."gateway_reference", old_values."id", old_values."ledger_entry_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."public_id", old_values."requested_at", old_values."settled_at", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="9878a65018c59c0a3aa3f75408ea922baa1459b0",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b2c62",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="payments_payment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("gateway", models.CharField(max_length=40)),
                ("gateway_reference", models.CharField(max_length=120, null=True)),
                ("state", models.CharField(default=trunkline.payments.states.PaymentState["INTENDED"], max_length=10)),
                ("amount", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                ("requested_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parties.account",
                    ),
                ),
                (
                    "ledger_entry",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="billing.ledgerentry",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="recorded_versions",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="eb198c894b048d76d8f9cd039514bcf2c588eafd",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e23ed",
                            table="payments_paymentversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
