import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from importlib import util
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from trunkline.cli.doctor_database import examine_database
from trunkline.cli.findings import Finding, Verdict, failed, ok, remark
from trunkline.cli.installation import Installation
from trunkline.cli.problems import OperatorError
from trunkline.cli.runtime_copy import runner_command
from trunkline.cli.supervisor import (
    Door,
    doors_of,
    find_port_obstacle,
    port_taken,
    why_events_not_ready,
    why_not_ready,
    why_web_for_plays_not_ready,
)
from trunkline.cli.system_users import (
    PLAYS_USER_NAME,
    POSTGRES_USER_NAME,
    can_read,
    find_user,
    is_root,
)

_FREE_BYTES_MIN = 512 * 1024 * 1024
_RUNNER_SECONDS_MAX = 60

_COLOURS = {Verdict.OK: "green", Verdict.FAILED: "bold red", Verdict.REMARK: "yellow"}


def examine(installation: Installation) -> list[Finding]:
    """Return what was found about an installation, in the order in which it would be mended."""
    findings = _guarded("data directory", lambda: examine_data_directory(installation))
    has_directory = all(finding.verdict is not Verdict.FAILED for finding in findings)
    if has_directory:
        findings += _guarded("system users", examine_system_users)
        findings += _guarded("database", lambda: examine_database(installation))
    else:
        findings.append(remark("database", "not examined, for the data directory cannot be used."))
    findings += _guarded("port", lambda: examine_ports(installation))
    findings += _guarded("Ansible", lambda: examine_runner(installation, has_directory=has_directory))
    findings += _guarded("plays", lambda: examine_plays(installation))
    findings += _guarded("isolation", examine_isolation)
    return findings


def show(findings: list[Finding], console: Console) -> bool:
    """Print the findings with their remedies and tell whether none failed."""
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        colour = _COLOURS[finding.verdict]
        head = f"[{colour}]{finding.verdict.value:<6}[/] {finding.name:<{width}}"
        console.print(f"{head}  {escape(finding.detail)}", soft_wrap=True, highlight=False)
        if finding.remedy:
            console.print(f"{'':<{width + 7}}  → {escape(finding.remedy)}", soft_wrap=True, highlight=False)
    failures = sum(finding.verdict is Verdict.FAILED for finding in findings)
    console.print("Everything is in order." if not failures else f"{failures} to mend.")
    return failures == 0


def _guarded(name: str, examination: Callable[[], Iterator[Finding]]) -> list[Finding]:
    findings: list[Finding] = []
    try:
        findings.extend(examination())
    except OperatorError as error:
        findings.append(failed(name, error.problem, error.remedy))
    return findings


def examine_data_directory(installation: Installation) -> Iterator[Finding]:
    """Yield whether the data directory can be written, has room, and keeps its secrets closed; raises OperatorError."""
    directory = installation.directory
    directory.check_writable()
    yield ok("data directory", f"{directory.root} can be written.")
    free = shutil.disk_usage(directory.root).free
    amount = f"{free / 1024**3:.1f} GiB free"
    if free < _FREE_BYTES_MIN:
        yield failed("free space", f"{amount} on the disk of {directory.root}.", "Free at least 512 MiB there.")
    else:
        yield ok("free space", f"{amount}.")
    for path in (directory.secrets, *directory.secrets.iterdir()):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield failed("secrets", f"{path} can be read by other users.", f"Close it: chmod go-rwx {path}")


def examine_system_users() -> Iterator[Finding]:
    """Yield, for root, whether the users that database and plays run as exist or can be made."""
    if not is_root():
        return
    names = (POSTGRES_USER_NAME, PLAYS_USER_NAME)
    missing = [name for name in names if find_user(name) is None]
    if not missing:
        yield ok("system users", f"{' and '.join(names)} exist.")
    elif shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        yield remark("system users", f"{' and '.join(missing)} will be made when they are needed.")
    else:
        yield failed(
            "system users",
            f"{' and '.join(missing)} do not exist and useradd is missing.",
            "Install useradd (Debian: apt-get install passwd).",
        )


