from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Jobs go on being ordered meanwhile, which an index made inside a transaction would keep waiting.
    atomic = False

    dependencies = [
        ("provisioning", "0004_removal"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="provisioningjob",
            index=models.Index(condition=models.Q(("state", "queued")), fields=["id"], name="job_queued"),
        ),
    ]
