import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.catalog.models
import trunkline.instances.states
import trunkline.kernel.ids
import trunkline.platform.migration_operations
import trunkline.platform.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("parties", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Instance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("key", models.CharField(max_length=30, unique=True)),
                ("kind", models.CharField(max_length=10)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("service_type", models.CharField(blank=True, max_length=40)),
                ("service_uuid", models.CharField(max_length=200, null=True, unique=True)),
                ("deprovisioning_play", models.CharField(blank=True, max_length=80)),
                ("auto_renew", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="instance_by_tag")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    trunkline.instances.states.InstanceKind["PRODUCT"],
                                    trunkline.instances.states.InstanceKind["SERVICE"],
                                    trunkline.instances.states.InstanceKind["RESOURCE"],
                                ],
                            )
                        ),
                        name="instance_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("service_uuid", ""), _negated=True),
                        name="instance_service_uuid_is_not_empty",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_instanceversion" ("auto_renew", "created_at", "deprovisioning_play", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "retired_at", "service_type", "service_uuid", "tags") SELECT new_values."auto_renew", new_values."created_at", new_values."deprovisioning_play", new_values."id", new_values."key", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."retired_at", new_values."service_type", new_values."service_uuid", new_values."tags" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="73dfc616cf4af03362fd087666e289ff2079615a",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_dc818",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="instances_instance",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_instanceversion" ("auto_renew", "created_at", "deprovisioning_play", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "retired_at", "service_type", "service_uuid", "tags") SELECT new_values."auto_renew", new_values."created_at", new_values."deprovisioning_play", new_values."id", new_values."key", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."public_id", new_values."retired_at", new_values."service_type", new_values."service_uuid", new_values."tags" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="b4fa48e374567dd56796b1ae5fc937a1a418e55b",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f47b6",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="instances_instance",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_instanceversion" ("auto_renew", "created_at", "deprovisioning_play", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "retired_at", "service_type", "service_uuid", "tags") SELECT old_values."auto_renew", old_values."created_at", old_values."deprovisioning_play", old_values."id", old_values."key", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."public_id", old_values."retired_at", old_values."service_type", old_values."service_uuid", old_values."tags" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="a292f6cf13ae17450b7e327edf6cbecad6c02d20",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e9720",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="instances_instance",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstanceVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("key", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=10)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("service_type", models.CharField(blank=True, max_length=40)),
                ("service_uuid", models.CharField(max_length=200, null=True)),
                ("deprovisioning_play", models.CharField(blank=True, max_length=80)),
                ("auto_renew", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("retired_at", models.DateTimeField(null=True)),
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
                        to="instances.instance",
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
                            hash="328c0d75694cc078a4d09b9b2661436affcb0d46",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8b8f1",
                            table="instances_instanceversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("anchor_on", models.DateField()),
                ("started_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subscriptions", to="parties.account"
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.account"
                    ),
                ),
                (
                    "price_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.priceplan"
                    ),
                ),
            ],
            options={
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_subscriptionversion" ("account_id", "anchor_on", "created_at", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_plan_id", "public_id", "started_at") SELECT new_values."account_id", new_values."anchor_on", new_values."created_at", new_values."id", new_values."payer_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."price_plan_id", new_values."public_id", new_values."started_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="e704dbf2b5c44c620e5ab96ec58df7c0cf270f96",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_35a16",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="instances_subscription",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_subscriptionversion" ("account_id", "anchor_on", "created_at", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_plan_id", "public_id", "started_at") SELECT new_values."account_id", new_values."anchor_on", new_values."created_at", new_values."id", new_values."payer_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."price_plan_id", new_values."public_id", new_values."started_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="62af34f9e4ad960ddb137bb7038a3c299ab4baef",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6be6c",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="instances_subscription",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_subscriptionversion" ("account_id", "anchor_on", "created_at", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_plan_id", "public_id", "started_at") SELECT old_values."account_id", old_values."anchor_on", old_values."created_at", old_values."id", old_values."payer_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."price_plan_id", old_values."public_id", old_values."started_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="b89f8079688d487474fe6241ed8f0b7809b17c74",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0d6ce",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="instances_subscription",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Configuration",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                ("icon", models.CharField(blank=True, max_length=60)),
                ("quantity", models.IntegerField(default=1)),
                ("agreed_retail", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("agreed_wholesale", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("characteristics", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(default=trunkline.instances.states.ConfigurationState["DRAFT"], max_length=8),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("end_recorded_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="configurations",
                        to="parties.account",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.address"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.product"
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
                    "resource_specification",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.resourcespecification",
                    ),
                ),
                (
                    "service_state",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.servicestate",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.subscriber",
                    ),
                ),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="configurations",
                        to="instances.instance",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="child_configurations",
                        to="instances.instance",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="configurations",
                        to="instances.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "state"], name="configuration_by_account"),
                    models.Index(fields=["parent"], name="configuration_by_parent"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    trunkline.instances.states.ConfigurationState["DRAFT"],
                                    trunkline.instances.states.ConfigurationState["PENDING"],
                                    trunkline.instances.states.ConfigurationState["CURRENT"],
                                    trunkline.instances.states.ConfigurationState["HISTORY"],
                                ),
                            )
                        ),
                        name="configuration_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("product__isnull", False), ("resource_specification__isnull", True)),
                            models.Q(("product__isnull", True), ("resource_specification__isnull", False)),
                            _connector="OR",
                        ),
                        name="configuration_has_one_catalogue_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="configuration_is_a_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_recorded_at__isnull", True), ("valid_until__isnull", True)),
                            models.Q(("end_recorded_at__isnull", False), ("valid_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="configuration_end_has_its_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", trunkline.instances.states.ConfigurationState["HISTORY"]), _negated=True
                            ),
                            ("valid_until__isnull", False),
                            _connector="OR",
                        ),
                        name="configuration_history_has_an_end",
                    ),
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 0)), name="configuration_quantity"),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("instance")), _negated=True),
                        name="configuration_is_not_its_own_parent",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            ("state", trunkline.instances.states.ConfigurationState["CURRENT"]),
                        ),
                        fields=("instance",),
                        name="configuration_one_current",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            (
                                "state__in",
                                [
                                    trunkline.instances.states.ConfigurationState["CURRENT"],
                                    trunkline.instances.states.ConfigurationState["HISTORY"],
                                ],
                            ),
                        ),
                        expressions=[
                            (
                                trunkline.platform.ranges._IdentifierRange(
                                    django.db.models.functions.comparison.Cast(
                                        models.F("instance_id"), models.BigIntegerField()
                                    ),
                                    django.db.models.functions.comparison.Cast(
                                        models.F("instance_id"), models.BigIntegerField()
                                    ),
                                    models.Value("[]"),
                                ),
                                "&&",
                            ),
                            (
                                trunkline.platform.ranges._InstantRange(
                                    models.F("valid_from"), models.F("valid_until")
                                ),
                                "&&",
                            ),
                        ],
                        name="configurations_held_do_not_overlap",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            ("state", trunkline.instances.states.ConfigurationState["PENDING"]),
                        ),
                        expressions=[
                            (
                                trunkline.platform.ranges._IdentifierRange(
                                    django.db.models.functions.comparison.Cast(
                                        models.F("instance_id"), models.BigIntegerField()
                                    ),
                                    django.db.models.functions.comparison.Cast(
                                        models.F("instance_id"), models.BigIntegerField()
                                    ),
                                    models.Value("[]"),
                                ),
                                "&&",
                            ),
                            (
                                trunkline.platform.ranges._InstantRange(
                                    models.F("valid_from"), models.F("valid_until")
                                ),
                                "&&",
                            ),
                        ],
                        name="configurations_pending_do_not_overlap",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="timeline_rules",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF TG_OP = 'DELETE' THEN\n        IF OLD.state IN ('CURRENT', 'HISTORY') OR OLD.superseded_at IS NOT NULL THEN\n            RAISE EXCEPTION 'a configuration that has held is never deleted'\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN OLD;\n    END IF;\n    IF OLD.state = 'DRAFT' THEN\n        RETURN NEW;\n    END IF;\n    IF (to_jsonb(OLD) - '{state,valid_from,valid_until,end_recorded_at,superseded_at}'::text[])\n        IS DISTINCT FROM (to_jsonb(NEW) - '{state,valid_from,valid_until,end_recorded_at,superseded_at}'::text[]) THEN\n        RAISE EXCEPTION 'a configuration is never rewritten; supersede it'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    IF OLD.superseded_at IS NOT NULL THEN\n        RAISE EXCEPTION 'a superseded configuration never changes'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    IF OLD.state <> 'PENDING' AND NEW.valid_from <> OLD.valid_from THEN\n        RAISE EXCEPTION 'the start of a configuration that holds is never moved; supersede it'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    IF OLD.state <> 'PENDING' AND OLD.valid_until IS NOT NULL AND NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN\n        RAISE EXCEPTION 'an end once recorded is never moved; supersede the configuration'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    IF NOT (NEW.state = OLD.state OR (OLD.state, NEW.state) IN (('PENDING', 'CURRENT'), ('CURRENT', 'HISTORY'))) THEN\n        RAISE EXCEPTION 'a configuration does not go from % to %', OLD.state, NEW.state\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="9ab1a52d2d7610a760f5da5b03e233f7f776568d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_timeline_rules_c5b47",
                            table="instances_configuration",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_configurationversion" ("account_id", "agreed_retail", "agreed_wholesale", "characteristics", "end_recorded_at", "icon", "id", "instance_id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "product_id", "public_id", "quantity", "rate_version_id", "recorded_at", "resource_specification_id", "service_state_id", "state", "subscriber_id", "subscription_id", "superseded_at", "valid_from", "valid_until") SELECT new_values."account_id", new_values."agreed_retail", new_values."agreed_wholesale", new_values."characteristics", new_values."end_recorded_at", new_values."icon", new_values."id", new_values."instance_id", new_values."name", new_values."parent_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place_id", new_values."product_id", new_values."public_id", new_values."quantity", new_values."rate_version_id", new_values."recorded_at", new_values."resource_specification_id", new_values."service_state_id", new_values."state", new_values."subscriber_id", new_values."subscription_id", new_values."superseded_at", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="9e6a780f9f90d7527514aad6d2d35e012141ed0a",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_7d773",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="instances_configuration",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_configurationversion" ("account_id", "agreed_retail", "agreed_wholesale", "characteristics", "end_recorded_at", "icon", "id", "instance_id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "product_id", "public_id", "quantity", "rate_version_id", "recorded_at", "resource_specification_id", "service_state_id", "state", "subscriber_id", "subscription_id", "superseded_at", "valid_from", "valid_until") SELECT new_values."account_id", new_values."agreed_retail", new_values."agreed_wholesale", new_values."characteristics", new_values."end_recorded_at", new_values."icon", new_values."id", new_values."instance_id", new_values."name", new_values."parent_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place_id", new_values."product_id", new_values."public_id", new_values."quantity", new_values."rate_version_id", new_values."recorded_at", new_values."resource_specification_id", new_values."service_state_id", new_values."state", new_values."subscriber_id", new_values."subscription_id", new_values."superseded_at", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="4a143ab7e329674282464482b678a6db6bb38681",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_5d0f9",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="instances_configuration",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_configurationversion" ("account_id", "agreed_retail", "agreed_wholesale", "characteristics", "end_recorded_at", "icon", "id", "instance_id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "product_id", "public_id", "quantity", "rate_version_id", "recorded_at", "resource_specification_id", "service_state_id", "state", "subscriber_id", "subscription_id", "superseded_at", "valid_from", "valid_until") SELECT old_values."account_id", old_values."agreed_retail", old_values."agreed_wholesale", old_values."characteristics", old_values."end_recorded_at", old_values."icon", old_values."id", old_values."instance_id", old_values."name", old_values."parent_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place_id", old_values."product_id", old_values."public_id", old_values."quantity", old_values."rate_version_id", old_values."recorded_at", old_values."resource_specification_id", old_values."service_state_id", old_values."state", old_values."subscriber_id", old_values."subscription_id", old_values."superseded_at", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="4334d44c615b0d11043fc92ccf430d2ba018ebf4",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_14113",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="instances_configuration",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relationship",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("characteristics", models.JSONField(default=dict)),
                (
                    "configuration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relationships",
                        to="instances.configuration",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.productrelationship"
                    ),
                ),
                (
                    "to_instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relationships_from",
                        to="instances.instance",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("configuration", "to_instance", "definition"),
                        name="relationship_once_per_configuration",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_relationshipversion" ("characteristics", "configuration_id", "definition_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "to_instance_id") SELECT new_values."characteristics", new_values."configuration_id", new_values."definition_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."to_instance_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="9120047d5f87046970ef7a2d46bd2c70e1ec2020",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6d6e7",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="instances_relationship",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_relationshipversion" ("characteristics", "configuration_id", "definition_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "to_instance_id") SELECT new_values."characteristics", new_values."configuration_id", new_values."definition_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."public_id", new_values."to_instance_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="28e9f128f99fe4ff4acc265f0236a3f4075bad16",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_84932",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="instances_relationship",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_relationshipversion" ("characteristics", "configuration_id", "definition_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "to_instance_id") SELECT old_values."characteristics", old_values."configuration_id", old_values."definition_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."public_id", old_values."to_instance_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="6982e63326a54abec21278dcc562d937614bce10",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_208a3",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="instances_relationship",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelationshipVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("characteristics", models.JSONField(default=dict)),
                (
                    "configuration",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instances.configuration",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.productrelationship",
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
                        to="instances.relationship",
                    ),
                ),
                (
                    "to_instance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instances.instance",
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
                            hash="63d7871b121582b19b6a5632b91a5ff7c6f716f2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3cbaf",
                            table="instances_relationshipversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubscriptionVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("anchor_on", models.DateField()),
                ("started_at", models.DateTimeField()),
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
                    "payer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        to="instances.subscription",
                    ),
                ),
                (
                    "price_plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.priceplan",
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
                            hash="e6d10d56e544a3d30275455f0d5ef9a5346cc1ae",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b4fc3",
                            table="instances_subscriptionversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfigurationVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("name", models.CharField(max_length=200)),
                ("icon", models.CharField(blank=True, max_length=60)),
                ("quantity", models.IntegerField(default=1)),
                ("agreed_retail", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("agreed_wholesale", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("characteristics", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(default=trunkline.instances.states.ConfigurationState["DRAFT"], max_length=8),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("end_recorded_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        to="instances.configuration",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parties.address",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.product",
                    ),
                ),
                (
                    "rate_version",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.rateversion",
                    ),
                ),
                (
                    "resource_specification",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.resourcespecification",
                    ),
                ),
                (
                    "service_state",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.servicestate",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parties.subscriber",
                    ),
                ),
                (
                    "instance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instances.instance",
                    ),
                ),
                (
                    "parent",
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
                    "subscription",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instances.subscription",
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
                            hash="c0101c97ce6a8a9b04d17a1c63596bec4011e9bb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b17d1",
                            table="instances_configurationversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
