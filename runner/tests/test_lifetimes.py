# SPDX-License-Identifier: GPL-3.0-or-later
"""Many jobs, ended jobs, killed processes: what is left, and who is told."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from backend import Backend
from wire import Jobs, Wire, memory_of, play, processes_with, results, wait_for

from trunkline_runner.processes import descendants

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at, not used


def shared_memory() -> set[Path]:
    """This will list what is in shared memory, but for databases, which other tests may start and stop meanwhile."""
    return {path for path in SHARED_MEMORY.iterdir() if not path.name.startswith("PostgreSQL.")}


def test_a_cancelled_job_ends_at_once(jobs: Jobs, wire: Wire) -> None:
    mark = f"34{os.getpid()}"
    job, directory = jobs.directory(play(f"command: sleep {mark}"), "p")
    wire.start(job, directory, "p")
    wait_for(lambda: processes_with(mark), "the start of the task")
    wire.send(op="cancel", job=job)
    assert wire.until(job, "finished")[-1]["outcome"] == "cancelled"
    assert processes_with(mark) == []


def test_killing_the_play_or_its_guardian_is_a_crash_and_leaves_nothing(jobs: Jobs, wire: Wire) -> None:
    mark = f"35{os.getpid()}"
    for victim in ("play", "guardian"):
        job, directory = jobs.directory(play(f"command: sleep {mark}"), "p")
        wire.start(job, directory, "p")
        child = wire.until(job, "started")[-1]["pid"]
        wait_for(lambda: processes_with(mark), "the start of the task")
        guardian = int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(child if victim == "play" else guardian, signal.SIGKILL)
        assert wire.until(job, "finished")[-1]["outcome"] == "crashed"
        assert processes_with(mark) == []


def test_a_guardian_s_death_does_not_touch_other_jobs(jobs: Jobs, wire: Wire) -> None:
    mark = f"36{os.getpid()}"
    other, directory = jobs.directory(play(f"command: sleep 2.{mark}"), "p")
    wire.start(other, directory, "p")
    wait_for(lambda: processes_with(mark), "the start of the other job")
    job, directory = jobs.directory(play("command: sleep 600"), "p")
    wire.start(job, directory, "p")
    child = wire.until(job, "started")[-1]["pid"]
    os.kill(int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1]), signal.SIGKILL)
    assert wire.until(job, "finished")[-1]["outcome"] == "crashed"
    assert wire.until(other, "finished")[-1]["outcome"] == "success"


@pytest.mark.parametrize("way", ["close", "terminate", "kill"])
def test_when_the_parent_ends_so_do_all_jobs(tmp_path: Path, backend: Backend, way: str) -> None:
    mark = f"37{os.getpid()}{len(way)}"
    wire = Wire()
    jobs = Jobs(tmp_path, wire, backend.config)
    for _ in range(2):
        job, directory = jobs.directory(play(f"shell: 'trap \"\" TERM; (setsid sleep {mark} &); sleep {mark}'"), "p")
        wire.start(job, directory, "p")
    wait_for(lambda: len(processes_with(f"sleep\0{mark}")) >= 4, "the start of both jobs")
    if way == "terminate":
        wire.popen.terminate()
    elif way == "kill":
        wire.popen.kill()
    wire.close()
    wait_for(lambda: processes_with(mark) == [], "the end of the jobs")


def test_events_are_numbered_dated_and_belong_to_their_job(jobs: Jobs, wire: Wire) -> None:
    started = [jobs.directory(play(f"debug: {{msg: number {index}}}"), "p") for index in range(4)]
    for job, directory in started:
        wire.start(job, directory, "p")
    for index, (job, _) in enumerate(started):
        events = wire.until(job, "finished")
        assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
        assert {event["job"] for event in events} == {job}
        assert {event["play"] for event in events} == {"p"}
        assert [result["msg"] for result in results(events)] == [f"number {index}"]
        kinds = [event["event"] for event in events]
        assert kinds == ["started", "play_started", "task_started", "task_ok", "finished"]


def test_two_jobs_of_one_name_and_malformed_requests_are_refused(jobs: Jobs, wire: Wire) -> None:
    job, directory = jobs.directory(play("command: sleep 1"), "p")
    wire.start(job, directory, "p")
    wire.until(job, "started")
    wire.start(job, directory, "p")
    while (event := wire.next(job))["event"] != "refused":
        assert event["event"] != "finished"
    assert "running" in event["message"]
    assert wire.until(job, "finished")[-1]["outcome"] == "success"
    for number, message in enumerate(
        (
            {"op": "run", "directory": "relative", "play": "p"},
            {"op": "run", "directory": "/", "play": "../p"},
            {"op": "run", "directory": "/", "play": "p", "timeout_seconds": 0},
            {"op": "run", "directory": "/", "play": "p", "secrets": ["abc"]},
            {"op": "dance"},
        )
    ):
        wire.send(job=f"bad-{number}", **message)
        assert wire.next(f"bad-{number}")["event"] == "refused"


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_many_jobs_leave_no_memory_file_process_or_variable_behind(
    tmp_path: Path, backend: Backend, count: int
) -> None:
    wire = Wire({"TMPDIR": str(tmp_path)})
    try:
        jobs = Jobs(tmp_path / "jobs", wire, backend.config)
        text = play("debug: {msg: \"{{ mine | default('none') }} {{ other | default('none') }}\"}")
        pid = wire.popen.pid
        descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        shared_before = shared_memory()
        temporary_before = sorted(path.name for path in tmp_path.iterdir())
        memory: list[int] = []
        for number in range(count):
            variables: dict[str, object] = {"mine" if number % 2 else "other": f"value-{number}"}
            events = jobs.run(text, variables=variables)
            expected = f"value-{number} none" if number % 2 else f"none value-{number}"
            assert results(events)[0]["msg"] == expected
            if number == 9:
                temporary_before = sorted(path.name for path in tmp_path.iterdir())
            memory.append(memory_of(pid))
        assert max(memory) - memory[9] < 2_048, memory  # KiB
        wait_for(
            lambda: len(list(Path(f"/proc/{pid}/fd").iterdir())) == descriptors, "the closing of the last job's pipes"
        )
        wait_for(lambda: not descendants(pid, ended_too=True), "the end of the last guardian")
        assert sorted(path.name for path in tmp_path.iterdir()) == temporary_before
        wait_for(lambda: shared_memory() <= shared_before, "the end of what other programs share for a moment")
        for directory in (tmp_path / "jobs").iterdir():
            left = {path.name for path in directory.rglob("*") if path.is_file()}
            assert left == {"crm_config.yaml", "play_of_the_test.yaml"}
    finally:
        assert wire.close() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["jobs"]
