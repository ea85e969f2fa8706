from django.db import migrations


def create(apps, schema_editor):
    # An operator may have made a state of this name already; then it stays as it is.
    service_state = apps.get_model("catalog", "ServiceState")
    service_state.objects.get_or_create(code="Removed", defaults={"base_status": "cancelled", "is_billable": False})


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_renewal_and_ends")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
