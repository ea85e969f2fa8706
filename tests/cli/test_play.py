from pathlib import Path

import pytest

from tests.cli.conftest import run_trunkline
from tests.support.orders import PLAYS_DIRECTORY


def check(place: Path, *names: str) -> tuple[int, str]:
    outcome = run_trunkline(
        "play",
        "check",
        *names,
        TRUNKLINE_DATA_DIR=str(place / "data"),
        TRUNKLINE_PLAYS_DIR=str(PLAYS_DIRECTORY),
    )
    assert outcome.stderr == ""
    return outcome.returncode, outcome.stdout


def test_plays_are_checked_and_their_tasks_listed_without_a_database(place: Path) -> None:
    status, output = check(place, "play_local_mobile_sim", "play_test_fails_in_the_middle")
    assert status == 0
    assert "play_local_mobile_sim can be read" in output
    lines = [line.strip() for line in output.splitlines()]
    assert "block   Stumble  ansible.builtin.fail" in lines
    assert any(line.startswith("rescue") for line in lines)
    assert list((place / "data" / "postgres").glob("*/postmaster.pid")) == []
    assert list((place / "data" / "jobs").iterdir()) == []


def test_a_play_that_is_missing_or_cannot_be_read_is_told_and_the_others_checked(place: Path) -> None:
    status, output = check(place, "play_nobody_wrote", "play_test_is_no_yaml", "../../etc/passwd", "play_test_hangs")
    assert status == 1
    assert "play_nobody_wrote cannot be used: there is no play play_nobody_wrote.yaml" in output
    assert "play_test_is_no_yaml cannot be used: " in output
    assert "../../etc/passwd cannot be used: " in output
    assert "play_test_hangs can be read: 4 tasks" in output


def test_a_play_is_not_run_where_nothing_runs(place: Path) -> None:
    outcome = run_trunkline(
        *("play", "run", "play_test_hangs", "--account", "ACC-1", "--product", "x"),
        TRUNKLINE_DATA_DIR=str(place / "data"),
        TRUNKLINE_PORT="1",
    )
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "A play runs beside web, which is not there" in outcome.stderr
    assert "Start `trunkline up` first." in outcome.stderr


@pytest.mark.parametrize("arguments", [["play", "check"], ["play", "run", "x"], ["play", "run", "x", "--account", "1"]])
def test_what_is_missing_on_the_line_is_told(arguments: list[str]) -> None:
    assert run_trunkline(*arguments).returncode == 2
