import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.platform.migration_operations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="OcsAccount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant", models.CharField(max_length=200)),
                ("account", models.CharField(max_length=200)),
                ("is_disabled", models.BooleanField(default=False)),
                ("allow_negative", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("tenant", "account"),
                        name="ocs_account_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tenant", ""), _negated=True), models.Q(("account", ""), _negated=True)
                        ),
                        name="ocs_account_has_a_name",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountversion" ("account", "allow_negative", "created_at", "id", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "tenant") SELECT new_values."account", new_values."allow_negative", new_values."created_at", new_values."id", new_values."is_disabled", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."removed_at", new_values."tenant" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="3efea39577418f72c67f0a5e709574b14000da64",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d7148",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="ocs_ocsaccount",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountversion" ("account", "allow_negative", "created_at", "id", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "tenant") SELECT new_values."account", new_values."allow_negative", new_values."created_at", new_values."id", new_values."is_disabled", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."removed_at", new_values."tenant" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="54b9a4328df65804ab26a492919ba20aca6f17e9",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7b867",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="ocs_ocsaccount",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountversion" ("account", "allow_negative", "created_at", "id", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "tenant") SELECT old_values."account", old_values."allow_negative", old_values."created_at", old_values."id", old_values."is_disabled", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."removed_at", old_values."tenant" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="f716157e0af57362930cda84a14f2c28a77e18a5",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b651a",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="ocs_ocsaccount",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsActionPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("plan_id", models.CharField(max_length=200, unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("plan_id", ""), _negated=True), name="ocs_action_plan_has_an_id"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionplanversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="1ecf65dfd999973f69199346fbc7d0eb5a2d360f",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_f2bb7",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="ocs_ocsactionplan",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionplanversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="c60f8704094cbd6a4932876c200d417e1f0076f9",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0b898",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="ocs_ocsactionplan",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionplanversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."plan_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="954242a93ed6ccc45c9bfa8ea65431f35d84886b",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2f030",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="ocs_ocsactionplan",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsAccountActionPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("bound_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan_bindings", to="ocs.ocsaccount"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="account_bindings",
                        to="ocs.ocsactionplan",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account", "plan"), name="ocs_plan_is_bound_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountactionplanversion" ("account_id", "bound_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."account_id", new_values."bound_at", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="23cba3b716f71d63bccc229a2103ee136afb886a",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_55400",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="ocs_ocsaccountactionplan",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountactionplanversion" ("account_id", "bound_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."account_id", new_values."bound_at", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="91f982695a3a6fd9b329a33cc4764b1b607ee408",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_5da1f",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="ocs_ocsaccountactionplan",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountactionplanversion" ("account_id", "bound_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT old_values."account_id", old_values."bound_at", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."plan_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="f20ad7f460d58dfde43054485b70e52270a75f42",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_58f2d",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="ocs_ocsaccountactionplan",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsAccountActionPlanVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("bound_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="ocs.ocsaccount",
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
                        to="ocs.ocsaccountactionplan",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="ocs.ocsactionplan",
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
                            hash="59f083f10fbf5abb8774f88edba9e66cb5463a30",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3653e",
                            table="ocs_ocsaccountactionplanversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsAccountVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("tenant", models.CharField(max_length=200)),
                ("account", models.CharField(max_length=200)),
                ("is_disabled", models.BooleanField(default=False)),
                ("allow_negative", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
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
                        to="ocs.ocsaccount",
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
                            hash="c4d912f2117088914ade9d25f54894818b4c5faf",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_32447",
                            table="ocs_ocsaccountversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsActionPlanVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("plan_id", models.CharField(max_length=200)),
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
                        to="ocs.ocsactionplan",
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
                            hash="0d212e13f629a049facff8510a8e17ebf4fe98ef",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_722a9",
                            table="ocs_ocsactionplanversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsActions",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("actions_id", models.CharField(max_length=200, unique=True)),
                ("actions", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("actions_id", ""), _negated=True), name="ocs_actions_have_an_id"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionsversion" ("actions", "actions_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."actions", new_values."actions_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="534fb7d5a0062fdf45fc1449855bd60a6cd081e6",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_55b21",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="ocs_ocsactions",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionsversion" ("actions", "actions_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."actions", new_values."actions_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="ae87c3efa59a4d711d9064d4332ed31fe81fdeef",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b5870",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="ocs_ocsactions",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionsversion" ("actions", "actions_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."actions", old_values."actions_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="f6ec4a66018d357d4403560d3d6de1024785ed37",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e59c3",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="ocs_ocsactions",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsActionsVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("actions_id", models.CharField(max_length=200)),
                ("actions", models.JSONField()),
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
                        to="ocs.ocsactions",
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
                            hash="b229fbdd1a6888fd6a06c9cc5d488a9f654878de",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_735e7",
                            table="ocs_ocsactionsversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsActionTiming",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(unique=True)),
                (
                    "years",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "months",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "month_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "week_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("start_time", models.CharField(max_length=8)),
                ("weight", models.DecimalField(decimal_places=6, max_digits=15)),
                (
                    "actions",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timings", to="ocs.ocsactions"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="timings", to="ocs.ocsactionplan"
                    ),
                ),
            ],
            options={
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactiontimingversion" ("actions_id", "id", "month_days", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "start_time", "uuid", "week_days", "weight", "years") SELECT new_values."actions_id", new_values."id", new_values."month_days", new_values."months", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan_id", new_values."start_time", new_values."uuid", new_values."week_days", new_values."weight", new_values."years" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="c07b18bf036d3fcabe74b89959255d61f2663a09",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b36f1",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="ocs_ocsactiontiming",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactiontimingversion" ("actions_id", "id", "month_days", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "start_time", "uuid", "week_days", "weight", "years") SELECT new_values."actions_id", new_values."id", new_values."month_days", new_values."months", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan_id", new_values."start_time", new_values."uuid", new_values."week_days", new_values."weight", new_values."years" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="89f2bbcb5f28998a9cb22fdd2ca07c865552a611",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ecfd8",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="ocs_ocsactiontiming",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactiontimingversion" ("actions_id", "id", "month_days", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "start_time", "uuid", "week_days", "weight", "years") SELECT old_values."actions_id", old_values."id", old_values."month_days", old_values."months", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."plan_id", old_values."start_time", old_values."uuid", old_values."week_days", old_values."weight", old_values."years" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="1425a5b7b335c6b7807db2739a0257c657af4d2d",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a9d83",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="ocs_ocsactiontiming",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsActionTimingVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField()),
                (
                    "years",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "months",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "month_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "week_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("start_time", models.CharField(max_length=8)),
                ("weight", models.DecimalField(decimal_places=6, max_digits=15)),
                (
                    "actions",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="ocs.ocsactions",
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
                        to="ocs.ocsactiontiming",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="ocs.ocsactionplan",
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
                            hash="75db09448c99b85430e96bc747e2b98ad7969e43",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1c259",
                            table="ocs_ocsactiontimingversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsBalance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("balance_type", models.CharField(max_length=20)),
                ("balance_id", models.CharField(blank=True, max_length=200)),
                ("uuid", models.UUIDField(unique=True)),
                ("value", models.DecimalField(decimal_places=9, max_digits=28)),
                ("expires_at", models.DateTimeField(null=True)),
                ("weight", models.DecimalField(decimal_places=6, default=0, max_digits=15)),
                ("is_blocker", models.BooleanField(default=False)),
                ("is_disabled", models.BooleanField(default=False)),
                (
                    "destinations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "shared_groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "timings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("rating_subject", models.CharField(blank=True, max_length=200)),
                ("factor", models.JSONField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="balances", to="ocs.ocsaccount"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False), ("removed_at", None)),
                        fields=["expires_at"],
                        name="ocs_balance_by_expiry",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("account", "balance_type", "balance_id"),
                        name="ocs_balance_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("balance_type__in", ["*data", "*voice", "*sms", "*mms", "*monetary", "*generic"])
                        ),
                        name="ocs_balance_type_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("removed_at", None), ("value", 0), _connector="OR"),
                        name="ocs_balance_removed_is_empty",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="refuse_overdraft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (NEW."value" < 0)',
                            func="\n    IF TG_OP = 'UPDATE' THEN\n        IF NEW.value >= OLD.value THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    IF NOT (SELECT allow_negative FROM ocs_ocsaccount WHERE id = NEW.account_id) THEN\n        RAISE EXCEPTION 'balance % would fall below zero, which its account does not allow', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'ocs_balance_is_not_overdrawn';\n    END IF;\n    RETURN NEW;\n",
                            hash="98f026bac07033051e39bb97c1c35d762fc3aa98",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_refuse_overdraft_4df87",
                            table="ocs_ocsbalance",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "ocs_ocsbalanceversion" ("account_id", "balance_id", "balance_type", "categories", "destinations", "expires_at", "factor", "id", "is_blocker", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating_subject", "removed_at", "shared_groups", "timings", "uuid", "weight") VALUES (NEW."account_id", NEW."balance_id", NEW."balance_type", NEW."categories", NEW."destinations", NEW."expires_at", NEW."factor", NEW."id", NEW."is_blocker", NEW."is_disabled", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rating_subject", NEW."removed_at", NEW."shared_groups", NEW."timings", NEW."uuid", NEW."weight"); RETURN NULL;',
                            hash="1f40ef12127eee4b84fb0575f10d804e366229f7",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b4b31",
                            table="ocs_ocsbalance",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."balance_id" IS DISTINCT FROM (NEW."balance_id") OR OLD."balance_type" IS DISTINCT FROM (NEW."balance_type") OR OLD."categories" IS DISTINCT FROM (NEW."categories") OR OLD."destinations" IS DISTINCT FROM (NEW."destinations") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."factor" IS DISTINCT FROM (NEW."factor") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_blocker" IS DISTINCT FROM (NEW."is_blocker") OR OLD."is_disabled" IS DISTINCT FROM (NEW."is_disabled") OR OLD."rating_subject" IS DISTINCT FROM (NEW."rating_subject") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."shared_groups" IS DISTINCT FROM (NEW."shared_groups") OR OLD."timings" IS DISTINCT FROM (NEW."timings") OR OLD."uuid" IS DISTINCT FROM (NEW."uuid") OR OLD."weight" IS DISTINCT FROM (NEW."weight"))',
                            func='INSERT INTO "ocs_ocsbalanceversion" ("account_id", "balance_id", "balance_type", "categories", "destinations", "expires_at", "factor", "id", "is_blocker", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating_subject", "removed_at", "shared_groups", "timings", "uuid", "weight") VALUES (NEW."account_id", NEW."balance_id", NEW."balance_type", NEW."categories", NEW."destinations", NEW."expires_at", NEW."factor", NEW."id", NEW."is_blocker", NEW."is_disabled", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rating_subject", NEW."removed_at", NEW."shared_groups", NEW."timings", NEW."uuid", NEW."weight"); RETURN NULL;',
                            hash="51e4c86b5183c06552fd8659bda16e6c0bda13d6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_18039",
                            table="ocs_ocsbalance",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OcsBalanceVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("balance_type", models.CharField(max_length=20)),
                ("balance_id", models.CharField(blank=True, max_length=200)),
                ("uuid", models.UUIDField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("weight", models.DecimalField(decimal_places=6, default=0, max_digits=15)),
                ("is_blocker", models.BooleanField(default=False)),
                ("is_disabled", models.BooleanField(default=False)),
                (
                    "destinations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "shared_groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "timings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("rating_subject", models.CharField(blank=True, max_length=200)),
                ("factor", models.JSONField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="ocs.ocsaccount",
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
                        to="ocs.ocsbalance",
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
                            hash="72bc5e48b91ddab60408f3f0344128247c90265e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_54d2e",
                            table="ocs_ocsbalanceversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BalanceMovement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("amount", models.DecimalField(decimal_places=9, max_digits=28)),
                ("value_after", models.DecimalField(decimal_places=9, max_digits=28)),
                ("at", models.DateTimeField()),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="ocs.ocsaccount",
                    ),
                ),
                (
                    "balance",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="ocs.ocsbalance",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["balance", "id"], name="ocs_movement_by_balance"),
                    models.Index(fields=["account", "at"], name="ocs_movement_by_account"),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["recorded_at"], name="ocs_movement_by_recorded_at"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["grant", "debit", "set", "removal", "expiry"])),
                        name="ocs_movement_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "debit"), _negated=True), ("amount__lte", 0), _connector="OR"
                        ),
                        name="ocs_debit_only_takes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "grant"), _negated=True), ("amount__gte", 0), _connector="OR"
                        ),
                        name="ocs_grant_only_gives",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4edf133569075b80e918f34aec7bf542dbbf5014",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c4db7",
                            table="ocs_balancemovement",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
