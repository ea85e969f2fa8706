"""The bench of timelines: a small run, in which what is told and what takes over is as it must be."""

import json

from tests.support.quiet import connected_to, fresh_database
from trunkline.cli.bench import timeline
from trunkline.cli.installation import Databases, current_installation


def test_the_bench_ends_with_its_line_and_every_change_takes_over() -> None:
    with fresh_database("bench_timeline") as database, connected_to(database):
        databases = Databases(runtime_url=database.runtime_url, owner_url=database.owner_url)
        environment = current_installation().process_environment(database.runtime_url)
        outcome = timeline.run(environment, databases, 100)
    document = json.loads(outcome.as_json())
    assert (document["bench"], document["unit"]) == ("timeline", "ms")
    details = document["details"]
    assert (details["accounts"], details["configurations"], details["activated"]) == (100, 1000, 100)
    # Speed is the machine's; that all took over is not.
    assert not [failure for failure in details["failures"] if "took over" in failure]
