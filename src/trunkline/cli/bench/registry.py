"""What can be measured; a bench gets its environment with a database of its own, and how much to do (None: its own)."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings
from django.db import connections

from trunkline.cli.bench import charging, offers, orders, picker, provisioning, timeline
from trunkline.cli.bench.database import bench_database
from trunkline.cli.bench.outcomes import Outcome
from trunkline.cli.installation import Databases, Installation
from trunkline.cli.problems import OperatorError

Bench = Callable[[Mapping[str, str], Databases, int | None], Outcome]

BENCHES: dict[str, Bench] = {
    "charging": charging.run,
    "offers": offers.run,
    "orders": orders.run,
    "picker": picker.run,
    "provisioning": provisioning.run,
    "timeline": timeline.run,
}


def run_bench(installation: Installation, name: str, size: int | None = None) -> Outcome:
    """Run a bench in a database of its own; raises OperatorError for an unknown name."""
    bench = BENCHES.get(name)
    if bench is None:
        raise OperatorError(f"There is no bench {name[:40]!r}.", f"Name one of {', '.join(BENCHES)}, or all.")
    print(f"Measuring {name} …", file=sys.stderr, flush=True)  # noqa: T201  # standard output is the outcome's
    with bench_database(installation) as databases:
        try:
            return bench(installation.process_environment(databases.runtime_url), databases, size)
        finally:
            if settings.configured:  # a bench may have ended before it loaded Django
                connections.close_all()


def run_all(size: int | None, output: Path) -> bool:
    """Run every bench, each in a process of its own, print their lines and write their ratios; False if one missed.

    Of one process all memory would count for the last, and Django knows one database only. Raises OperatorError when
    a bench ends without its line.
    """
    ratios, is_good = {}, True
    for name in BENCHES:
        more = [] if size is None else ["--size", str(size)]
        ran = subprocess.run(  # our own program
            [sys.executable, "-m", "trunkline.cli", "bench", name, *more],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        lines = ran.stdout.splitlines()
        if not lines:
            raise OperatorError(f"The bench {name} ended without a result.", f"Run `trunkline bench {name}`.")
        print(lines[-1], flush=True)  # noqa: T201  # standard output is the outcome's
        ratios[name] = json.loads(lines[-1])["ratio"]
        is_good = is_good and ran.returncode == 0
    write_ratios(output, ratios)
    return is_good


def write_ratios(path: Path, ratios: Mapping[str, float]) -> None:
    """Write the ratios of benches, one a line; raises OperatorError when the directory is not there."""
    if not path.parent.is_dir():
        raise OperatorError(f"The directory {path.parent} does not exist.", "Name another file with --output.")
    rounded = {name: round(ratio, 2) for name, ratio in ratios.items()}
    path.write_text(json.dumps(rounded, indent=2, sort_keys=True) + "\n")
