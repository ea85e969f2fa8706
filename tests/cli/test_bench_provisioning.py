"""The bench of provisioning: real web, workers and Ansible, on a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.quiet import fresh_database
from trunkline.cli.bench import provisioning
from trunkline.cli.bench.provisioning import _Drained, _judge, _Rounds  # judged without an hour of measuring
from trunkline.cli.installation import current_installation

_RUN = """
import os
from trunkline.cli.bench import provisioning
from trunkline.cli.installation import Databases
url = os.environ["DATABASE_URL"]
print(provisioning.run(os.environ, Databases(runtime_url=url, owner_url=url), 2).as_json())
"""


@pytest.mark.long
def test_the_bench_ends_with_its_line_and_leaves_nothing() -> None:
    with fresh_database("bench_provisioning") as database:
        environment = current_installation().process_environment(database.runtime_url)
        # In a process of its own: it loads Django for the bench's data directory.
        ended = subprocess.run(
            [sys.executable, "-P", "-c", _RUN], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    document = json.loads(ended.stdout)  # nothing but the line
    assert set(document) == {"bench", "value", "unit", "limit", "ratio", "peak_mib", "details"}
    assert (document["bench"], document["unit"]) == ("provisioning", "s")
    assert document["ratio"] == pytest.approx(document["limit"] / document["value"], rel=0.01)
    assert document["peak_mib"] > 0
    details = document["details"]
    assert details["rounds"] == 2
    assert details["workers"]["one"]["jobs"] == details["workers"]["two"]["jobs"] == 2
    # Speed is the machine's; that every job left the same rows is not.
    assert [failure for failure in details["failures"] if "leave" in failure] == []
    assert list(Path(os.environ["TRUNKLINE_DATA_DIR"]).glob("bench-*")) == []


def _rounds(ordered: float) -> _Rounds:
    return _Rounds(cold=[6.0, 9.0, 7.0], warm=[1.0, 1.0, 2.0], ordered=[ordered, ordered, 2 * ordered])


def _judged(ordered: float, two: float, busy: list[float] | None, failures: list[str]) -> tuple[float, tuple[str, ...]]:
    workers = (_Drained(10, 10.0, [0.5, 0.5]), _Drained(10, 10.0 / two, busy))
    outcome = _judge(_rounds(ordered), workers, failures, 1.0, 0.0)
    assert outcome.is_good == (not outcome.failures)
    return outcome.ratio, outcome.failures


def test_each_goal_that_is_missed_is_told() -> None:
    # The median of 6, 9 and 7 by that of 1, 1 and 2.
    assert _judged(1.5, 1.6, [0.5, 0.5], []) == (7.0, ())
    assert _judged(1.5, 1.0, [0.9, 1.0], []) == (7.0, ())  # the machine was full
    for told, judged in {
        "from order to CURRENT took 1.51 times the play": _judged(1.51, 1.6, None, []),
        "two workers did 1.59 times what one did": _judged(1.5, 1.59, [0.89, 1.0], []),
        "two workers did 1.50 times what one did": _judged(1.5, 1.5, None, []),
        "job 7 left nothing": _judged(1.5, 1.6, None, ["job 7 left nothing"]),
    }.items():
        assert len(judged[1]) == 1
        assert judged[1][0].startswith(told)


def test_the_busy_share_of_the_cores_is_told_where_the_system_tells_it() -> None:
    before = provisioning._core_times()  # noqa: SLF001  # what /proc/stat says
    assert before is not None
    assert len(before) == os.cpu_count()
    assert all(0 <= idle <= ticks for ticks, idle in before)
    assert provisioning._busy_since(None) is None  # noqa: SLF001
    busy = provisioning._busy_since([(0, 0)] * len(before))  # noqa: SLF001
    assert busy is not None
    assert all(0 < core < 1 for core in busy)
