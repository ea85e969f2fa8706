from django.db import migrations


def code_products(apps, schema_editor):
    """Products that had no code of their own are known by their slug."""
    schema_editor.execute("UPDATE catalog_product SET code = slug WHERE code <> slug")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_catalogue")]

    operations = [migrations.RunPython(code_products, migrations.RunPython.noop)]
