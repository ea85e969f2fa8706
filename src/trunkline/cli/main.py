import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import psycopg
import typer
from django.db import utils as django_errors
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trunkline.cli import doctor as examination
from trunkline.cli.clock import clock
from trunkline.cli.installation import Installation, current_installation, set_up_django
from trunkline.cli.play import plays
from trunkline.cli.problems import OperatorError
from trunkline.cli.processes import start_child
from trunkline.cli.supervisor import (
    Door,
    Stack,
    StackOptions,
    doors_of,
    events_command,
    find_port_obstacle,
    port_taken,
    web_command,
)
from trunkline.config.environment import SettingsError
from trunkline.kernel.errors import DomainError

_RATIOS = Path(__file__).parents[3] / "docs" / "benchmarks.json"

application = typer.Typer(
    name="trunkline",
    help="The main line from catalogue to cash. Settings are TRUNKLINE_… variables or DATA_DIR/trunkline.toml.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
application.add_typer(plays)
application.add_typer(clock)


@application.command()
def up() -> None:
    """Run database, migrations, web, events and workers in the foreground until Ctrl-C or SIGTERM."""
    console = Console(highlight=False, soft_wrap=True)
    with Stack(StackOptions(installation=current_installation())) as stack:
        console.print(
            f"[bold green]Trunkline is ready.[/] Ctrl-C stops it.\n"
            f"  Sign in   {stack.public_url}/accounts/login/\n"
            f"  API docs  {stack.public_url}/api/docs"
        )
        stack.wait()
        console.print("Stopping; jobs that run may finish (Ctrl-C again ends them) …")
    console.print("Stopped.")


@application.command()
def web() -> None:
    """Serve the pages and the API only."""
    installation = current_installation()
    _serve(installation, doors_of(installation)[0], web_command(installation), installation.runner_environment())


@application.command()
def events() -> None:
    """Stream the logs of jobs only; one such process serves an installation."""
    installation = current_installation()
    _serve(installation, doors_of(installation)[1], events_command(installation), {})


def _serve(installation: Installation, door: Door, command: list[str], additions: Mapping[str, str]) -> NoReturn:
    """Run a server in the foreground, with the embedded database if nobody else has started it."""
    obstacle = find_port_obstacle(door)
    if obstacle is not None:
        raise port_taken(obstacle, door)
    if not installation.has_database_of_its_own or installation.postgres.is_run_by_another():
        installation.prepare()
        environment = installation.process_environment(installation.databases().runtime_url)
        os.execve(command[0], command, {**environment, **additions})  # noqa: S606 - this process becomes the server
    with installation.database() as databases:
        environment = installation.process_environment(databases.runtime_url)
        status = _run_in_foreground(command, {**environment, **additions})
    raise typer.Exit(status)


def _run_in_foreground(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a program until it ends, passing SIGINT and SIGTERM on to it as SIGTERM, and return its exit status."""
    child = start_child(command, death_signal=signal.SIGTERM, environment=environment)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: child.terminate())
    return child.wait()


@application.command()
def worker() -> None:
    """Do the queue's jobs only."""
    installation = current_installation()
    with installation.database() as databases:
        set_up_django(installation.process_environment(databases.runtime_url) | installation.runner_environment())
        from trunkline.config.worker import main  # Django's models need its settings

        status = main()
    raise typer.Exit(status)


@application.command()
def migrate() -> None:
    """Bring the tables of the database to this version."""
    installation = current_installation()
    with installation.database() as databases:
        installation.migrate(databases)


@application.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A directory to put the backup into, or its new name.")],
    *,
    check: Annotated[bool, typer.Option("--check", help="Compare an existing backup with its manifest.")] = False,
) -> None:
    """Write all that an installation holds, which may run meanwhile, into a new directory as of one instant."""
    from trunkline.cli.backup import check_backup, take_backup

    if check:
        manifest = check_backup(target)
        typer.echo(f"The backup of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC is complete.")
    else:
        typer.echo(str(take_backup(current_installation(), target)))


@application.command()
def restore(
    place: Annotated[Path, typer.Argument(help="The directory that `trunkline backup` made.", metavar="BACKUP")],
    *,
    skip_numbers: Annotated[int, typer.Option(min=0, help="How many numbers of each kind are left out.")] = 10_000,
    demo_gateway_from: Annotated[
        str | None,
        typer.Option(
            help="Address, without a password, of a database whose demo gateway's memory is the true one. One with a "
            "password goes into TRUNKLINE_DEMO_GATEWAY_FROM."
        ),
    ] = None,
) -> None:
    """Make a backup the content of an empty data directory or database; workers then wait for `reconcile`."""
    from trunkline.cli.restore import RestoreOptions, gateway_address
    from trunkline.cli.restore import restore as restore_backup

    installation = current_installation()
    options = RestoreOptions(skip_numbers, gateway_address(installation, demo_gateway_from))
    restored = restore_backup(installation, place, options)
    console = Console(highlight=False, soft_wrap=True)
    if restored.was_loaded_before:
        console.print("The database held this backup already: it was not loaded again, the rest has been done.")
    console.print(
        f"Restored as of {restored.manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC. Workers take no job before what the "
        f"gateway and the charging system did since is reconciled: start Trunkline, then run `trunkline reconcile`."
    )
    if restored.key_from_before is not None:
        console.print(f"The secret key that was here before is kept in {escape(str(restored.key_from_before))}.")
    if not restored.manifest.has_secret_key:
        console.print(
            "The backup holds no key, as a setting named it: set TRUNKLINE_SECRET_KEY as it was, or second factors are "
            "lost."
        )
    if not restored.has_right_key:
        console.print(
            "[bold red]Attention:[/] with the secret key that is in force here, the second factors of the staff cannot "
            "be read. Set TRUNKLINE_SECRET_KEY to the key of the system that was backed up."
        )


@application.command(name="upgrade-database")
def upgrade_database() -> None:
    """Carry an embedded database of an earlier PostgreSQL over to this version's; the old one stays as it is."""
    from trunkline.cli.upgrade import upgrade_database as upgrade

    old = upgrade(current_installation())
    typer.echo(f"Done; start Trunkline. When all is well, remove the old database: {old}")


@application.command()
def doctor() -> None:
    """Say what is configured, reachable and missing, and how to mend it; exit status 1 if something is to mend."""
    findings = examination.examine(current_installation())
    if not examination.show(findings, Console()):
        raise typer.Exit(1)


@application.command()
def verify() -> None:
    """Check on live data what must always be true; exit status 1 if something is not."""
    installation = current_installation()
    with installation.database() as databases:
        set_up_django(installation.process_environment(databases.runtime_url))
        from trunkline.insight.selectors.invariants import check_invariants  # Django's models need its settings

        outcomes = check_invariants()
    table = Table("invariant", "room", "violations")
    for outcome in outcomes:
        count = str(len(outcome.violations)) if outcome.violations else "[green]none[/]"
        table.add_row(escape(outcome.name), escape(outcome.room), count)
    console = Console()
    console.print(table)
    for outcome in outcomes:
        for violation in outcome.violations:
            console.print(f"[red]{escape(outcome.name)}[/]: {escape(violation)}", soft_wrap=True, highlight=False)
    if any(outcome.violations for outcome in outcomes):
        raise typer.Exit(1)


@application.command()
def reconcile(
    *,
    mend: Annotated[
        str | None, typer.Option(help="What to mend, as the list names it, or all.", metavar="SUBJECT|all")
    ] = None,
    settle: Annotated[
        bool, typer.Option("--settle", help="After a restore: have workers go on in spite of the differences.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; it is kept with what was done.")] = "",
) -> None:
    """Compare timeline, charging system, stock, charges and gateways; exit status 1 if there is a difference."""
    if settle and mend is not None:
        raise typer.BadParameter("Mend first, then settle.", param_hint="--settle")
    installation = current_installation()
    with installation.database() as databases:
        set_up_django(installation.process_environment(databases.runtime_url))
        from trunkline.cli import reconcile as reconciliation  # Django's models need its settings

        console = Console()
        if settle:
            reconciliation.settle(reason, console)
            return
        is_good = reconciliation.reconcile(console) if mend is None else reconciliation.mend(mend, reason, console)
    if not is_good:
        raise typer.Exit(1)


@application.command(name="charging-calls")
def charging_calls(
    *,
    settle: Annotated[int | None, typer.Option(help="Which to settle by hand.", metavar="NUMBER")] = None,
    outcome: Annotated[str | None, typer.Option("--as", help="What became of it.", metavar="done|not-done")] = None,
    reason: Annotated[str, typer.Option(help="How you know; it is kept with what was settled.")] = "",
) -> None:
    """List grants and debits of which nobody knows whether CGRateS carried them out; exit status 1 if there is one."""
    installation = current_installation()
    with installation.database() as databases:
        set_up_django(installation.process_environment(databases.runtime_url))
        from trunkline.cli import charging_calls as calls  # Django's models need its settings

        console = Console(highlight=False, soft_wrap=True)
        if settle is not None:
            calls.settle(settle, outcome, reason, console)
        elif not calls.show_calls(console):
            raise typer.Exit(1)


@application.command()
def queue(
    *,
    again: Annotated[int | None, typer.Option(help="Which to try again.", metavar="NUMBER")] = None,
    forget: Annotated[int | None, typer.Option(help="Which is not to be done any more.", metavar="NUMBER")] = None,
    reason: Annotated[str, typer.Option(help="Why it is forgotten; it is kept with what it was to do.")] = "",
) -> None:
    """List the jobs that failed too often and were given up; exit status 1 if there is one."""
    if again is not None and forget is not None:
        raise typer.BadParameter("One or the other.", param_hint="--forget")
    installation = current_installation()
    with installation.database() as databases:
        set_up_django(installation.process_environment(databases.runtime_url))
        from trunkline.cli import queue as given_up  # Django's models need its settings

        console = Console(highlight=False, soft_wrap=True)
        if again is not None:
            given_up.ask_again(again, console)
        elif forget is not None:
            given_up.forget(forget, reason, console)
        elif not given_up.show(console):
            raise typer.Exit(1)


@application.command()
def staff(
    email: Annotated[str, typer.Argument(help="The address with which the person signs in.")],
    role: Annotated[str, typer.Option(help="product_manager, agent, network, billing or admin.")] = "admin",
) -> None:
    """Add a member of the staff for all brands, and print a first password and an API token, which are shown once."""
    installation = current_installation()
    with installation.database() as databases:
        set_up_django(installation.process_environment(databases.runtime_url))
        from trunkline.cli.staff import add_staff  # Django's models need its settings

        added = add_staff(email, role)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{escape(email)} can sign in as {escape(role)}.")
    console.print(f"  Password   {escape(added.password)}")
    console.print(f"  API token  {escape(added.token)}")


@application.command()
def demo(
    *,
    exit_after: Annotated[bool, typer.Option("--exit", help="Stop after the last step instead of serving.")] = False,
) -> None:
    """Run the whole product life on demo data, then serve."""
    from trunkline.cli.demo.performance import run as run_demo  # needs the packages that the other commands do without

    raise typer.Exit(run_demo(exit_after=exit_after))


@application.command()
def bench(
    name: Annotated[str, typer.Argument(help="What to measure, or all.", metavar="NAME")],
    *,
    size: Annotated[int | None, typer.Option(min=1, help="How much to do, instead of the bench's own amount.")] = None,
    output: Annotated[Path, typer.Option(help="The file that `all` writes the ratios to.")] = _RATIOS,
) -> None:
    """Measure in a database of its own and end with one line of JSON each; exit status 1 if a goal is missed."""
    from trunkline.cli.bench.registry import run_all, run_bench  # needs what other commands do without

    if name == "all":
        is_good = run_all(size, output)
    else:
        outcome = run_bench(current_installation(), name, size)
        typer.echo(outcome.as_json())
        is_good = outcome.is_good
    if not is_good:
        raise typer.Exit(1)


def run() -> int:
    """Run the command that was typed and return its exit status; what stops it is told in a sentence."""
    try:
        application()
    except OperatorError as error:
        return _refuse(error.problem, error.remedy)
    except DomainError as error:
        return _refuse(f"{error.title}.", error.detail)
    except SettingsError as error:
        return _refuse(str(error), "Mend the setting, in the environment or in the file trunkline.toml.")
    except django_errors.ProgrammingError as error:
        if not isinstance(error.__cause__, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
            raise  # a fault of ours: its story is needed
        return _refuse(f"The tables of the database are not this version's: {error}", "Run `trunkline migrate`.")
    except (psycopg.OperationalError, django_errors.OperationalError) as error:
        return _refuse(f"The database cannot be used: {error}", "Run `trunkline doctor`, which tells why.")
    return 0


def _refuse(problem: str, remedy: str) -> int:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]Error:[/] {escape(' '.join(problem.split()))}")
    console.print(f"       {escape(remedy)}")
    return 1
