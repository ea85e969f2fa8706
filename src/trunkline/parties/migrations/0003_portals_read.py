from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

ROLES = ["product_manager", "agent", "network", "billing", "admin", "portal"]


class Migration(migrations.Migration):
    """One more role: what old code writes is among them still."""

    dependencies = [("parties", "0002_account_classes_are_definitions")]

    operations = [
        migrations.RemoveConstraint("roleassignment", "role_is_known"),
        AddConstraintNotValid(
            "roleassignment", models.CheckConstraint(condition=models.Q(role__in=ROLES), name="role_is_known")
        ),
        migrations.RemoveConstraint("apitoken", "api_token_role_is_known"),
        AddConstraintNotValid(
            "apitoken",
            models.CheckConstraint(condition=models.Q(only_role__in=["", *ROLES]), name="api_token_role_is_known"),
        ),
    ]
