"""All migrations that this version knows, those of the libraries included: what tells an older backup from a newer one.

Django finds them, which takes settings; so it is asked in a process of its own, which this file is the program of.
"""

import json
import os
import subprocess
import sys
from functools import cache

from trunkline.cli.installation import SETTINGS_MODULE
from trunkline.cli.problems import OperatorError

_NO_DATABASE = "postgresql://nobody@127.0.0.1/none"
_SECONDS_MAX = 120


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations of this version as app and name; raises OperatorError when Django cannot be loaded."""
    outcome = subprocess.run(
        [sys.executable, "-P", "-m", "trunkline.cli.known_migrations"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS_MODULE, "DATABASE_URL": _NO_DATABASE},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS_MAX,
        check=False,
    )
    if outcome.returncode != 0:
        lines = [line.strip() for line in outcome.stderr.splitlines() if line.strip()]
        raise OperatorError(
            f"The migrations of this version cannot be listed: {lines[-1] if lines else 'no reason given'}",
            "Run `trunkline doctor`, which tells what of the settings is to mend.",
        )
    return frozenset((str(app), str(name)) for app, name in json.loads(outcome.stdout))


def main() -> None:
    """Write the list to the standard output."""
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader  # needs Django's settings

    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update((str(app), str(name)) for app, name in migration.replaces)
    json.dump(sorted(known), sys.stdout)


if __name__ == "__main__":
    main()
