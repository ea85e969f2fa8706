from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("provisioning", "0006_changes_of_instances")]

    operations = [
        ValidateConstraint("provisioningjob", "job_kind_is_known"),
    ]
