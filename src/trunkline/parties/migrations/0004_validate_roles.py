from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("parties", "0003_portals_read")]

    operations = [
        ValidateConstraint("roleassignment", "role_is_known"),
        ValidateConstraint("apitoken", "api_token_role_is_known"),
    ]
