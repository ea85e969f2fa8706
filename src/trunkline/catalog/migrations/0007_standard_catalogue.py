from django.db import migrations


def adapt(apps, schema_editor):
    """Products are known by their slug, goods cost nothing by use, and the ready-made types mean what they say."""
    statements = (
        "UPDATE catalog_product SET code = slug WHERE code <> slug",
        "UPDATE catalog_producttype SET charging_kind = NULL WHERE classification = 'good'",
        "UPDATE catalog_producttype SET charging_kind = 'termed', can_be_provisioned = false"
        " WHERE code = 'recurring-fee'",
        "UPDATE catalog_producttype SET composition = 'package' WHERE code = 'recurring-package'",
        "UPDATE catalog_servicestate SET name = code WHERE name = ''",
    )
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_catalogue")]

    operations = [migrations.RunPython(adapt, migrations.RunPython.noop)]
