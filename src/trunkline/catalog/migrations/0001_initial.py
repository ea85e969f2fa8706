import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.catalog.models
import trunkline.catalog.states
import trunkline.kernel.ids
import trunkline.kernel.periods
import trunkline.platform.migration_operations
import trunkline.platform.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="PricePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("currency", models.CharField(max_length=3)),
                ("is_default", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("currency",),
                        name="price_plan_one_default_per_currency",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_priceplanversion" ("code", "currency", "id", "is_default", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."currency", new_values."id", new_values."is_default", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="feaa53825e505f1dd4eb8571e22105fa3fd8c405",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6f7a1",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_priceplan",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_priceplanversion" ("code", "currency", "id", "is_default", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."currency", new_values."id", new_values."is_default", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="14e30c2b9a4c1977828899d4fa37077f61ad6c66",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6aa8c",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_priceplan",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_priceplanversion" ("code", "currency", "id", "is_default", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."currency", old_values."id", old_values."is_default", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="68be1d080ba4d27991d94bf8da8e5e08d4dafedc",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_236c0",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_priceplan",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PricePlanVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("currency", models.CharField(max_length=3)),
                ("is_default", models.BooleanField(default=False)),
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
                            hash="2494abac81c175a774e1b150826217e5da6d8797",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_05d64",
                            table="catalog_priceplanversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("classification", models.CharField(max_length=10)),
                ("charging_kind", models.CharField(max_length=10)),
                ("is_traceable", models.BooleanField(default=False)),
                ("can_be_provisioned", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "classification__in",
                                [
                                    trunkline.catalog.states.Classification["GOOD"],
                                    trunkline.catalog.states.Classification["SERVICE"],
                                ],
                            )
                        ),
                        name="product_type_class",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "charging_kind__in",
                                [
                                    trunkline.catalog.states.ChargingKind["USAGE"],
                                    trunkline.catalog.states.ChargingKind["TERMED"],
                                    trunkline.catalog.states.ChargingKind["ONE_TIME"],
                                    trunkline.catalog.states.ChargingKind["EXPENSE"],
                                ],
                            )
                        ),
                        name="product_type_charging",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_traceable", False),
                            ("classification", trunkline.catalog.states.Classification["GOOD"]),
                            _connector="OR",
                        ),
                        name="product_type_only_goods_are_traceable",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producttypeversion" ("can_be_provisioned", "charging_kind", "classification", "code", "id", "is_traceable", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."can_be_provisioned", new_values."charging_kind", new_values."classification", new_values."code", new_values."id", new_values."is_traceable", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="aeac47cd601d599e4f78716e2fc6708cbfa41399",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_957fa",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_producttype",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producttypeversion" ("can_be_provisioned", "charging_kind", "classification", "code", "id", "is_traceable", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."can_be_provisioned", new_values."charging_kind", new_values."classification", new_values."code", new_values."id", new_values."is_traceable", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="75d7f19b62565a4a41625880f8bf54d75ff7e172",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ee42e",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_producttype",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producttypeversion" ("can_be_provisioned", "charging_kind", "classification", "code", "id", "is_traceable", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."can_be_provisioned", old_values."charging_kind", old_values."classification", old_values."code", old_values."id", old_values."is_traceable", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="bf63b3caa2245454b97e4966a51d02377a3b0377",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2f85e",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_producttype",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("category", models.CharField(max_length=12)),
                ("service_type", models.CharField(max_length=40)),
                ("is_enabled", models.BooleanField(default=True)),
                ("icon", models.CharField(blank=True, max_length=60)),
                ("comment", models.TextField(blank=True)),
                ("contract_days", models.IntegerField()),
                ("is_for_residential", models.BooleanField()),
                ("is_for_business", models.BooleanField()),
                ("customer_can_purchase", models.BooleanField()),
                ("available_from", models.DateTimeField(null=True)),
                ("available_until", models.DateTimeField(null=True)),
                ("auto_renew", models.CharField(max_length=6)),
                ("allow_auto_renew", models.BooleanField()),
                ("provisioning_play", models.CharField(blank=True, max_length=80)),
                ("deprovisioning_play", models.CharField(blank=True, max_length=80)),
                ("provisioning_variables", models.JSONField(default=dict)),
                ("rescue_counts_as_failure", models.BooleanField(default=True)),
                ("play_failures_are_ignored", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "brand",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.brand"
                    ),
                ),
                (
                    "product_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="catalog.producttype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    trunkline.catalog.states.Category["STANDALONE"],
                                    trunkline.catalog.states.Category["ADDON"],
                                    trunkline.catalog.states.Category["BUNDLE"],
                                ],
                            )
                        ),
                        name="product_category_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "auto_renew__in",
                                [
                                    trunkline.catalog.states.AutoRenew["PROMPT"],
                                    trunkline.catalog.states.AutoRenew["TRUE"],
                                    trunkline.catalog.states.AutoRenew["FALSE"],
                                ],
                            )
                        ),
                        name="product_auto_renew_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("contract_days__gte", 0)), name="product_contract_days"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("available_from__isnull", True),
                            ("available_until__isnull", True),
                            ("available_until__gt", models.F("available_from")),
                            _connector="OR",
                        ),
                        name="product_availability_is_a_span",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productversion" ("allow_auto_renew", "auto_renew", "available_from", "available_until", "brand_id", "category", "comment", "contract_days", "created_at", "customer_can_purchase", "deprovisioning_play", "icon", "id", "is_enabled", "is_for_business", "is_for_residential", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play_failures_are_ignored", "product_type_id", "provisioning_play", "provisioning_variables", "public_id", "rescue_counts_as_failure", "service_type", "slug") SELECT new_values."allow_auto_renew", new_values."auto_renew", new_values."available_from", new_values."available_until", new_values."brand_id", new_values."category", new_values."comment", new_values."contract_days", new_values."created_at", new_values."customer_can_purchase", new_values."deprovisioning_play", new_values."icon", new_values."id", new_values."is_enabled", new_values."is_for_business", new_values."is_for_residential", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."play_failures_are_ignored", new_values."product_type_id", new_values."provisioning_play", new_values."provisioning_variables", new_values."public_id", new_values."rescue_counts_as_failure", new_values."service_type", new_values."slug" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="22f7b2a2d90e070669a61d455e50fa73863dfe01",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ae3fa",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_product",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productversion" ("allow_auto_renew", "auto_renew", "available_from", "available_until", "brand_id", "category", "comment", "contract_days", "created_at", "customer_can_purchase", "deprovisioning_play", "icon", "id", "is_enabled", "is_for_business", "is_for_residential", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play_failures_are_ignored", "product_type_id", "provisioning_play", "provisioning_variables", "public_id", "rescue_counts_as_failure", "service_type", "slug") SELECT new_values."allow_auto_renew", new_values."auto_renew", new_values."available_from", new_values."available_until", new_values."brand_id", new_values."category", new_values."comment", new_values."contract_days", new_values."created_at", new_values."customer_can_purchase", new_values."deprovisioning_play", new_values."icon", new_values."id", new_values."is_enabled", new_values."is_for_business", new_values."is_for_residential", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."play_failures_are_ignored", new_values."product_type_id", new_values."provisioning_play", new_values."provisioning_variables", new_values."public_id", new_values."rescue_counts_as_failure", new_values."service_type", new_values."slug" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="e43dc125327d87fdf932dd0eff61c9ae0c919e7b",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_580c5",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_product",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productversion" ("allow_auto_renew", "auto_renew", "available_from", "available_until", "brand_id", "category", "comment", "contract_days", "created_at", "customer_can_purchase", "deprovisioning_play", "icon", "id", "is_enabled", "is_for_business", "is_for_residential", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play_failures_are_ignored", "product_type_id", "provisioning_play", "provisioning_variables", "public_id", "rescue_counts_as_failure", "service_type", "slug") SELECT old_values."allow_auto_renew", old_values."auto_renew", old_values."available_from", old_values."available_until", old_values."brand_id", old_values."category", old_values."comment", old_values."contract_days", old_values."created_at", old_values."customer_can_purchase", old_values."deprovisioning_play", old_values."icon", old_values."id", old_values."is_enabled", old_values."is_for_business", old_values."is_for_residential", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."play_failures_are_ignored", old_values."product_type_id", old_values."provisioning_play", old_values."provisioning_variables", old_values."public_id", old_values."rescue_counts_as_failure", old_values."service_type", old_values."slug" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="414240ed434f3147534bdd67df9e16826b2efde7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a763a",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_product",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductFeature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                ("text", models.CharField(max_length=300)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="features", to="catalog.product"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("product", "position"),
                        name="product_feature_position",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productfeatureversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "text") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."product_id", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="ffb7d891bf5d32f4c8894537670a6b8eeebcf3ee",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b5c83",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_productfeature",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productfeatureversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "text") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."product_id", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="face31364759a31c5b83610ddf3458b674eaed89",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a050a",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_productfeature",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productfeatureversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "text") SELECT old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."product_id", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="3f536bd7a91a1d621ef8b0b9fbd9b664c63fd10b",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2ed6f",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_productfeature",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductFeatureVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.SmallIntegerField()),
                ("text", models.CharField(max_length=300)),
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
                        to="catalog.productfeature",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.product",
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
                            hash="b4b275540ab666dfe36d329ada28bd82dd6db1bb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_811e3",
                            table="catalog_productfeatureversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductRelationship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relationships", to="catalog.product"
                    ),
                ),
                (
                    "to_product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "product", "to_product"), name="product_relationship_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productrelationshipversion" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "to_product_id") SELECT new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."product_id", new_values."to_product_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="f5a35d9a8a7396b0864a9894e6dce9a539e12718",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8b9d1",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_productrelationship",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productrelationshipversion" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "to_product_id") SELECT new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."product_id", new_values."to_product_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="5ee3307f3adf0d5a2e249c01754ca0f71215f733",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_2633c",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_productrelationship",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productrelationshipversion" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "to_product_id") SELECT old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."product_id", old_values."to_product_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="0924ab441c886479607b425e18d5d6bb4d7ff2e4",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ca704",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_productrelationship",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductRelationshipVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
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
                        to="catalog.productrelationship",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.product",
                    ),
                ),
                (
                    "to_product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.product",
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
                            hash="d8a67df2138a5c90664da6026ac30fcb0b78f5dc",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8a300",
                            table="catalog_productrelationshipversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductTerms",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("text", models.TextField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms_versions", to="catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("product", "version"), name="product_terms_version")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="85417bb95061442be959d087da86cf67458bf72c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4c51e",
                            table="catalog_productterms",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductTypeVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("classification", models.CharField(max_length=10)),
                ("charging_kind", models.CharField(max_length=10)),
                ("is_traceable", models.BooleanField(default=False)),
                ("can_be_provisioned", models.BooleanField(default=True)),
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
                        to="catalog.producttype",
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
                            hash="6c3a496d2a92f67c5ac4c3f66eddb6548f99ad0c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a9011",
                            table="catalog_producttypeversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(db_index=False, max_length=80)),
                ("category", models.CharField(max_length=12)),
                ("service_type", models.CharField(max_length=40)),
                ("is_enabled", models.BooleanField(default=True)),
                ("icon", models.CharField(blank=True, max_length=60)),
                ("comment", models.TextField(blank=True)),
                ("contract_days", models.IntegerField()),
                ("is_for_residential", models.BooleanField()),
                ("is_for_business", models.BooleanField()),
                ("customer_can_purchase", models.BooleanField()),
                ("available_from", models.DateTimeField(null=True)),
                ("available_until", models.DateTimeField(null=True)),
                ("auto_renew", models.CharField(max_length=6)),
                ("allow_auto_renew", models.BooleanField()),
                ("provisioning_play", models.CharField(blank=True, max_length=80)),
                ("deprovisioning_play", models.CharField(blank=True, max_length=80)),
                ("provisioning_variables", models.JSONField(default=dict)),
                ("rescue_counts_as_failure", models.BooleanField(default=True)),
                ("play_failures_are_ignored", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "brand",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parties.brand",
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
                        to="catalog.product",
                    ),
                ),
                (
                    "product_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.producttype",
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
                            hash="afd69c18c39908b905786171cedb46adb2f02891",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bfb97",
                            table="catalog_productversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("period_count", models.IntegerField(null=True)),
                ("period_unit", models.CharField(max_length=8, null=True)),
                (
                    "price_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rates", to="catalog.priceplan"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rates", to="catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "price_plan", "period_count", "period_unit"),
                        name="rate_one_per_period",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("period_count__isnull", True), ("period_unit__isnull", True)),
                            models.Q(
                                ("period_count__gte", 1),
                                (
                                    "period_unit__in",
                                    [
                                        trunkline.kernel.periods.PeriodUnit["DAY"],
                                        trunkline.kernel.periods.PeriodUnit["WEEK"],
                                        trunkline.kernel.periods.PeriodUnit["MONTH"],
                                        trunkline.kernel.periods.PeriodUnit["QUARTER"],
                                        trunkline.kernel.periods.PeriodUnit["YEAR"],
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="rate_period_is_known",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a181e1c480b1a4de9b471a546ca39906393f9ace",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e3a33",
                            table="catalog_rate",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RateVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "audience",
                    models.CharField(default=trunkline.catalog.states.RateAudience["EVERYBODY"], max_length=10),
                ),
                ("retail", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("wholesale", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("retail_set_up", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("wholesale_set_up", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "rate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalog.rate"
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                trunkline.platform.ranges._IdentifierRange(
                                    django.db.models.functions.comparison.Cast(
                                        models.F("rate_id"), models.BigIntegerField()
                                    ),
                                    django.db.models.functions.comparison.Cast(
                                        models.F("rate_id"), models.BigIntegerField()
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
                        name="rate_versions_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="rate_version_is_a_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "audience__in",
                                [
                                    trunkline.catalog.states.RateAudience["EVERYBODY"],
                                    trunkline.catalog.states.RateAudience["NEW_SALES"],
                                ],
                            )
                        ),
                        name="rate_version_audience",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retail__gte", 0),
                            ("retail_set_up__gte", 0),
                            ("wholesale__gte", 0),
                            ("wholesale_set_up__gte", 0),
                        ),
                        name="rate_version_is_not_negative",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="set_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF (to_jsonb(OLD) - 'valid_until'::text) IS DISTINCT FROM (to_jsonb(NEW) - 'valid_until'::text) THEN\n            RAISE EXCEPTION 'a row of % is never rewritten', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        \n        IF OLD.valid_until IS NOT NULL AND NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN\n            RAISE EXCEPTION '% of % is set once and stays', 'valid_until', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NEW;\n        ",
                            hash="834c6c062883c2728c23321df423f4593122b8bd",
                            operation="UPDATE",
                            pgid="pgtrigger_set_once_27085",
                            table="catalog_rateversion",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="undeletable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="7d4a00c02bc0b2f727b93e8918099711c15854ac",
                            operation="DELETE",
                            pgid="pgtrigger_undeletable_ac974",
                            table="catalog_rateversion",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceSpecification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("kind", models.CharField(default=trunkline.catalog.states.ResourceKind["PHYSICAL"], max_length=10)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    trunkline.catalog.states.ResourceKind["PHYSICAL"],
                                    trunkline.catalog.states.ResourceKind["LOGICAL"],
                                ],
                            )
                        ),
                        name="resource_specification_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="resource_specification_has_a_name"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcespecificationversion" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT new_values."id", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="db59071925cf30cfcc69f8a53f253b983d57fa31",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_bc401",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_resourcespecification",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcespecificationversion" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT new_values."id", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."public_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="3c9eb59387f9118748f3558ac72c18137217e635",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_235e2",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_resourcespecification",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcespecificationversion" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT old_values."id", old_values."kind", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."public_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="fa0adbd7706be2143f10a03fe57e7b698535cfb2",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f0ac5",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_resourcespecification",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceRequirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resource_requirements",
                        to="catalog.product",
                    ),
                ),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.resourcespecification",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "specification"), name="resource_required_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcerequirementversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "specification_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."product_id", new_values."specification_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="fed07af729bd866901cf57ce498c370f4bfbee4c",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_cf955",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_resourcerequirement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcerequirementversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "specification_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."product_id", new_values."specification_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="3275e25c80ba81da15f5fac825f08fa5099011cb",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_41fc3",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_resourcerequirement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcerequirementversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "specification_id") SELECT old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."product_id", old_values."specification_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="d188bab165b6341c7a724f0d4369e376a88bc44a",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d55a7",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_resourcerequirement",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceRequirementVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.SmallIntegerField()),
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
                        to="catalog.resourcerequirement",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.product",
                    ),
                ),
                (
                    "specification",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.resourcespecification",
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
                            hash="088fcddd8fa480ebad11b7b7d91c830df68e0a88",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d9869",
                            table="catalog_resourcerequirementversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceSpecificationVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(default=trunkline.catalog.states.ResourceKind["PHYSICAL"], max_length=10)),
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
                        to="catalog.resourcespecification",
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
                            hash="3e47fceb3f24ad964d58bf2e38a6ac36404c5ce4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ff869",
                            table="catalog_resourcespecificationversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                ("label", models.CharField(max_length=80)),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="catalog.resourcespecification",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("specification", "position"), name="resource_text_position"),
                    models.CheckConstraint(
                        condition=models.Q(("position__range", (1, 10))), name="resource_text_range"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcetextversion" ("id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "specification_id") SELECT new_values."id", new_values."label", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."specification_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="4035fa906e84ba1f4778ea9b12ee2aed255a83b6",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_4499d",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_resourcetext",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcetextversion" ("id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "specification_id") SELECT new_values."id", new_values."label", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."specification_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="2c7cea82a7638cd32afd64a64c354f8488b4ba14",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ae4fc",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_resourcetext",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcetextversion" ("id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "specification_id") SELECT old_values."id", old_values."label", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."specification_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="cfc45ef0ba2d845de983375a0ffef0ff4b791bf7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_73e4f",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_resourcetext",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceTextVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.SmallIntegerField()),
                ("label", models.CharField(max_length=80)),
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
                        to="catalog.resourcetext",
                    ),
                ),
                (
                    "specification",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.resourcespecification",
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
                            hash="cf910c00b67223ee1e65ba83d6d251db29318bc9",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bec8f",
                            table="catalog_resourcetextversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceReliance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                ("service_name", models.CharField(max_length=120)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_reliances",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "service_name"), name="service_relied_on_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicerelianceversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "service_name") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."product_id", new_values."service_name" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="14717a74e807e413b7c9b76c2ab221053c64f6d7",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_dcbe6",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_servicereliance",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicerelianceversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "service_name") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."product_id", new_values."service_name" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="8412a6e7413175cb0136ec30303e60b003dfd8af",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3cab3",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_servicereliance",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicerelianceversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "service_name") SELECT old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."product_id", old_values."service_name" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="fc41957a8f494440bf20a3fc07091910377b7b64",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f9a00",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_servicereliance",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceRelianceVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.SmallIntegerField()),
                ("service_name", models.CharField(max_length=120)),
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
                        to="catalog.servicereliance",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.product",
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
                            hash="75f71297d0a77ee78d027bde6a986994026aca73",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_32499",
                            table="catalog_servicerelianceversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("base_status", models.CharField(max_length=12)),
                ("is_billable", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "base_status__in",
                                [
                                    trunkline.catalog.states.BaseStatus["PROSPECT"],
                                    trunkline.catalog.states.BaseStatus["ACTIVE"],
                                    trunkline.catalog.states.BaseStatus["SUSPENDED"],
                                    trunkline.catalog.states.BaseStatus["CANCELLED"],
                                ],
                            )
                        ),
                        name="service_state_base_is_known",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicestateversion" ("base_status", "code", "id", "is_billable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."base_status", new_values."code", new_values."id", new_values."is_billable", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="88c21340c51854c80a00d5c6809a84c9552a6348",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_86f4f",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="catalog_servicestate",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicestateversion" ("base_status", "code", "id", "is_billable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."base_status", new_values."code", new_values."id", new_values."is_billable", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="e3bf865e7f053d854835d98e5055c93ed95dbd90",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f3262",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="catalog_servicestate",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicestateversion" ("base_status", "code", "id", "is_billable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."base_status", old_values."code", old_values."id", old_values."is_billable", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="1226b4c61fb91b6c5950c8c42b8f915f45277834",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b67d3",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="catalog_servicestate",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceStateVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("base_status", models.CharField(max_length=12)),
                ("is_billable", models.BooleanField()),
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
                        to="catalog.servicestate",
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
                            hash="b21fab3068cc9090963a8e02f70e514816f7d025",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0e4a9",
                            table="catalog_servicestateversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
