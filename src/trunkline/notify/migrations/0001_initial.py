import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.kernel.ids
import trunkline.notify.states
import trunkline.platform.migration_operations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("kind", models.CharField(max_length=24)),
                ("key", models.CharField(max_length=200, unique=True)),
                ("data", models.JSONField(default=dict)),
                ("locale", models.CharField(max_length=20)),
                ("time_zone", models.CharField(max_length=60)),
                ("state", models.CharField(default=trunkline.notify.states.NoticeState["QUEUED"], max_length=8)),
                ("noticed_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("channel", models.CharField(blank=True, max_length=4)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("lease_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="parties.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "id"], name="notice_by_account"),
                    models.Index(
                        condition=models.Q(("state", trunkline.notify.states.NoticeState["QUEUED"])),
                        fields=["next_attempt_at"],
                        name="notice_by_next_attempt",
                    ),
                    models.Index(
                        condition=models.Q(("state", trunkline.notify.states.NoticeState["SENDING"])),
                        fields=["lease_until"],
                        name="notice_by_lease",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    trunkline.notify.states.NoticeState["QUEUED"],
                                    trunkline.notify.states.NoticeState["SENDING"],
                                    trunkline.notify.states.NoticeState["FAILED"],
                                    trunkline.notify.states.NoticeState["SENT"],
                                    trunkline.notify.states.NoticeState["UNKNOWN"],
                                ),
                            )
                        ),
                        name="notice_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    trunkline.notify.states.NoticeKind["WELCOME"],
                                    trunkline.notify.states.NoticeKind["ADDED"],
                                    trunkline.notify.states.NoticeKind["RENEWAL"],
                                    trunkline.notify.states.NoticeKind["RENEWAL_FAILED"],
                                    trunkline.notify.states.NoticeKind["FAILURE"],
                                    trunkline.notify.states.NoticeKind["SUSPENDED"],
                                    trunkline.notify.states.NoticeKind["RESUMED"],
                                    trunkline.notify.states.NoticeKind["CANCELLATION_REQUESTED"],
                                    trunkline.notify.states.NoticeKind["CANCELLATION_REVERSED"],
                                    trunkline.notify.states.NoticeKind["ENDED"],
                                ],
                            )
                        ),
                        name="notice_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                ["", trunkline.notify.states.Channel["FILE"], trunkline.notify.states.Channel["SMTP"]],
                            )
                        ),
                        name="notice_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sent_at__isnull", False), ("state", trunkline.notify.states.NoticeState["SENT"])
                            ),
                            models.Q(
                                models.Q(("state", trunkline.notify.states.NoticeState["SENT"]), _negated=True),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_sent_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lease_until__isnull", False),
                                ("state", trunkline.notify.states.NoticeState["SENDING"]),
                            ),
                            models.Q(
                                models.Q(("state", trunkline.notify.states.NoticeState["SENDING"]), _negated=True),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_being_sent_has_a_lease",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="undeletable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="238ac1eb98a6c1f12699bde8b2a72e302b1cf924",
                            operation="DELETE",
                            pgid="pgtrigger_undeletable_302fa",
                            table="notify_notice",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notify_noticeversion" ("account_id", "attempts", "channel", "created_at", "data", "failure", "id", "key", "kind", "lease_until", "locale", "next_attempt_at", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "state", "time_zone") SELECT new_values."account_id", new_values."attempts", new_values."channel", new_values."created_at", new_values."data", new_values."failure", new_values."id", new_values."key", new_values."kind", new_values."lease_until", new_values."locale", new_values."next_attempt_at", new_values."noticed_at", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."sent_at", new_values."state", new_values."time_zone" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="5327aaffeb9f1bc20f67fc466162e5b369745bce",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_69603",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="notify_notice",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notify_noticeversion" ("account_id", "attempts", "channel", "created_at", "data", "failure", "id", "key", "kind", "lease_until", "locale", "next_attempt_at", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "state", "time_zone") SELECT new_values."account_id", new_values."attempts", new_values."channel", new_values."created_at", new_values."data", new_values."failure", new_values."id", new_values."key", new_values."kind", new_values."lease_until", new_values."locale", new_values."next_attempt_at", new_values."noticed_at", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."public_id", new_values."sent_at", new_values."state", new_values."time_zone" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="e5dff7488eac90680f0a0b8594592e3cab9b28d8",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f8c83",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="notify_notice",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notify_noticeversion" ("account_id", "attempts", "channel", "created_at", "data", "failure", "id", "key", "kind", "lease_until", "locale", "next_attempt_at", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "state", "time_zone") SELECT old_values."account_id", old_values."attempts", old_values."channel", old_values."created_at", old_values."data", old_values."failure", old_values."id", old_values."key", old_values."kind", old_values."lease_until", old_values."locale", old_values."next_attempt_at", old_values."noticed_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."public_id", old_values."sent_at", old_values."state", old_values."time_zone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="e934e0ab447d12f892d52e86b7a5c43b013465e2",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_50b47",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="notify_notice",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("kind", models.CharField(max_length=24)),
                ("key", models.CharField(max_length=200)),
                ("data", models.JSONField(default=dict)),
                ("locale", models.CharField(max_length=20)),
                ("time_zone", models.CharField(max_length=60)),
                ("state", models.CharField(default=trunkline.notify.states.NoticeState["QUEUED"], max_length=8)),
                ("noticed_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("channel", models.CharField(blank=True, max_length=4)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("lease_until", models.DateTimeField(null=True)),
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
                        to="notify.notice",
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
                            hash="c2e536f96cce39accd9b7903e7e0712eda7396de",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_37696",
                            table="notify_noticeversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
