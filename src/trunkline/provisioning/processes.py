"""Running plays: the only file of this room that calls its adapters; it opens no transaction."""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from trunkline.platform.outside import outside_call
from trunkline.provisioning.adapters.job_directory import (
    PlayNotFoundError,
    find_play,
    prepare_job_directory,
    remove_job_directory,
    shipped_plays_directory,
)
from trunkline.provisioning.adapters.runner import (
    RefusedJobError,
    RunnerClient,
    RunnerNotStartedError,
    runner_environment,
)
from trunkline.provisioning.errors import PlayInvalidError, PlayMissingError, RunnerUnavailableError

CHECK_SECONDS_MAX = 30.0
# An absolute path: of it only the last part is told.
PATH = re.compile(r"(?<![\w.:/])/(?:[\w.@+~-]+/)+([\w.@+~-]+)")


@dataclass(frozen=True)
class PlayRun:
    """One run of a play: its variables, what must be masked in its log, and where it finds API and OCS."""

    job_id: int
    attempt: int
    play: str
    variables: Mapping[str, Any]
    secrets: Sequence[str]
    gateway_path: str

    @property
    def key(self) -> str:
        """The name of this run in the runner: a run that was lost may still be there under its own."""
        return _run_key(self.job_id, self.attempt)


@dataclass(frozen=True)
class PlayOutcome:
    """How a play ended: success, rescued, failed, timeout, cancelled, crashed or syntax_error."""

    outcome: str
    failing_task: str
    message: str


@cache
def runner_client() -> RunnerClient:
    """This will make this process's client of the play runner; `start` it before the first job."""
    return _new_client()


def _run_key(job_id: int, attempt: int) -> str:
    return f"{job_id}-{attempt}"


def _jobs_root() -> Path:
    root: Path = settings.TRUNKLINE_DATA_DIRECTORY / "jobs"
    return root


def _new_client() -> RunnerClient:
    command = settings.TRUNKLINE_RUNNER_COMMAND
    argv = json.loads(command) if command else [sys.executable, "-m", "trunkline_runner"]
    path = settings.TRUNKLINE_RUNNER_PATH
    additions = {"PYTHONPATH": path} if path else {}
    return RunnerClient(argv, settings.TRUNKLINE_RUNNER_USER, runner_environment(additions))


def plays_search_path() -> list[Path]:
    """This will list where plays are looked for: the operator's own directory first, then the shipped ones."""
    own = settings.TRUNKLINE_PLAYS_DIRECTORY
    return [*([Path(own)] if own else []), shipped_plays_directory()]


def require_play(name: str, field: str) -> None:
    """This will check that a play is installed; raises PlayMissingError that names the field."""
    try:
        find_play(name, plays_search_path())
    except PlayNotFoundError as error:
        raise PlayMissingError(f"{field}: {error}.", fields={field: str(error)}) from None


@dataclass(frozen=True)
class PlayTask:
    """A task as it stands in a play's file; its section is block, rescue or always."""

    name: str
    action: str
    section: str


@dataclass(frozen=True)
class PlayCheck:
    """What Ansible makes of a play without running it: its tasks, or why it cannot be read."""

    tasks: tuple[PlayTask, ...]
    problem: str


# By content: a play that was edited is looked at again, one that many products name is not. Only the good ones are
# kept: what was wrong may be mended in a file beside the play.
_good_plays: dict[tuple[str, str], PlayCheck] = {}


def require_readable_plays(plays: Mapping[str, str]) -> None:
    """This will check that plays, by the fields that name them, are installed and can be read by Ansible.

    Raises PlayMissingError or PlayInvalidError that names the field, or RunnerUnavailableError.
    """
    for field, name in plays.items():
        require_play(name, field)
    checks = check_plays(tuple(sorted(set(plays.values()))))
    for field, name in plays.items():
        problem = checks[name].problem
        if problem:
            raise PlayInvalidError(f"{field}: {name}: {problem}", fields={field: f"{name}: {problem}"})