def examine_ports(installation: Installation) -> Iterator[Finding]:
    """Yield whether the ports of web, events and plays are free or ours, and whether browsers will find events.

    Raises OperatorError for an impossible address.
    """
    web, events, *for_plays = doors_of(installation)
    yield from _examine_port(installation, web, "port", why_not_ready)
    yield from _examine_port(installation, events, "events port", why_events_not_ready)
    for door in for_plays:
        yield from _examine_port(installation, door, "port for plays", why_web_for_plays_not_ready)
    settings = installation.settings
    if settings.find("TRUNKLINE_PUBLIC_URL") is not None and settings.find("TRUNKLINE_EVENTS_URL") is None:
        yield remark(
            "events",
            f"pages ask for logs at {installation.local_events_url}, which may mean nothing where TRUNKLINE_PUBLIC_URL "
            "is used: set TRUNKLINE_EVENTS_URL to the public address of the events port.",
        )


def _examine_port(
    installation: Installation, door: Door, name: str, why_not: Callable[[Installation], str | None]
) -> Iterator[Finding]:
    where = f"{door.host} port {door.port}"
    obstacle = find_port_obstacle(door)
    if obstacle is None:
        yield ok(name, f"{where} is free.")
        return
    if obstacle.environment().get("TRUNKLINE_DATA_DIR") == str(installation.directory.root):
        yield ok(name, f"{where} is served by this Trunkline ({obstacle}).")
        reason = why_not(installation)
        if reason is None:
            yield ok(door.name, "it is ready.")
        else:
            yield failed(door.name, reason, "Mend the database first, if it is told above; else start Trunkline again.")
        return
    refusal = port_taken(obstacle, door)
    yield failed(name, refusal.problem, refusal.remedy)


def examine_runner(installation: Installation, *, has_directory: bool) -> Iterator[Finding]:
    """Yield whether Ansible is there and the play runner really starts; raises OperatorError for a missing package."""
    if util.find_spec("ansible") is not None and not has_directory:
        yield remark("Ansible", "installed; not started, for the data directory cannot be used.")
        return
    command = runner_command(installation.directory.root)
    # The end of its standard input is the runner's sign to end.
    try:
        outcome = subprocess.run(
            command.argv,
            user=command.user,
            group=command.group,
            extra_groups=None if command.user is None else [],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **command.environment},
            input="",
            capture_output=True,
            text=True,
            timeout=_RUNNER_SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        yield failed("Ansible", f"The play runner does not end within {_RUNNER_SECONDS_MAX} s.", "See `trunkline up`.")
        return
    versions = _versions(outcome.stdout)
    if versions is None:
        lines = [line.strip() for line in outcome.stderr.splitlines() if line.strip()]
        yield failed(
            "Ansible",
            f"The play runner does not start: {lines[-1] if lines else 'it said nothing'}.",
            "Install Trunkline with its dependencies again.",
        )
        return
    as_whom = f" as {command.user}" if command.user else ""
    yield ok("Ansible", f"the play runner starts{as_whom}: {versions}.")


def _versions(output: str) -> str | None:
    for line in output.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and event.get("event") == "ready":
            return f"ansible-core {event.get('ansible')}, Python {event.get('python')}"
    return None


def examine_plays(installation: Installation) -> Iterator[Finding]:
    """Yield whether the operator's own plays can be read by whom runs them."""
    named = installation.settings.find("TRUNKLINE_PLAYS_DIR")
    if named is None:
        yield ok("plays", "the shipped ones; TRUNKLINE_PLAYS_DIR can name a directory of your own.")
        return
    directory = Path(named).absolute()
    try:
        plays = sorted(path for path in directory.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError as error:
        yield failed(
            "plays",
            f"The directory {directory} cannot be read: {error.strerror}.",
            "Set TRUNKLINE_PLAYS_DIR to the directory of your plays, or unset it.",
        )
        return
    unreadable = [path for path in plays if not os.access(path, os.R_OK)]
    user = find_user(PLAYS_USER_NAME) if is_root() else None
    if user is not None:
        unreadable = [path for path in plays if not can_read(user, path)]
    if unreadable:
        reader = user.name if user else "this user"
        yield failed(
            "plays",
            f"{', '.join(path.name for path in unreadable)} in {directory} cannot be read by {reader}.",
            f"Let {reader} read them: chmod a+r, and a+x for the directories on the way.",
        )
        return
    yield ok("plays", f"{len(plays)} in {directory}, and the shipped ones.")


def examine_isolation() -> Iterator[Finding]:
    """Yield how far plays are kept apart from the rest."""
    if is_root():
        yield ok("isolation", f"plays run as {PLAYS_USER_NAME}, the database as {POSTGRES_USER_NAME}.")
    else:
        yield remark(
            "isolation",
            "plays run as this user, separated by environment and file descriptors only: a play can read this user's "
            "files. Run Trunkline as root to have plays run as a user of their own.",
        )
