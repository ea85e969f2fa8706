from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("provisioning", "0008_bundles_and_parts")]

    operations = [
        ValidateConstraint("provisioningjob", "job_state_is_known"),
    ]
