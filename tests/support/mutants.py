"""Shipped plays, each made to fail at one of its tasks, with its own rescue or without any."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from trunkline.provisioning.processes import shipped_plays_directory

Task = dict[str, Any]
PLAYS = sorted(path.stem for path in shipped_plays_directory().glob("play_*.yaml"))
STUMBLE = "Stumble on purpose"


@dataclass(frozen=True)
class Mutant:
    """A play under a name of its own that fails before one of its tasks, or after the last."""

    name: str
    fails_before: str


def list_tasks(play: str) -> list[str]:
    """Name the tasks that a play does when nothing fails, in order."""
    return [task["name"] for block in blocks(read(play)) for task in block]


def read(play: str) -> list[dict[str, Any]]:
    document: list[dict[str, Any]] = yaml.safe_load((shipped_plays_directory() / f"{play}.yaml").read_text())
    return document


def blocks(document: list[dict[str, Any]]) -> Iterator[list[Task]]:
    """Find every list of tasks that hold no further ones; rescues are left out."""
    for play in document:
        yield from _blocks_in(play["tasks"])


def _blocks_in(tasks: list[Task]) -> Iterator[list[Task]]:
    if any("block" in task for task in tasks):
        for task in tasks:
            assert "block" in task, f"{task['name']} stands beside a block: it would not be rescued"
            yield from _blocks_in(task["block"])
    else:
        yield tasks


def write_mutants(play: str, directory: Path, *, with_rescue: bool) -> list[Mutant]:
    """Write a mutant for each task of a play, and one that fails after the last."""
    mutants = []
    for place in range(len(list_tasks(play)) + 1):
        document = copy.deepcopy(read(play))
        name = f"{play}_{'rescued' if with_rescue else 'bare'}_{place}"
        mutants.append(Mutant(name, _stumble(list(blocks(document)), place)))
        if not with_rescue:
            _remove_rescues([task for one in document for task in one["tasks"]])
        (directory / f"{name}.yaml").write_text(yaml.safe_dump(document, sort_keys=False, width=1000))
    return mutants


def _stumble(found: list[list[Task]], place: int) -> str:
    for tasks in found:
        if place < len(tasks) or (place == len(tasks) and tasks is found[-1]):
            before = tasks[place]["name"] if place < len(tasks) else "the end"
            tasks.insert(place, {"name": STUMBLE, "ansible.builtin.fail": {"msg": "Made to fail here."}})
            return str(before)
        place -= len(tasks)
    raise AssertionError("The play has fewer tasks.")


def _remove_rescues(tasks: list[Task]) -> None:
    for task in tasks:
        task.pop("rescue", None)
        task.pop("always", None)
        _remove_rescues(task.get("block", []))
