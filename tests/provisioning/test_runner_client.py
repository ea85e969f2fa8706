import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from trunkline.cli.runtime_copy import runner_command
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

WAIT_SECONDS_MAX = 60.0
CONFIG = {
    "crm": {"base_url": "http://127.0.0.1:8000"},
    "ocs": {"cgrates": "127.0.0.1:8000/ocs/s3cr3t", "ocsTenant": "cgrates.org"},
}


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.01)


def text_of(*tasks: str) -> str:
    lines = "\n".join(f"    - {task}" for task in tasks)
    return f"- hosts: localhost\n  gather_facts: false\n  tasks:\n{lines}\n"


@pytest.fixture
def place() -> Iterator[Path]:
    # Not pytest's own directory: another user cannot pass through it.
    path = Path(tempfile.mkdtemp(prefix="trunkline-test-"))
    path.chmod(0o711)
    (path / "plays").mkdir()
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def client() -> Iterator[RunnerClient]:
    client = RunnerClient([sys.executable, "-m", "trunkline_runner"], None, runner_environment())
    client.start()
    yield client
    client.stop()


def make_job(place: Path, job: str, *tasks: str, owner: str | None = None) -> Path:
    (place / "plays" / "play_x.yaml").write_text(text_of(*tasks))
    return prepare_job_directory(
        place / "jobs", job, crm_config=CONFIG, plays=[place / "plays"], play="play_x", owner=owner
    )


def run(client: RunnerClient, job: str, directory: Path, **options: Any) -> list[dict[str, Any]]:
    defaults: dict[str, Any] = {"variables": {}, "secrets": [], "timeout_seconds": 60}
    return [event for batch in client.run(job, directory, "play_x", **(defaults | options)) for event in batch]


def results(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event["result"] for event in events if event["event"] == "task_ok"]


def test_a_job_finds_its_configuration_and_its_variables(client: RunnerClient, place: Path) -> None:
    evil = "{{ lookup('pipe','id') }}"
    directory = make_job(
        place,
        "1",
        '{include_vars: {file: "../../crm_config.yaml", name: crm_config}}',
        "debug: {msg: ['{{ crm_config.ocs.cgrates }}', '{{ customer }}', "
        "\"{{ hostvars[inventory_hostname]['SIM Card'] }}\", '{{ price }}', '{{ access_token }}']}",
    )
    variables = {"SIM Card": 5001, "customer": evil, "price": Decimal("15.00"), "access_token": "tok-123456"}
    events = run(client, "1", directory, variables=variables)
    assert events[-1]["outcome"] == "success", events[-1]
    assert results(events)[1]["msg"] == ["127.0.0.1:8000/ocs/s3cr3t", evil, 5001, "15.00", "********"]
    remove_job_directory(directory)
    assert not directory.exists()


def test_several_jobs_run_at_once_from_threads(client: RunnerClient, place: Path) -> None:
    finished: dict[str, Any] = {}
    jobs = [f"parallel-{number}" for number in range(4)]
    directories = {job: make_job(place, job, f"debug: {{msg: {job}}}", "command: sleep 0.5") for job in jobs}

    def work(job: str) -> None:
        events = run(client, job, directories[job])
        finished[job] = (events[-1]["outcome"], results(events)[0]["msg"], {event["job"] for event in events})

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert finished == {job: ("success", job, {job}) for job in jobs}


def test_cancelling_and_giving_up_end_the_job(client: RunnerClient, place: Path) -> None:
    directory = make_job(place, "c", "command: sleep 600")
    events = client.run("c", directory, "play_x", variables={}, secrets=[], timeout_seconds=60)
    assert next(events)[0]["event"] == "started"
    client.cancel("c")
    assert list(events)[-1][-1]["outcome"] == "cancelled"
    events = client.run("c", directory, "play_x", variables={}, secrets=[], timeout_seconds=60)
    child = next(events)[0]["pid"]
    events.close()  # type: ignore[attr-defined]  # an iterator that is a generator
    wait_for(lambda: not Path(f"/proc/{child}").exists(), "the end of the abandoned job")


def test_what_the_runner_refuses_is_an_error(client: RunnerClient, place: Path) -> None:
    directory = make_job(place, "r", "debug: {msg: x}")
    with pytest.raises(RefusedJobError, match="ansible_connection"):
        run(client, "r", directory, variables={"ansible_connection": "ssh"})
    with pytest.raises(TypeError, match="object cannot be a variable"):
        run(client, "r", directory, variables={"thing": object()})
    assert run(client, "r", directory)[-1]["outcome"] == "success"


