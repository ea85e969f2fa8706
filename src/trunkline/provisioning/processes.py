"""Running plays: the only file of this room that calls its adapters; it opens no transaction."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
from trunkline.provisioning.errors import PlayMissingError


@dataclass(frozen=True)
class PlayRun:
    """One run of a play: its variables, what must be masked in its log, and where it finds API and OCS."""

    job_key: str
    play: str
    variables: Mapping[str, Any]
    secrets: Sequence[str]
    gateway_path: str


@dataclass(frozen=True)
class PlayOutcome:
    """How a play ended: success, rescued, failed, timeout, cancelled, crashed or syntax_error."""

    outcome: str
    failing_task: str
    message: str


@cache
def runner_client() -> RunnerClient:
    """This will make this process's client of the play runner; `start` it before the first job."""
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


@outside_call("provisioning.run_play")
def run_play(run: PlayRun, on_events: Callable[[list[dict[str, Any]]], None]) -> PlayOutcome:
    """This will run a play to its end and hand on its log in small batches as it grows.

    Whatever happens is an outcome; only a programming error is raised.
    """
    client = runner_client()
    root = settings.TRUNKLINE_DATA_DIRECTORY / "jobs"
    directory = root / run.job_key
    remove_job_directory(directory)
    try:
        client.start()
        prepare_job_directory(
            root,
            run.job_key,
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
        run.job_key,
        directory,
        run.play,
        variables=run.variables,
        secrets=run.secrets,
        timeout_seconds=settings.TRUNKLINE_PLAY_SECONDS_MAX,
    )
    for event in events:
        on_events([event])
        if event["event"] == "finished":
            finished = event
    return PlayOutcome(
        outcome=str(finished["outcome"]),
        failing_task=str(finished.get("failed_task") or ""),
        message=str(finished.get("message") or ""),
    )


def cancel_play(job_key: str) -> None:
    """This will end a play that runs in this process's runner, with all its processes."""
    runner_client().cancel(job_key)


def _crm_config(run: PlayRun) -> dict[str, Any]:
    base_url = settings.TRUNKLINE_INTERNAL_URL
    host = base_url.partition("://")[2]
    return {
        "crm": {"base_url": base_url},
        "ocs": {"cgrates": f"{host}{run.gateway_path}", "ocsTenant": settings.TRUNKLINE_OCS_TENANT},
    }
