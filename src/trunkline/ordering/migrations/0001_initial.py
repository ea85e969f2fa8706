import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.catalog.models
import trunkline.kernel.ids
import trunkline.ordering.states
import trunkline.platform.migration_operations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("instances", "0001_initial"),
        ("parties", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("stock", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("state", models.CharField(default=trunkline.ordering.states.OrderState["PLACED"], max_length=10)),
                ("placed_at", models.DateTimeField()),
                ("placed_by", models.CharField(max_length=60)),
                ("finished_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="parties.account"
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
                                    trunkline.ordering.states.OrderState["PLACED"],
                                    trunkline.ordering.states.OrderState["COMPLETED"],
                                    trunkline.ordering.states.OrderState["FAILED"],
                                ),
                            )
                        ),
                        name="order_state_is_known",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="undeletable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6152a9393d81f112c9fd1f53bc1abb5cde47cb31",
                            operation="DELETE",
                            pgid="pgtrigger_undeletable_cae82",
                            table="ordering_order",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderversion" ("account_id", "created_at", "finished_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by", "public_id", "state") SELECT new_values."account_id", new_values."created_at", new_values."finished_at", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."placed_at", new_values."placed_by", new_values."public_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="c2e8dc2f94fcda40c8c8ece0011ab7726ba8e5fa",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_cad9e",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="ordering_order",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderversion" ("account_id", "created_at", "finished_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by", "public_id", "state") SELECT new_values."account_id", new_values."created_at", new_values."finished_at", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."placed_at", new_values."placed_by", new_values."public_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="f7bfb4fb8352ba24b729656475acc0bbc1508758",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fdc2d",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="ordering_order",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderversion" ("account_id", "created_at", "finished_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by", "public_id", "state") SELECT old_values."account_id", old_values."created_at", old_values."finished_at", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."placed_at", old_values."placed_by", old_values."public_id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="e480f3fadd9bf425492824d1a1304d2379a49acb",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_512a4",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="ordering_order",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("position", models.SmallIntegerField()),
                ("action", models.CharField(default=trunkline.ordering.states.LineAction["ADD"], max_length=10)),
                ("state", models.CharField(default=trunkline.ordering.states.LineState["PROVISIONING"], max_length=12)),
                ("currency", models.CharField(max_length=3)),
                ("retail", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("wholesale", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("retail_set_up", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("wholesale_set_up", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("auto_renew", models.BooleanField(default=False)),
                ("variables", models.JSONField(default=dict)),
                ("failure", models.TextField(blank=True)),
                (
                    "instance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="order_lines",
                        to="instances.instance",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="ordering.order"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.product"
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
                    "subscriber",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.subscriber",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "position"), name="order_line_position"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    trunkline.ordering.states.LineState["PROVISIONING"],
                                    trunkline.ordering.states.LineState["DONE"],
                                    trunkline.ordering.states.LineState["FAILED"],
                                ),
                            )
                        ),
                        name="order_line_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    trunkline.ordering.states.LineAction["ADD"],
                                    trunkline.ordering.states.LineAction["END"],
                                ],
                            )
                        ),
                        name="order_line_action_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", trunkline.ordering.states.LineState["PROVISIONING"])),
                        fields=("instance",),
                        name="order_line_one_under_way_per_service",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="undeletable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="3bfe7837043e722cd86d83d45cf4b946c82e5a97",
                            operation="DELETE",
                            pgid="pgtrigger_undeletable_249b9",
                            table="ordering_orderline",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderlineversion" ("action", "auto_renew", "currency", "failure", "id", "instance_id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "public_id", "rate_version_id", "retail", "retail_set_up", "state", "subscriber_id", "variables", "wholesale", "wholesale_set_up") SELECT new_values."action", new_values."auto_renew", new_values."currency", new_values."failure", new_values."id", new_values."instance_id", new_values."order_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."product_id", new_values."public_id", new_values."rate_version_id", new_values."retail", new_values."retail_set_up", new_values."state", new_values."subscriber_id", new_values."variables", new_values."wholesale", new_values."wholesale_set_up" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="82cd16bb26f807376b9a719339c9fbe243807634",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a67e8",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="ordering_orderline",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderlineversion" ("action", "auto_renew", "currency", "failure", "id", "instance_id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "public_id", "rate_version_id", "retail", "retail_set_up", "state", "subscriber_id", "variables", "wholesale", "wholesale_set_up") SELECT new_values."action", new_values."auto_renew", new_values."currency", new_values."failure", new_values."id", new_values."instance_id", new_values."order_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."product_id", new_values."public_id", new_values."rate_version_id", new_values."retail", new_values."retail_set_up", new_values."state", new_values."subscriber_id", new_values."variables", new_values."wholesale", new_values."wholesale_set_up" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="e117e41908e48b267fc556eb9822a5a3170821d0",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_eac1b",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="ordering_orderline",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderlineversion" ("action", "auto_renew", "currency", "failure", "id", "instance_id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "public_id", "rate_version_id", "retail", "retail_set_up", "state", "subscriber_id", "variables", "wholesale", "wholesale_set_up") SELECT old_values."action", old_values."auto_renew", old_values."currency", old_values."failure", old_values."id", old_values."instance_id", old_values."order_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."product_id", old_values."public_id", old_values."rate_version_id", old_values."retail", old_values."retail_set_up", old_values."state", old_values."subscriber_id", old_values."variables", old_values."wholesale", old_values."wholesale_set_up" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="d999e5f9e09f3d5d227e9df63595ba674dd8390a",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_012ce",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="ordering_orderline",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptedTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepted_at", models.DateTimeField()),
                ("accepted_by", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.productterms"
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted_terms",
                        to="ordering.orderline",
                    ),
                ),
            ],
            options={
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1cd7fdab3cf58244e76010ca5859a40943ef515a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d3be0",
                            table="ordering_acceptedterms",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLineVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("position", models.SmallIntegerField()),
                ("action", models.CharField(default=trunkline.ordering.states.LineAction["ADD"], max_length=10)),
                ("state", models.CharField(default=trunkline.ordering.states.LineState["PROVISIONING"], max_length=12)),
                ("currency", models.CharField(max_length=3)),
                ("retail", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("wholesale", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("retail_set_up", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("wholesale_set_up", trunkline.catalog.models.RateField(decimal_places=9, default=0, max_digits=24)),
                ("auto_renew", models.BooleanField(default=False)),
                ("variables", models.JSONField(default=dict)),
                ("failure", models.TextField(blank=True)),
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
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="ordering.order",
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
                        to="ordering.orderline",
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
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dbc22863c5e5e228e82a46fd704c223f6c51fb77",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fd7ea",
                            table="ordering_orderlineversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderPick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.stockitem"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="picks", to="ordering.orderline"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("line", "item"), name="order_pick_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b375971ca2766eadc9e955bc263c40e053d66a84",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6df1e",
                            table="ordering_orderpick",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("number", models.CharField(max_length=30)),
                ("state", models.CharField(default=trunkline.ordering.states.OrderState["PLACED"], max_length=10)),
                ("placed_at", models.DateTimeField()),
                ("placed_by", models.CharField(max_length=60)),
                ("finished_at", models.DateTimeField(null=True)),
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
                        to="ordering.order",
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
                            hash="041fb78da3ba522c658be82880021cfb0acff805",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6973b",
                            table="ordering_orderversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