def test_a_job_that_is_running_is_not_started_twice(client: RunnerClient, place: Path) -> None:
    directory = make_job(place, "twice", "command: sleep 1")
    events = client.run("twice", directory, "play_x", variables={}, secrets=[], timeout_seconds=60)
    next(events)
    with pytest.raises(RefusedJobError, match="running already"):
        run(client, "twice", directory)
    assert list(events)[-1][-1]["outcome"] == "success"


def test_a_dead_runner_is_a_crash_of_its_jobs_and_can_be_started_again(place: Path) -> None:
    client = RunnerClient([sys.executable, "-m", "trunkline_runner"], None, runner_environment())
    with pytest.raises(RunnerNotStartedError):
        run(client, "d", place)
    client.start()
    try:
        directory = make_job(place, "d", "command: sleep 600")
        events = client.run("d", directory, "play_x", variables={}, secrets=[], timeout_seconds=600)
        child = next(events)[0]["pid"]
        began = time.monotonic()
        os.kill(_parent_of(_parent_of(child)), signal.SIGKILL)
        assert list(events)[-1][-1]["outcome"] == "crashed"
        assert time.monotonic() - began < 5
        wait_for(lambda: not client.is_alive, "the runner's end")
        assert run(client, "e", directory)[-1]["outcome"] == "crashed"
        wait_for(lambda: not Path(f"/proc/{child}").exists(), "the end of the play")
        client.start()
        quick = make_job(place, "f", "debug: {msg: x}")
        assert run(client, "f", quick)[-1]["outcome"] == "success"
    finally:
        client.stop()
    assert not client.is_alive


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


# It says one line, waits for the cancellation, and says all the others at once.
TALKER = """
import json, sys
def say(*events):
    sys.stdout.write("".join(json.dumps({"job": "t", **event}) + chr(10) for event in events))
    sys.stdout.flush()
say({"event": "ready"})
sys.stdin.readline()
say({"event": "started", "number": 0})
sys.stdin.readline()
say(*({"event": "output", "number": number} for number in range(1, 250)), {"event": "finished", "number": 250})
"""


def test_a_lone_line_comes_alone_and_what_is_there_already_comes_together_in_its_order(place: Path) -> None:
    others = set(threading.enumerate())
    client = RunnerClient([sys.executable, "-c", TALKER], None, runner_environment())
    client.start()
    (reader,) = (thread for thread in set(threading.enumerate()) - others if thread.name == "runner-events")
    try:
        events = client.run("t", place, "play_x", variables={}, secrets=[], timeout_seconds=60)
        assert [event["number"] for event in next(events)] == [0]
        client.cancel("t")
        # The program may have ended before all that it said is read.
        wait_for(lambda: not reader.is_alive(), "all that the talker said")
        batches = list(events)
        assert [len(batch) for batch in batches] == [100, 100, 50]
        assert [event["number"] for batch in batches for event in batch] == list(range(1, 251))
    finally:
        client.stop()


def test_a_program_that_is_not_the_runner_is_not_waited_for() -> None:
    for command in (["/nonexistent"], ["false"]):
        with pytest.raises(RunnerNotStartedError):
            RunnerClient(command, None, runner_environment()).start()


def test_a_check_lists_the_tasks_or_says_what_is_wrong(client: RunnerClient, place: Path) -> None:
    shipped = prepare_job_directory(
        place / "jobs",
        "check",
        crm_config=CONFIG,
        plays=[shipped_plays_directory()],
        play="play_deprovision_service",
        owner=None,
    )
    checked = client.check("check", shipped, "play_deprovision_service")
    assert checked["outcome"] == "success"
    assert [task["task"] for task in checked["tasks"]][-1] == "Fail the deprovisioning"
    broken = make_job(place, "broken", "no_such_module: {}")
    assert client.check("broken", broken, "play_x")["outcome"] == "syntax_error"


def test_the_environment_of_the_runner_has_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://x")
    monkeypatch.setenv("TRUNKLINE_DATA_DIR", "/x")
    environment = runner_environment({"PYTHONPATH": "/p"})
    assert environment["PYTHONPATH"] == "/p"
    assert "PATH" in environment
    assert not [name for name in environment if name.startswith("TRUNKLINE") or name == "DATABASE_URL"]


def test_the_directory_is_as_plays_expect_it(place: Path) -> None:
    plays = place / "plays"
    (plays / "vars").mkdir()
    (plays / "templates").mkdir()
    (plays / "other.yaml").write_text("[]")
    directory = make_job(place, "layout", "debug: {msg: x}")
    assert directory.stat().st_mode & 0o777 == 0o700
    assert (directory / "crm_config.yaml").stat().st_mode & 0o777 == 0o600
    assert json.loads((directory / "crm_config.yaml").read_text()) == CONFIG
    assert sorted(path.name for path in (directory / "a" / "plays").iterdir()) == [
        "other.yaml",
        "play_x.yaml",
        "templates",
    ]
    assert not (directory / "a" / "plays" / "play_x.yaml").is_symlink()
    with pytest.raises(FileExistsError):
        make_job(place, "layout", "debug: {msg: x}")
    with pytest.raises(ValueError, match="name a directory"):
        make_job(place, "../up", "debug: {msg: x}")
    with pytest.raises(ValueError, match="template"):
        prepare_job_directory(
            place / "jobs", "t", crm_config={"x": "{{ y }}"}, plays=[plays], play="play_x", owner=None
        )
    assert not (place / "jobs" / "t").exists()


