from django.db import migrations

from trunkline.platform.sequences import FIRST_NUMBER, KEY_PREFIXES, sequence_name

CREATE_SEQUENCES = "\n".join(
    f"CREATE SEQUENCE {sequence_name(prefix)} AS bigint START WITH {FIRST_NUMBER};" for prefix in KEY_PREFIXES
)
DROP_SEQUENCES = "\n".join(f"DROP SEQUENCE {sequence_name(prefix)};" for prefix in KEY_PREFIXES)

# The table of Django's database cache, which keeps the counters of the rate limits.
CREATE_CACHE = """
CREATE TABLE platform_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX platform_cache_expires ON platform_cache (expires);
"""
DROP_CACHE = "DROP TABLE platform_cache;"


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE_SEQUENCES, DROP_SEQUENCES),
        migrations.RunSQL(CREATE_CACHE, DROP_CACHE),
    ]
