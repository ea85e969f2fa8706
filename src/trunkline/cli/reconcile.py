from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trunkline.cli.problems import OperatorError
from trunkline.flows.processes.mends import mend_difference
from trunkline.flows.processes.reconciliation import examine, find_differences
from trunkline.insight.errors import DifferenceGoneError
from trunkline.insight.models import REASON_MAX
from trunkline.insight.policies.differences import Difference
from trunkline.insight.states import MendState
from trunkline.insight.use_cases import settle_restoration
from trunkline.kernel.errors import DomainError
from trunkline.kernel.time import format_instant
from trunkline.platform.clocks import business_now
from trunkline.platform.commands import SYSTEM_ACTOR, Command
from trunkline.platform.limits import require_text
from trunkline.platform.restorations import find_open_restoration

ALL = "all"
NO_DIFFERENCE = "trunkline reconcile found no difference"


def reconcile(console: Console) -> bool:
    """Compare everything, tell each difference, and return whether there is none.

    After a restore workers go on once there is none.
    """
    found = _look(console)
    show(found, console)
    if found:
        return False
    console.print("[green]No difference.[/]")
    if find_open_restoration() is not None:
        _settle(NO_DIFFERENCE, console)
    return True


def settle(reason: str, console: Console) -> None:
    """Compare everything, tell each difference, and have workers go on after a restore in spite of them."""
    if find_open_restoration() is None:
        raise OperatorError("There is no restore to be settled: workers do not wait.", "There is nothing to do.")
    require_text(reason, "reason", REASON_MAX)
    found = _look(console)
    show(found, console)
    _settle(reason, console)
    if found:
        console.print(f"[yellow]Differences that are left: {len(found)}.[/] They are listed again each time.")


def _look(console: Console) -> list[Difference]:
    with console.status("Comparing timeline, charging system, stock, charges and gateways …") as status:
        return list(find_differences(business_now(), lambda place: status.update(f"Comparing … {place}")))


def _settle(reason: str, console: Console) -> None:
    restoration = find_open_restoration()
    settle_restoration(_command(reason))
    if restoration is not None:
        console.print(f"The restore of the backup of {format_instant(restoration.taken_at)} is settled: workers go on.")


def mend(subject: str, reason: str, console: Console) -> bool:
    """Mend what is different about one subject, or all that is, and return whether nothing of it is left.

    After all was mended, everything is compared once more; after a restore workers go on once there is no difference.
    """
    if subject == ALL:
        for found in _look(console):
            _mend(found, reason, console, is_one_of_all=True)
        return reconcile(console)
    wanted = [found for found in examine(subject, at=business_now()) if found.subject == subject]
    if not wanted:
        raise OperatorError(f"There is no difference about {subject}.", "See `trunkline reconcile` for what there is.")
    are_gone = [_mend(found, reason, console) for found in wanted]
    return all(are_gone)


def _mend(found: Difference, reason: str, console: Console, *, is_one_of_all: bool = False) -> bool:
    """Mend one; what it is refused by keeps nobody from mending the others."""
    name = f"{escape(found.subject)} ({found.kind})"
    try:
        mended = mend_difference(_command(reason), found.kind, found.subject)
    except DifferenceGoneError as error:
        if not is_one_of_all:
            console.print(f"[red]Not mended:[/] {name}: {escape(error.title)}. {escape(error.detail)}")
            return False
        console.print(f"[green]Gone:[/] {name}. It went with another, or somebody else has mended it.")
        return True
    except DomainError as error:
        console.print(f"[red]Not mended:[/] {name}: {escape(error.title)}. {escape(error.detail)}")
        return False
    if mended.state != MendState.MENDED:
        console.print(f"[red]Still different:[/] {name}. {escape(found.action)}")
        return False
    console.print(f"[green]Mended:[/] {name}. {escape(found.action)}")
    return True


def show(found: list[Difference], console: Console) -> None:
    """Tell the differences: how many of each kind, then each in a sentence with what its mend does."""
    if not found:
        return
    table = Table("between", "kind", "differences")
    for kind in dict.fromkeys(row.kind for row in found):
        rows = [row for row in found if row.kind == kind]
        table.add_row(rows[0].pair.replace("_", " and "), kind, str(len(rows)))
    console.print(table)
    for row in found:
        console.print(f"[bold]{escape(row.subject)}[/]", soft_wrap=True, highlight=False)
        console.print(f"    {escape(row.explanation)}", soft_wrap=True, highlight=False)
        console.print(f"    To mend: {escape(row.action)}", soft_wrap=True, highlight=False)


def _command(reason: str) -> Command:
    return Command(SYSTEM_ACTOR, at=business_now(), reason=reason)
