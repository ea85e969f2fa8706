from django.db import migrations

from trunkline.platform.sequences import FIRST_NUMBER, sequence_name
from trunkline.stock.states import PURCHASE_ORDER_KEY

# A database that is made today has it from the platform's own migration.
CREATE_SEQUENCE = (
    f"CREATE SEQUENCE IF NOT EXISTS {sequence_name(PURCHASE_ORDER_KEY)} AS bigint START WITH {FIRST_NUMBER};"
)


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_sequences_and_cache"), ("stock", "0002_warehouse_work")]

    operations = [migrations.RunSQL(CREATE_SEQUENCE, migrations.RunSQL.noop)]
