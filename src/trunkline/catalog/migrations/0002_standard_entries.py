from django.db import migrations

# Four service states and the four ready-made definitions; what operators change in them later stays theirs.
SERVICE_STATES = [
    ("Active", "active", True),
    ("Suspended", "suspended", False),
    ("Pending Cancellation", "active", True),
    ("Deactivated", "cancelled", False),
]
PRODUCT_TYPES = [
    ("one-time", "One-time item or fee", "service", "one_time"),
    ("recurring-fee", "Recurring service fee", "service", "expense"),
    ("recurring-service", "Recurring service", "service", "termed"),
    ("recurring-package", "Recurring package", "service", "termed"),
]


def create(apps, schema_editor):
    service_state = apps.get_model("catalog", "ServiceState")
    for code, base_status, is_billable in SERVICE_STATES:
        service_state.objects.create(code=code, base_status=base_status, is_billable=is_billable)
    product_type = apps.get_model("catalog", "ProductType")
    for code, name, classification, charging_kind in PRODUCT_TYPES:
        product_type.objects.create(code=code, name=name, classification=classification, charging_kind=charging_kind)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
