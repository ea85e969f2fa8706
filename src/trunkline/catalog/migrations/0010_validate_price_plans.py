from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("catalog", "0009_price_plans")]

    operations = [
        ValidateConstraint("priceplan", "price_plan_default_is_active"),
        ValidateConstraint("rate", "rate_has_a_period_or_none"),
        ValidateConstraint("rate", "rate_of_another_than_its_bundle"),
        ValidateConstraint("rateversion", "rate_version_withdrawn_before_it_began"),
        ValidateConstraint("rateversion", "rate_version_model"),
        ValidateConstraint("rateversion", "rate_version_blocks"),
        ValidateConstraint("rateversion", "rate_version_share"),
        ValidateConstraint("rateversion", "rate_version_limits"),
    ]
