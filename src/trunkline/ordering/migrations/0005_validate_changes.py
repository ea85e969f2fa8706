from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("ordering", "0004_changes_of_instances")]

    operations = [
        ValidateConstraint("orderline", "order_line_action_is_known"),
        ValidateConstraint("orderline", "order_line_quantity"),
        ValidateConstraint("orderline", "order_line_of_a_change_names_it"),
    ]
