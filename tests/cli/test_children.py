import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.cli.conftest import processes_using, wait_until
from trunkline.cli.children import Child
from trunkline.cli.locks import FileLock
from trunkline.cli.processes import is_alive


def make_child(program: str, place: Path, grace_seconds: float = 5) -> Child:
    return Child(
        name="trial",
        command=[sys.executable, "-c", textwrap.dedent(program), str(place)],
        environment={"PATH": os.defpath},
        death_signal=signal.SIGKILL,
        grace_seconds=grace_seconds,
        log_path=place / "trial.log",
    )


def watch_until(child: Child, words: str) -> str:
    """Watch the child until it tells news with these words, and return the news."""
    told: list[str] = []

    def has_told() -> bool:
        told.append(child.watch() or "")
        return words in told[-1]

    wait_until(has_told, words)
    return told[-1]


def test_a_crashed_child_is_started_again_later_each_time(place: Path) -> None:
    child = make_child("raise SystemExit(3)", place)
    child.start()
    assert watch_until(child, "ended") == "trial ended (exit status 3); it is started again in 0.5 s."
    crashed_at = time.monotonic()
    assert watch_until(child, "started again (process").startswith("trial started again (process ")
    assert time.monotonic() - crashed_at >= 0.4
    assert watch_until(child, "ended") == "trial ended (exit status 3); it is started again in 1 s."
    assert child.crashes == 2
    child.tell_to_stop()
    assert child.watch() is None
    child.kill()


def test_a_killed_child_is_told_by_its_signal_and_its_family_goes_with_it(place: Path) -> None:
    child = make_child(
        """
        import subprocess, sys, time
        subprocess.Popen(["sleep", "600"], cwd=sys.argv[1])
        time.sleep(600)
        """,
        place,
    )
    child.start()
    wait_until(lambda: len(processes_using(place)) == 2, "child and grandchild")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    assert "signal SIGKILL" in watch_until(child, "ended")
    assert processes_using(place) == {}
    child.kill()


def test_a_child_that_ignores_the_request_to_stop_can_be_killed(place: Path) -> None:
    child = make_child(
        """
        import signal, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open(sys.argv[1] + "/deaf", "w").close()
        time.sleep(600)
        """,
        place,
    )
    child.start()
    wait_until((place / "deaf").exists, "the child to be deaf")
    child.tell_to_stop()
    assert not child.has_ended()
    child.kill()
    assert child.has_ended()
    assert processes_using(place) == {}


def test_a_child_ends_with_a_killed_parent(place: Path) -> None:
    program = """
        import signal, sys, time
        from trunkline.cli.processes import start_child
        print(start_child(["sleep", "600"], death_signal=signal.SIGTERM).pid, flush=True)
        time.sleep(600)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(place)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child_pid = int(parent.stdout.readline())
    assert is_alive(child_pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not is_alive(child_pid), "the child to end")


def test_orphans_are_adopted_and_ended(place: Path) -> None:
    # The child starts a process in a session of its own and ends at once.
    program = """
        import subprocess, sys, time, os
        from trunkline.cli.leftovers import OrphanKeeper, children_of
        own = subprocess.Popen(["sleep", "600"])
        keeper = OrphanKeeper()
        keeper.open()
        escape = '''if True:
            import subprocess
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            print(subprocess.Popen(["sleep", "600"], start_new_session=True, **silent).pid)
        '''
        orphan = int(subprocess.run([sys.executable, "-c", escape], capture_output=True, check=True).stdout)
        assert orphan in children_of(os.getpid())
        assert keeper.close() == [orphan]
        assert children_of(os.getpid()) == [own.pid]
        own.kill()
        own.wait()
    """
    outcome = subprocess.run([sys.executable, "-c", textwrap.dedent(program), str(place)], check=False)
    assert outcome.returncode == 0


def test_a_lock_is_free_again_when_the_last_who_holds_it_is_killed(place: Path) -> None:
    path = place / "lock"
    program = """
        import subprocess, sys, time
        from pathlib import Path
        from trunkline.cli.locks import FileLock
        lock = FileLock(Path(sys.argv[1]))
        assert lock.acquire()
        child = subprocess.Popen(["sleep", "600"], pass_fds=[lock.fileno()])
        print(child.pid, flush=True)
        time.sleep(600)
    """
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    child_pid = int(holder.stdout.readline())
    lock = FileLock(path)
    assert not lock.acquire()
    assert lock.holder_pid() == holder.pid
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert not lock.acquire(), "the child still holds it"
    os.kill(child_pid, signal.SIGKILL)
    assert lock.acquire(wait_seconds=10)
    assert lock.is_held_by_anybody()
    lock.release()
    assert not lock.is_held_by_anybody()


def test_a_lock_file_that_is_a_link_is_not_followed(place: Path) -> None:
    (place / "lock").symlink_to(place / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        FileLock(place / "lock").acquire()
    assert not (place / "elsewhere").exists()
