from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_unclaimed_payments'),
    ]

    operations = [
        ValidateConstraint(model_name='payment', name='payment_unclaimed_is_captured'),
    ]
