from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("instances", "0003_changes_of_instances")]

    operations = [
        ValidateConstraint("configuration", "configuration_current_is_open"),
        ValidateConstraint("configuration", "configuration_pending_has_its_change"),
        ValidateConstraint("configuration", "configuration_taken_over_was_planned"),
    ]
