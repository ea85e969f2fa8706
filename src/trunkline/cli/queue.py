import json

from rich.console import Console
from rich.markup import escape

from trunkline.cli.problems import OperatorError
from trunkline.platform import queue, use_cases
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command


def show(console: Console) -> bool:
    """Tell each job that was given up, and return whether there is none."""
    jobs = queue.list_given_up()
    for job in jobs:
        arguments = escape(json.dumps(job.arguments, sort_keys=True))
        console.print(f"[bold]{job.number}[/] {escape(job.name)} {arguments} has failed {job.attempts} times")
    if jobs:
        console.print(
            "The logs of the workers tell why. When that is mended: trunkline queue --again NUMBER\n"
            "What is not to be done any more: trunkline queue --forget NUMBER --reason TEXT"
        )
    else:
        console.print("[green]No job was given up.[/]")
    return not jobs


def ask_again(number: int, console: Console) -> None:
    """Have a job that was given up wait again; raises OperatorError."""
    if not queue.ask_again(number):
        raise _unknown(number)
    console.print(f"Job {number} waits again.")


def forget(number: int, reason: str, console: Console) -> None:
    """Take a job that was given up from the queue for a reason; raises OperatorError or InvalidInputError."""
    if not use_cases.forget_given_up_job(Command(SYSTEM_ACTOR, at=business_now(), reason=reason), number):
        raise _unknown(number)
    console.print(f"Job {number} is forgotten.")


def _unknown(number: int) -> OperatorError:
    return OperatorError(f"No job {number} was given up.", "See `trunkline queue` for what there is.")
