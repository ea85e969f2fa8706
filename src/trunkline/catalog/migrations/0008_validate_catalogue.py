from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows keep what new ones must: checked without keeping writers waiting."""

    dependencies = [("catalog", "0007_standard_catalogue")]

    operations = [
        ValidateConstraint("productrelationship", "product_relationship_is_between_two"),
        ValidateConstraint("servicestate", "service_state_price"),
        ValidateConstraint("producttype", "product_type_composition"),
        ValidateConstraint("producttype", "product_type_traceable_goods"),
        ValidateConstraint("producttype", "product_type_services_are_charged"),
        ValidateConstraint("producttype", "product_type_goods_are_not_served"),
        ValidateConstraint("producttype", "product_type_flexible_bundle"),
        ValidateConstraint("producttype", "product_type_fixed_bundle"),
        ValidateConstraint("producttype", "product_type_package"),
        ValidateConstraint("producttype", "product_type_usage_records"),
        ValidateConstraint("product", "product_lifecycle_is_known"),
        ValidateConstraint("product", "product_usage_mode"),
        ValidateConstraint("product", "product_charge_start"),
        ValidateConstraint("product", "product_usage_period_is_known"),
        ValidateConstraint("product", "product_component_restrictions"),
        ValidateConstraint("product", "product_lead_time"),
        ValidateConstraint("product", "product_return_terms"),
    ]