def test_the_first_jobs_of_several_workers_make_the_place_of_all_jobs_once(place: Path) -> None:
    workers, rounds = 8, 30
    (place / "plays" / "play_x.yaml").write_text(text_of("debug: {msg: x}"))
    together = Barrier(workers)

    def begin_first_job(round_: int, worker: int) -> Path:
        together.wait()
        return prepare_job_directory(
            place / f"jobs-{round_}",
            f"{worker}-1",
            crm_config=CONFIG,
            plays=[place / "plays"],
            play="play_x",
            owner=None,
        )

    with ThreadPoolExecutor(workers) as threads:
        for round_ in range(rounds):
            made = [threads.submit(begin_first_job, round_, worker) for worker in range(workers)]
            assert all(each.result().is_dir() for each in made)
            assert stat.S_IMODE((place / f"jobs-{round_}").stat().st_mode) == 0o711


def test_a_directory_is_removed_although_its_play_closed_parts_of_it(place: Path) -> None:
    directory = make_job(place, "closed", "debug: {msg: x}")
    (directory / "tmp" / "deep" / "deeper").mkdir(parents=True)
    (directory / "tmp" / "deep" / "deeper" / "file").write_text("x")
    outside = place / "outside"
    outside.mkdir(mode=0o755)
    (directory / "tmp" / "link").symlink_to(outside)
    (directory / "tmp" / "deep" / "deeper").chmod(0)
    (directory / "tmp" / "deep").chmod(0)
    directory.chmod(0)
    remove_job_directory(directory)
    remove_job_directory(directory)
    assert not directory.exists()
    assert outside.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("name", ["../play_x", "play_x.yaml", "a/b", "", ".", "play x", "ä"])
def test_names_that_lead_elsewhere_are_no_plays(place: Path, name: str) -> None:
    (place / "plays" / "play_x.yaml").write_text("[]")
    with pytest.raises(PlayNotFoundError, match="not a name"):
        find_play(name, [place / "plays"])


def test_the_first_directory_with_the_play_wins(place: Path) -> None:
    own = place / "own"
    own.mkdir()
    (place / "plays" / "play_x.yml").write_text("[]")
    search_path = [own, place / "plays"]
    assert find_play("play_x", search_path) == place / "plays" / "play_x.yml"
    (own / "play_x.yaml").write_text("[]")
    assert find_play("play_x", search_path) == own / "play_x.yaml"
    assert find_play("play_local_mobile_sim", [shipped_plays_directory()]).is_file()
    with pytest.raises(PlayNotFoundError, match=r"^there is no play play_y\.yaml, neither an own nor a shipped one$"):
        find_play("play_y", search_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs plays as another user")
def test_as_root_plays_run_as_a_user_of_their_own_from_copies(place: Path) -> None:
    command = runner_command(place / "data")
    assert command.user is not None
    client = RunnerClient(command.argv, command.user, runner_environment(command.environment))
    client.start()
    try:
        secret = place / "secret"
        secret.write_text("x")
        secret.chmod(0o600)
        directory = make_job(
            place,
            "as-user",
            "command: id -un",
            f"{{command: cat {secret}, ignore_errors: true, register: reading}}",
            '{include_vars: {file: "../../crm_config.yaml", name: crm_config}}',
            "{trunkline.bss.crm: {path: /crm/x}, register: answer, ignore_errors: true}",
            owner=command.user,
        )
        assert directory.stat().st_uid == pwd.getpwnam(command.user).pw_uid
        events = run(client, "as-user", directory, variables={"access_token": "tok-123456"})
        assert events[-1]["outcome"] == "success", events[-1]
        assert results(events)[0]["stdout"] == command.user
        failures = [event["message"] for event in events if event["event"] == "task_failed"]
        assert len(failures) == 2
        assert "no connection" in failures[1]
        assert runner_users(client) == {command.user}
    finally:
        client.stop()


def runner_users(client: RunnerClient) -> set[str]:
    """This will give the users as whom the processes of this client's program run."""
    listing = subprocess.run(["ps", "-eo", "user:32=,args="], capture_output=True, text=True, check=True).stdout
    interpreter = client.versions["interpreter"]
    return {line.split()[0] for line in listing.splitlines() if interpreter in line and "trunkline_runner" in line}
