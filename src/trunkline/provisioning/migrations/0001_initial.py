import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.kernel.exact_json
import trunkline.kernel.ids
import trunkline.platform.migration_operations
import trunkline.provisioning.states
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("instances", "0001_initial"),
        ("ordering", "0001_initial"),
        ("parties", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProvisioningJob",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("kind", models.CharField(max_length=12)),
                ("play", models.CharField(max_length=80)),
                ("state", models.CharField(default=trunkline.provisioning.states.JobState["QUEUED"], max_length=16)),
                ("variables", models.JSONField(default=dict)),
                ("rescue_counts_as_failure", models.BooleanField(default=True)),
                ("play_failures_are_ignored", models.BooleanField(default=False)),
                ("initiated_by", models.CharField(max_length=60)),
                ("business_at", models.DateTimeField()),
                ("attempt", models.SmallIntegerField(default=0)),
                ("token_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("gateway_secret_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failing_task", models.CharField(blank=True, max_length=300)),
                ("failure", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="parties.account"
                    ),
                ),
                (
                    "instance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="jobs",
                        to="instances.instance",
                    ),
                ),
                (
                    "order_line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="job", to="ordering.orderline"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    trunkline.provisioning.states.JobState["RUNNING"],
                                    trunkline.provisioning.states.JobState["UNDOING"],
                                ],
                            )
                        ),
                        fields=["lease_until"],
                        name="job_by_lease",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    trunkline.provisioning.states.JobState["QUEUED"],
                                    trunkline.provisioning.states.JobState["RUNNING"],
                                    trunkline.provisioning.states.JobState["SUCCEEDED"],
                                    trunkline.provisioning.states.JobState["UNDOING"],
                                    trunkline.provisioning.states.JobState["FAILED"],
                                    trunkline.provisioning.states.JobState["IGNORED"],
                                    trunkline.provisioning.states.JobState["NEEDS_ATTENTION"],
                                ),
                            )
                        ),
                        name="job_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    trunkline.provisioning.states.JobKind["PROVISION"],
                                    trunkline.provisioning.states.JobKind["DEPROVISION"],
                                ],
                            )
                        ),
                        name="job_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", trunkline.provisioning.states.JobState["RUNNING"]),
                            models.Q(("gateway_secret_hash__isnull", True), ("token_hash__isnull", True)),
                            _connector="OR",
                        ),
                        name="job_has_secrets_only_while_it_runs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        trunkline.provisioning.states.JobState["RUNNING"],
                                        trunkline.provisioning.states.JobState["UNDOING"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("lease_until__isnull", False),
                            _connector="OR",
                        ),
                        name="job_under_way_has_a_lease",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "provisioning_provisioningjobversion" ("account_id", "attempt", "business_at", "created_at", "failing_task", "failure", "finished_at", "id", "initiated_by", "instance_id", "kind", "order_line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play", "play_failures_are_ignored", "public_id", "rescue_counts_as_failure", "started_at", "state", "variables") SELECT new_values."account_id", new_values."attempt", new_values."business_at", new_values."created_at", new_values."failing_task", new_values."failure", new_values."finished_at", new_values."id", new_values."initiated_by", new_values."instance_id", new_values."kind", new_values."order_line_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."play", new_values."play_failures_are_ignored", new_values."public_id", new_values."rescue_counts_as_failure", new_values."started_at", new_values."state", new_values."variables" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="358cf37c215cb87a6c1e9c388c0b4f8123ee2a36",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_85e9d",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="provisioning_provisioningjob",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "provisioning_provisioningjobversion" ("account_id", "attempt", "business_at", "created_at", "failing_task", "failure", "finished_at", "id", "initiated_by", "instance_id", "kind", "order_line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play", "play_failures_are_ignored", "public_id", "rescue_counts_as_failure", "started_at", "state", "variables") SELECT new_values."account_id", new_values."attempt", new_values."business_at", new_values."created_at", new_values."failing_task", new_values."failure", new_values."finished_at", new_values."id", new_values."initiated_by", new_values."instance_id", new_values."kind", new_values."order_line_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."play", new_values."play_failures_are_ignored", new_values."public_id", new_values."rescue_counts_as_failure", new_values."started_at", new_values."state", new_values."variables" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."account_id" IS DISTINCT FROM (new_values."account_id") OR old_values."attempt" IS DISTINCT FROM (new_values."attempt") OR old_values."business_at" IS DISTINCT FROM (new_values."business_at") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."failing_task" IS DISTINCT FROM (new_values."failing_task") OR old_values."failure" IS DISTINCT FROM (new_values."failure") OR old_values."finished_at" IS DISTINCT FROM (new_values."finished_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."initiated_by" IS DISTINCT FROM (new_values."initiated_by") OR old_values."instance_id" IS DISTINCT FROM (new_values."instance_id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."order_line_id" IS DISTINCT FROM (new_values."order_line_id") OR old_values."play" IS DISTINCT FROM (new_values."play") OR old_values."play_failures_are_ignored" IS DISTINCT FROM (new_values."play_failures_are_ignored") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."rescue_counts_as_failure" IS DISTINCT FROM (new_values."rescue_counts_as_failure") OR old_values."started_at" IS DISTINCT FROM (new_values."started_at") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."variables" IS DISTINCT FROM (new_values."variables")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="f85c931943eda7a13f82ff9f88e1f8470ae1644c",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_eaf4c",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="provisioning_provisioningjob",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "provisioning_provisioningjobversion" ("account_id", "attempt", "business_at", "created_at", "failing_task", "failure", "finished_at", "id", "initiated_by", "instance_id", "kind", "order_line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play", "play_failures_are_ignored", "public_id", "rescue_counts_as_failure", "started_at", "state", "variables") SELECT old_values."account_id", old_values."attempt", old_values."business_at", old_values."created_at", old_values."failing_task", old_values."failure", old_values."finished_at", old_values."id", old_values."initiated_by", old_values."instance_id", old_values."kind", old_values."order_line_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."play", old_values."play_failures_are_ignored", old_values."public_id", old_values."rescue_counts_as_failure", old_values."started_at", old_values."state", old_values."variables" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="c02f156dac52ba67b0c115c821a047c794cbf1b3",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3e96c",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="provisioning_provisioningjob",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("payload", models.JSONField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="provisioning.provisioningjob",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["job", "id"], name="job_event_by_job")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2e1157a1e6b2e3d6d77cd4037b5dc15d6c4deeca",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b08db",
                            table="provisioning_jobevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("attempt", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=24)),
                (
                    "state",
                    models.CharField(default=trunkline.provisioning.states.EffectState["INTENDED"], max_length=12),
                ),
                ("target", models.CharField(max_length=250)),
                (
                    "request",
                    models.JSONField(
                        decoder=trunkline.kernel.exact_json.ExactDecoder,
                        encoder=trunkline.kernel.exact_json.ExactEncoder,
                    ),
                ),
                (
                    "before",
                    models.JSONField(
                        decoder=trunkline.kernel.exact_json.ExactDecoder,
                        encoder=trunkline.kernel.exact_json.ExactEncoder,
                        null=True,
                    ),
                ),
                (
                    "answer",
                    models.JSONField(
                        decoder=trunkline.kernel.exact_json.ExactDecoder,
                        encoder=trunkline.kernel.exact_json.ExactEncoder,
                        null=True,
                    ),
                ),
                ("failure", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="provisioning.provisioningjob",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["job", "id"], name="effect_by_job")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    trunkline.provisioning.states.EffectKind["OCS_CALL"],
                                    trunkline.provisioning.states.EffectKind["SERVICE_CREATED"],
                                    trunkline.provisioning.states.EffectKind["SERVICE_CHANGED"],
                                    trunkline.provisioning.states.EffectKind["ITEM_CHANGED"],
                                    trunkline.provisioning.states.EffectKind["TRANSACTION_CLAIMED"],
                                ],
                            )
                        ),
                        name="effect_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    trunkline.provisioning.states.EffectState["INTENDED"],
                                    trunkline.provisioning.states.EffectState["DONE"],
                                    trunkline.provisioning.states.EffectState["REFUSED"],
                                    trunkline.provisioning.states.EffectState["UNDONE"],
                                    trunkline.provisioning.states.EffectState["UNDO_FAILED"],
                                    trunkline.provisioning.states.EffectState["STAGED"],
                                    trunkline.provisioning.states.EffectState["APPLIED"],
                                    trunkline.provisioning.states.EffectState["DROPPED"],
                                ],
                            )
                        ),
                        name="effect_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProvisioningJobVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("kind", models.CharField(max_length=12)),
                ("play", models.CharField(max_length=80)),
                ("state", models.CharField(default=trunkline.provisioning.states.JobState["QUEUED"], max_length=16)),
                ("variables", models.JSONField(default=dict)),
                ("rescue_counts_as_failure", models.BooleanField(default=True)),
                ("play_failures_are_ignored", models.BooleanField(default=False)),
                ("initiated_by", models.CharField(max_length=60)),
                ("business_at", models.DateTimeField()),
                ("attempt", models.SmallIntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failing_task", models.CharField(blank=True, max_length=300)),
                ("failure", models.TextField(blank=True)),
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
                    "instance",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instances.instance",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="ordering.orderline",
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
                        to="provisioning.provisioningjob",
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
                            hash="6bfb0d5b522a2ed9852ee4e5ce760fb1e6945970",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1f6c3",
                            table="provisioning_provisioningjobversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
