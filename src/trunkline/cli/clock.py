import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from trunkline.cli.durations import find_target, parse_goal
from trunkline.cli.installation import Installation, current_installation, set_up_django
from trunkline.cli.ports import find_obstacle
from trunkline.cli.problems import OperatorError
from trunkline.cli.supervisor import Stack, StackOptions
from trunkline.config.environment import Environment
from trunkline.kernel.time import format_instant

if TYPE_CHECKING:
    from trunkline.platform.agenda import Move, Stop

_DEMO_MODE = "TRUNKLINE_DEMO_MODE"
_WORKER_SECONDS_MAX = 30.0
_INTERRUPTED = 130  # as shells tell SIGINT

clock = typer.Typer(name="clock", help="Show the business clock, and move it in demo mode.", no_args_is_help=True)


@clock.command()
def show() -> None:
    """Tell the business time, and what is due next."""
    installation = _as_it_runs(current_installation())
    console = Console(highlight=False, soft_wrap=True)
    with installation.database() as databases:
        set_up_django(installation.process_environment(databases.runtime_url))
        from trunkline.platform import agenda, clocks, queue  # Django's models need its settings

        held_at, now = clocks.find_held_instant(), clocks.business_now()
        dues = agenda.list_dues()
        known = sorted(queue.NEXT_DUES)
        is_moving = clocks.is_business_clock_moving()
    console.print(f"Business time  [bold]{format_instant(now)}[/]")
    console.print(f"               {_standing(held_at, is_movable=_is_demo(installation), is_moving=is_moving)}")
    table = Table("job", "due at", "in")
    for due in dues:
        table.add_row(escape(due.job), format_instant(due.at), _distance(due.at - now))
    for name in known:
        if name not in {due.job for due in dues}:
            table.add_row(escape(name), "nothing planned", "")
    console.print(table)


def _standing(held_at: datetime | None, *, is_movable: bool, is_moving: bool) -> str:
    if is_moving:
        return "is being moved"
    if held_at is not None:
        return "held there until it is moved on"
    return "follows the real clock" + ("; the first move holds it" if is_movable else "")


