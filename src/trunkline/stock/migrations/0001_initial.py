import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import trunkline.catalog.models
import trunkline.kernel.ids
import trunkline.platform.migration_operations
import trunkline.stock.states
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("instances", "0001_initial"),
        ("parties", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Warehouse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_warehouseversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="c239659e2609d101554080496e4dcd7ee6dfdd7e",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_846b6",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="stock_warehouse",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_warehouseversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="94a5be33eee92b14f3db4d0ae75d1666e7b3d754",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7b505",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="stock_warehouse",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_warehouseversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="2f53a6d9cd64cdf8e865be233ac9b22c1d9e3576",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a9a3a",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="stock_warehouse",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarehouseVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=40)),
                ("name", models.CharField(max_length=120)),
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
                        to="stock.warehouse",
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
                            hash="2d858b813fd462e98e06eca554e1da05f3961e44",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a21de",
                            table="stock_warehouseversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False, unique=True),
                ),
                ("reference_number", models.CharField(max_length=60)),
                ("serial", models.CharField(blank=True, max_length=120)),
                ("serial_normalised", models.CharField(max_length=120, null=True)),
                (
                    "texts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(blank=True, max_length=200), default=list, size=10
                    ),
                ),
                ("state", models.CharField(default=trunkline.stock.states.ItemState["NEW"], max_length=20)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("condition", models.CharField(blank=True, max_length=40)),
                ("cost", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("cost_currency", models.CharField(blank=True, max_length=3)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "instance",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stock_item", to="instances.instance"
                    ),
                ),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="catalog.resourcespecification",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="stock.warehouse"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["specification", "warehouse", "state"], name="stock_item_by_availability")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("specification", "reference_number"), name="stock_item_reference"),
                    models.UniqueConstraint(fields=("specification", "serial_normalised"), name="stock_item_serial"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    trunkline.stock.states.ItemState["NEW"],
                                    trunkline.stock.states.ItemState["RESERVED"],
                                    trunkline.stock.states.ItemState["IN_STOCK"],
                                    trunkline.stock.states.ItemState["ASSIGNED"],
                                    trunkline.stock.states.ItemState["HELD"],
                                    trunkline.stock.states.ItemState["DECOMMISSIONED"],
                                    trunkline.stock.states.ItemState["DAMAGED"],
                                    trunkline.stock.states.ItemState["LOST"],
                                    trunkline.stock.states.ItemState["USED"],
                                    trunkline.stock.states.ItemState["OUT_OF_SERVICE"],
                                    trunkline.stock.states.ItemState["RETURNED_TO_VENDOR"],
                                ),
                            )
                        ),
                        name="stock_item_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cost__isnull", True), ("cost_currency", "")),
                            models.Q(("cost__isnull", False), models.Q(("cost_currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="stock_item_cost_has_a_currency",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockitemversion" ("condition", "cost", "cost_currency", "created_at", "id", "instance_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "public_id", "reference_number", "serial", "serial_normalised", "specification_id", "state", "texts", "warehouse_id") SELECT new_values."condition", new_values."cost", new_values."cost_currency", new_values."created_at", new_values."id", new_values."instance_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."public_id", new_values."reference_number", new_values."serial", new_values."serial_normalised", new_values."specification_id", new_values."state", new_values."texts", new_values."warehouse_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="836a334281a6e30f555375e41f58db42a7092eb9",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_eef12",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="stock_stockitem",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockitemversion" ("condition", "cost", "cost_currency", "created_at", "id", "instance_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "public_id", "reference_number", "serial", "serial_normalised", "specification_id", "state", "texts", "warehouse_id") SELECT new_values."condition", new_values."cost", new_values."cost_currency", new_values."created_at", new_values."id", new_values."instance_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."public_id", new_values."reference_number", new_values."serial", new_values."serial_normalised", new_values."specification_id", new_values."state", new_values."texts", new_values."warehouse_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="2cd1c1d39a8642fca775fb3370b49e9feca7e0f3",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_696af",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="stock_stockitem",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockitemversion" ("condition", "cost", "cost_currency", "created_at", "id", "instance_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "public_id", "reference_number", "serial", "serial_normalised", "specification_id", "state", "texts", "warehouse_id") SELECT old_values."condition", old_values."cost", old_values."cost_currency", old_values."created_at", old_values."id", old_values."instance_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."public_id", old_values."reference_number", old_values."serial", old_values."serial_normalised", old_values."specification_id", old_values."state", old_values."texts", old_values."warehouse_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="1abec30999273dbfb0f38c1dda3793d2aa05ae8b",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_85b9b",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="stock_stockitem",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("state", models.CharField(default=trunkline.stock.states.AllocationState["RESERVED"], max_length=10)),
                ("holder", models.UUIDField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("item_state_before", models.CharField(max_length=20)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("assigned_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="parties.account"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="instances.instance",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="stock.stockitem"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["holder"], name="allocation_by_holder"),
                    models.Index(fields=["service"], name="allocation_by_service"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    trunkline.stock.states.AllocationState["RESERVED"],
                                    trunkline.stock.states.AllocationState["ASSIGNED"],
                                ),
                            )
                        ),
                        fields=("item",),
                        name="allocation_one_live_per_item",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    trunkline.stock.states.AllocationState["RESERVED"],
                                    trunkline.stock.states.AllocationState["ASSIGNED"],
                                    trunkline.stock.states.AllocationState["RELEASED"],
                                ],
                            )
                        ),
                        name="allocation_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", trunkline.stock.states.AllocationState["ASSIGNED"]), _negated=True),
                            models.Q(("assigned_at__isnull", False), ("service__isnull", False)),
                            _connector="OR",
                        ),
                        name="allocation_assigned_to_a_service",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("released_at__isnull", False),
                                ("state", trunkline.stock.states.AllocationState["RELEASED"]),
                            ),
                            models.Q(
                                models.Q(("state", trunkline.stock.states.AllocationState["RELEASED"]), _negated=True),
                                ("released_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="allocation_release_is_dated",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="undeletable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="62ca045cabbaa8d65777dd994056c2dd3a25c383",
                            operation="DELETE",
                            pgid="pgtrigger_undeletable_d81d0",
                            table="stock_allocation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_allocationversion" ("account_id", "assigned_at", "created_at", "expires_at", "holder", "id", "item_id", "item_state_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "service_id", "state") SELECT new_values."account_id", new_values."assigned_at", new_values."created_at", new_values."expires_at", new_values."holder", new_values."id", new_values."item_id", new_values."item_state_before", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."released_at", new_values."service_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="20adba0c1e21797cb245c0378628ea4930e9b763",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2d9f6",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="stock_allocation",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_allocationversion" ("account_id", "assigned_at", "created_at", "expires_at", "holder", "id", "item_id", "item_state_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "service_id", "state") SELECT new_values."account_id", new_values."assigned_at", new_values."created_at", new_values."expires_at", new_values."holder", new_values."id", new_values."item_id", new_values."item_state_before", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."released_at", new_values."service_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="a538caa7f16450d6b0dbf0a31cc5e98008238f50",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_80ab8",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="stock_allocation",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_allocationversion" ("account_id", "assigned_at", "created_at", "expires_at", "holder", "id", "item_id", "item_state_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "service_id", "state") SELECT old_values."account_id", old_values."assigned_at", old_values."created_at", old_values."expires_at", old_values."holder", old_values."id", old_values."item_id", old_values."item_state_before", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."released_at", old_values."service_id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="8469da20f58eb1c77b5118ff08b36afb7f841de7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3b870",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="stock_allocation",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllocationVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("state", models.CharField(default=trunkline.stock.states.AllocationState["RESERVED"], max_length=10)),
                ("holder", models.UUIDField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("item_state_before", models.CharField(max_length=20)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("assigned_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
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
                        to="stock.allocation",
                    ),
                ),
                (
                    "service",
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
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stock.stockitem",
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
                            hash="fa3b343cb0658c67ad9a8b8655b4b3472e1eddb8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1f0ff",
                            table="stock_allocationversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockItemVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=trunkline.kernel.ids.new_public_id, editable=False)),
                ("reference_number", models.CharField(max_length=60)),
                ("serial", models.CharField(blank=True, max_length=120)),
                ("serial_normalised", models.CharField(max_length=120, null=True)),
                (
                    "texts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(blank=True, max_length=200), default=list, size=10
                    ),
                ),
                ("state", models.CharField(default=trunkline.stock.states.ItemState["NEW"], max_length=20)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("condition", models.CharField(blank=True, max_length=40)),
                ("cost", trunkline.catalog.models.RateField(decimal_places=9, max_digits=24, null=True)),
                ("cost_currency", models.CharField(blank=True, max_length=3)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
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
                        to="stock.stockitem",
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
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stock.warehouse",
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
                            hash="839956c00e629a413f9ba68dfae18bec8f5c3448",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c7035",
                            table="stock_stockitemversion",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        trunkline.platform.migration_operations.InstallTriggers(),
    ]
