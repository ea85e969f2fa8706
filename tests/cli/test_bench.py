"""Benches: small runs that end with one line of JSON."""

import json
from pathlib import Path

import pytest

from tests.support.quiet import connected_to, fresh_database
from trunkline.cli.bench import picker
from trunkline.cli.bench.outcomes import Outcome
from trunkline.cli.bench.registry import run_bench, write_ratios
from trunkline.cli.installation import Databases, current_installation
from trunkline.cli.problems import OperatorError


def test_the_pickers_bench_ends_with_its_line() -> None:
    with fresh_database("bench") as database, connected_to(database):
        databases = Databases(runtime_url=database.runtime_url, owner_url=database.owner_url)
        environment = current_installation().process_environment(database.runtime_url)
        outcome = picker.run(environment, databases, 96)
    document = json.loads(outcome.as_json())
    assert set(document) == {"bench", "value", "unit", "limit", "ratio", "peak_mib", "details"}
    assert (document["bench"], document["unit"]) == ("picker", "picks/s")
    assert document["value"] > 0
    assert document["peak_mib"] > 0
    assert document["details"]["items"] == 96
    assert document["details"]["pickers"] == 32
    assert document["details"]["duplicates"] == 0
    assert document["details"]["failures"] == []


def test_an_outcome_below_its_goal_or_with_a_failure_is_not_good(tmp_path: Path) -> None:
    good = Outcome("x", 6.0, "1/s", 10.0, 0.6, 0.5, 1.0, {})
    below = Outcome("y", 4.0, "1/s", 10.0, 0.4, 0.5, 1.0, {})
    wrong = Outcome("z", 6.0, "1/s", 10.0, 0.6, 0.5, 1.0, {}, ("two got the same",))
    assert [outcome.is_good for outcome in (good, below, wrong)] == [True, False, False]
    write_ratios(tmp_path / "ratios.json", {"x": 0.601, "y": 0.4})
    assert json.loads((tmp_path / "ratios.json").read_text()) == {"x": 0.6, "y": 0.4}
    with pytest.raises(OperatorError):
        write_ratios(tmp_path / "nowhere" / "ratios.json", {"x": 0.6})


def test_an_unknown_bench_is_refused() -> None:
    with pytest.raises(OperatorError, match="no bench 'nothing'"):
        run_bench(current_installation(), "nothing")
