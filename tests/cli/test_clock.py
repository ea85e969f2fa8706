import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import free_port, run_trunkline
from trunkline.kernel.time import parse_instant


def settings(place: Path, **others: str) -> dict[str, str]:
    return {"TRUNKLINE_DATA_DIR": str(place / "data"), **others}


@pytest.mark.parametrize("arguments", [["1d"], ["-5d"], ["nonsense"], ["--to", "2030-01-01T00:00:00Z"], []])
def test_outside_demo_mode_the_clock_is_not_moved_and_nothing_is_started(place: Path, arguments: list[str]) -> None:
    outcome = run_trunkline("clock", "advance", *arguments, **settings(place))
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "The business clock moves in demo mode only" in outcome.stderr
    assert "TRUNKLINE_DEMO_MODE=1" in outcome.stderr
    assert not (place / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-5d"], "'-5d' is no length of time."),
        (["soon"], "'soon' is no length of time."),
        (["0d"], "'0d' is no time at all."),
        ([], "One goal is needed."),
        (["1d", "--to", "2030-01-01T00:00:00Z"], "One goal is needed."),
        (["--to", "2030-01-01"], "needs an offset from UTC"),
    ],
)
def test_nonsense_is_refused_before_anything_is_started(place: Path, arguments: list[str], told: str) -> None:
    outcome = run_trunkline("clock", "advance", *arguments, **settings(place, TRUNKLINE_DEMO_MODE="1"))
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert told in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (place / "data").exists()


@pytest.mark.long
def test_where_nothing_runs_a_system_is_started_for_the_move(place: Path) -> None:
    ports = {"TRUNKLINE_PORT": str(free_port()), "TRUNKLINE_EVENTS_PORT": str(free_port())}
    demo = settings(place, TRUNKLINE_DEMO_MODE="1", **ports)
    before = datetime.now(UTC)
    outcome = run_trunkline("clock", "advance", "40d", seconds=300, **demo)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "Trunkline does not run here: it is started for as long as the clock moves." in outcome.stdout
    found = re.search(r"The clock stands at (\S+): 0 instants with work, 0 jobs", outcome.stdout)
    assert found is not None
    stands_at = parse_instant(found[1], "clock")
    assert before < stands_at - timedelta(days=40) < datetime.now(UTC)

    shown = run_trunkline("clock", "show", **demo)
    assert found[1] in shown.stdout
    assert "held there until it is moved on" in shown.stdout
    assert re.search(r"stock\.return_held_items\s*│\s*nothing planned", shown.stdout)

    back = run_trunkline("clock", "advance", "--to", "2020-01-01T00:00:00Z", **demo)
    assert back.returncode == 1
    assert f"2020-01-01T00:00:00Z has passed: the clock stands at {found[1]}." in back.stderr

    # The real clock is in force again where nobody asks for a demo.
    real = run_trunkline("clock", "show", **settings(place, **ports))
    assert "follows the real clock" in real.stdout