@outside_call("provisioning.check_plays")
def check_plays(names: Sequence[str]) -> dict[str, PlayCheck]:
    """This will have Ansible read plays without running them, and tell by name what it found.

    Raises RunnerUnavailableError.
    """
    checks = {name: _good_plays[key] for name in names if (key := _content_key(name)) in _good_plays}
    wanted = [name for name in names if name not in checks]
    if not wanted:
        return checks
    # One of its own: web has none, and what was read stays in the memory of the one that read it.
    client = _new_client()
    try:
        client.start()
        for name in wanted:
            key = _content_key(name)
            checks[name] = _check_play(client, name)
            if key is not None and not checks[name].problem:
                _good_plays[key] = checks[name]
    except RunnerNotStartedError as error:
        raise RunnerUnavailableError(f"{error}; `trunkline doctor` tells why.") from None
    finally:
        client.stop()
    return checks


def _content_key(name: str) -> tuple[str, str] | None:
    try:
        content = find_play(name, plays_search_path()).read_bytes()
    except (PlayNotFoundError, OSError):
        return None
    return name, hashlib.sha256(content).hexdigest()


def _check_play(client: RunnerClient, name: str) -> PlayCheck:
    key = f"check-{uuid4().hex}"
    directory = _jobs_root() / key
    try:
        prepare_job_directory(
            _jobs_root(),
            key,
            crm_config={},
            plays=plays_search_path(),
            play=name,
            owner=settings.TRUNKLINE_RUNNER_USER,
        )
        finished = client.check(key, directory, name, CHECK_SECONDS_MAX)
    except (PlayNotFoundError, RefusedJobError, OSError) as error:
        return PlayCheck((), str(error))
    finally:
        remove_job_directory(directory)
    if finished["outcome"] != "success":
        return PlayCheck((), _without_places(str(finished["message"]), directory))
    rows = [PlayTask(str(row["task"]), str(row["action"]), str(row["section"])) for row in finished["tasks"]]
    return PlayCheck(tuple(rows), "")


def _without_places(message: str, directory: Path) -> str:
    """Whoever edits products need not know where on the server plays are."""
    for place in (directory / "a" / "plays", directory, *plays_search_path(), settings.TRUNKLINE_DATA_DIRECTORY):
        message = message.replace(f"{place}/", "").replace(str(place), "")
    return PATH.sub(r"\1", message)


@outside_call("provisioning.run_play")
def run_play(run: PlayRun, on_events: Callable[[list[dict[str, Any]]], None]) -> PlayOutcome:
    """This will run a play to its end and hand on its log in small batches as it grows.

    Whatever happens is an outcome; only a programming error is raised.
    """
    client = runner_client()
    root = _jobs_root()
    directory = root / run.key
    for earlier in root.glob(f"{run.job_id}-*"):
        remove_job_directory(earlier)
    try:
        client.start()
        prepare_job_directory(
            root,
            run.key,
            crm_config=_crm_config(run),
            plays=plays_search_path(),
            play=run.play,
            owner=settings.TRUNKLINE_RUNNER_USER,
        )
        return _follow(client, run, directory, on_events)
    except (PlayNotFoundError, RefusedJobError, RunnerNotStartedError) as error:
        return PlayOutcome("failed", "", str(error))
    finally:
        remove_job_directory(directory)


def _follow(
    client: RunnerClient, run: PlayRun, directory: Path, on_events: Callable[[list[dict[str, Any]]], None]
) -> PlayOutcome:
    finished: dict[str, Any] = {"outcome": "crashed", "message": "The play ended without a word."}
    events = client.run(
        run.key,
        directory,
        run.play,
        variables=run.variables,
        secrets=run.secrets,
        timeout_seconds=settings.TRUNKLINE_PLAY_SECONDS_MAX,
    )
    for batch in events:
        on_events(batch)
        if batch[-1]["event"] == "finished":
            finished = batch[-1]
    return PlayOutcome(
        outcome=str(finished["outcome"]),
        failing_task=str(finished.get("failed_task") or ""),
        message=str(finished.get("message") or ""),
    )


def cancel_play(job_id: int, attempt: int) -> None:
    """This will end a run of a play in this process's runner, with all its processes."""
    runner_client().cancel(_run_key(job_id, attempt))


def _crm_config(run: PlayRun) -> dict[str, Any]:
    base_url = settings.TRUNKLINE_INTERNAL_URL
    host = base_url.partition("://")[2]
    return {
        "crm": {"base_url": base_url},
        "ocs": {"cgrates": f"{host}{run.gateway_path}", "ocsTenant": settings.TRUNKLINE_OCS_TENANT},
    }