def _distance(distance: timedelta) -> str:
    if distance <= timedelta():
        return "now"
    hours, seconds = divmod(distance.seconds, 3600)
    parts = [(distance.days, "d"), (hours, "h"), (seconds // 60, "m"), (seconds % 60, "s")]
    told = [f"{number}{unit}" for number, unit in parts if number]
    return " ".join(told[:2]) or "less than 1s"


# Without the setting, "-5d" would be an unknown option, not a duration that cannot be.
@clock.command(context_settings={"ignore_unknown_options": True})
def advance(
    duration: Annotated[
        str | None, typer.Argument(help="How far: 40d, 2w, 12h, 30m (minutes), 1d12h, or ISO 8601 as P40D, P1M.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="The instant to go to, such as 2026-12-24T18:00:00Z.")] = None,
) -> None:
    """Move the business clock forward, from one due instant to the next, and have done what is due there.

    Exit status 1 if a job was given up on the way, 130 after Ctrl-C.
    """
    installation = _as_it_runs(current_installation())
    if not _is_demo(installation):
        raise OperatorError(
            "The business clock moves in demo mode only; this installation follows the real one.",
            f"Set {_DEMO_MODE}=1 for `trunkline up`, or start `trunkline demo`; never where real customers are served.",
        )
    goal = parse_goal(duration, to)
    console = Console(highlight=False, soft_wrap=True)
    with _served(installation, console):
        from trunkline.platform.clocks import business_now  # Django's models need its settings

        target = find_target(business_now(), goal)
        move = advance_to(target, console)
    if move.failed:
        raise typer.Exit(1)
    if move.ended_at < target:
        raise typer.Exit(_INTERRUPTED)


def advance_to(target: datetime, console: Console) -> "Move":
    """Move the business clock, tell what is done at which instant, and return the move; Django is loaded.

    Ctrl-C ends it when the instant at which the clock stands is done with, Ctrl-C again at once. Raises what
    `agenda.advance_to` raises.
    """
    from trunkline.platform import agenda
    from trunkline.platform.clocks import business_now

    begun, start = time.monotonic(), business_now()
    with _interruptions(console) as interruption, _bar(console) as progress:
        task = progress.add_task("", total=max((target - start).total_seconds(), 1.0))

        def tell(stop: "Stop") -> None:
            progress.update(task, completed=(stop.at - start).total_seconds(), description=format_instant(stop.at))
            _tell(stop, progress.console)

        move = agenda.advance_to(target, on_stop=tell, should_end=lambda: interruption.is_asked_for)
    _summarise(move, target, console, seconds=time.monotonic() - begun)
    return move


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _tell(stop: "Stop", console: Console) -> None:
    jobs = ", ".join(stop.jobs) or "what was left in the queue"
    console.print(f"  {format_instant(stop.at)}  [dim]{escape(jobs)}[/]", highlight=False)
    for failed in stop.failed:
        console.print(f"    [bold red]given up:[/] {escape(failed.job)} (number {failed.number} of the queue)")


def _summarise(move: "Move", target: datetime, console: Console, *, seconds: float) -> None:
    console.print(
        f"The clock stands at [bold]{format_instant(move.ended_at)}[/]: {len(move.stops)} instants with work, "
        f"{move.jobs_run} jobs, {seconds:.1f} s.",
        highlight=False,
    )
    if move.ended_at < target:
        console.print(f"[yellow]Interrupted[/] before {format_instant(target)}; ask again to go on.", highlight=False)
    if move.failed:
        console.print("[bold red]Jobs were given up[/]; the logs of the workers tell why.", highlight=False)


@dataclass
class _Interruption:
    is_asked_for: bool = False


@contextmanager
def _interruptions(console: Console) -> Iterator[_Interruption]:
    """Take over Ctrl-C: the first asks to end in good order, the second raises KeyboardInterrupt."""
    interruption = _Interruption()

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        if interruption.is_asked_for:
            raise KeyboardInterrupt
        interruption.is_asked_for = True
        console.print("[yellow]What is due at this instant is still done[/]; Ctrl-C again ends at once.")

    if threading.current_thread() is not threading.main_thread():
        yield interruption  # only the main thread may take it over
        return
    former = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def _served(installation: Installation, console: Console) -> Iterator[None]:
    """Provide a system whose workers take jobs: the one that runs, else one for as long as it is needed."""
    if not installation.has_database_of_its_own or installation.postgres.is_run_by_another():
        with installation.database() as databases:
            set_up_django(installation.process_environment(databases.runtime_url))
            from trunkline.platform.agenda import has_worker  # Django's models need its settings

            if installation.has_database_of_its_own or has_worker():
                yield
                return
    console.print("[dim]Trunkline does not run here: it is started for as long as the clock moves.[/]")
    options = StackOptions(installation, logs_to_files=True, say=lambda text: console.print(f"[dim]{escape(text)}[/]"))
    with Stack(options) as stack:
        set_up_django(stack.environment)
        from trunkline.platform.agenda import require_worker

        require_worker(within_seconds=_WORKER_SECONDS_MAX)
        yield


def _is_demo(installation: Installation) -> bool:
    return installation.settings.get_boolean(_DEMO_MODE)


def _as_it_runs(installation: Installation) -> Installation:
    """Return the installation in the mode in which it runs, if it does: a clock that its workers look at is moved."""
    try:
        listener = find_obstacle(installation.host, installation.port)
    except OSError:
        return installation
    running = listener.environment() if listener is not None else {}
    if running.get("TRUNKLINE_DATA_DIR") != str(installation.directory.root):
        return installation
    others = {name: value for name, value in os.environ.items() if name != _DEMO_MODE}
    found = {_DEMO_MODE: running[_DEMO_MODE]} if _DEMO_MODE in running else {}
    mode = Environment({**others, **found}).get(_DEMO_MODE)
    return current_installation({_DEMO_MODE: mode})
