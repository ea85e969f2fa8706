from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("ordering", "0006_bundles_and_parts")]

    operations = [
        ValidateConstraint("orderline", "order_line_action_is_known"),
        ValidateConstraint("orderline", "order_line_part_is_not_alone"),
    ]
