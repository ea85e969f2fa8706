from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from trunkline.cli.installation import Installation, current_installation, set_up_django
from trunkline.cli.problems import OperatorError
from trunkline.cli.supervisor import why_not_ready

_SUCCESS, _REFUSED, _FAILED = 0, 1, 2
# Checking a play asks no database; Django wants an address all the same.
_NO_DATABASE = "postgresql://nobody@127.0.0.1/nothing"

plays = typer.Typer(name="play", help="Check and try out plays.", no_args_is_help=True)


@plays.command()
def check(
    names: Annotated[list[str], typer.Argument(help="Names of plays, without .yaml.", metavar="NAME…")],
) -> None:
    """Say whether plays are installed and can be read by Ansible, and list their tasks; exit status 1 if one is not."""
    installation = current_installation()
    installation.prepare()
    _set_up(installation, installation.settings.find("DATABASE_URL") or _NO_DATABASE)
    from trunkline.provisioning.processes import check_plays  # Django's settings are needed

    console = Console(highlight=False, soft_wrap=True)
    checks = check_plays(tuple(dict.fromkeys(names)))
    for name, found in checks.items():
        if found.problem:
            console.print(f"[bold red]{escape(name)}[/] cannot be used: {escape(found.problem)}")
            continue
        console.print(f"[bold green]{escape(name)}[/] can be read: {len(found.tasks)} tasks")
        for task in found.tasks:
            console.print(f"  {task.section:<7} {escape(task.name)}  [dim]{escape(task.action)}[/]")
    raise typer.Exit(_REFUSED if any(found.problem for found in checks.values()) else _SUCCESS)


@plays.command()
def run(
    name: Annotated[str, typer.Argument(help="The play's name, without .yaml.")],
    account: Annotated[str, typer.Option(help="The number of the account to order for.")],
    product: Annotated[str, typer.Option(help="The slug of the product to order.")],
    pick: Annotated[
        list[str] | None, typer.Option(help='An item: its specification, "=", its reference, as "SIM Card=SIM-00123".')
    ] = None,
    variables: Annotated[
        list[str] | None, typer.Option("--set", help='A variable that the product lets an order set, as "data_gb=5".')
    ] = None,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Keep what the play makes: a real order.")] = False,
) -> None:
    """Place a real order that a play of your choice provisions, follow its log, and undo all of it.

    Exit status 0 if the play succeeded and its outcome could be put in force, 2 if not.
    """
    installation = current_installation()
    obstacle = why_not_ready(installation)
    if obstacle is not None:
        raise OperatorError(f"A play runs beside web, which is not there: {obstacle}", "Start `trunkline up` first.")
    with installation.database() as databases:
        _set_up(installation, databases.runtime_url)
        from trunkline.cli.trial import Trial, follow, place  # Django's models need its settings

        console = Console(highlight=False, soft_wrap=True)
        job_id = place(Trial(name, account, product, pick or [], variables or [], is_kept=keep))
        console.print(f"Job {job_id} runs {escape(name)}.")
        has_succeeded = follow(job_id, console)
    raise typer.Exit(_SUCCESS if has_succeeded else _FAILED)


def _set_up(installation: Installation, database_url: str) -> None:
    set_up_django(installation.process_environment(database_url) | installation.runner_environment())
